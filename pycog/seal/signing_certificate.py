"""Reads the certificate and the key that sign a seal, from PEM or PKCS#12 files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pycog.errors import InvalidInput, NotAvailable, system_reason

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

#: What files in PKCS#12 end with.
_PKCS12: Final = (".p12", ".pfx")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs.

    Attributes:
        certificate: The certificate.
        key: Its private key.
        chain: Certificates between it and its authority.
    """

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...]


def require_library() -> None:
    """Make sure that what signs and checks signatures is installed.

    Raises:
        NotAvailable: ``signature-non-installee``.
    """
    try:
        import cryptography.hazmat.asn1  # noqa: F401
    except ModuleNotFoundError as error:
        raise NotAvailable(
            "signature-non-installee",
            "Signer ou contrôler une signature demande le paquet cryptography, dans une version "
            'récente. Installez-le avec « pip install "pycog[signature]" ».',
        ) from error


def load_signer(path: Path, key: Path | None, password: str | None, when: dt.datetime) -> Signer:
    """Read a certificate with its private key.

    Args:
        path: A .p12 or .pfx file, or a PEM file with the certificate first.
        key: PEM file of the private key, where it is not in ``path``.
        password: Password of the key, ``None`` without one.
        when: The moment of the signature, at which the certificate must be valid.

    Raises:
        NotAvailable: ``chemin-absent``, ``signature-non-installee``.
        InvalidInput: ``certificat-illisible``, ``cle-absente``, ``cle-illisible``,
            ``cle-d-un-autre-certificat``, ``certificat-perime``.
    """
    require_library()
    if path.suffix.lower() in _PKCS12:
        signer = _from_pkcs12(path, password)
    else:
        signer = _from_pem(path, key, password)
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if not isinstance(signer.key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise InvalidInput(
            "cle-illisible",
            f"{key or path} : la clé n'est ni RSA ni à courbe elliptique, les seules que pycog "
            "sait employer. Signez avec un certificat qui a une telle clé.",
        )
    if signer.key.public_key() != signer.certificate.public_key():
        raise InvalidInput(
            "cle-d-un-autre-certificat",
            f"{key or path} : la clé n'est pas celle du certificat {path}. Donnez la clé qui va "
            "avec ce certificat.",
        )
    start, end = signer.certificate.not_valid_before_utc, signer.certificate.not_valid_after_utc
    if not start <= when <= end:
        state = "n'est plus valable" if when > end else "n'est pas encore valable"
        raise InvalidInput(
            "certificat-perime",
            f"{path} : le certificat {state} (du {start:%d/%m/%Y} au {end:%d/%m/%Y}). Signez avec "
            "un certificat en cours de validité.",
        )
    return signer


def load_certificates(path: Path) -> list[x509.Certificate]:
    """Read the certificates of a PEM or DER file.

    Raises:
        NotAvailable: ``chemin-absent``, ``signature-non-installee``.
        InvalidInput: ``certificat-illisible``.
    """
    require_library()
    from cryptography import x509

    data = _read(path)
    try:
        if b"-----BEGIN" in data:
            return list(x509.load_pem_x509_certificates(data))
        return [x509.load_der_x509_certificate(data)]
    except ValueError as error:
        raise InvalidInput(
            "certificat-illisible",
            f"{path} : ne contient pas de certificat lisible. Un fichier PEM est attendu, qui "
            "commence par « -----BEGIN CERTIFICATE----- ».",
        ) from error


def _from_pem(path: Path, key: Path | None, password: str | None) -> Signer:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    certificates = load_certificates(path)
    place = key or path
    data = _read(place)
    if b"PRIVATE KEY-----" not in data:
        raise InvalidInput(
            "cle-absente",
            f"{place} : ne contient pas de clé privée. Donnez-la avec --cle CLE.pem, ou donnez un "
            "fichier .p12 qui tient les deux.",
        )
    try:
        own = load_pem_private_key(data, password.encode() if password else None)
    except TypeError as error:
        raise _wrong_password(place, bool(password)) from error
    except ValueError as error:
        raise _wrong_password(place, True) from error
    return Signer(certificates[0], own, tuple(certificates[1:]))  # type: ignore[arg-type]


def _from_pkcs12(path: Path, password: str | None) -> Signer:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    try:
        key, certificate, others = load_key_and_certificates(
            _read(path), password.encode() if password else None
        )
    except ValueError as error:
        raise _wrong_password(path, bool(password)) from error
    if key is None or certificate is None:
        raise InvalidInput(
            "cle-absente",
            f"{path} : ne contient pas à la fois un certificat et sa clé privée. Exportez le "
            "certificat avec sa clé.",
        )
    return Signer(certificate, key, tuple(others))  # type: ignore[arg-type]


def _wrong_password(path: Path, given: bool) -> InvalidInput:
    why = (
        "la clé ne se lit pas avec ce mot de passe, ou le fichier est endommagé"
        if given
        else "la clé est protégée par un mot de passe, ou le fichier est endommagé"
    )
    return InvalidInput(
        "cle-illisible",
        f"{path} : {why}. Donnez son mot de passe avec --mot-de-passe-cle, ou reprenez une copie "
        "saine.",
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotAvailable(
            "chemin-absent", f"{path} : ce fichier n'existe pas. Vérifiez le chemin."
        ) from error
    except OSError as error:
        raise InvalidInput(
            "certificat-illisible", f"{path} : ne peut pas être lu ({system_reason(error)})."
        ) from error
