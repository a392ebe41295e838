"""Signs the content of a seal and checks a signature: X.509 certificates, CMS apart (PKCS#7)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pycog.seal.signing_certificate import Signer, require_library

if TYPE_CHECKING:
    from cryptography import x509

    from pycog.seal.cms_message import SignerInfo

#: Digests that a signature may be taken of, by identifier.
_DIGESTS: Final = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_OCTETS: Final = 0x04


@dataclass(slots=True)
class SignatureState:
    """What is known of a signature.

    Attributes:
        who: Name in the certificate, ``""`` where it cannot be read.
        issuer: Who issued it.
        start: First day of validity, French.
        end: Last day.
        holds: Whether it is of this content, by the key of this certificate.
        trusted: Whether the certificate goes back to an authority given; ``None`` where none
            was given.
        faults: What is wrong, in French.
        notes: What is worth knowing beside, in French.
    """

    who: str = ""
    issuer: str = ""
    start: str = ""
    end: str = ""
    holds: bool = False
    trusted: bool | None = None
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.holds and not self.faults


def shown_name(certificate: x509.Certificate) -> str:
    """Return the holder of a certificate as shown, with its validity."""
    return (
        f"{_name(certificate.subject)}, certificat valable du "
        f"{certificate.not_valid_before_utc:%d/%m/%Y} au "
        f"{certificate.not_valid_after_utc:%d/%m/%Y}"
    )


def sign(signer: Signer, data: bytes) -> bytes:
    """Return the signature of some bytes, apart from them.

    Args:
        signer: The certificate and its key.
        data: What is signed.

    Returns:
        CMS SignedData (RFC 5652) in DER, without the content, with the certificates; other
        programs check it too (``openssl cms -verify``).
    """
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.serialization import pkcs7

    builder = pkcs7.PKCS7SignatureBuilder().set_data(data)
    builder = builder.add_signer(signer.certificate, signer.key, hashes.SHA256())
    for one in signer.chain:
        builder = builder.add_certificate(one)
    options = (
        pkcs7.PKCS7Options.DetachedSignature,
        pkcs7.PKCS7Options.Binary,
        pkcs7.PKCS7Options.NoCapabilities,
    )
    return builder.sign(serialization.Encoding.DER, list(options))


def check(
    data: bytes,
    signature: bytes,
    when: dt.datetime,
    authorities: Sequence[x509.Certificate] = (),
) -> SignatureState:
    """Check a signature.

    Args:
        data: What it is to be of.
        signature: CMS SignedData in DER.
        when: The moment that the seal states, at which the certificate must be valid.
        authorities: Certificates of the authorities that are trusted.

    Raises:
        NotAvailable: ``signature-non-installee``.
    """
    require_library()
    from pycog.seal.cms_message import Unreadable, read_message

    state = SignatureState()
    try:
        message = read_message(signature)
    except Unreadable:
        state.faults.append("la signature est illisible ou d'une forme que pycog ne lit pas")
        return state
    own = next((c for c in message.certificates if message.signer.is_of(c)), None)
    if own is None:
        state.faults.append("le certificat du signataire n'est pas avec la signature")
        return state
    start, end = own.not_valid_before_utc, own.not_valid_after_utc
    state.who, state.issuer = _name(own.subject), _name(own.issuer)
    state.start, state.end = f"{start:%d/%m/%Y}", f"{end:%d/%m/%Y}"
    fault = _fault(data, message.signer, own)
    state.holds = not fault
    if fault:
        state.faults.append(fault)
    if not start <= when <= end:
        state.faults.append(
            "le certificat n'était pas valable le jour du scellement "
            f"({when:%d/%m/%Y} ; du {state.start} au {state.end})"
        )
    elif dt.datetime.now(dt.UTC) > end:
        state.notes.append(f"le certificat a expiré depuis, le {state.end}")
    if authorities:
        others = [one for one in message.certificates if one is not own]
        state.trusted = _is_trusted(own, others, authorities, when)
        if not state.trusted:
            state.faults.append(
                "le certificat ne remonte à aucune des autorités données avec --autorites"
            )
    else:
        state.notes.append(
            "la chaîne du certificat n'est pas vérifiée : donnez les autorités de confiance avec "
            "--autorites"
        )
    return state


def _fault(data: bytes, signer: SignerInfo, own: x509.Certificate) -> str:
    """Return why a signature is not of some bytes by a certificate, ``""`` where it is."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    name = _DIGESTS.get(signer.digest)
    if name is None:
        return "la signature emploie une empreinte que pycog n'accepte pas (SHA-256 au moins)"
    signed = data
    if signer.attributes:
        stated = signer.attributes.get(_MESSAGE_DIGEST, (0, b""))
        if stated != (_OCTETS, hashlib.new(name, data).digest()):
            return "le contenu scellé n'est pas celui qui a été signé"
        if _CONTENT_TYPE not in signer.attributes:
            return "la signature est incomplète"
        signed = signer.signed_attributes
    algorithms: dict[str, hashes.HashAlgorithm] = {
        "sha256": hashes.SHA256(),
        "sha384": hashes.SHA384(),
        "sha512": hashes.SHA512(),
    }
    algorithm = algorithms[name]
    key = own.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signer.signature, signed, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signer.signature, signed, ec.ECDSA(algorithm))
        else:
            return "la clé du certificat n'est ni RSA ni à courbe elliptique"
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return "la signature n'est pas celle de ce contenu par ce certificat"
    return ""


def _is_trusted(
    own: x509.Certificate,
    others: Sequence[x509.Certificate],
    authorities: Sequence[x509.Certificate],
    when: dt.datetime,
) -> bool:
    """Tell whether a chain leads from a certificate to an authority."""
    from cryptography.x509 import verification

    if own in authorities:
        return True
    # The use that a certificate is for (mail, documents) differs from one authority to another.
    anything = verification.ExtensionPolicy.permit_all()
    authority = anything.require_present(
        _basic_constraints(), verification.Criticality.AGNOSTIC, _is_authority
    )
    builder = verification.PolicyBuilder().store(verification.Store(list(authorities)))
    builder = builder.time(when.astimezone(dt.UTC).replace(tzinfo=None))
    builder = builder.extension_policies(ca_policy=authority, ee_policy=anything)
    try:
        builder.build_client_verifier().verify(own, list(others))
    except (verification.VerificationError, ValueError):
        return False
    return True


def _basic_constraints() -> type[x509.BasicConstraints]:
    from cryptography import x509

    return x509.BasicConstraints


def _is_authority(
    _policy: object, _certificate: x509.Certificate, extension: x509.BasicConstraints
) -> None:
    if not extension.ca:
        raise ValueError("not an authority")


def _name(name: x509.Name) -> str:
    from cryptography.x509.oid import NameOID

    parts = [
        str(one.value)
        for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        for one in name.get_attributes_for_oid(kind)
    ]
    return ", ".join(parts) or name.rfc4514_string() or "(sans nom)"
