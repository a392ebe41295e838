"""An agreement of its own kind: amounts in M€ and k€, numbers as text, groups of credits.

Amounts are printed in the unit of their fund, and compared, added and told in euros.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pycog import conventions
from pycog.conventions import using
from pycog.dialogue.answering import State, reply
from pycog.dialogue.answers import ANSWERED
from pycog.dialogue.turn import Context
from tests.agreements import write_tables
from tests.dialogue.hosts import context, shared_host
from tests.dialogue.test_open_workbook import Open

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
fonds;clé;libellé;nature;groupe;rôle;parties;source
FGV;pers;Rémunérations;limitatif;personnel;ligne;;annexe 3
FGV;loyer;Loyers;limitatif;autres fonctionnement;ligne;;annexe 3
FGV;total;Total de gestion;limitatif;;total;pers loyer;annexe 3
FIN;immo;Programme immobilier;limitatif;immobilier;ligne;;annexe 4
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
    "budget_rules.csv": """\
règle;origine;destination;décision;source
virement;personnel;autre groupe;Directeur;annexe 5, 2.2
virement;tous;personnel;Approbation de l'État;annexe 5, 2.4
""",
    "indicators.csv": """\
numéro;libellé;unité;sens;source
1.1;Dossiers sans erreur;%;hausse;annexe 2
2a;Délai de réponse;jours;baisse;annexe 2
R12;Indus recouvrés;%;hausse;annexe 2
""",
    "statements.csv": """\
indicateur;année;lieu;rôle;imprimé;source
1.1;2024;annexe;cible;≥ 92,5 %;annexe 2
1.1;2025;annexe;cible;N-1 + 2 pts;annexe 2
2a;2025;annexe;cible;12 jours;annexe 2
R12;2025;annexe;cible;66 % ± 2;annexe 2
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


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("cible 1.1 en 2024", "est de 92,5 %."),
        ("objectif 1.1 2025", "est de +2 points par rapport à l'année précédente."),
        ("cible du 2a en 2025", "est de 12 j."),
        ("objectif R12 en 2025", "est de 64 % à 68 %."),
        (
            "qui décide un virement du personnel vers les autres fonctionnement ?",
            "de « personnel » vers « autres fonctionnement » se décide ainsi : Directeur.",
        ),
        (
            "puis-je virer 2 M€ des autres fonctionnement vers le personnel ?",
            "vers « personnel » se décide ainsi : Approbation de l'État.",
        ),
    ],
)
def test_numbers_and_groups_are_named_as_the_agreement_prints_them(
    question: str, said: str
) -> None:
    with using(ID):
        answer = reply(question, State(), context())
    text = answer.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert answer.kind == ANSWERED
    assert said in text


#: 86,5 % is 0,5 point over 86 %, and 2 were wanted; 61 % is under 64 %; the delay is neutralised.
_RESULTS = (
    ("N°", "Indicateur", "Réalisé 2024", "Objectif 2025", "Réalisé 2025"),
    ("1.1", "Dossiers sans erreur", 0.86, "N-1 + 2 pts", 0.865),
    ("2a", "Délai de réponse", 12.0, "12 jours", 20.0),
    ("R12", "Indus recouvrés", 0.62, "66 % ± 2", 0.61),
)


def test_results_are_judged_as_the_agreement_says(tmp_path: Path) -> None:
    (tmp_path / "accords" / ID / "neutralisations.csv").write_text(
        "indicateur;année;motif;source\n2a;2025;panne du standard;comité\n", "utf-8"
    )
    opened = Context(shared_host(), Open(_RESULTS), dt.date(2026, 4, 1), cells=True)
    with using(ID):
        answer = reply("quels indicateurs ne sont pas atteints en 2025 ?", State(), opened)
    text = answer.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert text.startswith("2 indicateurs n'atteignent pas leur objectif, sur 2 résultats")
    assert "n° 1.1 « Dossiers sans erreur » (86,5 % pour N-1 + 2 pts)" in text
    assert "n° R12 « Indus recouvrés » (61 % pour 66 % ± 2)" in text
    assert "Neutralisé : « Délai de réponse » (panne du standard)." in text
