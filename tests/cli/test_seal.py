"""``pycog seal`` and ``pycog verify`` as an officer types them."""

from __future__ import annotations

import getpass
import json
import re
import shutil
import zipfile

import pytest

from pycog.refresh import Options, refresh_file
from tests.paths import ROOT
from tests.seal.annex import annex, typed
from tests.seal.certificates import make
from udfs.hosts.engine import EngineHost

FNGA = ROOT / "workbooks/exemple-fictif/annexe-2-fnga.xlsx"


@pytest.fixture(name="path")
def _path(tmp_path):
    return annex(tmp_path / "annexe.xlsx")


def test_an_annex_is_sealed_in_place_and_verified(command, path) -> None:
    done = command("seal", path, "--auteur", "Direction  financière")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        f"{path} : scellé, sans signature ; 4 résultats COG_, 5 saisies lues, 4 règles, empreinte "
    )
    assert command("seal", path, "--sans-auteur").out.startswith(f"{path} : bordereau remplacé")
    found = command("verify", path)
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith(f"{path} : scellé le ") and found.out.endswith(" ; intact.\n")
    assert " par " not in found.out


def test_the_author_is_the_user_unless_told(command, path, monkeypatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "j.exemple")
    command("seal", path)
    assert " par j.exemple ; intact" in command("verify", path).out
    assert b"j.exemple" not in sealed_without_author(command, path)


def sealed_without_author(command, path) -> bytes:
    import base64
    import zlib

    from tests.seal.annex import parts

    command("seal", path, "--sans-auteur")
    body = parts(path.read_bytes())["customXml/item1.xml"]
    inner = body.partition(b"<contenu>")[2].partition(b"</contenu>")[0]
    return zlib.decompress(base64.b64decode(inner))


def test_the_seal_that_is_replaced_is_named(command, path, tmp_path) -> None:
    command("seal", path, "--auteur", "Direction")
    done = command("seal", path, "--sans-auteur")
    assert re.search(r"bordereau remplacé \(celui du .* par Direction\), sans signature", done.out)
    taken = tmp_path / "autre.xlsx"
    shutil.copyfile(FNGA, taken)
    done = command("seal", path, "--output", taken)
    assert f" dans {taken} (à la place du fichier de ce nom)" in done.out


def test_a_workbook_signed_in_office_after_its_seal_is_verified(command, path) -> None:
    command("seal", path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("_xmlsignatures/origin.sigs", "")
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    before = path.read_bytes()
    assert command("verify", path).out.endswith("; intact.\n")
    assert command("seal", path).code == 2
    assert path.read_bytes() == before


def test_a_copy_leaves_the_original(command, path, tmp_path) -> None:
    before = path.read_bytes()
    copy = tmp_path / "copies" / "scellee.xlsx"
    assert command("seal", path, "--output", copy).code == 0
    assert path.read_bytes() == before
    assert command("verify", copy).code == 0
    assert command("verify", path).out == f"{path} : non scellé.\n"


def test_what_changed_is_told_and_ends_with_one(command, path) -> None:
    command("seal", path)
    typed(path, "Saisie", {"B2": ("0.95", "n")})
    found = command("verify", path)
    assert found.code == 1
    assert "modifié depuis (3 écarts).\n" in found.out
    assert "  saisie Saisie!B2 : 0,77 → 0,95 (lue par des formules COG_)\n" in found.out
    record = json.loads(command("verify", path, "--json").out)
    assert record["state"] == "modifié"
    assert record["differences"][0] == {  # the cause comes first
        "kind": "saisie",
        "sheet": "Saisie",
        "cell": "B2",
        "before": "0,77",
        "after": "0,95",
        "why": "lue par des formules COG_",
    }


def test_a_folder_is_sealed_and_verified_whole(command, path, tmp_path) -> None:
    shutil.copyfile(FNGA, tmp_path / "fnga.xlsx")
    (tmp_path / "rien.ods").write_bytes(b"x")
    out = tmp_path / "scellees"
    done = command("seal", tmp_path, "--output", out, "--json")
    assert done.code == 2  # the .ods is refused, the others are sealed
    assert "rien.ods : un bordereau de calcul ne se pose" in done.err
    records = [json.loads(line) for line in done.out.splitlines()]
    refreshed = refresh_file(FNGA, EngineHost(), options=Options(check=True))
    expected = [(4, False), (refreshed.cog_formulas, False)]
    assert [(one["values"], one["signed"]) for one in records] == expected
    assert command("verify", out).code == 0
    assert {one.name for one in out.iterdir()} == {"annexe.xlsx", "fnga.xlsx"}


def test_a_signature_is_made_and_checked(command, path, tmp_path) -> None:
    import datetime as dt

    now = dt.datetime.now()
    dates = {"start": now - dt.timedelta(days=1), "end": now + dt.timedelta(days=1)}
    authority = make("Autorité fictive", ca=True, **dates)
    own = make("Jeanne Exemple", authority, **dates)
    (tmp_path / "j.p12").write_bytes(own.p12("mot"))
    (tmp_path / "autorites.crt").write_bytes(authority.pem)
    done = command("seal", path, "--signer", tmp_path / "j.p12", "--mot-de-passe-cle", "mot")
    assert ", signé par Jeanne Exemple, certificat valable du " in done.out
    found = command("verify", path, "--autorites", tmp_path / "autorites.crt")
    assert found.code == 0
    assert "  signature de Jeanne Exemple : tient (certificat de Autorité fictive, du " in found.out
    assert "autorité reconnue" in found.out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--cle", "k.pem"), "--cle et --mot-de-passe-cle accompagnent --signer"),
        (("--signer", "absent.p12"), "absent.p12 : ce fichier n'existe pas"),
    ],
)
def test_what_cannot_be_is_refused_in_french(command, path, more, said) -> None:
    before = path.read_bytes()
    done = command("seal", path, *more)
    assert done.code == 2 and said in done.err
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["seal", "verify"])
def test_a_file_that_is_no_workbook_is_refused(command, tmp_path, name) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"rien")
    assert command(name, tmp_path / "b.xlsx").code == 2
    done = command(name, tmp_path / "a.xlsx")
    assert done.code == 2 and "n'est pas un classeur .xlsx" in done.err


def test_a_copy_keeps_the_format_of_the_original(command, path, tmp_path) -> None:
    copy = tmp_path / "copie.xlsm"  # which Excel would not open
    done = command("seal", path, "--output", copy)
    assert (done.code, done.out) == (2, "")
    assert f"{copy} : la copie de annexe.xlsx garde son format." in done.err
    assert not copy.exists()


def test_a_name_that_no_cell_holds_is_refused_and_one_that_cannot_be_read_cleaned(
    command, path
) -> None:
    before = path.read_bytes()
    done = command("seal", path, "--auteur", "x" * 40_000)
    assert done.code == 2 and "ce nom a 40 000 signes, 120 sont admis" in done.err
    assert path.read_bytes() == before
    command("seal", path, "--auteur", "Direction\x01\u200b financière\n")
    assert " par Direction financière ; intact" in command("verify", path).out
