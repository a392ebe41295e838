"""A turn after a carry-over: what it adds to the next budget, where else it may go, what for.

« Ça donne combien de crédits en 2013 ? » is the budget with what is carried over to it: the
budget alone would drop what was said before. « Et si je le mets en investissement ? » carries it
over to another line, which the State approves otherwise.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, Result, answered, compute
from pycog.dialogue.budget_units import in_euros
from pycog.dialogue.calculations.typed_quantities import typed_quantities
from pycog.dialogue.entities import Question, read_question
from pycog.dialogue.expressions import Call, call
from pycog.dialogue.frames.applied_rules import CARRIED, AppliedRules
from pycog.dialogue.frames.figure_operations import Figure
from pycog.dialogue.frames.held_facts import Held
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_LONGEST: Final = 14
_CARRYOVER: Final = "COG_CARRYOVER("
_AVAILABLE: Final = "COG_AVAILABLE("
#: Words beside the line that credits are moved to.
_BESIDE: Final = frozenset(
    words(
        "delai delais etat l le la les de du des d a au en il faut combien jours jour accord "
        "approbation tutelle quel quelle ca donne fait et qui decide autorise pour avoir credits "
        "budget ligne groupe depenses annee prochaine suivante exercice plutot place"
    )
)
#: « Ça donne combien de crédits en 2013 ? », « donc le budget 2013 ? »
_MAKES: Final = regex(
    r"\b(?:ca|cela|on|j|je|nous)(?: (?:me|nous|te|vous))? (?:fait|donne|ferait|donnerait|fera"
    r"|donnera|aura|aurait|aurai|ai|a|avons|aurions|arrive|dispose\w*|monte|porte)\b"
    r"|\b(?:du coup|donc|au final|au total|en tout|apres|compris)\b"
)
_CREDITS: Final = regex(r"\b(?:credits?|budget|enveloppe|montant|total|dotation|autoris\w+)\b")
#: « Et si je le mets en investissement à la place ? »
_MOVED: Final = regex(
    r"(?:(?:et|mais|ou) )*(?:si |pour |est ce que )?(?:(?:je|on|nous|j|l on|il|peut on|puis je"
    r"|on peut|je peux|pour|faut il|peut|peux|veux|veut|voudrais|voulais) )*"
    r"(?:(?P<it>le|la|les|l|ca|cela|tout) )?"
    r"(?:met\w*|mis|affect\w*|bascul\w*|utilis\w*|report\w*|pass\w*|vir\w+|transf\w*|plac\w*"
    r"|bouge\w*|fl[eé]ch\w*|inscri\w*|verse\w*|depens\w*)"
    r"(?: (?P<after>le|la|les|ca|cela|tout))?"
    r" (?:en|sur|vers|dans|au|aux|a|pour|du)(?: (?:le|la|les|l|du|des|de|cote))* (?P<what>[a-z].+?)"
    r"(?: (?:a la place|plutot|au lieu de ca|a la place de ca|en (?P<year>(?:19|20)\d\d)))*"
)
#: « Même sur l'investissement ? », said of credits that are carried over.
_EVEN_ON: Final = regex(
    r"^(?:et |mais )?(?:meme|aussi|egalement|y compris) (?=(?:sur|vers|dans|en|au) )"
)
#: « L'accord de l'État ? »
_APPROVED: Final = regex(
    r"\b(?:accord|approb\w+|approuv\w+|avis|feu vert|aval|valid\w+|autorisation|signe\w*)\b.*"
    r"\b(?:etat|tutelle|ministere\w*|administration)\b"
    r"|\b(?:etat|tutelle)\b.*\b(?:accord|approuv\w+|approb\w+|dire|repond\w*|valid\w+|jours"
    r"|delai|temps)\b"
)
#: « Pour une dépense récurrente c'est ok ? »
_SPENT_ON: Final = regex(
    r"\b(?:recurrente?s?|perennes?|permanente?s?|durables?|ponctuel(?:le)?s?|embauches?"
    r"|recrutements?|recruter|embaucher|cdi|postes?|emplois?|salaires?)\b"
    r"|\bquel(?:le)?s? (?:types?|natures?|genres?|sortes?) de depenses?\b"
    r"|\bquelles depenses\b|\b(?:sur|pour|a) quoi\b.*\b(?:utilis|depens|serv|employ|affect)\w*"
)
#: « Et un reliquat sur les charges exceptionnelles ? »
_OF_LINE: Final = regex(
    r"(?:(?:et|avec|si j ai|si on a|pour|pareil|idem|meme chose|j ai|on a) )*"
    r"(?:(?:un|le|du|des|les) )?(?:reliquats?|restes?|soldes?|surplus|excedents?"
    r"|credits? non consommes?|non consommes?|reports?)"
    r" (?:sur|de|du|des|en|pour|au|aux)(?: (?:le|la|les|l))* (?P<what>[a-z].+)"
)
#: « Un surplus de 40 000 €, je peux le conserver ? »
_LEFT_GIVEN: Final = regex(
    r"\b(?:reliquats?|restes?|surplus|soldes?|excedents?|economies?|non consommes?|restants?"
    r"|economise|rab)\b.*\d.*\b(?:report\w*|gard\w+|conserv\w+|recuper\w+)\b"
    r"|\d.*\b(?:non consommes?|restants?|de reste|de surplus|d economies?)\b.*"
    r"\b(?:report\w*|gard\w+|conserv\w+|recuper\w+)\b"
)
_SPENT: Final = frozenset({"execution", "disponible"})
_OF_OTHER_YEAR: Final = (
    "Je ne sais pas : le montant exécuté est celui d'une autre année. Donnez celui de cette année."
)
_OTHER_LINE: Final = (
    "Je ne sais pas de quel montant il s'agit. Donnez le montant et la ligne qui le reçoit."
)


class CarriedCredits(AppliedRules):
    """A turn about credits that are carried over."""

    def _of_carried(self, turn: str, question: str) -> Answer | None:
        """Answer a turn by the carry-over before it, ``None`` for any other."""
        if self.state.pending or len(words(turn)) > _LONGEST:
            return None
        unspent = self._carries_rest(turn) or self._unspent_given(normalise(question))
        if unspent is not None:
            return unspent
        held, last = self._carried_over()
        if held is None or last is None:
            return self._moved_nothing(turn)
        elsewhere = _EVEN_ON.sub("les reporter ", normalise(question).strip(" ?.!"))
        moved = _MOVED.fullmatch(turn)
        if moved is None and self._of_carryover():
            moved = _MOVED.fullmatch(elsewhere)
        if moved is not None:
            return self._moved(held, last, moved)
        if not self._of_carryover():
            # What is left was told, and nothing of carrying it over.
            return self._makes(normalise(question), held, last)
        if _APPROVED.search(turn) and not re.search(r"\d", turn.replace("20 jours", "")):
            return self._by_rule("approbation de l etat pour un report de credits")
        if _SPENT_ON.search(turn) and not read_question(turn, self.known).has("line"):
            return self._spent_on(turn)
        if other := _OF_LINE.fullmatch(turn):
            return self._carried_of_line(other["what"])
        return self._makes(normalise(question), held, last)

    def _carries_rest(self, turn: str) -> Answer | None:
        """Say how much of what is left may be carried over, where what was spent was told."""
        frame = self.state.last_subject
        if frame is None or frame.intent not in _SPENT or self.state.op:
            return None
        if CARRIED.fullmatch(turn) is None or "executed" not in frame.slots:
            return None
        answer = self.rerun(replace(frame, intent="report"))
        if answer.kind != ANSWERED:
            return None
        lead = "Oui. " if answer.value else self._not_carried(str(frame.slots.get("line", "")))
        told = replace(answer, text=f"{lead}{answer.text}")
        state = replace(self.state.then("report", frame.slots), about=self.state.about)
        return replace(told, state=state)

    def _unspent_given(self, text: str) -> Answer | None:
        """Carry over what a turn says to be left of the last line."""
        asked, held = _LEFT_GIVEN.search(text), self._of_credits()
        if asked is None or held is None or held.frame is not self.state.last_subject:
            return None
        read = read_question(text, self.known)
        typed = typed_quantities(read) or []
        if not held.line or len(typed) != 1 or any(map(read.has, ("line", "fund"))):
            return None
        years = [str(one.value) for one in read.of("year")] or [held.year]
        if len(years) > 1 or not years[0].isdigit():
            return None
        amount = text[typed[0].start : typed[0].end].strip()
        may = "peut on reporter" if re.search(r"\bpeux|peut|puis\b", text) else "combien reporter"
        whole = normalise(f"{held.line} {held.fund} {years[0]} reliquat de {amount} {may} ?")
        return self._told_alone(whole, _CARRYOVER)

    def _carried_over(self) -> tuple[Held | None, Figure | None]:
        """Return the line whose credits were just carried over, and how much of them."""
        held = self._of_credits()
        if held is None or held.frame is not self.state.last_subject or self.state.op:
            return None, None
        last = self._figure(held.frame)
        if last is None or not held.year.isdigit():
            return None, None
        if _CARRYOVER in last.answer.formula:
            return held, last
        left = held.frame.intent in _SPENT or _AVAILABLE in last.answer.formula
        return (held, self._left_carried(held, last)) if left else (None, None)

    def _left_carried(self, held: Held, last: Figure) -> Figure | None:
        """Return what is carried over of what is left, where what was spent was told."""
        made = last.node
        if isinstance(made, Call) and f"{made.name}(" == _AVAILABLE and held.line:
            node = call("COG_CARRYOVER", *made.args[:2], held.line, int(held.year))
            result = compute(node, self.context.host)
            answer = answered(result, result.display)
            return Figure(held.frame, answer, result) if isinstance(result.value, float) else None
        if "executed" not in held.frame.slots:
            return None
        answer = self.rerun(replace(held.frame, intent="report"))
        if answer.kind != ANSWERED or answer.node is None:
            return None
        result = compute(answer.node, self.context.host)
        return Figure(held.frame, answer, result) if isinstance(result.value, float) else None

    def _drops_spent(self, read: Question, answer: Answer) -> str:
        """Return why what was spent in one year is not set against the budget of another."""
        frame, years = self.state.last_subject, [str(one.value) for one in read.of("year")]
        if frame is None or answer.kind != ANSWERED or answer.intent not in {*_SPENT, "report"}:
            return ""
        if not years or typed_quantities(read):
            return ""
        said = [name for name in ("executed", "unspent") if name in frame.slots]
        same = bool(said) and all(answer.slots.get(one) == frame.slots[one] for one in said)
        moved = str(answer.slots.get("year")) in years
        moved = moved and answer.slots.get("year") != frame.slots.get("year")
        return _OF_OTHER_YEAR if same and moved else ""

    def _moved_nothing(self, turn: str) -> Answer | None:
        """Refuse « et si je le mets en … ? » where no amount was said: none is dropped."""
        moved = _MOVED.fullmatch(turn)
        if moved is None or not (moved["it"] or moved["after"]):
            return None
        named = self._lines_moved_to(moved["what"])
        held = self._of_credits()
        if len(named) != 1:
            return None
        if held is None or held.frame is not self.state.last_subject or not held.line:
            return self._unclear(_OTHER_LINE)
        text = f"virement de {held.line} vers {named.pop()}"
        answer = self.single(normalise(text), State(about=self.state.about))
        if answer.intent != "virement" or answer.kind != ANSWERED:
            return self._unclear(_OTHER_LINE)
        return self._told_transfer(normalise(text), answer)

    def _moved(self, held: Held, last: Figure, moved: re.Match[str]) -> Answer | None:
        """Carry credits over to another line: what it then has, and how that is approved."""
        lines = self._lines_moved_to(moved["what"])
        year = int(held.year) + 1
        if len(lines) != 1 or (moved["year"] or str(year)) != str(year):
            return self._unclear(_OTHER_LINE)
        line = lines.pop()
        if line == held.line:
            return self._with_carried(held, last, line)
        approval = self._approval(held.line, line)
        answer = self._with_carried(held, last, line)
        if answer is None or approval is None:
            return answer
        return replace(
            answer,
            text=f"{answer.text} Approbation de l'État : {approval.display.lower()}.",
        )

    def _lines_moved_to(self, what: str) -> set[str]:
        """Return the lines that words name, none where they say more than that."""
        read = read_question(what, self.known)
        spans = [(one.start, one.end) for one in read.of("line", "year")]
        for found in re.finditer(r"[a-z]+|\d+", read.text):
            inside = any(start <= found.start() < end for start, end in spans)
            if not inside and found[0] not in _BESIDE:
                return set()
        return {str(one.value) for one in read.of("line") if not isinstance(one.value, tuple)}

    def _with_carried(self, held: Held, last: Figure, line: str) -> Answer | None:
        year, fund = int(held.year) + 1, held.fund
        base = in_euros(
            call("COG_BUDGET", line, year, *([fund] if fund else [])), self.known.convention
        )
        return self._told_sum(
            call("COG_AUTHORISED", base, last.node),
            base,
            last,
            f"{line} {fund}".strip() + f" {year}",
        )

    def _approval(self, start: str, end: str) -> Result | None:
        result = compute(call("COG_CARRYOVER_APPROVAL", start, end), self.context.host)
        return None if result.error else result

    def _spent_on(self, turn: str) -> Answer | None:
        """Say whether credits that are carried over may be spent on what a turn names."""
        found = _SPENT_ON.search(turn)
        what = "" if found is None else found[0]
        asks = what.startswith(("quel", "sur quoi", "pour quoi", "a quoi"))
        what = "des depenses perennes" if asks else what
        rule = self._by_rule(f"les credits reportes peuvent ils servir a {what}")
        if rule is None or not what.startswith("des depenses"):
            return rule
        # What they are for is asked, and no yes or no.
        return replace(rule, text=re.sub(r"^(?:Oui|Non)\. ", "", rule.text))

    def _of_carryover(self) -> bool:
        """Tell whether a carry-over was told, by a figure or by its rule."""
        again = self._again(self.state)
        told = again is not None and _CARRYOVER in again.formula
        return told or "report" in self.state.told

    def _makes(self, turn: str, held: Held, last: Figure) -> Answer | None:
        """Add what is carried over to the budget of the next year, where a turn asks for it."""
        read = read_question(turn, self.known)
        if not _MAKES.search(turn) or not (_CREDITS.search(turn) or read.has("year")):
            return None
        lines = {str(one.value) for one in read.of("line")} - {held.line}
        years = {str(one.value) for one in read.of("year")}
        if lines or (years and years != {str(int(held.year) + 1)}) or self._says_else(turn):
            return None
        return self._with_carried(held, last, held.line or self._total_of(held.fund))
