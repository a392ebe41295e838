"""An agreement of another body, made for the tests: other numbers, years, words and unit."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.agreements import write_tables

REGIME: Final = "regime-2023-2027"
_ABOUT: Final = f"""\
id = "{REGIME}"
titre = "Convention d'objectifs et de gestion entre l'État et le Régime pour la période 2023-2027"
titre_court = "COG Régime 2023-2027"
parties = ["État", "Régime"]
annees = [2023, 2024, 2025, 2026, 2027]
annee_reference = 2022
document = "COG Régime 2023-2027, annexes"
statut = "projet"
version = "1"

[[fonds]]
id = "FGA"
titre = "Budget de gestion administrative 2023-2027"
annexe = "annexe 3"
unite = "M€"
"""
#: Number, label, unit, direction, target of each year.
INDICATORS: Final = (
    ("A1", "Taux de satisfaction des allocataires", "%", "hausse",
     ("80 %", "82 %", "84 %", "86 %", "88 %")),
    ("A2", "Part des appels aboutis", "%", "hausse", ("85 %", "87 %", "90 %", "90 %", "90 %")),
    ("A3", "Délai moyen de traitement des prestations légales", "jours", "baisse",
     ("12 j", "11 j", "10 j", "10 j", "10 j")),
    ("A4", "Taux de télédéclaration", "%", "hausse", ("70 %", "72 %", "75 %", "78 %", "80 %")),
    ("B1", "Indicateur de risque résiduel", "%", "baisse",
     ("< 1,5 %", "< 1,4 %", "< 1,3 %", "< 1,2 %", "< 1,0 %")),
    ("B2", "Montant des indus frauduleux détectés", "M€", "hausse",
     ("320 M€", "330 M€", "340 M€", "350 M€", "360 M€")),
    ("B3", "Taux de recouvrement des indus", "%", "hausse",
     ("88 %", "89 %", "90 %", "91 %", "92 %")),
    ("C1", "Places de crèche créées (cumul)", "places", "hausse",
     ("2 000", "6 000", "12 000", "20 000", "35 000")),
    ("C2", "Nombre de nouvelles places d'accueil individuel", "places", "hausse", ("500",) * 5),
    ("D1", "Taux d'absentéisme de courte durée", "%", "baisse",
     ("3,0 %", "2,9 %", "2,8 %", "2,7 %", "2,6 %")),
    ("D2", "Effectif moyen annuel", "ETP", "baisse",
     ("31 000", "30 900", "30 800", "30 700", "30 600")),
)  # fmt: skip
#: Key, label, nature, role, parts, amount of each year in M€.
LINES: Final = (
    ("personnel", "Dépenses de personnel", "limitatif", "ligne", "",
     ("1 512,0", "1 520,5", "1 531,0", "1 540,0", "1 548,5")),
    ("courant", "Fonctionnement courant", "limitatif", "ligne", "",
     ("402,0", "405,0", "407,5", "409,0", "410,0")),
    ("informatique", "Dépenses informatiques", "limitatif", "ligne", "",
     ("188,0", "190,0", "185,0", "180,0", "176,0")),
    ("immobilier", "Investissements immobiliers", "limitatif", "ligne", "",
     ("60,0", "62,0", "64,0", "61,0", "58,0")),
    ("total_gestion", "Total des dépenses de gestion", "limitatif", "sous-total",
     "personnel courant informatique immobilier",
     ("2 162,0", "2 177,5", "2 187,5", "2 190,0", "2 192,5")),
    ("action_sociale", "Fonds d'action sociale", "évaluatif", "ligne", "",
     ("980,0", "1 005,0", "1 030,0", "1 050,0", "1 075,0")),
    ("total_depenses", "Total général des dépenses", "", "total", "total_gestion action_sociale",
     ("3 142,0", "3 182,5", "3 217,5", "3 240,0", "3 267,5")),
)  # fmt: skip
_YEARS: Final = range(2023, 2028)


def write_regime(folder: Path) -> Path:
    """Write the agreement into a folder of conventions and return it."""
    rows = [
        f"{number};{label};Qualité;{unit};{way};annexe 2, indicateur {number};"
        for number, label, unit, way, _ in INDICATORS
    ]
    said = [
        f"{number};{year};annexe;cible;{target};annexe 2, indicateur {number}"
        for number, _, _, _, targets in INDICATORS
        for year, target in zip(_YEARS, targets, strict=True)
    ]
    lines = [
        f"FGA;{key};{label};{nature};;{role};{parts};;annexe 3"
        for key, label, nature, role, parts, _ in LINES
    ]
    amounts = [
        f"FGA;{key};{year};{amount}"
        for key, *_, printed in LINES
        for year, amount in zip(_YEARS, printed, strict=True)
    ]
    files = {
        "convention.toml": _ABOUT,
        "indicators.csv": _table("numéro;libellé;thème;unité;sens;source;note", rows),
        "statements.csv": _table("indicateur;année;lieu;rôle;imprimé;source", said),
        "budget_lines.csv": _table(
            "fonds;clé;libellé;nature;groupe;rôle;parties;équilibre;source", lines
        ),
        "budget_amounts.csv": _table("fonds;ligne;colonne;imprimé", amounts),
    }
    write_tables(folder / REGIME, files)
    return folder


def _table(heads: str, rows: list[str]) -> str:
    return "\n".join([heads, *rows]) + "\n"
