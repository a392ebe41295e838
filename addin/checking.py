"""What *Contrôler* finds in the active sheet, from its values, formulas and formats."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from addin.annexes import typed_formula
from addin.pane_words import for_pane
from pycog import doctor
from pycog.audit import audit_grid
from pycog.audit.grid import Grid, Stored
from pycog.audit.number_formats import stored_number
from pycog.audit.numbers_as_text import number_in
from pycog.conventions import Finding
from pycog.errors import ENGINE_ERRORS, CellError, InvalidInput
from pycog.values import counted
from pycog.xlsx import formulas
from pycog.xlsx.cells import address
from pycog.xlsx.french import to_french
from pycog.xlsx.relative_forms import Written
from udfs.catalogue import Catalogue, argument_counts

_CATALOGUE: Final = Catalogue()
#: What the officer may do about an error value, by the kind that Excel keeps.
_ERRORS: Final = {
    "#NAME?": (
        "Nom inconnu (#NOM?)",
        "Excel ne reconnaît pas une fonction de cette cellule. Cliquez sur « Recalculer » ; si "
        "#NOM? reste, vérifiez l'orthographe du nom et que le complément est ouvert.",
    ),
    "#SPILL!": (
        "Place occupée (#PROPAGATION!)",
        "Le résultat remplit plusieurs cellules et l'une d'elles n'est pas vide : libérez-la.",
    ),
    "#BUSY!": (
        "Calcul en attente (#OCCUPÉ!)",
        "Le serveur n'a pas encore répondu. Attendez, puis cliquez sur « Recalculer ».",
    ),
}
#: Error values as Office.js spells them, whatever the language of Excel.
ERROR_VALUES: Final = frozenset(
    {*ENGINE_ERRORS.values(), "#BUSY!", "#GETTING_DATA", "#CONNECT!", "#BLOCKED!", "#FIELD!"}
)
#: The check of the audit that tells of error values.
ERROR_VALUE: Final = "valeur-d-erreur"
_ERROR_ADVICE: Final = (
    "Placez-vous sur cette cellule et cliquez sur « Expliquer » : la raison est donnée si "
    "l'erreur vient d'une formule COG_."
)
_TITLES: Final = {
    "nombre-en-texte": "Nombre enregistré comme texte",
    "appel-abime": "Formule à rattacher",
    "fonction-inconnue": "Formule inconnue",
    "arguments-mal-comptes": "Nombre d'arguments",
    "erreur-figee": "Erreur figée",
    "entree-volatile": "Entrée volatile",
    "echelles-melees": "Échelles mêlées",
    "appel-non-rattache": "Formule à rattacher",
    "sens-perdu": "Sens de l'objectif perdu",
    "cog-en-mise-en-forme": "Formule COG_ dans une mise en forme conditionnelle",
    "cog-en-validation": "Formule COG_ dans une validation des données",
    "cog-en-nom": "Formule COG_ dans un nom défini",
    "convention-du-classeur": "Convention du classeur",
    "evolution": "Évolution",
    "equilibre": "Équilibre",
    "calcul": "Calcul de la ligne",
    "ouverture": "Solde d'ouverture",
}
#: What to do from the pane, where that is shorter than what the command asks for.
_REMEDIES: Final = {
    "appel-abime": "Cliquez sur « Recalculer », qui réécrit la formule.",
    "nombre-en-texte": "Saisissez-le de nouveau.",
    "arguments-mal-comptes": "Corrigez la formule ; l'aide donne ses arguments.",
}
_FORMULA_SIZE: Final = 8192
#: Places that are named of a list of them.
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding, as the pane lists it.

    Attributes:
        cell: Where to look, such as ``B12``.
        title: What it is about, in a few words.
        text: What was found and what to do, in French.
        repair: What the cell holds and what it would hold once mended, as Office.js writes
            contents; ``None`` where a person must decide.
    """

    cell: str
    title: str
    text: str
    repair: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The used part of a sheet, as Office.js gives it.

    Attributes:
        name: Name of the sheet.
        row, column: Zero-based place of its first cell.
        values: Values by row; ``""`` is blank, ``None`` a formula of a file never calculated.
        formulas: Formulas by row, the value itself where there is none.
        formats: Number formats by row.
        conditions: (range, formula) of the conditional formats.
    """

    name: str
    row: int
    column: int
    values: Sequence[Sequence[Any]]
    formulas: Sequence[Sequence[Any]]
    formats: Sequence[Sequence[Any]]
    conditions: Sequence[tuple[str, str]]

    def grid(self) -> Grid:
        """Return the filled cells in the form that the audit takes, with their formulas.

        The audit has to know them: a formula that was never calculated is no blank.
        """
        written = {
            (self.row + i, self.column + j): str(self.formulas[i][j])[1:]
            for i, line in enumerate(self.formulas)
            for j in range(len(line))
            if self.is_formula(i, j)
        }
        grid = Grid(
            self.name,
            formulas=frozenset(written),
            written={at: Written(text, at) for at, text in written.items()},
        )
        for i, line in enumerate(self.values):
            for j, value in enumerate(line):
                if value is None or (value == "" and not self.is_formula(i, j)):
                    continue
                grid.cells[self.row + i, self.column + j] = _stored(value, str(self.formats[i][j]))
        return grid

    def as_workbook(self) -> doctor.Workbook:
        """Return the sheet in the form that the doctor takes."""
        cells = {
            (self.row + i + 1, self.column + j + 1): doctor.Cell(
                CellError(value, "") if value in ERROR_VALUES else value,
                str(self.formulas[i][j])[1:_FORMULA_SIZE] if self.is_formula(i, j) else "",
            )
            for i, line in enumerate(self.values)
            for j, value in enumerate(line)
            if value not in (None, "") or self.is_formula(i, j)
        }
        rules = tuple(
            doctor.Rule("format", self.name, area, formula.removeprefix("="))
            for area, formula in self.conditions
        )
        return doctor.Workbook((doctor.Sheet(self.name, cells),), rules, stored=False)

    def content(self, cell: str) -> Any:
        """Return what a cell holds: its formula, or its value; ``None`` beyond what was read."""
        place = formulas.cell_reference(cell)
        if place is None:
            return None
        i, j = place[1] - 1 - self.row, place[2] - 1 - self.column
        if not (0 <= i < len(self.formulas) and 0 <= j < len(self.formulas[i])):
            return None
        return self.formulas[i][j]

    def calls(self) -> Iterator[tuple[str, str]]:
        """Yield (address, formula without equals sign) of every formula."""
        for i, line in enumerate(self.formulas):
            for j, text in enumerate(line):
                if self.is_formula(i, j):
                    place = address(self.row + i + 1, self.column + j + 1)
                    yield place, str(text)[1:_FORMULA_SIZE]

    def is_formula(self, i: int, j: int) -> bool:
        """Tell whether a cell, counted from the first one, holds a formula."""
        text = self.formulas[i][j]
        return isinstance(text, str) and text.startswith("=")


def check(sheet: Sheet, document: str) -> list[dict[str, Any]]:
    """Return the findings of a sheet, those of the figures first.

    Args:
        sheet: What the pane read.
        document: Name of the workbook.
    """
    remarks = [
        *_uncalculated(sheet),
        *(figure_remark(finding, sheet.name) for finding in audit_grid(sheet.grid(), document)),
        *_formula_remarks(sheet),
    ]
    return [asdict(one) for one in told_once(remarks)]


def told_once(remarks: Sequence[Remark]) -> list[Remark]:
    """Return remarks on a sheet without those that repeat one of their cell, in their order."""
    first = {(remark.cell, remark.title): remark for remark in reversed(remarks)}
    return [replace(one, text=for_pane(one.text)) for one in reversed(first.values())]


def figure_remark(finding: Finding, sheet: str) -> Remark:
    """Return what the audit found as the pane lists it.

    Args:
        finding: What was found.
        sheet: Name of its sheet.
    """
    places = finding.place.removeprefix(f"{sheet}!")
    place = _first(places)
    if finding.check == ERROR_VALUE:
        general = error_title(finding.printed), _ERROR_ADVICE
        title, advice = _ERRORS.get(finding.printed, general)
        return Remark(place, title, advice if place == places else f"{places} : {advice}")
    against = f", {finding.verb} {finding.recomputed}" if finding.recomputed else ""
    return Remark(
        place,
        _TITLES.get(finding.check, "Total"),
        f"Inscrit « {finding.printed} »{against}. {finding.reading}",
        _repair(finding.check, finding.printed),
    )


def error_title(kind: str) -> str:
    """Return how a finding on an error value is titled.

    Args:
        kind: The error as Excel keeps it, ``"#VALUE!"``.
    """
    return f"Valeur d'erreur ({to_french(kind)})"


def _uncalculated(sheet: Sheet) -> Iterator[Remark]:
    """Say once which formulas have no value: what reads them cannot be checked."""
    places = [
        address(sheet.row + i + 1, sheet.column + j + 1)
        for i, line in enumerate(sheet.values)
        for j, value in enumerate(line)
        if value is None and sheet.is_formula(i, j)
    ]
    if places:
        listed = ", ".join(places[:_SHOWN]) + ("…" if len(places) > _SHOWN else "")
        yield Remark(
            places[0],
            "Formule jamais calculée",
            f"{counted(len(places), 'formule')} sans valeur dans le fichier ({listed}) : ce qui "
            "les lit n'est pas contrôlé. Cliquez sur « Recalculer », puis sur « Continuer avec "
            "cette copie », et contrôlez de nouveau.",
        )


def _formula_remarks(sheet: Sheet) -> Iterator[Remark]:
    """Yield what the doctor finds, then ranges that do not match."""
    found = doctor.examine(sheet.as_workbook(), argument_counts())
    for finding in found:
        if not is_error_value(finding):
            yield formula_remark(finding, sheet.content(_first(finding.cell)))
    for place, text in sheet.calls():
        yield from shape_remarks(place, text)


def shape_remarks(place: str, text: str) -> Iterator[Remark]:
    """Yield the calls of ours in a formula whose ranges do not match.

    Args:
        place: Address of the cell.
        text: Its formula without equals sign.
    """
    if "COG_" not in text.upper():
        return
    try:
        calls = formulas.calls_in(text)
    except formulas.Unsupported:
        return
    for call in calls:
        yield from _call_remarks(place, call)


def is_error_value(finding: doctor.Finding) -> bool:
    """Tell whether the audit of the figures already says what the doctor found."""
    held = finding.found.startswith("=") or finding.found in ERROR_VALUES
    return finding.code == "erreur-figee" and held


def formula_remark(finding: doctor.Finding, content: object) -> Remark:
    """Return what the doctor found as the pane lists it.

    Args:
        finding: What was found.
        content: What its cell holds: a formula as Office.js writes it, or a value.
    """
    remedy = _REMEDIES.get(finding.code, finding.remedy)
    repair = _repair(finding.code, content)
    return Remark(
        _first(finding.cell), _TITLES[finding.code], f"{finding.meaning} {remedy}", repair
    )


def _repair(code: str, before: Any) -> dict[str, Any] | None:
    """Return how a cell is mended, as the doctor mends one of a file."""
    if not isinstance(before, str):
        return None
    after: float | str | None = None
    if code == "nombre-en-texte":
        after = number_in(before)
    elif code == "appel-abime":
        try:
            after = typed_formula(before)
        except formulas.Unsupported:
            return None
    return None if after is None or after == before else {"before": before, "after": after}


def _first(places: str) -> str:
    """Return the first cell of some areas."""
    return places.partition(",")[0].partition(":")[0].replace("$", "")


def _call_remarks(place: str, call: str) -> Iterator[Remark]:
    split = formulas.split_call(call)
    formula = _CATALOGUE.get(formulas.our_name(split[0]) or "") if split else None
    if split is None or formula is None:
        return
    shapes = {
        text: shape
        for argument, text in zip(formula.arguments, split[1], strict=False)
        if not argument.whole and (shape := _shape(text.strip())) not in (None, (1, 1))
    }
    found = set(shapes.values())
    heights = {height for height, _ in found if height > 1}
    widths = {width for _, width in found if width > 1}
    if len(heights) > 1 or len(widths) > 1:
        yield Remark(
            place,
            "Plages de tailles différentes",
            f"{formula.name} reçoit des plages qui ne se correspondent pas ({', '.join(shapes)}) : "
            "donnez des plages de même hauteur et de même largeur.",
        )


def _shape(text: str) -> tuple[int, int] | None:
    """Return height and width of a bounded range, ``None`` for anything else."""
    first, _, last = text.rpartition("!")[2].partition(":")
    start = formulas.cell_reference(first)
    end = formulas.cell_reference(last or first)
    if start is None or end is None:
        return None
    return abs(end[1] - start[1]) + 1, abs(end[2] - start[2]) + 1


def _stored(value: Any, code: str) -> Stored:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return stored_number(value, code)
    return Stored(
        value if isinstance(value, bool) else str(value),
        error=isinstance(value, str) and value in ERROR_VALUES,
    )


def read_sheet(data: dict[str, Any]) -> Sheet:
    """Read what the pane sent.

    Raises:
        InvalidInput: ``feuille-illisible``.
    """
    try:
        sheet = Sheet(
            str(data["sheet"]),
            int(data["row"]),
            int(data["column"]),
            _matrix(data["values"]),
            _matrix(data["formulas"]),
            _matrix(data["formats"]),
            [(str(one["range"]), str(one["formula"])) for one in data["conditions"]],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error
    shapes = {
        tuple(len(line) for line in rows) for rows in (sheet.values, sheet.formulas, sheet.formats)
    }
    if len(shapes) != 1 or sheet.row < 0 or sheet.column < 0:
        raise _unreadable()
    return sheet


def _matrix(rows: object) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(line, list) for line in rows):
        raise TypeError
    # Excel has no other values, and no number that is none.
    if not all(_is_plain(cell) for line in rows for cell in line):
        raise TypeError
    return rows


def _is_plain(cell: object) -> bool:
    return (
        cell is None
        or isinstance(cell, str | int)
        or (isinstance(cell, float) and math.isfinite(cell))
    )


def _unreadable() -> InvalidInput:
    return InvalidInput(
        "feuille-illisible",
        "Le contenu de la feuille n'est pas arrivé en entier. Fermez et rouvrez le volet, puis "
        "recommencez.",
    )
