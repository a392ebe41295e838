"""The annexes that *Insérer une annexe* offers, and what one of their sheets holds.

The workbooks are the ones of ``pycog build`` for the convention that the open workbook
follows, made in memory: they hold reference data only, nothing of the user's, and the same
ones serve everybody.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from pycog import conventions
from pycog.annexes import builder, example
from pycog.annexes.agreement import (
    Writer,
    annexes_of,
    card_name,
    fund_name,
    named,
    require_annexes,
)
from pycog.annexes.interessement.scorecard_workbook import HERAULT
from pycog.annexes.interessement.simulation_workbook import simulations
from pycog.conventions import Convention, Fund
from pycog.conventions.scorecard_lookup import known_cards
from pycog.default_convention import SHIPPED, Default, default
from pycog.errors import NotAvailable
from pycog.values import capital
from pycog.xlsx import formulas
from pycog.xlsx.package import Package
from pycog.xlsx.structure import Table, read_workbook
from udfs.hosts.engine import EngineHost

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

#: How the workbooks are called that every agreement names alike, by file name.
_TITLES: Final = {
    "suivi-echeances": "Suivi des échéances",
    "simulation-mtid": "Simulation des montants par ETP",
    "simulation": "Simulation des montants par ETP",
    "rapport-activite": "Chiffres du rapport d'activité",
    "observatoire": "Observatoire du réseau",
    "cas-herault-cpam": f"{HERAULT.name} (cas publié)",
}
#: Folders that are no convention.
_FOLDERS: Final = {example.FOLDER: "Exemple rempli de données fictives"}
_README: Final = "Lisez-moi"
#: Workbooks that are kept once they are made.
_MOST_KEPT: Final = 8


@dataclass(frozen=True)
class Book:
    """One annex workbook, ready to be copied from.

    Attributes:
        cells: The workbook with its formulas.
        tables: Its tables by name in lower case: formulas cite them, the copy has none.
    """

    cells: Workbook
    tables: dict[str, Table]

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets that can be inserted, in order."""
        return [name for name in self.cells.sheetnames if name != _README]

    def needed(self, sheet: str) -> list[str]:
        """Return the sheets to insert for ``sheet``: those that it reads come first.

        Raises:
            NotAvailable: ``feuille-inconnue``.
        """
        if sheet not in self.sheets:
            raise NotAvailable(
                "feuille-inconnue",
                f"La feuille « {sheet} » n'existe pas dans cette annexe. Feuilles de l'annexe : "
                f"{', '.join(self.sheets)}.",
            )
        found, pending = [sheet], [sheet]
        while pending:
            for name in self._reads[pending.pop()]:
                if name not in found:
                    found.append(name)
                    pending.append(name)
        wanted = sorted(found, key=self.cells.sheetnames.index)
        return [*(name for name in wanted if name != sheet), sheet]

    def formula(self, text: str, row: int) -> str:
        """Return a formula of the file as it is typed, tables replaced by ranges."""
        return typed_formula(formulas.rewrite_tables(text.removeprefix("="), self.tables, row))

    @cached_property
    def _reads(self) -> dict[str, set[str]]:
        """Which other sheets the formulas of each sheet read."""
        return {sheet: self._read_by(sheet) for sheet in self.sheets}

    def _read_by(self, sheet: str) -> set[str]:
        return {
            name
            for row, text in formulas_of(self.cells, sheet)
            for token in formulas.tokens(self.formula(text, row)[1:])
            if token.subkind == "range" and (name := sheet_of(token.text)) is not None
        }


def available() -> list[dict[str, object]]:
    """Return the annexes of the convention that is meant, as the pane lists them.

    Where that is the one that comes with pycog, the workbooks of no convention come along.

    Raises:
        NotAvailable: ``convention-inconnue``, ``sans-annexe``.
        InvalidInput: ``convention-du-classeur``.
    """
    groups: dict[str, list[dict[str, str]]] = {}
    names = _Names(conventions.load())
    for path in _writers():
        group, title = names.of(PurePosixPath(path))
        groups.setdefault(group, []).append({"id": path, "title": title})
    return [{"convention": name, "annexes": annexes} for name, annexes in groups.items()]


def _writers() -> dict[str, Writer]:
    """Return what writes each annex of the convention that is meant, by its id."""
    meant = conventions.default_id()
    if meant == SHIPPED:
        return builder.writers()
    agreement = conventions.load(meant)
    found = {f"{meant}/{name}": writer for name, writer in annexes_of(agreement)}
    found |= builder.scorecard_writers(agreement)
    found |= {f"{meant}/{name}": writer for name, writer in simulations(agreement)}
    if not found:
        require_annexes(agreement)
    return found


class _Names:
    """How the annexes of an agreement are called, in the words of its own data."""

    def __init__(self, agreement: Convention) -> None:
        titles = {
            named(agreement, "budget"): _opened(agreement, "budget", "règles et registres"),
            named(agreement, "indicateurs"): _opened(agreement, "indicateurs", "indicateurs"),
            **{fund_name(fund): _fund_title(fund) for fund in agreement.funds.values()},
        }
        self._titles = {PurePosixPath(name).stem: title for name, title in titles.items()}
        self._cards = {
            card_name(card): (conventions.load(card.terms.convention).short_title, card.title)
            for card in known_cards(agreement.id)
        }
        self._folders = {name.partition("/")[0]: group for name, (group, _) in self._cards.items()}
        self._folders |= _FOLDERS
        self._conventions = {one.id: one.short_title for one in conventions.available()}

    def of(self, path: PurePosixPath) -> tuple[str, str]:
        """Return the group of an annex and its title in the group."""
        card = self._cards.get("/".join(path.parts[-2:]))
        if card is not None:
            return card
        folder = path.parent.name
        group = self._conventions.get(folder) or self._folders.get(folder, "Toutes conventions")
        known = self._titles.get(path.stem) or _TITLES.get(path.stem)
        return group, known or path.stem.replace("-", " ").capitalize()


def _opened(agreement: Convention, text: str, what: str) -> str:
    """Return a title that opens with the name that the agreement gives the annex."""
    printed = agreement.texts.get(text, "")
    return capital(f"{printed} : {what}" if printed else what)


def _fund_title(fund: Fund) -> str:
    return capital(f"{fund.annex} : budget {fund.id}")


def book(annex: str) -> Book:
    """Return an annex of the convention that is meant, made the first time it is asked for.

    Raises:
        NotAvailable: ``annexe-inconnue``, ``convention-inconnue``.
        InvalidInput: ``convention-du-classeur``.
    """
    agreement = conventions.load()
    writer = writer_of(annex)
    known = _kept.get(annex)
    # An agreement that was written anew is another object: its annexes are made again.
    if known is not None and known[0] is agreement:
        return known[1]
    made = _made(annex, writer, meant_by(annex))
    with _keeping:
        _kept.pop(annex, None)
        _kept[annex] = agreement, made
        while len(_kept) > _MOST_KEPT:
            del _kept[next(iter(_kept))]
    return made


def writer_of(annex: str) -> Writer:
    """Return what writes an annex of the convention that is meant.

    Raises:
        NotAvailable: ``annexe-inconnue``, ``convention-inconnue``.
        InvalidInput: ``convention-du-classeur``.
    """
    writer = _writers().get(annex)
    if writer is None:
        raise NotAvailable(
            "annexe-inconnue",
            f"L'annexe « {annex} » n'existe pas parmi celles de "
            f"{conventions.load().short_title}, que suit ce classeur. Choisissez-en une dans la "
            "liste du volet.",
        )
    return writer


#: Annex → the agreement that is meant, as it was read then, and the workbook.
_kept: dict[str, tuple[Convention, Book]] = {}
_keeping = threading.Lock()


def _made(annex: str, writer: Writer, meant: Default) -> Book:
    from openpyxl import load_workbook

    data = builder.computed(PurePosixPath(annex).name, writer, EngineHost(), meant)
    info = read_workbook(Package(Path(annex), data))
    return Book(load_workbook(BytesIO(data)), {table.name.lower(): table for table in info.tables})


def meant_by(annex: str) -> Default:
    """Return the convention that the formulas of an annex mean where they name none."""
    meant = default()
    return builder.followed(annex) if meant.id == SHIPPED else meant


def convention_of(annex: str) -> str:
    """Return the id of the convention of :func:`meant_by`."""
    return meant_by(annex).id


def formulas_of(workbook: Workbook, sheet: str) -> list[tuple[int, str]]:
    """Return (row, formula) of every formula cell of a sheet."""
    return [
        (cell.row, formula_text(cell.value))
        for line in workbook[sheet].iter_rows()
        for cell in line
        if cell.data_type == "f" and cell.row is not None
    ]


def formula_text(value: object) -> str:
    """Return the formula that openpyxl read in a cell, array formulas included."""
    return str(getattr(value, "text", value) or "")


def sheet_of(reference: str) -> str | None:
    """Return the sheet that a reference names, ``None`` when it names none."""
    name, mark, _ = reference.rpartition("!")
    return name.strip("'").replace("''", "'") if mark else None


def typed_formula(text: str) -> str:
    """Return a formula of a file, with or without its equals sign, as it is typed."""
    return "=" + "".join(_typed(token) for token in formulas.tokens(text.removeprefix("=")))


def _typed(token: formulas.Token) -> str:
    """Return a piece of a formula without the prefixes that only files have."""
    if token.kind != "func" or token.subkind != "open":
        return token.text
    name = token.text.rstrip()[:-1]
    ours = formulas.our_name(name)
    return f"{ours or re.sub(r'^(_xlfn[.]|_xlws[.])+', '', name, flags=re.I)}("
