"""A turn that checks or completes the last result by the values that it is made of.

« C'est bien le montant de l'investissement ? » after a sum, « de combien de points ? » after which
of two is higher, « écart en euros ? » after a rate of two amounts, « donc en 2019 il y en avait
combien ? » after a count and its printed evolution.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.arithmetic import same
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.expressions import Operation
from pycog.dialogue.frames.figure_operations import Figure
from pycog.dialogue.frames.neighbourhood import fact_named, figures_in
from pycog.dialogue.frames.operating import SINCE_YEAR
from pycog.dialogue.frames.remembering import MOST_SEVERAL
from pycog.dialogue.frames.told_values import ToldValues, kind_of
from pycog.dialogue.frames.turn_words import YEAR, plain_turn
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

_LONGEST: Final = 14
_PAIR: Final = 2
#: « De combien de points ? », after which of two is higher.
_BY_HOW_MUCH: Final = regex(
    r"(?:(?:et|donc|c est|ca fait|elle|il) )*(?:de combien|combien d ecart|quel ecart)"
    r"(?: (?:de points?|d euros|de plus|de moins|en plus|en moins))?"
)
_ABOVE: Final = regex(
    r"(?:(?:et|donc|ca fait|on est|c est|soit|a|de) )*combien de points?"
    r" (?:(?:au|en) )?(?:dessus|dessous|d ecart|de plus|de moins|de mieux|d avance|de retard)"
)
#: « On est au-dessus du seuil ? »
_BEYOND: Final = regex(
    r"(?:(?:et|donc|alors|du coup|mais|est ce qu|on|nous|je|c|ca) )*(?:(?:est|sommes|serait|suis"
    r"|serions|reste|restons|encore|toujours|bien|quand meme|la) )*"
    r"(?:(?:au )?dessus|au dela|(?P<below>en dessous|sous|au dessous)) (?:du|de|le|ce)"
    r"(?: (?:la|le))? (?:seuil|barre)(?: de declenchement| des \d\d %)?"
)
_TRIGGERED: Final = frozenset({"taux-local", "taux-national", "declenchement"})
_TURNED: Final = {"Oui": "Non", "Non": "Oui"}
#: « Et l'objectif ? », « il est atteint ? »
_AIM: Final = regex(
    r"(?:(?:et|quel(?:le)?|est|c est|c etait|quoi|l|la|le|son|pour) )*(?:objectif|cible)"
    r"(?: (?:c est|c etait|combien|cpg|fixee?|prevue?))*"
    r"|(?:(?:et|donc|il|y|en) )*(?:faut|faudrait|fallait|faudra)"
    r"(?: (?:combien|en tout|au total|a terme|au minimum|en 20\d\d))*"
)
_REACHED: Final = regex(
    r"(?:(?:et|donc|alors|du coup|l|la|le|on|il|elle|est ce qu|c|est|a|ete|objectif|cible) )*"
    r"(?:atteinte?|tenue?|remplie?|respectee?|bon|ok)(?: (?:ou pas|ou non|alors))?"
)
#: « Écart en euros ? », after a rate of two amounts.
_GAP: Final = regex(
    r"(?:(?:et|donc|l|un|quel(?:le)?|la|le|c est|ca fait|soit|il) )*"
    r"(?:ecart|difference|manque)(?: (?:en|de|ca fait|combien))*(?: (?:euros?|valeur|montant"
    r"|nombre))?"
)
#: « C'est bien le montant de l'investissement ? »
_IS_IT: Final = regex(
    r"(?:(?:et|donc|alors|mais|du coup) )*"
    r"(?:c est (?:bien|donc|egal a|la meme chose que|pareil que)"
    r"|ca (?:correspond|tombe juste avec|colle avec|fait bien|donne bien)(?: bien)?(?: a)?"
    r"|on retrouve(?: bien)?) (?P<what>[a-z].+)"
)
#: « Donc en 2019 il y en avait combien ? »
_BEFORE: Final = regex(
    r"(?:(?:et|donc|du coup|alors|combien) )*(?:en (?P<first>(?:19|20)\d\d)|l annee (?:d avant"
    r"|precedente)|avant)?,? ?(?:(?:il|y|en|on|ca|c|n|combien|etait|a|avait|faisait|etions|ont"
    r"|eu|fait|combien|de|donc) ?)*(?:en (?P<year>(?:19|20)\d\d)|l annee (?:d avant|precedente))?"
)


class ToldChecks(ToldValues):
    """A turn about what the last result is made of."""

    def _of_last_result(self, question: str) -> Answer | None:
        """Answer a turn about the last result, ``None`` for any other.

        Args:
            question: As typed.
        """
        if not self._speaks_of_subject:
            return None
        turn = plain_turn(question)
        text = normalise(question).strip(" ?.!")
        if not turn or len(words(text)) > _LONGEST:
            return None
        return (
            self._beyond_trigger(text)
            or self._aim_of_figure(turn)
            or self._since_printed(turn)
            or self._by_how_much(turn)
            or self._gap_of_rate(turn)
            or self._is_it(text)
            or self._before_change(text)
        )

    def _by_how_much(self, turn: str) -> Answer | None:
        """Tell by how much one of the two figures just set against each other is higher."""
        if self.state.op in {"maximum", "minimum"} and _BY_HOW_MUCH.fullmatch(turn):
            return self._operated("écart", _PAIR)
        if self.state.op or not _ABOVE.fullmatch(turn):
            return None
        figures = list(self._figures(_PAIR, "écart"))
        rated = all(one.shown.endswith("%") for one in figures)
        return self._operated("écart", _PAIR) if len(figures) == _PAIR and rated else None

    def _beyond_trigger(self, text: str) -> Answer | None:
        """Say whether the rate just told is beyond the bound from which a part is paid."""
        asked, frame = _BEYOND.fullmatch(text), self.state.last_subject
        if asked is None or frame is None or frame.intent not in _TRIGGERED or self.state.op:
            return None
        again = self._again(frame)
        lead = "" if again is None else again.text.partition(",")[0]
        if not lead.startswith(("Oui", "Non")):
            again = self._triggered("le seuil est depasse")
            lead = "" if again is None else again.text[:3]
        if again is None or again.kind != ANSWERED or lead[:3] not in _TURNED:
            return None
        told = re.sub(r"^(?:Oui|Non)(?:\. |, le seuil [^.]*\. )", "", again.text)
        lead = _TURNED[lead[:3]] if asked["below"] else lead[:3]
        if asked["below"] and re.search(r"\b50\s%", told.partition("(")[0]):
            lead = "Non, juste au seuil"
        return replace(again, text=f"{lead}. {told}", state=self.state)

    def _since_printed(self, turn: str) -> Answer | None:
        """Set the last year told of a key figure against an earlier one: « depuis 2019 »."""
        asked, frame = SINCE_YEAR.fullmatch(turn), self.state.last_subject
        again = None if asked is None or frame is None else self._again(frame)
        named = [] if again is None else figures_in(again.formula, "")
        if asked is None or frame is None or len(named) != 1 or not named[0][1]:
            return None
        told = [
            one for one in self._figures(MOST_SEVERAL, "écart")
            if not one.state.op and figures_in(one.answer.formula, "") == named and _only_year(one)
        ]  # fmt: skip
        reached = max(told, key=_only_year, default=None)
        base = fact_named(*named[0], (asked["year"],))
        if reached is None or base is None or base.period != asked["year"]:
            return None
        start = self._of_fact(base, State(), base.label)
        if start is None or _only_year(reached) <= int(base.period):
            return None
        both = replace(reached.state, previous=replace(start.state, previous=None))
        op = "écart" if asked["op"] in {"ecart", "difference"} else "évolution"
        return self._at(both)._operated(op, _PAIR)

    def _aim_of_figure(self, turn: str) -> Answer | None:
        """Tell what is aimed at for the last figure, or whether it is reached."""
        frame = self.state.last_subject
        again = None if frame is None or self.state.op else self._again(frame)
        named = [] if again is None else figures_in(again.formula, "")
        if len(named) != 1 or frame is None:
            return None
        key, document = named[0]
        if _AIM.fullmatch(turn):
            aim = fact_named(f"{key}-objectif", document, ()) if document else None
            said = "" if aim is None else f"{aim.label} {self._phrase_of(aim.body)}"
            return None if aim is None else self._of_fact(aim, self.state, said)
        if not key.endswith("-objectif") or _REACHED.fullmatch(turn) is None:
            return None
        figures = list(self._figures(_PAIR, "écart"))
        if len(figures) < _PAIR or (key[: -len("-objectif")], document) not in figures_in(
            figures[1].answer.formula, ""
        ):
            return None
        aimed, made = figures
        met = made.value > aimed.value or same(made.value, aimed.value)
        lead = "Oui" if met else "Non"
        text = f"{lead} : {made.shown} pour un objectif de {aimed.shown}."
        return replace(made.answer, text=text, state=self.state)

    def _gap_of_rate(self, turn: str) -> Answer | None:
        """Tell the difference of the two typed numbers that a rate was made of."""
        figure = self._figure(self.state) if _GAP.fullmatch(turn) else None
        made = self._call_of(figure, "COG_RATE", "COG_SHARE", "COG_EXECUTION")
        if figure is None or made is None or self.state.op:
            return None
        part, whole = (self._worth(one) for one in made.args[:_PAIR])
        if part is None or whole is None or figures_in(figure.answer.formula, ""):
            return None
        kind = "amount" if "€" in f"{figure.answer.text} {figure.state.text}" else "number"
        said = f"{display(whole, kind)} moins {display(part, kind)} : {{value}}."
        return self._told_computed(Operation(made.args[1], "-", made.args[0]), said, kind)

    def _is_it(self, text: str) -> Answer | None:
        """Say whether the last result is what a turn takes it for."""
        asked, last = _IS_IT.fullmatch(text), None
        if asked is None or re.search(r"\d", YEAR.sub(" ", asked["what"])):
            return None
        last = self._figure(self.state)
        answer = self.single(asked["what"], State(about=self.state.about))
        if last is None or answer.kind != ANSWERED or answer.node is None or not answer.formula:
            return None
        frame = answer.state if answer.state.has_subject else State(text=asked["what"])
        other = self._figure(replace(frame, previous=None, about=self.state.about))
        if other is None or kind_of(other) != kind_of(last):
            return None
        if other.answer.formula == last.answer.formula:
            return None
        lead = "Oui" if same(other.value, last.value) else f"Non, pas {last.shown}"
        return replace(answer, text=f"{lead}. {answer.text}", state=self.state)

    def _before_change(self, text: str) -> Answer | None:
        """Work out a count of the year before from its printed evolution."""
        asked, frame = _BEFORE.fullmatch(text), self.state.last_subject
        if asked is None or "combien" not in text or frame is None or self.state.op:
            return None
        figures = [one for one in self._figures(MOST_SEVERAL, "écart") if not one.state.op]
        if len(figures) < _PAIR:
            return None
        change, count = figures[:_PAIR]
        keys = [figures_in(one.answer.formula, "") for one in (change, count)]
        if any(len(one) != 1 for one in keys):
            return None
        (evolution, body), (key, other) = keys[0][0], keys[1][0]
        if (evolution, body) != (f"{key}-evolution", other) or change.kind not in {
            "rate",
            "evolution",
            "percent",
        }:
            return None
        year = _only_year(count)
        said = asked["first"] or asked["year"]
        if not year or (said and int(said) != year - 1):
            return None
        node = Operation(count.node, "/", Operation(1, "+", change.node))
        told = f"Environ {{value}} en {year - 1} : {count.shown} ÷ (1 + {change.shown})."
        return self._told_computed(node, told, lambda value: format_number(round(value), 0))


def _only_year(figure: Figure) -> int:
    """Return the year of a figure, 0 where it has none."""
    found = YEAR.findall(figure.answer.text.partition(" : ")[0])
    return int(found[0]) if len(set(found)) == 1 else 0
