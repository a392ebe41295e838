"""``pycog scorecard``: the reference rows, as a table and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]


def rows(command: Command, *args: str) -> list[dict[str, Any]]:
    code, out, err = command("scorecard", *args, "--json")
    assert (code, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def test_the_rows_of_a_scorecard_as_json(command: Command) -> None:
    found = rows(command, "--category", "cpam", "--campaign", "2022")
    assert sum(row["weight"] for row in found) == 1000
    first = found[0]
    assert (first["theme"], first["target"], first["floor"]) == ("qualite", "90 518", "45 259")
    assert (first["weight"], first["rule"], first["confidence"]) == (50, "lineaire", "certaine")
    assert (first["reading"], first["components"]) == ("défaut", [])
    assert first["scope"] == "nationale"
    assert "en déclinaison de l'objectif national" in first["scope_proof"]
    assert [row["key"] for row in found if row["scope"]] == [
        "misas",
        "c2s",
        "assistants_medicaux",
        "prejudice",
    ]
    tele = next(row for row in found if row["key"] == "teleservices")
    assert [part["target"] for part in tele["components"]] == ["80%", "81%", "30%"]
    assert tele["components"][0]["to_supply"] == ["seuil"]


def test_another_reading_is_asked_for(command: Command) -> None:
    found = rows(
        command, "--category", "MAYOTTE", "--campaign", "2021", "--reading", "ameli_emails"
    )
    # 1 000 points, the 100 of the row that this reading brings in, less twice 50.
    assert sum(row["weight"] for row in found) == 1000
    changed = [row for row in found if row["row_reading"] != "défaut"]
    assert [row["key"] for row in changed] == ["ij_ts"]
    assert {row["key"] for row in found} >= {"ameli_emails"}
    assert not {row["key"] for row in found} & {"ameli_attestations", "ameli_naissances"}
    assert {row["reading"] for row in found} == {"ameli_emails"}


def test_the_table_is_french_and_fits_a_terminal(command: Command) -> None:
    code, out, err = command("scorecard", "--category", "ceir", "--campaign", "2021")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Part locale CEIR, campagne 2021, lecture « défaut »"
    assert lines[1].replace("\xa0", " ") == "Déclenchement : > 50 %"
    assert lines[3].split() == ["Indicateur", "Cible", "Seuil", "Points", "Confiance"]
    assert lines[4].split() == ["Qualité", "de", "service", "650"]
    assert lines[-1].replace("\u202f", " ").replace("\xa0", " ") == "5 lignes, 1 000 points."
    assert max(map(len, lines)) <= 110


def test_components_and_other_readings_are_shown(command: Command) -> None:
    out = command("scorecard", "--category", "national", "--campaign", "2022").out
    assert "    Demande dématérialisée CV2 (50\N{NO-BREAK SPACE}%)" in out
    assert out.endswith("Autres lectures : valeur_unique.\n")
    out = command(
        "scorecard", "--category", "national", "--campaign", "2022", "--reading", "valeur_unique"
    ).out
    assert "CV2" not in out
    assert out.endswith("Autres lectures : défaut.\n")


@pytest.mark.parametrize(
    ("category", "campaign", "reading", "words"),
    [
        ("caf", "2022", "défaut", "La catégorie « caf » n'a pas de barème."),
        ("cpam", "2020", "défaut", "La campagne « 2020 » n'a pas de barème."),
        ("cpam", "2022", "x", "la lecture « x » n'existe pas. Lectures : « défaut »,"),
    ],
)
def test_what_is_not_known_is_refused(
    command: Command, category: str, campaign: str, reading: str, words: str
) -> None:
    code, out, err = command(
        "scorecard", "--category", category, "--campaign", campaign, "--reading", reading
    )
    assert (code, out) == (2, "")
    assert words in err


def test_the_category_is_needed(process: Command) -> None:
    code, _, err = process("scorecard", "--campaign", "2022")
    assert code == 2
    assert "il manque : --category" in err
