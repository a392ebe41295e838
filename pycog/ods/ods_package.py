"""An OpenDocument workbook as the package of its twin: what reads Excel's parts reads it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final
from xml.etree import ElementTree

from pycog.ods.container import Container
from pycog.ods.content_scan import Content, Unreadable, scan
from pycog.ods.number_looks import Looks
from pycog.ods.read_back import holds_values
from pycog.ods.twin import Place, TwinWriter, null_day
from pycog.ods.value_writing import NotWritable, ValueWriter, masked
from pycog.values import Scalar
from pycog.xlsx.cells import place_of, stored_value
from pycog.xlsx.opening import Opening
from pycog.xlsx.package import Package
from pycog.xlsx.refusal import refused
from pycog.xlsx.structure import read_workbook

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class OdsPackage(Package):
    """The twin of an OpenDocument workbook; what is packed is the workbook itself."""

    program: ClassVar[str] = "LibreOffice"

    def __init__(self, path: Path, data: bytes, options: Opening | None = None) -> None:
        """Open the workbook in ``data``.

        Raises:
            RefusedFile: It is no OpenDocument workbook, or one that pycog must not rewrite.
        """
        self._file = Container(path, data, options or Opening())
        try:
            self._content = scan(self._file.body)
            _check_settings(self._content)
            self._null = null_day(self._content)
            writer = TwinWriter(self._content)
            twin = writer.data(calculated=self._file.is_calculated)
        except Unreadable as error:
            raise refused(path, "ods-illisible", f"ne peut pas être lu : {error}") from error
        self._origins = writer.origins
        super().__init__(path, twin, options)
        self.source = data

    def with_notes(self, mark: str, notes: Sequence[str]) -> bytes:
        """Return the twin with a further sheet of plain lines, for Excel to calculate anew."""
        return TwinWriter(self._content).data(calculated=False, notes=(mark, notes))

    def reopen(self, data: bytes) -> OdsPackage:
        """Open what was written of this workbook, with the same options."""
        return OdsPackage(self.path, data, self.options)

    def reread(self, data: bytes) -> OdsPackage:
        """Open what was written for a look at its values alone, by another reader."""
        return _Written(self, data)

    def compared(self, data: bytes) -> tuple[int, dict[str, tuple[Place, ...]], list[str]]:
        """Compare the workbook with its written form.

        Returns:
            How many parts are the same byte for byte; the places whose value differs, by
            sheet; and what differs and should not.
        """
        other = OdsPackage(self.path, data, self.options)
        same, faults = self._file.differences(other._file)
        if masked(self._file.body, self._content, self._origins) != masked(
            other._file.body, other._content, other._origins
        ):
            faults.append("content.xml")
        changed = {}
        for sheet in read_workbook(self).sheets:
            found = self._differences(self.read(sheet.part), other.read(sheet.part))
            if found:
                changed[sheet.name] = tuple(sorted(found))
        return same, changed, faults

    def pack(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the bytes of the workbook to write, from new parts of its twin.

        Raises:
            RefusedFile: Something else than the values of formulas would change.
        """
        named = {sheet.part: sheet.name for sheet in read_workbook(self).sheets}
        values = {}
        for part, body in changed.items():
            name = named.get(self.name_of(part))
            if name is None:
                raise self._only_values()
            values[name] = self._differences(self.read(part), body)
        looks = Looks(*self._file.styles())
        writer = ValueWriter(self._file.body, self._content, looks, self._null)
        try:
            body = writer.written(self._origins, values)
        except NotWritable as error:
            raise refused(
                self.path, "ods-non-inscriptible", f"ne peut pas recevoir ses valeurs : {error}"
            ) from error
        return self._file.rewritten(body)

    def _differences(self, before: bytes, after: bytes) -> dict[Place, Scalar]:
        """Return the new values of a part of the twin."""
        old, new = _cells(before), _cells(after)
        if {place: cell[0] for place, cell in old.items()} != {
            place: cell[0] for place, cell in new.items() if place in old or cell[0]
        }:
            raise self._only_values()
        return {
            place: value
            for place, (_, value) in new.items()
            if place not in old or old[place][1] != value or type(old[place][1]) is not type(value)
        }

    def _only_values(self) -> Exception:
        return refused(
            self.path,
            "ods-formules",
            "est au format OpenDocument, dont pycog n'écrit que les valeurs. Enregistrez-le au "
            "format .xlsx pour cette opération",
        )


class _Written(OdsPackage):
    """What was written of a workbook: read for its values only, and by another reader."""

    def __init__(self, before: OdsPackage, data: bytes) -> None:
        self.path, self.options, self.source = before.path, before.options, data
        self._sheets = {one.part: one.name for one in read_workbook(before).sheets}
        self._null = before._null
        try:
            self._root = ElementTree.fromstring(Container(self.path, data, self.options).body)
        except ElementTree.ParseError as error:
            raise refused(
                self.path, "relecture-differente", "relu après écriture est mal formé"
            ) from error

    def holds(self, name: str, body: bytes) -> bool:
        """Tell whether a sheet has the values of the given part of the twin."""
        try:
            return holds_values(self._root, self._sheets[name], _cells(body), self._null)
        except Unreadable:
            return False


def _check_settings(content: Content) -> None:
    """Refuse what makes LibreOffice calculate with other numbers than those stored."""
    if content.settings.get("precision-as-shown") == "true":
        raise Unreadable(
            "il calcule avec les nombres arrondis de l'affichage. Décochez « Précision comme "
            "affichée » (Outils, Options, LibreOffice Calc, Calcul)"
        )


def _cells(part: bytes) -> dict[Place, tuple[str, Scalar]]:
    """Return the formula and the value of each cell of a part of a twin that has either."""
    found: dict[Place, tuple[str, Scalar]] = {}
    for cell in ElementTree.fromstring(part).iter(f"{_MAIN}c"):
        formula, value = cell.find(f"{_MAIN}f"), cell.findtext(f"{_MAIN}v")
        if formula is None and value is None:
            continue
        place = place_of(cell.get("r", ""))
        assert place is not None
        kind = f' t="{cell.get("t", "n")}"'.encode()
        content = stored_value(kind, None if value is None else value.encode())
        found[place] = ("" if formula is None else formula.text or "", content)
    return found
