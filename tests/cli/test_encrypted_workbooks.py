"""Every command that reads a workbook opens an encrypted one, or refuses it in the same words."""

from __future__ import annotations

import pytest

from pycog.refresh.options import Options
from pycog.seal.sealing import VERIFYING
from pycog.xlsx.encryption import decrypt, encrypt, is_encrypted
from pycog.xlsx.package import Package
from tests.seal.annex import annex

SECRET = "Clé 2026"
REFUSAL = (
    "le fichier est protégé par un mot de passe. Retirez le chiffrement dans Excel (Fichier, "
    "Informations, Protéger le classeur) et enregistrez-le ; « pycog refresh », « watch », "
    "« seal », « verify », « scenario » et « diff » l'ouvrent tel quel, avec --mot-de-passe. Il "
    "n'a pas été modifié."
)
OPENED = {
    "seal": ("seal", "{}"),
    "verify": ("verify", "{}"),
    "scenario": ("scenario", "{}", "--set", "Saisie!B2=0,95"),
    "diff": ("diff", "{}", "{}"),
    "refresh": ("refresh", "{}"),
}
ONLY_REFUSED = {
    "equip": ("equip", "{}"),
    "explain": ("explain", "{}!Calcul!A1"),
    "doctor": ("doctor", "{}"),
    "audit": ("audit", "{}"),
    "score": ("score", "{}"),
    "bind": ("bind", "{}"),
    "ask": ("ask", "--classeur", "{}", "combien ?"),
    "convention": ("convention", "check", "{}"),
}


@pytest.fixture(name="path")
def _path(tmp_path):
    pytest.importorskip("msoffcrypto")
    path = annex(tmp_path / "annexe.xlsx")
    path.write_bytes(encrypt(path, path.read_bytes(), SECRET))
    return path


def words(template, path) -> list[str]:
    return [one.format(path) for one in template]


@pytest.mark.parametrize("template", [*OPENED.values(), *ONLY_REFUSED.values()],
                         ids=[*OPENED, *ONLY_REFUSED])  # fmt: skip
def test_without_a_password_it_is_refused_in_the_same_words(command, path, template) -> None:
    before = path.read_bytes()
    done = command(*words(template, path))
    assert done.code == 2
    assert f"{path} : {REFUSAL}" in done.err
    assert path.read_bytes() == before


@pytest.mark.parametrize("template", OPENED.values(), ids=OPENED)
def test_a_wrong_password_is_told(command, path, template) -> None:
    before = path.read_bytes()
    done = command(*words(template, path), "--mot-de-passe", "faux")
    assert done.code == 2
    assert "ne s'ouvre pas avec ce mot de passe" in done.err
    assert path.read_bytes() == before


def test_it_is_sealed_encrypted_and_verified(command, path, monkeypatch) -> None:
    assert command("seal", path, "--mot-de-passe", SECRET, "--sans-auteur").code == 0
    sealed = path.read_bytes()
    assert is_encrypted(sealed)
    monkeypatch.setenv("PYCOG_MOT_DE_PASSE", SECRET)
    found = command("verify", path)
    assert (found.code, found.err) == (0, "")
    assert found.out.endswith(" ; intact.\n")
    package = Package(path, decrypt(path, sealed, SECRET), VERIFYING)
    assert "customXml/item1.xml" in package
    again = command("seal", path, "--sans-auteur")
    assert "bordereau remplacé" in again.out and is_encrypted(path.read_bytes())
    assert path.read_bytes() != sealed and command("verify", path).code == 0


def test_scenarios_and_differences_are_told_of_it(command, path, tmp_path) -> None:
    before = path.read_bytes()
    tried = command("scenario", path, "--set", "Saisie!B2=0,95", "--mot-de-passe", SECRET)
    assert tried.code == 0 and "Le fichier n'est pas modifié." in tried.out
    other = annex(tmp_path / "autre.xlsx", {"B3": 12001})
    told = command("diff", path, other, "--mot-de-passe", SECRET)
    assert told.code == 1 and "12 001" in told.out.replace("\u202f", " ").replace("\xa0", " ")
    assert path.read_bytes() == before


def test_a_password_is_not_told_with_the_options() -> None:
    told = repr(Options(password="secret-7", only_cog=True))
    assert "only_cog=True" in told
    assert "secret-7" not in told
