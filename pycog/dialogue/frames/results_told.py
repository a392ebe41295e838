"""A turn that gives a result of the indicator just told, or sets one given before against more.

« Réal 89,7 » is the result of the target just told: its verdict and its attainment are said. « Et
face à 2013 ? » sets the same result against another year, « il manque combien ? » says what it
lacks. « Sur 7 500 visites il en faut combien ? » takes the target of so many.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Final

from pycog.attainment import MET, NOT_MET
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import ANSWERED, ASKED, Answer, answered, compute
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Call, call
from pycog.dialogue.frames.arithmetic_turns import plain_number
from pycog.dialogue.frames.ellipsis import facts_only, piece_of
from pycog.dialogue.frames.other_places import OtherPlaces
from pycog.dialogue.frames.turn_words import YEAR, source_asked, unmarked
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

_LONGEST: Final = 20
_N: Final = r"\d[\d ]*(?:,\d+)?"
_UNIT: Final = r" ?(?:%|pour ?cents?|pourcents?|j\b|jours?|points?|pts?)?"
#: Says that a number is a result.
_GIVES: Final = (
    r"(?:(?:et|si|alors|donc|avec|avait|un|une|le|la|notre|mon|de|d|a|:|=|est|on|nous|j|il|elle"
    r"|l an|fait|faisait|fais|ai|avons|mesure|valeur|en|sommes|etait|etions|fin) )*"
)
_RESULT: Final = (
    r"(?:real(?:ise\w*|isation)?|resultat|reel|constate\w*|obtenu\w*|mesure\w*|atteint|score"
    r"|observe\w*|on est|on en est|nous sommes|on a fait|on a|nous avons|j ai|j en suis|on fait"
    r"|on etait|on obtient|on affiche|on tourne|on plafonne|sortie)"
)
_ASKED: Final = (
    r"(?P<asks>(?:(?:,|->|=>|:|et|donc|alors|on|y|est|en|c|ca|le|la|l|quel(?:le)?|quoi|a|de|objectif"
    r"|cible|verdict|statut|taux|d|atteinte?s?|bons?|ok|tenue?|respectee?|conforme|dans les clous"
    r"|combien|fait|donne|passe|suffisant|suffit|ou|pas|non|est ce|que|ce|bien|il|elle|du coup)"
    r" ?)*)"
)
GIVEN: Final = regex(
    rf"{_GIVES}(?:{_RESULT}(?: (?:de|d|a|en|est|:|=|etait|cette annee|l annee))*"
    rf"(?: ?(?P<year>(?:19|20)\d\d))?(?: (?:de|d|a|est|:|=))* ?)?[:=]? ?(?P<n>\d[\d ]*(?:,\d+)?)"
    rf"(?P<unit>{_UNIT})(?: (?:en|pour|sur|fin)(?: l annee)? (?P<later>(?:19|20)\d\d))? ?{_ASKED}"
)
#: « C'est bon ? », « ça passe ? »: a yes or a no is asked.
_WHETHER: Final = regex(
    r"\b(?:atteinte?s?|bons?|ok|tenue?|respectee?|conforme|clous|passe|suffi\w+|est ce)\b"
)
SAYS_RESULT: Final = regex(rf"\b{_RESULT}\b")
#: « 87 couverts sur 100 départements », « 100 départements dont 87 couverts ».
_COUNTED: Final = regex(
    rf"{_GIVES}(?P<a>{_N})(?: [a-z]+){{0,3}}?,? (?P<join>sur|parmi|dont|et|pour|/)"
    rf"(?: (?:un total de|les|nos))? ?(?P<b>{_N})(?: [a-z]+){{0,3}}?,? ?"
    r"(?P<asks>(?:(?:on|y|est|en|c|ca|le|la|l|quel(?:le)?|a|de|objectif|cible|verdict|statut|taux"
    r"|d|atteinte?s?|bons?|ok|tenue?|combien|fait|donne|sommes|nous|ou|pas|ce|que|il) ?)*)"
)
#: Sets the last result against another year.
_YEAR_AGAIN: Final = regex(
    r"(?:(?:et|non|mais|alors|donc|ok|bon|face|par rapport|compare\w*|vis a vis|contre|vs|avec|la"
    r"|le|l|les|cible|objectif|a|au|aux|de|du|en|pour|sur|celui|celle|ca|donne|si|on"
    r"|prend|plutot|fait) )*(?P<year>(?:19|20)\d\d)(?: (?:ca donne|c est|alors|plutot"
    r"|atteinte?|c est bon|ok))*"
)
#: « Il manque combien de points ? »
_LACKS: Final = regex(
    r"(?:(?:et|donc|alors|il|on|nous|en|y|lui|leur|ca|combien|de|encore|quel(?:le)?|c est|est|l"
    r"|la|le|du coup|t) )*"
    r"(?:manqu\w*|ecart|rest\w*|distance|loin|(?:points? )?(?:il )?(?:faut|faudrait) encore"
    r"|(?:points? )?(?:a|pour) (?:gagner|combler|y arriver|y etre))"
    r"(?: (?:t il|t on|il|on|combien|de combien|points?|pts|de|d|encore|quoi|a|gagner|faire|la|le|l"
    r"|cible|objectif|pour|en|par rapport|au|atteindre|l atteindre|y|arriver|est|on est|du"
    r"|(?P<year>(?:19|20)\d\d)))*"
)
#: « Il en faut combien sur 40 ? »
_NEEDS: Final = regex(
    r"\bcombien\b.*\b(?:faut|faudra\w*|doi\w+|devr\w+|minimum)\b"
    r"|\b(?:faut|faudra\w*|doi\w+|devr\w+)\b.*\bcombien\b|\bcombien\b"
)
_WHOLE: Final = regex(
    rf"\b(?:sur|pour|avec|parmi|population(?: cible)?|total|base|effectif|parc|volume)"
    rf"(?: (?:un|une|de|d|total|base|population|les|nos|si on a|cible))* ?(?P<n>{_N})"
    r"(?: [a-z]+){0,2}?(?=$|,| combien| il | fin | en | par | ca )"
)
_NEEDED_AGAIN: Final = regex(
    r"(?:(?:et|donc|alors|du coup|combien|c est) )*(?:il |on )?(?:(?:en|nous|y) )*"
    r"(?:faut|faudrait|fallait|aurait fallu|aurait il fallu|faut il|doit|devait|devrait)"
    r"(?: (?:en|faire|avoir|atteindre|traiter|il|on))*(?: combien)?"
    r"(?: (?:au (?:minimum|moins)|pour (?:y etre|l atteindre|atteindre l objectif|etre bon)))*"
)
_NEED_WORDS: Final = frozenset(
    words(
        "et donc il en faut faudra faudrait doit doivent on nous combien fin ca fait par an annee "
        "si a de d du au moins minimum devra devrait devraient pour avec exercice chaque alors "
        "une un la le les dans ce cas"
    )
)
#: Words of one counted thing behind « combien de ».
_MOST_NOUNS: Final = 3
_PAIR: Final = 2
_ONE_TARGET: Final = regex(r'=COG_TARGET\("?(?P<n>[\d.]+)"?,(?P<year>\d{4})\)')
_TARGETS: Final = frozenset(
    {"objectif", "composee-requete", "composee-indicateurs", "statut", "atteinte", "ecart",
     "calcul", "reference", ""}
)  # fmt: skip
_ARGS: Final = 2


@dataclass(frozen=True, slots=True)
class _Result:
    """A result that was set against a target.

    Attributes:
        said: As a question says it, before its indicator.
        number: The indicator.
        year: The year of the target.
        node: The result as a formula has it.
    """

    said: str
    number: str
    year: int
    node: Call | float


class ResultsTold(OtherPlaces):
    """A turn about a result of the indicator just told."""

    def _of_result(self, turn: str, question: str) -> Answer | None:
        """Answer a turn that gives a result, or is about one given, ``None`` for any other."""
        if self.state.pending or self.state.op or len(words(turn)) > _LONGEST:
            return None
        text = unmarked(question)
        return (
            self._where_from(turn)
            or self._aim_after_start(text)
            or self._aim_of_other(turn)
            or self._again_in_year(text)
            or self._lacking(text)
            or self._given_result(text)
            or self._counted_result(text)
            or self._needed_again(text)
            or self._needed(text)
        )

    def _where_from(self, turn: str) -> Answer | None:
        """Say where the indicator of the last result is printed, and what measures it."""
        told = self._result_told() if source_asked(turn) else None
        if told is None:
            return None
        answer = self.single(f"source de l indicateur {told.number}", State(about=self.state.about))
        return replace(answer, state=self.state) if answer.kind == ANSWERED else None

    def _aim_of_other(self, turn: str) -> Answer | None:
        """Tell the target of another indicator in the year just told: « et le colorectal ? »."""
        frame = self.state.last_subject
        if frame is None or frame.intent:
            return None
        facts = facts_only(read_question(piece_of(turn), self.known), self.known)
        if [one.kind for one in facts] != ["indicator"]:
            return None
        again, number = self._again(frame), facts[0].value
        told = None if again is None else _ONE_TARGET.fullmatch(again.formula)
        if told is None or isinstance(number, tuple) or str(number) == told["n"]:
            return None
        slots = {"indicator": number, "year": int(told["year"])}
        answer = self.rerun(State("objectif", slots, about=frame.about))
        text = f"objectif indicateur {number} {told['year']}"
        return self._told_by(answer, text) if answer.kind == ANSWERED else None

    def _aim_after_start(self, text: str) -> Answer | None:
        """Tell the target of a year after the value of the base year: « et 2013 ? »."""
        asked, frame = _YEAR_AGAIN.fullmatch(text), self.state.last_subject
        if asked is None or frame is None or frame.intent != "reference":
            return None
        year = int(asked["year"])
        if self.context.sheet is not None or year not in self.known.convention.years:
            return None
        slots = {"indicator": frame.slots.get("indicator", 0), "year": year}
        answer = self.rerun(State("objectif", slots, about=frame.about))
        if not answer.text or answer.kind == ASKED:
            return None
        text = f"objectif indicateur {slots['indicator']} {year}"
        return self._told_by(answer, text) if answer.kind == ANSWERED else replace(
            answer, state=self.state)  # fmt: skip

    # -- a result that is given

    def _given_result(self, text: str) -> Answer | None:
        """Set a result that a turn gives against the target just told."""
        given = GIVEN.fullmatch(text)
        if given is None or not (SAYS_RESULT.search(text) or given["asks"].strip()):
            return None
        number, year = self._aimed_at()
        year = int(given["year"] or given["later"] or year)
        if not number or not self._rated(number, year, given["unit"]):
            return None
        rated = self._is_rate(number)
        unit = given["unit"].strip() or ("%" if rated else "")
        if rated and unit in {"point", "points", "pt", "pts"}:
            return None
        judged = self._judged(f"realise {given['n'].strip()} {unit}", number, year)
        if judged is None or not _WHETHER.search(given["asks"]):
            return judged
        lead = {MET: "Oui. ", NOT_MET: "Non. "}.get(str(judged.value), "")
        told = re.sub(r"^(?:Oui|Non)\s?:\s", "", judged.text)
        return replace(judged, text=f"{lead}{told[:1].upper()}{told[1:]}")

    def _aimed_at(self) -> tuple[str, int]:
        """Return the indicator of the last subject, and the year of its target."""
        frame = self.state.last_subject
        if frame is None or frame.intent not in _TARGETS:
            return "", 0
        number, year = self._indicator_told()
        if number and not year:
            texts = {one.text for one in self.known.convention.indicators[number].targets.values()}
            year = self.known.convention.years[-1] if len(texts) == 1 else 0
        return (number, year) if year in self.known.convention.years else ("", 0)

    def _rated(self, number: str, year: int, unit: str) -> bool:
        """Tell whether a target has the unit in which a result was given."""
        printed = self.known.convention.indicators[number].targets.get(year)
        if printed is None or (printed.target.value is None and printed.target.delay is None):
            return False
        return not ("%" in unit or "cent" in unit) or self._is_rate(number)

    def _is_rate(self, number: str) -> bool:
        """Tell whether an indicator is measured in per cent."""
        return self.known.convention.indicators[number].unit == "%"

    def _counted_result(self, text: str) -> Answer | None:
        """Set a part of a whole against the target just told."""
        counted = _COUNTED.fullmatch(text)
        if counted is None or not counted["asks"].strip(" ,"):
            return None
        number, year = self._aimed_at()
        if not number or not self._is_rate(number):
            return None
        part, whole = sorted((plain_number(counted["a"]), plain_number(counted["b"])))
        if not 0 <= part < whole or counted["join"] == "pour" or re.search(
            r"\b(?:non|pas|sans|hors|sauf)\b", text):  # fmt: skip
            return None
        return self._judged(f"{part:.12g} sur {whole:.12g}".replace(".", ","), number, year)

    def _judged(self, said: str, number: str, year: int) -> Answer | None:
        """Say whether a result meets the target of a year, and how well."""
        text = f"{said}{',' if ' sur ' in said else ''} indicateur {number} en {year} atteint ?"
        answer = self.single(normalise(text), State(about=self.state.about))
        node = answer.node
        if answer.kind != ANSWERED or not isinstance(node, Call) or node.name != "COG_STATUS":
            return None
        rate = compute(call("COG_ATTAINMENT", *node.args[:_ARGS]), self.context.host)
        told = answer.text
        if isinstance(rate.value, float) and not rate.error:
            told = f"{told} Taux d'atteinte : {rate.display}."
        return self._told_by(replace(answer, text=told), normalise(text))

    # -- a result that was given

    def _result_told(self) -> _Result | None:
        """Return the result that the last answer set against a target."""
        frame = self.state.last_subject
        again = None if frame is None else self._again(frame)
        node = None if again is None else again.node
        if frame is None or not isinstance(node, Call) or len(node.args) < _ARGS:
            return None
        if node.name not in {"COG_STATUS", "COG_ATTAINMENT", "COG_GAP"}:
            return None
        aim, value = node.args[1], node.args[0]
        if not isinstance(aim, Call) or aim.name != "COG_TARGET_TEXT" or len(aim.args) < _ARGS:
            return None
        number, year = str(aim.args[0]), aim.args[1]
        if isinstance(aim.args[0], float):
            number = f"{aim.args[0]:g}"
        if not isinstance(year, int | float) or number not in self.known.convention.indicators:
            return None
        if isinstance(value, Call) and value.name == "COG_RATE":
            part, whole = (f"{float(str(one)):.12g}".replace(".", ",") for one in value.args[:2])
            return _Result(f"{part} sur {whole}", number, int(year), value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        rated = self._is_rate(number)
        shown = f"{value * 100:.10g} %" if rated else f"{value:.10g}"
        return _Result(f"realise {shown}".replace(".", ","), number, int(year), float(value))

    def _again_in_year(self, text: str) -> Answer | None:
        """Set the last result against the target of another year."""
        asked = _YEAR_AGAIN.fullmatch(text)
        told = self._result_told() if asked is not None else None
        if asked is None or told is None:
            return None
        year = int(asked["year"])
        if year not in self.known.convention.years:
            return None
        return self._judged(told.said, told.number, year)

    def _lacking(self, text: str) -> Answer | None:
        """Say what the last result lacks of its target."""
        asked = _LACKS.fullmatch(text)
        told = self._result_told() if asked is not None else None
        if asked is None or told is None:
            return None
        year = int(asked["year"] or told.year)
        if year not in self.known.convention.years:
            return None
        number = cell_value(told.number)
        target = call("COG_TARGET_TEXT", number, year)
        gap = compute(call("COG_GAP", told.node, target), self.context.host)
        printed = self.known.convention.indicators[told.number].targets.get(year)
        if printed is None or not isinstance(gap.value, float) or gap.error:
            return None
        rated = self._is_rate(told.number)
        size = display(abs(gap.value), "points" if rated else "number")
        aim = f"l'objectif {year} (« {printed.text} »)"
        verdict = compute(call("COG_STATUS", told.node, target), self.context.host)
        if verdict.value == MET:
            said = f"Il ne manque rien : {aim} est atteint (écart {size})."
        else:
            lacks = gap.value < 0
            said = f"{'Il manque' if lacks else 'Non atteint :'} {size} "
            said += f"pour {aim}." if lacks else f"au-delà de {aim}."
        answer = answered(gap, f"{said}{self._so_many_more(told, year)}", display=size, source="")
        text = normalise(f"{told.said}, indicateur {told.number} en {year} atteint ?")
        slots: dict[str, float | int | str] = {}
        if isinstance(told.node, float):
            slots = {"indicator": number, "year": year, "actual": told.node}
        state = self.state.then("ecart" if slots else "", slots)
        state = replace(state, about=self.state.about, text=text)
        return replace(answer, intent="ecart", slots=slots, state=state)

    def _so_many_more(self, told: _Result, year: int) -> str:
        """Return how many more are needed of a whole that was counted."""
        if not isinstance(told.node, Call):
            return ""
        part, whole = (float(str(one)) for one in told.node.args[:_PAIR])
        aim = compute(call("COG_TARGET", cell_value(told.number), year), self.context.host)
        if not isinstance(aim.value, float) or aim.error:
            return ""
        needed = math.ceil(round(aim.value * whole, 9))
        more = max(needed - part, 0.0)
        return (
            f" Il en faut {format_number(needed, 0)} sur {format_number(whole, 0)}, soit "
            f"{format_number(more, 0)} de plus que {format_number(part, 0)}."
        )

    # -- so many of a whole

    def _needed(self, text: str) -> Answer | None:
        """Take the target just told of a whole that a turn gives."""
        whole = _WHOLE.search(text)
        if whole is None or not _NEEDS.search(text):
            return None
        number, year = self._aimed_at()
        if not number:
            return None
        years = YEAR.findall(text.replace(whole[0], " "))
        if len(years) > 1 or self._says_more_than_need(text, whole):
            return None
        year = int(years[0]) if years else year
        return self._so_many_of(plain_number(whole["n"]), number, year)

    def _needed_again(self, text: str) -> Answer | None:
        """Tell how many of the whole just counted the target asks for."""
        told = self._result_told() if _NEEDED_AGAIN.fullmatch(text) else None
        if told is None or not isinstance(told.node, Call):
            return None
        return self._so_many_of(float(str(told.node.args[1])), told.number, told.year)

    def _so_many_of(self, whole: float, number: str, year: int) -> Answer | None:
        """Say how many of a whole the target of a year asks for."""
        asked = (
            f"combien faut il sur {whole:.12g} pour atteindre l objectif de l indicateur {number}"
            f" en {year}"
        )
        return self._told_alone(asked, "COG_TARGET(")

    def _says_more_than_need(self, text: str, whole: re.Match[str]) -> bool:
        """Tell whether a turn says more than a whole, what is counted of it, and a year."""
        rest = f"{text[: whole.start()]} {text[whole.end() :]}"
        rest = YEAR.sub(" ", rest)
        rest = re.sub(rf"\bcombien (?:de|d) (?:[a-z]+ ?){{1,{_MOST_NOUNS}}}", " combien ", rest)
        return any(one not in _NEED_WORDS for one in words(rest))
