"""``pycog eval``: one line per formula, in order, for people and for programs."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.waiting import PATIENCE

Command = Callable[..., Any]


def _records(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Put bytes on standard input."""

    def put(data: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))

    return put


def test_results_are_shown_in_french_one_a_line(command: Command) -> None:
    # Annexe 4, indicator 2: 90 % every year; 0.77 / 0.9 = 0.8555…
    outcome = command("eval", "=COG_TARGET(2,2013)", '=COG_ATTAINMENT(0.77,"90%")')
    assert outcome == (0, "90 %\n85,6 %\n", "")


def test_json_has_one_object_a_line(command: Command) -> None:
    code, out, err = command("eval", "--json", "=COG_TARGET(2,2013)", '=1+1&" j"', "=1<2")
    assert (code, err) == (0, "")
    assert _records(out) == [
        {"formula": "=COG_TARGET(2,2013)", "value": 0.9, "display": "90 %", "error": None},
        {"formula": '=1+1&" j"', "value": "2 j", "display": "2 j", "error": None},
        {"formula": "=1<2", "value": True, "display": "VRAI", "error": None},
    ]


def test_json_values_keep_every_bit(command: Command) -> None:
    record = _records(command("eval", "--json", "=COG_RATE(1,3)").out)[0]
    assert record["value"] == 1 / 3


def test_dates_are_serials_in_json_and_french_on_display(command: Command) -> None:
    # 25 November 2012 is 41 238 days after 30 December 1899.
    record = _records(command("eval", "--json", "=DATE(2012,11,25)").out)[0]
    assert (record["value"], record["display"]) == (41238, "25/11/2012")


def test_nested_and_native_functions_work(command: Command) -> None:
    outcome = command("eval", '=IF(COG_STATUS(0.05,"<5%")="Atteint",1,0)')
    assert outcome == (0, "0\n", "")


def test_french_syntax(command: Command) -> None:
    typed = '=SI(COG_STATUS(0,05;"≤ 5 %")="Atteint";SOMME(1,5;2);FAUX)'
    code, out, err = command("eval", "--fr", "--json", typed)
    assert (code, err) == (0, "")
    assert _records(out) == [{"formula": typed, "value": 3.5, "display": "3,5", "error": None}]


def test_several_cells_on_one_line(command: Command) -> None:
    assert command("eval", '={1.5,2;TRUE,"x"}').out == "1,5 ; 2 | VRAI ; x\n"
    record = _records(command("eval", "--json", "={1.5,2;3,4}").out)[0]
    assert record["value"] == [[1.5, 2], [3, 4]]
    assert record["display"] == "1,5 ; 2 | 3 ; 4"


def test_errors_inside_a_result_are_their_excel_text(command: Command) -> None:
    record = _records(command("eval", "--json", "=1/{1,0}").out)[0]
    assert record["value"] == [[1, "#DIV/0!"]]


def test_an_error_has_its_type_and_its_french_reason(command: Command) -> None:
    code, out, err = command("eval", "--json", "=COG_TARGET(99,2013)")
    record = _records(out)[0]
    assert (code, err) == (1, "")
    assert (record["value"], record["display"]) == (None, "#N/A")
    assert record["error"]["type"] == "#N/A"
    assert "99" in record["error"]["message"]


def test_the_reason_of_an_error_goes_to_standard_error(command: Command) -> None:
    code, out, err = command("eval", "=COG_RATE(1,0)", "=COG_RATE(1,4)")
    assert (code, out) == (1, "#VALUE!\n25 %\n")
    assert err.startswith("=COG_RATE(1,0) : #VALUE!, ")


@pytest.mark.parametrize("formula", ["=IF(", '="a', "=1+", ""])
def test_what_is_no_formula_is_refused_and_the_others_calculated(
    command: Command, formula: str
) -> None:
    code, out, err = command("eval", formula, "=1+1")
    assert (code, out.splitlines()) == (2, ["#VALUE!", "2"])
    assert err


@pytest.mark.parametrize("typed", ["=SOMME(1,5,2)", "=SOMME(1.5;2)", '="a'])
def test_what_is_no_french_formula_is_refused(command: Command, typed: str) -> None:
    code, out, err = command("eval", "--fr", typed)
    assert (code, out) == (2, "#VALUE!\n")
    assert err.startswith(f"{typed} : #VALUE!, La formule « {typed} » est illisible : ")


def test_json_never_says_nan(command: Command) -> None:
    formulas = ["=1E308*10", "=-1E308*10", "=SQRT(-1)", "=1/{1,0}", "=EXP(1000)"]
    out = command("eval", "--json", *formulas).out
    assert len(out.splitlines()) == len(formulas)
    assert not any(word in out for word in ("NaN", "Infinity"))


def test_standard_input_is_read_line_by_line(
    command: Command, feed: Callable[[bytes], None]
) -> None:
    feed('\ufeff=1+1\r\n\n   \n  =COG_STATUS(1,"≤ 2")  \n=3'.encode())
    assert command("eval", "-").out == "2\nAtteint\n3\n"


def test_standard_input_keeps_its_place_among_the_formulas(
    command: Command, feed: Callable[[bytes], None]
) -> None:
    feed(b"=2\n=3\n")
    assert command("eval", "=1", "-", "=4").out == "1\n2\n3\n4\n"


def test_lines_that_are_not_utf_8_are_refused_one_by_one(
    command: Command, feed: Callable[[bytes], None]
) -> None:
    feed(b'=1\n="\xe9t\xe9"\n=2\n')
    code, out, err = command("eval", "-")
    assert (code, out) == (2, "1\n#VALUE!\n2\n")
    assert err.startswith("La ligne 2 de l'entrée n'est pas en UTF-8.")


def test_a_utf_16_file_is_refused(command: Command, feed: Callable[[bytes], None]) -> None:
    feed("=1+1\n".encode("utf-16"))
    code, _, err = command("eval", "-")
    assert code == 2
    assert "n'est pas en UTF-8" in err


def test_each_result_comes_before_the_next_formula_is_typed() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "pycog", "eval", "--json", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as running:
        assert running.stdin and running.stdout
        for number in (1, 2, 3):
            running.stdin.write(f"={number}*2\n".encode())
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["value"] == number * 2
        running.stdin.close()
        assert running.wait(PATIENCE) == 0


def test_accents_in_arguments_survive_a_locale_without_accents(process: Command) -> None:
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    assert process("eval", '="réalisé"', env=env).out == "réalisé\n"


def test_the_date_may_be_fixed(command: Command) -> None:
    assert command("eval", "--date", "30/04/2013", "=TODAY()").out == "30/04/2013\n"


def test_a_wrong_date_is_said_in_french(process: Command) -> None:
    outcome = process("eval", "--date", "31/02/2013", "=TODAY()")
    assert outcome.code == 2
    assert "« 31/02/2013 » n'est pas une date" in outcome.err


@pytest.mark.parametrize("formula", ["=COG_RATE(1;2)", "=0,5"])
def test_a_french_formula_points_to_its_option(command: Command, formula: str) -> None:
    assert "--fr" in command("eval", formula).err
