"""Opens password-protected workbooks and protects them again with the same password."""

from __future__ import annotations

import io
from pathlib import Path
from types import ModuleType

from pycog.errors import RefusedFile
from pycog.xlsx.refusal import refused

_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")


def is_ole(data: bytes) -> bool:
    """Tell whether a file is in the container of old formats and encrypted packages."""
    return data.startswith(_OLE_SIGNATURE)


def is_encrypted(data: bytes) -> bool:
    """Tell whether a file is an encrypted OOXML package."""
    return is_ole(data) and _ENCRYPTED_STREAM in data


def decrypt(path: Path, data: bytes, password: str) -> bytes:
    """Return the package inside an encrypted file.

    Raises:
        RefusedFile: ``mot-de-passe-faux``, ``chiffrement-absent``, ``fichier-endommage``.
    """
    library, out = _library(path), io.BytesIO()
    try:
        office = library.OfficeFile(io.BytesIO(data))
        office.load_key(password=password, verify_password=True)
    except library.exceptions.InvalidKeyError as error:
        raise refused(
            path,
            "mot-de-passe-faux",
            "ne s'ouvre pas avec ce mot de passe. Vérifiez majuscules et accents",
        ) from error
    except Exception as error:  # a damaged container fails in many ways inside the library
        raise _damaged(path) from error
    try:
        # Only the agile form carries a checksum of the whole.
        office.decrypt(out, verify_integrity=office.type == "agile")
    except Exception as error:
        raise _damaged(path) from error
    return out.getvalue()


def encrypt(path: Path, data: bytes, password: str) -> bytes:
    """Return a package encrypted with a password (ECMA-376, agile, AES-256).

    Raises:
        RefusedFile: ``chiffrement-impossible``: what was encrypted does not open again,
            which happens to the library with packages below 4 KiB.
    """
    library, out = _library(path), io.BytesIO()
    ooxml = library.OfficeFile(io.BytesIO(data))
    ooxml.encrypt(password, out)
    try:
        opens = decrypt(path, out.getvalue(), password) == data
    except RefusedFile:
        opens = False
    if not opens:
        raise refused(
            path,
            "chiffrement-impossible",
            "n'a pas pu être chiffré de nouveau. Retirez le mot de passe dans Excel, puis "
            "recommencez",
        )
    return out.getvalue()


def _damaged(path: Path) -> RefusedFile:
    return refused(path, "fichier-endommage", "est chiffré et endommagé. Reprenez une copie saine")


def _library(path: Path) -> ModuleType:
    try:
        import msoffcrypto
        import msoffcrypto.exceptions
    except ImportError as error:
        raise refused(
            path,
            "chiffrement-absent",
            "est protégé par un mot de passe, et le composant qui l'ouvre n'est pas installé. "
            'Installez-le avec « pip install "pycog[encryption]" »',
        ) from error
    return msoffcrypto  # type: ignore[no-any-return]
