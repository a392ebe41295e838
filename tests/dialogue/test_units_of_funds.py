"""Amounts of funds that count in M€ and k€: compared, added and told in euros, printed alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from pycog import conventions
from pycog.conventions import using
from pycog.dialogue.answering import State, reply
from pycog.dialogue.answers import ANSWERED
from tests.agreements import write_tables
from tests.dialogue.hosts import context

ID = "atoll-2024-2025"
_FILES = {
    "convention.toml": """\
id = "atoll-2024-2025"
titre = "Convention fictive de la caisse Atoll"
titre_court = "COG ATOLL 2024-2025"
parties = ["État", "Caisse Atoll"]
annees = [2024, 2025]
annee_reference = 2023
document = "COG ATOLL"
statut = "projet"
version = "1"

[[fonds]]
id = "FGV"
titre = "Fonds de gestion"
annexe = "annexe 3"
unite = "M€"

[[fonds]]
id = "FIN"
titre = "Fonds d'investissement"
annexe = "annexe 4"
unite = "k€"
""",
    "budget_lines.csv": """\
fonds;clé;libellé;nature;rôle;parties;source
FGV;pers;Rémunérations;limitatif;ligne;;annexe 3
FGV;loyer;Loyers;limitatif;ligne;;annexe 3
FGV;total;Total de gestion;limitatif;total;pers loyer;annexe 3
FIN;immo;Programme immobilier;limitatif;ligne;;annexe 4
""",
    "budget_amounts.csv": """\
fonds;ligne;colonne;imprimé
FGV;pers;2024;809,1
FGV;pers;2025;801,3
FGV;loyer;2024;139,5
FGV;loyer;2025;139
FGV;total;2024;948,6
FGV;total;2025;940,3
FIN;immo;2024;5 200
FIN;immo;2025;6 100
""",
}


@pytest.fixture(autouse=True)
def agreement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tables(tmp_path / "accords" / ID, _FILES)
    monkeypatch.setenv(conventions.VARIABLE, str(tmp_path / "accords"))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("budget des rémunérations 2024", "809,1 M€"),
        ("quel est le plus gros poste en 2024 ?", "« Rémunérations » (FGV), 809 100 000 €"),
        ("écart entre rémunérations 2024 et 2025", "-7 800 000 €"),
        ("écart entre rémunérations et programme immobilier en 2024", "803 900 000 €"),
        ("part des rémunérations dans le total de gestion en 2024", "85,29 %"),
        ("quelles lignes dépassent 6 M€ en 2025 ?", "Programme immobilier 6 100 000 €"),
        ("50 % du programme immobilier 2024", "2 600 000 €"),
        ("le budget des loyers 2024 est-il de 139 500 000 € ?", "Oui"),
        ("le budget des loyers 2024 est-il de 139,5 M€ ?", "Oui"),
        ("le budget des loyers 2024 est-il de 139,5 € ?", "Non"),
    ],
)
def test_an_amount_is_never_told_in_another_unit(question: str, said: str) -> None:
    with using(ID):
        answer = reply(question, State(), context())
    text = f"{answer.text} {answer.display}".replace("\u00a0", " ").replace("\u202f", " ")
    assert answer.kind == ANSWERED
    assert said in text
    assert " 809,1 €" not in text and " 5 200 €" not in text
