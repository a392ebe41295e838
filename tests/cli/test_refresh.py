"""``pycog refresh``: files, summary, problems, exit codes."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pycog.refresh.running import jobs, workers
from pycog.refresh.running.jobs import Inline

Command = Callable[..., Any]


def _workbook(path: Path, *, stale: bool = True) -> Path:
    """Write rates of 1 and 4 (0.25) and of 1 and 0 (an error), with stored values."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Taux")
    sheet.write_row(0, 0, [1, 4, 0])
    sheet.write_dynamic_array_formula("D1", "=_xldudf_COG_RATE(A1,B1)", None, 0 if stale else 0.25)
    sheet.write_formula("E1", "=_xldudf_COG_RATE(A1,C1)", None, "#VALUE!")
    sheet.write_formula("F1", "=A1+B1", None, 5)
    book.close()
    return path


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook with one stale value and one error cell."""
    return _workbook(tmp_path / "annexe.xlsx")


def test_a_refresh_says_what_it_did_and_where_the_errors_are(
    command: Command, workbook: Path
) -> None:
    code, out, err = command("refresh", workbook)
    assert code == 0
    assert out == (f"{workbook} : 3 formules dont 2 COG_, 1 valeur changée, 1 cellule en erreur.\n")
    assert err.startswith(f"{workbook}, Taux!E1 : #VALUE!, ")
    assert len(err.splitlines()) == 1


def test_a_second_refresh_changes_nothing(command: Command, workbook: Path) -> None:
    command("refresh", workbook)
    before = workbook.read_bytes()
    assert "0 valeur changée" in command("refresh", workbook).out
    assert workbook.read_bytes() == before
    assert command("refresh", "--check", workbook).code == 0


def test_check_finds_the_stale_value_and_changes_nothing(command: Command, workbook: Path) -> None:
    before = workbook.read_bytes()
    code, out, err = command("refresh", "--check", workbook)
    assert code == 1
    assert "1 valeur périmée" in out
    assert f"{workbook}, Taux!D1 : valeur périmée, 0 au lieu de 0,25\n" in err
    assert workbook.read_bytes() == before


def test_output_leaves_the_input_alone(command: Command, tmp_path: Path) -> None:
    source = tmp_path / "source"
    _workbook(source / "a.xlsx")
    _workbook(source / "sous-dossier" / "a.xlsx")
    before = (source / "a.xlsx").read_bytes()
    assert command("refresh", source, "--output", tmp_path / "copies").code == 0
    assert (source / "a.xlsx").read_bytes() == before
    for name in ("a.xlsx", "sous-dossier/a.xlsx"):
        assert command("refresh", "--check", tmp_path / "copies" / name).code == 0


def test_several_workbooks_have_a_total(command: Command, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        _workbook(tmp_path / name)
    lines = command("refresh", tmp_path).out.splitlines()
    assert lines[2:4] == ["Classeurs   Nombre", "recalculés       2"]
    assert lines[4:] == [
        "2 classeurs : 6 formules dont 4 COG_, 2 valeurs changées, 2 cellules en erreur."
    ]


def test_a_workbook_named_twice_is_refreshed_once(command: Command, workbook: Path) -> None:
    assert len(command("refresh", workbook, workbook.parent).out.splitlines()) == 1


def test_json_describes_each_workbook(command: Command, workbook: Path) -> None:
    code, out, _ = command("refresh", "--json", workbook)
    record = json.loads(out)
    assert code == 0
    assert (record["file"], record["output"]) == (str(workbook), str(workbook))
    assert (record["formulas"], record["cog_formulas"], record["changed"]) == (3, 2, 1)
    assert record["changes"] == [{"sheet": "Taux", "cell": "D1", "before": 0, "after": 0.25}]
    assert [(error["cell"], error["type"]) for error in record["errors"]] == [("E1", "#VALUE!")]
    assert (record["frozen"], record["refused"], record["written"]) == ([], None, True)


def test_a_faulty_path_does_not_stop_the_others(
    command: Command, workbook: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "absent.xlsx"
    code, out, err = command("refresh", missing, workbook)
    assert code == 2
    assert f"{workbook} : 3 formules" in out
    assert f"{missing} : " in err


def test_a_faulty_workbook_does_not_stop_the_others(command: Command, tmp_path: Path) -> None:
    _workbook(tmp_path / "a.xlsx")
    faulty = tmp_path / "b.xlsx"
    faulty.write_bytes(b"pas un classeur")
    code, out, err = command("refresh", tmp_path)
    assert code == 2
    assert "1 classeur refusé" in out
    assert str(faulty) in err
    assert faulty.read_bytes() == b"pas un classeur"
    record = json.loads(command("refresh", "--json", faulty).out)
    assert record["refused"]["code"]
    assert str(faulty) in record["refused"]["message"]


def test_an_output_that_would_overwrite_is_refused_before_anything_is_written(
    command: Command, tmp_path: Path
) -> None:
    first, second = _workbook(tmp_path / "1" / "a.xlsx"), _workbook(tmp_path / "2" / "a.xlsx")
    before = first.read_bytes()
    code, out, err = command("refresh", first, second, "--output", tmp_path / "copies")
    assert (code, out) == (2, "")
    assert "iraient tous deux dans" in err
    assert not (tmp_path / "copies").exists()
    code, out, err = command("refresh", first, "--output", first.parent)
    assert (code, out) == (2, "")
    assert "est lui-même un des classeurs à recalculer" in err
    assert first.read_bytes() == before


def test_ctrl_c_leaves_finished_workbooks_finished(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _workbook(tmp_path / "a.xlsx"), _workbook(tmp_path / "b.xlsx")
    before = second.read_bytes()

    def stop_at_second(job, host):
        if job.path == second:
            raise KeyboardInterrupt
        return run_job(job, host)

    run_job = jobs.run_job
    monkeypatch.setattr(jobs, "run_job", stop_at_second)
    monkeypatch.setattr(workers, "Pool", lambda jobs, setup, _: Inline(jobs, setup.factory))
    code, out, err = command("refresh", first, second)
    assert code == 130
    assert out.startswith(f"{first} : 3 formules")
    assert err.splitlines()[-1] == (
        "Interrompu : les classeurs déjà annoncés sont recalculés en entier, les autres sont "
        "inchangés."
    )
    assert second.read_bytes() == before
    monkeypatch.undo()
    assert command("refresh", "--check", first).code == 0


def test_many_stale_values_are_listed_up_to_a_limit(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    for row in range(60):
        sheet.write_formula(row, 0, "=1+1", None, 0)
    book.close()
    code, out, err = command("refresh", "--check", path)
    assert code == 1
    assert "60 valeurs périmées" in out
    assert len(err.splitlines()) == 51
    assert err.splitlines()[-1] == (
        f"{path} : et 10 autres valeurs périmées (liste complète avec --json)"
    )


def test_a_terminal_gets_a_french_progress_bar(workbook: Path) -> None:
    main_side, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 100))
    done = subprocess.run(
        [sys.executable, "-m", "pycog", "refresh", str(workbook)],
        stdout=subprocess.PIPE,
        stderr=terminal,
        check=False,
    )
    os.close(terminal)
    shown = os.read(main_side, 100_000).decode()
    os.close(main_side)
    assert done.returncode == 0
    assert "Classeurs : 0 sur 1 |" in shown
    assert done.stdout.decode().startswith(f"{workbook} : 3 formules")


def test_a_pipe_gets_no_progress_bar(process: Command, workbook: Path) -> None:
    assert "sur 1 |" not in process("refresh", workbook).err


def test_the_committed_annexes_are_up_to_date(command: Command) -> None:
    root = Path(__file__).resolve().parent.parent.parent / "workbooks"
    code, out, err = command("refresh", "--check", root)
    assert code == 0, err
    assert "36 classeurs : " in out


def test_a_folder_copied_with_a_lock_file_is_refreshed_without_it(
    command: Command, workbook: Path
) -> None:
    shutil.copy(workbook, workbook.with_name("~$autre.xlsx"))
    assert len(command("refresh", workbook.parent).out.splitlines()) == 1
