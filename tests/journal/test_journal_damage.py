"""A journal that is damaged is told before it is used, whatever its size."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from pycog.journal import store
from tests.journal.made_annexes import annex, typed


@pytest.mark.parametrize("most", [0, 1 << 40], ids=["grand", "petit"])
def test_a_journal_cut_short_or_damaged_is_told_whatever_its_size(
    tmp_path, command, refresh, journal, monkeypatch, most
) -> None:
    path = annex(tmp_path / "annexe.xlsx")
    refresh(path)
    file = journal / "journal-pycog.sqlite"
    whole = file.read_bytes()
    monkeypatch.setattr(store, "_MOST_CHECKED", most)
    typed(path, {"B2": 77})
    before = path.read_bytes()

    file.write_bytes(whole[: len(whole) - 4096])
    code, _, err = command("refresh", path, "--journal", journal)
    assert code == 2 and "n'est pas un journal que pycog peut lire" in err
    assert "tronqué" in err or "endommagé" in err

    file.write_bytes(whole)
    with contextlib.closing(sqlite3.connect(file)) as made:
        root = made.execute("SELECT rootpage FROM sqlite_master WHERE name = 'passage'").fetchone()
        size = made.execute("PRAGMA page_size").fetchone()[0]
    start = (root[0] - 1) * size
    file.write_bytes(whole[:start] + b"\xff" * size + whole[start + size :])
    code, _, err = command("history", f"{path}!Saisie!D2", "--journal", journal)
    assert code == 2 and "n'est pas un journal que pycog peut lire" in err
    assert path.read_bytes() == before

    file.write_bytes(whole)
    assert command("refresh", path, "--journal", journal)[0] == 0
