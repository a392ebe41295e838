"""Scenarios side by side as a document, as lines of text and as plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from pycog.reports.documents.document import Document, Items, Paragraph, Section, Table, Terms
from pycog.reports.scenarios.scenario_outcome import (
    FAMILIES,
    NATIVE,
    STATUSES,
    Input,
    Outcome,
    Result,
)
from pycog.values import counted

UNCHANGED: Final = "inchangé"
_NOW: Final = "Actuel"
_SUBJECT_WIDTH, _VALUE_WIDTH, _PLACE_WIDTH = 5.0, 2.0, 2.5
#: Totals and other formulas that the terminal shows; a file and --json have them all.
_MOST_NATIVE: Final = 20


def summary(outcome: Outcome) -> str:
    """Return how many results change, in French."""
    if not outcome.results and all(one.is_same for inputs in outcome.inputs for one in inputs):
        return "aucun résultat ne change : les cellules contiennent déjà ces valeurs"
    if not outcome.results:
        return (
            "aucun résultat ne change : aucune formule ne dépend de ces cellules (une annexe sans "
            "formules COG_ s'équipe avec « pycog equip »)"
        )
    ours = sum(bool(one.function) for one in outcome.results)
    verb = "changent" if len(outcome.results) > 1 else "change"
    return f"{counted(len(outcome.results), 'résultat')} {verb}, dont {ours} de formules COG_"


def lines(outcome: Outcome) -> Iterator[str]:
    """Yield what scenarios give, as lines of French text."""
    for name, inputs in zip(outcome.names, outcome.inputs, strict=True):
        yield f"Scénario « {name} »"
        for one in inputs:
            yield f"  {one.place} – {one.subject} : {one.before} → {one.after}"
    for status, counts in outcome.statuses.items():
        if len(set(counts)) > 1:
            yield f"{STATUSES} « {status} » : {_side_by_side(outcome, *map(str, counts))}"
    for family in FAMILIES:
        found = outcome.of(family)
        shown = found[:_MOST_NATIVE] if family == NATIVE else found
        if found:
            yield family
        for result in shown:
            told = _side_by_side(outcome, result.now, *result.then)
            yield f"  {result.place} – {result.subject} : {told}"
        if len(found) > len(shown):
            yield f"  … et {len(found) - len(shown)} autres (tous avec --output ou --json)"
    yield from (f"Attention : {one}" for one in outcome.cautions)


def _side_by_side(outcome: Outcome, now: str, *then: str) -> str:
    if len(then) == 1:
        return f"{now} → {then[0]}"
    told = [
        f"{name} : {UNCHANGED if value == now else value}"
        for name, value in zip(outcome.names, then, strict=True)
    ]
    return f"{now} ; {' ; '.join(told)}"


def record(outcome: Outcome) -> dict[str, object]:
    """Return the same as plain data."""
    return {
        "scenarios": [
            {"name": name, "inputs": [_input(one) for one in inputs]}
            for name, inputs in zip(outcome.names, outcome.inputs, strict=True)
        ],
        "statuses": {
            status: {"now": counts[0], "then": dict(zip(outcome.names, counts[1:], strict=True))}
            for status, counts in outcome.statuses.items()
        },
        "results": [_result(outcome, one) for one in outcome.results],
        "cautions": list(outcome.cautions),
    }


def _input(one: Input) -> Mapping[str, str]:
    return {
        "place": one.place,
        "subject": one.subject,
        "before": one.before,
        "after": one.after,
    }


def _result(outcome: Outcome, one: Result) -> Mapping[str, object]:
    return {
        "place": one.place,
        "subject": one.subject,
        "family": one.family,
        "function": one.function,
        "now": one.now,
        "then": dict(zip(outcome.names, one.then, strict=True)),
    }


def scenario_document(file: str, outcome: Outcome, day: dt.date, version: str) -> Document:
    """Return the document of some scenarios.

    Args:
        file: Name of the workbook.
        outcome: What they give.
        day: The day of the calculation.
        version: The program, named at the foot.
    """
    sections = [Section("Ce que change chaque scénario", "changements", (_inputs(outcome),))]
    if outcome.statuses:
        sections.append(Section(STATUSES, "statuts", (_statuses(outcome),)))
    for number, family in enumerate(FAMILIES):
        if found := outcome.of(family):
            title = f"{family}, cellule par cellule" if family == STATUSES else family
            sections.append(Section(title, f"resultats-{number}", (_results(outcome, found),)))
    if not outcome.results:
        text = Paragraph(f"{summary(outcome).capitalize()}.", "alerte")
        sections.append(Section("Résultats", "resultats", (text,)))
    if outcome.cautions:
        sections.append(Section("À vérifier", "a-verifier", (Items(outcome.cautions),)))
    return Document(
        title="Scénarios",
        subtitle=f"Le classeur « {file} » recalculé avec d'autres saisies",
        body="",
        date=day,
        cover=Terms(
            (
                ("Classeur", file),
                ("Scénarios", ", ".join(outcome.names)),
                ("Bilan", summary(outcome)),
            )
        ),
        warning="",
        footer=f"{version}. Calcul en mémoire : le classeur n'est pas modifié.",
        sections=tuple(sections),
        summary=len(sections) > 3,
    )


def comparison_workbook(file: str, outcome: Outcome, day: dt.date, version: str) -> bytes:
    """Return the same document as a workbook; the arguments are those of the document."""
    from pycog.reports.documents.xlsx import render_xlsx

    return render_xlsx(scenario_document(file, outcome, day, version))


def _inputs(outcome: Outcome) -> Table:
    rows: dict[str, list[str]] = {}
    for at, inputs in enumerate(outcome.inputs):
        for one in inputs:
            row = rows.setdefault(one.place, [one.subject, one.before])
            row += [UNCHANGED] * (at + 2 - len(row)) + [one.after]
    for row in rows.values():
        row += [UNCHANGED] * (len(outcome.names) + 2 - len(row))
    return _table(outcome, "Cellules changées", [(*row, place) for place, row in rows.items()])


def _statuses(outcome: Outcome) -> Table:
    return Table(
        "Nombre de cellules par statut",
        ("Statut", _NOW, *outcome.names),
        tuple((status, *map(str, counts)) for status, counts in outcome.statuses.items()),
        widths=(_SUBJECT_WIDTH, *(_VALUE_WIDTH for _ in range(len(outcome.names) + 1))),
    )


def _results(outcome: Outcome, found: list[Result]) -> Table:
    rows = [
        (
            one.subject,
            one.now,
            *(UNCHANGED if value == one.now else value for value in one.then),
            one.place,
        )
        for one in found
    ]
    return _table(outcome, found[0].family, rows)


def _table(outcome: Outcome, caption: str, rows: list[tuple[str, ...]]) -> Table:
    return Table(
        caption,
        ("Quoi", _NOW, *outcome.names, "Où"),
        tuple(rows),
        widths=(
            _SUBJECT_WIDTH,
            *(_VALUE_WIDTH for _ in range(len(outcome.names) + 1)),
            _PLACE_WIDTH,
        ),
    )
