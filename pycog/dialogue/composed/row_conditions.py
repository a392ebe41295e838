"""The conditions on the rows of a table, each recognised wherever it stands in a question."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from pycog.dialogue.composed.fact_table import AIM, AMOUNT, BASELINE, FLOOR, TARGET, WEIGHT
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.typed_tables import CARDS, INDICATORS, LINES, MEASURES, TableRow
from pycog.dialogue.numbers import NUMBER, read_number
from pycog.dialogue.turn import Turn

Test = Callable[[TableRow], bool]

_YEAR: Final = re.compile(r"\b20\d\d\b")
MEASURE_WORDS: Final = {
    FLOOR: re.compile(
        r"\b(?:(?:l |le |la |les |un |une |d |avec |dont )*(?:seuils?|planchers?))\b"
    ),
    WEIGHT: re.compile(
        r"\b(?:poids|ponder\w+|pes(?:e|ent|ant|er|aient)|coeff\w*|points?|valent|vaut|rapport\w+)\b"
    ),
    AIM: re.compile(r"\b(?:(?:l |le |la |les |un |une |d |avec |dont )*(?:cibles?|objectifs?))\b"),
    BASELINE: re.compile(
        r"\b(?:realises?|resultats?|valeurs? (?:de depart|de reference|initiales?)|reference)\b"
    ),
    TARGET: re.compile(
        r"\b(?:(?:l |le |la |les |leurs? |un |une |d |ont |dont )*"
        r"(?:objectifs?|cibles?|visee?s?))\b"
    ),
    AMOUNT: re.compile(
        r"\b(?:(?:l |le |la |les |un |une |d )*(?:montants?|credits?|budgets?|depenses?|euros?))\b"
    ),
}
_MIDDLE: Final = (
    r"(?:a|ont|est|sont|d|de|une?|objectifs?|cibles?|apparai\w+|figure\w*|existe\w*|prevue?s?"
    r"|budgete\w*|inscri\w+|finance\w*|dote\w*|renseign\w*|fixe\w*|chiffre\w*|montants?|credits?"
    r"|concern\w+|porte\w*|vise\w*)"
)
_ONLY: Final = re.compile(
    rf"\b(?:n (?:en )?{_MIDDLE}(?: {_MIDDLE}){{0,4}}? )?(?:que|qu|seulement|uniquement"
    r"|exclusivement|juste) (?:en |pour |l annee |la seule annee |a partir de )+(?P<a>20\d\d)"
    r"|\b(?:en |pour )?(?P<b>20\d\d) (?:seulement|uniquement|exclusivement)"
    r"|\bseule annee (?P<c>20\d\d)"
)
_NOTHING_ELSE: Final = re.compile(
    r"\b(?:et |mais |puis )?(?:plus )?(?:rien|aucune?)(?: objectif| cible)?"
    r"(?: d autre| avant| apres| ensuite| ailleurs)+\b"
)
_PARTING: Final = re.compile(
    r"\b(?:mais|alors qu?e?|tandis qu?e?|puis)\b|,|;|\bet(?= (?:pas|sans|avec|plus|en|rien|aucun))"
)
_ABSENT: Final = re.compile(
    r"\b(?:sans|n (?:en )?(?:a|ont|avai\w+) (?:pas|plus|aucun\w*)|pas (?:d|de)|ni|aucune?|rien"
    r"|plus (?:d|de|rien|aucune?)|perd\w*|vides?|absente?s?|manqu\w+|pas|plus)\b"
)
_PRESENT: Final = re.compile(
    r"\b(?:avec|(?:en )?(?:a|ont) une?|une?|dispos\w+|renseign\w+|presente?s?|affich\w+|fixe\w*"
    r"|(?:en )?(?:ont|avai\w+)|possed\w+|apparai\w+|connu\w*)\b"
)
_SAME: Final = re.compile(
    r"\b(?:(?:ne )?(?:bouge|change|varie|evolue)\w* (?:pas|jamais)|gard\w+|conserv\w+|maintien\w*"
    r"|inchang\w+|stables?|constante?s?|identiques?|figee?s?|reste\w*|exactement"
    r"|(?:les?|la) memes?|memes?)\b"
)
_CHANGE: Final = re.compile(r"\b(?:boug\w+|chang\w+|vari\w+|evolu\w+|differ\w+)\b")
_GROWS: Final = re.compile(
    r"\b(?:augment\w+|progress\w+|mont(?:e|ent|er)|(?:en |a la )?hausse|croi\w+|grimp\w+)\b"
)
_FALLS: Final = re.compile(
    r"\b(?:baiss\w+|diminu\w+|recul\w+|redui\w+|decroi\w+|(?:en |a la )?baisse)\b"
)
_YEAR_BY_YEAR: Final = re.compile(
    r"\b(?:d une annee (?:a|sur) l autre|chaque annee|tous les ans|d annee en annee|par an)\b"
)
_DEFERRED: Final = re.compile(
    r"\b(?:renv\w+|alig\w+|defer\w+|cf\.?|report\w+)(?: (?:a|sur|vers|la|le|par|cog|cnamts|les?))*"
    r"(?: |\b)"
)
_OUT_OF_TOTALS: Final = re.compile(
    r"\(?\b(?:hors|sans|hormis|sauf|excepte)(?: (?:les|des|sous|le|la))*[ -]*"
    r"(?:sous[ -])?totaux(?: et (?:hors )?(?:les )?recettes?)?\b|\bdetaill\w+|\bhors total\b"
)
_SIGNS: Final = (
    (operator.ge, "d'au moins", r"au moins|superieur\w* ou egal\w* a|>=|a partir de|minimum|mini"),
    (operator.le, "d'au plus", r"au plus|inferieur\w* ou egal\w* a|<=|ne depass\w+ pas|maxi\w*"),
    (operator.gt, "de plus de",
     r"plus de|superieur\w* a|au[ -]?dessus de|depass\w+|au dela de|>|exced\w+"),
    (operator.lt, "de moins de",
     r"moins de|inferieur\w* a|en ?dessous de|au[ -]?dessous de|sous|<"),
)  # fmt: skip
_BEFORE: Final = tuple(
    (test, said, re.compile(rf"(?:\b|(?=[<>]))(?:{words})(?: (?:les?|la|des?|d|barre|seuil))* ?$"))
    for test, said, words in _SIGNS
)
_EQUAL: Final = re.compile(r"(?:\b(?:egal\w* a|fixe\w* a|etabli\w* a|a|de|d|vaut)|=) ?$")
_NUMBERED: Final = re.compile(
    rf"(?P<n>\b{NUMBER}) ?(?P<unit>%|pour ?cents?\b|m€|k€|€|meuros?\b|keuros?\b|euros?\b"
    r"|millions?(?: d euros?)?\b|milliers?(?: d euros?)?\b|points?\b|pts?\b|jours?\b|j\b)?"
)
_ZERO: Final = re.compile(
    r"\b(?:(?:a|est|sont|de) )?(?:zero|nul(?:le)?s?|0(?: ?€| euros?)?)(?= |$|\?|,)"
)


@dataclass(slots=True)
class Asked:
    """What a question asks of a table, as far as it is read.

    Attributes:
        scan: The question.
        turn: Where it is asked.
        table: The table.
        years: The years said.
        measure: The measure said last, ``""`` if none.
        tests: The conditions.
        said: The conditions in French.
        measures: Every measure said.
        only: Whether a condition is on one year alone.
        pointed: Whether more than a list is wanted.
        reached: Tells whether a row has the value said in a year; ``None`` if none is said.
    """

    scan: Scan
    turn: Turn
    table: str
    years: list[str] = field(default_factory=list)
    measure: str = ""
    tests: list[Test] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    only: bool = False
    pointed: bool = False
    reached: Callable[[TableRow, str], bool] | None = None

    def where(self, said: str, test: Test) -> None:
        """Add one condition."""
        self.said.append(said)
        self.tests.append(test)

    @property
    def all_years(self) -> list[str]:
        """The years of the table, without the base year."""
        if self.table == CARDS:
            return sorted({str(card.campaign) for card in self.turn.known.cards})
        return [str(year) for year in self.turn.convention.years]


#: Numbers that are no value: of an annex, of years.
_NO_VALUE: Final = re.compile(
    r"\b(?:(?:dans|de) )?(?:l )?annexes? \d\b|\b(?:(?:sur|des|les) )*(?:\d|quatre) (?:ans|annees)\b"
)


def read_conditions(asked: Asked) -> None:
    """Claim the conditions on years, courses and values."""
    asked.scan.take(_NO_VALUE)
    _only(asked)
    _clauses(asked)
    _deferred(asked)
    _delay(asked)
    _presence(asked)
    _measures(asked)
    _values(asked)
    _course(asked)
    if asked.table == LINES and asked.scan.take(_ZERO):
        years = asked.years or asked.all_years
        asked.where(
            f"à zéro {_when(years)}",
            lambda row: any(row.number(AMOUNT, year) == 0 for year in years),
        )
    asked.scan.take(_YEAR_BY_YEAR)


def _when(years: Iterable[str]) -> str:
    return "en " + ", ".join(years)


def read_years(asked: Asked) -> None:
    """Claim the years and periods said."""
    for one in asked.scan.entities("year", "period"):
        if isinstance(one.value, tuple):
            span = range(int(one.value[0]), int(one.value[1]) + 1)
            asked.years += [str(year) for year in span]
        else:
            asked.years.append(str(one.value))
    asked.years = list(dict.fromkeys(asked.years))


def _only(asked: Asked) -> None:
    """« N'apparaît qu'en 2015 » : nothing in the other years."""
    scan = asked.scan
    match = scan.take(_ONLY) if asked.table != CARDS else None
    if match is None:
        return
    scan.take(_NOTHING_ELSE)
    year = match["a"] or match["b"] or match["c"]
    measure = MEASURES[asked.table][0]
    others = [one for one in asked.all_years if one != year]
    if year in asked.all_years:
        asked.only = True
        asked.years.append(year)
        asked.where(
            f"avec une valeur en {year} seulement",
            lambda row: row.has(measure, year) and not any(row.has(measure, one) for one in others),
        )


def _clauses(asked: Asked) -> None:
    """« Sans cible en 2014 mais avec une cible en 2013 » : each clause tells its years."""
    scan = asked.scan
    if asked.table != INDICATORS or asked.only:
        return
    edges = [0, *(one.end() for one in _PARTING.finditer(scan.text)), len(scan.text)]
    found: list[tuple[bool, list[str], tuple[int, int]]] = []
    for start, end in pairwise(edges):
        clause = scan.text[start:end]
        years = _YEAR.findall(clause)
        absent, present = _ABSENT.search(clause), _PRESENT.search(clause)
        if len(years) == 1 and (absent or present):
            found.append((absent is None, years, (start, end)))
    if len(found) < 2 or len({polarity for polarity, _, _ in found}) < 2:
        return
    for polarity, (year,), (start, end) in found:
        for pattern in (_PRESENT, _ABSENT):
            scan.take_within(pattern, start, end)
        base = year == str(asked.turn.convention.baseline_year)
        test = _printed(BASELINE if base else TARGET, year, polarity)
        what = "réalisé" if base else "cible"
        asked.where(f"{'avec' if polarity else 'sans'} {what} en {year}", test)
    scan.entities("condition")
    scan.take(_PARTING)


def _printed(measure: str, year: str, wanted: bool) -> Test:
    return lambda row: row.has(measure, year) is wanted


def _deferred(asked: Asked) -> None:
    scan = asked.scan
    if asked.table != INDICATORS or not scan.take(_DEFERRED):
        return
    scan.entities("condition")
    scan.words({"cnamts", "cog"})
    deferred = [one for one in asked.all_years]
    years = asked.years if len(asked.years) == 1 else deferred
    asked.where(
        "renvoyés à une autre convention" + (f" {_when(years)}" if len(asked.years) == 1 else ""),
        lambda row: any(row.is_deferred(year) for year in years),
    )


_DELAY: Final = re.compile(
    r"\b(?:(?:comport\w+|contien\w+|exprim\w+|avec|un|en) )*(?:delais? )?(?:exprim\w+ )?en jours?"
    r"(?P<calendar> calendaires?)?\b"
)


def _delay(asked: Asked) -> None:
    """A target that is printed in days, « calendaires » or any."""
    scan = asked.scan
    match = scan.take(_DELAY) if asked.table == INDICATORS else None
    if match is None:
        return
    word = "jours calendaires" if match["calendar"] else "jours"
    pattern = re.compile(r"\bj(?:ours?)? calendaires?" if match["calendar"] else r"\bj(?:ours?)?\b")
    years = asked.years or asked.all_years
    asked.where(
        f"dont l'objectif est en {word}",
        lambda row: any(pattern.search(row.shown(TARGET, year)) for year in years),
    )


_HAS_BASE: Final = re.compile(
    r"\b(?:dispos\w+(?: t on)? d|(?:ont|a|avec|avons|affich\w+)(?: t on)?) ?(?:un |le |d un )*"
    r"(?:realise|resultat|valeur de reference)s?\b"
)
_NO_BASE: Final = re.compile(
    r"\b(?:sans|n (?:ont|a) (?:pas|aucun) ?(?:de)?|pas de|aucun) ?(?:realise|resultat)s?\b"
)


def _presence(asked: Asked) -> None:
    """A value of the base year, or none."""
    base = str(asked.turn.convention.baseline_year)
    if asked.table != INDICATORS or asked.years not in ([], [base]):
        return
    if asked.scan.take(_NO_BASE):
        asked.where(f"sans réalisé {base}", lambda row: not row.has(BASELINE, base))
    elif asked.scan.take(_HAS_BASE):
        asked.where(f"avec un réalisé {base}", lambda row: row.has(BASELINE, base))
    else:
        return
    asked.scan.take(re.compile(r"\bdispos\w+ t on d\b"))
    asked.years = [base]
    asked.measure = BASELINE


def _measures(asked: Asked) -> None:
    for name in MEASURES[asked.table]:
        if asked.scan.take(MEASURE_WORDS[name]):
            asked.measures.append(name)
    if asked.table == LINES and asked.scan.take(_OUT_OF_TOTALS):
        asked.scan.entities("op")
    if not asked.measure and len(asked.measures) == 1:
        asked.measure = asked.measures[0]


def _values(asked: Asked) -> None:
    """Numbers with or without a word of comparison; several equal ones are alternatives."""
    scan = asked.scan
    values: list[tuple[Callable[[float, float], bool], float, str, str]] = []
    _within(asked)
    for match in _NUMBERED.finditer(scan.text):
        if re.fullmatch(r"(?:19|20)\d\d", match["n"]) or not _number_free(scan, match):
            continue
        before = scan.text[: match.start()].rstrip("( ") + " "
        value = read_number(match["n"], 0)
        unit = match["unit"] or ""
        if value is None or not (unit or values or _cued(asked, before, match)):
            continue
        test: Callable[[float, float], bool] = operator.eq
        said, start = "de", match.start()
        for sign, french, pattern in _BEFORE:
            if found := pattern.search(before):
                test, said, start = sign, french, found.start()
                break
        else:
            if found := _EQUAL.search(before):
                start = found.start()
        scan.claim_span(start, match.end())
        values.append((test, value, unit, f"{said} {match['n']} {unit}".strip()))
    if not values:
        return
    unit = next((one[2] for one in reversed(values) if one[2]), "")
    measure = _value_measure(asked, unit)
    years = asked.years or asked.all_years
    tests = [(test, value) for test, value, _, _ in values]

    def holds(row: TableRow, year: str) -> bool:
        return any(
            test(number, value)
            for number in _numbers(row, measure, year, unit)
            for test, value in tests
        )

    asked.reached = holds
    asked.where(
        " ou ".join(one[3] for one in values), lambda row: any(holds(row, one) for one in years)
    )


_WITHIN: Final = re.compile(
    rf"\b(?:compris\w* )?entre (?P<low>{NUMBER}) ?%? et (?P<high>{NUMBER}) ?"
    r"(?P<unit>%|pour ?cents?\b|m€|k€|€|euros?\b|millions?(?: d euros?)?\b|points?\b|pts?\b"
    r"|jours?\b)"
)


def _within(asked: Asked) -> None:
    """A value between two numbers, both included."""
    match = _WITHIN.search(asked.scan.text)
    if match is None:
        return
    low, high = read_number(match["low"], 0), read_number(match["high"], 0)
    unit = match["unit"]
    measure = _value_measure(asked, unit)
    if low is None or high is None:
        return
    asked.scan.claim_span(*match.span())
    years = asked.years or asked.all_years
    asked.where(
        f"entre {match['low']} et {match['high']} {unit}",
        lambda row: any(
            low <= number <= high for year in years for number in _numbers(row, measure, year, unit)
        ),
    )


#: « 2, 5, 7 ou 21 jours » : the unit of the last is that of all.
_LISTED: Final = re.compile(r"(?:(?:, | ou | et )\d+)+ ?(?:%|jours?\b|j\b|points?\b)")
_VERB: Final = re.compile(r"\b(?:arriv\w+|attei\w+|vis\w+|est|sont|fix\w+|touch\w+|monte) (?:a )?$")


def _cued(asked: Asked, before: str, match: re.Match[str]) -> bool:
    """Tell whether a bare number is a value: after a comparison or the name of a measure."""
    if any(pattern.search(before) for _, _, pattern in _BEFORE):
        return True
    after = asked.scan.text[match.end() :]
    if after.startswith(" par an") or _LISTED.match(after) or _VERB.search(before):
        return True
    if asked.table == LINES:
        return (read_number(match["n"], 0) or 0) >= 1000
    last = re.search(r"(\w+)(?: (?:de|a|d|est|est de))? ?=? ?$", before)
    measures = (pattern for name, pattern in MEASURE_WORDS.items())
    return last is not None and any(one.fullmatch(last[1]) for one in measures)


def _number_free(scan: Scan, match: re.Match[str]) -> bool:
    return scan.is_free(match.start("n"), match.end("n"))


def _value_measure(asked: Asked, unit: str) -> str:
    if asked.table != CARDS:
        base = str(asked.turn.convention.baseline_year)
        if asked.table == INDICATORS and (asked.measure == BASELINE or asked.years == [base]):
            return BASELINE
        return MEASURES[asked.table][0]
    if unit.startswith(("point", "pt")):
        return WEIGHT
    said = [one for one in asked.measures if one != WEIGHT]
    return said[0] if len(said) == 1 else WEIGHT if not said else ""


def _numbers(row: TableRow, measure: str, year: str, unit: str) -> list[float]:
    """Return the numbers of a cell in the unit of the question."""
    number = row.number(measure, year)
    if row.table == LINES:
        power = 6 if unit.startswith(("million", "m")) and not unit.startswith("millier") else 0
        power = 3 if unit.startswith(("k", "millier")) else power
        return [] if number is None else [number / 10**power]
    fact = row.cells.get((measure, year))
    text = "" if fact is None else fact.printed
    if unit.startswith("j"):
        found = re.findall(r"(\d+) ?j", text)
        return [float(one) for one in found]
    printed = row.target(year)
    if printed is not None and printed.target.kind == "share_within_delay":
        number = printed.target.value
    if number is None or (printed is not None and printed.target.kind == "change"):
        return []
    percent = "%" in text
    if (unit == "%" or unit.startswith("pour")) != percent and unit:
        return []
    return [round(number * 100, 6) if percent else number]


def _course(asked: Asked) -> None:
    """How the values move over the years."""
    scan = asked.scan
    measure = asked.measure or MEASURES[asked.table][0]
    years = asked.years if len(asked.years) > 1 else asked.all_years
    negated = re.search(r"\b(?:bouge|change|varie|evolue)\w* (?:pas|jamais)\b", scan.text)
    if scan.has(re.compile(r"\b(?:le|la) (?:plus|moins)\b")):
        return
    if (negated or not scan.has(_CHANGE)) and scan.take(_SAME):
        asked.where("qui ne changent pas", lambda row: _moves(row, measure, years) == 0)
    elif scan.take(_CHANGE):
        asked.where(
            f"qui changent {_between(years)}",
            lambda row: _moves(row, measure, years) not in {None, 0},
        )
    elif scan.take(_GROWS):
        asked.where(
            f"en hausse {_between(years)}", lambda row: (_moves(row, measure, years) or 0) > 0
        )
    elif scan.take(_FALLS):
        asked.where(
            f"en baisse {_between(years)}", lambda row: (_moves(row, measure, years) or 0) < 0
        )


def _between(years: list[str]) -> str:
    return f"de {years[0]} à {years[-1]}"


def _moves(row: TableRow, measure: str, years: list[str]) -> float | None:
    """Return by how much a value moves; 0 only where every year has the same."""
    values = [row.number(measure, year) for year in years]
    if values[0] is None or values[-1] is None:
        return None
    if values[0] == values[-1] and any(one != values[0] for one in values):
        return None
    return values[-1] - values[0]
