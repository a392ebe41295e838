"""What the server answers for *Équiper*: which workbooks it refuses, how long it may take."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addin import equipping
from pycog.equip.files import EquipOptions, equip_file
from pycog.errors import PycogError, RefusedFile
from tests.addin import asking
from tests.addin.server import Server, serving
from tests.addin.test_equip_pane import ANNEX, book_of, bytes_of
from tests.equip.writing.reading import MAP, rows, with_cells
from tests.refresh.fidelity.collection import CASES
from udfs.hosts.engine import EngineHost

SECRET = "REMARQUE-SECRETE-4217"


def sent(data: bytes, name: str = "suivi.xlsx", **more: Any) -> dict[str, Any]:
    return {"name": name, "content": base64.b64encode(data).decode("ascii"), **more}


def annex(**more: list[list[Any]]) -> bytes:
    return bytes_of(book_of({**ANNEX, **more}))


def with_total() -> bytes:
    """Return an annex with a budget whose total is typed, and wrong by 249 euros."""
    return annex(
        FNGA=[
            ["Ligne", "Base COG 2013 (€)", "Exécuté 2013 (€)"],
            ["Personnel", 14_052_000, 13_921_450],
            ["Fonctionnement", 5_104_000, 5_170_300],
            ["Total personnel et fonctionnement", 19_156_000, 19_091_999],
        ]
    )


def refusal(data: dict[str, Any]) -> PycogError:
    with pytest.raises(PycogError) as caught:
        equipping.equipping(data)
    return caught.value


def test_a_signed_workbook_is_refused_with_what_to_do_in_excel() -> None:
    error = refusal(sent(CASES["signature.xlsx"].make(), "signé.xlsx"))
    assert error.code == "fichier-signe" and error.message.startswith("signé.xlsx : porte une")
    assert "copie non signée" in error.message and "--" not in error.message


@pytest.mark.parametrize(
    "answers",
    [
        "oui", [1], [{"answer": "1"}], [{"line": ["a"] * 8, "answer": "1"}],
        [{"line": ["a"] * 9, "answer": 1}], [{"line": [None] * 9, "answer": "1"}],
    ],
)  # fmt: skip
def test_answers_that_the_pane_does_not_send_are_refused(answers: Any) -> None:
    assert refusal(sent(annex(), answers=answers)).code == "demande-illisible"


def test_an_answer_that_means_nothing_is_quoted_and_nothing_is_planned() -> None:
    seen = equipping.equipping(sent(annex()))
    [doubt] = [one for one in seen["doubts"] if one["blocking"]]
    error = refusal(sent(annex(), answers=[{"line": doubt["line"], "answer": "7"}], write=True))
    assert error.code == "reponses-inconnues"
    assert "Suivi!D3 : « 7 » n'est pas une réponse possible" in error.message


def test_where_several_conventions_fit_they_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    def several(package: Any, grids: Any) -> Any:
        raise RefusedFile("plusieurs-conventions", "… avec --convention.", path="suivi.xlsx")

    monkeypatch.setattr(equipping, "agreement_of", several)
    offered = equipping.equipping(sent(annex()))
    assert set(offered) == {"message", "conventions"} and "--" not in offered["message"]
    assert "camieg-2012-2015" in [one["id"] for one in offered["conventions"]]


def test_the_convention_chosen_is_the_one_used() -> None:
    error = refusal(sent(annex(), convention="inconnue-2030"))
    assert error.code == "convention-inconnue"
    found = equipping.equipping(sent(annex(), convention="camieg-2012-2015", write=True))
    assert found["plan"]["convention"] == "camieg-2012-2015"


def test_a_replaced_total_is_written_and_given_back(tmp_path: Path) -> None:
    host, path = EngineHost(), tmp_path / "suivi.xlsx"
    path.write_bytes(with_total())
    done = tmp_path / "equipe.xlsx"
    assert equip_file(path, done, host, EquipOptions(write=True)).written
    # The tick stands in the sheet of correspondences, as typed in Excel.
    [row] = [
        number
        for number, cells in enumerate(rows(done.read_bytes(), MAP), 1)
        if cells[0] == "Contrôle" and cells[2] == "C4"
    ]
    data = with_cells(done.read_bytes(), MAP, {f"K{row}": "x"})
    found = equipping.equipping(sent(data, write=True))
    assert found["changed"] and found["equipped"]
    assert all(one["existing"] for one in found["plan"]["sheets"])
    assert found["plan"]["convention"] == ""
    [cell] = found["plan"]["cells"]
    # Lines 2 and 3 of the sheet are those that the total adds up.
    assert (cell["sheet"], cell["cell"]) == ("FNGA", "C4")
    assert cell["content"].startswith("=") and "C2" in cell["content"] and "C3" in cell["content"]
    done.write_bytes(data)
    assert equip_file(done, done, host, EquipOptions(write=True)).written
    back = equipping.taking_back(sent(done.read_bytes()))
    assert back["cells"] == [{"sheet": "FNGA", "cell": "C4", "content": 19_091_999.0}]
    assert back["sheets"] == ["COG - résultats", "Correspondances"] and back["name"] is True


def test_there_is_nothing_to_take_out_of_an_annex_that_is_not_equipped() -> None:
    with pytest.raises(RefusedFile, match=r"suivi\.xlsx : pycog n'y a rien écrit"):
        equipping.taking_back(sent(annex()))


@pytest.fixture(scope="module")
def hurried() -> Iterator[Server]:
    """A server whose requests may take next to no time."""
    with serving("--delai", "0.001") as running:
        yield running


def test_the_server_answers_logs_nothing_and_keeps_nothing(server: Server) -> None:
    data = sent(annex(Notes=[[SECRET]]), f"{SECRET}.xlsx")
    answer = asking.post(f"{server.url}/cog/equiper", json=data)
    assert answer.status_code == 200, answer.text
    assert answer.json()["tables"] and "plan" not in answer.json()
    assert SECRET not in server.logged()


def test_what_takes_too_long_is_stopped_in_french(hurried: Server) -> None:
    answer = asking.post(f"{hurried.url}/cog/equiper", json=sent(annex()))
    assert answer.status_code == 400
    assert "a été arrêtée. Partagez-le en classeurs plus petits" in answer.text
