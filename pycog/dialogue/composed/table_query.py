"""One query for every table: a table, conditions, and what is wanted of the rows that are left.

The table is said by a word (« indicateurs », « lignes », « critères »), or by what only it has:
a fund, a category of bodies, a tool. Whatever the reading does not use refuses the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.composed.conditions import COUNT, LIST, MAX, MIN, taken_extreme
from pycog.dialogue.composed.fact_table import AMOUNT, WEIGHT
from pycog.dialogue.composed.row_asked import Asked, deferred_to
from pycog.dialogue.composed.row_conditions import read_conditions, read_years
from pycog.dialogue.composed.row_naming import named_rows, rows_by_tool
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.composed.spelling import respelled
from pycog.dialogue.composed.table_answers import Wanted, first_to_reach, told
from pycog.dialogue.composed.typed_tables import (
    CARDS,
    INDICATORS,
    LINES,
    MEASURES,
    TableRow,
    rows_of,
)
from pycog.dialogue.entities import read_question
from pycog.dialogue.turn import Turn

_INDICATOR: Final = re.compile(
    r"\b(?:(?:n°|numeros?|les|des|d|de|l) ?)*(?:indicateurs?|indics?|ind)\b|n°|\bnumeros?\b"
)
_INDICATOR_CUE: Final = re.compile(r"\b(?:cibles?|objectifs?)\b")
_LINE: Final = re.compile(
    r"\b(?:lignes?|postes?|rubriques?|depenses?|credits?|recettes?|budgets?)\b"
)
_LINE_WORDS: Final = re.compile(
    r"\b(?:lignes?|postes?|rubriques?|depenses?|credits?|budgets?|budgetaires?|fonds|du"
    r"|de la)\b"
)
_CARD: Final = re.compile(
    r"\b(?:criteres?|lignes?|indicateurs?|indics?|items?|tableaux?|baremes?|grilles?|interessement"
    r"|part (?:locale|nationale)|relev\w+|figur\w+|chez|en|theme|axe|volet)\b"
)
_CARD_CUE: Final = re.compile(r"\b(?:part (?:locale|nationale)|interessement|baremes?)\b")
_AROUND: Final = re.compile(
    r"\b(?:est|sont|ce|c|qui|lequel|laquelle|lesquel(?:le)?s|numeros?|n°|fixe\w*|prevue?s?|par an"
    r"|compar\w+|vs|versus|contre|ou|par rapport a|entre|exprim\w+|en|annee par annee|dispos\w+ d)"
    r"\b|[=()]"
)
_GAP: Final = re.compile(
    r"\b(?:(?:l )?ecarts?|differences?|de combien|gagn\w+ combien|combien (?:de )?(?:points? )?"
    r"(?:de )?(?:plus|moins)|compar\w+|vs|versus|contre|evolutions?)\b| - "
)
#: The evolution of an amount is a rate, which another formula gives.
_RATE: Final = re.compile(r"\bevolutions?\b")
_ITS_TOTAL: Final = re.compile(r"\b(?:avec |et )?(?:leurs?|le) (?:total|cumul|montant)\b(?! de)")
_SPAN: Final = re.compile(
    r"\b(?:sur |pour )?(?:(?:toute )?la (?:periode|convention|duree)"
    r"|l ensemble de la (?:periode|cog))\b"
)
_ORDER: Final = re.compile(r"\b(?:class\w+|tri\w*|ordonn\w+|rang\w*|ordre)\b")
_ORDER_WORDS: Final = re.compile(
    r"\b(?:class\w+|tri\w*|ordonn\w+|ordre|(?:de)?croissant\w*|du (?:meilleur|plus \w+) au "
    r"(?:moins \w+|plus \w+|pire))\b"
)
_MOVES_MOST: Final = re.compile(
    r"\b(?:progress\w+|augment\w+|mont\w+|gagn\w+|grimp\w+|croi\w+|boug\w+|evolu\w+"
    r"|(?P<falls>recul\w+|baiss\w+|diminu\w+|redui\w+))\b"
)
_WHICH_YEAR: Final = re.compile(r"\b(?:en )?quelle annee\b|\b(?:pic|sommet|record)\b")
#: A supposition changes the numbers, which no table does.
_SUPPOSED: Final = re.compile(
    r"\bsi\b|\b(?:quelles|kelles) annees\b|\b(?:par|chaque) (?:trimestre|mois|semestre)"
    r"|\bmoins \d|\bretards?\b|\batteints?\b"
    r"|\bfaut\b|\bpourquoi\b|\bcomment\b|\bbilan\b"
)
#: « Pèse plus chez les CGSS ou les CPAM » compares two.
_COMPARES: Final = re.compile(
    r"\b(?:(?P<heavy>pes\w+|val\w+|vaut|rapport\w+)|cout\w+) (?:le |la )?(?:plus|(?P<less>moins))\b"
    r"(?! de \d)"
)
_BODIES: Final = re.compile(
    r"\b(?:dans )?quel(?:le)?s? (?:tableaux?|baremes?|grilles?|organismes?|categories?|caisses?)"
    r"(?: locaux| locales?)?(?: (?:trouve|retrouve)(?: t on)?| ont| voit on| figure\w*)?"
    r"(?=.*)|\bdans (?:leur|la|sa) part locale\b"
)
_HEAVY: Final = re.compile(r"\b(?:pes\w+|lourd\w*)\b")
_THEMES: Final = {
    "Qualité de service": re.compile(
        r"\b(?:la |de |en )*qualite (?:de|du) (?:la )?service\b|\bqs\b"
    ),
    "Gestion du risque": re.compile(r"\b(?:la |de |en )*gestion d(?:u|es) risques?\b|\bgdr\b"),
    "Performance économique et sociale": re.compile(
        r"\b(?:la |de |en )*performance(?: (?:eco\w*|sociale|et))+|\bpes\b"
    ),
}  # fmt: skip
_PLURAL: Final = re.compile(
    r"\b(?:indicateurs?|indics?|ind|lignes?|criteres?|depenses|recettes|postes)\b"
    r"|\b(?:lesquel(?:le)?s|lequel|laquelle|quel(?:le)?)\b"
    r"|\b(?:indicateurs|lignes|criteres)\b"
)
_NOT: Final = re.compile(r"\bn[e]? ?(?:\w+ )?pas\b")
_NUMERALS: Final = ("deux", "trois", "quatre", "cinq", "six")
_TOP: Final = re.compile(
    rf"\bles (?P<n>[2-9]|{'|'.join(_NUMERALS)}) (?:\w+ )?(?:les )?(?:plus|moins)\b"
)
_SHARE: Final = re.compile(
    r"\b(?:(?:quelle |la )?(?:part|proportion|pourcentage)(?: represente\w*)?|represente\w*)\b"
)
_SAME_BOTH: Final = re.compile(r"\b(?:(?:les?|la) )?(?:memes?|identiques?|pareil\w*|autant)\b")
_COMMON: Final = re.compile(r"\b(?:commun(?:e?s)?|partage\w*|dans les deux|a la fois)\b")
_FIRST_TO: Final = re.compile(
    r"\b(?:arriv\w+|atteint|atteindr\w+|parvien\w+|touch\w+|monte)\b(?=.*\b(?:en premier|d abord"
    r"|le plus tot|avant l autre|le premier|la premiere)\b)"
    r"|\b(?:en premier|d abord|le plus tot|avant l autre|le premier|la premiere)\b"
)
_REVENUE: Final = re.compile(r"\brecettes?\b")
_SPENDING: Final = re.compile(r"\b(?:depenses?|(?:hors|sans)\b.*recettes?)\b")
_NATURE: Final = re.compile(r"\b(?:a |credits? |caractere )*(?P<n>limitati|evaluati)[fv]e?s?\b")
_ELSEWHERE: Final = {"document", "figure", "milestone", "workbook"}


def table_query(scan: Scan, turn: Turn) -> Answer | None:
    """Answer a question about the rows of one table, ``None`` where something is not used.

    Args:
        scan: The question.
        turn: Where it is asked.
    """
    if any(map(scan.question.has, _ELSEWHERE)) or scan.has(_SUPPOSED) or _is_piece(scan):
        return None
    for table in _tables(scan, turn):
        if table == LINES and scan.has(_RATE):
            continue
        for parts in (False, True) if table == CARDS else (False,):
            own = Scan(scan.question, scan.known)
            answer = _answer(Asked(own, turn, table), parts)
            if answer is not None:
                return answer
    return None


def _is_piece(scan: Scan) -> bool:
    """Tell whether a question names no table at all: it goes on with what was said before."""
    said = any(map(scan.question.has, _SAYS_TABLE)) or any(
        scan.has(cue) for cue in (_INDICATOR, _INDICATOR_CUE, _CARD_CUE, _LINE, _BODIES)
    )
    return not said


#: What only one of the tables has.
_SAYS_TABLE: Final = ("category", "fund", "line", "year", "period", "sheet", "measure", "every")


#: What this query reads and a single intent would answer by a part of the question alone.
_STRONG: Final = re.compile(
    r"\bjours? calendaires?\b|\bdispos\w+(?: t on)? d un (?:realise|resultat)\b"
    r"|\bcombien d indicateurs? (?:dans|pour|sous) l objectif\b"
    r"|^(?!.*\b(?:cibles?|objectifs?)\b).*\bn \w+(?: \w+){0,4}? qu en 20\d\d"
    r"|\bmais (?:sont )?renvoye\w*"
    r"|\b(?:mais|alors qu?e?|et|puis) (?:(?:en )?(?:a|ont) une?|avec|sans|pas|plus|rien|en a)\b"
)


def strong_table_query(scan: Scan, turn: Turn) -> Answer | None:
    """Answer a question whose conditions no intent reads whole.

    Args:
        scan: The question.
        turn: Where it is asked.
    """
    if not scan.has(_STRONG):
        return None
    found = table_query(scan, turn)
    if found is None and (text := respelled(scan.question, scan.known)):
        found = table_query(Scan(read_question(text, scan.known), scan.known), turn)
    return found


def _tables(scan: Scan, turn: Turn) -> list[str]:
    """Return the tables that a question may be about, the one that it says first."""
    funds = "|".join(re.escape(one.lower()) for one in turn.convention.funds)
    if funds and scan.has(re.compile(rf"\b(?:{funds})\b")):
        return [LINES]
    if scan.question.has("category") or scan.has(_CARD_CUE) or scan.has(_BODIES):
        return [CARDS]
    if scan.question.has("fund"):
        return [LINES]
    if scan.has(_INDICATOR):
        return [INDICATORS]
    elsewhere = deferred_to(turn.convention) - {"cog"}
    if scan.has(_INDICATOR_CUE) or any(one.stem in elsewhere for one in scan.question.words):
        return [INDICATORS, CARDS] if turn.known.cards else [INDICATORS]
    if scan.question.has("line"):
        return [LINES]
    return [INDICATORS, CARDS] if turn.known.cards else [INDICATORS]


def _answer(asked: Asked, parts: bool) -> Answer | None:
    scan = asked.scan
    if asked.table != INDICATORS and scan.question.has("sheet"):
        return None
    read_years(asked)
    wanted = _wanted(asked)
    asked.pointed = wanted.points()
    bodies = _bodies(asked)
    sheets = {int(str(one.value)) for one in scan.entities("sheet")}
    if sheets:
        asked.where(
            f"de la fiche {', '.join(map(str, sorted(sheets)))}",
            lambda row: row.indicator is not None and row.indicator.sheet in sheets,
        )
    rows = [
        row
        for row in rows_of(asked.table)
        if (not bodies or row.body in bodies) and not (row.is_whole if parts else row.is_part)
    ]
    _narrowed_by_theme(asked)
    if asked.table == CARDS and len(bodies) > 1 and scan.take(_COMMON):
        shared = [{row.label for row in rows if row.body == body} for body in bodies]
        both = set.intersection(*shared)
        asked.where(
            f"communs à {' et '.join(body.upper() for body in bodies)}",
            lambda row: row.label in both,
        )
    rows, numbered = named_rows(asked, rows) if asked.table == INDICATORS else (rows, False)
    read_conditions(asked)
    _table_words(asked)
    rows, tooled = rows_by_tool(asked, rows)
    _turned_round(asked)
    scan.take(_AROUND)
    rows, named = (rows, False) if not scan.telling() else named_rows(asked, rows)
    if scan.left() or not rows:
        return None
    if not (asked.tests or numbered or tooled or named or wanted.points()):
        return None
    plain = asked.table == CARDS and bodies and asked.measures
    if not (_asks_many(scan) or wanted.points() or tooled or plain):
        return None
    if numbered and not wanted.points() and not asked.tests:
        return None
    if any(year not in _known(asked) for year in asked.years):
        return None
    if wanted.first:
        return first_to_reach(asked, rows)
    if sheets and not scan.has(_INDICATOR):
        return None
    if asked.table == CARDS and asked.years:
        rows = [row for row in rows if any((WEIGHT, year) in row.cells for year in asked.years)]
    found = [row for row in rows if all(test(row) for test in asked.tests)]
    # A body that has no such row is not dropped in silence.
    if named and {row.body for row in rows} < set(bodies):
        return None
    # A condition that no row named holds is a false premise, not an empty list.
    if not found and (numbered or named or not _asks_many(scan)):
        return None
    if (numbered or named) and len(found) < len(rows) and not _asks_many(scan):
        return None
    if asked.table == LINES and not named and len(bodies) > 1 and wanted.points():
        found = [row for row in found if row.line is not None and row.line.key == "total_brut"]
    elif asked.table == LINES and not named:
        found = _detailed(asked, found, wanted.points())
    asked.bodies = bodies
    return told(asked, found, wanted, chosen=numbered or named)


def _turned_round(asked: Asked) -> None:
    """Turn the one condition of a question round: « ne pèsent pas 50 »; of two, which is open."""
    scan = asked.scan
    if len(asked.tests) != 1 or scan.left().count("pas") != 1 or not scan.take(_NOT):
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


def _bodies(asked: Asked) -> list[str]:
    """Claim the funds or the categories of bodies."""
    scan = asked.scan
    if asked.table != LINES:
        return [str(one.value) for one in scan.entities("category")]
    found = [str(one.value) for one in scan.entities("fund")]
    found += [
        fund
        for fund in asked.turn.convention.funds
        if fund not in found and scan.take(re.compile(rf"\b{re.escape(fund.lower())}\b"))
    ]
    return found


def _asks_many(scan: Scan) -> bool:
    return scan.has(LIST) or scan.has(COUNT) or scan.has(_PLURAL)


def _known(asked: Asked) -> set[str]:
    base = asked.turn.convention.baseline_year
    return {*asked.all_years, str(base)}


def _wanted(asked: Asked) -> Wanted:
    scan = asked.scan
    year = scan.take(_WHICH_YEAR) is not None
    first = asked.table != CARDS and scan.take(_FIRST_TO) is not None
    counting = scan.has(COUNT) and not scan.has(re.compile(r"combien (?:pes|gagn|de points)"))
    moving = scan.has(re.compile(r"\b(?:le plus|le moins|la plus)\b")) and scan.has(_MOVES_MOST)
    falls = False
    if moving:
        match = scan.take(_MOVES_MOST)
        falls = match is not None and match["falls"] is not None
    gap = scan.take(_GAP) is not None
    order = scan.has(_ORDER)
    share = asked.table == LINES and scan.take(_SHARE) is not None
    same = scan.take(_SAME_BOTH) is not None if len(scan.question.of("category")) > 1 else False
    top = _top(scan)
    if order:
        scan.take(_ORDER_WORDS)
    else:
        scan.take(COUNT)
    scan.take(LIST)
    heavy = scan.has(_HEAVY)
    extreme = None if order else taken_extreme(scan)
    if heavy and extreme:
        scan.take(_HEAVY)
        asked.measure = WEIGHT if asked.table == CARDS else AMOUNT
    sides = len(scan.question.of("category", "fund", "line"))
    if extreme is None and sides > 1 and (match := scan.take(_COMPARES)) is not None:
        extreme = MIN if match["less"] else MAX
        heavy = heavy or match["heavy"] is not None
        if asked.table == CARDS and match["heavy"]:
            asked.measure = WEIGHT
    bodies = asked.table == CARDS and scan.take(_BODIES) is not None
    return Wanted(
        counting, extreme, gap, order, moving, falls, year, first, bodies, share, same, top
    )


def _top(scan: Scan) -> int:
    """Claim « les trois plus grosses » and return how many, 0 where none are said."""
    match = _TOP.search(scan.text)
    if match is None:
        return 0
    scan.claim_span(*match.span("n"))
    return int(match["n"]) if match["n"].isdigit() else _NUMERALS.index(match["n"]) + 2


def _table_words(asked: Asked) -> None:
    scan = asked.scan
    scan.words(scan.known.own_name)
    if asked.table == INDICATORS:
        scan.take(_INDICATOR)
    elif asked.table == CARDS:
        scan.take(_CARD)
    else:
        scan.take(_LINE_WORDS)
        if scan.has(LIST):
            scan.take(_ITS_TOTAL)
        scan.take(_SPAN)
        if scan.entities("every", "total") or scan.has(_SPAN):
            asked.measure = AMOUNT


def _narrowed_by_theme(asked: Asked) -> None:
    if asked.table == CARDS:
        for theme, pattern in _THEMES.items():
            if asked.scan.take(pattern):
                asked.where(f"en {theme.lower()}", _of_theme(theme))
    if asked.table == LINES:
        match = asked.scan.take(_NATURE)
        if match is not None:
            nature = "limitatif" if match["n"].startswith("limit") else "évaluatif"
            asked.where(
                f"à caractère {nature}",
                lambda row: row.line is not None and row.line.nature == nature,
            )


def _of_theme(theme: str) -> Callable[[TableRow], bool]:
    return lambda row: row.theme == theme


def _detailed(asked: Asked, rows: list[TableRow], pointed: bool) -> list[TableRow]:
    """Keep the lines that are none of totals: these hold the others once more."""
    revenue = asked.scan.has(_REVENUE) and not asked.scan.has(
        re.compile(r"\b(?:hors|sans)\b.*recettes?")
    )
    asked.scan.take(_REVENUE)
    roles = {"recette"} if revenue else {"ligne", "dont"}
    if not revenue and not asked.scan.has(_SPENDING) and not pointed:
        roles |= {"recette"}
    detailed = {(row.body, row.line.group) for row in rows_of(LINES)
                if row.line is not None and row.line.role == "ligne"}  # fmt: skip
    # The regional spending is printed as a total alone: it holds no other line.
    return [
        row
        for row in rows
        if row.line is not None
        and (
            row.line.role in roles
            or (
                "ligne" in roles
                and row.line.role == "sous-total"
                and bool(row.line.group)
                and (row.body, row.line.group) not in detailed
            )
        )
    ]
