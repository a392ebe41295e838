"""Three made-up agreements in the add-in: none is built in, and none is taken for another."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, Page

from addin import annexes
from pycog import conventions
from pycog.annexes import build
from pycog.conventions.form.exchange import workbook_of
from pycog.errors import CellError
from pycog.refresh import refresh_file
from tests.addin import asking
from tests.addin.browser import pane, press, put, settled, sheet, wait_for
from tests.addin.conversing import ask, begin, told
from tests.addin.server import serving
from tests.addin.test_pane import plain, text, workbook
from tests.agreements import RECOUVREMENT, write_agreements
from tests.annexes.test_made_up_agreements import assert_own_words
from tests.made_up import ALIZE, BRUME, CIRRUS, MADE_UP, MadeUp, known_in
from tests.udfs.test_hosts import bits
from udfs.hosts.engine import EngineHost

OWN = pytest.mark.parametrize("own", MADE_UP, ids=lambda one: one.id)

#: What an officer types in a workbook of each; Excel and the file say the same.
TYPED = {
    ALIZE.id: [
        '=COG_TARGET("1.1",2024)', '=COG_TARGET("R12",2026)', '=COG_TARGET_TEXT("1.2",2025)',
        '=COG_INDICATOR("2a")', '=COG_BASELINE("R12")', '=COG_SOURCE("1.2")',
        '=COG_STATUS(0.86,COG_TARGET_TEXT("1.1",2023))',
        '=COG_ATTAINMENT(0.79,COG_TARGET_TEXT("1.1",2026))', '=COG_BUDGET("moyens",2024)',
    ],
    BRUME.id: [
        '=COG_BUDGET("Moyens des phares",2024)', '=COG_BUDGET("ensemble",2025,"FAG")',
        '=COG_BUDGET("bouees",2025,"FAG","","€")', '=COG_NATURE("Contributions aux bouées")',
        '=COG_SOURCE("FAG")', "=COG_EVOLUTION(210,214)", '=COG_DUE("juin 2025")',
        '=COG_TARGET("1.1",2024)',
    ],
    CIRRUS.id: [
        "=COG_TARGET(1,2022)", '=COG_TARGET_TEXT("3",2023)', '=COG_INDICATOR(3,"fiche")',
        '=COG_BUDGET("Équipages",2022,"FAN")', '=COG_BUDGET("Campagnes",2023,"FPN","","€")',
        '=COG_GROUP("Toiles")', '=COG_GAP(0.7,COG_TARGET_TEXT(1,2021))', "=COG_BASELINE(1)",
    ],
}  # fmt: skip
#: A question, and what the answer must say; worked out by hand from the tables.
ASKED = {
    ALIZE.id: ("quelle est la cible 2024 de l'indicateur 1.1 ?", "88 %"),
    BRUME.id: ("quel est le budget des moyens des phares en 2025 ?", "214"),
    CIRRUS.id: ("quel est l'objectif 2022 de l'indicateur 3 ?", "25 jours"),
}
#: Annexes that are offered.
OFFERED = {
    ALIZE.id: ["Tableau des engagements : indicateurs"],
    BRUME.id: ["Annexe financière : budget FAG", "Suivi des échéances"],
    CIRRUS.id: ["Annexe A : budget FAN", "Annexe B : budget FPN", "Annexe C : indicateurs"],
}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the three agreements, which pycog knows here too."""
    with known_in(tmp_path_factory.mktemp("accords")) as root:
        yield root


@pytest.fixture(scope="module")
def page(browser: Browser, places: Path) -> Iterator[Page]:
    """A pane on a server that knows the three and means the one that comes with pycog."""
    with (
        serving("--conventions", str(places / "conventions")) as server,
        pane(browser, server.url, workbook()) as running,
    ):
        yield running


def book(own: MadeUp, *sheets: dict[str, Any], named: bool = True) -> dict[str, Any]:
    """Return a workbook of an agreement, as the stub takes it."""
    found = workbook(*(sheets or (sheet("Suivi", [[typed] for typed in TYPED[own.id]]),)))
    if named:
        found["noms"] = {"COG_CONVENTION": f'="{own.id}"'}
    return found


def shown(page: Page, own: MadeUp) -> str:
    """Return what the whole pane says, which must be no word of another agreement."""
    said = plain(page.locator("main").inner_text())
    options = " ".join(page.locator("main option").all_text_contents())
    groups = page.locator("main optgroup").evaluate_all("tous => tous.map(un => un.label)")
    assert_own_words(" ".join([said, plain(options), *groups]), own, "volet")
    return said


# ---- recalculation ----


def refreshed(own: MadeUp, path: Path) -> list[Any]:
    """Return what ``pycog refresh`` writes for the same formulas in a file of the same name."""
    file = Workbook()
    file.defined_names["COG_CONVENTION"] = DefinedName("COG_CONVENTION", attr_text=f'"{own.id}"')
    page = file.create_sheet("Suivi", 0)
    for row, typed in enumerate(TYPED[own.id], start=1):
        page.cell(row, 1).value = typed
    file.save(path)
    assert refresh_file(path, EngineHost()).refused is None
    cells = load_workbook(path, data_only=True)["Suivi"]["A"]
    return [CellError(cell.value, "") if cell.data_type == "e" else cell.value for cell in cells]


@OWN
def test_recalculation_gives_what_the_refresh_of_the_file_gives(
    page: Page, own: MadeUp, tmp_path: Path
) -> None:
    put(page, book(own))
    press(page, "Recalculer")
    page.get_by_role("button", name="Tout le classeur").click()
    settled(page)
    wait_for(page, "!JSON.stringify(essai.lire()).includes('#BUSY!')")
    cells = page.evaluate("essai.lire()")["feuilles"][0]["cellules"]
    values = [cells[f"A{row}"]["v"] for row in range(1, len(TYPED[own.id]) + 1)]
    in_excel = [CellError(one, "") if str(one).startswith("#") else one for one in values]
    expected = refreshed(own, tmp_path / "classeur.xlsx")
    as_numbers = [float(one) if type(one) is int else one for one in expected]
    assert [_kind(one) for one in in_excel] == [_kind(one) for one in as_numbers]
    assert sum(isinstance(one, CellError) for one in in_excel) == (own is not CIRRUS)
    shown(page, own)


def _kind(value: Any) -> object:
    if isinstance(value, CellError):
        return "#"  # the stub tells no error value from another
    return bits(float(value) if type(value) is int else value)


# ---- the other actions ----


@OWN
def test_the_sheet_is_checked(page: Page, own: MadeUp) -> None:
    put(page, book(own))
    assert press(page, "Contrôler") == "resultat"
    assert "Aucun constat" in shown(page, own)


#: A formula of each that takes no convention, and the place that its agreement prints.
EXPLAINED = {
    ALIZE.id: ('=COG_ATTAINMENT(0.86,"85 %")', "CPG Alizé 2023-2026, tableau des engagements"),
    BRUME.id: ("=COG_EVOLUTION(210,214)", "COG Urbanor 2024-2025, annexe financière"),
    CIRRUS.id: ("=COG_EVOLUTION(900,930)", "COG Nimbo 2021-2023, annexe A, annexe B"),
}
#: The same of the first formula of TYPED, which looks up one row of the tables.
LOOKED_UP = {
    ALIZE.id: "CPG Alizé 2023-2026, engagement 1.1",
    BRUME.id: "COG Urbanor 2024-2025, ligne 2, ligne « Moyens des phares »",
    CIRRUS.id: "COG Nimbo 2021-2023, annexe C, 1",
}


@OWN
def test_a_cell_is_explained_from_its_agreement(page: Page, own: MadeUp) -> None:
    typed, place = EXPLAINED[own.id]
    for formula, cited in ((typed, place), (TYPED[own.id][0], LOOKED_UP[own.id])):
        put(page, book(own, sheet("Suivi", [[formula]])))
        press(page, "Recalculer")
        page.get_by_role("button", name="Tout le classeur").click()
        settled(page)
        wait_for(page, "!JSON.stringify(essai.lire()).includes('#BUSY!')")
        press(page, "Expliquer")
        said = shown(page, own)
        assert f"Source : {cited}\n" in said
    assert f"{own.id} (nom COG_CONVENTION du classeur)" in said


@OWN
def test_the_annexes_of_the_agreement_are_offered(page: Page, own: MadeUp) -> None:
    put(page, book(own))
    assert press(page, "Insérer une annexe") == "formulaire"
    shown(page, own)
    offered = page.locator("#cog-annexe option").all_text_contents()
    assert [plain(one) for one in offered] == OFFERED[own.id]
    for annex in offered:
        page.get_by_label("Convention et annexe").select_option(label=annex)
        wait_for(page, "!document.querySelector('.cog-formulaire [type=submit]').disabled")
    page.get_by_label("Convention et annexe").select_option(label=offered[0])
    wait_for(page, "!document.querySelector('.cog-formulaire [type=submit]').disabled")
    page.get_by_role("button", name="Insérer", exact=True).click()
    assert settled(page) == "resultat"
    assert "Le nom COG_CONVENTION" not in shown(page, own)
    wait_for(page, "!JSON.stringify(essai.lire()).includes('#BUSY!')")
    written = page.evaluate("JSON.stringify(essai.lire())")
    assert_own_words(written, own, "feuilles insérées")
    assert "COG_" in written and "#N/A" not in written.replace(_typed_errors(page), "")


def _typed_errors(page: Page) -> str:
    return str(page.evaluate("JSON.stringify(essai.lire().feuilles[0])"))


@OWN
def test_the_reports_are_those_of_the_agreement(page: Page, own: MadeUp) -> None:
    put(page, book(own))
    assert press(page, "Bilan") == "formulaire"
    shown(page, own)
    assert page.locator("#cog-rapport-convention option").count() == 1
    years = page.locator("#cog-rapport-exercice option").all_text_contents()
    assert years == [str(year) for year in conventions.load(own.id).years]


def test_a_report_is_drawn_from_the_open_annex(page: Page, places: Path) -> None:
    annexes = build(places / "annexes", EngineHost(), agreement=CIRRUS.id)
    content = next(path for path in annexes if "indicateurs" in path.name).read_bytes()
    put(page, book(CIRRUS))
    saved = "([url, contenu]) => essai.enregistre(url, contenu)"
    page.evaluate(saved, ["annexe-c.xlsx", base64.b64encode(content).decode("ascii")])
    press(page, "Bilan")
    page.get_by_label("Exercice").select_option("2022")
    page.get_by_label("Format").select_option(label="Page web")
    page.get_by_role("button", name="Établir").click()
    assert settled(page) == "resultat"
    assert "0 indicateur mesuré sur 3 en 2022" in shown(page, CIRRUS)
    with page.expect_download() as saving:
        page.locator(".cog-remise").last.click()
    drawn = Path(saving.value.path()).read_text("utf-8")
    assert "COG Nimbo 2021-2023" in drawn
    assert_own_words(drawn, CIRRUS, "bilan")


@OWN
def test_the_assistant_answers_from_the_agreement(page: Page, own: MadeUp) -> None:
    put(page, book(own))
    begin(page)
    question, answer = ASKED[own.id]
    assert answer in told(ask(page, question))
    shown(page, own)


def test_a_workbook_without_the_name_gets_it_with_the_first_annex(page: Page) -> None:
    put(page, book(ALIZE, sheet("Feuil1", [["saisie"]]), named=False))
    press(page, "Insérer une annexe")
    page.get_by_label("Convention et annexe").select_option(label="Annexe 3 : budget FNGR")
    wait_for(page, "!document.querySelector('.cog-formulaire [type=submit]').disabled")
    page.get_by_role("button", name="Insérer", exact=True).click()
    assert settled(page) == "resultat"
    assert "Le nom COG_CONVENTION ajouté au classeur" in text(page)
    assert page.evaluate("essai.lire().noms.COG_CONVENTION") == '="camieg-2012-2015"'


def test_an_annex_of_another_agreement_is_not_inserted(page: Page) -> None:
    put(page, book(ALIZE))
    press(page, "Insérer une annexe")
    put(page, book(CIRRUS))
    page.get_by_role("button", name="Insérer", exact=True).click()
    assert settled(page) == "erreur"
    assert "parmi celles de COG Nimbo 2021-2023, que suit ce classeur" in text(page)
    assert len(page.evaluate("essai.lire()")["feuilles"]) == 1


# ---- the form of a convention ----


def open_form(page: Page, content: bytes, name: str = "convention.xlsx") -> None:
    """Make the form of a convention the open workbook of the stub."""
    names = load_workbook(BytesIO(content)).sheetnames
    opened = workbook(*(sheet(one, [["…"]]) for one in names))
    opened["noms"] = {"PYCOG_FORMULAIRE": "=Convention!$A$1"}
    put(page, opened)
    page.evaluate(
        "([url, contenu]) => essai.enregistre(url, contenu)",
        [f"C:/Documents/{name}", base64.b64encode(content).decode("ascii")],
    )


@OWN
def test_a_form_without_faults_says_what_it_holds(page: Page, places: Path, own: MadeUp) -> None:
    open_form(page, workbook_of(places / "conventions" / own.id))
    assert press(page, "Contrôler") == "resultat"
    said = shown(page, own)
    assert "Aucune anomalie" in said
    assert f"{own.id} : {len(conventions.load(own.id).indicators)} indicateur" in said
    assert "Le serveur de formules connaît déjà" in said


def test_all_faults_of_a_form_are_told_and_lead_to_their_cells(page: Page, places: Path) -> None:
    file = load_workbook(BytesIO(workbook_of(places / "conventions" / ALIZE.id)))
    indicators: Worksheet = file["Indicateurs"]
    (aim,) = (cell for row in indicators.iter_rows() for cell in row if cell.value == "88 %")
    (twice,) = (cell for row in indicators.iter_rows() for cell in row if cell.value == "2a")
    aim.value, twice.value = "beaucoup plus vite", "1.2"
    content = BytesIO()
    file.save(content)
    open_form(page, content.getvalue())
    assert press(page, "Contrôler") == "constats"
    said = shown(page, ALIZE)
    assert "anomalies dans la convention" in said
    for place in (f"Indicateurs {aim.coordinate}", f"Indicateurs {twice.coordinate}"):
        assert place in said
    assert "On peut écrire 98 %, < 5 %" in said
    page.get_by_role("button", name=f"Indicateurs {aim.coordinate}").click()
    settled(page)
    assert page.evaluate("essai.journal.at(-1)") == ["selection", "Indicateurs", aim.coordinate]
    state = page.evaluate("essai.lire()")
    assert state["feuilles"][state["active"]]["nom"] == "Indicateurs"
    page.get_by_role("button", name="Contrôler la feuille affichée").click()
    assert settled(page) == "resultat"
    assert "La feuille « Indicateurs » ne présente" in text(page)


def test_a_form_that_lost_its_mark_is_known_by_its_sheets(page: Page, places: Path) -> None:
    open_form(page, workbook_of(places / "conventions" / BRUME.id))
    opened = page.evaluate("essai.lire()")
    del opened["noms"]
    put(page, opened)
    press(page, "Contrôler")
    assert "Aucune anomalie" in shown(page, BRUME)
    put(page, workbook(sheet("Convention", [["Total", 1]])))
    press(page, "Contrôler")
    assert "Aucun constat" in text(page)


def test_a_file_that_is_no_form_is_refused(page: Page, places: Path) -> None:
    open_form(page, workbook_of(places / "conventions" / BRUME.id))
    garbage = base64.b64encode(b"PK rien").decode("ascii")
    page.evaluate(
        "([url, contenu]) => essai.enregistre(url, contenu)", ["convention.xlsx", garbage]
    )
    assert press(page, "Contrôler") == "erreur"
    assert "convention.xlsx" in text(page)


# ---- the agreement that the server means ----


def test_a_server_that_means_an_agreement_without_indicators_offers_it_first(places: Path) -> None:
    folder = str(places / "conventions")
    with serving("--conventions", folder, "--convention", BRUME.id) as server:
        reports = asking.get(f"{server.url}/cog/rapports").json()
        annexes = asking.get(f"{server.url}/cog/annexes").json()
    assert reports["convention"] == BRUME.id
    assert BRUME.id in {one["id"] for one in reports["conventions"]}
    assert [one["title"] for one in annexes[0]["annexes"]] == OFFERED[BRUME.id]
    assert len(annexes) == 1
    assert_own_words(str(annexes), BRUME, "annexes")


def test_the_simulation_of_a_bonus_agreement_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(conventions.VARIABLE, str(write_agreements(tmp_path / "accords")))
    with conventions.using(RECOUVREMENT):
        (group,) = annexes.available()
        offered = {str(one["id"]): one["title"] for one in _annexes(group)}
        name = f"{RECOUVREMENT}/interessement-2021/simulation.xlsx"
        assert offered[name] == "Simulation des montants par ETP"
        assert annexes.book(name).sheets == ["Plusieurs branches"]


def _annexes(group: dict[str, Any]) -> list[dict[str, str]]:
    return list(group["annexes"])
