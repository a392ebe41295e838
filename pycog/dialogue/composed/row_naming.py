"""Which rows of a table a question names: by number, by the words of their labels, by tool."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from pycog.dialogue.composed.row_asked import MEASURE_WORDS, Asked
from pycog.dialogue.composed.search import bag, parts
from pycog.dialogue.composed.typed_tables import INDICATORS, MEASURES, TableRow
from pycog.dialogue.entities import Word
from pycog.dialogue.kinship import kin_of

_OR: Final = re.compile(r"\b(?:ou|et|vs|versus|contre|puis)\b|,|/|:| - ")
#: Several numbers after a word or a sign that says they are those of indicators.
_NUMBERS: Final = re.compile(
    r"(?<!fiche )(?<!fiches )(?:\b(?:indicateurs?|indics?|ind|n°|numeros?)(?: n°)? ?"
    r"|\((?=\d)|\b(?:du|le|ecart|entre) )"
    r"(?P<all>\d{1,2}\b(?:(?: ?, ?| ?/ ?| et (?:le |du |l )?| ou (?:le |du |l )?"
    r"| vs (?:le |du |l |ind(?:icateur|ic)? )?| contre (?:le |du |l )?| a (?:l )?| )\d{1,2}\b)*)"
    r"(?! ?(?:%|jours?|j\b|points?|€|m€|k€)|(?: ou| et|,) ?\d)"
)
_TOOL: Final = re.compile(
    r"\b(?:mesur\w+|outils?|sources?|grace|moyens?|suiv\w+|suit|utilis\w+|issus?|tires?|sort\w*"
    r"|provien\w+|vien\w+|alimente\w*|calcul\w+|extrait\w*|par|avec|via|dans|annexe 4|requetes?)\b"
)
_MANY: Final = re.compile(r"\b(?:indicateurs|numeros?|lesquels|quels)\b")
_STRONG_TOOL: Final = re.compile(
    r"\b(?:outils?|sources?|requetes?|sort(?:ent|is|ant)|issus?|tires?|provien\w+|extraits?)\b"
)
_COMMON_TOOL: Final = frozenset(bag("requête système outil données utilisation tableau suivi"))


def named_rows(asked: Asked, rows: list[TableRow]) -> tuple[list[TableRow], bool]:
    """Keep the rows that a question names, and tell whether it names any.

    Args:
        asked: The question; the words that name are claimed.
        rows: What may be named.
    """
    scan = asked.scan
    if asked.table == INDICATORS:
        numbers = _numbers(asked)
        if numbers:
            kept = [row for row in rows if row.key in numbers]
            return (kept if len(kept) == len(set(numbers)) else []), True
        if scan.is_free(0, len(scan.text)) or not scan.telling():
            return rows, False
    words = [one for one in scan.telling() if _names(asked, one)]
    if not words or (
        asked.table == INDICATORS and not (asked.measures or asked.tests or asked.pointed)
    ):
        return rows, False
    groups = [[one for one in group if one in words] for group in parts(scan, _OR)]
    groups = [group for group in groups if group]
    together = [one for group in groups for one in group]
    kept = _having(rows, together)
    if not kept:
        kept = []
        for group in groups:
            own = _having(rows, group)
            if not own:
                return rows, False
            kept += [row for row in _summed(own) if row not in kept]
    for group in groups:
        scan.claim(group)
    return kept, True


def _names(asked: Asked, word: Word) -> bool:
    """Tell whether a word may name a row: none that compares, nor one that says what is wanted."""
    typed = asked.scan.text[word.start : word.end]
    measures = (MEASURE_WORDS[one] for one in MEASURES[asked.table])
    return word.stem not in asked.scan.known.qualifying and not any(
        one.fullmatch(typed) for one in measures
    )


def _having(rows: Collection[TableRow], words: list[Word]) -> list[TableRow]:
    """Return the rows whose words hold all of some; a word of their own label counts before."""
    for exact in (True, False):
        kept = [
            row
            for row in rows
            if all(
                one.stem in row.words or (not exact and _akin(one.stem, row.words)) for one in words
            )
        ]
        if kept:
            whole = [row for row in kept if bag(row.label) <= {one.stem for one in words}]
            return whole or kept
    return []


def _summed(rows: list[TableRow]) -> list[TableRow]:
    """Return the one total of several lines, all of them where there is none."""
    totals = [row for row in rows if row.line is not None and "total" in row.line.role]
    return totals if len(rows) > 1 and len(totals) == 1 else rows


def _akin(said: str, words: frozenset[str]) -> bool:
    """Tell whether a word is of the family of another, or its beginning: « immos »."""
    cut = said.removesuffix("s")
    return bool(kin_of(said, words)) or (
        len(cut) >= 4 and any(one.startswith(cut) for one in words)
    )


def _numbers(asked: Asked) -> list[str]:
    scan = asked.scan
    found: list[str] = []
    for one in scan.entities("indicator"):
        if re.search(r"\d", one.text):
            found.append(str(one.value))
    for match in _NUMBERS.finditer(scan.text):
        said = re.findall(r"\d+", match["all"])
        if len(said) + len(found) > 1 or match[0].startswith(("ind", "n")):
            scan.claim_span(*match.span())
            span = re.fullmatch(r"(\d+) a (?:l )?(\d+)", match["all"])
            found += map(str, range(int(said[0]), int(said[1]) + 1)) if span else said
    return list(dict.fromkeys(found))


def rows_by_tool(asked: Asked, rows: list[TableRow]) -> tuple[list[TableRow], bool]:
    """Keep the indicators that a tool measures, where the words name one."""
    scan = asked.scan
    words = scan.telling()
    if asked.table != INDICATORS or not words:
        return rows, False
    tools = {row.key: bag(row.indicator.source_tool) for row in rows if row.indicator}
    every = frozenset().union(*tools.values())
    labels = frozenset().union(*(row.words for row in rows))
    said = [one for one in words if one.stem in every or kin_of(one.stem, every)]
    told = [one for one in said if not _TOOL.fullmatch(scan.text[one.start : one.end])]
    said = told or said
    proper = [one for one in said if one.stem not in labels or scan.has(_STRONG_TOOL)]
    if not proper or not ({one.stem for one in said} - _COMMON_TOOL):
        return rows, False
    cued = scan.has(_TOOL)
    wanted = [one for one in said if one.stem not in _COMMON_TOOL or one in proper]
    kept = [
        row
        for row in rows
        if all(
            one.stem in tools.get(row.key, ()) or kin_of(one.stem, tools.get(row.key, frozenset()))
            for one in wanted
        )
    ]
    if not kept or not (cued or scan.has(_MANY)):
        return rows, False
    scan.claim(wanted)
    scan.take(_TOOL)
    typed = scan.question.as_typed(wanted[0].start, wanted[-1].end)
    asked.where(f"mesurés par « {typed} »", lambda row: row in kept)
    return rows, True
