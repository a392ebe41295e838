"""Relations between key figures: what printing leaves open, and what contradicts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.conventions import checks
from pycog.conventions.facts.figures import KeyFigure
from pycog.conventions.facts.relations import span_of, written_like
from pycog.conventions.loading.loader import load_folder
from pycog.errors import InvalidConvention

ABOUT = """\
id = "rapport"
titre = "Rapport d'essai"
titre_court = "Rapport d'essai"
parties = ["une caisse"]
annees = [2021]
annee_reference = 2020
document = "Rapport d'essai"
statut = "publié"
version = "1"
"""
FIGURES = """\
clé;libellé;période;imprimé;unité;valeur;environ;source
total;Total;2021;300;agents;;;page 1
hommes;Hommes;2021;{men};agents;;;page 1
femmes;Femmes;2021;200;agents;;;page 1
part;Part des femmes;2021;{share};%;;;page 2
ancien;Total;2020;250;agents;;;page 3
evolution;Évolution;2021;{evolution};%;;;page 3
montant;Montant;2021;{amount};€;{amount_value};;page 4
premier;Premier;2021;1 000,10 €;€;;;page 4
second;Second;2021;2 000,20 €;€;;;page 4
"""
RELATIONS = """\
id;nature;résultat;opérandes;facteur;gravité;lecture
total;somme;total@2021;hommes@2021 femmes@2021;;change un résultat;
solde;somme;hommes@2021;total@2021 -femmes@2021;;change un résultat;
part;part;part@2021;femmes@2021 total@2021;;à trancher;La part est recalculée.
evolution;évolution;evolution@2021;ancien@2020 total@2021;;à trancher;
montant;somme;montant@2021;premier@2021 second@2021;;change un résultat;
"""
HOLDS = {
    "men": "100",
    "share": "66,7 %",
    "evolution": "+20 %",
    "amount": "3 000,30 €",
    "amount_value": "",
}


def folder(place: Path, figures: str, relations: str = RELATIONS) -> Path:
    place = place / "rapport"
    place.mkdir()
    (place / "convention.toml").write_text(ABOUT, "utf-8")
    (place / "figures.csv").write_text(figures, "utf-8")
    (place / "relations.csv").write_text(relations, "utf-8")
    return place


def findings(place: Path, **changed: str) -> list[str]:
    convention = load_folder(folder(place, FIGURES.format(**{**HOLDS, **changed})))
    return [finding.text for finding in checks.audit(convention)]


def test_what_holds_gives_no_finding(tmp_path: Path) -> None:
    assert findings(tmp_path) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            {"share": "65 %"},
            "Rapport d'essai, page 2, Part des femmes, 2021 : imprimé « 65 % », recalculé 67 % "
            "(200 / 300) [à trancher]. La part est recalculée.",
        ),
        (
            {"evolution": "+21 %"},
            "Rapport d'essai, page 3, Évolution, 2021 : imprimé « +21 % », recalculé 20 % "
            "(de 250 à 300) [à trancher]. Le chiffre imprimé est conservé.",
        ),
        (
            {"amount": "3 000,31 €"},
            "Rapport d'essai, page 4, Montant, 2021 : imprimé « 3 000,31 € », recalculé "
            "3 000,30 € (1 000,10 € + 2 000,20 €) [change un résultat]. "
            "Le chiffre imprimé est conservé.",
        ),
    ],
)
def test_a_contradiction_is_told(tmp_path: Path, changed: dict[str, str], expected: str) -> None:
    assert [
        text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
        for text in findings(tmp_path, **changed)
    ] == [expected]


def test_one_wrong_count_breaks_each_relation_that_reads_it(tmp_path: Path) -> None:
    found = findings(tmp_path, men="101")
    assert len(found) == 2
    assert "imprimé « 300 », recalculé 301 agents (101 + 200)" in found[0]
    assert "imprimé « 101 », recalculé 100 agents (300 - 200)" in found[1]
    assert "Conséquence" not in found[0]
    assert found[1].endswith(
        "Conséquence possible du constat « Total » : les deux calculs lisent 101."
    )


def test_a_rounded_figure_stands_for_all_that_round_to_it(tmp_path: Path) -> None:
    """3 k€ stands for 2 500 to 3 500 €, so 3 000,30 € is no contradiction."""
    assert findings(tmp_path, amount="3 k€", amount_value="3 000") == []


def test_an_amount_printed_to_the_cent_is_exact(tmp_path: Path) -> None:
    assert len(findings(tmp_path, amount="3 000,29 €")) == 1


def test_a_figure_printed_twice_with_two_values(tmp_path: Path) -> None:
    twice = FIGURES.format(**HOLDS) + "part;Part des femmes;2021;70 %;%;;;page 9\n"
    (finding,) = checks.audit(load_folder(folder(tmp_path, twice)))
    assert finding.id == "chiffre-contredit/part/2021/page-9"
    assert (finding.printed, finding.recomputed) == ("66,7 %", "« 70 % » (page 9)")
    assert finding.derived
    assert finding.severity == "à trancher"


def test_every_place_that_agrees_is_named(tmp_path: Path) -> None:
    more = "total;Total;2021;300;agents;;;page 7\ntotal;Total;2021;301;agents;;;page 8\n"
    (finding,) = checks.audit(load_folder(folder(tmp_path, FIGURES.format(**HOLDS) + more)))
    assert finding.place == "page 1, page 7, Total, 2021"
    assert finding.recomputed == "« 301 » (page 8)"


WEIGHTS = """\
clé;thème;libellé;période;imprimé;unité;valeur;source;gravité;lecture
qualite;Poids;Qualité;2021;40 %;%;;texte;change un résultat;Le texte est retenu.
qualite;Poids;Qualité;2021;{quality};%;{quality} %;formule;;
cout;Poids;Coût;2021;60 %;%;;texte;;
cout;Poids;Coût;2021;{cost};%;{cost} %;formule;;
"""


def test_two_lists_of_weights_that_disagree_are_one_contradiction(tmp_path: Path) -> None:
    relations = f"{RELATIONS.partition(chr(10))[0]}\n"
    place = folder(tmp_path, WEIGHTS.format(quality=35, cost=65), relations)
    assert [finding.text for finding in checks.audit(load_folder(place))] == [
        "Rapport d'essai, texte, Qualité, Coût, 2021 : imprimé « 40 % ; 60 % », contredit par "
        "« 35 ; 65 » (formule) [change un résultat]. Le texte est retenu."
    ]


def test_two_lists_of_weights_that_agree_are_no_finding(tmp_path: Path) -> None:
    relations = f"{RELATIONS.partition(chr(10))[0]}\n"
    place = folder(tmp_path, WEIGHTS.format(quality=40, cost=60), relations)
    assert checks.audit(load_folder(place)) == []


def test_weights_that_do_not_make_100_are_found(tmp_path: Path) -> None:
    relations = (
        f"{RELATIONS.partition(chr(10))[0]}\nx;complément;cout@2021;qualite@2021;;rédaction;\n"
    )
    figures = WEIGHTS.format(quality=40, cost=60).replace("60", "50")
    (finding,) = checks.audit(load_folder(folder(tmp_path, figures, relations)))
    assert plain(finding.recomputed) == "60 % (100 % - 40 %)"


@pytest.mark.parametrize(
    ("printed", "value", "low", "high"),
    [
        # The number that is read is not the first one printed.
        ("5 antennes sur 16", 16.0, 16.0, 16.0),
        # Three shares were counted; no number printed says three.
        ("1/3 - 1/3 - 1/3", 3.0, 3.0, 3.0),
        ("1,8 million", 1_800_000.0, 1_750_000.0, 1_850_000.0),
    ],
)
def test_a_count_is_the_printed_number_that_was_read(
    printed: str, value: float, low: float, high: float
) -> None:
    assert span_of(figure(printed, value, "structures")) == (low, high)


def test_a_figure_printed_twice_with_other_rounding_is_one_figure(tmp_path: Path) -> None:
    twice = FIGURES.format(**HOLDS) + "part;Part des femmes;2021;67 %;%;;;page 9\n"
    assert checks.audit(load_folder(folder(tmp_path, twice))) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("x;somme;total@2021;rien@2021;;rédaction;", "« rien@2021 » ne désigne aucun chiffre."),
        ("x;somme;total@2019;femmes@2021;;rédaction;", "Périodes connues de cette clé : 2021."),
        ("x;somme;total;femmes@2021;;rédaction;", "Écrivez une clé et sa période"),
        ("x;part;part@2021;femmes@2021;;rédaction;", "a 2 opérandes, et non 1."),
        ("x;part;part@2021;-femmes@2021 total@2021;;rédaction;", "seule une somme en admet."),
        ("x;rapport;part@2021;femmes@2021 total@2021;zéro;rédaction;", "relations.csv, ligne 2"),
        ("x;rapport;part@2021;femmes@2021 total@2021;0;rédaction;", "le facteur est nul."),
        ("x;racine;part@2021;femmes@2021;;rédaction;", "Valeurs admises : somme, complément"),
    ],
)
def test_a_faulty_relation_stops_the_load(tmp_path: Path, row: str, expected: str) -> None:
    header = RELATIONS.partition("\n")[0]
    place = folder(tmp_path, FIGURES.format(**HOLDS), f"{header}\n{row}\n")
    with pytest.raises(InvalidConvention) as caught:
        load_folder(place)
    assert expected in caught.value.message.replace("\N{NO-BREAK SPACE}", " ")


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def figure(printed: str, value: float, unit: str, *, approximate: bool = False) -> KeyFigure:
    return KeyFigure("k", "", "K", "2021", printed, value, unit, approximate, "Essai, page 1")


@pytest.mark.parametrize(
    ("row", "share", "recomputed"),
    [
        # 100 % - 20 % = 80 %
        ("x;complément;part@2021;evolution@2021;;rédaction;", "78 %", "80 % (100 % - +20 %)"),
        # 300 agents gained on a former 0: 50 gained towards 300 is 50 / 250 = 20 %
        ("x;évolution d'un écart;part@2021;gain@2021 total@2021;;rédaction;", "17 %",
         "20 % (écart de 50 vers 300)"),
        ("x;au moins;part@2021;evolution@2021;;rédaction;", "18 %", "au moins +20 % (page 3)"),
        ("x;égalité;part@2021;evolution@2021;;rédaction;", "22 %", "« +20 % » (page 3)"),
        ("x;au plus;part@2021;evolution@2021;;rédaction;", "22 %", "au plus +20 % (page 3)"),
        # (1 + 20 %) / (1 + 50 %) - 1 = -20 %
        ("x;évolution d'un rapport;part@2021;evolution@2021 hausse@2021;;rédaction;", "-30 %",
         "-20 % (+20 % rapporté à +50 %)"),
        # 300 / 600 = 50 %
        ("x;moyenne;part@2021;total@2021;600;rédaction;", "51 %", "50 % (300 / 600)"),
    ],
)  # fmt: skip
def test_kinds_of_reports(tmp_path: Path, row: str, share: str, recomputed: str) -> None:
    more = "gain;Gain;2021;50;agents;;;page 5\nhausse;Hausse;2021;+50 %;%;;;page 5\n"
    header = RELATIONS.partition("\n")[0]
    figures = FIGURES.format(**{**HOLDS, "share": share}) + more
    (finding,) = checks.audit(load_folder(folder(tmp_path, figures, f"{header}\n{row}\n")))
    assert plain(finding.recomputed) == recomputed


@given(st.integers(0, 10_000))
def test_every_rate_that_rounds_to_what_is_printed_is_in_its_span(tenths: int) -> None:
    """Printed with one decimal, a rate of n tenths of a percent stands for n ± half a tenth."""
    printed = f"{tenths // 10},{tenths % 10} %"
    low, high = span_of(figure(printed, tenths / 1000, "%"))
    assert float(low) == pytest.approx((tenths - 0.5) / 1000, abs=1e-15)
    assert float(high) == pytest.approx((tenths + 0.5) / 1000, abs=1e-15)


def test_an_approximate_count_is_known_to_its_last_figure() -> None:
    """« près de 12 000 » stands for 11 500 to 12 500."""
    low, high = span_of(figure("12 000", 12_000.0, "appels", approximate=True))
    assert (low, high) == (11_500, 12_500)


def test_an_approximate_rate_is_known_to_its_last_figure() -> None:
    """« près de 35 % » stands for 34,5 to 35,5 %, « environ 40 % » for 35 to 45 %."""
    low, high = span_of(figure("35 %", 0.35, "%", approximate=True))
    assert (float(low), float(high)) == (0.345, 0.355)
    low, high = span_of(figure("40 %", 0.4, "%", approximate=True))
    assert (float(low), float(high)) == (0.35, 0.45)


def test_a_mean_is_rounded_although_its_unit_counts() -> None:
    low, high = span_of(figure("521", 521.0, "courriels par jour"))
    assert (float(low), float(high)) == (520.5, 521.5)


@pytest.mark.parametrize(
    ("printed", "value", "unit", "new", "expected"),
    [
        ("81,5 %", 0.815, "%", 0.9, "90,0 %"),
        ("435", 435.0, "agents", 411.0, "411 agents"),
        ("189", 189.0, "nombre", 12.0, "12"),
        ("+2,3 points", 0.023, "points", 0.011, "1,1 points"),
    ],
)
def test_a_recomputed_value_is_written_like_the_printed_one(
    printed: str, value: float, unit: str, new: float, expected: str
) -> None:
    text = written_like(figure(printed, value, unit), new)
    assert text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == (
        expected
    )
