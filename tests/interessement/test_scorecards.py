"""Scores of whole scorecards: sums, what is open, levers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pycog.conventions import load
from pycog.conventions.facts.terms import Terms, Trigger
from pycog.conventions.scorecard_lookup import find_rows
from pycog.errors import CellError, PycogError
from pycog.interessement.card_lines import Line, form_of, lines_of
from pycog.interessement.earning import Shape
from pycog.interessement.levers import levers, local_rate_for
from pycog.interessement.score_blocks import score_block, verdict
from pycog.interessement.scorecards import score

#: An agreement made by hand; its points are added up.
LOCAL = Terms(
    convention="essai",
    campaign=2021,
    category="local",
    title="Part locale",
    themes={"qualite": "Qualité", "risque": "Risque", "performance": "Performance"},
    trigger=Trigger(0.5),
)
#: The same, its themes weighted in two ways.
NATIONAL = replace(
    LOCAL,
    national=True,
    weightings={
        "formule": dict(zip(LOCAL.themes, map(Fraction, ("0.35", "0.35", "0.3")), strict=True)),
        "texte": dict(zip(LOCAL.themes, map(Fraction, ("0.4", "0.4", "0.2")), strict=True)),
    },
)


@dataclass(frozen=True)
class Part:
    """A component made by hand."""

    label: str
    share: float
    target: str
    floor: str = ""
    to_supply: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """An indicator made by hand."""

    key: str
    theme: str
    target: str
    floor: str
    weight: float
    rule: str = "lineaire"
    components: tuple[Part, ...] = ()
    confidence: str = "certaine"
    to_supply: tuple[str, ...] = ()
    scope: str = ""

    @property
    def label(self) -> str:
        return f"Indicateur {self.key}"


ROWS = (
    Row("appels", "qualite", "90%", "60%", 100.0),
    Row("dates", "qualite", "31/12/2021", "31/03/2022", 50.0),
    Row(
        "composite", "risque", "", "", 60.0,
        components=(Part("sein", 1 / 3, "50%", "40%"), Part("col", 1 / 3, "50%", "40%"),
                    Part("colorectal", 1 / 3, "50%", "40%")),
    ),
    Row("budget", "performance", "entre 98 % et 102 %", "entre 90 % et 110 %", 90.0, "intervalle"),
    Row("locale", "performance", "objectif régional", "N-1", 100.0, to_supply=("cible", "seuil")),
)  # fmt: skip
#: Results that earn everything.
ALL = ["90 %", "31/12/2021", "50 %", "50 %", "50 %", "100 %", "100 %"]


def test_components_share_the_points_of_their_indicator() -> None:
    weights = [line.weight for line in lines_of(ROWS)]
    assert weights == [100, 50, 20, 20, 20, 90, 100]


def test_all_that_can_be_earned_is_earned() -> None:
    scored = score(ROWS, ALL, LOCAL)
    assert scored.rates() == (1.0, 1.0)
    assert scored.total.earned == scored.total.possible == 400
    assert levers(scored) == []


def test_what_is_missing_stays_open() -> None:
    scored = score(ROWS, ["75 %", None, "45 %", "", "50 %", " ", "20 %"], LOCAL)
    assert scored.total.earned == 50 + 10 + 20 + 20
    assert scored.total.open == 50 + 20 + 90
    assert scored.rates() == (100 / 400, 260 / 400)
    assert scored.themes["risque"].open == 20
    assert [mark.earned is None for mark in scored.lines] == [
        False,
        True,
        False,
        True,
        False,
        True,
        False,
    ]


def test_what_is_neutralised_leaves_both_sums_with_its_reason() -> None:
    results = ["neutralisé : crise sanitaire", *ALL[1:4], "Neutralisée", *ALL[5:]]
    scored = score(ROWS, results, LOCAL)
    assert scored.total.possible == 400 - 100 - 20
    assert scored.rates() == (1.0, 1.0)
    assert scored.lines[0].remark == "Neutralisé : crise sanitaire"


def test_without_any_point_there_is_no_rate() -> None:
    scored = score(ROWS, ["neutralisé"] * 7, LOCAL)
    with pytest.raises(PycogError) as caught:
        scored.rates()
    assert caught.value.code == "aucun-point-possible"
    cell = score_block(scored)[-1][3]
    assert isinstance(cell, CellError) and cell.code == "aucun-point-possible"
    assert levers(scored, 400.0) == []


def test_the_national_rate_weighs_the_themes() -> None:
    rows = [
        Row(key, key, "100%", "0%", weight)
        for key, weight in (("qualite", 600.0), ("risque", 300.0), ("performance", 100.0))
    ]
    scored = score(rows, ["50 %", "40 %", "70 %"], NATIONAL)
    assert scored.rates() == (0.525, 0.525)
    assert scored.rates("texte") == (0.5, 0.5)
    block = score_block(scored)
    assert [(row[3], row[6]) for row in block[-2:]] == [
        (0.525, "Seuil de 50 % dépassé"),
        (0.5, "Seuil de 50 % non dépassé"),
    ]
    found = {lever.row.key: lever.gain for lever in levers(scored)}
    assert found == {
        "qualite": Fraction("0.35") / 2,
        "risque": Fraction("0.35") * Fraction("0.6"),
        "performance": Fraction("0.3") * Fraction("0.3"),
    }


NATIONAL_ROWS = (
    Row("saisines", "qualite", "80 000", "40 000", 75.0, scope="nationale"),
    Row("marge", "performance", "6,1%", "N-1", 25.0, to_supply=("seuil",), scope="nationale"),
    Row("comptes", "performance", "100%", "0%", 100.0),
)


def test_a_national_target_keeps_its_points_open() -> None:
    scored = score(NATIONAL_ROWS, [3979.0, "5,9 %", "89,7 %"], LOCAL)
    assert (scored.total.earned, scored.total.open) == (Fraction("89.7"), 100)
    assert scored.rates() == (0.4485, 0.9485)
    assert [mark.remark for mark in scored.lines] == [
        "Objectif national (80 000) : cible et seuil propres de l'organisme à saisir, points "
        "ouverts",
        "Objectif national (6,1%) : cible et seuil propres de l'organisme à saisir, points ouverts",
        "",
    ]
    # 89,7 of 200 points: more than 10,3 are needed, which the accounts do not have.
    assert [one.to_pass for one in levers(scored)] == [
        "Cible et seuil propres à saisir",
        "Cible et seuil propres à saisir",
        "Hors de portée à lui seul",
    ]


def test_the_own_share_is_scored() -> None:
    own = [[4000.0, 2000.0], ["6 %", "5,5 %"], ["", None]]
    scored = score(NATIONAL_ROWS, [3500.0, "5,9 %", "50 %"], LOCAL, own)
    # (3 500 − 2 000) ÷ 2 000 × 75; 0,4 ÷ 0,5 × 25; 50.
    assert [mark.earned for mark in scored.lines] == [Fraction("56.25"), 20, 50]
    assert scored.lines[0].remark == "Cible propre 4 000, seuil propre 2 000"
    assert score(NATIONAL_ROWS, ["neutralisé", "", ""], LOCAL).total.possible == 125


def test_an_own_target_alone_is_not_enough() -> None:
    scored = score(NATIONAL_ROWS, [3500.0, None, None], LOCAL, [[4000.0, ""], ["", ""], ["", ""]])
    assert scored.total.open == 200
    with pytest.raises(PycogError) as caught:
        form_of(scored.lines[0].line)
    assert caught.value.code == "cible-propre-absente"


@pytest.mark.parametrize(
    ("own", "code", "words"),
    [
        ([["4000", "2000"]], "cibles-propres-mal-placees", "deux colonnes et 3 lignes"),
        ([4000.0, 2000.0, 1.0], "cibles-propres-mal-placees", "deux colonnes"),
        ([["", ""], ["", ""], ["90 %", "0 %"]], "cible-propre-inattendue",
         "Ligne 3 (« Indicateur comptes »)"),
        ([[80_000.0, 40_000.0], ["", ""], ["", ""]], "cible-propre-nationale",
         "qu'un seul organisme ne porte pas"),
        ([["quatre mille", "2000"], ["", ""], ["", ""]], "cible-illisible", "cible propre"),
        ([[CellError("#N/A"), 2.0], ["", ""], ["", ""]], "resultat-en-erreur", "Ligne 1"),
        ([[2000.0, "mille"], ["", ""], ["", ""]], "cible-illisible", "Ligne 1"),
    ],
)  # fmt: skip
def test_bad_own_targets_are_refused(own: Any, code: str, words: str) -> None:
    with pytest.raises(PycogError) as caught:
        score(NATIONAL_ROWS, [3500.0, None, None], LOCAL, own)
    assert caught.value.code == code
    assert words in caught.value.message


def test_levers_are_ranked_by_what_they_can_bring() -> None:
    scored = score(ROWS, ["75 %", "31/12/2021", "45 %", "", "50 %", "100 %", "20 %"], LOCAL)
    found = [(one.row.key, one.points, one.open, one.euros) for one in levers(scored, 800.0)]
    assert found == [
        ("locale", 80, 0, 160.0),
        ("appels", 50, 0, 100.0),
        ("composite", 30, 20, 60.0),
    ]


def test_a_lever_says_what_passes_the_trigger_alone() -> None:
    rows = [
        Row("taux", "qualite", "90%", "60%", 100.0),
        Row("delai", "qualite", "20 j", "40 j", 100.0),
        Row("date", "risque", "31/12/2021", "31/03/2022", 100.0),
        Row("livrable", "risque", "O/N", "", 100.0, "tout_ou_rien"),
        Row("quarts", "performance", "80%", "40%", 100.0, "paliers"),
        Row("petit", "performance", "100%", "0%", 40.0),
    ]
    results = ["60 %", "40 j", "", "N", "", "100 %"]
    rows.append(Row("acquis", "qualite", "100%", "0%", 180.0))
    found = {one.row.key: one.to_pass for one in levers(score(rows, [*results, "100 %"], LOCAL))}
    assert found == {
        # 720 points: 220 earned, 140 more are needed, which no indicator has alone.
        key: "Hors de portée à lui seul"
        for key in ("taux", "delai", "date", "livrable", "quarts")
    }
    rows[-1] = Row("acquis", "qualite", "100%", "0%", 440.0)
    # 980 points: 480 earned, more than 10 are needed, a tenth of 100.
    found = {one.row.key: one.to_pass for one in levers(score(rows, [*results, "100 %"], LOCAL))}
    assert found == {
        "taux": "> 63 %",
        "delai": "< 38 j",
        "date": "au plus tard le 21/03/2022",
        "livrable": "Oui",
        "quarts": "≥ 50 %",
    }


def test_a_lever_of_a_rate_that_passes_says_so() -> None:
    found = levers(score(ROWS, [*ALL[:-1], "90 %"], LOCAL))
    assert [one.to_pass for one in found] == ["Déjà dépassé"]


@pytest.mark.parametrize(
    ("mtid", "rate"),
    [(770.0, 0.75), (320.0, 0.0), (400.0, 0.5), (920.0, 1.0), (None, None)],
)
def test_the_local_rate_that_an_amount_asks_for(mtid: Any, rate: float | None) -> None:
    # 400 × 80 % = 320 from the nation, then up to 600 × 100 %.
    assert local_rate_for(mtid, 400.0, 0.8, 600.0, "> 50 %", "> 50 %") == rate


def test_an_amount_out_of_reach_is_refused() -> None:
    with pytest.raises(PycogError) as caught:
        local_rate_for(921.0, 400.0, 0.8, 600.0, "> 50 %", "> 50 %")
    assert caught.value.code == "montant-hors-de-portee"
    assert "920 €" in caught.value.message


@pytest.mark.parametrize(
    ("results", "code", "words"),
    [
        (ALL[:-1], "nombre-de-resultats", "pas assez de résultats : 6 pour 7 lignes"),
        ([*ALL, "1"], "nombre-de-resultats", "trop de résultats : 8 pour 7 lignes"),
        ([["1", "1"]] * 7, "resultats-sur-plusieurs-colonnes", "une seule colonne"),
        (["90 %", "90 %", *ALL[2:]], "date-illisible", "Ligne 2 (« Indicateur dates »)"),
        ([90.0, *ALL[1:]], "taux-saisi-en-points", "Ligne 1 (« Indicateur appels »)"),
        ([*ALL[:2], "12 j", *ALL[3:]], "unites-differentes", "Indicateur composite, sein"),
        ([CellError("#N/A"), *ALL[1:]], "resultat-en-erreur", "Ligne 1"),
    ],
)
def test_bad_results_are_refused_with_their_line(results: Any, code: str, words: str) -> None:
    with pytest.raises(PycogError) as caught:
        score(ROWS, results, LOCAL)
    assert caught.value.code == code
    assert words in caught.value.message


def test_a_composite_without_shares_is_refused() -> None:
    row = Row("vide", "qualite", "", "", 10.0, components=(Part("a", 0.0, "50%"),))
    with pytest.raises(PycogError) as caught:
        lines_of([row])
    assert caught.value.code == "bareme-incoherent"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0.5, 0.5, "non dépassé"), (0.4, 0.51, "encore ouvert"), (0.51, 0.51, "% dépassé")],
)
def test_the_verdict_is_strict(low: float, high: float, words: str) -> None:
    assert words in verdict(low, high, Trigger(0.5))


SHARES = st.integers(0, 100).map(lambda n: f"{n} %")


@settings(max_examples=60)
@given(st.data())
def test_the_interval_holds_the_rate_once_all_is_known(data: st.DataObject) -> None:
    lines = lines_of(ROWS)
    day = st.integers(1, 28).map(lambda n: f"{n:02d}/02/2022")
    full = [data.draw(day if "/" in line.target else SHARES) for line in lines]
    hidden = data.draw(st.lists(st.booleans(), min_size=len(full), max_size=len(full)))
    partial = ["" if gone else cell for cell, gone in zip(full, hidden, strict=True)]
    for terms in (LOCAL, NATIONAL):
        low, high = score(ROWS, partial, terms).rates()
        rate, same = score(ROWS, full, terms).rates()
        assert low <= rate == same <= high


CARDS = [
    (category, year, reading)
    for year in (2021, 2022)
    for category, card in load(f"interessement-maladie-{year}").scorecards[year].items()
    for reading in ("défaut", *card.readings)
]


@pytest.mark.parametrize(("category", "year", "reading"), CARDS)
def test_every_printed_scorecard_can_be_scored(category: str, year: int, reading: str) -> None:
    card, rows = find_rows(category, year, reading)
    lines = lines_of(rows)
    assert sum(line.weight for line in lines) == sum(Fraction(str(row.weight)) for row in rows)
    assert {line.row.theme for line in lines} <= set(card.terms.themes)
    nothing = score(rows, [None] * len(lines), card.terms)
    assert nothing.rates() == (0.0, 1.0)
    own = [_share(line) for line in lines]
    best = [_best(line) for line in lines_of(rows, own)]
    assert score(rows, best, card.terms, own).rates() == (1.0, 1.0)
    left_open = sum((line.weight for line in lines if line.national), Fraction(0))
    alone = score(rows, best, card.terms)
    assert alone.rates() == (float(1 - left_open / alone.total.possible), 1.0)


def _share(line: Line) -> list[Any]:
    """Return a tenth of a national target, and of half of it as floor."""
    return [1000.0, 500.0] if line.national else [None, None]


def _best(line: Line) -> Any:
    """Return the target itself as a result, or a little better where it is excluded."""
    form = form_of(line)
    if isinstance(form, Shape) and form.scale.condition.comparator in {"<", ">"}:
        value = form.scale.target.value or 0.0
        return value / 2 if form.scale.condition.comparator == "<" else (1 + value) / 2
    return form.required(Fraction(1))


def test_all_cards_are_there() -> None:
    assert {(category, year) for category, year, _ in CARDS} == {
        (category, year)
        for year in (2021, 2022)
        for category in (
            "national",
            "cpam",
            "drsm",
            "cnam",
            "carsat",
            "cgss",
            "cti",
            "ceir",
            "ugecam",
            "mayotte",
        )
    }


@pytest.mark.parametrize(
    ("category", "year", "code", "words"),
    [
        ("caf", 2022, "categorie-inconnue", "cpam"),
        ("", 2022, "categorie-vide", "catégorie"),
        ("cpam", 2020, "campagne-inconnue", "2021 et 2022"),
        ("cpam", None, "campagne-inconnue", "2021 et 2022"),
    ],
)
def test_an_unknown_scorecard_lists_the_known_ones(
    category: str, year: Any, code: str, words: str
) -> None:
    with pytest.raises(PycogError) as caught:
        find_rows(category, year)
    assert caught.value.code == code
    assert words in caught.value.message
