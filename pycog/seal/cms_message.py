"""Reads a CMS message (RFC 5652) that holds a signature apart from its content.

The library ``cryptography`` makes such messages and reads their certificates; what it does not
offer is the signature itself. Its reader of DER does the reading here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import serialization


class Unreadable(Exception):
    """Bytes that are no such message, or one of a form that is not read."""


@asn1.sequence
class _Attribute:
    kind: x509.ObjectIdentifier
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class _Algorithm:
    kind: x509.ObjectIdentifier
    parameters: asn1.Null | None


@asn1.sequence
class _IssuerAndSerial:
    issuer: asn1.TLV
    serial: int


@asn1.sequence
class _SignerInfo:
    version: int
    holder: _IssuerAndSerial
    digest: _Algorithm
    attributes: Annotated[asn1.SetOf[_Attribute] | None, asn1.Implicit(0)]
    algorithm: _Algorithm
    signature: bytes


@asn1.sequence
class _Encapsulated:
    kind: x509.ObjectIdentifier


@asn1.sequence
class _SignedData:
    version: int
    digests: asn1.SetOf[_Algorithm]
    content: _Encapsulated
    certificates: Annotated[asn1.SetOf[x509.Certificate] | None, asn1.Implicit(0)]
    signers: asn1.SetOf[_SignerInfo]


@asn1.sequence
class _ContentInfo:
    kind: x509.ObjectIdentifier
    content: Annotated[_SignedData, asn1.Explicit(0)]


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """One signature of a message.

    Attributes:
        serial: Serial number of the certificate.
        digest: Identifier of the digest.
        attributes: Identifier → tag and bytes of the first value of what is signed beside.
        signed_attributes: The same as bytes, as they are signed.
        signature: The signature.
    """

    serial: int
    digest: str
    attributes: Mapping[str, tuple[int, bytes]]
    signed_attributes: bytes
    signature: bytes

    def is_of(self, certificate: x509.Certificate) -> bool:
        """Tell whether a certificate is the one named; its key decides in the end."""
        return certificate.serial_number == self.serial


@dataclass(frozen=True, slots=True)
class Message:
    """A message.

    Attributes:
        signer: Its one signature.
        certificates: The certificates that come with it.
    """

    signer: SignerInfo
    certificates: tuple[x509.Certificate, ...]


def read_message(data: bytes) -> Message:
    """Read a message with one signature.

    Raises:
        Unreadable: It is none, or of another form.
    """
    try:
        found = asn1.decode_der(_ContentInfo, data).content
        signers = found.signers.as_list()
        certificates = found.certificates.as_list() if found.certificates else []
        if len(signers) != 1:
            raise Unreadable("several signatures")
        one = signers[0]
        attributes = one.attributes.as_list() if one.attributes else []
        return Message(
            SignerInfo(
                one.holder.serial,
                one.digest.kind.dotted_string,
                {each.kind.dotted_string: _first(each) for each in attributes},
                asn1.encode_der(one.attributes) if one.attributes else b"",
                one.signature,
            ),
            tuple(map(_own, certificates)),
        )
    except ValueError as error:
        raise Unreadable(str(error)) from error


def _first(attribute: _Attribute) -> tuple[int, bytes]:
    values = attribute.values.as_list()
    if len(values) != 1 or len(values[0].tag_bytes) != 1:
        raise Unreadable("an attribute with several values")
    return values[0].tag_bytes[0], bytes(values[0].data)


def _own(certificate: x509.Certificate) -> x509.Certificate:
    """Read a certificate anew, apart from the message that it was found in."""
    return x509.load_der_x509_certificate(certificate.public_bytes(serialization.Encoding.DER))
