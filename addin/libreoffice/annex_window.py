"""The window of *Insérer une annexe*: the annexes of the convention that the document follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from addin import annexes
from addin.libreoffice.annex_documents import open_annex
from addin.libreoffice.calling_convention import convention_named_by
from addin.libreoffice.inside import settle
from addin.libreoffice.windows import Window
from pycog.default_convention import using
from pycog.values import counted
from udfs.hosts.calc import CalcHost

_WIDTH, _HEIGHT = 260, 210


class AnnexWindow(Window):
    """A list of annexes, one of which opens as a new document."""

    def __init__(
        self, context: Any, document: Any, host: CalcHost, spellings: Mapping[str, str]
    ) -> None:
        super().__init__(context, document, "Insérer une annexe", _WIDTH, _HEIGHT)
        self._context = context
        inner = _WIDTH - 12
        label = "Annexes de la convention :"
        self._list = self.labelled("ListBox", "annexes", label, (6, 6, inner, 130))
        self.on(self._list, self.open)
        self.button("open", "Ouvrir", (inner - 60, 152, 66, 14), self.open, DefaultButton=True)
        self._ids: list[str] = []
        self.do(self._fill)

    def open(self) -> None:
        """Open the chosen annex."""
        chosen = self._list.getSelectedItemPos()
        if chosen < 0:
            self.tell("Choisissez une annexe dans la liste.")
            return
        self.tell("Fabrication de l'annexe…")
        with using(convention_named_by(self.document)):
            opened = open_annex(self._context, self._ids[chosen], settle)
        sheets = counted(opened.Sheets.Count, "feuille")
        self.tell(
            f"« {opened.Title} » est ouverte, {sheets}, formules vivantes. Enregistrez-la sous "
            "le nom de votre choix."
        )

    def _fill(self) -> None:
        lines = []
        with using(convention_named_by(self.document)):
            for group in annexes.available():
                for one in group["annexes"]:  # type: ignore[attr-defined]
                    self._ids.append(one["id"])
                    lines.append(f"{group['convention']} – {one['title']}")
        self.offer(self._list, lines)
        self.tell("L'annexe s'ouvre comme un nouveau document : votre classeur ne change pas.")
