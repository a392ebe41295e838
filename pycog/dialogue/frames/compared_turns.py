"""A turn that asks whether the last figure is so much, or more than another one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.taken_values import compared, equal
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.figure_operations import Figure, operated
from pycog.dialogue.frames.operating import Operating
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.spans import Entity
from pycog.lazy_patterns import regex
from pycog.values import display

_LEAD: Final = (
    r"(?:(?:et|donc|alors|mais|du coup|c est|est ce|c etait|ca fait|ca|cela|est|sont|on est|il|elle"
    r"|il est|elle est|que|bien|reste|encore|toujours|vraiment|a|au) )*"
)
#: « C'est plus que le fonctionnement ? »
_MORE_THAN: Final = regex(
    rf"{_LEAD}(?P<way>plus|moins|superieure?s?|inferieure?s?|autant|aussi|au dessus|en dessous)"
    r"(?: (?P<how>(?:eleve|haut|grand|gros|important|fort|bas|faible|petit)(?:e?s?|se)))?"
    r" (?:que|qu|a|au|aux|de|du)(?: (?:pour|en|celui|celle|ceux|de|du|la|le|les|l|d))* (?P<what>.+)"
)
#: « Et celui de 2014 est plus haut ? »
_OTHER_IS: Final = regex(
    r"(?:et )?(?:(?:celui|celle|ceux|celles|de|du|d|en|pour|le|la|l|les) )*(?P<what>.+?)"
    r" (?:est|sont|etait|etaient)(?: t (?:il|elle))?(?: bien)? (?P<way>plus|moins)"
    r" (?P<how>(?:eleve|haut|grand|gros|important|fort|bas|faible|petit)(?:e?s?|se))"
)
_LOW: Final = ("bas", "faible", "petit")
#: « Ça dépasse 5 millions ? »
_BEYOND: Final = regex(
    rf"{_LEAD}(?P<way>depass\w+|plus|moins|superieure?s?|inferieure?s?|au dessus|en dessous"
    r"|atteint|atteignent)(?: (?:de|a|les|le|d))* (?P<what>\d.*)"
)
_IS: Final = regex(rf"{_LEAD}(?:environ |a peu pres |exactement )?(?P<what>\d.*)")
_ASKED: Final = regex(r"^(?!.*\b(?:si|avec)\b)(?:.*\b(?:bien|est ce)\b|(?:donc|c est|soit)\b.*\?$)")
_STATED: Final = frozenset({"amount", "percent", "number", "points", "days"})
_DOWN: Final = ("moins", "inf", "en dessous")
_LONGEST: Final = 6


def _way(way: str, how: str | None) -> str:
    """Return « plus » or « moins » in what is higher: « plus bas » is « moins »."""
    if how is None or not how.startswith(_LOW) or way not in {"plus", "moins"}:
        return way
    return "moins" if way == "plus" else "plus"


class Comparing(Operating):
    """A turn about the last figure, which stays the subject."""

    def _compared(self, turn: str, question: str) -> Answer | None:
        """Say whether the last figure is what a turn takes it for, ``None`` for another turn."""
        if self.state.pending or not self.state.has_subject:
            return None
        if beyond := _BEYOND.fullmatch(turn):
            return self._beyond(beyond["way"], beyond["what"])
        if than := _MORE_THAN.fullmatch(turn):
            return self._more_than(_way(than["way"], than["how"]), than["what"])
        if other := _OTHER_IS.fullmatch(turn):
            way = _way(other["way"], other["how"])
            # « Celui de 2014 est plus haut » says that the last one is lower.
            return self._more_than("moins" if way == "plus" else "plus", other["what"])
        stated = _IS.fullmatch(turn)
        if stated is None or _ASKED.search(normalise(question)) is None:
            return None
        return self._is(stated["what"])

    def _number_said(self, what: str) -> Entity | None:
        """Return the one number that a piece says and nothing else."""
        read = read_question(what, self.known)
        found = [one for one in read.entities if one.kind in _STATED]
        if len(found) != 1 or len(read.entities) != 1:
            return None
        outside = [one for one in read.words if not found[0].start <= one.start < found[0].end]
        return found[0] if all(one.stem in self.known.filler for one in outside) else None

    def _is(self, what: str) -> Answer | None:
        stated, figure = self._number_said(what), self._figure(self.state)
        if stated is None or figure is None:
            return None
        verdict = compared(stated, figure.answer)
        if verdict is None:
            return None
        return replace(figure.answer, text=f"{verdict} : {figure.shown}.", state=self.state)

    def _beyond(self, way: str, what: str) -> Answer | None:
        stated, figure = self._number_said(what), self._figure(self.state)
        if stated is None or figure is None or not isinstance(stated.value, int | float):
            return None
        unit = {"rate": "%", "amount": "€"}.get(figure.kind, "")
        if stated.kind == "percent" and not figure.shown.endswith("%"):
            # Euros are no more and no less than a percentage.
            return None
        if equal(stated, figure.value, unit) is None:
            return None
        bound = float(stated.value)
        if stated.kind == "number" and unit == "%":
            bound /= 100
        if way.startswith("attei"):
            holds = figure.value >= bound
        else:
            holds = figure.value < bound if way.startswith(_DOWN) else figure.value > bound
        shown = display(bound, figure.kind) if figure.kind in {"amount", "rate"} else what
        sign = "=" if figure.value == bound else "<" if figure.value < bound else ">"
        told = f"{'Oui' if holds else 'Non'} : {figure.shown} {sign} {shown}."
        return replace(figure.answer, text=told, state=self.state)

    def _more_than(self, way: str, what: str) -> Answer | None:
        last = self.state.last_subject
        figure = None if last is None else self._figure(last)
        named = read_question(what, self.known).entities
        if last is None or figure is None or not named or len(words(what)) > _LONGEST:
            return None
        other = self._at(replace(last, previous=None)).answer(f"et {what}")
        if other.kind != ANSWERED or other.node is None or other.intent != figure.answer.intent:
            return None
        against = self._figure(other.state)
        return None if against is None else self._verdict(way, figure, against)

    def _verdict(self, way: str, figure: Figure, against: Figure) -> Answer | None:
        """Say whether one figure is above the other, with the difference."""
        gap = operated("écart", [figure, against], self.context)
        if gap is None or gap.kind != ANSWERED:
            return gap
        if way in {"autant", "aussi"}:
            holds = figure.value == against.value
        else:
            lower = figure.value < against.value
            holds = lower if way.startswith(_DOWN) else figure.value > against.value
        told = f"{'Oui' if holds else 'Non'} : {figure.shown} contre {against.shown}. {gap.text}"
        return replace(gap, text=told, state=self.state)
