"""Microsoft's own parser reads the manifest as meant, and refuses what Office would refuse.

It turns the manifest into the newer JSON form. npm brings it (``tests/addin/manifest``), pinned;
it then runs without a network.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pycog.office_addin import MANIFEST_ID
from tests.addin.test_manifest import BUTTONS, ENTRA, rendered
from tests.machine import PARSER

ENGLISH = {
    "cog-recalculer": "Recalculate",
    "cog-figer": "Freeze",
    "cog-inserer": "Insert an annex",
    "cog-equiper": "Equip",
    "cog-controler": "Check",
    "cog-expliquer": "Explain",
    "cog-sceller": "Seal",
    "cog-verifier": "Verify",
    "cog-bilan": "Yearly report",
    "cog-assistant": "Assistant",
    "cog-aide": "Help",
}
Parser = Callable[[str], dict[str, Any] | str]


@pytest.fixture
def manifest_parser(tmp_path: Path) -> Parser:
    """Tells how Microsoft's parser understands a manifest, or why it refuses it."""
    script = PARSER / "node_modules" / "office-addin-manifest-converter" / "cli.js"

    def parsed(manifest: str) -> dict[str, Any] | str:
        source, target = tmp_path / "manifest.xml", tmp_path / "lu"
        source.write_text(manifest, encoding="utf-8")
        done = subprocess.run(
            ["node", str(script), "convert", str(source), "--output", str(target)],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        result = target / "manifest.json"
        if not result.exists():
            return done.stdout + done.stderr
        read: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return read

    return parsed


@pytest.mark.parametrize("changes", [{}, ENTRA], ids=["sans connexion", "Entra ID"])
def test_it_is_read_as_meant(manifest_parser: Parser, changes: dict[str, Any]) -> None:
    read = manifest_parser(rendered(**changes))
    assert isinstance(read, dict), read
    (extension,) = read["extensions"]
    (tab,) = (tab for ribbon in extension["ribbons"] for tab in ribbon["tabs"])
    controls = {
        control["id"]: control["label"] for group in tab["groups"] for control in group["controls"]
    }
    runtimes = extension["runtimes"]
    # The parser writes in English what has an English text; French stays the default.
    assert (read["id"], tab["label"], controls) == (MANIFEST_ID, "COG", ENGLISH)
    assert list(controls) == list(BUTTONS)
    languages = read["localizationInfo"]
    assert languages["defaultLanguageTag"] == "fr-fr"
    assert [one["languageTag"] for one in languages["additionalLanguages"]] == ["en-us"]
    (menu,) = extension["contextMenus"][0]["menus"]
    assert [control["id"] for control in menu["controls"]] == ["cog-expliquer.menu"]
    assert ("webApplicationInfo" in read) == bool(changes)
    assert {runtime["code"]["page"] for runtime in runtimes} == {
        "https://cog.exemple.fr/taskpane.html"
    }
    assert any(runtime["lifetime"] == "long" for runtime in runtimes)


def test_a_faulty_one_is_refused(manifest_parser: Parser) -> None:
    broken = rendered().replace('<Label resid="cog-figer.Nom" />', "", 1)
    refusal = manifest_parser(broken)
    assert isinstance(refusal, str) and "Label required" in refusal
