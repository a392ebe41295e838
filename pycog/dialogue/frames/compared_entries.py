"""A turn that asks which of the entries just told has the highest target, is furthest from it, …

The measure that is asked for is looked up anew of each entry: what was told of it last may have
been another one. « Lequel des quatre ? » takes in the entries of the same sheet or scorecard that
have the words of those told, where so many were not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import ANSWERED, Answer, answered, compute
from pycog.dialogue.card_rows import CardRow
from pycog.dialogue.expressions import Call, Computed, Node, Operation, call, printed_number
from pycog.dialogue.frames.carried_credits import CarriedCredits
from pycog.dialogue.frames.figure_operations import how_many
from pycog.dialogue.frames.turn_words import YEAR
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import display

_PAIR: Final = 2
_LONGEST: Final = 16
_NUMBER_OF: Final = regex(r'COG_(?:TARGET_TEXT|TARGET|BASELINE)\("?(\d{1,3}(?:\.\d+)?)"?[,)]')
_ROW: Final = regex(r'COG_SCORECARD\("(?P<of>[^"]+)",(?P<year>\d{4})[^)]*\),(?P<row>\d+),')
_ASKS: Final = regex(
    r"\b(?:l[ea]s?quel(?:le)?s?|quel(?:le)?s?|qui|celui|celle)\b|^(?:et )?(?:le|la) plus\b"
)
_MOST: Final = (
    r"(?:eleve|haut|fort|grand|gros|important|large|loin|eloigne|exigeant|ambitieu|lourd|cher"
    r"|tendu|consequent)\w*"
)
_LEAST: Final = (
    r"(?:bas|faible|petit|proche|pres|modeste|serre|etroit|court|leger|reduit|accessible|facile)\w*"
)
_HIGHEST: Final = regex(rf"\bplus {_MOST}|\bmoins {_LEAST}|\ble plus\b|\bmax(?:imum|i)?\b")
_LOWEST: Final = regex(rf"\bplus {_LEAST}|\bmoins {_MOST}|\ble moins\b|\bmin(?:imum|i)?\b")
_DEGREE: Final = regex(rf"\b(?:plus|moins) (?:{_MOST}|{_LEAST})")
#: What separates a value from its target; of a row, its target from its floor.
_WAY: Final = regex(
    r"\b(?:loin|eloigne\w*|proche|pres|ecarts?|chemin|marges?|effort|progress\w*|retard|distance"
    r"|fourchettes?|amplitudes?|intervalles?)\b"
)
_AIM: Final = regex(r"\b(?:cibles?|objectifs?|obj|ambitieu\w*|exigeant\w*)\b")
_FLOOR: Final = regex(r"\b(?:seuils?|planchers?|socles?)\b")
_WEIGHT: Final = regex(
    r"\b(?:poids|pes\w+|points?|ponderation|rapporte\w*|lourde?|vaut|valent|compte\w*)\b"
)
_START: Final = regex(
    r"\b(?:realises?|resultats?|depart|2011|reference|partait|partaient|part|base)\b"
)
_SUMMED: Final = regex(
    r"\b(?:cumul\w*|somme|total\w*|additionn\w*|ajout\w*|en tout|au total|ensemble|tous"
    r" confondus|toutes confondues|reunis?|reunies)\b"
)
#: « En points, ça pèse combien ? », « l'indicateur vaut combien de points »
_WEIGHT_ASKED: Final = regex(
    r"(?:(?:et|en|donc|l|cet|ce|indicateur|critere|ligne|objectif|ca|il|elle|cela|on|y) )*"
    r"(?:points?,? )?(?:(?:et|ca|il|elle|cela|l|indicateur|critere|qui) )*"
    r"(?:pese|vaut|rapporte|compte(?: pour)?|represente)(?: (?:t il|combien|quoi))?"
    r"(?: (?:de |en )?points?)?|(?:(?:et|donc|ca fait|c est) )*combien (?:de |en )points?"
    r"(?: (?:ca|il|elle|est ce que ca|en jeu|a gagner|au total|pour cet indicateur|pour ca)"
    r"(?: (?:vaut|pese|rapporte|fait|represente|compte))?)*"
)
_SAME: Final = regex(r"\b(?:le |la |les )?(?:memes?|identiques?|egale?s?|pareils?)\b")
_COUNT: Final = regex(r"\b(?:les|des|ces|de|d entre les) ([2-6])\b")
_FREE: Final = frozenset(
    map(
        stem,
        words(
            "lequel laquelle lesquels quel quelle qui celui celle est a ont sont le la les l de du "
            "des d sa son ses leur en et entre eux elles plus moins un une au aux ces cette ce "
            "deux trois quatre cinq six donc alors par rapport avec pour sur parmi c tous "
            "ensemble que qu cible objectif seuil plancher socle poids point ecart indicateur "
            "critere ligne taux mesure marge reste faire parcourir progression chemin annee "
            "exercice affiche possede presente demande valeur chiffre finalement pct pts "
            "s il elle ils elles"
        ),
    )
)
_TOO_FEW: Final = "Je n'ai pas {count} chiffres de ce genre à comparer. Nommez-les."
_NO_VALUE: Final = "Je ne compare pas : {label} n'a pas {what}."
_FEW: Final = 6
_WEIGHTS: Final = frozenset({"poids", "points"})
_MEASURES: Final = (("cible", _AIM), ("seuil", _FLOOR), ("poids", _WEIGHT))
_COLUMNS: Final = {"cible": 4, "seuil": 5, "poids": 6}
_SAID: Final = {
    "cible": ("cible", "de cible chiffrée"), "seuil": ("seuil", "de seuil chiffré"),
    "poids": ("poids", "de poids"), "réalisé": ("réalisé", "de réalisé imprimé"),
    "écart": ("écart à la cible", "de valeur de départ imprimée"),
    "marge": ("écart entre seuil et cible", "de cible et de seuil chiffrés"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry that was told: an indicator, or a row of a scorecard.

    Attributes:
        label: As printed.
        indicator: Its number, ``""`` for a row.
        row: The row, ``None`` for an indicator.
        year: The year or campaign that was told, ``0`` for none.
        actual: The result that was given, ``None`` where none was.
    """

    label: str
    indicator: str
    row: CardRow | None
    year: int
    actual: float | None = None

    @property
    def body(self) -> str:
        """The category and the campaign of a row, as a sentence has them."""
        return "" if self.row is None else f" ({self.row.category}, {self.row.campaign})"


class ComparedEntries(CarriedCredits):
    """A turn that picks one of the entries just told by one of their measures."""

    def _picked(self, turn: str, question: str) -> Answer | None:
        """Say which entry has the most or the least of a measure, ``None`` for another turn."""
        if self.state.pending or len(words(turn)) > _LONGEST:
            return None
        weighed = self.state.slots.get("measure") in _WEIGHTS and not self.state.op
        if _SUMMED.search(turn) and (_WEIGHT.search(turn) or weighed):
            return self._weighed_together(turn)
        asked = normalise(question).strip(" ?.!")
        if _WEIGHT_ASKED.fullmatch(asked) and (weight := self._weight_told()) is not None:
            return weight
        if same := self._same_row(turn) or self._of_same_value(turn):
            return same
        if not _ASKS.search(turn):
            return None
        low = _LOWEST.search(turn)
        if low is None and _HIGHEST.search(turn) is None:
            return None
        told = self._entries()
        measure = _measure_of(turn, told[0].row is not None) if told else ""
        if not measure or self._says_else_of(turn, told):
            return None
        count = _count_in(turn)
        entries = list(self._so_many(told, count, turn))
        said = [int(one) for one in YEAR.findall(turn)]
        if said and ((entries[:1] and entries[0].row is not None) or len(said) > 1):
            return None
        entries = [replace(one, year=said[0]) for one in entries] if said else entries
        if len(entries) < max(count, _PAIR):
            if not count and len(told) < _PAIR:
                return None
            return self._unclear(_TOO_FEW.format(count=count or _PAIR))
        return self._pick(entries, measure, least=low is not None)

    def _weight_told(self) -> Answer | None:
        """Tell the weight of the last row: « en points, ça pèse combien ? »."""
        frame = self.state.last_subject
        if frame is None or "row" not in frame.slots or self.state.op:
            return None
        answer = self.rerun(replace(frame, slots={**frame.slots, "measure": "poids"}))
        if answer.kind != ANSWERED:
            return None
        entry = self._told_entry(frame)
        row = None if entry is None else entry.row
        named = "" if row is None else f"{row.label} {row.category} {row.campaign}"
        return self._told_by(answer, normalise(f"poids {named}"))

    def _of_same_value(self, turn: str) -> Answer | None:
        """Say which of the entries just told have the same target, floor or weight."""
        told = self._entries() if _SAME.search(turn) and _ASKS.search(turn) else []
        measure = _measure_of(turn, told[0].row is not None) if len(told) >= _PAIR else ""
        if not measure or self._says_else_of(_SAME.sub(" ", turn), told):
            return None
        year = next((one.year for one in reversed(told) if one.year), 0)
        groups: dict[float, list[str]] = {}
        for one in told:
            node = self._node(one, measure, one.year if one.row is not None else year)
            value = None if node is None else self._number(node)
            if value is None:
                return None
            groups.setdefault(value, []).append(f"« {one.label} »")
        rated = measure not in {"poids"} and all(abs(one) <= 1 for one in groups)
        shared = [
            f"{', '.join(labels)} : {display(value, 'percent' if rated else 'number')}"
            for value, labels in groups.items() if len(labels) > 1
        ]  # fmt: skip
        said = f"Même {_SAID[measure][0]} : {' ; '.join(shared)}." if shared else (
            f"Aucun de ceux-ci n'a le même {_SAID[measure][0]} qu'un autre.")  # fmt: skip
        return Answer("suite", ANSWERED, said, state=self.state)

    def _same_row(self, turn: str) -> Answer | None:
        """Tell the row whose label is that of the last one in all but what a turn names.

        « Et des assurés ? » after the satisfaction of employers is their satisfaction.
        """
        frame = self.state.last_subject
        if frame is None or self.state.op or len(words(turn)) > _FEW:
            return None
        last = self._told_entry(frame)
        if last is None or last.row is None:
            return None
        measure = next((one for one, cue in _MEASURES if cue.search(turn)), "")
        plain = turn
        for _, cue in _MEASURES:
            plain = cue.sub(" ", plain)
        said = frozenset(map(stem, words(plain))) - _FREE - self.known.filler
        label = _stems(last.label)
        found = [
            one.row for one in self._entries_beside(last)
            if one.row is not None and said and said <= _stems(one.label)
            and not said <= label and len(label - _stems(one.label)) == len(said)
        ]  # fmt: skip
        if len(found) != 1:
            return None
        row = found[0]
        slots = {**frame.slots, "row": row.name, "category": row.category, "campaign": row.campaign}
        slots |= {"measure": measure} if measure else {}
        if not set(frame.slots) <= set(slots) or "row" not in frame.slots:
            return None
        answer = self.rerun(replace(frame, slots=slots))
        if answer.kind != ANSWERED or answer.table is not None:
            return None
        text = f"{slots.get('measure', '')} {row.label} {row.category} {row.campaign}"
        return self._told_by(answer, normalise(text))

    def _weighed_together(self, turn: str) -> Answer | None:
        """Add up the weights of the rows just told: « poids cumulé des trois »."""
        told = self._entries()
        if not told or told[0].row is None or self._says_else_of(_SUMMED.sub(" ", turn), told):
            return None
        count = _count_in(turn)
        entries = list(self._so_many(told, count, turn))
        if len(entries) < max(count, _PAIR):
            said = _TOO_FEW.format(count=count or _PAIR)
            named = count and _WEIGHT.search(turn)
            return self._unclear(said) if named else None
        nodes = [self._node(one, "poids", one.year) for one in entries]
        given = [one for one in nodes if one is not None and self._number(one) is not None]
        if len(given) < len(entries) or len({one.year for one in entries}) > 1:
            return None
        result = compute(call("SUM", *given), self.context.host)
        listed = " ; ".join(
            f"« {one.label} » : {display(self._number(node) or 0.0, 'number')}"
            for one, node in zip(entries, given, strict=True)
        )
        shown = result.display
        text = f"Poids cumulé : {shown} points ({listed})."
        answer = answered(result, text, display=shown, source="", intent="suite")
        return replace(answer, state=self.state)

    def _entries(self) -> list[_Entry]:
        """Return the entries that were told last, each once, the first one first."""
        found: dict[tuple[str, ...], _Entry] = {}
        for frame in self.state.own_subjects:
            entry = self._told_entry(frame)
            of_card = entry is not None and entry.row is not None
            if entry is None or any((one.row is not None) != of_card for one in found.values()):
                break
            row = entry.row
            key = (entry.indicator,) if row is None else (row.name, row.category)
            found.setdefault(key, entry)
        return list(found.values())[::-1]

    def _told_entry(self, frame: State) -> _Entry | None:
        again = self._again(frame)
        formula = "" if again is None else again.formula
        every = list(_ROW.finditer(formula))
        if every:
            # A line with several components is no one row.
            if len(every) > 1:
                return None
            named = every[0]
            year, place = int(named["year"]), int(named["row"])
            for row in self.known.card_rows.rows:
                if (row.category, row.campaign, row.place) == (named["of"], year, place):
                    return _Entry(row.label, "", row, year)
            return None
        numbers = dict.fromkeys(_NUMBER_OF.findall(formula))
        number = str(frame.slots.get("indicator", ""))
        if not number and len(numbers) == 1:
            number = next(iter(numbers))
        item = self.known.convention.indicators.get(number)
        if item is None:
            return None
        held = frame.slots.get("year")
        dated = [int(one) for one in YEAR.findall(formula) if int(one) in
                 self.known.convention.years]  # fmt: skip
        told = held if isinstance(held, int) else dated[0] if len(set(dated)) == 1 else 0
        actual = frame.slots.get("actual")
        given = float(actual) if isinstance(actual, int | float) else None
        return _Entry(item.label, number, None, told, given)

    def _so_many(self, told: list[_Entry], count: int, turn: str) -> Sequence[_Entry]:
        """Return the entries that are meant: those told, or all that have their words."""
        if not count or count == len(told):
            return told
        if count < len(told):
            return told[-count:]
        shared = frozenset.intersection(*(_stems(one.label) for one in told))
        said = frozenset(map(stem, words(turn))) - _FREE
        for more in (
            [one for one in self._entries_beside(told[-1]) if shared <= _stems(one.label)],
            [
                one for one in self._entries_beside(told[-1])
                if any(kin_of(word, _stems(one.label)) for word in said)
            ],
        ):  # fmt: skip
            labels = {one.label for one in told}
            every = [*told, *(one for one in more if one.label not in labels)]
            if len(every) == count and len(shared) >= _PAIR:
                return every
        others = [one for one in self._entries_beside(told[-1]) if self._aimed_alike(one, told)]
        labels = {one.label for one in told}
        every = [*told, *(one for one in others if one.label not in labels)]
        return every if len(every) == count else []

    def _aimed_alike(self, one: _Entry, told: list[_Entry]) -> bool:
        """Tell whether an indicator has targets in just the years in which those told have."""
        return one.row is None and self._aimed(one) == self._aimed(told[-1])

    def _aimed(self, one: _Entry) -> tuple[int, ...]:
        return tuple(
            year
            for year in self.known.convention.years
            if self._number(call("COG_TARGET", cell_value(one.indicator), year)) is not None
        )

    def _entries_beside(self, last: _Entry) -> Iterator[_Entry]:
        """Yield the entries of the same sheet or scorecard."""
        if last.row is not None:
            for row in self.known.card_rows.rows:
                if (row.category, row.campaign) == (last.row.category, last.row.campaign):
                    yield _Entry(row.label, "", row, row.campaign)
            return
        sheet = self.known.convention.indicators[last.indicator].sheet
        for number, item in self.known.convention.indicators.items():
            if item.sheet == sheet and sheet is not None:
                yield _Entry(item.label, number, None, last.year)

    def _says_else_of(self, turn: str, told: list[_Entry]) -> bool:
        """Tell whether a turn has a word that neither asks nor is one of the entries."""
        plain = YEAR.sub(" ", _COUNT.sub(" ", turn))
        for pattern in (_DEGREE, _HIGHEST, _LOWEST, _WAY, _AIM, _FLOOR, _WEIGHT, _START):
            plain = pattern.sub(" ", plain)
        labels = frozenset().union(*(_stems(one.label) for one in told))
        beside = frozenset().union(*(_stems(one.label) for one in self._entries_beside(told[-1])))
        left = [one for one in words(plain) if stem(one) not in _FREE]
        nouns = ("public", "campagn", "populat", "cible", "action", "sujet", "domain")
        return any(
            not (stem(one).startswith(nouns) or kin_of(stem(one), labels | beside)) for one in left
        )

    def _pick(self, entries: list[_Entry], measure: str, *, least: bool) -> Answer:
        """Compute the measure of every entry, and say which has the most or the least."""
        year = next((one.year for one in reversed(entries) if one.year), 0)
        year = year or self._common_year(entries)
        nodes: list[Computed] = []
        for one in entries:
            node = self._node(one, measure, one.year if one.row is not None else year)
            if node is None or self._number(node) is None:
                said = _NO_VALUE.format(label=f"« {one.label} »", what=_SAID[measure][1])
                return self._unclear(said)
            nodes.append(node)
        kind = "points" if measure in {"écart", "marge"} else "rate"
        values = [self._number(one) or 0.0 for one in nodes]
        if any(abs(one) > 1 for one in values) or measure == "poids":
            kind = "number"
        best = min(values) if least else max(values)
        result = compute(call("MIN" if least else "MAX", *nodes), self.context.host)
        chosen = [one for one, value in zip(entries, values, strict=True) if value == best]
        bodies = len({one.body for one in entries}) > 1
        listed = " ; ".join(
            f"« {one.label} »{one.body if bodies else ''} : {display(value, kind)}"
            for one, value in zip(entries, values, strict=True)
        )
        names = " et ".join(f"« {one.label} »{one.body if bodies else ''}" for one in chosen)
        dated = f" ({year})" if year and entries[0].row is None and measure != "réalisé" else ""
        size = "petit" if least else "grand"
        lead = f"{names} : {_SAID[measure][0]}{dated} de {display(best, kind)}, le plus {size} de"
        text = f"{lead} ceux-ci : {listed}."
        answer = answered(result, text, display=display(best, kind), source="", intent="suite")
        return replace(answer, state=self.state)

    def _common_year(self, entries: list[_Entry]) -> int:
        """Return the first year in which all have a target."""
        for year in self.known.convention.years:
            found = (
                self._number(call("COG_TARGET", cell_value(one.indicator), year))
                for one in entries if one.row is None
            )  # fmt: skip
            if all(one is not None for one in found):
                return year
        return 0

    def _node(self, one: _Entry, measure: str, year: int) -> Computed | None:
        if one.row is not None:
            return self._of_card(one.row, measure)
        number = cell_value(one.indicator)
        aim, start = call("COG_TARGET", number, year), call("COG_BASELINE", number)
        if measure == "cible":
            return aim
        if measure == "réalisé":
            return start if one.actual is None else None
        if measure == "écart":
            value: Node = start if one.actual is None else one.actual
            if isinstance(value, float) and value > 1:
                value /= 100
            falls = self._falls(one, year)
            return Operation(value, "-", aim) if falls else Operation(aim, "-", value)
        return None

    def _falls(self, one: _Entry, year: int) -> bool:
        """Tell whether the target of an indicator is not to be exceeded."""
        printed = self.known.convention.indicators[one.indicator].targets.get(year)
        return printed is not None and printed.target.direction == "baisse"

    def _of_card(self, row: CardRow, measure: str) -> Computed | None:
        card = call("COG_SCORECARD", row.category, row.campaign)

        def cell(name: str) -> Call:
            return printed_number(call("INDEX", card, row.place, _COLUMNS[name]))

        if measure == "marge":
            aim, floor = cell("cible"), cell("seuil")
            falls = (self._number(aim) or 0.0) < (self._number(floor) or 0.0)
            return Operation(floor, "-", aim) if falls else Operation(aim, "-", floor)
        if measure == "poids":
            return call("INDEX", card, row.place, _COLUMNS[measure])
        return cell(measure) if measure in _COLUMNS else None

    def _number(self, node: Computed) -> float | None:
        result = compute(node, self.context.host)
        return result.value if isinstance(result.value, float) and not result.error else None


def _measure_of(turn: str, of_card: bool) -> str:
    """Return what is compared, ``""`` where a turn says none."""
    if of_card:
        if _WAY.search(turn) or (_AIM.search(turn) and _FLOOR.search(turn)):
            return "marge"
        for name, cue in _MEASURES:
            if cue.search(turn):
                return name
        return ""
    if _WAY.search(turn):
        return "écart"
    return "cible" if _AIM.search(turn) else "réalisé" if _START.search(turn) else ""


def _count_in(turn: str) -> int:
    digit = _COUNT.search(turn)
    return int(digit[1]) if digit else how_many(turn)


def _stems(label: str) -> frozenset[str]:
    return frozenset(stem(one) for one in words(normalise(label)) if len(one) > 1)
