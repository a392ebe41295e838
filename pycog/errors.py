"""The PycogError family and the error values that live in cells.

Every message is written for a finance officer: what is wrong, where, what was
expected and what to do. The ``code`` is stable and may be tested or searched;
the sentence may improve from one release to the next.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Any, ClassVar

from msgspec import Struct

#: The calculation engine's name of an error → what Excel shows.
ENGINE_ERRORS: Mapping[str, str] = {
    "Div": "#DIV/0!",
    "Na": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "Spill": "#SPILL!",
    "Calc": "#CALC!",
    "Circ": "#CIRC!",
}


class PycogError(Exception):
    """Base of all errors that pycog raises on purpose.

    Attributes:
        code: Stable identifier, in French kebab-case (``"nombre-illisible"``).
        message: The French sentence shown to the officer.
        fields: Facts behind the sentence (the value, the file, the cell…).
        excel: The Excel error that stands for it in a cell.
    """

    excel: ClassVar[str] = "#VALUE!"

    def __init__(self, code: str, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fields = fields

    def __reduce__(self) -> tuple[Any, ...]:
        """Let an error travel between processes with all it says."""
        return _remade, (type(self), self.code, self.message, self.fields)


class InvalidInput(PycogError):
    """A value that cannot be used where it stands (``#VALUE!``)."""

    excel: ClassVar[str] = "#VALUE!"


class NotAvailable(PycogError):
    """A value that does not exist: unknown key, deferred target, other year (``#N/A``)."""

    excel: ClassVar[str] = "#N/A"


class RefusedFile(PycogError):
    """A file that pycog will not touch; it stays byte for byte as it was."""


class InvalidConvention(PycogError):
    """Reference data that breaks its closed schema; nothing of it is loaded."""


def _remade(kind: type[PycogError], code: str, message: str, fields: dict[str, Any]) -> PycogError:
    return kind(code, message, **fields)


def system_reason(error: OSError) -> str:
    """Say in French what the system refused, without a full stop."""
    return _SYSTEM_REASONS.get(error.errno or 0, error.strerror or str(error))


_SYSTEM_REASONS = {
    errno.EACCES: "accès refusé ; le fichier est en lecture seule, ouvert ailleurs, ou le dossier "
    "est protégé",
    errno.EPERM: "opération interdite par le système",
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.ENOTDIR: "un fichier se trouve là où un dossier est attendu",
    errno.EEXIST: "un fichier de ce nom existe déjà",
    errno.EISDIR: "c'est un dossier, un fichier est attendu",
    errno.ENOSPC: "le disque est plein",
    errno.EROFS: "le disque est en lecture seule",
    errno.EIO: "le disque ou le réseau ne répond pas correctement",
    errno.ENAMETOOLONG: "le nom est trop long",
}
if hasattr(errno, "EDQUOT"):
    _SYSTEM_REASONS[errno.EDQUOT] = "l'espace qui vous est accordé sur ce disque est épuisé"


class CellError(Struct, frozen=True):
    """An Excel error value as it stands in a cell.

    Attributes:
        kind: The text Excel shows, such as ``"#N/A"``.
        message: The French reason, empty when the error came from elsewhere.
        code: The code of the PycogError behind it, empty when there is none.
    """

    kind: str
    message: str = ""
    code: str = ""

    @classmethod
    def of(cls, error: PycogError) -> CellError:
        """Return the cell value that stands for ``error``."""
        return cls(error.excel, error.message, error.code)

    def __str__(self) -> str:
        return self.kind


_NATIVE = {
    "#DIV/0!": "division par zéro ou par une cellule vide",
    "#N/A": "valeur introuvable",
    "#NAME?": "nom de fonction ou de plage inconnu",
    "#NULL!": "plages sans cellule commune",
    "#NUM!": "nombre impossible ou trop grand",
    "#REF!": "référence à une cellule ou à une feuille qui n'existe pas",
    "#VALUE!": "valeur d'un type qui ne convient pas, par exemple du texte dans un calcul",
    "#SPILL!": "résultat à plusieurs cellules bloqué par des cellules déjà remplies",
    "#CALC!": "calcul matriciel impossible",
    "#CIRC!": "référence circulaire : la formule dépend d'elle-même",
}


def native_reason(kind: str) -> str:
    """Return the French meaning of an Excel error that carries no message."""
    return _NATIVE.get(kind, "erreur de calcul")
