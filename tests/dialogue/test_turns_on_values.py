"""Turns that do something with the answer before them, whatever it was an answer to."""

from __future__ import annotations

import pytest

from pycog.dialogue.answers import ANSWERED
from tests.dialogue.hosts import with_plain_spaces
from tests.dialogue.test_carried_turns import last

_CALLS = "Combien d'appels la PFS MDA de l'Hérault a-t-elle reçus et combien traités en 2021 ?"
_POOLED = "Parmi les 189 projets retenus en 2007, combien concernent des processus métiers ?"
_VISITS = "rendez-vous affections de longue durée, maternité et invalidité Isère 2020"
_MTID = "calcule le MTID avec PINI 900 €, PILI 700 €, TRN 80 % et TRL 70 %"
_LOCAL = "taux de réussite locale avec 430 points acquis sur 800 points théoriques"
_RATE = "12 450 appels reçus, 10 890 décrochés, taux ?"

#: Worked by hand from the annexes, the reports and the typed numbers.
_WORKED = [
    # A change: annex 2, dotation FNGT 19 055 000 in 2013, personnel 14 359 000 in 2014.
    (("dotation FNGT du FNGA 2013", "et si la tutelle la réduit de 5 % ?"), 18_102_250),
    (("dotation FNGT du FNGA 2013", "après une coupe de 5 %, on arrive à combien ?"), 18_102_250),
    (("personnel FNGA 2014", "avec une économie de 200 k€ ?"), 14_159_000),
    (("objectif 2014 de l'indicateur 8", "deux points de moins ?"), 0.92),
    (("passer de 258 000 à 375 000", "et avec 2 % de plus sur le dernier montant"), 382_500),
    # Shared out, taken so many times.
    (("personnel FNGA 2014", "ramené au mois ?"), 14_359_000 / 12),
    (("rendez-vous maternité Isère 2020", "combien par mois ?"), 739 / 12),
    (("412,5 k€ plus 1,3 M€ en euros ?", "ramené à 25 ETP"), 68_500),
    ((_MTID, "nous avons 45 ETP : quelle enveloppe à provisionner ?"), 1_210 * 45),
    ((_MTID, "pour l'expliquer aux agents, ça représente combien par mois ?"), 1_210 / 12),
    # Several figures.
    ((_VISITS, "la moyenne ?"), 455),
    ((_VISITS, "et si on lisse sur les trois motifs, ça donne combien chacun ?"), 455),
    ((_VISITS, "somme des 3 ?"), 1_365),
    # A part and its whole.
    ((_POOLED, "et les autres ?"), 75),
    ((_POOLED, "combien sont hors métiers ?"), 75),
    ((_RATE, "combien de perdus ?"), 1_560),
    ((_RATE, "il en manque combien pour être à 90 % ?"), 315),
    (("part des femmes Hérault 2021", "et le complément ?"), 0.24),
    (("passer de 258 000 à 375 000", "en euros ?"), 117_000),
    # Annex 4, indicator 15: 86.5 % in 2011, 93 % in 2013.
    (("réalisé 2011 de l'indicateur 15", "combien il manque pour l'objectif 2013 ?"), 0.065),
    (("réalisé 2011 de l'indicateur 15", "on était à combien de la cible 2013 ?"), 0.065),
    # Annex 2, 2012: fonctionnement 5 185 000, investissement 979 000.
    (("fonctionnement FNGA 2012", "et avec l'investissement en plus ?"), 6_164_000),
    (("fonctionnement FNGA 2012", "Investissement compris, quel montant ?"), 6_164_000),
    # One number in the place of another: 900 × 80 % + 700 × 60 %.
    ((_MTID, "avec 60 au lieu de 70 en trl"), 1_140),
    ((_MTID, "60 % de trl au lieu de 70 %"), 1_140),
    ((_MTID, "et à 60 % de TRL ?"), 1_140),
    ((_MTID, "notre taux local vient d'être corrigé à 60 % ; reprenez le calcul"), 1_140),
    # Another document: 435 referrals in Isère.
    (("dossiers de médiation traités Hérault", "et chez nos collègues isérois ?"), 435),
    (("dossiers de médiation traités Hérault", "regarde dans l'autre rapport, celui de lIsère"),
     435),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "value"), _WORKED, ids=[" > ".join(one[0]) for one in _WORKED])
def test_a_turn_is_worked_on_the_value_before_it(turns: tuple[str, ...], value: float) -> None:
    """The figure is made of the last answer, by a formula."""
    answer = last(*turns)
    assert answer.kind == ANSWERED, answer.text
    assert isinstance(answer.value, float)
    assert answer.value == pytest.approx(value)


def test_two_counts_told_at_once_are_set_against_each_other() -> None:
    """290 775 received less 249 203 answered."""
    for turn in ("Calcule le delta.", "diff des 2 ?", "combien n'ont pas été traités ?"):
        value = last(_CALLS, turn).value
        assert isinstance(value, float)
        assert abs(value) == 41_572


_VERDICTS = [
    ((_LOCAL, "c + que 50% ou pas"), "Oui : 53,75 % > 50 %."),
    ((_LOCAL, "supérieur ou inférieur à 60 % ?"), "Inférieur : 53,75 % < 60 %."),
    (("personnel FNGA 2014", "ça tient dans une enveloppe de 15 M€ ?"), "Oui"),
    (("personnel FNGA 2014", "ça n'excède pas 14 M€ ?"), "Non"),
    (("personnel FNGA 2014", "ça dépasse le fonctionnement ?"), "Oui"),
    (("charges exceptionnelles FNGA 2013", "Ce montant est-il limitatif ?"), "Non"),
    (("charges exceptionnelles FNGA 2013", "c'est limitatif ou pas ?"), "Non"),
    (("satisfaction globale des PS, part nationale, seuil et cible", "82 % c'est bon ?"), "Non"),
    (("objectif 2014 de l'indicateur 8", "on a fait 95 %, c'est tenu ?"), "Atteint"),
    (("investissement FNGA 2014", "j'en passe 20 k€ en fonctionnement : qui signe ?"), "conseil"),
    (("index égalité cpam 2022", "on gagne combien de points avec ça"), "70 points"),
    (("délai d'instruction C2S cpam 2021", "en dessous de quelle valeur on n'a rien ?"), "45j"),
    (("préjudice subi cpam 2022 points", "remplace CPAM par CGSS"), "80 points"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("turns", "said"), _VERDICTS, ids=[" > ".join(one[0]) for one in _VERDICTS]
)
def test_a_turn_is_told_of_the_subject_before_it(turns: tuple[str, ...], said: str) -> None:
    answer = last(*turns)
    assert answer.kind == ANSWERED, answer.text
    assert with_plain_spaces(said) in with_plain_spaces(answer.text)


_RETURNS = [
    "revenons au premier sujet : et le réalisé 2011 ?",
    "laissons le budget de côté ; pour le décroché, quel réalisé en 2011 ?",
    "l'indicateur de tout à l'heure, il faisait combien en 2011 ?",
    "bon, et les appels, on en était où en 2011 ?",
    "le premier, il était à combien en 2011 ?",
]


@pytest.mark.parametrize("turn", _RETURNS)
def test_a_turn_returns_to_a_subject_left_behind(turn: str) -> None:
    """Annex 4, indicator 2: 77 % in 2011."""
    answer = last(
        "objectif 2013 de l'indicateur 2, taux d'appels décrochés", "personnel FNGA 2013", turn
    )
    assert answer.value == pytest.approx(0.77)


_REFUSED = [
    # One more word changes what is asked.
    (_VISITS, "la moyenne hors invalidité ?"),
    (_VISITS, "la moyenne en 2019 ?"),
    (_VISITS, "moyenne des quatre"),
    ("personnel FNGA 2014", "ça dépasse 50 % ?"),
    ("personnel FNGA 2014", "ajoute le total limitatif"),
    ("personnel FNGA 2014", "et pour 45 ETP ?"),
    ("total personnel FNGA 2012-2015", "par mois ?"),
    # What the last answer is does not bear it.
    ("échéance du SIRH", "moins 5 % ?"),
    ("échéance du SIRH", "la moitié ?"),
    ("part des femmes Hérault 2021", "plus 5 %"),
    ("différence entre 258 000 € et 375 000 €", "et si on fait 82 % ?"),
    ("frais de personnel par année du FNGA", "ça dépasse 50 % ?"),
    ("somme de 12, 15 et 18", "et pour l'Isère ?"),
    (_MTID, "et pour 45 ETP à mi-temps ?"),
    (_MTID, "taux corrigé à 60 %"),
    ("réalisé 2011 de l'indicateur 2", "combien il manque pour la cible 2013 de l'indicateur 5 ?"),
    ("collaborateurs Hérault 2021", "et pour l'Isère ?"),
]  # fmt: skip


@pytest.mark.parametrize("turns", _REFUSED, ids=" > ".join)
def test_a_word_that_changes_the_turn_is_never_dropped(turns: tuple[str, ...]) -> None:
    answer = last(*turns)
    assert answer.kind != ANSWERED, answer.text
