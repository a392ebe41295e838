"""A signature says who sealed, and does not outlive a change of what was sealed."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import shutil
import subprocess

import pytest

from pycog.errors import InvalidInput, NotAvailable
from pycog.seal.seal_part import part_text, read_part
from pycog.seal.signing import check, sign
from pycog.seal.signing_certificate import load_certificates, load_signer
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook
from tests.seal.annex import WHEN, annex, parts, rewritten, saved_by_openpyxl, seal, typed, verify
from tests.seal.certificates import END, START, make

DATA = "contenu scellé".encode()


@pytest.fixture(scope="module", name="authority")
def _authority():
    return make("Autorité fictive", ca=True, start=dt.datetime(2010, 1, 1))


@pytest.fixture(scope="module", name="jeanne")
def _jeanne(authority):
    return make("Jeanne Exemple", authority, kind="rsa")


@pytest.fixture(name="signer")
def _signer(tmp_path, jeanne):
    (tmp_path / "jeanne.p12").write_bytes(jeanne.p12("mot"))
    return load_signer(tmp_path / "jeanne.p12", None, "mot", WHEN)


@pytest.fixture(name="path")
def _path(tmp_path, signer):
    path = annex(tmp_path / "annexe.xlsx")
    assert seal(path, signer=signer).signed
    return path


def test_a_signed_annex_is_intact_and_says_who_signed(path, authority) -> None:
    found = verify(path)
    assert found.is_intact and found.signature.is_sound
    assert (found.signature.who, found.signature.issuer) == ("Jeanne Exemple", "Autorité fictive")
    assert (found.signature.start, found.signature.end) == ("01/01/2014", "01/01/2016")
    assert found.signature.trusted is None
    assert found.notes == [
        "le certificat a expiré depuis, le 01/01/2016",
        "la chaîne du certificat n'est pas vérifiée : donnez les autorités de confiance avec "
        "--autorites",
    ]
    found = verify(path, [authority.certificate])
    assert found.is_intact and found.signature.trusted


def test_the_signature_outlives_a_mere_save(path, authority) -> None:
    saved_by_openpyxl(path)
    found = verify(path, [authority.certificate])
    assert found.is_intact and found.signature.trusted


def test_another_authority_is_not_enough(path) -> None:
    other = make("Autorité fictive", ca=True)
    found = verify(path, [other.certificate])
    assert found.state == "signature en défaut"
    assert found.seal_faults == [
        "signature : le certificat ne remonte à aucune des autorités données avec --autorites"
    ]


def test_a_seal_made_anew_by_someone_else_does_not_hold(path) -> None:
    """Whoever has no key may write a whole new content, but not its signature."""
    typed(path, "Saisie", {"A9": ("1", "n")})
    package = Package.open(path)
    carried = read_part(package, read_workbook(package))
    cells = {sheet: dict(one) for sheet, one in carried.content.cells.items()}
    cells["Saisie"]["A9"] = cells["Saisie"]["A2"]._replace(text="1")
    forged = dataclasses.replace(carried.content, cells=cells)
    text = part_text(forged, carried.signature).encode()
    rewritten(path, "customXml/item1.xml", text)
    found = verify(path)
    assert found.state == "bordereau altéré"
    assert "signature : le contenu scellé n'est pas celui qui a été signé" in found.seal_faults
    assert any("ne portent pas le même bordereau" in one for one in found.seal_faults)


def test_a_signature_taken_away_is_missed(path) -> None:
    body = parts(path.read_bytes())["customXml/item1.xml"]
    start, end = body.index(b"<signature>") + len("<signature>"), body.index(b"</signature>")
    rewritten(path, "customXml/item1.xml", body[:start] + body[end:])
    found = verify(path)
    assert found.state == "bordereau altéré"
    assert any(one.startswith("signature : elle a été retirée") for one in found.seal_faults)


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_chain_may_have_a_step_between(kind, authority) -> None:
    middle = make("Intermédiaire", authority, ca=True, kind=kind)
    own = make("Signataire", middle, kind=kind)
    signature = sign(_as_signer(own, middle), DATA)
    state = check(DATA, signature, WHEN, [authority.certificate])
    assert state.is_sound and state.trusted


def test_a_holder_is_no_authority(authority) -> None:
    holder = make("Simple titulaire", authority)
    own = make("Signataire", holder)
    state = check(DATA, sign(_as_signer(own, holder), DATA), WHEN, [authority.certificate])
    assert state.holds and not state.trusted and not state.is_sound


def test_a_certificate_out_of_date_at_the_sealing_is_told(authority) -> None:
    own = make("Signataire", authority)
    signature = sign(_as_signer(own), DATA)
    for when in (START - dt.timedelta(days=1), END + dt.timedelta(days=1)):
        state = check(DATA, signature, when.replace(tzinfo=dt.UTC))
        assert state.holds and not state.is_sound
        assert "n'était pas valable le jour du scellement" in state.faults[0]


@pytest.mark.parametrize("place", [0, 30, -40, -1])
def test_a_damaged_signature_does_not_hold(authority, place) -> None:
    signature = bytearray(sign(_as_signer(make("Signataire", authority)), DATA))
    signature[place] ^= 1
    assert not check(DATA, bytes(signature), WHEN).is_sound
    assert not check(DATA, bytes(signature[:-5]), WHEN).is_sound


def test_a_signature_is_of_its_content_only(authority) -> None:
    signature = sign(_as_signer(make("Signataire", authority)), DATA)
    assert check(DATA, signature, WHEN).is_sound
    assert not check(DATA + b" ", signature, WHEN).is_sound


def test_other_programs_check_the_signature(tmp_path, authority) -> None:
    openssl = shutil.which("openssl")
    signature = sign(_as_signer(make("Signataire", authority)), DATA)
    assert base64.b64encode(signature).startswith(b"MII")  # a DER sequence
    if openssl is None:
        return
    (tmp_path / "contenu").write_bytes(DATA)
    (tmp_path / "signature").write_bytes(signature)
    command = [openssl, "cms", "-verify", "-binary", "-inform", "DER", "-noverify"]
    command += ["-in", str(tmp_path / "signature"), "-content", str(tmp_path / "contenu")]
    assert subprocess.run(command, capture_output=True, check=True).stdout == DATA


# Files of certificates and keys


def test_certificate_and_key_may_be_files_of_their_own(tmp_path, jeanne) -> None:
    (tmp_path / "c.pem").write_bytes(jeanne.pem)
    (tmp_path / "k.pem").write_bytes(jeanne.key_pem("mot"))
    (tmp_path / "both.pem").write_bytes(jeanne.pem + jeanne.key_pem())
    for signer in (
        load_signer(tmp_path / "c.pem", tmp_path / "k.pem", "mot", WHEN),
        load_signer(tmp_path / "both.pem", None, None, WHEN),
    ):
        assert signer.certificate == jeanne.certificate


@pytest.mark.parametrize(
    ("certificate", "key", "password", "code"),
    [
        ("absent.pem", None, None, "chemin-absent"),
        ("texte.pem", None, None, "certificat-illisible"),
        ("c.pem", None, None, "cle-absente"),
        ("c.pem", "texte.pem", None, "cle-absente"),
        ("c.pem", "protegee.pem", None, "cle-illisible"),
        ("c.pem", "protegee.pem", "faux", "cle-illisible"),
        ("c.pem", "autre.pem", None, "cle-d-un-autre-certificat"),
        ("vieux.pem", None, None, "certificat-perime"),
        ("futur.pem", None, None, "certificat-perime"),
        ("c.p12", None, "faux", "cle-illisible"),
        ("texte.p12", None, None, "cle-illisible"),
    ],
)
def test_what_cannot_sign_is_refused(
    tmp_path, jeanne, authority, certificate, key, password, code
) -> None:
    old = make("Vieux", authority, start=dt.datetime(2011, 1, 1), end=dt.datetime(2012, 1, 1))
    new = make("Futur", authority, start=dt.datetime(2015, 1, 1))
    for name, body in {
        "texte.pem": b"rien",
        "texte.p12": b"rien",
        "c.pem": jeanne.pem,
        "protegee.pem": jeanne.key_pem("mot"),
        "autre.pem": authority.key_pem(),
        "vieux.pem": old.pem + old.key_pem(),
        "futur.pem": new.pem + new.key_pem(),
        "c.p12": jeanne.p12("mot"),
    }.items():
        (tmp_path / name).write_bytes(body)
    with pytest.raises((InvalidInput, NotAvailable)) as caught:
        load_signer(tmp_path / certificate, key and tmp_path / key, password, WHEN)
    assert caught.value.code == code
    assert str(tmp_path / (key if key and code != "certificat-illisible" else certificate)) in (
        caught.value.message
    )


def test_authorities_may_be_several_in_one_file(tmp_path, authority, jeanne) -> None:
    (tmp_path / "a.pem").write_bytes(authority.pem + jeanne.pem)
    assert load_certificates(tmp_path / "a.pem") == [authority.certificate, jeanne.certificate]


def _as_signer(own, *chain):
    from pycog.seal.signing_certificate import Signer

    return Signer(own.certificate, own.key, tuple(one.certificate for one in chain))
