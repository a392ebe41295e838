"""A turn that asks what another place of the agreement says: « la fiche 16 dit pareil ? ».

The annex, the objective sheets and the chapters state targets of one indicator, which do not
always agree. Both are told, word for word, with where each stands.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.arithmetic import same
from pycog.conventions.facts.models import Statement
from pycog.dialogue.answers import ANSWERED, Answer, Table
from pycog.dialogue.frames.compared_entries import ComparedEntries
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_LONGEST: Final = 14
#: Words of a turn that names another indicator and nothing else.
_SHORT: Final = 5
#: Operation of the state after such an answer, before the place.
PLACES: Final = "lieux "
_TARGETS: Final = frozenset({"objectif", "composee-requete"})
_PLACE: Final = regex(
    r"\b(?P<fiche>fiche(?: objectif)?)(?: n ?°?)?(?: (?P<n>\d{1,2}))?\b"
    r"|\b(?P<chapitre>chapitre(?: \d(?:\.\d)*)?|corps du texte|texte)\b"
    r"|\b(?P<annexe>annexe(?: 4)?|tableau)\b"
)
#: « Dit pareil », « c'est le même chiffre dans », « donne quoi », « confirme ».
_ASKS: Final = regex(
    r"\b(?:pareil|meme|idem|identique|coheren\w+|concord\w*|confirm\w*|d accord|coincid\w*"
    r"|differ\w+|contredi\w*|autre chose|ecart|raccord|egal\w*)\b"
    r"|\b(?:dit|disent|donne|indique|annonce|imprime|met|affiche|parle|marque|prevoit)\b"
)
#: Asks for a yes or a no.
_VERDICT: Final = regex(
    r"\b(?:pareil|meme|idem|identique|coheren\w+|concord\w*|confirm\w*|d accord|coincid\w*"
    r"|raccord|egal\w*)\b"
)
_BARE: Final = regex(r"(?:(?:et|dans|selon|d apres|pour|sur|a|par|la|le|l|son|sa|cote) )+")
_FREE: Final = frozenset(
    words(
        "et dans la le l les sa son de du des d a est ce que c ca il elle y on dit disent donne "
        "indique annonce imprime met affiche parle prevoit marque pareil meme chose idem identique "
        "chiffre valeur cible objectif taux que quoi combien selon d apres pour sur bien aussi "
        "autre ecrit ecrite dite pas la meme t n vrai au aux avec entre deux alors en fait "
        "confirme confirment cote objectifs imprimee imprime concorde concordent coherent "
        "coherente coincide differe different contredit accord raccord egal egale sont une un qui"
    )
)
#: « Strictement inférieur ou inférieur ou égal ? »
_STRICT: Final = regex(
    r"(?=.*\b(?:strict\w*|egal\w*|<=|≤|compris|inclus\w*|pile)(?:\b|$))"
    r".*\b(?:inferieur\w*|superieur\w*|moins|plus|strict\w*|ou egal|<|compris|inclus\w*|pile)"
)
_NAMES: Final = {"annexe": "l'annexe 4", "fiche": "la fiche", "chapitre": "le chapitre"}
_SIGNS: Final = {
    "<": "strictement inférieur", "<=": "inférieur ou égal", ">": "strictement supérieur",
    ">=": "supérieur ou égal", "=": "égal",
}  # fmt: skip
_NO_PLACE: Final = "Je ne sais pas : {place} ne donne pas d'objectif de cet indicateur."


class OtherPlaces(ComparedEntries):
    """A turn about what other places of the agreement say of the last indicator."""

    def _same_places(self, question: str) -> Answer:
        """Answer a turn after such an answer: of another indicator, both places are told too."""
        before = replace(self.state.previous or State(), about=self.state.about)
        place, inner = self.state.op.removeprefix(PLACES), self._at(before)
        answer = inner.answer(question)
        goes_on = len(words(question)) <= _SHORT and answer.intent in _TARGETS
        if answer.kind != ANSWERED or not goes_on:
            return answer
        after, (told, dated) = inner._at(answer.state), inner._indicator_told()
        number, year = after._indicator_told()
        if not number or (number, year) == (told, dated):
            return answer
        both = after._set_against(number, year or dated, place, asks=False)
        return answer if both is None or both.kind != ANSWERED else both

    def _in_other_place(self, turn: str, question: str) -> Answer | None:
        """Set what the annex prints against another place, ``None`` for any other turn."""
        if self.state.pending or len(words(turn)) > _LONGEST:
            return None
        strictly = _STRICT.match(turn) is not None and not re.search(r"\d", turn)
        place = _PLACE.search(turn)
        if not strictly and place is None:
            return None
        number, year = self._indicator_told()
        if not number:
            return None
        if strictly or place is None:
            return self._strictly(number, year)
        rest = f"{turn[: place.start()]} {turn[place.end() :]}"
        bare = _BARE.fullmatch(f"{turn[: place.start()]}") and not turn[place.end() :].strip()
        if not (_ASKS.search(rest) or bare) or any(one not in _FREE for one in words(rest)):
            return None
        if place["n"] and int(place["n"]) != self.known.convention.indicators[number].sheet:
            return None
        name = next(one for one in ("fiche", "chapitre", "annexe") if place[one])
        asks = _VERDICT.search(normalise(question)) is not None
        return self._set_against(number, year, name, asks=asks)

    def _indicator_told(self) -> tuple[str, int]:
        """Return the indicator of the last subject and its year, ``""`` and 0 for none."""
        frame = self.state.last_subject
        entry = None if frame is None else self._told_entry(frame)
        if entry is None or entry.row is not None:
            return "", 0
        return entry.indicator, entry.year

    def _stated(self, number: str, place: str, year: int) -> list[Statement]:
        """Return what a place states of an indicator for a year, else of no year, else at all."""
        every = [
            one for one in self.known.convention.statements
            if one.indicator == number and one.place == place and one.role != "réalisé"
            and one.printed
        ]  # fmt: skip
        of_year = [one for one in every if year and one.year == year]
        general = [one for one in every if one.year is None]
        return of_year or general or every

    def _set_against(self, number: str, year: int, place: str, *, asks: bool) -> Answer | None:
        named = {"fiche", "chapitre"} if place == "annexe" else {place}
        others = [
            one
            for name in ("fiche", "chapitre")
            if name in named
            for one in self._stated(number, name, year)
        ]
        if not others:
            said = _NO_PLACE.format(place=_NAMES[place])
            return self._unclear(said)
        annex = self._stated(number, "annexe", year)
        answer = self._told_places(number, annex, others, asks=asks)
        held = replace(self.state.then(self.state.intent, self.state.slots), op=PLACES + place)
        return replace(answer, state=replace(held, about=self.state.about))

    def _told_places(
        self, number: str, annex: list[Statement], others: list[Statement], *, asks: bool
    ) -> Answer:
        agree = all(any(_same_aim(one, other) for one in annex) for other in others)
        lead = ("Oui" if agree else "Non") if asks else ""
        rows = [(_where(one), _shown(one)) for one in (*annex, *others)]
        rows = list(dict.fromkeys(rows))
        told = " ; ".join(f"{where} : {printed}" for where, printed in rows)
        item = self.known.convention.indicators[number]
        said = f"Indicateur {number} « {item.label} » : {told}."
        return Answer(
            "places",
            ANSWERED,
            f"{lead} : {said[:1].lower()}{said[1:]}" if lead else said,
            display=" ; ".join(printed for _, printed in rows),
            source=" ; ".join(dict.fromkeys(one.citation for one in (*annex, *others))),
            table=Table(("Endroit", "Imprimé"), tuple(rows)),
            state=self.state,
        )

    def _strictly(self, number: str, year: int) -> Answer | None:
        """Say whether a bound itself reaches a target, in every place that states it."""
        found = [
            one for place in ("annexe", "fiche", "chapitre")
            for one in self._stated(number, place, year)
            if one.target is not None and one.target.comparator in {"<", "<=", ">", ">="}
        ]  # fmt: skip
        signs = list(dict.fromkeys(one.target.comparator for one in found if one.target))
        if not signs or all(one == ">=" for one in signs):
            return None
        told = " ; ".join(
            dict.fromkeys(
                f"{_where(one)} : « {one.printed} », {_SIGNS[str(one.target.comparator)]}"
                for one in found
                if one.target
            )
        )
        lead = "Les textes diffèrent. " if len(signs) > 1 else ""
        return Answer(
            "places",
            ANSWERED,
            f"{lead}{told[:1].upper()}{told[1:]}.",
            source=" ; ".join(dict.fromkeys(one.citation for one in found)),
            state=self.state,
        )


def _same_aim(first: Statement, second: Statement) -> bool:
    """Tell whether two stated targets are the same value, compared the same way."""
    one, other = first.target, second.target
    if one is None or other is None or one.value is None or other.value is None:
        return False
    return same(one.value, other.value) and one.comparator == other.comparator


def _where(one: Statement) -> str:
    return one.citation.partition(", ")[2].partition(", indicateur")[0]


def _shown(one: Statement) -> str:
    dated = "" if one.year is None else f" ({one.year})"
    return f"{one.printed}{dated}"
