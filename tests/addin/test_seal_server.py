"""What *Vérifier* answers, from the server and in the pane."""

from __future__ import annotations

import base64

import pytest

from addin.seal_checking import verify_sent
from pycog.errors import PycogError
from tests.addin.browser import pane, press, put
from tests.addin.test_equip_pane import save_as
from tests.addin.test_pane import CLEAN, text, workbook
from tests.seal.annex import annex, seal, typed


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
    assert found["findings"][-1] == {
        "sheet": "Saisie",
        "cell": "B4",
        "title": "Saisie changée",
        "text": "saisie Saisie!B4 : 13 000 → 13 001 (lue par des formules COG_).",
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
