"""Answers a question as one query on the printed facts, where it is read whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import Answer, answered
from pycog.dialogue.composed.fact_table import due_day
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.spelling import respelled
from pycog.dialogue.composed.typed_tables import (
    CARDS,
    DATES,
    FIGURES,
    INDICATORS,
    LINES,
    TableRow,
)
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Operation
from pycog.dialogue.operators import DIVISORS
from pycog.dialogue.query.query_among import bodies_told, first_to_reach, same_told
from pycog.dialogue.query.query_domain import domain, moving
from pycog.dialogue.query.query_model import Query
from pycog.dialogue.query.query_operations import (
    extreme,
    gap,
    ordered,
    shared,
    summed,
)
from pycog.dialogue.query.query_reading import readings
from pycog.dialogue.query.query_rows import is_total
from pycog.dialogue.query.query_telling import (
    counted_rows,
    listed,
    looked_up,
    verdict,
    years_moved,
    years_told,
)
from pycog.dialogue.query.query_values import MOST_SHOWN
from pycog.dialogue.query.query_words import (
    COUNT,
    GAP,
    MEAN,
    ORDER,
    RATE,
    SHARE,
    SUM,
    asks_year,
)
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex
from pycog.values import AMOUNT_UNITS, format_number

_SORT_ASKED: Final = regex(r"\bquel(?:le)?s? (?:type|sorte|genre|nature|forme)s?\b")
_MONEY: Final = regex(r"\b(?:montants?|euros?|couts?|sommes?)\b|€")


#: Takes several things as one.
_TOGETHER: Final = regex(r"\b(?:reuni\w*|cumule\w*|additionne\w*|a (?:eux|elles) (?:deux|trois))\b")
#: What an order is of, where one line is named.
_YEARS: Final = regex(r"\b(?:annees|exercices|millesimes)\b")


def query_answer(scan: Scan, turn: Turn) -> Answer | None:
    """Answer a question as a query on the printed facts.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.

    Returns:
        The answer of the first table on which the whole question is read and something is
        found; ``None`` where there is none.
    """
    found = _first(scan, turn)
    if found is None and (text := respelled(scan.question, scan.known)):
        found = _first(Scan(read_question(text, scan.known), scan.known), turn)
    return None if found is None else _in_unit_asked(found, scan, turn)


def _in_unit_asked(found: Answer, scan: Scan, turn: Turn) -> Answer:
    """Return an amount in the unit that the question asks for, its formula too."""
    units = [str(one.value) for one in scan.question.of("unit")]
    divisor = DIVISORS.get(units[0]) if len(units) == 1 else None
    if divisor is None or found.node is None or not found.display.endswith("€"):
        return found
    result = turn.compute(Operation(found.node, "/", divisor))
    if not isinstance(result.value, float):
        return found
    shown = f"{format_number(result.value, 3)} {units[0]}"
    text = f"{found.text.rstrip('.')}, soit {shown}."
    return answered(result, text, display=shown, table=found.table, source=found.source)


def years_reached(scan: Scan, turn: Turn) -> Answer | None:
    """Answer in which years something has a value, which no single intent reads.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    if not asks_year(scan.text):
        return None
    for query in readings(scan, turn):
        if (
            query.said.which_year
            and query.valued
            and query.groups
            and _counts_fit(query, query.rows)
        ):
            return years_told(query, domain(query))
    return None


#: What a query reads and a single intent would answer by a part of the question alone.
_STRONG: Final = regex(
    r"\bquels indicateurs\b[^?]*\b(?:sont|restent|etaient|passent|montent|arrivent) (?:deja "
    r"|tous )?"
    r"(?:a|au|aux|sous|sur|entre|en ?dessous|superieur\w*|inferieur\w*|plus|moins)\b[^?]*\d"
    r"|\bquels indicateurs (?:\w+ )?atteignent \d"
    r"|\b(?:y a t il|existe t il) (?:un|une|des|au moins une?) indicateurs?\b"
    r"|^(?:les |des )?indicateurs\b.*\b(?:qui|dont) .*\b(?:boug|chang|vari|stagn|stable)\w*"
    r"|\bni\b.*\bni\b|"
    r"\bjours? calendaires?\b|\bdispos\w+(?: t on)? d un (?:realise|resultat)\b"
    r"|\bcombien d indicateurs? (?:dans|pour|sous) l objectif\b"
    r"|^(?!.*\b(?:cibles?|objectifs?)\b).*\bn \w+(?: \w+){0,4}? qu en 20\d\d"
    r"|\bindicateurs\b.*\b(?:(?:mesur|suiv|calcul|releve|aliment)\w* (?:par|avec|via|sous|dans)"
    r"|utilisent)\b"
    r"|\bmais (?:sont )?renvoye\w*|\b20\d\d et combien\b"
    r"|\b(?:lequel|laquelle|qui (?:a|est|pese|coute)|vs|versus|et de combien"
    r"|(?:est|sont)(?: t)? (?:ils?|elles?) (?:plus|moins|superieur\w*|inferieur\w*)|depasse t)\b"
    r"|\b(?:mais|alors qu?e?|et|puis) (?:(?:en )?(?:a|ont) une?|avec|sans|pas|plus|rien|en a"
    r"|aucune?)\b"
)


def strong_query(scan: Scan, turn: Turn) -> Answer | None:
    """Answer a question whose conditions no intent reads whole.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    return query_answer(scan, turn) if scan.has(_STRONG) else None


#: Asks for rows, of which an intent would ask which one is meant.
_LISTS: Final = regex(
    r"\b(?:quel(?:le)?s|kels|liste\w*|combien d|nombre d|nb d|les|tous les) "
    r"(?:(?:les|des|d) )?(?:indicateurs|indics?|criteres|lignes)\b"
)


def listing_query(scan: Scan, turn: Turn) -> Answer | None:
    """Answer a question that asks for several rows of a table.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    return query_answer(scan, turn) if scan.has(_LISTS) else None


def _first(scan: Scan, turn: Turn) -> Answer | None:
    """Return the first answer of the first table of which a question names rows."""
    meant = ""
    for query in readings(scan, turn):
        if meant and query.table != meant:
            return None
        found = _answer(query)
        if found is not None:
            return _telling_what_is_dropped(found, query)
        if query.groups:
            # What it names is there: another table would answer another question.
            meant = query.table
    return None


def _telling_what_is_dropped(found: Answer, query: Query) -> Answer:
    if not query.dropped:
        return found
    words = ", ".join(f"« {one} »" for one in query.dropped)
    return replace(found, text=f"{found.text} Je n'ai pas tenu compte de {words}.")


def _answer(query: Query) -> Answer | None:
    """Return what a query asks, ``None`` where it is none that stands alone."""
    said, named, rows = query.said, bool(query.groups), domain(query)
    # How many indicators there are is the only count of a whole table.
    whole = query.table == INDICATORS and query.noun and said.has(COUNT)
    if not rows or not (named or query.asked.tests or said.extreme or query.bodies or whole):
        return None
    if not _is_whole(query, rows) or not _counts_fit(query, rows):
        return None
    if query.table == FIGURES and _SORT_ASKED.search(query.asked.scan.text):
        # « Quel type de validation » asks for no figure.
        return None
    if query.table == FIGURES and _MONEY.search(query.asked.scan.text):
        # « Montant » asks for an amount: the number of those concerned is another figure.
        rows = [row for row in rows if any(one.unit in AMOUNT_UNITS for one in row.cells.values())]
        if not rows or any(set(group).isdisjoint(rows) for group in query.groups):
            # « Hors Covid » names a figure that is no amount: it is not dropped.
            return None
    if query.excluded and not all(is_total(row) for row in rows):
        # Only what a total holds may be taken out of it.
        return None
    pointed = bool(said.operators or said.extreme or said.same or said.bodies)
    # « En quelle année l'objectif est-il de 93 % ? » asks for the year, not for a yes or a no.
    stated = said.yes_no and not (pointed or (said.which_year and query.valued))
    if stated and (found := verdict(query, rows)):
        return found
    if said.extreme and len(query.groups) > 1 and query.asked.scan.has(_TOGETHER):
        # The largest sum is not the largest of what is added up.
        return None
    few = named and not said.lists and not said.extreme and len(rows) <= MOST_SHOWN
    courses = moving(query) or bool(said.moves) or said.has(RATE)
    if said.which_year and courses and (found := years_moved(query, rows)):
        return found
    if moving(query) and few:
        return gap(query, rows)
    kept = [row for row in rows if all(test(row) for test in query.asked.tests)]
    if said.bodies and not said.extreme:
        return bodies_told(kept)
    if said.same:
        return same_told(query, kept)
    if said.in_time and query.asked.reached is not None:
        return first_to_reach(query, rows)
    return _operated(query, kept) if pointed or said.moves else _told(query, kept)


def _operated(query: Query, rows: list[TableRow]) -> Answer | None:
    """Return what the narrowest operation of a query gives."""
    if not rows:
        return listed(query, rows) if query.said.has(COUNT) else None
    for wanted, answer in _OPERATIONS:
        if wanted(query):
            return answer(query, rows)
    return None


def _told(query: Query, rows: list[TableRow]) -> Answer | None:
    """Return the rows or values that a query without an operation finds."""
    said, named = query.said, bool(query.groups)
    if said.which_year and query.valued:
        return years_told(query, rows)
    if (query.asked.tests or said.lists) and (said.lists or not named):
        return listed(query, rows)
    if query.asked.tests and said.which and query.table != DATES:
        # Of those named, the ones that a condition holds for.
        return listed(query, rows) if rows else None
    return looked_up(query, rows)


def _is_whole(query: Query, rows: Sequence[TableRow]) -> bool:
    """Tell whether a question says enough to stand alone, and means one body where it adds up.

    A piece of a question goes on with what was said before: it is none by itself.
    """
    said, named = query.said, bool(query.groups)
    dated = bool(query.asked.years) or query.whole or query.every
    pointed_at = said.which and query.cued and bool(query.asked.tests)
    listing = said.lists or said.has(COUNT) or query.noun or pointed_at
    if not named and not (query.bodies or listing):
        return False
    if query.table == LINES:
        # Two funds have the same lines: neither is meant by chance, and they are never mixed.
        bodies = {row.body for row in rows}
        one = len(bodies) == 1 or len(query.bodies) > 1 or not said.has(SUM, MEAN, SHARE)
        by_year = said.has(ORDER) and query.asked.scan.has(_YEARS) and len(rows) == 1
        alone = query.noun and named and len(bodies) == 1
        return one and bool(dated or query.bodies or alone or by_year)
    if query.table == CARDS and not (named or dated or query.asked.tests or said.extreme):
        # A whole scorecard is that of one campaign, which is asked for.
        return False
    if query.table == CARDS:
        measured = dated and bool(query.asked.measures)
        return bool(query.bodies or (said.bodies and named) or measured or query.cued)
    if query.table == FIGURES:
        return bool(query.bodies) or (named and query.named_words > 1)
    if query.table == DATES:
        return query.cued and (named or bool(query.asked.tests) or query.noun)
    return query.cued or dated or query.named_words > 1


def _counts_fit(query: Query, rows: Sequence[TableRow]) -> bool:
    """Tell whether years are those of the table, and « les deux » as many as are named."""
    asked = query.asked
    years = {period for row in query.rows for _, period in row.cells}
    if query.table == DATES:
        years = {str(year) for year in range(*_years_of(query))}
    if query.table != FIGURES and not set(asked.years) <= years | {asked.base_year}:
        return False
    if query.table == FIGURES:
        printed = [period for row in rows for _, period in row.cells]
        if not all(any(one.startswith(year) for one in printed) for year in asked.years):
            return False
    held = {len(query.groups), len(query.bodies), len(asked.years)}
    if query.noun:
        held.add(sum(all(test(row) for test in asked.tests) for row in rows))
    return query.counted == 0 or query.counted in held


def _years_of(query: Query) -> tuple[int, int]:
    """Return the first and behind the last year in which a measure falls due."""
    days = [fact.value for row in query.rows for fact in row.cells.values() if fact.value]
    years = [(due_day(day)).year for day in days]
    return (min(years), max(years) + 1) if years else (0, 0)


def _wants(*names: str) -> Callable[[Query], bool]:
    return lambda query: query.said.has(*names)


#: What is asked, the narrowest first → what computes it.
_Wanted = Callable[[Query], bool]
_Operation = Callable[[Query, list[TableRow]], "Answer | None"]
_OPERATIONS: Final[tuple[tuple[_Wanted, _Operation], ...]] = (
    (lambda query: bool(query.said.extreme), extreme),
    (_wants(COUNT), counted_rows),
    (_wants(ORDER), ordered),
    # « Baissent de combien de pour cent » is a course, not a share.
    (lambda query: query.said.has(SHARE) and bool(query.said.moves), gap),
    (_wants(SHARE), shared),
    (_wants(MEAN), summed),
    (_wants(SUM), summed),
    (lambda query: query.said.has(GAP, RATE) or bool(query.said.moves), gap),
)  # fmt: skip
