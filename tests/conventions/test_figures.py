"""Key figures: the table, its faults, the look-up, and the figures of two documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog import conventions
from pycog.conventions import Convention, load
from pycog.conventions.facts import schema
from pycog.conventions.facts.figures import read_period
from pycog.conventions.figure_lookup import key_evolution, key_figure, other_values
from pycog.conventions.loading.figure_table import read_value
from pycog.conventions.loading.loader import load_folder
from pycog.errors import InvalidConvention, InvalidInput, NotAvailable, PycogError
from pycog.values import Scalar, format_number
from tests.conventions.conftest import TABLES

HEAD = "clé;libellé;période;imprimé;unité;valeur;environ;source\n"
ABOUT = """\
id = "essai"
titre = "Rapport d'essai"
titre_court = "Essai 2021"
parties = ["Caisse"]
annees = [2021]
annee_reference = 2020
document = "Rapport d'essai"
statut = "publié"
version = "1"
"""


@pytest.fixture
def figures(tmp_path: Path) -> Callable[[str], Convention]:
    """Load a document that has nothing but these rows of figures."""

    def write(rows: str, head: str = HEAD) -> Convention:
        folder = tmp_path / "essai"
        folder.mkdir(exist_ok=True)
        (folder / "convention.toml").write_text(ABOUT, encoding="utf-8")
        (folder / "figures.csv").write_text(head + rows, encoding="utf-8")
        return load_folder(folder)

    return write


def test_a_document_of_figures_alone_loads(figures: Callable[[str], Convention]) -> None:
    assert TABLES  # the other tables are absent here, and nothing asks for them
    loaded = figures(
        "appels;Appels reçus;2021;875 716 appels;appels;;;page 1\n"
        "appels-evolution;Évolution des appels;2021;+5,84 %;%;;;page 1\n"
        "attente;Attente;2021-12;plus de 2 min;min;2;oui;page 2\n"
        "ecart;Écart;2021;-2,3 points;points;;;page 2\n"
    )
    assert not loaded.indicators
    assert not loaded.scorecards
    calls = loaded.figures["appels"][0]
    assert (calls.value, calls.unit, calls.printed) == (875_716.0, "appels", "875 716 appels")
    assert calls.citation == "Essai 2021, page 1"
    assert loaded.figures["appels-evolution"][0].value == 0.0584
    assert loaded.figures["ecart"][0].value == -0.023
    wait = loaded.figures["attente"][0]
    assert wait.approximate
    assert wait.span == (dt.date(2021, 12, 1), dt.date(2021, 12, 31))
    frame = loaded.frame("figures")
    assert list(frame["key"]) == ["appels", "appels-evolution", "attente", "ecart"]
    assert frame["value"].sum() == 875_716.0 + 0.0584 + 2.0 - 0.023


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Appels;Appels;2021;5;appels;;;p",
         "essai/figures.csv, ligne 2 : la colonne « clé » contient « Appels ». Une clé s'écrit en "
         "minuscules sans accent, chiffres et tirets compris. Écrivez un nom court, par exemple "
         "effectif-total."),
        ("appels;Appels;l'an dernier;5;appels;;;p",
         "essai/figures.csv, ligne 2 : la colonne « période » contient « l'an dernier ». Ce n'est "
         "pas une période. Écrivez 2021, 2021-12, 2021-12-31 ou 2020-06/2020-12."),
        ("appels;Appels;2021/2020;5;appels;;;p",
         "essai/figures.csv, ligne 2 : la colonne « période » contient « 2021/2020 ». Ce n'est pas "
         "une période. Écrivez 2021, 2021-12, 2021-12-31 ou 2020-06/2020-12."),
        ("appels;Appels;2021;près de la moitié;%;;;p",
         "essai/figures.csv, ligne 2 : le chiffre « près de la moitié » n'est pas un nombre. "
         "Écrivez par exemple 12 000, 0,9, 90 %, 7 j ou 1 200 €. Si le chiffre est imprimé dans "
         "une phrase, écrivez le nombre à lire dans la colonne « valeur »."),
        ("appels;Appels;2021;81,5;%;;;p",
         "essai/figures.csv, ligne 2 : le chiffre « 81,5 » et son unité « % » ne vont pas "
         "ensemble. Si le chiffre est imprimé dans une phrase, écrivez le nombre à lire dans la "
         "colonne « valeur »."),
        ("appels;Appels;2021;81,5 %;appels;;;p",
         "essai/figures.csv, ligne 2 : le chiffre « 81,5 % » et son unité « appels » ne vont pas "
         "ensemble. Si le chiffre est imprimé dans une phrase, écrivez le nombre à lire dans la "
         "colonne « valeur »."),
        ("appels;Appels;2021;1.234;appels;;;p",
         "essai/figures.csv, ligne 2 : le chiffre « 1.234 » peut se lire de deux façons : on ne "
         "sait pas si le point ou la virgule sépare les milliers ou les décimales. Écrivez les "
         "milliers avec une espace et les décimales avec une virgule, par exemple 1 234,56. Si le "
         "chiffre est imprimé dans une phrase, écrivez le nombre à lire dans la colonne "
         "« valeur »."),
        ("appels;Appels;2021;5;appels;;environ;p",
         "essai/figures.csv, ligne 2 : la colonne « environ » contient « environ ». Valeurs "
         "admises : oui. Laissez la cellule vide si le chiffre est net."),
        ("appels;Appels;2021;5;appels;;;p\nappels;Appels;2020;5;visites;;;p",
         "essai/figures.csv, ligne 3 : la clé « appels » a déjà l'unité « appels ». Donnez la même "
         "unité, ou une autre clé."),
        ("appels;Appels;2021;5;appels;;;p\nappels;Appels;2021;6;appels;;;p",
         "essai/figures.csv, ligne 3 : clé « appels », période « 2021 », source « p » figure déjà "
         "à la ligne 2."),
        ("appels;Appels;2021;5;appels;;;",
         "essai/figures.csv, ligne 2 : la colonne « source » est vide. Indiquez où le fait est "
         "imprimé, par exemple « annexe 2, indicateur 1 »."),
    ],
)  # fmt: skip
def test_a_fault_stops_the_load(
    figures: Callable[[str], Convention], row: str, message: str
) -> None:
    with pytest.raises(InvalidConvention) as caught:
        figures(row + "\n")
    assert caught.value.message == message


def test_an_unknown_unit_tells_the_list(figures: Callable[[str], Convention]) -> None:
    with pytest.raises(InvalidConvention) as caught:
        figures("appels;Appels;2021;5;coups de fil;;;p\n")
    assert caught.value.message.endswith(f"Valeurs admises : {', '.join(schema.FIGURE_UNITS)}.")


@given(st.integers(-(10**12), 10**12), st.sampled_from(["appels", "€", "ETP", "agents"]))
def test_a_figure_reads_back_as_it_is_written(number: int, unit: str) -> None:
    written = format_number(number / 100, 2)
    assert read_value(written, unit) == number / 100
    assert read_value(f"{written} {unit}", unit) == number / 100


@given(st.integers(-(10**6), 10**6))
def test_rates_and_points_are_ratios(hundredths: int) -> None:
    written, ratio = format_number(hundredths / 100, 2), float(f"{hundredths}e-4")
    assert read_value(f"{written} %", "%") == ratio
    assert read_value(written, "points") == ratio
    assert read_value(f"{written} points", "points") == ratio


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", (2021, 1, 1), (2021, 12, 31)),
        ("2020-02", (2020, 2, 1), (2020, 2, 29)),
        ("2020-12", (2020, 12, 1), (2020, 12, 31)),
        ("2021-12-31", (2021, 12, 31), (2021, 12, 31)),
        ("2020-06/2020-12", (2020, 6, 1), (2020, 12, 31)),
        ("2019/2020", (2019, 1, 1), (2020, 12, 31)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert read_period(text) == (dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("text", ["", "21", "2021-13", "2021-02-30", "2021/", "/2021", "2021/2020"])
def test_other_texts_are_no_period(text: str) -> None:
    with pytest.raises(ValueError):
        read_period(text)


# The look-up


@pytest.fixture
def own(figures: Callable[[str], Convention], monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a document of figures known to the look-up."""
    loaded = figures(
        "appels;Appels reçus;2021;120;appels;;;page 1\n"
        "appels;Appels reçus;2021;121;appels;;;page 9\n"
        "appels;Appels reçus;2020;100;appels;;;page 1\n"
        "appels-evolution;Évolution;2021;+20 %;%;;;page 1\n"
        "taux;Taux de réponse;2021;81,5 %;%;;;page 2\n"
        "taux;Taux de réponse;2019;80 %;%;;;page 2\n"
        "stock;Stock;2021-06-30;10;dossiers;;;page 3\n"
        "stock;Stock;2021-12-31;12;dossiers;;;page 3\n"
        "depuis-rien;Depuis rien;2020;0;dossiers;;;page 4\n"
        "depuis-rien;Depuis rien;2021;3;dossiers;;;page 4\n"
        "evolution-a;Évolution;2021;1;nombre;;;page 5\n"
        "mediation-saisines;Saisines;2021;7;saisines;;;page 6\n"
    )
    monkeypatch.setattr(conventions, "_added", [loaded.folder])
    return loaded.id


def test_the_first_place_and_the_latest_period_are_used(own: str) -> None:
    assert key_figure("appels", None, own).value == 120.0
    assert key_figure("Appels reçus", 2020.0, own).value == 100.0
    assert key_figure("stock", "", own).value == 12.0
    assert key_figure("stock", "30/06/2021", own).value == 10.0


def test_an_evolution_names_what_it_compares(own: str) -> None:
    found = key_evolution("appels", 2021.0, own)
    assert (found.value, found.kind) == (0.2, "evolution")
    assert found.before is not None
    assert found.before.value == 100.0
    assert found.printed is not None
    assert found.printed.printed == "+20 %"


def test_a_rate_moves_by_points(own: str) -> None:
    found = key_evolution("taux", None, own)
    assert found.kind == "points"
    assert found.value == pytest.approx(0.015, abs=1e-15)
    assert found.printed is None


@pytest.mark.parametrize(
    ("key", "period", "kind", "message"),
    [
        ("stock", 2021, InvalidInput,
         "« Stock » est imprimé pour plusieurs périodes de 2021 : 2021-06-30, 2021-12-31. Donnez "
         "l'une d'elles."),
        ("stock", 2019, NotAvailable,
         "« Stock » n'est pas imprimé pour 2019. Périodes imprimées : 2021-06-30, 2021-12-31."),
        ("stock", "hier", InvalidInput,
         "La période « hier » n'est ni une année ni une date. Écrivez par exemple 2020 ou "
         "31/12/2020."),
        ("apels", None, NotAvailable,
         "Le chiffre « apels » n'est dans aucun de ces documents : Essai 2021. Donnez sa clé ou "
         "son libellé exact. Clés proches : « appels »."),
        ("Évolution", None, InvalidInput,
         "« Évolution » désigne plusieurs chiffres : « appels-evolution » (essai), "
         "« evolution-a » (essai). Donnez la clé et la convention."),
    ],
)  # fmt: skip
def test_what_cannot_be_found_says_why(
    own: str, key: str, period: Scalar, kind: type[PycogError], message: str
) -> None:
    with pytest.raises(kind) as caught:
        key_figure(key, period, own)
    assert caught.value.message == message


def test_a_key_of_two_documents_must_name_one(own: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        key_figure("mediation-saisines")
    assert caught.value.message == (
        "« mediation-saisines » désigne plusieurs chiffres : « mediation-saisines » (isere-2020), "
        "« mediation-saisines » (essai). Donnez la clé et la convention."
    )
    assert key_figure("mediation-saisines", None, own).value == 7.0


def test_a_period_that_one_document_prints_decides() -> None:
    assert key_figure("poids-qualite", 2021).value == key_figure("poids-qualite", 2022).value
    assert key_figure("poids-performance", 2022).citation.startswith("Intéressement maladie 2022")
    with pytest.raises(InvalidInput, match="désigne plusieurs chiffres"):
        key_figure("poids-qualite")


def test_the_other_value_of_a_contradicted_figure_is_cited() -> None:
    id_ = "interessement-maladie-2021"
    figure = key_figure("poids-qualite", 2021, id_)
    assert figure.value == 0.35
    assert [other.printed for other in other_values("poids-qualite", figure, id_)] == ["40 %"]


def test_an_evolution_from_nothing_is_refused(own: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        key_evolution("depuis-rien", 2021, own)
    assert caught.value.code == "division-par-zero"


def test_a_faulty_folder_hides_no_figure_and_is_told(own: str, tmp_path: Path) -> None:
    (tmp_path / own / "figures.csv").write_text("clé;inconnue\n", encoding="utf-8")
    conventions._load.cache_clear()
    assert key_figure("mediation-revenus-substitution").value == 200.0
    with pytest.raises(InvalidConvention):
        key_figure("appels-jamais-vus")


# The figures of the two documents


def test_every_figure_of_the_documents_can_be_looked_up() -> None:
    for name in ("isere-2020", "mutualisation-2007"):
        document = load(name)
        assert document.figures
        for key, items in document.figures.items():
            for item in items:
                found = key_figure(key, item.period, name)
                assert found is next(other for other in items if other.period == item.period)


@pytest.mark.parametrize(
    ("key", "period", "value"),
    [
        ("factures-fournisseurs", 2020, 875_716),
        ("rdv-ald", 2020, 486),
        ("rdv-maternite", 2020, 739),
        ("rdv-invalidite", 2020, 140),
        ("agences", 2020, 5),
        ("agences", 2019, 16),
        ("zones-accueil", 2019, 4),
        ("points-conseil", 2020, 9),
        ("permanences-fermees", 2020, 21),
        ("france-services", 2020, 11),
        ("france-services-objectif", 2021, 29),
        ("france-services-part-assurance-maladie", 2020, 0.25),
        ("mediation-saisines", 2020, 435),
        ("mediation-revenus-substitution", 2020, 200),
        ("emailing-aboutissement", 2020, 0.9904),
        ("emailing-ouverture", 2020, 0.4605),
        ("emailing-reactivite", 2020, 0.0966),
        ("newsletters-envoyees", 2020, 95),
        ("newsletters-envoyees", 2019, 78),
        ("newsletters-categories", 2020, 14),
    ],
)
def test_figures_of_isere(key: str, period: int, value: float) -> None:
    assert key_figure(key, period, "isere-2020").value == value


def test_what_is_listed_is_as_many_as_is_said() -> None:
    for key in ("france-services", "newsletters-categories", "types-accueil"):
        said, *listed = load("isere-2020").figures[key]
        lists = [item for item in listed if item.citation.endswith("énumération")]
        assert lists
        for item in lists:
            separator = " ; " if " ; " in item.printed else ", "
            assert len(item.printed.split(separator)) == said.value == item.value


def test_the_projects_of_2007_add_up() -> None:
    figures = load("mutualisation-2007").figures
    value = {key: items[0].value for key, items in figures.items()}
    by_perimeter = ("region-entiere", "toutes-cpam", "partie-region")
    by_process = ("metier", "support")
    for group in (by_perimeter, by_process):
        assert sum(value[f"projets-{name}"] for name in group) == 189
        assert sum(value[f"projets-{name}-part"] for name in group) == pytest.approx(1, abs=1e-12)
        for name in group:
            exact = value[f"projets-{name}"] / 189
            assert abs(exact - value[f"projets-{name}-part"]) < 0.005


def test_the_dates_of_the_note_are_milestones() -> None:
    due = {item.key: item.due.last for item in load("mutualisation-2007").milestones}
    assert due == {
        "cahiers_des_charges_2008": dt.date(2007, 11, 30),
        "bilan_actions_2007": dt.date(2008, 1, 31),
    }
