"""Files, names and requests made to harm: each refused in French, or done without harm, in time."""

from __future__ import annotations

import base64
import io
import json
import re
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import openpyxl
import pytest
import xlsxwriter

from addin import dropped
from tests.addin import asking
from tests.addin.test_equip_pane import ANNEX, book_of, bytes_of
from tests.addin.test_scripts import run, workbook

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)


def annex(sheets: dict[str, list[list[Any]]] | None = None) -> bytes:
    return bytes_of(book_of(ANNEX if sheets is None else sheets))


def edited(change: Callable[[str, bytes], bytes], more: Mapping[str, str] | None = None) -> bytes:
    """Return the annex with its parts changed, and more of them."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(annex())) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, text in (more or {}).items():
            target.writestr(name, text)
    return output.getvalue()


def with_last_row(xml: str) -> bytes:
    return edited(
        lambda name, body: (
            body.replace(b"</sheetData>", xml.encode() + b"</sheetData>") if name == SHEET else body
        )
    )


def sent(data: bytes, name: str = "suivi.xlsx", **more: Any) -> dict[str, Any]:
    return {"name": name, "content": base64.b64encode(data).decode(), **more}


def detail(answer: httpx.Response) -> str:
    assert answer.status_code == 400, (answer.status_code, answer.text[:300])
    return str(answer.json()["detail"])


# ---- workbooks ----


#: What is asked of a hostile workbook besides its reading.
ASKED: dict[str, Any] = {
    "author": "",
    "scenarios": [{"name": "essai", "changes": [{"cell": "Suivi!D3", "value": "1"}]}],
}


@pytest.mark.parametrize(
    "route",
    ["/cog/equiper", "/cog/fichier/equiper", "/cog/sceller", "/cog/verifier", "/cog/scenarios"],
)
def test_a_part_that_swells_is_refused(server_url: str, route: str) -> None:
    text = "A" * (100 << 20)
    bomb = with_last_row(f'<row r="90"><c r="A90" t="inlineStr"><is><t>{text}</t></is></c></row>')
    assert len(bomb) < 1 << 20
    assert "fichier piégé" in detail(asking.post(server_url + route, json=sent(bomb, **ASKED)))


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]
)
@pytest.mark.parametrize("route", ["/cog/fichier/equiper", "/cog/sceller", "/cog/scenarios"])
def test_declared_entities_are_refused(server_url: str, part: str, route: str) -> None:
    data = edited(
        lambda name, body: LAUGHS + re.sub(rb"^<\?xml[^>]*\?>", b"", body) if name == part else body
    )
    told = detail(asking.post(server_url + route, json=sent(data, **ASKED)))
    assert "déclaration XML interdite" in told


@pytest.mark.parametrize("number", ["1e999", "-1e400", "9" * 400])
def test_a_number_beyond_excel_is_an_error_and_no_blank(server_url: str, number: str) -> None:
    data = edited(
        lambda name, body: (
            re.sub(rb'(<c r="D3"[^>]*>)<v>86</v>', rb"\1<v>" + number.encode() + b"</v>", body)
            if name == SHEET
            else body
        )
    )
    assert dropped.sheet(sent(data, sheet="Suivi"))["values"][2][3] == "#NUM!"
    seen = asking.post(f"{server_url}/cog/equiper", json=sent(data)).json()
    assert seen["tables"][0]["title"].startswith("Suivi!")


@pytest.mark.parametrize("text", ["1/" * 15_000, "90 % " * 6_000, "(" * 30_000, " " * 32_000 + "x"])
def test_a_cell_full_of_beginnings_takes_no_time(server_url: str, text: str) -> None:
    rows = [list(row) for row in ANNEX["Suivi"]]
    for row in rows[1:4]:
        row[1:] = [text, text, text]
    answer = httpx.post(f"{server_url}/cog/equiper", json=sent(annex({"Suivi": rows})), timeout=60)
    assert answer.status_code in {200, 400}


def test_a_workbook_of_charts_alone_is_refused(server_url: str) -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    book.add_chartsheet("Graphique")
    book.close()
    told = detail(asking.post(f"{server_url}/cog/fichier", json=sent(output.getvalue())))
    assert "aucune feuille de cellules" in told


@contextmanager
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """Give an address, and what is asked of it while the block runs."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                asked.append(client.recv(100))
                client.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x.xlsx", asked


def test_nothing_outside_the_workbook_is_fetched(server_url: str) -> None:
    spread = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006/relationships"
    with listening() as (address, asked):

        def change(name: str, body: bytes) -> bytes:
            if name == "xl/workbook.xml":
                link = f'<externalReference xmlns:z="{spread}" z:id="rId99"/>'
                links = f"</sheets><externalReferences>{link}</externalReferences>"
                return body.replace(b"</sheets>", links.encode())
            if name == "xl/_rels/workbook.xml.rels":
                more = (
                    f'<Relationship Id="rId99" Type="{spread}/externalLink" '
                    'Target="externalLinks/externalLink1.xml"/></Relationships>'
                )
                return body.replace(b"</Relationships>", more.encode())
            if name == SHEET:
                cells = "".join(
                    f'<c r="{place}"><f>{formula}</f><v>3</v></c>'
                    for place, formula in {
                        "A40": "[1]A!A1",
                        "B40": f'_xlfn.WEBSERVICE("{address}")',
                        "C40": "cmd|' /C calc'!A0",
                        "D40": f'HYPERLINK("{address}")',
                        "E40": f'_xlfn.IMAGE("{address}")',
                    }.items()
                )
                row = f'<row r="40">{cells}</row></sheetData>'
                return body.replace(b"</sheetData>", row.encode())
            return body

        data = edited(
            change,
            {
                "xl/externalLinks/externalLink1.xml": "<externalLink xmlns="
                '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook '
                f'xmlns:r="{spread}" r:id="rId1"><sheetNames><sheetName val="A"/></sheetNames>'
                "</externalBook></externalLink>",
                "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships xmlns="{packed}">'
                f'<Relationship Id="rId1" Type="{spread}/externalLinkPath" Target="{address}" '
                'TargetMode="External"/></Relationships>',
            },
        )
        for route in ("", "/feuille", "/recalculer", "/equiper"):
            answer = asking.post(f"{server_url}/cog/fichier{route}", json=sent(data, sheet="Suivi"))
            assert answer.status_code == 200, answer.text
        assert asked == []


def test_what_an_officer_typed_becomes_no_formula(server_url: str) -> None:
    rows = [list(row) for row in ANNEX["Suivi"]]
    rows[2][1], rows[3][1] = "@SUM(1)", "+1+cmd|' /C calc'!A0"
    rows[4][1] = '=HYPERLINK("http://exemple.fr/"&A1,"voir")'
    book = book_of({"=cmd|calc": rows})
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    data = bytes_of(book)
    plan = asking.post(f"{server_url}/cog/equiper", json=sent(data, write=True)).json()["plan"]
    typed = [cell for sheet in plan["sheets"] for line in sheet["cells"] for cell in line]
    live = [one for one in typed if isinstance(one, str) and one.startswith(("=", "+", "@"))]
    assert live and not [one for one in live if "HYPERLINK" in one or "cmd|'" in one]
    copy = asking.post(f"{server_url}/cog/fichier/equiper", json=sent(data)).json()
    written = openpyxl.load_workbook(io.BytesIO(base64.b64decode(copy["content"])))
    texts = [
        str(cell.value)
        for sheet in written
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert texts and not [one for one in texts if "HYPERLINK" in one or "cmd|'" in one]


# ---- names and fields ----


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("😀" * 200 + ".xlsx", "😀" * 50 + "-equipe.xlsx"),
        ("../../etc/suivi.xlsx", "_.._etc_suivi-equipe.xlsx"),
        ("a\r\nSet-Cookie: x.xlsx", "a__Set-Cookie_ x-equipe.xlsx"),
        ("\u202excod.xlsx", "_xcod-equipe.xlsx"),
        (".xlsx", "classeur-equipe.xlsx"),
        ("<b>.xlsm", "_b_-equipe.xlsm"),
    ],
)
def test_the_name_of_a_copy_leads_nowhere(server_url: str, name: str, given: str) -> None:
    answer = asking.post(f"{server_url}/cog/fichier/equiper", json=sent(annex(), name))
    assert answer.status_code == 200, answer.text[:300]
    assert answer.json()["name"] == given


def test_many_answers_hold_nothing_up(server_url: str) -> None:
    # More than the 64 kB that a pipe holds: the work once waited for the rest for ever.
    seen = asking.post(f"{server_url}/cog/equiper", json=sent(annex())).json()
    [doubt] = [one for one in seen["doubts"] if one["blocking"]]
    answers = [{"line": doubt["line"], "answer": "1"}] * 3_000
    assert len(json.dumps(answers)) > 200_000
    answer = asking.post(f"{server_url}/cog/fichier/equiper", json=sent(annex(), answers=answers))
    assert answer.status_code == 200 and answer.json()["changed"]


@pytest.mark.parametrize("field", ["convention", "sheet"])
def test_an_endless_name_is_not_given_back(server_url: str, field: str) -> None:
    route = {"convention": "/cog/equiper", "sheet": "/cog/fichier/feuille"}[field]
    told = detail(asking.post(server_url + route, json=sent(annex(), **{field: "x" * 100_000})))
    assert len(told) < 500


def test_parentheses_without_end_are_no_incident(server_url: str) -> None:
    formula = "=" + "(" * 4_000 + "1" + ")" * 4_000
    body = {"sheet": "F", "cell": "C1", "formula": formula, "value": 1, "ranges": []}
    told = detail(asking.post(f"{server_url}/cog/expliquer", json=body))
    assert "Erreur interne" not in told and "éléments les uns dans les autres" in told


def test_a_data_type_of_no_kind_is_told_as_one(server_url: str) -> None:
    odd = {"type": ["x"], "basicValue": {"a": 1}}
    call = {"func_name": "COG_TARGET", "args": [[[odd]], [[2013]]]}
    found = asking.post(f"{server_url}/cog/lot", json={"calls": [call]}).json()["results"][0]
    assert "type de données" in found["data"]


# ---- scripts and heads ----


@pytest.mark.parametrize("name", ["xw", "annotations", "__class__", "__getattribute__", "nope"])
def test_only_scripts_are_called(server_url: str, name: str) -> None:
    answer = run(server_url, name, ["a", "b"], "Feuil1")
    assert answer.status_code == 404
    assert answer.text == "Cette adresse n'existe pas sur ce serveur."


@pytest.mark.parametrize(
    "body",
    [
        {"args": []}, {"args": ["a", "b"]}, {**workbook("A"), "args": ["A"]},
        {**workbook("A"), "args": ["A", 1]}, {**workbook("A"), "args": {"a": 1}}, [],
        {**workbook("A"), "args": ["A", "1", "2"]},
    ],
)  # fmt: skip
def test_what_no_script_takes_is_refused_in_french(server_url: str, body: Any) -> None:
    answer = asking.post(f"{server_url}/xlwings/custom-scripts-call/cog_figer", json=body)
    assert answer.status_code == 400
    assert "La demande n'est pas lisible" in answer.text


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n",
        "Content-Length: 12\r\nContent-Length: 5\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "X-A: a\r\n b\r\nContent-Length: 12\r\n\r\n",
    ],
)
def test_no_second_request_hides_in_one(server_url: str, head: str) -> None:
    place = urlsplit(server_url)
    with socket.create_connection((str(place.hostname), int(place.port or 0)), 20) as client:
        start = f"POST /cog/lot HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json"
        client.sendall(f'{start}\r\n{head}{{"calls":[]}}\r\n\r\n'.encode())
        told = b""
        while piece := client.recv(65_536):
            told += piece
    assert told.startswith(b"HTTP/1.1 400") and told.count(b"HTTP/1.1 ") == 1
