"""Generated files hold what they are generated from, and nothing on which workbooks rely goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs import generate, house
from udfs import surface


@pytest.mark.parametrize("path", generate.GENERATED, ids=lambda path: path.name)
def test_a_generated_file_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == generate.GENERATED[path](), "run: make generated"


def test_a_listing_that_takes_a_formula_away_is_not_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "formules.txt"
    path.write_text(surface.listing() + "\nCOG_GONE\n", encoding="utf-8")
    before = path.read_bytes()
    monkeypatch.setattr(generate, "SURFACE", path)
    monkeypatch.setattr(generate, "GENERATED", {path: surface.listing})
    assert generate.main([]) == 1
    assert "COG_GONE" in capsys.readouterr().out
    assert path.read_bytes() == before


def test_a_stale_file_is_written_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "liste.txt"
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "GENERATED", {path: lambda: "à jour\n"})
    assert generate.main(["--check"]) == 1
    assert not path.exists()
    assert generate.main([]) == 0
    assert path.read_text(encoding="utf-8") == "à jour\n"
    assert generate.main(["--check"]) == 0


def test_the_layers_are_replaced_and_nothing_else() -> None:
    text = house.DOCUMENT.read_text(encoding="utf-8")
    emptied = text.replace(house.layers(), "")
    assert emptied != text
    assert house.document(emptied) == text


def test_every_file_of_a_rule_exists() -> None:
    text = house.DOCUMENT.read_text(encoding="utf-8")
    table = text.partition("### Where a rule is\n")[2].partition("\n### ")[0]
    named = [line.split("`")[-2] for line in table.splitlines() if line.endswith("` |")]
    assert len(named) >= 20
    assert [name for name in named if not (house.ROOT / name).is_file()] == []
