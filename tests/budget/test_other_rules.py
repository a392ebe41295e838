"""A second agreement: four groups, M€, its own rules; nothing of another agreement applies.

Its folder is beside this file; every expected figure is worked out from it by hand.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pycog import conventions
from pycog.annexes.annexe_1.budget_workbook import build_budget
from pycog.annexes.annexe_2_3.fund_workbook import build_fund
from pycog.budget import transfers
from pycog.budget.credits import find_credit, groups_of
from pycog.conventions import Convention
from pycog.conventions.loading.loader import load_folder
from pycog.errors import CellError, InvalidConvention, NotAvailable, PycogError
from pycog.values import CellValue, Shown, display
from udfs.catalogue import Catalogue
from udfs.explanation import explain_call

FOLDER = Path(__file__).parent / "recouvrement-2023-2027"
ID = FOLDER.name
FORMULAS = Catalogue()
TITLE = "COG RECOUVREMENT 2023-2027"

PERSONNEL, OTHERS, PROPERTY, COMPUTING = (
    "personnel", "autres fonctionnement", "immobilier", "informatique",
)  # fmt: skip
DIRECTOR, COUNCIL = "Directeur", "Délibération du conseil"
WITHIN = "Directeur (dans la limite de 2 % du groupe d'origine)"
STATE = "Délibération du conseil : approbation expresse de l'État"

#: Every ordered pair of the four groups, as the folder prints it (annexe 5, 2.1 to 2.5).
AUTHORITIES = {
    (PERSONNEL, PERSONNEL): DIRECTOR,
    (PERSONNEL, OTHERS): DIRECTOR,
    (PERSONNEL, PROPERTY): DIRECTOR,
    (PERSONNEL, COMPUTING): DIRECTOR,
    (OTHERS, PERSONNEL): STATE,
    (OTHERS, OTHERS): DIRECTOR,
    (OTHERS, PROPERTY): WITHIN,
    (OTHERS, COMPUTING): WITHIN,
    (PROPERTY, PERSONNEL): "virement-interdit",
    (PROPERTY, OTHERS): COUNCIL,
    (PROPERTY, PROPERTY): DIRECTOR,
    (PROPERTY, COMPUTING): COUNCIL,
    (COMPUTING, PERSONNEL): STATE,
    (COMPUTING, OTHERS): COUNCIL,
    (COMPUTING, PROPERTY): COUNCIL,
    (COMPUTING, COMPUTING): DIRECTOR,
}


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(conventions.VARIABLE, raising=False)
    conventions.add_folder(FOLDER)
    yield


@pytest.fixture
def agreement() -> Convention:
    return conventions.load(ID)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """Copy the folder with one table replaced or edited."""

    def write(file: str, old: str, new: str | None) -> Path:
        folder = tmp_path / ID
        folder.mkdir()
        for path in FOLDER.iterdir():
            text = path.read_text("utf-8")
            if path.name == file:
                if new is None:
                    continue
                assert text.count(old) == 1, old
                text = text.replace(old, new)
            (folder / path.name).write_text(text, encoding="utf-8")
        return folder

    return write


def show(name: str, *values: CellValue) -> Shown:
    return FORMULAS[name].show(*values)


def value(name: str, *values: CellValue) -> CellValue:
    return show(name, *values).value


def refused(name: str, *values: CellValue) -> str:
    found = value(name, *values)
    assert isinstance(found, CellError), found
    return found.code


def test_who_decides_is_what_this_agreement_says(agreement: Convention) -> None:
    assert agreement.rules is not None
    found = {}
    for pair in AUTHORITIES:
        origin, destination = (find_credit(agreement, name) for name in pair)
        try:
            found[pair] = transfers.authority(origin, destination, agreement.rules)
        except PycogError as error:
            found[pair] = error.code
    assert found == AUTHORITIES


def test_a_line_and_another_name_stand_for_their_group() -> None:
    assert value("COG_GROUP", "Frais de mission", None, ID) == OTHERS
    assert value("COG_GROUP", "masse salariale", None, ID) == PERSONNEL
    decided = value("COG_TRANSFER_AUTHORITY", "Masse salariale", "Frais de mission", None, ID)
    assert decided == DIRECTOR


def test_evaluative_credits_have_no_rule_here() -> None:
    ends = ("Dotations aux amortissements", "Dépenses de personnel")
    assert refused("COG_TRANSFER_AUTHORITY", *ends, None, ID) == "regle-absente"
    assert refused("COG_TRANSFER_AUTHORITY", *reversed(ends), None, ID) == "regle-absente"
    assert refused("COG_CARRYOVER", 31.0, 30.0, ends[0], 2024.0, ID) == "regle-absente"
    found = value("COG_UPDATE_ALLOWED", ends[1], "prélèvements obligatoires", ID)
    assert isinstance(found, CellError)
    assert (found.code, found.message) == (
        "regle-absente",
        f"Aucune règle d'actualisation n'est donnée par la convention « {TITLE} ». Ajoutez-la à "
        "ses règles de budget, avec l'endroit où elle est imprimée.",
    )


def test_an_explanation_cites_this_agreement_and_no_assumption_of_another() -> None:
    arguments = ("Achats et services", "Dépenses de personnel", None, ID)
    formula = FORMULAS["COG_TRANSFER_AUTHORITY"]
    found = explain_call(formula, formula.show(*arguments), arguments)
    assert found.source == f"{TITLE}, annexe 5, 2.4"
    assert found.arithmetic == (
        f"du groupe {OTHERS} au groupe {PERSONNEL} (annexe 5, 2.4) : {STATE}"
    )
    assert found.assumptions == ()


REGISTER = [
    ["Date", "De", "Vers", "Montant", "Motif", "Décision", "Information"],
    ["15/03/2024", "Dépenses de personnel", "Investissements informatiques", 1.5, "Serveurs",
     "", ""],
    ["16/03/2024", "Achats et services", "immobilier", 2.0, "Toiture", "", ""],
    ["17/03/2024", "Frais de mission", "Dépenses de personnel", 200.0, "Renfort",
     "CA du 16/03/2024", ""],
]  # fmt: skip


def test_a_register_is_checked_in_the_unit_of_the_fund() -> None:
    rows = value("COG_TRANSFER_CHECK", REGISTER, None, None, ID)
    assert isinstance(rows, list)
    # 1 021,5 − 1,5 and 62,0 + 1,5; nobody was informed.
    assert rows[1] == [
        DIRECTOR, 1020.0, 63.5,
        "Ligne 2 de la plage : l'information de la tutelle manque (annexe 5, 2.2).",
    ]  # fmt: skip
    # 118,7 + 19,8 − 2,0 and 44,2 + 2,0; the register cannot show the limit of 2 %.
    assert rows[2] == [
        WITHIN, 136.5, 46.2, "À vérifier : dans la limite de 2 % du groupe d'origine",
    ]  # fmt: skip
    # 200 exceed the 136,5 that are left by 63,5.
    assert rows[3] == [
        STATE, -63.5, 1220.0,
        "Ligne 4 de la plage : le montant dépasse de 63,5 M€ le disponible du groupe autres "
        "fonctionnement (136,5 M€).",
    ]  # fmt: skip


def test_an_amount_that_states_its_unit_is_converted() -> None:
    table: CellValue = [
        ["Date", "De", "Vers", "Montant", "Motif", "Information"],
        ["15/03/2024", PERSONNEL, COMPUTING, "1 500 000 €", "Serveurs", "oui"],
    ]
    rows = value("COG_TRANSFER_CHECK", table, None, None, ID)
    # 1 500 000 € are 1,5 M€: 1 021,5 − 1,5 and 62,0 + 1,5.
    assert isinstance(rows, list)
    assert rows[1] == [DIRECTOR, 1020.0, 63.5, "Conforme"]
    budget: CellValue = [["Ligne", "Budget"], ["Dépenses de personnel", "1 021 500 k€"]]
    checked = value("COG_CONFORMITY", budget, 2024.0, None, ID)
    assert isinstance(checked, list)
    assert checked[1] == [1021.5, 0.0, "Oui", "Conforme"]


@pytest.mark.parametrize(
    ("spent", "wanted", "said"),
    [
        # 1 021,5 − 1 000 = 21,5, under 3 % of 1 021,5 = 30,645.
        (1000.0, 21.5, "21,5 M€"),
        # 1 021,5 − 900 = 121,5, more than 30,645.
        (900.0, 30.645, "30,645 M€"),
        (1100.0, 0.0, "0 M€"),
    ],
)
def test_a_carry_over_stops_at_the_ceiling(spent: float, wanted: float, said: str) -> None:
    found = show("COG_CARRYOVER", 1021.5, spent, "Dépenses de personnel", 2024.0, ID)
    assert (found.value, display(found.value, found.kind)) == (wanted, said)


def test_what_the_agreement_does_not_say_of_a_carry_over_is_refused() -> None:
    # No rule on the last year, and none on the use of what is carried.
    last = ("COG_CARRYOVER", 10.0, 5.0, "Dépenses de personnel", 2027.0, ID)
    assert refused(*last) == "regle-absente"
    assert value("COG_CARRYOVER_APPROVAL", PERSONNEL, PROPERTY, ID) == (
        "Approbation expresse de l'État"
    )
    table = [
        ["Origine", "Destination", "Montant", "Non pérenne"],
        [PERSONNEL, OTHERS, 1.5, "non"],
    ]
    rows = value("COG_CARRYOVER_STATEMENT", table, 2024.0, ID)
    assert isinstance(rows, list)
    assert [row[1] for row in rows[1:-1]] == [
        "Dépenses de personnel", "Groupe autres fonctionnement", "Achats et services",
        "Frais de mission", "Investissements immobiliers", "Investissements informatiques",
        "Total FNG",
    ]  # fmt: skip
    assert rows[2] == [
        "FNG", "Groupe autres fonctionnement", 0.0, 1.5, "Approbation expresse de l'État : 1,5 M€",
    ]  # fmt: skip
    assert rows[-1] == ["", "Constat", "", "", "Conforme"]


@pytest.mark.parametrize(
    ("bought", "missions", "year", "said"),
    [
        # 3 % of 118,7 + 19,8 = 138,5 is 4,155: the group counts, whatever each line carries.
        (2.5, 1.5, 2024.0, "Conforme"),
        (3.0, 1.5, 2024.0,
         "FNG, groupe autres fonctionnement : 4,5 M€ reportés en tout, plus que 3 % des 138,5 M€ "
         "autorisés par la convention en 2024, soit 4,155 M€"),
        (2.5, 1.5, None, "Donnez l'année N−1 pour que ce soit contrôlé"),
    ],
)  # fmt: skip
def test_a_group_of_several_lines_carries_no_more_than_its_ceiling(
    bought: float, missions: float, year: float | None, said: str
) -> None:
    table: CellValue = [
        ["Origine", "Destination", "Montant"],
        ["Achats et services", OTHERS, bought],
        ["Frais de mission", OTHERS, missions],
    ]
    rows = value("COG_CARRYOVER_STATEMENT", table, year, ID)
    assert isinstance(rows, list)
    told = str(rows[-1][-1])
    assert told == said if said == "Conforme" else said in told


def test_the_delay_of_approval_is_that_of_the_agreement() -> None:
    # 30 calendar days from 1 February 2024 end on 2 March (29 days in February); the day after.
    found = show("COG_APPROVAL_DATE", "01/02/2024", None, None, None, ID)
    assert display(found.value, found.kind) == "03/03/2024"
    formula = FORMULAS["COG_APPROVAL_DATE"]
    asked = ("01/02/2024", None, None, None, ID)
    told = explain_call(formula, found, asked)
    assert told.source == f"{TITLE}, annexe 5, 1.2"
    assert [one.id for one in told.assumptions] == ["approbation-depart"]


def test_a_group_of_several_lines_is_judged_as_one() -> None:
    def judged(missions: float) -> list[list[object]]:
        table = [["Ligne", "Budget"], ["Achats et services", 119.0], ["Frais de mission", missions]]
        rows = value("COG_CONFORMITY", table, 2024.0, None, ID)
        assert isinstance(rows, list)
        return [row[1:] for row in rows[1:]]

    # 119,0 − 118,7 = +0,3 and 19,5 − 19,8 = −0,3: nothing over the group.
    assert judged(19.5) == [
        [0.3, "Oui", "Écart de +0,3 M€ : se juge sur le groupe autres fonctionnement"],
        [-0.3, "Oui", "Écart de -0,3 M€ : se juge sur le groupe autres fonctionnement"],
    ]
    # 19,6 − 19,8 = −0,2: the group is 0,1 over.
    assert judged(19.6)[0] == [
        0.3, "Non",
        "Ligne 2 de la plage : écart de +0,3 M€ : se juge sur le groupe autres fonctionnement, en "
        "écart de +0,1 M€ : pas d'approbation tacite",
    ]  # fmt: skip


def test_the_report_says_its_unit_and_takes_no_euros_for_millions() -> None:
    table = [
        ["Ligne", "Exécuté"],
        ["Achats et services", 119.0],
        ["Frais de mission", 20.0],
        ["Dépenses de personnel", 1_000_000_000.0],
    ]
    rows = value("COG_BUDGET_REPORT", table, 2024.0, None, ID)
    assert isinstance(rows, list)
    assert rows[0][:2] == ["Ligne", "Base COG 2024 (M€)"]
    assert rows[0][4:7] == ["Autorisé (M€)", "Exécuté (M€)", "Disponible (M€)"]
    assert rows[1][5] == ""  # the personnel is not counted in euros
    # 119,0 + 20,0 − (118,7 + 19,8) = 0,5.
    assert rows[-1][10] == (
        "Ligne 4 de la plage : « Dépenses de personnel » (exécuté) : 1 000 000 000 pour une base "
        "de 1 021,5 M€. Le fonds compte en M€ : saisissez le montant en M€. Groupe autres "
        "fonctionnement : dépassement de 0,5 M€."
    )


def test_an_amount_is_given_as_printed_or_converted_exactly() -> None:
    def told(*more: CellValue) -> tuple[CellValue, str]:
        found = show("COG_BUDGET", "Dépenses de personnel", 2024.0, None, ID, *more)
        return found.value, display(found.value, found.kind)

    # Printed « 1 021,5 M€ » in one row and « 1 018,0 » in another: the table counts in M€.
    assert told() == (1021.5, "1 021,5 M€")
    assert told("€") == (1_021_500_000.0, "1 021 500 000 €")
    assert told("k€") == (1_021_500.0, "1 021 500 k€")
    executed = 1_000_000_000.0
    assert refused("COG_EXECUTION", executed, 1021.5) == "echelles-differentes"
    assert refused("COG_BREACH", 1021.5, executed, PERSONNEL, ID) == "echelles-differentes"
    # Two hundred times the amount is no factor of a thousand, and no budget in M€ either.
    assert refused("COG_BREACH", 1021.5, 200_000.0, PERSONNEL, ID) == "unite-du-fonds"
    assert value("COG_BREACH", 1021.5, 1022.0, PERSONNEL, ID) == "Dépassement de 0,5 M€"


def test_without_rules_nothing_is_decided(changed: Callable[..., Path]) -> None:
    agreement = load_folder(changed("budget_rules.csv", "", None))
    assert agreement.rules is None
    with pytest.raises(NotAvailable) as caught:
        build_budget(agreement, {})
    assert caught.value.code == "regle-absente"
    assert f"« {TITLE} »" in caught.value.message
    # The groups are those of its lines all the same.
    assert list(groups_of(agreement, agreement.funds["FNG"])) == [
        PERSONNEL, OTHERS, PROPERTY, COMPUTING, "évaluatif",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("virement;;immobilier;personnel;non;Les investissements immobiliers ne financent pas le "
         "personnel.;;;;;;;;annexe 5, 2.5",
         "virement;;immobilier;tous;;Préfet;;;;;;;;annexe 5, 2.5\n"
         "virement;;tous;personnel;;Ministre;;;;;;;;annexe 5, 2.5",
         "budget_rules.csv, ligne 10 : cette règle et celle donnée à la ligne 9 valent toutes deux "
         "pour « immobilier » vers « personnel » (FNG) et ne disent pas la même chose. Précisez "
         "l'origine ou la destination de l'une d'elles."),
        ("virement;;personnel;limitatif", "virement;;personnels;limitatif",
         "budget_rules.csv, ligne 6 : « personnels » (origine) n'est ni un groupe de "
         "budget_lines.csv ni une nature. Valeurs admises : tous, limitatif, évaluatif, recette, "
         "personnel, autres fonctionnement, immobilier, informatique."),
        (";Réputée acquise;;30;", ";Réputée acquise;;;",
         "budget_rules.csv, ligne 3 : la colonne « délai » est vide. Écrivez le nombre de jours de "
         "l'approbation tacite."),
        ("report;;limitatif;;;;;;;;3 %", "report;;limitatif;;;;;;;;3",
         "budget_rules.csv, ligne 13 : le plafond « 3 » n'est pas une part de 0 % à 100 %. Écrivez "
         "par exemple 10 %."),
        ("conformité;;limitatif;;;au plus", "conformité;;limitatif;;;environ",
         "budget_rules.csv, ligne 4 : la décision « environ » n'est pas admise. Écrivez au plus, "
         "égal, libre."),
        ("report;;limitatif;;;;;;;;3 %", "report;;limitatif;;;;;20;;;3 %",
         "budget_rules.csv, ligne 13 : la colonne « délai » ne sert pas à une règle « report », "
         "mais à : approbation d'un budget, approbation d'un report. Videz la cellule."),
        ("information de la tutelle", "accord de la tutelle",
         "budget_rules.csv, ligne 6 : « accord de la tutelle » (exige) ne dit pas quelle colonne "
         "du registre est attendue. Commencez par « information » ou « décision », par exemple "
         "« décision modificative »."),
        ("groupe;;masse salariale;personnel", "groupe;FNGA;masse salariale;personnel",
         "budget_rules.csv, ligne 2 : le fonds « FNGA » n'est pas décrit dans convention.toml. "
         "Fonds décrits : FNG."),
    ],
)  # fmt: skip
def test_a_fault_of_the_rules_says_where_and_what(
    changed: Callable[..., Path], old: str, new: str, message: str
) -> None:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(changed("budget_rules.csv", old, new))
    assert caught.value.message.splitlines()[0] == f"{ID}/{message}"


def test_a_unit_of_no_amount_is_refused(changed: Callable[..., Path]) -> None:
    with pytest.raises(InvalidConvention) as caught:
        load_folder(changed("convention.toml", "millions d'euros", "francs"))
    assert caught.value.message == (
        f"{ID}/convention.toml : le fonds n°1 a une unité « francs » inconnue. Écrivez « € » ou "
        "« k€ » ou « M€ »."
    )


#: Words of other agreements, and of their annexes, that must not be in a workbook of this one.
FOREIGN = re.compile(
    r"CAMIEG|FNG[AR]\b|annexes? [1234]\b|\b1\.2\.\d|\b1\.1\.\d|\b2\.[12]\.\d|contrôleur général|"
    r"20 jours|en euros|SNB"
)


def texts_of(content: bytes) -> str:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return "\n".join(
        archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".xml")
    )


def test_its_workbooks_say_nothing_of_another_agreement(agreement: Convention) -> None:
    rules = texts_of(build_budget(agreement, {}))
    fund = texts_of(build_fund(agreement, agreement.funds["FNG"], {}))
    for text in (rules, fund):
        assert FOREIGN.findall(text) == []
        assert "millions d'euros (M€)" in text
        assert "#,##0.0\\ &quot;M€&quot;" in text
        assert "#,##0\\ &quot;€&quot;" not in text
    assert "Paramètres du délai (la COG dit « 30 jours calendaires »)" in rules
    assert "Suivi budgétaire de la COG RECOUVREMENT 2023-2027" in rules
    assert "Base COG 2024 (M€)" in fund
