"""What every formula promises: its declaration, its errors, its speed, its hosts."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pycog.assumptions import ASSUMPTIONS, assumption
from pycog.errors import CellError, InvalidInput, NotAvailable, PycogError
from pycog.values import OMITTED, Shown, display
from tests.paths import ROOT
from tests.udfs.literal_calls import evaluate
from tests.udfs.validation import cells_of
from udfs import surface
from udfs.catalogue import (
    Argument,
    Formula,
    argument_counts,
    catalogue,
    declarations,
    formula,
)
from udfs.hosts.engine import EngineHost, from_engine, to_engine

FORMULAS = list(catalogue().values())
SURFACE = ROOT / "tests" / "surface" / "formules.txt"

#: The public contract: workbooks hold these names and this order of arguments.
TEXTS = st.sampled_from(
    [
        "", " ", "90%", "<5%", "≤ 10 jours", "7 j", "7 j au 9ème décile", "90% en 21 jours", "+3%",
        "Baisse de 14 %", "2", "7 000 000", "75/100", "31/12/2021", "O/N", "cf. COG CNAMTS", "oui",
        "entre 98 % et 102 %", "90% 80%", "hausse", "baisse", "valeur", "délai", "compose",
        "points", "48 h", "fin 2013", "1er trimestre 2012", "FNGA", "Personnel", "total",
        "fiche 3", "annexe 2", "camieg-2012-2015",
        "12 000 €", "-5", "1.234", "beaucoup", "\x00", "9" * 400, "=1/0", "libellé", "2013",
    ]
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 60_000),
    st.integers(),
    st.floats(),
    st.floats(-2, 2),
    st.sampled_from([2013.0, 44561.0, 1e308, -1e308, 5e-324, 0.0, -0.0]),
    TEXTS,
    st.text(max_size=6),
    st.sampled_from([CellError("#N/A"), CellError("#DIV/0!")]),
)
ROWS = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(SCALARS, min_size=width, max_size=width), max_size=3)
)
SOUP = st.lists(st.one_of(SCALARS, SCALARS, SCALARS, ROWS, st.just([[]])), max_size=5)


def is_cell(value: Any) -> bool:
    if isinstance(value, float):
        return value - value == 0.0
    return isinstance(value, str | bool | CellError)


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.name)
@settings(max_examples=60)
@given(values=SOUP)
@example(values=[])
@example(values=[1e308, 5e-324])
def test_no_input_makes_a_formula_fail(formula: Formula, values: list[Any]) -> None:
    shown = formula.show(*values)
    cells = cells_of(shown.value)
    assert all(map(is_cell, cells)), shown
    assert [display(cell, shown.kind) for cell in cells]
    assert repr(formula.evaluate(*values)) == repr(shown.value)


@pytest.mark.parametrize(
    "formula", [item for item in FORMULAS if item.explain], ids=lambda formula: formula.name
)
@settings(max_examples=60)
@given(values=SOUP)
def test_an_explanation_ends_with_the_result_that_is_shown(
    formula: Formula, values: list[Any]
) -> None:
    whole = [argument.whole for argument in formula.arguments]
    values = [
        [[value]] if part and not isinstance(value, list) else value
        for value, part in zip(values, whole, strict=False)
    ]
    scalars = [value for value, part in zip(values, whole, strict=False) if not part]
    if len(values) < formula.required or any(isinstance(value, list) for value in scalars):
        return
    if any(isinstance(value, list) and not any(value) for value in values):
        return  # a range without cells: no host gives one to an explanation
    shown = formula.show(*values)
    if isinstance(shown.value, CellError):
        return
    assert formula.explain is not None
    sentence = formula.explain(*values)
    cells = cells_of(shown.value)
    filled = [cell for cell in cells if cell != ""]
    if filled:
        assert sentence.endswith(display(filled[-1], shown.kind))
    else:
        assert sentence
    assert set(formula.assumptions_used(*values)) <= set(formula.assumptions)


def test_a_listing_may_only_grow() -> None:
    before = SURFACE.read_text(encoding="utf-8")
    assert surface.broken(before, surface.listing()) == []
    grown = before + "\nCOG_NEW\n"
    assert surface.broken(before, grown) == []
    gone = before.replace("COG_ATTAINMENT", "COG_ATTAINED")
    assert surface.broken(before, gone) == ["COG_ATTAINMENT"]
    swapped = before.replace("argument 1 : actual", "argument 1 : target", 1)
    assert surface.broken(before, swapped) == ["COG_ATTAINMENT"]
    needed = before.replace("3 : floor (seuil), facultatif", "3 : floor (seuil), obligatoire", 1)
    assert surface.broken(before, needed) == ["COG_ATTAINMENT"]
    assert surface.broken("", before) == []


def test_the_listing_under_review_is_up_to_date() -> None:
    assert surface.listing() == SURFACE.read_text(encoding="utf-8"), (
        "run make generated, then read the difference"
    )


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.name)
def test_every_example_works(formula: Formula) -> None:
    assert formula.example.startswith(f"={formula.name}(")
    shown = evaluate(formula.example)
    cells = cells_of(shown.value)
    assert not any(isinstance(cell, CellError) for cell in cells)
    # A table may have cells with nothing to say; any other result is filled.
    wide = isinstance(shown.value, list) and len(shown.value[0]) > 2
    is_table = formula.returns == "table" or wide
    assert any(cells) if is_table else "" not in cells


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.name)
def test_every_formula_says_what_an_officer_needs(formula: Formula) -> None:
    labels = [argument.label for argument in formula.arguments]
    assert len(set(labels)) == len(labels)
    assert formula.help.endswith(".")
    assert all(argument.help.endswith(".") for argument in formula.arguments)
    assert formula.source and formula.category
    assert all(assumption(name).id == name for name in formula.assumptions)


def test_every_assumption_is_used_and_written_in_full() -> None:
    used = {name for item in FORMULAS for name in item.assumptions}
    assert used == {item.id for item in ASSUMPTIONS}
    for item in ASSUMPTIONS:
        parts = (item.title, item.statement, item.silence, item.alternative)
        assert all(parts)
        assert all(part.endswith(".") for part in parts[1:])


def test_an_unknown_assumption_is_refused() -> None:
    with pytest.raises(NotAvailable) as caught:
        assumption("hasard")
    assert caught.value.code == "hypothese-inconnue"


def test_a_wrong_number_of_arguments_lists_them() -> None:
    value = catalogue()["COG_ATTAINMENT"].evaluate(0.77)
    assert value == CellError(
        "#VALUE!",
        "COG_ATTAINMENT attend de 2 à 6 arguments, 1 reçu : COG_ATTAINMENT(réalisé ; objectif ; "
        "[seuil] ; [sens] ; [unités] ; [référence]).",
        "nombre-d-arguments",
    )


def test_counts_of_arguments_are_those_of_the_signatures() -> None:
    counts = argument_counts()
    assert list(counts) == list(catalogue())
    # (masse ; ETP), and (autorisé ; exécuté ; ligne ; [exercice] ; [convention]).
    assert (counts["COG_PER_FTE"], counts["COG_CARRYOVER"]) == ((2, 2), (3, 5))


def test_an_error_given_comes_back_unchanged() -> None:
    error = CellError("#REF!")
    for item in FORMULAS:
        for position in range(item.required):
            values: list[Any] = [0.5] * item.required
            values[position] = error
            assert item.evaluate(*values) is error
            values[position] = [[0.5, error]]
            found = item.evaluate(*values)
            assert found is error or found[0][1] is error


def test_a_block_of_results_rests_on_every_assumption() -> None:
    rule = catalogue()["COG_ATTAINMENT"]
    assert rule.assumptions_used(0.03, "<5%") == ("rapport-miroir",)
    for values in ([[[0.5]], "90%"], [0.5, [["90%"]]], [0.5, "90%", [[0.1]]]):
        assert rule.spreads(*values)
        assert rule.assumptions_used(*values) == rule.assumptions


def test_a_formula_of_a_range_refuses_ranges_elsewhere() -> None:
    value = catalogue()["COG_TRAJECTORY"].evaluate([[1.0], [2.0]], [[0.5, 0.5]])
    assert [row[0].code for row in value] == ["plage-imprevue", "plage-imprevue"]


def test_a_result_of_one_cell_is_a_single_value() -> None:
    assert catalogue()["COG_ATTAINMENT"].evaluate([[0.9]], "90%") == 1.0
    assert catalogue()["COG_TRAJECTORY"].evaluate(100.0, [[0.25]]) == 125.0


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ATTAINMENT", ()),
        ("COG_X1", ()),
        ("COG_ATTAINMENT", ()),
        ("COG_NOUVEAU", (Argument("a", "a", "A.", optional=True), Argument("b", "b", "B."))),
        ("COG_NOUVEAU", (Argument("a", "1er taux", "A."),)),
    ],
)
def test_a_bad_declaration_is_refused(name: str, arguments: tuple[Argument, ...]) -> None:
    declare = formula(
        name, help="…", arguments=arguments, returns="text", source="…", example="=1", category="…"
    )
    with pytest.raises(ValueError, match=name):
        declare(lambda *values: "")
    assert list(catalogue()) == [item.name for item in FORMULAS]


def test_every_declaration_is_found_without_loading_it() -> None:
    assert set(declarations()) == set(catalogue())


@pytest.mark.parametrize("module", sorted(set(declarations().values())))
def test_each_module_declares_what_its_source_says(module: str) -> None:
    code = (
        f"import udfs.declarations.{module}; from udfs.catalogue import _registry, declarations;"
        f"named = {{name for name, place in declarations().items() if place == '{module}'}};"
        "print(named != set() and named <= set(_registry))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True"


def test_asking_for_a_formula_loads_its_module_only() -> None:
    code = (
        "import sys; from udfs.catalogue import Catalogue; found = Catalogue();"
        "assert 'COG_SCORE' in found and found['COG_ATTAINMENT'].name == 'COG_ATTAINMENT';"
        "print(sorted(name for name in sys.modules if name.startswith('udfs.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == (
        "['udfs.catalogue', 'udfs.declarations', 'udfs.declarations.citing', "
        "'udfs.declarations.indicators', 'udfs.unit_checks']"
    )


def test_the_catalogue_loads_neither_numpy_nor_pandas() -> None:
    code = (
        "import sys; from udfs.catalogue import catalogue; f = catalogue();"
        "f['COG_TARGET'].evaluate(2.0, 2013.0); f['COG_DECILE'].evaluate([[1.0, 2.0]]);"
        "f['COG_ATTAINMENT'].evaluate([[0.5], [0.6]], '90%');"
        "f['COG_BUDGET_REPORT'].evaluate([['Personnel', 5.0]], 2013.0);"
        "f['COG_APPROVAL_DATE'].evaluate(41306.0);"
        "slow = {'numpy', 'pandas', 'openpyxl', 'formualizer', 'holidays'};"
        "print(sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("given", "cell"),
    [
        (0.5, 0.5),
        ("90%", "90%"),
        (True, True),
        (None, None),
        (OMITTED, None),
        ({"type": "Error", "kind": "Na"}, CellError("#N/A")),
        ({"type": "Error", "kind": "Div"}, CellError("#DIV/0!")),
        ({"type": "Error", "kind": "NImpl"}, CellError("#VALUE!")),
        ([[1.0, None], ["x", {"type": "Error", "kind": "Ref"}]],
         [[1.0, None], ["x", CellError("#REF!")]]),
    ],
)  # fmt: skip
def test_the_engine_host_reads_what_the_engine_gives(given: Any, cell: Any) -> None:
    assert from_engine(given) == cell


def test_the_engine_host_gives_what_the_engine_takes() -> None:
    assert to_engine([[1.0, None], [CellError("#N/A"), "x"]]) == [
        [1.0, ""],
        [{"type": "Error", "kind": "Na"}, "x"],
    ]
    assert to_engine(float("nan")) == {"type": "Error", "kind": "Num"}
    assert to_engine(CellError("#GETTING_DATA")) == {"type": "Error", "kind": "Value"}


def test_a_number_that_is_none_is_an_error_for_the_engine_host() -> None:
    callback = EngineHost().callables()["COG_ATTAINMENT"]
    assert callback(float("inf"), "90%") == {"type": "Error", "kind": "Num"}
    assert callback([[float("nan")]], "90%") == {"type": "Error", "kind": "Num"}
    assert callback(0.77, "90%", OMITTED, "hausse") == 0.77 / 0.9
    assert callback(0.77) == {"type": "Error", "kind": "Value"}


@settings(max_examples=30)
@given(values=SOUP)
def test_no_input_makes_a_callback_fail(values: list[Any]) -> None:
    for callback in EngineHost().callables().values():
        result = callback(*values)
        cells = cells_of(result)
        assert all(isinstance(cell, float | str | bool | dict) for cell in cells)


def failing(error: BaseException) -> EngineHost:
    def function() -> None:
        raise error

    broken = Formula("COG_BROKEN", function, "…", (), "text", "…", "=COG_BROKEN()", "…")
    return EngineHost({"COG_BROKEN": broken})


def test_a_fault_of_ours_never_passes_through_the_engine() -> None:
    host = failing(RuntimeError("é" * 500))
    assert host.callables()["COG_BROKEN"]() == {"type": "Error", "kind": "Value"}
    shown = host.show("COG_BROKEN")
    assert isinstance(shown.value, CellError)
    assert shown.value.code == "erreur-interne"
    assert host.interruption is None


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)])
def test_an_interruption_is_kept_to_be_raised_again(error: BaseException) -> None:
    host = failing(error)
    assert host.callables()["COG_BROKEN"]() == {"type": "Error", "kind": "Value"}
    assert host.interruption is error


def test_the_engine_host_shows_errors_with_their_reason() -> None:
    shown = EngineHost().show("COG_TARGET", 18.0, 2014.0)
    assert isinstance(shown, Shown)
    assert isinstance(shown.value, CellError)
    assert shown.value.code == "objectif-renvoye"
    assert EngineHost().show("COG_VERSION") == Shown("pycog 0.2.0", "text")


def test_errors_become_the_right_excel_error() -> None:
    assert CellError.of(InvalidInput("c", "m")) == CellError("#VALUE!", "m", "c")
    assert CellError.of(NotAvailable("c", "m")) == CellError("#N/A", "m", "c")
    assert str(CellError("#N/A")) == "#N/A"
    assert PycogError("c", "m", cell="A1").fields == {"cell": "A1"}


def test_a_key_figure_cites_the_value_that_contradicts_it() -> None:
    explain = catalogue()["COG_KEY_FIGURE"].explain
    assert explain is not None
    told = explain("poids-qualite", 2021, "interessement-maladie-2021")
    assert "contredit par « 40 % » (Intéressement maladie 2021, 3, part nationale)" in told
    assert "La formule est retenue" in told
