"""The convention that is meant where none is named: the nearest choice, and the user's own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog import configuration, conventions, default_convention
from pycog.default_convention import OPTION, SHIPPED, VARIABLE, WORKBOOK, default, using
from pycog.errors import InvalidConvention, InvalidInput, NotAvailable, PycogError, RefusedFile
from tests.paths import ROOT
from tests.two_agreements import ALPHA, BETA, write_agreements


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of settings of one's own on every system."""
    for name in ("XDG_CONFIG_HOME", "APPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    return tmp_path


@given(
    workbook=st.none() | st.just("du-classeur"),
    option=st.none() | st.just("de-l-option"),
    variable=st.none() | st.just("de-la-variable"),
    chosen=st.none() | st.just("retenue"),
)
def test_the_nearest_choice_is_meant(
    workbook: str | None, option: str | None, variable: str | None, chosen: str | None
) -> None:
    configuration.choose_convention(chosen)
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        if variable is not None:
            patch.setenv(VARIABLE, variable)
        stack.enter_context(using(option, OPTION))
        stack.enter_context(using(workbook))
        nearest = next(one for one in (workbook, option, variable, chosen, SHIPPED) if one)
        assert conventions.default_id() == nearest
        assert default().is_chosen == (nearest != SHIPPED)
    assert conventions.default_id() == (chosen or SHIPPED)


def test_what_chose_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "faute d'un autre choix" in default().origin
    path = configuration.choose_convention("retenue")
    assert default().origin == f"choisie par « pycog convention use », {path}"
    monkeypatch.setenv(VARIABLE, " de-la-variable ")
    assert str(default()) == "de-la-variable (variable PYCOG_CONVENTION)"
    with using("x"):
        assert default().origin == WORKBOOK == "nom COG_CONVENTION du classeur"


def test_a_blank_variable_chooses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "  ")
    assert default().id == SHIPPED


def test_what_is_meant_stays_the_same_throughout_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    with using(None):
        monkeypatch.setenv(VARIABLE, "autre")
        assert default().id == SHIPPED
    assert default().id == "autre"


def test_threads_keep_their_own() -> None:
    seen: dict[str, str] = {}
    both = threading.Barrier(2)

    def work(name: str) -> None:
        with using(name):
            both.wait(20)
            seen[name] = conventions.default_id()
            both.wait(20)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("une", "autre")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {"une": "une", "autre": "autre"}
    assert default().id == SHIPPED


def test_load_gives_the_one_that_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(conventions.VARIABLE, str(write_agreements(tmp_path / "conventions")))
    assert conventions.load().id == SHIPPED
    with using(BETA[0]):
        assert conventions.load().indicators["1"].targets[2020].target.value == BETA[2]
        with using(ALPHA[0]):
            assert conventions.load().indicators["1"].targets[2020].target.value == ALPHA[2]
        assert conventions.load(SHIPPED).id == SHIPPED


def test_an_unknown_one_says_where_it_comes_from_and_is_noted() -> None:
    with using("inconnue") as here:
        for _ in range(2):
            with pytest.raises(NotAvailable, match="« inconnue » n'est pas connue") as caught:
                conventions.load()
            assert caught.value.message.endswith(
                "Elle est demandée par : nom COG_CONVENTION du classeur."
            )
        assert here.fault is caught.value and here.used
    with using("inconnue") as here:
        assert conventions.load(SHIPPED).id == SHIPPED
        assert here.fault is None and not here.used


def test_a_broken_one_says_where_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_agreements(tmp_path / "conventions")
    (folder / ALPHA[0] / "statements.csv").write_text("rien\n", encoding="utf-8")
    monkeypatch.setenv(conventions.VARIABLE, str(folder))
    with using(ALPHA[0], OPTION), pytest.raises(InvalidConvention, match="option --convention"):
        conventions.load()


def test_a_fault_is_raised_by_what_needs_the_convention_only() -> None:
    fault = InvalidInput("convention-du-classeur", "Le nom ne dit rien.")
    with using(fault) as here:
        assert conventions.load(SHIPPED).id == SHIPPED
        assert here.fault is None
        with using(None), pytest.raises(InvalidInput, match="ne dit rien"):
            conventions.load()
        with pytest.raises(InvalidInput, match="ne dit rien"):
            conventions.default_id()
        assert here.fault is fault
        with using("camieg-2012-2015"):
            assert conventions.load().id == SHIPPED


def test_a_fault_raised_many_times_grows_no_longer() -> None:
    with using(InvalidInput("convention-du-classeur", "Le nom ne dit rien.")):
        lengths = set()
        for _ in range(50):
            try:
                default()
            except PycogError as error:
                trace, length = error.__traceback__, 0
                while trace is not None:
                    trace, length = trace.tb_next, length + 1
                lengths.add(length)
        assert max(lengths) <= 3


# ---- the user's settings ----


@pytest.mark.parametrize(
    ("system", "environment", "expected"),
    [
        ("linux", {"XDG_CONFIG_HOME": "/a/b", "HOME": "/h"}, "/a/b/pycog"),
        ("linux", {"XDG_CONFIG_HOME": "", "HOME": "/h"}, "/h/.config/pycog"),
        ("linux", {"XDG_CONFIG_HOME": "relatif", "HOME": "/h"}, "/h/.config/pycog"),
        (
            "darwin",
            {"XDG_CONFIG_HOME": "/a/b", "HOME": "/h"},
            "/h/Library/Application Support/pycog",
        ),
        ("win32", {"APPDATA": "/profil/Roaming", "HOME": "/h"}, "/profil/Roaming/pycog"),
        ("win32", {"APPDATA": "", "HOME": "/h"}, None),
    ],
)
def test_settings_stand_where_the_system_keeps_them(
    monkeypatch: pytest.MonkeyPatch, system: str, environment: dict[str, str], expected: str | None
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = configuration.folder()
    assert found == (None if expected is None else Path(expected))
    assert configuration.file() == (None if found is None else found / "configuration.toml")


def test_no_home_and_no_account_mean_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setattr(Path, "home", nobody)
    assert configuration.folder() is configuration.file() is None
    assert configuration.conventions_folder() is None
    assert default().id == SHIPPED
    with pytest.raises(RefusedFile, match="PYCOG_CONVENTION"):
        configuration.choose_convention("x")


def test_a_process_without_any_environment_works() -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import os; os.getuid = lambda: 987654  # no account of that number\n"
        "from pycog import conventions; print(conventions.default_id())"
    )
    done = subprocess.run(
        ["env", "-i", sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (f"{SHIPPED}\n", "")


@given(st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: text.strip() == text))
def test_what_is_chosen_is_read_back(text: str) -> None:
    configuration.choose_convention(text)
    assert configuration.chosen_convention() == text
    configuration.choose_convention(None)
    assert configuration.chosen_convention() is None


def test_forgetting_makes_no_file() -> None:
    path = configuration.choose_convention(None)
    assert not path.exists()


def test_another_choice_counts_at_once() -> None:
    for name in ("une-convention", "une-autre", "une-convention"):
        configuration.choose_convention(name)
        assert default().id == name


def test_the_file_is_replaced_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    path = configuration.choose_convention("avant")
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise PermissionError(13, "refusé")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(RefusedFile, match="ne peut pas être écrit"):
        configuration.choose_convention("apres")
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'convention = "x', "pas du TOML"),
        (b'conventions = "x"\n', "la clé « conventions » n'existe pas"),
        (b"convention = 3\n", "n'est pas un texte"),
        (b'convention = " "\n', "n'est pas un texte"),
        (b"[convention]\nx = 1\n", "n'est pas un texte"),
        (b'convention = "\xe9"\n', "pas en UTF-8"),
        (b"#" * 70_000, "trop long"),
        (b"convention = " + b"[" * 5000, "pas du TOML"),
    ],
)
def test_a_file_that_says_something_else_is_told_and_kept(content: bytes, why: str) -> None:
    path = configuration.choose_convention("x")
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=why) as caught:
        default()
    assert str(path) in caught.value.message
    with pytest.raises(InvalidInput, match=why):
        configuration.choose_convention("y")
    assert path.read_bytes() == content
    with using("nommée"):
        assert default().id == "nommée"


def test_a_folder_in_its_place_is_told(home: Path) -> None:
    path = configuration.file()
    assert path is not None
    path.mkdir(parents=True)
    with pytest.raises(InvalidInput, match="un fichier est attendu"):
        default()


def test_the_folder_of_conventions_is_given_where_it_is() -> None:
    inside = configuration.folder()
    assert inside is not None
    assert configuration.conventions_folder() is None
    (inside / "conventions").mkdir(parents=True)
    assert configuration.conventions_folder() == inside / "conventions"


def test_the_module_says_what_it_offers() -> None:
    assert default_convention.NAME == "COG_CONVENTION"
    assert conventions.DEFAULT == SHIPPED == "camieg-2012-2015"
