"""A turn about what follows from the last figure: is it reached, carried over, how is it voted.

« C'est reportable ? » asks the rule of the line that was just spoken of, « en autorisation 2014 »
adds what is carried over to the budget of the next year, « donc c'est bon ? » sets what was
computed against the target that was told.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.attainment import MET
from pycog.dialogue.answers import ANSWERED, Answer, answered, compute
from pycog.dialogue.budget_units import in_euros
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Call, Computed, call
from pycog.dialogue.frames.ellipsis import facts_only, piece_of
from pycog.dialogue.frames.figure_operations import Figure
from pycog.dialogue.frames.held_facts import Held, about_one, held_in
from pycog.dialogue.frames.neighbourhood import aimed_at, figures_in
from pycog.dialogue.frames.parts_and_whole import PartsAndWhole
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import display

_LONGEST: Final = 12
_PAIR: Final = 2
#: « Donc c'est bon ? », « atteint ? »
_IS_REACHED: Final = regex(
    r"(?:(?:et|donc|alors|du coup|c est|c|est ce|est|ca|on est|on|y|il est|elle est|l|le|la|que"
    r"|sommes nous|t il|t elle|ce|serait|suffit|objectif|cible|bien|quand meme) )*"
    r"(?:atteinte?|bons?|ok|tenue?|respectee?|conforme|suffisant|gagne|dans les clous"
    r"|on y est(?: presque)?|y est(?: presque)?|ca passe|passe)(?: ou (?:pas|non)| pour nous)?"
)
#: « C'est mieux ? »
_JUDGED: Final = regex(
    r"(?:(?:et|donc|alors|c est|est ce|est|ca|il|elle|que|plutot) )*"
    r"(?:mieux|pire|normale?|grave|inquietante?|satisfaisante?|mauvaise?|beaucoup|peu)"
)
_NO_JUDGEMENT: Final = (
    "Je ne juge pas un chiffre. Demandez s'il atteint son objectif, ou l'écart avec un autre."
)
#: « C'est reportable ? »
CARRIED: Final = regex(
    r"(?:(?:et|donc|alors|est ce|c est|c|ca|ce|on peut|je peux|peut on|puis je|le|la|les|l|tout"
    r"|cela|il|elle|que|est|serait|solde|reste|reliquat|restant|montant|credits?|non|consomme\w*"
    r"|ce qui|surplus|qui|peut|pourra|peuvent|etre|y|se|tous?|toute?|ces"
    r"|y a t il|possible|de|du|un|a) )*"
    r"(?:report(?:able|ables|er|e|ent|es|ee|ees|e t on)?|garde[rs]?|conserve[rs]?|recupere[rs]?"
    r"|reprendre|basculer)(?: (?:sur|en|pour|a|l|annee|exercice"
    r"|suivante?|prochaine?|possible|le|la|les|ce|cela|ca|solde|reste|reliquat|surplus|restant|tout"
    r"|annees?|an|d apres|(?:19|20)\d\d))*"
)
#: « Ça nous fait combien en autorisation 2014 ? », « l'enveloppe avec ce report ? »
_AUTHORISED: Final = regex(
    r"\b(?:autoris\w+|enveloppe|credits? (?:ouverts?|disponibles?)|budget (?:total|final|disponible"
    r"|definitif)|au total)\b"
)
#: Words that mean the budget with what was carried over to it.
_OPENED: Final = regex(
    r"\b(?:autorisations?|enveloppe|credits? (?:ouverts?|disponibles?)|budget (?:final|definitif"
    r"|disponible))\b"
)
_WITH_CARRIED: Final = regex(
    r"\b(?:avec|en (?:ajoutant|comptant)|y compris|plus|apres|grace a)"
    r" (?:(?:ce|le|ces|les|ca|cela|mon) )?(?:reports?|reliquats?|soldes?|restes?)\b"
)
_RESULT: Final = regex(r"\b(?:ca|cela) (?:(?:nous|me|te|vous) )?(?:fait|donne|ferait)\b")
_FREE: Final = frozenset(
    words(
        "et donc alors du coup combien quelle quel quoi est ca cela nous me te vous fait donne en "
        "la le les l de d pour avec sur ce ces cette au total mon ma notre on a aurait ferait si "
        "tout annee exercice autorisation autorisations autorise autorises enveloppe credit "
        "credits ouvert ouverts disponible disponibles budget final definitif report reports "
        "reliquat solde reste plus apres y compris ajoutant comptant grace suivante suivant "
        "donnerait fera donnera aura aurai ai j je avons arrive dispose monte "
        "porte montant dotation des"
    )
)
#: Words of rules that a turn asks of what was just spoken of.
_OF_RULE: Final = regex(
    r"\b(?:vot\w+|approuv\w+|approbation|accord|decid\w+|delai|conseil|etat|document|justifi\w+"
    r"|prevenir|informer|rectificatif|quand|qui|conditions?|procedure)\b"
)
#: Formulas → the topic whose rules apply to what they give.
_TOPICS: Final = (
    (regex(r"COG_(?:CARRYOVER|AVAILABLE|AUTHORISED)\("), "report"),
    (regex(r"COG_TRANSFER"), "virement"),
)
#: « L'État a combien de temps ? »
_STATE_TERM: Final = regex(
    r"\b(?:etat|tutelle)\b.*\b(?:jours?|temps|delais?)\b|\bdelais? (?:de|pour) (?:l )?etat\b"
)
_COMPUTED: Final = frozenset({"calcul", "evolution-montants", "suite", "part"})
#: Figures of a document, which has no target for them.
_PRINTED: Final = frozenset({"chiffre", "composee-chiffres"})
_NO_AIM: Final = (
    "Je ne sais pas à quel objectif comparer ce résultat. Nommez l'indicateur et l'année, ou donnez"
    " l'objectif."
)
#: A transfer that the council decides.
_BY_COUNCIL: Final = regex(r"[Dd]écision modificative")
_LOWERED: Final = regex(r"\b(?:reduction|baisse|diminution|moins)\b")


class AppliedRules(PartsAndWhole):
    """A turn about what a rule or a target makes of the last figure."""

    def _applied(self, turn: str) -> Answer | None:
        """Answer a turn by what applies to the last figure, ``None`` for any other."""
        if self.state.pending or len(words(turn)) > _LONGEST:
            return None
        if _JUDGED.fullmatch(turn):
            return self._unclear(_NO_JUDGEMENT)
        if _IS_REACHED.fullmatch(turn):
            return self._reached()
        if CARRIED.fullmatch(turn):
            return self._carried()
        return self._carried_of_line(turn) or self._authorised(turn) or self._ruled(turn)

    # -- targets

    def _reached(self) -> Answer | None:
        """Say whether what was computed reaches the target that was told."""
        again = self._again(self.state)
        if again is not None and again.text.startswith(("Oui", "Non")):
            return replace(again, state=self.state)
        if again is not None and again.formula.startswith("=COG_STATUS("):
            lead = "Oui" if again.value == MET else "Non"
            return replace(again, text=f"{lead} : {again.text}", state=self.state)
        figures = list(self._figures(_PAIR + 1, "écart"))
        if not figures or "COG_TARGET(" in figures[0].answer.formula:
            return None
        last = figures[0]
        held = held_in(last.state, self.known)
        for one in figures[1:]:
            if one.state.slots.get("indicator") and one.state.intent == "objectif":
                return self._status(last, held_in(one.state, self.known))
            if self._is_aim(one) and last.shown.endswith("%") and not held.indicator:
                return self._against_aim(last, one)
        computed = self.state.op or last.answer.intent in _COMPUTED | _PRINTED
        return self._unclear(_NO_AIM) if computed else None

    def _status(self, last: Figure, aim: Held) -> Answer | None:
        """Set a computed value against the target of an indicator and a year."""
        shown = display(last.value, "percent") if last.shown.endswith("%") else f"{last.value:g}"
        text = f"realise {shown} indicateur {aim.indicator} {aim.year} atteint"
        answer = self.single(normalise(text), State(about=self.state.about))
        return self._told_by(answer, normalise(text)) if answer.kind == ANSWERED else None

    def _is_aim(self, figure: Figure) -> bool:
        """Tell whether a figure is one that is aimed at, in per cent of a quantity."""
        named = figures_in(figure.answer.formula, self.known.convention.id)
        aims = "objectif" in normalise(figure.answer.text) or any(aimed_at(*one) for one in named)
        return figure.shown.endswith("%") and aims

    def _against_aim(self, last: Figure, aim: Figure) -> Answer | None:
        """Set a computed change against the change that is aimed at."""
        lowers = _LOWERED.search(normalise(aim.answer.text)) is not None
        reached = -last.value if lowers and aim.value > 0 else last.value
        holds = reached >= aim.value
        falls = lowers and last.value < 0
        way = f"baisse de {display(abs(last.value), 'percent')}" if falls else last.shown
        lead = "Oui" if holds else "Non"
        told = f"{lead} : {way}, pour un objectif de {aim.shown} ({aim.answer.text.rstrip('.')})."
        return replace(last.answer, text=told, state=self.state)

    # -- credits

    def _of_credits(self) -> Held | None:
        """Return the line or the fund that was spoken of last, where it is one of the budget."""
        held = next(about_one(self.state, self.known, "of_budget"), None)
        return None if held is None or held.indicator else held

    def _carried(self) -> Answer | None:
        """Say whether what is left of the last line may be carried over."""
        held = self._of_credits()
        if held is None or self.state.last_subject is not held.frame:
            return None
        total = held.line.startswith("Total") and held.fund
        subject = held.fund if total or not held.line else held.line
        return self._rule_of_carryover(normalise(subject))

    def _carried_of_line(self, turn: str) -> Answer | None:
        """Say whether the credits of another line are carried over: what was spent is not its."""
        held = self._of_credits()
        if held is None or self.state.last_subject is not held.frame or self.state.op:
            return None
        again = self._again(held.frame)
        if again is None or "COG_CARRYOVER(" not in again.formula:
            return None
        given = facts_only(read_question(piece_of(turn), self.known), self.known)
        if [one.kind for one in given] != ["line"] or str(given[0].value) == held.line:
            return None
        rule = self._rule_of_carryover(normalise(str(given[0].value)))
        return None if rule is None else replace(rule, state=self.state)

    def _authorised(self, turn: str) -> Answer | None:
        """Add what is carried over to the budget of the next year."""
        carried = _WITH_CARRIED.search(turn) is not None
        result = carried or _RESULT.search(turn) is not None
        if not (_AUTHORISED.search(turn) if result else _OPENED.search(turn)):
            return None
        held, last = self._of_credits(), self._figure(self.state)
        if held is None or last is None or held.frame is not self.state.last_subject:
            return None
        formula = last.answer.formula
        if "COG_CARRYOVER(" not in formula and "COG_AVAILABLE(" not in formula:
            return None
        read = read_question(turn, self.known)
        named = {str(one.value) for one in read.of("line")} - {held.line}
        years = [str(one.value) for one in read.of("year")]
        if named or len(years) > 1 or not held.year.isdigit() or self._says_else(turn):
            return None
        year = int(years[0]) if years else int(held.year) + 1
        if year != int(held.year) + 1:
            return None
        line = held.line or self._total_of(held.fund)
        base = in_euros(
            call("COG_BUDGET", line, year, *([held.fund] if held.fund else [])),
            self.known.convention,
        )
        node = call("COG_AUTHORISED", base, last.node)
        return self._told_sum(node, base, last, f"{held.of_budget} {year}")

    def _says_else(self, turn: str) -> bool:
        read = read_question(turn, self.known)
        spans = [(one.start, one.end) for one in read.of("line", "fund", "year")]
        return any(
            not any(start <= one.start < end for start, end in spans)
            and read.text[one.start : one.end] not in _FREE
            for one in read.words
        )

    def _total_of(self, fund: str) -> str:
        lines = self.known.convention.funds[fund].lines
        return next(one.label for one in reversed(lines) if one.role == "total")

    def _told_sum(self, node: Call, base: Computed, last: Figure, subject: str) -> Answer | None:
        """Return the answer that a budget with its carry-over is."""
        result = compute(node, self.context.host)
        first = compute(base, self.context.host)
        if result.error or first.error or not isinstance(result.value, float):
            return None
        shown = display(result.value, "amount")
        said = f"{first.display} votés, plus {last.shown} reportés : {shown} autorisés ({subject})."
        answer = answered(result, said, display=shown, intent="suite")
        return replace(answer, state=self.state)

    # -- rules

    def _ruled(self, turn: str) -> Answer | None:
        """Tell the rule that a turn asks of the credits that were just spoken of."""
        if not _OF_RULE.search(turn) or re.search(r"\d", turn):
            return None
        again, held = self._again(self.state), self._of_credits()
        made = "" if again is None else again.formula
        topic = next((name for cue, name in _TOPICS if cue.search(made)), "")
        if not topic or read_question(turn, self.known).has("line"):
            return None
        fund = "" if held is None else held.fund
        named = "decision modificative" if again and _BY_COUNCIL.search(again.text) else topic
        tried = [f"{turn} {topic} {fund}", f"{turn} {named}", f"{turn} {topic}"]
        if _STATE_TERM.search(turn) and again and _BY_COUNCIL.search(again.text):
            tried = ["l etat approuve le budget sous combien de jours"]
        for text in tried:
            if rule := self._by_rule(text.strip()):
                return rule
        return None
