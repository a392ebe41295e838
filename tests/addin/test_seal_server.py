"""What *Vérifier* and *Sceller* answer, from the server, in the pane and on the page."""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page

from addin.pane_words import for_pane
from addin.seal_checking import verify_sent
from addin.sealed_copies import seal_sent
from pycog.errors import InvalidInput, PycogError, RefusedFile
from tests.addin import asking
from tests.addin.browser import pane, press, put, settled
from tests.addin.test_equip_pane import save_as
from tests.addin.test_page import downloaded, drop, page_of
from tests.addin.test_pane import CLEAN, text, workbook
from tests.addin.test_pane_access import violations
from tests.seal.annex import annex, seal, typed, verify


def sent(data: bytes) -> dict[str, str]:
    return {"name": "annexe.xlsx", "content": base64.b64encode(data).decode("ascii")}


@pytest.fixture(name="path")
def _path(tmp_path):
    path = annex(tmp_path / "annexe.xlsx")
    seal(path)
    return path


def test_a_sealed_workbook_is_intact(path) -> None:
    assert verify_sent(sent(path.read_bytes())) == {
        "headline": "Scellé le 31/03/2014 à 17 h 05 par jd ; intact",
        "findings": [],
        "sentences": [],
    }


def test_each_change_leads_to_its_cell(path) -> None:
    typed(path, "Saisie", {"B4": ("13001", "n")})
    found = verify_sent(sent(path.read_bytes()))
    # What was typed comes first: the results follow from it.
    assert found["findings"][0] == {
        "sheet": "Saisie",
        "cell": "B4",
        "title": "Saisie changée",
        "text": "13 000 → 13 001 (lue par des formules COG_).",
    }
    assert "modifié depuis" in found["headline"]


def test_an_unsealed_workbook_says_so(tmp_path) -> None:
    found = verify_sent(sent(annex(tmp_path / "annexe.xlsx").read_bytes()))
    assert found["headline"] == "Non scellé"
    assert found["sentences"][0].startswith("Ce classeur ne porte pas de bordereau")


@pytest.mark.parametrize("data", [{}, {"name": "a.xlsx"}, {"name": "a.xlsx", "content": "?"}])
def test_what_is_no_workbook_is_refused_in_french(data) -> None:
    with pytest.raises(PycogError):
        verify_sent(data)


def test_the_pane_shows_what_changed(browser, server_url, path) -> None:
    typed(path, "Saisie", {"B4": ("13001", "n")})
    with pane(browser, server_url, workbook(CLEAN)) as page:
        put(page, workbook(CLEAN))
        save_as(page, "annexe.xlsx", path.read_bytes())
        assert press(page, "Vérifier") == "constats"
        assert "modifié depuis" in text(page)
        assert "Saisie B4" in text(page)
        typed(path, "Saisie", {"B4": ("13000", "n")})
        save_as(page, "annexe.xlsx", path.read_bytes())
        assert press(page, "Vérifier") == "resultat"
        assert "intact" in text(page)


# ---- *Sceller* ----


@pytest.fixture(name="plain")
def _plain(tmp_path) -> Path:
    return annex(tmp_path / "suivi.xlsx")


def sealed(plain: Path, author: str = "", signed_on: str = "", **more: object) -> dict[str, object]:
    return seal_sent({**sent(plain.read_bytes()), "author": author, **more}, signed_on)


def written(copy: dict[str, object], path: Path) -> Path:
    path.write_bytes(base64.b64decode(str(copy["content"])))
    return path


def test_the_copy_is_intact_and_the_command_says_so(plain, tmp_path) -> None:
    copy = sealed(plain, "  Direction \t financière ", offset=120)
    path = written(copy, tmp_path / "copie.xlsx")
    found = verify(path)
    assert found.headline.endswith("par Direction financière ; intact")
    assert copy["name"] == "annexe-scelle.xlsx" and copy["title"] == "Copie scellée"
    assert "4 résultats COG_" in " ".join(map(str, copy["sentences"]))


def test_the_copy_is_the_one_of_the_command(plain, tmp_path) -> None:
    path = written(sealed(plain, "jd"), tmp_path / "annexe.xlsx")
    content = verify(path).content
    assert content is not None
    other = tmp_path / "autre" / "annexe.xlsx"
    other.parent.mkdir()
    other.write_bytes(plain.read_bytes())
    seal(other, when=dt.datetime.fromisoformat(content.when))
    assert other.read_bytes() == path.read_bytes()


def test_a_copy_is_sealed_again_under_the_same_name(plain, tmp_path) -> None:
    first = sealed(plain)
    again = seal_sent({"name": first["name"], "content": first["content"], "author": ""})
    assert again["name"] == first["name"]
    assert "à la place du précédent" in str(again["sentences"])
    assert "sans dire par qui" in str(again["sentences"])


@pytest.mark.parametrize(
    ("author", "signed_on", "shown"),
    [("jd", "", "jd"), ("", "", ""), ("jd", "Dupont Jeanne", "Dupont Jeanne"), ("", "Dupont", "")],
)
def test_an_account_is_who_seals_where_there_is_one(
    plain, tmp_path, author: str, signed_on: str, shown: str
) -> None:
    content = verify(written(sealed(plain, author, signed_on), tmp_path / "c.xlsx")).content
    assert content is not None and content.author == shown


@pytest.mark.parametrize(
    "more",
    [{"offset": 900}, {"offset": "60"}, {"offset": True}, {"author": 3}, {"author": "x" * 121},
     {"author": "a\x00b"}],
)  # fmt: skip
def test_what_no_pane_sends_is_refused(plain, more) -> None:
    with pytest.raises(InvalidInput):
        seal_sent({**sent(plain.read_bytes()), "author": "", **more})


def test_the_time_is_the_officers(plain, tmp_path) -> None:
    content = verify(written(sealed(plain, offset=-210), tmp_path / "c.xlsx")).content
    assert content is not None and content.when.endswith("-03:30")


def test_stale_values_are_refused_in_words_of_the_pane(plain) -> None:
    typed(plain, "Saisie", {"B2": ("0.5", "n")})
    with pytest.raises(RefusedFile) as caught:
        sealed(plain)
    told = for_pane(caught.value.message)
    assert told.startswith("annexe.xlsx : ") and "1 valeur à recalculer (Calcul!A1)" in told
    assert told.endswith("Cliquez d'abord sur « Recalculer ».")


def test_a_name_leads_nowhere(plain) -> None:
    with pytest.raises(RefusedFile) as caught:
        seal_sent({**sent(plain.read_bytes()), "name": "../../etc/suivi.ods", "author": ""})
    assert caught.value.code == "format-non-scelle" and "/" not in caught.value.message


def test_the_route_hands_the_copy_out(server_url, plain, tmp_path) -> None:
    data = {**sent(plain.read_bytes()), "author": "jd", "offset": 60}
    answer = asking.post(f"{server_url}/cog/sceller", json=data)
    assert answer.status_code == 200
    assert verify(written(answer.json(), tmp_path / "c.xlsx")).headline.endswith("par jd ; intact")


def fill(page: Page, author: str = "") -> None:
    assert press(page, "Sceller") == "formulaire"
    if author:
        page.get_by_label("Nom ou service").fill(author)
    else:
        page.get_by_label("Dire qui scelle").uncheck()
        assert page.get_by_label("Nom ou service").is_disabled()
    page.locator("#cog-contenu").get_by_role("button", name="Sceller", exact=True).click()
    assert settled(page) == "resultat"


def test_the_pane_seals_a_copy_that_excel_can_open(browser, server_url, plain, tmp_path) -> None:
    with pane(browser, server_url, workbook(CLEAN)) as page:
        save_as(page, "suivi.xlsx", plain.read_bytes())
        before = page.evaluate("essai.lire()")
        fill(page, "Direction financière")
        assert "Copie scellée" in text(page) and "Direction financière" in text(page)
        assert page.locator(".cog-remise").get_attribute("download") == "suivi-scelle.xlsx"
        path = tmp_path / "copie.xlsx"
        path.write_bytes(downloaded(page))
        assert verify(path).headline.endswith("par Direction financière ; intact")
        page.get_by_role("button", name="Ouvrir dans Excel").click()
        settled(page)
        assert page.evaluate("essai.journal.some(([quoi]) => quoi === 'nouveau')")
        assert page.evaluate("essai.lire()") == before
        # What was typed is there the next time.
        assert press(page, "Sceller") == "formulaire"
        assert page.get_by_label("Nom ou service").input_value() == "Direction financière"


def test_the_ribbon_seals_and_verifies(browser, server_url, path) -> None:
    with pane(browser, server_url, workbook(CLEAN)) as page:
        save_as(page, "annexe.xlsx", path.read_bytes())
        assert page.evaluate("essai.ruban('cog-sceller')")
        assert settled(page) == "formulaire"
        assert page.evaluate("essai.ruban('cog-verifier')")
        assert settled(page) == "resultat" and "intact" in text(page)


def test_the_page_seals_and_verifies(browser, server_url, plain) -> None:
    with page_of(browser, server_url) as page:
        assert press(page, "Vérifier") == "erreur"
        drop(page, plain)
        fill(page)
        assert "sans dire par qui" in text(page) and violations(page) == []
        page.get_by_role("button", name="Continuer avec cette copie").click()
        settled(page)
        assert press(page, "Vérifier") == "resultat"
        assert "sans dire" not in text(page) and "; intact" in text(page)
