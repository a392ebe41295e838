"""Turns of a few words that lean on the ones before: the year after, the other way, without one."""

from __future__ import annotations

import pytest

from pycog.dialogue.answering import reply
from pycog.dialogue.answers import ANSWERED, ASKED, UNKNOWN
from pycog.dialogue.state import State
from tests.dialogue.hosts import context
from tests.dialogue.test_carried_turns import last


@pytest.mark.parametrize(
    ("turns", "display"),
    [
        # Annex 4: 90 % in 2013 and 77 % in 2011; 95 % and 81 % for the calls traced.
        (("objectif d'appels décrochés 2013", "réalisé 2011 ?", "écart en points"), "13 points"),
        (("objectif d'appels décrochés 2013", "réalisé 2011 ?", "écart en points",
          "et pour les appels tracés, même écart ?"), "14 points"),
        # Indicator 6: 90 % in 2013, 95 % in 2014, 100 % in 2015.
        (("objectif indicateur 6 2013", "l'année suivante ?", "et celle d'après ?"), "100 %"),
        (("objectif indicateur 6 2014", "l'année suivante ?", "et celle d'avant ?"), "95 %"),
        # Indicator 7: 76,50 % in 2013; the other two satisfaction rates are those of 22 and 30.
        (("le taux de satisfaction 2013 ?", "celui de l'accueil physique"), "76,5 %"),
        # Annex 3: 132 000 of 507 000 € are spent nationally, 26,04 %.
        (("FNGR : total 2012 ?", "part nationale ?"), "26,04 %"),
        (("FNGR : total 2012 ?", "part nationale ?", "en %"), "26,04 %"),
        # Annex 2: 5 185 000 € in 2012.
        (("FNGR : total 2012 ?", "revenons au FNGA : fonctionnement la même année ?"),
         "5 185 000 €"),
        # Reports of activity: 739 + 486 + 140, then 486 + 140; 89 of 1 012 in 2021, 73 in 2020.
        (("RDV maternité isère 2020", "ALD ?", "total avec invalidité", "et sans la maternité ?"),
         "626"),
        (("effectif de la caisse de l'Hérault 2021", "dont travailleurs handicapés ?",
          "cela fait quelle part ?", "et en 2020 ils étaient combien ?", "progression en %"),
         "21,92 %"),
        (("mails hérault", "non je voulais ceux des employeurs"), "5 667"),
        (("mails hérault", "non je voulais ceux des employeurs", "et leurs appels"), "34 757"),
        # Section 3 of the scheme: 720 of 1 200 is 60 %; 590 of 1 200 does not pass 50 %.
        (("comment se calcule le taux de réussite local ?", "720 points sur 1 200, ça fait ?"),
         "60 %"),
        (("720 points sur 1 200, TRL ?", "PILI 250 € : montant local ?"), "150 €"),
        (("720 points sur 1 200, TRL ?", "PILI 250 € : montant local ?", "et avec 590 points ?"),
         "0 €"),
        # 14 225 000 € in 2012 and 14 359 000 € in 2014.
        (("personnel 2012", "personnel 2013", "personnel 2014", "total", "et sans 2013 ?"),
         "28 584 000 €"),
        # 400 € × 500 ÷ 900, not × 55,6 %.
        (("TRL avec 500 points sur 900", "PILI 400, ça donne ?"), "222,22 €"),
        (("budget FNGR 2012", "montant national ?"), "132 000 €"),
    ],
)  # fmt: skip
def test_a_short_turn_leans_on_the_ones_before(turns: tuple[str, ...], display: str) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED
    assert answer.display.replace("\u202f", " ").replace("\xa0", " ") == display


@pytest.mark.parametrize(
    ("turns", "told", "untold"),
    [
        # Annex 1, 1.2.2: the director may from personnel to operating costs, not the other way.
        (("puis-je virer 60 000 € du personnel vers le fonctionnement ?", "qui dois-je prévenir ?"),
         "contrôleur général", "Décision modificative"),
        (("puis-je virer 60 000 € du personnel vers le fonctionnement ?",
          "et dans l'autre sens ?"), "Décision modificative", "Directeur"),
        (("personnel 2013", "et dans l'autre sens, du fonctionnement vers le personnel ?"),
         "Décision modificative", "Directeur"),
        (("isère : combien de France Services fin 2020 ?", "et l'objectif pour 2021 ?"),
         "29", "indicateur"),
    ],
)  # fmt: skip
def test_a_turn_about_a_rule_keeps_its_subject(
    turns: tuple[str, ...], told: str, untold: str
) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED
    assert told in answer.text
    assert untold not in answer.text


@pytest.mark.parametrize(
    "turns",
    [
        # Two rates have a difference in points, one amount has none.
        ("budget personnel 2013", "écart en points"),
        # Nothing was told that « ceux » could stand for.
        ("et ceux des professionnels de santé ?",),
        # No figure says to whom.
        ("reliquat fonctionnement autorisé 5 000 000 exécuté 4 900 000", "à qui ?"),
        # No count was told.
        ("personnel 2013", "sur combien ?"),
        # Two kinds of spending are no answer about the last balance; a condition is no amount.
        ("réalisé fonctionnement 2014 = 5 000 000, reliquat ?", "sur quel type de dépense"),
        ("quelles années l'invest dépasse 200 000 € dans la COG ?", "et moins 5 % dessus ?"),
        # A text of the scheme says nothing of the calls of a report.
        ("appels reçus PFS MDA hérault 2021", "progression des reçus par rapport à 2019 ?"),
    ],
)
def test_what_the_last_answer_does_not_say_is_refused(turns: tuple[str, ...]) -> None:
    assert last(*turns).kind == UNKNOWN


def test_a_short_turn_after_a_question_back_that_offers_nothing() -> None:
    """No indicator was recognised, hence none offered: the turn is read by itself."""
    asked = State("objectif", {"year": 2013}, pending="indicator")
    answer = reply("et celles des lignes d'accueil", asked, context())
    assert answer.kind in {ASKED, UNKNOWN}
