"""``pycog refresh`` over many workbooks: faults, limits, interruption, reports and resuming."""

from __future__ import annotations

import errno
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pycog.cli import password_option
from pycog.cli import refresh as command_module
from tests.paths import ROOT
from tests.refresh.running.misbehaving import MISCHIEF, MisbehavingHost
from tests.waiting import PATIENCE, until

Command = Callable[..., Any]


def _workbook(path: Path, mischief: str | None = None, rows: int = 1) -> Path:
    """Write a stale workbook, or one whose calculation does mischief."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Taux")
    number = 0 if mischief is None else list(MISCHIEF).index(mischief)
    for row in range(rows):
        sheet.write_row(row, 0, [1, 4] if mischief is None else [666, number])
        sheet.write_formula(row, 2, f"=COG_RATE(A{row + 1},B{row + 1})", None, 9)
    book.close()
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four stale workbooks."""
    for name in "abcd":
        _workbook(tmp_path / "annexes" / f"{name}.xlsx")
    return tmp_path / "annexes"


@pytest.fixture
def mischief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workbooks do mischief."""
    monkeypatch.setattr(command_module, "CatalogueHost", lambda folders: MisbehavingHost)


def temporary(folder: Path) -> list[Path]:
    """Return the temporary files under a folder."""
    return list(folder.rglob(".pycog-*"))


@pytest.mark.usefixtures("mischief")
def test_bad_workbooks_are_told_and_the_rest_goes_on(command: Command, folder: Path) -> None:
    bad = {
        "b": ("plante", "a fait tomber son calcul (erreur de segmentation)"),
        "c": ("attend", "n'est pas recalculé au bout de 20 secondes"),
    }
    for name, (what, _) in bad.items():
        _workbook(folder / f"{name}.xlsx", what)
    before = {name: (folder / f"{name}.xlsx").read_bytes() for name in bad}
    # The two good ones take a fraction of a second, and much more on a busy machine.
    code, out, err = command("refresh", folder, "--workers", 2, "--timeout", 20)
    assert code == 2
    lines = out.splitlines()
    assert [line.split(" : ")[0] for line in lines[:2]] == [
        str(folder / "a.xlsx"),
        str(folder / "d.xlsx"),
    ]
    assert lines[2:5] == ["Classeurs   Nombre", "recalculés       2", "refusés          2"]
    for name, (_, reason) in bad.items():
        path = folder / f"{name}.xlsx"
        assert f"{path} : le fichier {reason}" in err
        assert path.read_bytes() == before[name]
    assert len(err.splitlines()) == 2
    assert temporary(folder) == []


@pytest.mark.usefixtures("mischief")
def test_one_workbook_is_limited_when_asked(command: Command, tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", "tourne")
    code, out, err = command("refresh", path, "--timeout", "1,5")
    assert (code, out) == (2, "")
    assert "n'est pas recalculé au bout de 1,5 secondes" in err


@pytest.mark.usefixtures("mischief")
def test_memory_is_limited_when_asked(command: Command, tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", "memoire")
    code, _, err = command("refresh", path, "--memory", 256)
    assert code == 2
    assert "demande plus de mémoire qu'il n'y en a" in err


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_the_order_of_the_files(
    command: Command, folder: Path, workers: int
) -> None:
    _workbook(folder / "a.xlsx", rows=3000)  # the first one ends last
    code, out, _ = command("refresh", folder, "--json", "--workers", workers)
    assert code == 0
    records = [json.loads(line) for line in out.splitlines()]
    assert [Path(record["file"]).stem for record in records] == list("abcd")
    assert [len(record["changes"]) for record in records] == [3000, 1, 1, 1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--workers", "0"], "--workers : un nombre de processus d'au moins 1 est attendu"),
        (["--workers", "2", "--scheduler", "tcp://a:1"], "incompatible avec"),
        (["--timeout", "vite"], "une durée en secondes est attendue, par exemple 60 ; reçu : vite"),
        (["--timeout", "-1"], "une durée en secondes est attendue"),
        (["--memory", "12"], "une mémoire d'au moins 256 est attendue, en entier ; reçu : 12"),
        (["--taille-max", "0"], "une taille d'au moins 1 est attendue"),
    ],
)
def test_wrong_options_are_explained(
    command: Command, folder: Path, options: list[str], message: str
) -> None:
    code, _, err = command("refresh", folder, *options)
    assert code == 2
    assert message in err


def test_the_size_accepted_can_be_set(command: Command, tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", rows=20_000)
    assert command("refresh", "--check", path, "--taille-max", 1).code == 2
    assert command("refresh", "--check", path, "--taille-max", 100).code == 1


def test_a_proof_is_printed(command: Command, folder: Path) -> None:
    code, out, err = command("refresh", folder / "a.xlsx", "--prove")
    assert (code, err) == (0, "")
    assert "Preuve faite : " in out and "1 valeur changée dans 1 feuille" in out
    record = json.loads(command("refresh", folder / "b.xlsx", "--prove", "--json").out)
    assert record["proof"]["holds"] is True and record["proof"]["identical_parts"] > 5


def test_what_a_proof_finds_stops_the_write(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pycog.xlsx.package import Package

    pack = Package.pack

    def careless(self: Package, *args: Any, **options: Any) -> bytes:
        return pack(self, *args, **options).replace(b"docProps/app.xml", b"docProps/App.xml")

    monkeypatch.setattr(Package, "pack", careless)
    path = folder / "a.xlsx"
    before = path.read_bytes()
    code, _, err = command("refresh", path, "--prove")
    assert code == 2
    assert "aurait changé au-delà de ses valeurs" in err
    assert path.read_bytes() == before


#: The command, with workbooks that may do mischief.
PROGRAM = f"""
from pycog.cli import main, refresh
from {MisbehavingHost.__module__} import MisbehavingHost
refresh.CatalogueHost = lambda folders: MisbehavingHost
main.entry()
"""


class Running:
    """A command that runs in a process of its own, as from a terminal."""

    def __init__(self, *arguments: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "refresh", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # else lines that were read ahead would be lost to ``end``
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            # A background job starts with Ctrl-C ignored, and Python would keep it so.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert self.process.stdout is not None
        self.lines = self.process.stdout

    def workers(self, count: int) -> list[int]:
        """Return the numbers of its worker processes, once there are so many."""

        def found() -> list[int]:
            assert self.process.poll() is None, self.end()
            tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
            numbers = [int(number) for task in tasks for number in task.read_text().split()]
            return numbers if len(numbers) == count else []

        return until(found, f"{count} workers")

    def end(self) -> tuple[int, str, str]:
        """Wait for its end."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out.decode(), err.decode()


def wait_for_the_end_of(processes: list[int]) -> None:
    """Wait until all processes have ended."""
    until(lambda: not any(map(_is_running, processes)), f"the end of {processes}")


def _is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Workbooks of which one never ends, so that no run ends before a test has looked."""
    first = _workbook(tmp_path / "annexes" / "000.xlsx", rows=200)
    for number in range(1, 150):
        shutil.copy(first, first.with_name(f"{number:03}.xlsx"))
    _workbook(first.with_name("075.xlsx"), "attend")
    return first.parent


def test_ctrl_c_leaves_finished_files_finished_and_nothing_else(many: Path) -> None:
    stale, before = (many / "000.xlsx").read_bytes(), (many / "075.xlsx").read_bytes()
    running = Running(many, "--workers", 2)
    told = [running.lines.readline().decode() for _ in range(5)]
    workers = running.workers(2)
    running.process.send_signal(signal.SIGINT)
    code, out, err = running.end()
    assert code == 130
    assert err.splitlines()[-1].startswith("Interrompu : les classeurs déjà annoncés")
    announced = {line.split(" : ")[0] for line in [*told, *out.splitlines(), *err.splitlines()]}
    endless = many / "075.xlsx"
    assert endless.read_bytes() == before
    paths = [path for path in many.glob("*.xlsx") if path != endless]
    done = {str(path) for path in paths if path.read_bytes() != stale}
    wait_for_the_end_of(workers)
    assert 5 <= len(done) < 150
    assert done == announced - {"Interrompu"}
    assert temporary(many) == []


def test_a_killed_command_takes_its_workers_along_and_the_next_one_tidies_up(
    many: Path, command: Command
) -> None:
    running = Running(many, "--workers", 2)
    running.lines.readline()
    workers = running.workers(2)
    running.process.kill()
    running.end()
    wait_for_the_end_of(workers)
    _workbook(many / "075.xlsx", rows=200)
    code, _, err = command("refresh", many)
    assert (code, err) == (0, "")
    assert temporary(many) == []
    assert command("refresh", "--check", many).code == 0


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a report about workbooks."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and "path" in (found := json.loads(line)):
            yield found


def names(found: Iterator[dict[str, Any]]) -> list[str]:
    """Return the names of the workbooks that lines are about."""
    return [Path(record["file"]).name for record in found]


def test_a_run_goes_on_from_its_report(command: Command, folder: Path, tmp_path: Path) -> None:
    report, bad = tmp_path / "rapport.json", folder / "c.xlsx"
    good = bad.read_bytes()
    bad.write_bytes(b"pas un classeur")
    assert command("refresh", folder, "--report", report).code == 2
    assert sorted(names(records(report))) == ["a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"]
    bad.write_bytes(good)
    os.utime(folder / "a.xlsx")  # another date, the same content
    _workbook(folder / "d.xlsx", rows=2)  # typed in since
    code, out, err = command("refresh", folder, "--resume", report)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [Path(line.split(" : ")[0]).name for line in lines[:2]] == ["c.xlsx", "d.xlsx"]
    assert "repris du rapport       2" in lines
    code, out, _ = command("refresh", folder, "--resume", report)
    assert code == 0
    assert "repris du rapport       4" in out


def test_a_report_cut_short_loses_its_last_line_only(
    command: Command, folder: Path, tmp_path: Path
) -> None:
    report = tmp_path / "rapport.json"
    command("refresh", folder, "--report", report, "--workers", 1)
    text = report.read_text(encoding="utf-8")
    report.write_text(text[:-40], encoding="utf-8")
    code, out, _ = command("refresh", folder, "--resume", report)
    assert code == 0
    assert "repris du rapport       3" in out
    assert "repris du rapport       4" in command("refresh", folder, "--resume", report).out


def test_other_choices_are_other_work(command: Command, folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "rapport.json"
    command("refresh", folder, "--report", report)
    assert "repris" not in command("refresh", folder, "--resume", report, "--only-cog").out
    output = tmp_path / "copies"
    assert "repris" not in command("refresh", folder, "--resume", report, "--output", output).out
    (output / "a.xlsx").unlink()
    out = command("refresh", folder, "--resume", report, "--output", output).out
    assert "repris du rapport       3" in out
    assert (output / "a.xlsx").exists()


def test_stale_workbooks_are_told_again(command: Command, folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "rapport.json"
    assert command("refresh", "--check", folder, "--report", report).code == 1
    code, out, _ = command("refresh", "--check", folder, "--resume", report)
    assert code == 1 and "repris" not in out


def test_a_report_starts_where_there_is_none(
    command: Command, folder: Path, tmp_path: Path
) -> None:
    report = tmp_path / "suivi" / "rapport.json"
    assert command("refresh", folder, "--resume", report).code == 0
    assert len(list(records(report))) == 4


@pytest.mark.parametrize("option", ["--report", "--resume"])
def test_only_a_report_is_written_over(
    command: Command, folder: Path, tmp_path: Path, option: str
) -> None:
    notes = tmp_path / "notes.json"
    notes.write_text('{"cher": "fichier"}\n', encoding="utf-8")
    before = (folder / "a.xlsx").read_bytes()
    code, _, err = command("refresh", folder, option, notes)
    assert code == 2
    assert "n'est pas un rapport de pycog refresh" in err
    assert notes.read_text(encoding="utf-8") == '{"cher": "fichier"}\n'
    assert (folder / "a.xlsx").read_bytes() == before


def test_a_report_that_cannot_be_written_stops_nothing(
    command: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pycog.cli.refresh_journal import Journal

    report, put = tmp_path / "rapport.json", Journal._put

    def full(stream: Any, line: Any) -> None:
        if "path" in line:
            raise OSError(errno.ENOSPC, "No space left on device")
        put(stream, line)

    monkeypatch.setattr(Journal, "_put", staticmethod(full))
    code, out, err = command("refresh", folder, "--report", report)
    assert code == 2
    assert err == (
        f"{report} : le rapport n'est plus écrit (le disque est plein). Le recalcul continue.\n"
    )
    assert "recalculés       4" in out


def test_a_password_is_never_written(
    command: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "rapport.json"
    monkeypatch.setenv(password_option.PASSWORD, "Secret-2026")
    _, out, err = command("refresh", folder, "--json", "--report", report)
    assert "Secret-2026" not in out + err + report.read_text(encoding="utf-8")


def test_where_a_password_comes_from(monkeypatch: pytest.MonkeyPatch, process: Command) -> None:
    monkeypatch.delenv(password_option.PASSWORD, raising=False)
    assert password_option.workbook_password(None) is None
    assert password_option.workbook_password("donné") == "donné"
    monkeypatch.setenv(password_option.PASSWORD, "ambiant")
    assert password_option.workbook_password(None) == "ambiant"
    assert password_option.workbook_password("donné") == "donné"


def test_a_password_is_asked_for_without_echo(folder: Path) -> None:
    main_side, terminal = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "pycog", "refresh", "--mot-de-passe", "-", str(folder / "a.xlsx")],
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=terminal,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    shown = ""
    while "Mot de passe des classeurs : " not in shown:
        assert select.select([main_side], [], [], PATIENCE)[0], shown
        shown += os.read(main_side, 1000).decode()
    until(lambda: not termios.tcgetattr(terminal)[3] & termios.ECHO, "an end of the echo")
    os.write(main_side, b"Secret-2026\n")
    out, _ = running.communicate(timeout=PATIENCE)
    shown += os.read(main_side, 100_000).decode()
    os.close(terminal)
    os.close(main_side)
    assert running.returncode == 0
    assert "Secret" not in shown + out.decode()


def test_the_bar_shows_rate_and_remaining_time(folder: Path) -> None:
    main_side, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 120))
    done = subprocess.run(
        [sys.executable, "-m", "pycog", "refresh", str(folder)],
        stdout=subprocess.PIPE,
        stderr=terminal,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    os.close(terminal)
    shown = os.read(main_side, 100_000).decode()
    os.close(main_side)
    assert done.returncode == 0
    assert "Classeurs : 0 sur 4 |" in shown
    assert " restant, " in shown and " par seconde" in shown
