"""What ``pycog equip`` says of an annex, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pycog.cli import streams
from pycog.cli.streams import counted
from pycog.xlsx.cells import column_letters

if TYPE_CHECKING:
    from pycog.equip.files import EquipReport
    from pycog.equip.model import Correspondence, Doubt, Table, TotalColumn

#: So many doubts are told one by one; the sheet of correspondences has them all.
MOST_DOUBTS: Final = 12


def write(report: EquipReport, *, taking_back: bool = False) -> None:
    """Say in French what was recognised in an annex, and what was done to it."""
    if report.refused is not None:
        if report.found is not None:
            _write_lines(report)
        streams.warn(report.refused.message)
        return
    if taking_back:
        _say_taken_back(report)
        return
    _write_lines(report)
    for note in (*report.unknown, *report.notes):
        streams.warn(f"{report.path} : {note}.".replace("..", "."))
    if report.unused:
        some = ", ".join(report.unused[:3]) + ("…" if len(report.unused) > 3 else "")
        streams.say(
            f"{report.path} : {counted(len(report.unused), 'réponse')} sans objet dans cette "
            f"annexe ({some})."
        )
    streams.say(f"{report.path} : {_outcome(report)}.", now=True)


def _write_lines(report: EquipReport) -> None:
    from pycog.equip.summary import columns_words, rows_words, table_line

    found = report.found
    assert found is not None
    streams.say(f"{report.path} : {report.convention}.")
    for table in found.tables:
        streams.say(f"  {table_line(table)}")
        streams.say(f"    colonnes : {', '.join(columns_words(found, table))}")
        streams.say(f"    lignes : {rows_words(table)}")
    read = {table.sheet for table in found.tables}
    for ignored in found.ignored:
        reason = ignored.reason if ignored.sheet in read else "pas de tableau reconnu"
        streams.say(f"  {ignored.sheet} : {reason}.")
    for text in found.truncated:
        streams.warn(f"  {text}.")
    _write_doubts(found)


def _write_doubts(found: Correspondence) -> None:
    waiting = [doubt for doubt in found.doubts if not doubt.chosen]
    if not waiting:
        return
    streams.say(f"  {counted(len(waiting), 'doute')} :")
    for doubt in waiting[:MOST_DOUBTS]:
        for line in doubt_lines(doubt):
            streams.say(f"    {line}")
    if len(waiting) > MOST_DOUBTS:
        streams.say(f"    … et {len(waiting) - MOST_DOUBTS} autres, dans « Correspondances ».")


def doubt_lines(doubt: Doubt) -> Iterator[str]:
    """Yield the lines that tell a doubt: what is seen, sample values, the answers."""
    samples = f" Valeurs : {' ; '.join(doubt.samples)}." if doubt.samples else ""
    yield f"{doubt.sheet}!{doubt.cell} : {doubt.message}{samples}"
    if doubt.choices:
        listed = " ; ".join(f"{rank} = {one.label}" for rank, one in enumerate(doubt.choices, 1))
        yield f"  réponses : {listed}"


def _outcome(report: EquipReport) -> str:
    kept = f", l'ancienne version est dans {report.kept}" if report.kept else ""
    live = counted(report.formulas, "formule")
    if report.written:
        return f"{report.output} écrit, {live} dans « COG - résultats »{kept}"
    if not report.changed:
        return "déjà équipé, rien à changer"
    from pycog.equip.converting import FOREIGN

    option = "--convertir" if report.path.suffix.lower() in FOREIGN else "--en-place"
    return f"rien n'est écrit ; --output ou {option} y mettrait {live}"


def _say_taken_back(report: EquipReport) -> None:
    for note in report.notes:
        streams.warn(f"{report.path} : {note}.")
    what = (
        "redevient ce qu'il était, à l'octet près"
        if report.exact
        else "a changé depuis : seul ce que pycog a écrit, et qui est resté tel quel, en est retiré"
    )
    done = f"{report.output} écrit" if report.written else "rien n'est écrit, ajoutez --en-place"
    streams.say(f"{report.path} : {what} ({done}).", now=True)


def record(report: EquipReport) -> dict[str, object]:
    """Return a report as one JSON object."""
    refused, found = report.refused, report.found
    return {
        "file": str(report.path),
        "output": report.output and str(report.output),
        "convention": found.convention if found else None,
        "tables": [_table(table) for table in found.tables] if found else [],
        "totals": [_total(total) for total in found.totals] if found else [],
        "doubts": [_doubt(doubt) for doubt in found.doubts] if found else [],
        "ignored": [[one.sheet, one.reason] for one in found.ignored] if found else [],
        "written": report.written,
        "changed": report.changed,
        "formulas": report.formulas,
        "exact": report.exact,
        "kept": report.kept and str(report.kept),
        "notes": report.notes,
        "unknown": report.unknown,
        "unused": report.unused,
        "refused": refused and {"code": refused.code, "message": refused.message},
    }


def _table(table: Table) -> dict[str, object]:
    from pycog.equip.summary import state_of
    from pycog.equip.writing.map_sheet import named

    return {
        "sheet": table.sheet,
        "kind": table.kind,
        "frame": table.frame,
        "first": table.first + 1,
        "last": table.last + 1,
        "columns": [
            {
                "column": column_letters(one.index + 1),
                "heading": one.heading,
                "role": one.role,
                "year": one.year,
                "unit": one.unit,
                "sure": one.sure,
                "accepted": one.accepted,
            }
            for one in table.columns
        ],
        "rows": [
            {
                "row": one.index + 1,
                "number": one.number,
                "label": one.label,
                "role": one.role,
                "subject": one.subject and named(one.subject),
                "state": state_of(one),
                "year": one.year,
            }
            for one in table.rows
        ],
    }


def _total(total: TotalColumn) -> dict[str, object]:
    return {
        "sheet": total.sheet,
        "column": column_letters(total.index + 1),
        "heading": total.heading,
        "over": total.over,
        "parts": [column_letters(part + 1) for part in total.parts],
        "role": total.role,
        "year": total.year,
        "frame": total.frame,
        "unit": total.unit,
        "rows": [row + 1 for row, _ in total.rows],
        "accepted": total.accepted,
    }


def _doubt(doubt: Doubt) -> dict[str, object]:
    return {
        "code": doubt.code,
        "cell": f"{doubt.sheet}!{doubt.cell}",
        "message": doubt.message,
        "samples": list(doubt.samples),
        "choices": [one.label for one in doubt.choices],
        "chosen": doubt.chosen,
        "blocking": doubt.blocking,
    }
