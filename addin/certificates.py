"""A certificate for ``https://localhost``, made on the first start.

Excel loads add-ins over HTTPS only, and only with a certificate that the system trusts.
An authority is made for this machine, signs one certificate and is then forgotten: its
key is never written, so that trusting it gives nobody the means to make another. It may
sign for this machine's own names only.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

#: Environment variable that names the folder of the certificate.
VARIABLE: Final = "PYCOG_CERTIFICATS"
#: Apple's systems refuse certificates that are valid for longer.
_VALID: Final = dt.timedelta(days=825)
#: A certificate is made anew when it ends within this time.
_RENEWED: Final = dt.timedelta(days=30)
_NAMES: Final = ("localhost",)
_ADDRESSES: Final = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class LocalCertificate:
    """The files of a local certificate.

    Attributes:
        authority: Certificate of the authority, to be trusted by the system.
        certificate: Certificate of the server, with that of the authority.
        key: Private key of the server.
        new: Whether they were made just now.
    """

    authority: Path
    certificate: Path
    key: Path
    new: bool


def local_certificate(folder: Path | None = None) -> LocalCertificate:
    """Return the local certificate, made anew where there is none or it is about to end.

    Args:
        folder: Where it is kept; a folder of this user by default.
    """
    place = folder or default_folder()
    files = LocalCertificate(
        place / "pycog-autorite.crt", place / "localhost.pem", place / "localhost-cle.pem", False
    )
    if _usable(files):
        return files
    place.mkdir(parents=True, exist_ok=True)
    _make(files)
    return LocalCertificate(files.authority, files.certificate, files.key, True)


def default_folder() -> Path:
    """Return the folder where this user's certificate is kept."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home())
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "pycog" / "certificats"


def how_to_trust(authority: Path) -> str:
    """Return, in French, how to make each system trust the authority."""
    return (
        "Un certificat a été fabriqué pour https://localhost. Faites-le accepter une fois par "
        "votre session, puis redémarrez Excel :\n"
        f'  Windows : certutil -user -addstore Root "{authority}"\n'
        "  macOS   : security add-trusted-cert -r trustRoot -k "
        f'~/Library/Keychains/login.keychain-db "{authority}"\n'
        "  Linux   : certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n pycog "
        f'-i "{authority}"   (Chrome, Edge)\n'
        "Ce certificat ne vaut que pour ce poste et pour deux ans. Détails : docs/deploiement.md"
    )


def _usable(files: LocalCertificate) -> bool:
    if not all(path.is_file() for path in (files.authority, files.certificate, files.key)):
        return False
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    except ValueError:
        return False
    return found.not_valid_after_utc - _now() > _RENEWED


def _make(files: LocalCertificate) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    authority_key = ec.generate_private_key(ec.SECP256R1())
    server_key = ec.generate_private_key(ec.SECP256R1())
    authority = _authority(authority_key)
    server = _server(server_key, authority, authority_key)
    secret = server_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # The certificate last: it is what tells that the others are complete.
    files.key.unlink(missing_ok=True)
    handle = os.open(files.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(secret)
    files.authority.write_bytes(authority.public_bytes(Encoding.PEM))
    files.certificate.write_bytes(
        server.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM)
    )


def _authority(key: EllipticCurvePrivateKey) -> x509.Certificate:
    from cryptography import x509

    name = _name(f"pycog, autorité locale de {socket.gethostname()}"[:64])
    permitted = [x509.DNSName(one) for one in _NAMES] + [
        x509.IPAddress(ipaddress.ip_network(one)) for one in _ADDRESSES
    ]
    return _sign(
        _begin(name, name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False),
        key,
    )


def _server(
    key: EllipticCurvePrivateKey, authority: x509.Certificate, signer: EllipticCurvePrivateKey
) -> x509.Certificate:
    from cryptography import x509

    names = [x509.DNSName(one) for one in _NAMES] + [
        x509.IPAddress(ipaddress.ip_address(one)) for one in _ADDRESSES
    ]
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return _sign(
        _begin(_name("localhost"), authority.subject, key)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        .add_extension(identifier, critical=False),
        signer,
    )


def _begin(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A clock that is a little late must not refuse it.
        .not_valid_before(_now() - dt.timedelta(hours=1))
        .not_valid_after(_now() + _VALID - dt.timedelta(hours=2))
    )


def _sign(builder: x509.CertificateBuilder, key: EllipticCurvePrivateKey) -> x509.Certificate:
    from cryptography.hazmat.primitives import hashes

    return builder.sign(key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, text)])


def _usage(*, signs: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
