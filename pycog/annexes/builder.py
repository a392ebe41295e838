"""Writes the workbooks twice: once to compute, once with the computed values inside.

XlsxWriter cannot know what a formula gives. So each workbook is written to a
temporary folder, recalculated, and written again with its own results: the caches
of the charts and the heights of the rows then fit what the cells show.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from pycog.annexes import example
from pycog.annexes.activity.activity_herault import HERAULT as HERAULT_REPORT
from pycog.annexes.activity.activity_isere import ISERE as ISERE_REPORT
from pycog.annexes.activity.activity_workbook import build_report
from pycog.annexes.agreement import Writer, annexes_of, card_name, fund_name, named, require_annexes
from pycog.annexes.annexe_1.budget_workbook import build_budget
from pycog.annexes.annexe_2_3.fund_workbook import build_fund
from pycog.annexes.annexe_4.indicator_workbook import build_indicators
from pycog.annexes.interessement.scorecard_workbook import HERAULT, build_scorecard
from pycog.annexes.interessement.simulation_workbook import build_simulation, simulation_of
from pycog.annexes.kit.page import Values
from pycog.annexes.milestones.milestone_workbook import build_milestones
from pycog.annexes.observatory.observatory_workbook import build_observatory
from pycog.annexes.overwrite_guard import refuse_loss
from pycog.annexes.recette.recette_workbook import build_recette, load_cases
from pycog.conventions import DEFAULT, Convention, load
from pycog.conventions.scorecard_lookup import find_scorecard, known_cards, named_where_needed
from pycog.default_convention import SHIPPED, Default, default, using
from pycog.errors import RefusedFile, system_reason
from pycog.refresh import FunctionHost, refresh_file
from pycog.values import Scalar
from pycog.xlsx.binding import bind_bytes
from pycog.xlsx.webextension import AddinReference

#: The workbook of validation cases, which is no annex.
_CASES = "recette.xlsx"


#: The add-in of pycog, deployed centrally: what production needs.
DEPLOYED = AddinReference.of()


def build(
    directory: Path,
    host: FunctionHost,
    cases: Path | None = None,
    addin: AddinReference | None = DEPLOYED,
    agreement: str | None = None,
) -> list[Path]:
    """Write the annex workbooks and the validation workbook, values included.

    Args:
        directory: Where to write; missing folders are made, older files replaced.
        host: Offers the functions that compute the values.
        cases: Validation cases in JSON; those that come with the package if omitted.
        addin: The Excel add-in that the workbooks name; ``None`` for no name.
        agreement: Id of an agreement, to write its own annexes only, straight into the
            directory; left out, every workbook that comes with pycog.

    Returns:
        The files written. The same data gives the same bytes.

    Raises:
        NotAvailable: ``convention-inconnue``, ``sans-annexe``.
        RefusedFile: A file or folder cannot be written, or a file to replace holds
            what somebody typed; then nothing is written.
        InvalidConvention: The reference data break their schema.
    """
    if agreement is None:
        wanted = ((name, writer, followed(name)) for name, writer in _writers(load(), cases))
    else:
        own = Default(agreement, "pycog build")
        found = require_annexes(load(agreement))
        wanted = ((name, writer, own) for name, writer in found.items())
    contents = {
        directory / name: computed(Path(name).name, writer, host, meant)
        for name, writer, meant in wanted
    }
    if addin is not None:
        known = list(host.callables())
        for path, content in contents.items():
            contents[path] = bind_bytes(path, content, addin, known)
    for path, content in contents.items():
        refuse_loss(path, content)
    for path, content in contents.items():
        _write(path, content)
    return list(contents)


def writers() -> dict[str, Writer]:
    """Return what writes each annex workbook, by its path in the folder that is built.

    Raises:
        InvalidConvention: The reference data break their schema.
    """
    return {name: writer for name, writer in _writers(load(), None) if name != _CASES}


def _writers(convention: Convention, cases: Path | None) -> Iterator[tuple[str, Writer]]:
    for name, writer in annexes_of(convention):
        yield f"{convention.id}/{name}", writer
    yield _CASES, partial(build_recette, load_cases(cases))
    yield from scorecard_writers(convention)
    card = find_scorecard("cpam", 2021, DEFAULT)
    yield "interessement-2021/cas-herault-cpam.xlsx", partial(build_scorecard, card, HERAULT)
    national = find_scorecard("national", 2022, DEFAULT)
    simulated = simulation_of(load(national.terms.convention), national.campaign)
    if simulated is not None:
        yield "simulation-mtid.xlsx", partial(build_simulation, simulated)
    for report in (HERAULT_REPORT, ISERE_REPORT):
        yield f"{report.id}/rapport-activite.xlsx", partial(build_report, report)
    yield "mutualisation-2007/observatoire.xlsx", build_observatory
    yield from _example(convention)


def scorecard_writers(convention: Convention) -> Iterator[tuple[str, Writer]]:
    """Yield what writes each scorecard of an agreement, by its path.

    Args:
        convention: An agreement that has scorecards, or names those that do.

    Yields:
        Path in the folder that is built, and what makes the workbook.
    """
    for card in known_cards(convention.id):
        agreement = named_where_needed(card)
        folder = f"{agreement}/" if agreement else ""
        yield f"{folder}{card_name(card)}", partial(build_scorecard, card, None)


def _example(convention: Convention) -> Iterator[tuple[str, Writer]]:
    """Yield the annexes filled with made-up data, under the names of the blank ones."""
    folder = example.FOLDER
    budget = example.fill_budget(convention)
    yield (
        f"{folder}/{named(convention, 'budget')}",
        partial(build_budget, convention, filling=budget),
    )
    for fund in convention.funds.values():
        filling = example.fill_fund(convention, fund)
        yield f"{folder}/{fund_name(fund)}", partial(build_fund, convention, fund, filling=filling)
    yield (
        f"{folder}/{named(convention, 'indicateurs')}",
        partial(build_indicators, convention, filling=example.fill_indicators(convention)),
    )
    yield (
        f"{folder}/suivi-echeances.xlsx",
        partial(build_milestones, convention, filling=example.fill_milestones(convention)),
    )


def followed(path: str) -> Default:
    """Return the convention that the formulas of a workbook mean where they name none.

    Args:
        path: The workbook, by its path in the folder that is built.

    Returns:
        The one that is meant here for its own annexes, the one that comes with pycog for those
        of no agreement. Where nobody chose one, no workbook needs to say which it follows.
    """
    meant = default()
    own = PurePosixPath(path).parts[0] in {meant.id, example.FOLDER}
    return meant if own or not meant.is_chosen else Default(SHIPPED, "pycog build")


def computed(
    name: str, writer: Writer, host: FunctionHost, convention: Default | None = None
) -> bytes:
    """Return a workbook with the values of its formulas.

    Args:
        name: Name of the file, for messages.
        writer: Makes the workbook from the values known so far.
        host: Offers the functions.
        convention: From :func:`followed`; the one that is meant here when left out.

    Raises:
        RefusedFile: It cannot be recalculated.
    """
    with tempfile.TemporaryDirectory() as folder, using(convention):
        path = Path(folder) / name
        values: Values = {}
        for _ in range(2):
            path.write_bytes(writer(values))
            report = refresh_file(path, host)
            if report.refused is not None:
                raise report.refused
            values = _values(path)
        return path.read_bytes()


def _values(path: Path) -> dict[tuple[str, str], Scalar]:
    """Return the values of all cells of a workbook."""
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True)
    return {
        (sheet.title, found.coordinate): found.value
        for sheet in book.worksheets
        for line in sheet.iter_rows()
        for found in line
        if isinstance(found.value, str | float | int | bool)
    }


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place, whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.partiel")
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise RefusedFile(
            "ecriture-impossible",
            f"Le fichier {path} ne peut pas être écrit : {system_reason(error)}. Vérifiez que "
            "le dossier accepte l'écriture et que le fichier n'est pas ouvert dans Excel.",
            path=str(path),
        ) from error
