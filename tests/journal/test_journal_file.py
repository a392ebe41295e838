"""The journal holds whole runs only, whoever writes, whatever dies, and is refused in words."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from pycog.cli import journal_options
from pycog.errors import RefusedFile
from pycog.journal import store
from pycog.journal.recorder import JournalRecorder
from pycog.refresh import Options, refresh_file
from pycog.xlsx import atomic, placing
from tests.journal.made_annexes import ROWS, annex, typed
from tests.paths import ROOT
from tests.waiting import PATIENCE, until
from udfs.hosts.engine import EngineHost

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def rows(journal: Path, query: str) -> list[tuple]:
    """Read the journal as another program would."""
    with sqlite3.connect(store.journal_file(journal)) as connection:
        return connection.execute(query).fetchall()


def pycog(*args: object) -> subprocess.Popen[bytes]:
    """Start the command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pycog", *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )


def test_eight_processes_write_at_once(tmp_path: Path, journal: Path, life) -> None:
    folders = [tmp_path / f"organisme-{letter}" for letter in "abcdefgh"]
    for number, folder in enumerate(folders):
        for annexe in ("annexe-x", "annexe-y"):
            annex(folder / f"{annexe}.xlsx", [("Appels décrochés", 50 + number, 100), *ROWS[1:]])
    running = [pycog("refresh", folder, "--journal", journal, "--workers", 1) for folder in folders]
    outcomes = [process.communicate(timeout=PATIENCE) for process in running]
    assert [process.returncode for process in running] == [0] * 8, outcomes
    assert rows(journal, "SELECT etat, count(*) FROM passage GROUP BY etat") == [("fait", 16)]
    # Each run holds the three rates, their mean and their number, no more and no less.
    counts = rows(journal, "SELECT count(*) FROM changement GROUP BY passage")
    assert counts == [(5,)] * 16
    assert rows(journal, "PRAGMA integrity_check") == [("ok",)]
    for number, folder in enumerate(folders):
        (event,) = life(f"{folder / 'annexe-y.xlsx'}!Saisie!D2")
        assert event["apres"] == pytest.approx((50 + number) / 100)


@pytest.mark.parametrize("attempt", range(6))
def test_one_workbook_refreshed_by_many_at_once(
    tmp_path: Path, journal: Path, life, attempt: int
) -> None:
    # Again and again: the journal is begun, and a state is dropped, between two statements.
    path = annex(tmp_path / "annexe.xlsx")
    recorder = JournalRecorder(journal)

    def one(_: int) -> object:
        return refresh_file(path, EngineHost(), recorder=recorder).refused

    with ThreadPoolExecutor(4) as pool:
        refusals = [one for one in pool.map(one, range(8)) if one is not None]
    # Who comes second finds the file changed under its hands, or nothing left to do.
    assert {getattr(one, "code", "") for one in refusals} <= {"modifie-entre-temps"}
    assert rows(journal, "SELECT count(*) FROM passage WHERE etat <> 'fait'") == [(0,)]
    assert [one["apres_affiche"] for one in life(f"{path}!Saisie!D2")] == ["86 %"]


@pytest.mark.parametrize("moment", ["prepared", "written"])
def test_a_process_killed_between_the_steps(
    tmp_path: Path, journal: Path, life, command, moment: str
) -> None:
    """Killed with the record prepared: it counts if, and only if, the workbook was replaced."""
    path = annex(tmp_path / "annexe.xlsx")
    before = path.read_bytes()
    flag = tmp_path / "here"
    script = f"""
import time, pathlib
from pycog.refresh import one_file, refresh_file
from pycog.journal.recorder import JournalRecorder
from udfs.hosts.engine import EngineHost
real = one_file.put_in_place
def stop(*args):
    if {moment!r} == "written":
        real(*args)
    pathlib.Path({str(flag)!r}).touch()
    time.sleep(600)
one_file.put_in_place = stop
refresh_file(pathlib.Path({str(path)!r}), EngineHost(),
             recorder=JournalRecorder(pathlib.Path({str(journal)!r})))
"""
    process = subprocess.Popen([sys.executable, "-c", script], env=ENVIRONMENT)
    try:
        until(flag.exists, "the process comes to the point")
        # While it lives nothing is decided, and nobody sees half a run.
        assert rows(journal, "SELECT etat FROM passage") == [("prepare",)]
        with store.opened(journal) as connection:
            store.settle(connection)
        seen = rows(journal, "SELECT etat FROM passage")
        assert seen == [("prepare",) if moment == "prepared" else ("fait",)]
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    if moment == "prepared":
        assert path.read_bytes() == before
        code, _, err = command("history", f"{path}!Saisie!D2", "--journal", journal)
        assert code == 2 and "n'a aucun passage" in err
        assert rows(journal, "SELECT count(*) FROM changement") == [(0,)]
    else:
        assert [one["apres_affiche"] for one in life(f"{path}!Saisie!D2")] == ["86 %"]


def test_processes_killed_at_any_moment_leave_whole_runs(tmp_path: Path, journal: Path) -> None:
    paths = [annex(tmp_path / "annexes" / f"organisme-{letter}.xlsx") for letter in "abcdef"]
    for number, wait in enumerate((0.3, 0.5, 0.7, 0.9, 1.1)):
        for path in paths:
            typed(path, {"B2": 60 + number})
        process = pycog("refresh", tmp_path / "annexes", "--journal", journal, "--workers", 1)
        timer = threading.Timer(wait, process.kill)
        timer.start()
        process.communicate(timeout=PATIENCE)
        timer.cancel()
        if not store.journal_file(journal).exists():
            continue
        with store.opened(journal) as connection:
            store.check(connection, store.journal_file(journal))
            store.settle(connection)
            done = connection.execute("SELECT id, ecrit FROM passage WHERE etat = 'fait'")
            for passage, _ in done.fetchall():
                changes = connection.execute(
                    "SELECT count(*) FROM changement WHERE passage = ?", (passage,)
                ).fetchone()[0]
                # All three rates, mean and count at first; then the entry, its rate, the mean.
                assert changes in (5, 3, 0)
    final = pycog("refresh", tmp_path / "annexes", "--journal", journal, "--workers", 1)
    _, err = final.communicate(timeout=PATIENCE)
    assert final.returncode == 0, err
    written = dict(rows(journal, "SELECT cible, ecrit FROM passage ORDER BY id"))
    assert {name: store.digest(Path(name).expanduser().read_bytes()) for name in written} == written
    assert len(written) == 6


def test_what_is_not_a_journal_stops_the_refresh(
    tmp_path: Path, journal: Path, command, monkeypatch
) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    before = path.read_bytes()
    journal.mkdir()
    file = store.journal_file(journal)
    for damage, words in (
        (b"Ceci n'est pas une base.\n" * 200, "n'est pas un journal que pycog peut lire"),
        (_database("CREATE TABLE compta (x)"), "c'est la base d'un autre programme"),
        (_database(f"PRAGMA application_id={store._MARK}; PRAGMA user_version=99"), "forme 99"),
    ):
        file.write_bytes(damage)
        code, out, err = command("refresh", path, "--journal", journal)
        assert code == 2 and words in err and "Traceback" not in err and out == ""
        assert path.read_bytes() == before
        assert file.read_bytes() == damage


def _database(script: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript(script + ";")
    connection.execute("PRAGMA page_count")
    return connection.serialize()


def test_a_journal_damaged_in_the_middle_stops_the_refresh(
    tmp_path: Path, journal: Path, refresh, command
) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    refresh(path)
    file = store.journal_file(journal)
    data = bytearray(file.read_bytes())
    for at in range(4096, len(data), 4096):
        data[at : at + 64] = bytes(range(64))
    file.write_bytes(data)
    typed(path, {"B2": 90})
    before = path.read_bytes()
    for args in (("refresh", path), ("history", f"{path}!Saisie!D2")):
        code, out, err = command(*args, "--journal", journal)
        assert code == 2 and "Reprenez-en une sauvegarde" in err and out == ""
    assert path.read_bytes() == before


def test_a_journal_that_is_held_leaves_the_workbook(
    tmp_path: Path, journal: Path, refresh, monkeypatch
) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    refresh(path)
    typed(path, {"B2": 90})
    before = path.read_bytes()
    monkeypatch.setattr(store, "PATIENCE", 0.2)
    holder = sqlite3.connect(store.journal_file(journal), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    report = refresh_file(path, EngineHost(), recorder=JournalRecorder(journal))
    holder.execute("ROLLBACK")
    holder.close()
    assert report.refused is not None and report.refused.code == "journal-occupe"
    assert path.read_bytes() == before and not report.written


def test_a_confirmation_that_fails_is_told_and_made_up_for(
    tmp_path: Path, journal: Path, command, life, monkeypatch
) -> None:
    path = annex(tmp_path / "annexe.xlsx")

    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(store, "confirm", full)
    report = refresh_file(path, EngineHost(), recorder=JournalRecorder(journal))
    assert report.refused is None and report.written
    assert "le disque est plein" in report.unrecorded
    assert "il le sera au prochain passage" in report.unrecorded
    monkeypatch.undo()
    assert [one["apres_affiche"] for one in life(f"{path}!Saisie!D2")] == ["86 %"]


def test_a_workbook_that_cannot_be_replaced_is_not_on_record(
    tmp_path: Path, journal: Path, monkeypatch
) -> None:
    path = annex(tmp_path / "annexe.xlsx")

    def held(*_: object, **__: object) -> atomic.Stamp:
        raise atomic.Locked(13, "held")

    monkeypatch.setattr(placing.atomic, "replace_file", held)
    report = refresh_file(path, EngineHost(), recorder=JournalRecorder(journal))
    assert report.refused is not None and report.refused.code == "fichier-retenu"
    assert rows(journal, "SELECT count(*) FROM passage") == [(0,)]
    assert rows(journal, "SELECT count(*) FROM fichier") == [(0,)]


def test_a_folder_that_cannot_hold_a_journal_stops_the_refresh(tmp_path: Path, command) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    before = path.read_bytes()
    (tmp_path / "fichier").write_text("x", encoding="utf-8")
    for option in (("--sans-nom",), ("--retention", 24)):
        code, _, err = command("refresh", path, *option)  # they would silently do nothing
        assert code == 2 and "règlent un journal, et aucun n'est tenu" in err
    code, _, err = command("refresh", path, "--journal", tmp_path / "fichier")
    assert code == 2 and "est un fichier : --journal attend le dossier du journal." in err
    assert path.read_bytes() == before


def test_a_protected_workbook_is_left_without_its_values_on_record(
    tmp_path: Path, journal: Path
) -> None:
    msoffcrypto = pytest.importorskip("msoffcrypto")
    plain = annex(tmp_path / "ouvert.xlsx")
    path = tmp_path / "protégé.xlsx"
    from msoffcrypto.format.ooxml import OOXMLFile

    assert msoffcrypto
    with plain.open("rb") as source, path.open("wb") as sink:
        OOXMLFile(source).encrypt("secret", sink)
    before = path.read_bytes()
    options = Options(password="secret")
    report = refresh_file(path, EngineHost(), options=options, recorder=JournalRecorder(journal))
    assert report.refused is not None and report.refused.code == "journal-classeur-chiffre"
    assert path.read_bytes() == before
    assert refresh_file(path, EngineHost(), options=options).written


def test_no_journal_unless_it_is_asked_for(tmp_path: Path, command) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    assert command("refresh", path)[0] == 0
    assert [one.name for one in tmp_path.iterdir()] == ["annexe.xlsx"]


def test_only_the_name_is_personal_and_can_be_left_out(
    tmp_path: Path, journal: Path, refresh, monkeypatch
) -> None:
    monkeypatch.setattr(journal_options.getpass, "getuser", lambda: "martin")
    home = tmp_path / "martin"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    path = annex(home / "annexe.xlsx")
    refresh(path)
    assert rows(journal, "SELECT utilisateur, cible FROM passage") == [("martin", "~/annexe.xlsx")]
    other = journal.with_name("sans-nom")
    typed(path, {"B2": 90})
    refresh(path, "--sans-nom", "--journal", other)
    assert rows(other, "SELECT utilisateur FROM passage") == [(None,)]
    assert b"martin" not in store.journal_file(other).read_bytes()


def test_the_settings_of_the_user(tmp_path: Path, journal: Path, command, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    from pycog import configuration

    monkeypatch.setattr(configuration.sys, "platform", "linux")
    file = tmp_path / "pycog" / configuration.FILE
    file.parent.mkdir()
    file.write_text(
        f'journal = "{journal.as_posix()}"\njournal-sans-nom = true\njournal-retention = 24\n',
        encoding="utf-8",
    )
    path = annex(tmp_path / "annexe.xlsx")
    assert command("refresh", path, "--sans-journal")[0] == 0
    assert not journal.exists()
    assert command("refresh", path, "--check")[0] == 0  # writes nothing, so that it notes nothing
    assert not journal.exists()
    assert command("refresh", path)[0] == 0
    assert rows(journal, "SELECT utilisateur FROM passage") == [(None,)]
    assert command("history", f"{path}!Saisie!D2")[0] == 0
    # Choosing a convention keeps what was written by hand.
    configuration.choose_convention("camieg-2012-2015")
    assert configuration.settings() == replace(
        configuration.Settings("camieg-2012-2015", journal, True, 24)
    )
    file.write_text("journal = 12\n", encoding="utf-8")
    code, _, err = command("refresh", path)
    assert code == 2 and "« journal » n'est pas un texte" in err


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--check",), "avec --check rien n'est écrit"),
        (("--scheduler", "tcp://nulle-part:8786"), "les machines d'une grappe"),
        (("--retention", "0"), "un nombre de mois est attendu"),
        (("--sans-journal",), "incompatible avec"),
    ],
)
def test_options_that_do_not_go_together(tmp_path, journal, command, option, words) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    code, _, err = command("refresh", path, "--journal", journal, *option)
    assert code == 2 and words in err


def test_what_is_older_than_is_kept_goes(tmp_path, journal, refresh, life, command) -> None:
    path, still = annex(tmp_path / "annexe.xlsx"), annex(tmp_path / "ancienne.xlsx")
    refresh(path)
    refresh(still)
    typed(path, {"B2": 88})
    refresh(path)
    old = (dt.datetime.now(dt.UTC) - dt.timedelta(days=80)).isoformat(timespec="seconds")
    with store.opened(journal) as connection:
        connection.execute("UPDATE passage SET quand = ? WHERE id <= 2", (old,))
    code, out, _ = command("history", "--journal", journal, "--purge", "--retention", 3)
    assert code == 0 and out == "0 passage retiré, 3 mois gardés.\n"
    code, out, _ = command("history", "--journal", journal, "--purge", "--retention", 2)
    assert code == 0 and out == "2 passages retirés, 2 mois gardés.\n"
    assert [one["apres_affiche"] for one in life(f"{path}!Saisie!D2")] == ["88 %"]
    assert [one["avant_affiche"] for one in life(f"{path}!Saisie!D2")] == ["86 %"]
    assert rows(journal, "SELECT count(*) FROM fichier") == [(1,)]
    assert b"ancienne" not in store.journal_file(journal).read_bytes()
    # The refresh itself removes too, and goes on from what is left.
    typed(path, {"B2": 90})
    refresh(path, "--retention", 2)
    assert [one["apres_affiche"] for one in life(f"{path}!Saisie!D2")] == ["88 %", "90 %"]


@pytest.mark.parametrize(
    ("today", "months", "then"),
    [
        ("2014-03-31", 1, "2014-02-28"),
        ("2014-01-15", 1, "2013-12-15"),
        ("2014-12-31", 12, "2013-12-31"),
        ("2016-02-29", 24, "2014-02-28"),
    ],
)
def test_months_are_counted_in_the_calendar(monkeypatch, today, months, then) -> None:
    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromisoformat(f"{today}T08:00:00+00:00")

    monkeypatch.setattr(journal_options.dt, "datetime", Clock)
    assert journal_options.months_ago(months) == f"{then}T08:00:00+00:00"


def test_the_exports_hold_the_whole_journal(tmp_path, journal, refresh, command) -> None:
    path = annex(tmp_path / "annexe; « 2014 ».xlsx")
    refresh(path)
    typed(path, {"B2": "=1/0", "A3": "Courriels\ntraités ; tous"})
    for _ in range(2):  # the second time nothing changes: the run is on record all the same
        code, _, err = command("refresh", path, "--journal", journal)
        assert code == 0 and "#DIV/0!" in err
    for name in ("tout.json", "tout.csv"):
        code, out, _ = command("history", "--journal", journal, "--export", tmp_path / name)
        assert code == 0 and "3 passages" in out
    whole = json.loads((tmp_path / "tout.json").read_text(encoding="utf-8"))
    kept = [
        (cell, before, after, json.loads(causes))
        for sheet, row, column, before, after, causes in rows(
            journal,
            "SELECT feuille, ligne, colonne, avant, apres, causes FROM changement "
            "ORDER BY passage, feuille, ligne, colonne",
        )
        for cell in [f"{sheet}!{'ABCDEFGH'[column - 1]}{row}"]
    ]
    assert len(kept) > 8
    exported = [
        (one["cellule"], one["avant"], one["apres"], one["causes"])
        for passage in whole["passages"]
        for one in passage["changements"]
    ]
    assert exported == [
        (cell, json.loads(before), json.loads(after), why) for cell, before, after, why in kept
    ]
    assert {"erreur": "#DIV/0!"} in [one[2] for one in exported]
    table = list(
        csv.DictReader(
            io.StringIO((tmp_path / "tout.csv").read_text(encoding="utf-8-sig")), delimiter=";"
        )
    )
    assert [
        (one["cellule"], one["avant"], one["apres"], json.loads(one["causes"]))
        for one in table
        if one["cellule"]
    ] == kept
    assert {one["fichier"] for one in table} == {whole["fichiers"][0]["chemin"]}
    assert [one["passage"] for one in table if not one["cellule"]] == ["3"]
    code, _, err = command("history", "--journal", journal, "--export", tmp_path / "tout.pdf")
    assert code == 2 and ".csv ou .json" in err


def test_the_csv_of_a_life_is_a_table(tmp_path, journal, refresh, command) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    refresh(path)
    typed(path, {"B2": 88})
    refresh(path)
    place = f"{path}!Saisie!D2"
    code, out, _ = command("history", place, "--journal", journal, "--csv")
    assert code == 0
    table = list(csv.DictReader(io.StringIO(out), delimiter=";"))
    assert [(one["avant"], one["apres"]) for one in table] == [("0 %", "86 %"), ("86 %", "88 %")]
    assert table[1]["causes"] == (
        "parce que Saisie!B2 (« Appels décrochés », « Réalisé ») : 86 → 88"
    )


def test_the_recorder_leaves_a_refusal_as_it_is(tmp_path: Path, journal: Path) -> None:
    report = refresh_file(tmp_path / "absent.xlsx", EngineHost(), recorder=JournalRecorder(journal))
    assert isinstance(report.refused, RefusedFile) and report.refused.code == "chemin-absent"
    assert not store.journal_file(journal).exists()


def test_a_workbook_that_the_journal_cannot_read_is_left(tmp_path: Path, journal: Path) -> None:
    odd = ROOT / "tests/refresh/fidelity/classeurs/references-nulles.xlsx"
    path = tmp_path / odd.name
    path.write_bytes(odd.read_bytes())
    report = refresh_file(path, EngineHost(), recorder=JournalRecorder(journal))
    assert report.refused is not None and report.refused.code == "journal-classeur-illisible"
    assert path.read_bytes() == odd.read_bytes()
    assert refresh_file(path, EngineHost()).refused is None


SAMPLES = sorted((ROOT / "tests/refresh/fidelity/classeurs").glob("*.xls[xm]"))


def test_there_are_samples() -> None:
    assert len(SAMPLES) > 20


@pytest.mark.parametrize("sample", SAMPLES, ids=[one.name for one in SAMPLES])
def test_the_journal_changes_nothing_of_what_is_written(
    tmp_path: Path, journal: Path, sample: Path
) -> None:
    with_it, without = tmp_path / "a" / sample.name, tmp_path / "b" / sample.name
    for path in (with_it, without):
        path.parent.mkdir()
        path.write_bytes(sample.read_bytes())
    options = Options(clock=dt.datetime(2014, 1, 31, tzinfo=dt.UTC))
    plain = refresh_file(without, EngineHost(), options=options)
    report = refresh_file(with_it, EngineHost(), options=options, recorder=JournalRecorder(journal))
    if report.refused is not None and report.refused.code.startswith("journal-"):
        assert sample.name == "references-nulles.xlsx"
        return
    assert (report.refused and report.refused.code) == (plain.refused and plain.refused.code)
    assert with_it.read_bytes() == without.read_bytes()
    if report.refused is None:
        # Nobody typed anything between the file as read and as written.
        assert rows(journal, "SELECT count(*) FROM changement WHERE nature = 'saisie'") == [(0,)]
