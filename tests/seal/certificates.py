"""Certificates made on the spot: an authority, one below it, and signers of every sort."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

START, END = dt.datetime(2014, 1, 1), dt.datetime(2016, 1, 1)


class Made(NamedTuple):
    """A certificate with its key."""

    certificate: x509.Certificate
    key: object

    @property
    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.PEM)

    def key_pem(self, password: str = "") -> bytes:
        """The key, protected or not."""
        lock = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)

    def p12(self, password: str, chain: tuple[Made, ...] = ()) -> bytes:
        """Both in one file."""
        return pkcs12.serialize_key_and_certificates(
            b"x",
            self.key,
            self.certificate,
            [one.certificate for one in chain] or None,
            BestAvailableEncryption(password.encode()),
        )


def make(name: str, by: Made | None = None, *, ca=False, kind="ec", start=START, end=END) -> Made:
    """Make a certificate.

    Args:
        name: Its holder.
        by: Who issues it; itself where nobody does.
        ca: Whether it may issue others.
        kind: ``"ec"`` or ``"rsa"``.
        start: First moment of validity.
        end: Last moment.
    """
    key = (
        ec.generate_private_key(ec.SECP256R1())
        if kind == "ec"
        else rsa.generate_private_key(65537, 2048)
    )
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = by or Made(None, key)
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(by.certificate.subject if by else own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )
    return Made(builder.sign(issuer.key, hashes.SHA256()), key)
