"""The annexes that *Insérer une annexe* offers, and what one of their sheets holds.

The workbooks are the ones of ``pycog build``, made in memory: they hold reference data
only, nothing of the user's, and the same ones serve everybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from pycog import conventions
from pycog.annexes import builder
from pycog.errors import NotAvailable
from pycog.xlsx import formulas
from pycog.xlsx.package import Package
from pycog.xlsx.structure import Table, read_workbook
from udfs.hosts.engine import EngineHost

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

#: How the annexes are called in the list; what is not here shows its file name.
_TITLES: Final = {
    "annexe-1-budget": "Annexe 1 : règles budgétaires et registres",
    "annexe-2-fnga": "Annexe 2 : budget du FNGA",
    "annexe-3-fngr": "Annexe 3 : budget du FNGR",
    "annexe-4-indicateurs": "Annexe 4 : indicateurs",
    "suivi-echeances": "Suivi des échéances",
    "simulation-mtid": "Simulation des montants par ETP",
    "national": "Part nationale",
    "mayotte": "CSS Mayotte",
    "rapport-activite": "Chiffres du rapport d'activité",
    "observatoire": "Observatoire du réseau",
    "cas-herault-cpam": "CPAM de l'Hérault (cas publié)",
}
#: Folders that are no convention.
_FOLDERS: Final = {"exemple-fictif": "Exemple rempli de données fictives"}
_CAMPAIGN: Final = re.compile(r"interessement-(\d{4})")
_README: Final = "Lisez-moi"


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
        plain = formulas.rewrite_tables(text.removeprefix("="), self.tables, row)
        return "=" + "".join(_typed(token) for token in formulas.tokens(plain))

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
    """Return the conventions with their annexes, as the pane lists them."""
    groups: dict[str, list[dict[str, str]]] = {}
    for path in builder.writers():
        place = PurePosixPath(path)
        title = _TITLES.get(place.stem, place.stem.upper())
        groups.setdefault(_group(place), []).append({"id": path, "title": title})
    return [{"convention": name, "annexes": annexes} for name, annexes in groups.items()]


def _group(path: PurePosixPath) -> str:
    folder = path.parent.name
    campaign = _CAMPAIGN.fullmatch(folder)
    if campaign:
        return f"Intéressement maladie {campaign[1]}"
    titles = {summary.id: summary.short_title for summary in conventions.available()}
    return titles.get(folder) or _FOLDERS.get(folder, "Toutes conventions")


@lru_cache(maxsize=8)
def book(annex: str) -> Book:
    """Return an annex, made the first time it is asked for.

    Raises:
        NotAvailable: ``annexe-inconnue``.
    """
    from openpyxl import load_workbook

    writer = builder.writers().get(annex)
    if writer is None:
        raise NotAvailable(
            "annexe-inconnue",
            f"L'annexe « {annex} » n'existe pas. Choisissez-en une dans la liste du volet.",
        )
    data = builder.computed(
        PurePosixPath(annex).name, writer, EngineHost(), builder.followed(annex)
    )
    info = read_workbook(Package(Path(annex), data))
    return Book(load_workbook(BytesIO(data)), {table.name.lower(): table for table in info.tables})


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


def _typed(token: formulas.Token) -> str:
    """Return a piece of a formula without the prefixes that only files have."""
    if token.kind != "func" or token.subkind != "open":
        return token.text
    name = token.text.rstrip()[:-1]
    ours = formulas.our_name(name)
    return f"{ours or re.sub(r'^(_xlfn[.]|_xlws[.])+', '', name, flags=re.I)}("
