"""Writes findings of the audit: French tables for readers, plain records for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pycog.conventions.facts.schema import SEVERITIES

if TYPE_CHECKING:
    from pycog.conventions.facts.models import Finding

HEADINGS: Final = ("Endroit", "Imprimé", "Constat", "Gravité", "Lecture retenue", "Origine")
_WIDTHS: Final = (46, 34, 40, 17, 46, 12)
_HEADER: Final = 3


@dataclass(frozen=True, slots=True)
class Audited:
    """One document and what its audit found.

    Attributes:
        name: Title of the document, or path of the workbook.
        findings: In the order of the checks.
        cited: How the findings cite the document, where that is not its name.
    """

    name: str
    findings: Sequence[Finding]
    cited: str = ""

    @property
    def summary(self) -> str:
        """How many findings of which severity, in French."""
        if not self.findings:
            return "0 constat"
        found = Counter(finding.severity for finding in self.findings)
        kinds = [f"{found[severity]} « {severity} »" for severity in SEVERITIES if found[severity]]
        number = len(self.findings)
        return f"{number} constat{'s' if number > 1 else ''}, dont {', '.join(kinds)}"


def record(audited: Audited, finding: Finding) -> dict[str, object]:
    """Return one finding for programs."""
    return {
        "subject": audited.name,
        "id": finding.id,
        "document": finding.document,
        "place": finding.place,
        "printed": finding.printed,
        "recomputed": finding.recomputed,
        "severity": finding.severity,
        "reading": finding.reading,
        "derived": finding.derived,
    }


def as_json(subjects: Iterable[Audited]) -> str:
    """Return every finding of every document as one JSON list."""
    records = [record(audited, finding) for audited in subjects for finding in audited.findings]
    return json.dumps(records, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def markdown(subjects: Iterable[Audited]) -> str:
    """Return one French table per document."""
    return "\n".join(_section(audited) for audited in subjects)


def _section(audited: Audited) -> str:
    lines = [f"## {_escaped(audited.name)}", "", f"{audited.summary.capitalize()}.", ""]
    if audited.findings:
        lines += [f"| {' | '.join(HEADINGS)} |", f"|{'---|' * len(HEADINGS)}"]
        lines += [
            f"| {' | '.join(_escaped(text) for text in _texts(audited, finding))} |"
            for finding in audited.findings
        ]
        lines.append("")
    return "\n".join(lines)


def _texts(audited: Audited, finding: Finding) -> tuple[str, ...]:
    place = f"{finding.document}, {finding.place}"
    against = f"{finding.verb} {finding.recomputed}" if finding.recomputed else ""
    return (
        place.removeprefix(f"{audited.cited or audited.name}, "),
        finding.printed or "(rien)",
        against,
        finding.severity,
        finding.reading,
        "calcul" if finding.derived else "lecture",
    )


def _escaped(text: str) -> str:
    """Escape what Markdown would take for a cell border or for HTML."""
    return text.replace("|", "\\|").replace("<", "&lt;")


def workbook(subjects: Sequence[Audited]) -> bytes:
    """Return the findings as an Excel workbook, all on one sheet that can be filtered."""
    from pycog.annexes.kit.page import Book

    title = "Constats du contrôle"
    book = Book(title, ", ".join(audited.name for audited in subjects), {})
    page = book.page("Constats")
    page.columns((30, *_WIDTHS))
    page.value(0, 0, title, "title")
    page.sheet.set_row(0, 24)
    page.value(1, 0, "Un constat par ligne ; le filtre trie par document ou par gravité.", "note")
    page.headers(_HEADER, ("Document", *HEADINGS), height=20)
    row = _HEADER
    for audited in subjects:
        for finding in audited.findings:
            row += 1
            cells = (audited.name, *_texts(audited, finding))
            for column, text in enumerate(cells):
                page.value(row, column, text or None, "printed", text_wrap=True)
            page.height(row, tuple(zip((30, *_WIDTHS), cells, strict=True)))
    page.sheet.autofilter(_HEADER, 0, max(row, _HEADER + 1), len(HEADINGS))
    page.sheet.freeze_panes(_HEADER + 1, 0)
    page.printing(
        heading=title,
        source=", ".join(audited.name for audited in subjects),
        repeat=(_HEADER, _HEADER),
        area=(row, len(HEADINGS)),
    )
    return book.content()


#: Format → what writes it as text; the workbook is bytes and written apart.
TEXTS: Final[Mapping[str, Callable[[Sequence[Audited]], str]]] = {"md": markdown, "json": as_json}
