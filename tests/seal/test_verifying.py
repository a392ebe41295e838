"""Whatever changes after the sealing is found, and what merely reads otherwise is no change."""

from __future__ import annotations

import datetime as dt
import math
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pycog import conventions
from pycog.refresh import Options, refresh_file
from pycog.seal.cell_states import read_cells
from pycog.seal.plain_formulas import plain_formula, same_formula
from pycog.seal.seal_state import state_of
from pycog.xlsx.package import Package
from pycog.xlsx.relative_forms import Written
from pycog.xlsx.structure import read_workbook
from tests.paths import ROOT
from tests.seal.annex import (
    FORMULAS,
    WHEN,
    annex,
    saved_by_openpyxl,
    seal,
    told,
    typed,
    verify,
)
from tests.waiting import PATIENCE
from udfs.hosts.engine import EngineHost
from udfs.rule_versions import rule_version

#: The same hour, as the clock of a refresh takes it.
CLOCK = WHEN.replace(tzinfo=dt.UTC)


@pytest.fixture(name="path")
def _path(tmp_path):
    path = annex(tmp_path / "annexe.xlsx")
    seal(path)
    return path


def test_what_was_sealed_is_intact(path) -> None:
    found = verify(path)
    assert found.is_intact
    assert found.headline == "scellé le 31/03/2014 à 17 h 05 par jd ; intact"
    assert not (found.seal_faults or found.differences or found.since or found.notes)
    assert state_of(Package.open(path)).text == "Scellé le 31/03/2014 à 17 h 05, intact"


def test_a_workbook_without_a_seal_says_so(tmp_path) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    assert verify(path).headline == "non scellé"
    assert state_of(Package.open(path)) == ("non scellé", "Non scellé")


def test_a_changed_input_is_told_with_what_follows(path) -> None:
    typed(path, "Saisie", {"B2": ("0.95", "n")})
    found = verify(path)
    assert told(found) == [
        "saisie Saisie!B2 : 0,77 → 0,95 (lue par des formules COG_)",
        "valeur recalculée Calcul!A1 : 0,8555555555555555 → 1,0555555555555556",
        "valeur recalculée Calcul!A2 : Non atteint → Atteint",
    ]
    assert found.headline.endswith("modifié depuis (3 écarts)")
    assert state_of(Package.open(path)).text == (
        "Scellé le 31/03/2014 à 17 h 05, modifié depuis (1 écart)"
    )


@pytest.mark.parametrize(
    ("sheet", "cells", "expected"),
    [
        ("Saisie", {"B3": ("", "")}, "saisie Saisie!B3 : 12 000,5 → rien"),
        ("Saisie", {"B7": ("5", "n")}, "saisie Saisie!B7 : rien → 5"),
        ("Saisie", {"D1": ("note", "str")}, "saisie Saisie!D1 : rien → note"),
        (
            "Saisie",
            {"B4": ("13000", "str")},
            "13 000 → 13000 (un texte au lieu d'un nombre)",
        ),
        ("Saisie", {"B4": ("=12000+1000", "")}, "saisie Saisie!B4 : 13 000 → =12000+1000"),
        ("Saisie", {"B3": ("12000.500000001", "n")}, "12 000,5 → 12 000,500000001"),
        ("Calcul", {"A1": ("0.9", "n")}, "formule Calcul!A1 : =COG_ATTAINMENT("),
        ("Calcul", {"A6": ("=A5/3", "")}, "formule Calcul!A6 : =A5/2 → =A5/3"),
    ],
    ids=["emptied", "filled", "unread", "as-text", "by-formula", "last-digits", "over", "native"],
)
def test_each_kind_of_change_is_told(path, sheet, cells, expected) -> None:
    typed(path, sheet, cells)
    assert any(expected in one for one in told(verify(path)))


def test_a_value_that_its_formula_does_not_give_is_told(path) -> None:
    package = Package.open(path)
    part = "xl/worksheets/sheet2.xml"
    body = package.read(part)
    assert body.count(b"<v>0.8555555555555555</v>") == 1
    forged = body.replace(b"<v>0.8555555555555555</v>", b"<v>0.99</v>")
    path.write_bytes(package.rewrite({part: forged}))
    assert told(verify(path)) == [
        "valeur enregistrée Calcul!A1 : 0,8555555555555555 → 0,99 (ce que le fichier affiche n'est "
        "pas ce que sa formule donne)"
    ]
    assert state_of(Package.open(path)).kind == "modifié"


def test_a_changed_name_is_told(path) -> None:
    package = Package.open(path)
    body = package.read("xl/workbook.xml").replace(b"Saisie!$B$4", b"Saisie!$B$3")
    path.write_bytes(package.rewrite({"xl/workbook.xml": body}))
    found = told(verify(path))
    assert "nom défini Total : Saisie!$B$4 → Saisie!$B$3" in found
    assert any(one.startswith("valeur recalculée Calcul!A3") for one in found)


def test_a_sheet_added_is_told(path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    book.create_sheet("Ajout")["A1"] = 5
    book.save(path)
    assert told(verify(path)) == ["feuille Ajout : rien → ajoutée"]


def test_a_rule_that_changed_is_named_and_leaves_the_workbook_intact(path) -> None:
    def changed(name):
        found = rule_version(name)
        return found._replace(digest="f" * 64) if name == "COG_STATUS" else found

    found = verify(path, rules=changed)
    old = rule_version("COG_STATUS").digest[:12]
    assert list(map(str, found.since)) == [
        f"règle COG_STATUS : changée depuis le scellement, {old} → ffffffffffff"
    ]
    assert found.is_intact
    gone = verify(path, rules=lambda name: None if name == "COG_STATUS" else rule_version(name))
    assert [one.after for one in gone.since] == [""]


def test_an_agreement_that_changed_is_named_with_its_tables(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PYCOG_CONVENTIONS", str(tmp_path / "accords"))
    folder = tmp_path / "accords" / "le-mien"
    shutil.copytree(ROOT / "pycog/conventions/data/camieg-2012-2015", folder)
    about = folder / "convention.toml"
    text = about.read_text("utf-8")
    about.write_text(text.replace("camieg-2012-2015", "le-mien"), "utf-8")
    path = annex(tmp_path / "annexe.xlsx")
    with conventions.using("le-mien"):
        assert refresh_file(path, EngineHost()).refused is None
        assert [one.id for one in seal(path).content.agreements] == ["le-mien"]
        assert verify(path).is_intact
        table = folder / "indicators.csv"
        rows = table.read_text("utf-8")
        # Ends of lines are no facts.
        table.write_text(rows.replace("\n", "\r\n"), "utf-8", newline="")
        assert not verify(path).since
        table.write_text(rows.replace("Taux d'appels", "Part d'appels", 1), "utf-8", newline="")
        found = verify(path)
        [since] = found.since
        assert (since.kind, since.name, since.details) == (
            "accord",
            "le-mien",
            ("indicators.csv",),
        )
        shutil.rmtree(folder)
        assert [one.after for one in verify(path).since if one.kind == "accord"] == [""]


def test_another_day_is_no_change(tmp_path) -> None:
    path = annex(tmp_path / "annexe.xlsx", {"B8": 41000})
    typed(path, "Calcul", {"A8": ("=TODAY()-Saisie!B8", ""), "A9": ("=IF(A8>0,1,0)", "")})
    assert refresh_file(path, EngineHost(), options=Options(clock=CLOCK)).refused is None
    seal(path)
    assert verify(path).is_intact
    later = Options(clock=CLOCK + dt.timedelta(days=40))
    assert refresh_file(path, EngineHost(), options=later).changed == 1
    found = verify(path)
    assert found.is_intact
    assert found.notes == ["1 valeur d'un autre jour : elles suivent la date du jour"]
    typed(path, "Saisie", {"B8": ("41001", "n")})
    assert not verify(path).is_intact


def test_a_text_in_a_formula_is_compared_with_its_capitals(path) -> None:
    typed(path, "Calcul", {"A4": ('=IFERROR(_xldudf_COG_TARGET(Saisie!A2,2013),"SANS CIBLE")', "")})
    assert any(one.startswith("formule Calcul!A4") for one in told(verify(path)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("SUM( a1:A1 ,'Feuil'!B2)*1.50", "sum(A1,Feuil!B2)*1.5", True),
        ("SUM(A1:A1048576)", "SUM(A:A)", True),
        ("_xlfn.IFS(TRUE(),1)", "IFS(TRUE,1)", True),
        ("SUM(Tab[Nom'@site])", "SUM(TAB[nom@site])", True),
        ("5.684341886080802E-14+A1", "5.684342e-14+A1", True),
        ("_xldudf_COG_RATE(A1,B1)", "COG_RATE(A1,B1)", True),
        ("SUM('2013'!A1:'2013'!A2)", "SUM('2013'!A1:A2)", True),
        ("SUM('Janv:Mars 13'!A1)", "SUM('janv:mars 13'!A1)", True),
        ("SUM('2013'!A1:'2014'!A2)", "SUM('2013'!A1:A2)", False),
        ('IF(A1="oui",1,2)', 'IF(A1="Oui",1,2)', False),
        ("SUM(Tab[a])", "SUM(Tab[b])", False),
        ("SUM(A1:A3)", "SUM(A1:A4)", False),
        ("SUM(A1:A3)", "SUM($A1:A3)", False),
        ("A1*1.5", "A1*1.50001", False),
        ("Feuil1!A1", "Feuil2!A1", False),
    ],
)
def test_what_is_one_formula(one, other, same) -> None:
    assert same_formula(plain_formula(one), plain_formula(other)) is same


def test_dates_in_words_and_names_like_cells_are_read_as_excel_does(tmp_path) -> None:
    path = annex(tmp_path / "annexe.xlsx", {"B5": 3})
    package = Package.open(path)
    part = "xl/worksheets/sheet1.xml"
    old, new = b'<c r="B5"><v>3<', b'<c r="B5" t="d"><v>2013-02-01T12:00:00<'
    body = package.read(part).replace(old, new)
    path.write_bytes(package.rewrite({part: body}))
    cells = read_cells(Package.open(path), read_workbook(Package.open(path)))
    assert cells["Saisie"]["B5"][:2] == ("n", "41306.5")
    assert Written("A2*ZUS12+B2", (1, 1)).at((2, 1)) == "A3*ZUS12+B3"


def test_what_another_program_calculated_is_no_evidence(path) -> None:
    """LibreOffice calculates some formulas of Excel otherwise: what it stores is passed over."""
    saved_by_openpyxl(path)
    package = Package.open(path)
    part = "xl/worksheets/sheet2.xml"
    body = re.sub(rb"(<f>A5/2</f>)<v(?: ?/>|></v>)", rb"\1<v>7</v>", package.read(part))
    assert body != package.read(part)
    path.write_bytes(package.rewrite({part: body}))
    found = verify(path)
    assert found.is_intact
    assert "6 valeurs à recalculer" in found.notes[1]
    assert state_of(Package.open(path)).text.endswith("intact ; valeurs à recalculer")


# Laws

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1
).filter(lambda text: text.strip() == text)
numbers = st.floats(allow_nan=False, allow_infinity=False, width=64).filter(
    lambda one: one == 0 or 1e-290 < abs(one) < 1e290
)
moments = st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2090, 1, 1))
entries = st.one_of(numbers, st.integers(-(10**15), 10**15), texts, st.booleans())
places = st.sampled_from(["A6", "B5", "B7", "C9", "D2", "E40"])
#: Where no formula reads what openpyxl rounds to the millisecond.
unread = st.sampled_from(["D3", "D4"])

SLOW = settings(max_examples=25, suppress_health_check=list(HealthCheck))


@SLOW
@given(st.dictionaries(places, entries, max_size=4), st.dictionaries(unread, moments))
def test_a_mere_save_by_another_program_is_no_change(more, times) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = annex(Path(folder) / "annexe.xlsx", more | times)
        seal(path)
        assert verify(path).is_intact
        saved_by_openpyxl(path)
        found = verify(path)
        assert found.is_intact, told(found)
        assert state_of(Package.open(path)).kind == "intact"


@pytest.fixture(scope="module", name="sealed")
def _sealed(tmp_path_factory):
    path = annex(tmp_path_factory.mktemp("scellee") / "annexe.xlsx", {"B5": 3, "D2": True})
    seal(path)
    return path.read_bytes()


def _same(one, other) -> bool:
    """Tell whether two entries are one for Excel, which keeps fifteen digits."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return math.isclose(one, other, rel_tol=5e-15)


BEFORE = {
    "A2": 2, "B2": 0.77, "C2": "90%", "B3": 12000.5, "B4": 13000, "B5": 3, "D2": True,
    "C3": "été : « 5 € »", "A1": "N°", "F9": "",
}  # fmt: skip


@SLOW
@given(
    place=st.sampled_from(sorted(BEFORE)),
    value=st.one_of(numbers, texts.filter(lambda text: not text.startswith("=")), st.booleans()),
    near=st.sampled_from([1.0, 1 + 1e-13, 1.0001]),
)
def test_any_change_of_an_input_is_found(sealed, place, value, near) -> None:
    before = BEFORE[place]
    if isinstance(before, int | float) and not isinstance(before, bool) and near != 1.0:
        value = before * near
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annexe.xlsx"
        path.write_bytes(sealed)
        saved_by_openpyxl(path, {"Saisie": {place: value}})
        found = verify(path)
        changed = [one.place for one in found.differences if one.sheet == "Saisie"]
        assert changed == ([] if _same(before, value) else [place])
        assert found.is_intact == (not changed)


def test_libreoffice_saves_without_a_false_alarm(tmp_path, soffice) -> None:
    more = {
        "A6": "Œuvre « 5 % » ; l'été", "B5": 0.1 + 0.2, "B6": 1 / 3, "B7": -1e-7, "B8": 1e15 + 0.3,
        "C5": "00123", "C6": "12,5", "C7": "=A1", "C8": " deux  espaces ", "C9": "a\nb",
        "D2": True, "D3": dt.datetime(2013, 6, 30), "D4": dt.datetime(2013, 6, 30, 17, 45, 12),
        "D5": "90 %", "D6": "30/06/2013", "D7": "+5", "D8": "'apostrophe",
    }  # fmt: skip
    first = annex(tmp_path / "annexe.xlsx", more)
    seal(first)
    paths = [first]
    for name in ("annexe-1-budget", "annexe-4-indicateurs", "suivi-echeances"):
        path = tmp_path / f"{name}.xlsx"
        shutil.copyfile(ROOT / f"workbooks/exemple-fictif/{name}.xlsx", path)
        now = dt.datetime.now().astimezone()
        assert refresh_file(path, EngineHost()).refused is None
        seal(path, when=now)
        paths.append(path)
    out = tmp_path / "enregistres"
    command = [
        soffice,
        f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(out),
        *map(str, paths),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    for path in paths:
        found = verify(out / path.name)
        assert found.is_intact, (path.name, found.seal_faults, told(found)[:5])
        assert "n'a pas gardé la partie XML" in found.notes[0]
        assert state_of(Package.open(out / path.name)).kind == "intact"
    typed(out / "annexe.xlsx", "Saisie", {"B5": ("0.31", "n")})
    assert any("saisie Saisie!B5" in one for one in told(verify(out / "annexe.xlsx")))


def test_the_small_annex_has_every_kind_of_formula() -> None:
    assert sum("COG_" in one for one in FORMULAS.values()) == 4
