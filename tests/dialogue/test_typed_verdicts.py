"""Which targets of a table are reached, by whom and by how much they are missed."""

from __future__ import annotations

from typing import Final

import pytest

from pycog.cli.ask_workbook import WorkbookReader
from pycog.dialogue.answers import ANSWERED
from tests.dialogue.typed_books import Row, plain, told, written

#: Signs in the targets.
_SIGNED: Final[tuple[Row, ...]] = (
    ("Contrat de gestion 2025",),
    (),
    ("N°", "Indicateur", "Unité", "Cible 2025", "Résultat 2025", "Pilote", "Observations"),
    ("I01", "Taux de décroché", "%", "≥ 90 %", 0.887, "Mme Aubry", "sous-effectif en mars"),
    ("I02", "Délai des arrêts", "jours", "max 12 j", 10.4, "M. Blin", None),
    ("I03", "Délai des rentes", "jours", "< 30 j", 30, "M. Blin", "reprise de stock"),
    ("I04", "Absentéisme", "%", "< 6 %", 0.072, "M. Dury", "grippe"),
    ("I05", "Contrôles réalisés", "nb", "≥ 450", 412, "Mme Cazes", None),
    ("I06", "Recouvrement des indus", "%", "≥ 75 %", "n.d.", "Mme Cazes", None),
)
#: Sites as double headings, and a column that says which way is good.
_SITES: Final[tuple[Row, ...]] = (
    ("Indicateurs par site",),
    (),
    ("Code", "Mesure", "Sens", "Lens", None, "Arras", None),
    (None, None, None, "Objectif", "Réalisé", "Objectif", "Réalisé"),
    ("A1", "Attente au guichet (min)", "-", 15, 18, 12, 12),
    ("A2", "Rendez-vous honorés", "+", 400, 412, 300, 288),
    ("A3", "Indice de mobilité", None, 50, 55, 40, 38),
)
#: The targets in a row of their own.
_ROWED: Final[tuple[Row, ...]] = (
    ("Qualité des liquidations",),
    (),
    ("Équipe", "Taux d'anomalies (%)", "Délai moyen (jours)"),
    ("Cible", 3, 20),
    ("Pensions", 2.4, 24),
    ("Invalidité", 3.6, 18),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> WorkbookReader:
    """Return the workbook of these tests."""
    rates = "CPG!E4 CPG!E7 CPG!E9"
    sheets = {"CPG": _SIGNED, "Sites": _SITES, "Liquidation": _ROWED}
    return written(tmp_path_factory.mktemp("verdicts"), sheets, rates)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        # « < 30 » is not met by 30; 10,4 is below 12.
        ("Quels indicateurs du CPG ne sont pas atteints ?",
         ["4 cibles non atteintes sur 5", "I01", "I03", "I04", "I05", "Sans résultat", "I06"]),
        ("combien d'indicateurs de M. Blin ont atteint leur cible ?",
         ["1 cible atteinte sur 2", "I02"]),
        ("le taux de décroché est-il à la cible ?",
         ["Non, cible non atteinte", "88,7 %", "-1,3 point"]),
        # 450 − 412
        ("il manque combien de contrôles pour atteindre l'objectif ?", ["il manque 38"]),
        # 412 / 450
        ("taux de réalisation des contrôles ?", ["91,56 %"]),
        # (7,2 − 6) / 6
        ("quel indicateur est le plus loin de sa cible ?", ["I04", "20 % de la cible"]),
        ("qui pilote les indicateurs non atteints ?", ["Pilote : M. Dury"]),
        ("pourquoi a-t-on raté la cible d'absentéisme ?", ["grippe"]),
        ("Pourquoi le délai des arrêts a-t-il raté sa cible ?",
         ["Non, la cible est atteinte", "10,4"]),
        ("quels sites n'ont pas atteint leur objectif d'attente ?",
         ["1 cible non atteinte sur 2", "Lens"]),
        ("combien de minutes au-dessus de l'objectif d'attente à Lens ?", ["3 min au-dessus"]),
        ("Arras a-t-il atteint l'objectif de rendez-vous honorés ?",
         ["Non, cible non atteinte", "288"]),
        # 412 + 288 for 400 + 300
        ("total des rendez-vous honorés et objectif total", ["700", "Total des cibles : 700"]),
        ("quel site atteint le plus d'objectifs ?", ["Lens 1 sur 3", "Arras 1 sur 3"]),
        ("quelles équipes ne respectent pas la cible d'anomalies ?",
         ["1 cible", "Invalidité", "+0,6 point"]),
        ("le délai moyen des pensions est-il à la cible ?",
         ["Non, cible non atteinte", "+4 jours"]),
        ("quelle équipe a le meilleur délai moyen ?", ["Invalidité", "18"]),
    ],
)  # fmt: skip
def test_verdicts_follow_the_way_that_a_target_goes(
    book: WorkbookReader, question: str, parts: list[str]
) -> None:
    """A sign, a column or the name of an indicator says whether more or less is better."""
    answer = told(book, question)
    assert answer is not None
    assert answer.kind == ANSWERED
    assert [one for one in parts if one not in plain(answer)] == []


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("le recouvrement des indus a-t-il atteint sa cible ?", "n.d."),
        ("Lens a-t-il atteint l'objectif d'indice de mobilité ?", "ne dit pas si plus ou moins"),
    ],
)
def test_no_verdict_without_a_result_or_a_way(
    book: WorkbookReader, question: str, why: str
) -> None:
    """What is not known is said and never judged."""
    answer = told(book, question)
    assert answer is not None
    assert answer.kind != ANSWERED
    assert why in plain(answer)


def test_one_target_of_many_is_none(book: WorkbookReader) -> None:
    """« La cible » of a table with many targets is no question on all of them."""
    assert told(book, "la cible est atteinte ?") is None
