"""Which rows of a query are meant: by theme, sheet, nature, tool, value; and which are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Final

from pycog.dialogue.card_themes import theme_patterns
from pycog.dialogue.composed.fact_table import BASELINE
from pycog.dialogue.composed.row_conditions import read_conditions
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.typed_tables import CARDS, DATES, INDICATORS, LINES, MEASURES, TableRow
from pycog.dialogue.query.query_model import Query
from pycog.dialogue.query.query_rows import Entry, entries_of
from pycog.dialogue.query.query_tables import NOUNS
from pycog.dialogue.query.query_tools import read_tool
from pycog.dialogue.query.query_words import COUNT, ORDER
from pycog.lazy_patterns import regex

_NATURE: Final = regex(
    r"\b(?:(?:a |d |de |du |le |l |les )?(?:credits?|caractere|depenses?|lignes?) )*"
    r"(?:a caractere )?(?P<n>limitati|evaluati)[fv]e?s?\b"
)
#: Asks for the lines of a nature: « lesquelles des dépenses évaluatives », « postes limitatifs ».
_OF_A_NATURE: Final = regex(
    r"\b(?:lignes?|postes?|rubriques?|lesquel(?:le)?s|quel(?:le)?s)"
    r"(?: (?:a|d|de|des|du|le|les|sont|parmi|credits?|caractere|depenses?))*"
    r" (?:limitati|evaluati)[fv]e?s\b"
)
_EXCLUDED_END: Final = regex(
    r"\b(?:hors|sauf|sans(?: compter)?|excepte|hormis)"
    r"(?: (?:les?|l|la|d|des?|credits?|celles?|ceux|a|caractere))* ?$"
)
#: Turns one condition round: « ne pèsent pas 50 », « autres que ceux de la fiche 13 ».
_NOT: Final = regex(
    r"\bn[e]? ?(?:\w+ )?pas\b|\b(?:autres?|differente?s?) (?:que|de)(?: ceux| celles)?\b"
    r"|\b(?:sauf|hormis|excepte) (?:ceux|celles)\b"
)
_COMMON: Final = regex(r"\b(?:commun(?:e?s)?|partage\w*|dans les deux|a la fois)\b")


def read_themes(query: Query) -> None:
    """Claim the theme of a scorecard and the sheets, as conditions.

    Args:
        query: Gets the conditions.
    """
    asked, scan, table = query.asked, query.asked.scan, query.table
    if table == CARDS:
        cards = asked.turn.known.cards
        for key, pattern in theme_patterns(cards, loose=False).items():
            if scan.take(pattern):
                names = {card.terms.themes.get(key, "") for card in cards}
                asked.where(f"en {min(names - {''}).lower()}", partial(_is_of_theme, names))
                break
    sheets = {str(one.value) for one in scan.entities("sheet")}
    if sheets:
        told = f"de la fiche {', '.join(sorted(sheets))}"
        if table == DATES:
            asked.where(told, lambda row: row.body in sheets)
        elif table == INDICATORS:
            asked.where(
                told,
                lambda row: row.indicator is not None and str(row.indicator.sheet) in sheets,
            )


def _is_of_theme(names: set[str], row: TableRow) -> bool:
    return row.theme in names


def lists_a_nature(scan: Scan) -> bool:
    """Tell whether the lines of limitative or evaluative credits are asked for one by one.

    Args:
        scan: The question.
    """
    named = {str(one.value) for one in scan.question.of("line")}
    return scan.has(_OF_A_NATURE) and len(named) < _BOTH


def left_out_rows(query: Query, entries: Sequence[Entry]) -> list[TableRow]:
    """Claim what is left out: lines after « hors », as the question has them already.

    Args:
        query: The query.
        entries: The rows that may be left out.
    """
    if query.table != LINES:
        return []
    labels = {str(one.value) for one in query.asked.scan.entities("without")}
    return [one.row for one in entries if one.row.label in labels]


def read_row_conditions(query: Query, entries: Sequence[Entry]) -> None:
    """Claim what the rows have to be: of a nature, in common, of a value, measured by a tool.

    Args:
        query: Gets the conditions.
        entries: The rows that may be meant.
    """
    asked, scan, before = query.asked, query.asked.scan, len(query.asked.tests)
    if query.table == LINES:
        _natures(query)
        before = len(asked.tests)
    if query.table == CARDS:
        _in_common(query, entries)
    read_conditions(asked)
    query.valued = asked.reached is not None
    if not query.valued:
        query.valued = any(
            re.search(r"\d (?:%|€|points?|jours?)", one) for one in asked.said[before:]
        )
    if not asked.measure and asked.years == [asked.base_year]:
        asked.measure = BASELINE if query.table == INDICATORS else asked.measure
    if query.table == INDICATORS:
        scan.take(NOUNS[INDICATORS])
        read_tool(query, [one.row for one in entries])
    _turned_round(query)


def _in_common(query: Query, entries: Sequence[Entry]) -> None:
    """« Communs aux deux »: rows that each of the categories named has."""
    asked = query.asked
    if len(query.bodies) < _BOTH or asked.scan.take(_COMMON) is None:
        return
    held = [{one.row.label for one in entries if one.row.body == body} for body in query.bodies]
    shared = set.intersection(*held)
    asked.where(
        f"communs à {' et '.join(body.upper() for body in query.bodies)}",
        lambda row: row.label in shared,
    )


#: Bodies that have something in common, at least.
_BOTH: Final = 2


def _turned_round(query: Query) -> None:
    """Turn the one condition of a question round; of two, which is open."""
    asked, scan = query.asked, query.asked.scan
    if len(asked.tests) != 1 or query.said.yes_no or len(_NOT.findall(scan.text)) != 1:
        return
    if scan.take(_NOT) is None:
        return
    test, reached = asked.tests[0], asked.reached
    measure = asked.measure or MEASURES[asked.table][0]
    years = asked.years or asked.all_years

    def other(row: TableRow) -> bool:
        # Where no value is printed, none differs from the one said.
        known = reached is None or any(row.number(measure, year) is not None for year in years)
        return known and not test(row)

    asked.tests = [other]
    asked.said = [f"autres que ceux {asked.said[0]}"]
    asked.reached = None


def _natures(query: Query) -> None:
    """Limitative or evaluative credits: the lines of a list, else the total of that nature."""
    said, asked, scan = query.said, query.asked, query.asked.scan
    found = [(one, one["n"]) for one in _NATURE.finditer(scan.text)]
    if query.groups or not found or scan.take(_NATURE) is None:
        return
    natures = [
        "limitatif"
        if (name == "limitati") != bool(_EXCLUDED_END.search(scan.text[: one.start()]))
        else "évaluatif"
        for one, name in found
    ]
    for one, _ in found:
        if match := _EXCLUDED_END.search(scan.text[: one.start()]):
            scan.claim_span(*match.span())
    if said.lists or said.has(COUNT, ORDER) or said.extreme:
        asked.where(
            f"à caractère {natures[0]}",
            lambda row: row.line is not None and row.line.nature == natures[0],
        )
        return
    for nature in dict.fromkeys(natures):
        rows = [
            one.row
            for one in entries_of(LINES)
            if one.row.line is not None and one.row.line.nature == nature
            and one.row.line.role == "total"
            and (not query.bodies or one.row.body in query.bodies)
        ]  # fmt: skip
        if rows:
            query.groups.append(rows)
