"""What cannot be read or rewritten with certainty is refused in French, and left as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pycog.errors import RefusedFile
from pycog.ods import open_package
from pycog.refresh import refresh_file
from pycog.refresh.options import Options
from tests.ods.made import content, flat, formula, number, row, sheet, unknown, zipped

SOUND = content(sheet("F", row(number(2), formula("[.A1]*3"), unknown("cog_version()"))))
MANIFEST = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
REPEATED = ' table:number-rows-repeated="1048576"'


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "fichier-vide", "est vide"),
        (b"PK\x03\x04 rien", "fichier-endommage", "archive illisible"),
        (zipped(SOUND)[:-400], "fichier-endommage", "archive illisible"),
        (b"<html/>", "format-inconnu", "n'est pas un classeur OpenDocument"),
        (
            zipped(SOUND).replace(b"opendocument.spreadsheet", b"opendocument.prose-text!!"[:24]),
            None,
            None,
        ),
        (
            zipped(SOUND, more={"META-INF/manifest.xml": MANIFEST}),
            "fichier-chiffre",
            "mot de passe",
        ),
        (
            zipped(SOUND, more={"META-INF/documentsignatures.xml": "<x/>"}),
            "fichier-signe",
            "signature numérique",
        ),
        (zipped(SOUND[:-30]), "ods-illisible", "mal formé"),
        (
            zipped(SOUND.replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n')),
            "ods-illisible",
            "DOCTYPE",
        ),
        (zipped(SOUND.replace("UTF-8", "UTF-16")), "ods-illisible", "UTF-8"),
        (zipped(content()), "ods-illisible", "aucune feuille"),
        (
            zipped(
                content(
                    sheet("F", row(number(1))),
                    settings='<table:calculation-settings table:precision-as-shown="true"/>',
                )
            ),
            "ods-illisible",
            "Précision comme affichée",
        ),
        (
            zipped(
                content(
                    sheet("F", row(number(1))),
                    settings="<table:calculation-settings><table:null-date "
                    'table:date-value="1900-01-01"/></table:calculation-settings>',
                )
            ),
            "ods-illisible",
            "01/01/1900",
        ),
        (
            zipped(content(sheet("F", row(number(1, times=16_384), extra=REPEATED)))),
            "ods-illisible",
            "plus de cellules",
        ),
        (
            zipped(content(sheet("F", row(number("beaucoup"))))),
            "ods-illisible",
            "n'en a pas la valeur",
        ),
    ],
)
def test_a_file_is_refused_and_stays(tmp_path, host, data, code, said):
    path = tmp_path / "a.ods"
    path.write_bytes(data)
    report = refresh_file(path, host)
    if code is None:
        assert report.refused is not None
    else:
        assert (report.refused.code, said in report.refused.message) == (code, True), report.refused
        assert str(path) in report.refused.message
    assert path.read_bytes() == data


def test_a_signature_goes_on_request(tmp_path, host):
    path = tmp_path / "a.ods"
    path.write_bytes(zipped(SOUND, more={"META-INF/documentsignatures.xml": "<x/>"}))
    report = refresh_file(path, host, options=Options(drop_signature=True))
    assert report.refused is None
    assert b"documentsignatures" not in path.read_bytes()


def test_an_open_file_is_left(tmp_path, host):
    path = tmp_path / "a.ods"
    path.write_bytes(zipped(SOUND))
    (tmp_path / ".~lock.a.ods#").write_text("une agente")
    report = refresh_file(path, host)
    assert report.refused.code == "fichier-ouvert"
    assert "LibreOffice" in report.refused.message


def test_formulas_are_not_written(tmp_path):
    path = tmp_path / "a.ods"
    path.write_bytes(zipped(SOUND))
    package = open_package(path)
    part = package.read("xl/worksheets/sheet1.xml").replace(b"A1*3", b"A1*4")
    with pytest.raises(RefusedFile) as refusal:
        package.pack({"xl/worksheets/sheet1.xml": part})
    assert refusal.value.code == "ods-formules"


@given(st.data())
def test_no_damage_ends_in_a_defect(tmp_path_factory, host, data):
    suffix, sound = data.draw(
        st.sampled_from(
            [
                (".ods", zipped(SOUND)),
                (".fods", flat(sheet("F", row(number(2), formula("[.A1]*3"), number(1))))),
            ]
        )
    )
    spoiled = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 4))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("d") / f"a{suffix}"
    path.write_bytes(bytes(spoiled))
    report = refresh_file(path, host)
    if report.refused is not None:
        assert report.refused.code != "erreur-interne", report.refused
        assert path.read_bytes() == bytes(spoiled)
