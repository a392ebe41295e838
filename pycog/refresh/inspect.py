"""Explains one cell: its value, the arithmetic with numbers put in, the sources."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from pycog.default_convention import using
from pycog.errors import CellError, InvalidInput, NotAvailable, PycogError
from pycog.ods import open_package
from pycog.refresh.calculation.differences import close
from pycog.refresh.calculation.engine import Engine
from pycog.refresh.calculation.expansion import Expansion
from pycog.refresh.calculation.reasons import ReasonFinder, argument_value
from pycog.refresh.calculation.recalculation import recalculate
from pycog.refresh.calculation.state import Recalculation
from pycog.refresh.host import CallExplanation, FunctionHost
from pycog.refresh.report import FrozenCell
from pycog.values import Scalar, date_system, display
from pycog.xlsx import cells, formulas
from pycog.xlsx.dependencies import Cell
from pycog.xlsx.package import Package
from pycog.xlsx.placing import require_file
from pycog.xlsx.sheet_scan import formula_text

#: Functions that find out by themselves what they read, as a French Excel calls them.
_REACHING = {"INDIRECT": "INDIRECT", "OFFSET": "DECALER", "ANCHORARRAY": "« # »"}


class Explanation(Struct, frozen=True):
    """Where the value of a cell comes from.

    Attributes:
        place: ``Feuille!D12``.
        formula: The formula as a French Excel shows it, empty for a typed value.
        value: The calculated value.
        shown: The value as shown.
        stored: The value stored in the file, as shown, when it differs.
        reason: Why the value is an error, empty when it is none.
        reads: (address, value as shown) of the cells that the formula reads one by one.
        calls: The explanation of each call of ours, outermost first.
        unexplained: Why the value shown cannot be explained, empty when it can.
    """

    place: str
    formula: str
    value: Scalar
    shown: str
    stored: str
    reason: str
    reads: tuple[tuple[str, str], ...]
    calls: tuple[CallExplanation, ...]
    unexplained: str = ""

    def __str__(self) -> str:
        """Return the explanation as lines of French text."""
        lines = [f"{self.place} : {self.shown or '(vide)'}"]
        if self.stored:
            lines.append(f"Valeur enregistrée dans le fichier : {self.stored} (à recalculer)")
        lines.append(f"Formule : {self.formula}" if self.formula else "Valeur saisie, sans formule")
        if self.unexplained:
            lines.append(self.unexplained)
        if self.reason:
            lines.append(f"Erreur : {self.reason}")
        for address, shown in self.reads:
            lines.append(f"  {address} = {shown or '(vide)'}")
        for call in self.calls:
            lines += _call_lines(call)
        return "\n".join(lines)


def _call_lines(call: CallExplanation) -> list[str]:
    lines = [f"{call.name} : {call.shown or '(vide)'}"]
    lines += [f"  {label} : {shown or '(vide)'}" for label, shown in call.arguments]
    if call.arithmetic:
        lines.append(f"  Calcul : {call.arithmetic}")
    if call.source:
        lines.append(f"  Source : {call.source}")
    for assumption in call.assumptions:
        lines.append(f"  Hypothèse : {assumption.title}. {assumption.statement}")
    return lines


def explain_cell(path: Path, sheet: str, cell: str, host: FunctionHost) -> Explanation:
    """Explain one cell of a workbook, calculated anew; the file is not modified.

    Args:
        path: The workbook.
        sheet: Name of the sheet as shown on its tab; case does not matter.
        cell: Address such as ``D12``.
        host: The functions to offer.

    Raises:
        RefusedFile: The workbook cannot be read or calculated.
        NotAvailable: ``feuille-inconnue``, with the names of the sheets.
        InvalidInput: ``adresse-illisible``.
    """
    require_file(path)
    return explain_package(open_package(path), sheet, cell, host)


def explain_package(package: Package, sheet: str, cell: str, host: FunctionHost) -> Explanation:
    """Explain one cell of a workbook held in memory; see :func:`explain_cell`."""
    place = formulas.cell_reference(cell)
    if place is None or place[0] is not None:
        raise InvalidInput(
            "adresse-illisible", f"« {cell} » n'est pas une cellule. Écrivez par exemple D12."
        )
    result = recalculate(package, host)
    name = _sheet_name(result, sheet)
    with date_system(result.info.date_system), using(result.meant):
        return _explain(result, name, place[1], place[2], host)


def _sheet_name(result: Recalculation, sheet: str) -> str:
    names = [part.name for part in result.info.sheets]
    for name in names:
        if name.lower() == sheet.lower():
            return name
    raise NotAvailable(
        "feuille-inconnue",
        f"{result.package.path} : la feuille « {sheet} » n'existe pas. Feuilles du classeur : "
        f"{', '.join(names)}.",
    )


def _explain(
    result: Recalculation, sheet: str, row: int, column: int, host: FunctionHost
) -> Explanation:
    engine = result.engine or Engine(
        host, data=result.package.plain(), date_system=result.info.date_system
    )
    found = next(result.scans[sheet].cells_at({(row, column)}), None)
    value = engine.value(sheet, row, column)
    place = f"{sheet}!{cells.address(row, column)}"
    if found is None:
        return Explanation(place, "", value, display(value), "", "", (), ())
    written = formula_text(found.formula) or (
        engine.formula(sheet, row, column) or ""
    ).removeprefix("=")
    stored = cells.stored_value(found.attributes, found.value)
    if (kept := _kept(result, (sheet, row, column))) is not None:
        shown = display(stored)
        formula = _shown_formula(written)
        return Explanation(place, formula, stored, shown, "", "", (), (), cannot_explain(kept))
    formula = _expanded(result, sheet, written, row, column)
    doubt = beyond_explaining(formula) or _disagrees(engine, sheet, formula, value)
    if doubt:
        shown = display(value)
        return Explanation(
            place, _shown_formula(written), value, shown, "", "", (), (), cannot_explain(doubt)
        )
    calls = tuple(_calls(engine, sheet, formula, host))
    kind = _kind(engine, sheet, formula, host)
    shown, before = display(value, kind), display(stored, kind)
    reason = ""
    if isinstance(value, CellError):
        reason = ReasonFinder(engine).reason(sheet, formula, value.kind)
        # An error that no call gives, such as a sheet that is gone, never reached them.
        calls = calls if any(call.shown.startswith("#") for call in calls) else ()
    return Explanation(
        place,
        _shown_formula(written),
        value,
        shown,
        before if before != shown else "",
        reason,
        tuple(_reads(engine, sheet, formula)),
        calls,
    )


def cannot_explain(why: str) -> str:
    """Return what is said of a value that cannot be explained."""
    return f"Je ne peux pas expliquer cette valeur : {why}."


def beyond_explaining(formula: str) -> str:
    """Return why the calculation of a formula cannot be shown, in French; empty when it can.

    Args:
        formula: In file syntax, without its equals sign.
    """
    try:
        found = formulas.tokens(formula)
    except formulas.Unsupported:
        return "pycog ne sait pas lire la formule"
    for token in found:
        if token.kind == "oppostfix" and token.text.strip() == "#":
            return "la formule lit tout ce qu'une autre remplit (signe #)"
        if (token.kind, token.subkind) != ("func", "open"):
            continue
        name = token.text.rstrip()[:-1]
        plain = name.upper().replace("_XLFN.", "").replace("_XLWS.", "")
        if plain in _REACHING:
            return f"la fonction {_REACHING[plain]} cherche elle-même les cellules qu'elle lit"
        if not formulas.our_name(name) and not formulas.is_built_in(name):
            return f"la fonction {name} vient d'un autre complément, ou n'est connue que d'Excel"
    return ""


def _kept(result: Recalculation, cell: Cell) -> str | None:
    """Return why a cell was left at its stored value, ``None`` if it was calculated."""
    natives = result.natives
    if cell in result.frozen:
        frozen = result.frozen[cell]
        return FrozenCell(cell[0], "", frozen.function, why=frozen.why).reason
    if cell in natives.kept:
        return natives.kept[cell]
    return "pycog ne retrouve pas le résultat d'Excel" if cell in natives.pinned else None


def _expanded(result: Recalculation, sheet: str, formula: str, row: int, column: int) -> str:
    try:
        return Expansion(result.info, sheet).expand(formula, row, column)[0]
    except formulas.Unsupported:
        return formula


def _disagrees(engine: Engine, sheet: str, formula: str, value: Scalar) -> str:
    """Tell why the calls that would be shown may not be those that gave the value."""
    if not formulas.calls_in(formula):
        return ""
    again = engine.evaluate_elsewhere(formula, sheet)
    first = again[0][0] if isinstance(again, list) else again
    if close(0.0 if first is None else first, 0.0 if value is None else value):
        return ""
    return "le calcul refait pas à pas ne redonne pas la valeur de la cellule"


def _shown_formula(formula: str) -> str:
    from pycog.xlsx.french import to_french  # a refresh shows no formula

    try:
        plain = "".join(
            f"{formulas.our_name(token.text[:-1])}("
            if token.kind == "func" and formulas.our_name(token.text[:-1])
            else token.text
            for token in formulas.tokens(formula)
        )
        return to_french(f"={plain}")
    except (formulas.Unsupported, PycogError):
        return f"={formula}"


def _reads(engine: Engine, sheet: str, formula: str) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for token in formulas.tokens(formula):
        place = formulas.cell_reference(token.text) if token.subkind == "range" else None
        if place is not None:
            value = engine.value(place[0] or sheet, place[1], place[2])
            found.setdefault(token.text.replace("$", ""), display(value))
    return list(found.items())


def _calls(engine: Engine, sheet: str, formula: str, host: FunctionHost) -> list[CallExplanation]:
    explained = []
    for text in formulas.calls_in(formula):
        call = formulas.split_call(text)
        name = formulas.our_name(call[0]) if call else None
        if call is not None and name is not None and name in engine.functions:
            values = [argument_value(engine, sheet, argument) for argument in call[1]]
            explained.append(host.explain(name, *values))
    return explained


def _kind(engine: Engine, sheet: str, formula: str, host: FunctionHost) -> str:
    call = formulas.split_call(formula)
    name = formulas.our_name(call[0]) if call else None
    if call is None or name is None or name not in engine.functions:
        return "number"
    return host.show(name, *[argument_value(engine, sheet, text) for text in call[1]]).kind
