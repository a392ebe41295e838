"""Whatever a client sends to a route, the answer is a value or a French refusal, and soon.

The routes and what they take are written here by hand, as the pane sends it, so that a route
that changes without this description fails.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.addin import asking
from tests.addin.test_equip_pane import ANNEX, book_of, bytes_of
from tests.addin.test_scripts import workbook
from tests.paths import ROOT
from udfs.catalogue import catalogue

#: Seconds that no answer may take; a formula has thirty, and nothing here is that long.
SOON = 20.0
REFUSALS = {400, 409, 413, 415, 422}
#: English that frameworks write when nobody caught the fault.
ENGLISH = ("Traceback", "Internal Server Error", "Field required", "Input should", "error parsing")

JSON = {"Content-Type": "application/json"}

QUESTIONS = [
    "budget de personnel 2014",
    "objectif de l'indicateur 7 en 2013",
    "explique cette cellule",
    "qu'est-ce qui manque dans cette feuille ?",
    "et en 2015 ?",
]
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["=COG_TARGET(2,2013)", "=COG_STATUS(A1,B1)", "A1", "A1:B3", "#REF!", "Feuil1", "'", "=("]
    ),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.just({"type": "Error"})
)
ANY = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
MATRICES = st.lists(st.lists(SCALARS, max_size=4), max_size=4)
NUMBERS = st.integers(-5, 1_100_000)
CALLS = st.fixed_dictionaries(
    {
        "func_name": st.sampled_from(sorted(catalogue())),
        "args": st.lists(st.one_of(MATRICES, SCALARS), max_size=8),
        "caller_address": st.just("[x]A!A1"),
    }
)
SHEETS = st.fixed_dictionaries(
    {
        "sheet": TEXTS,
        "row": NUMBERS,
        "column": NUMBERS,
        "values": MATRICES,
        "formulas": MATRICES,
        "formats": MATRICES,
        "conditions": st.lists(
            st.fixed_dictionaries({"range": TEXTS, "formula": TEXTS}), max_size=2
        ),
    }
)
SELECTIONS = st.fixed_dictionaries(
    {
        "sheet": TEXTS,
        "cell": TEXTS,
        "formula": TEXTS,
        "value": SCALARS,
        "format": TEXTS,
        "ranges": st.lists(
            st.fixed_dictionaries({"sheet": TEXTS, "range": TEXTS, "values": MATRICES}), max_size=2
        ),
    }
)


@cache
def _annex() -> str:
    """Return an annex in base 64 in which a table is recognised, with a doubt."""
    return base64.b64encode(bytes_of(book_of(ANNEX))).decode("ascii")


SCRIPTS = st.fixed_dictionaries(
    {**{key: st.just(value) for key, value in workbook("Suivi").items()},
     "args": st.lists(st.one_of(TEXTS, st.just("Suivi")), max_size=4)}
)  # fmt: skip
CONTENTS = st.one_of(TEXTS, st.builds(_annex))
NAMES = st.one_of(TEXTS, st.just("suivi.xlsx"))
FILES = st.fixed_dictionaries({"name": NAMES, "content": CONTENTS})
EQUIPPING = st.fixed_dictionaries(
    {
        "name": NAMES,
        "content": CONTENTS,
        "answers": st.lists(
            st.fixed_dictionaries(
                {
                    "line": st.one_of(st.lists(TEXTS, min_size=9, max_size=9), ANY),
                    "answer": TEXTS,
                }
            ),
            max_size=2,
        ),
        "convention": st.one_of(st.none(), TEXTS, st.just("camieg-2012-2015")),
        "write": st.booleans(),
    }
)
#: Path → what the pane sends there.
ROUTES: Mapping[str, st.SearchStrategy[Any]] = {
    "/cog/lot": st.fixed_dictionaries(
        {
            "shared": st.dictionaries(TEXTS, SCALARS, max_size=2),
            "calls": st.lists(CALLS, max_size=5),
        }
    ),
    "/cog/controler": SHEETS,
    "/cog/references": st.fixed_dictionaries({"formula": TEXTS, "sheet": TEXTS}),
    "/cog/expliquer": SELECTIONS,
    "/cog/demander": st.fixed_dictionaries(
        {
            "question": st.one_of(TEXTS, st.sampled_from(QUESTIONS)),
            "state": ANY,
            "selection": st.one_of(st.none(), SELECTIONS),
            "sheet": st.one_of(st.none(), SHEETS),
        }
    ),
    "/cog/equiper": EQUIPPING,
    "/cog/equiper/retirer": FILES,
    "/cog/controler/convention": FILES,
    "/cog/fichier": FILES,
    "/cog/fichier/feuille": st.fixed_dictionaries(
        {"name": NAMES, "content": CONTENTS, "sheet": st.one_of(TEXTS, st.just("Suivi"))}
    ),
    "/cog/verifier": FILES,
    "/cog/scenarios": st.builds(
        lambda file, scenarios: {**file, "scenarios": scenarios},
        FILES,
        st.lists(
            st.fixed_dictionaries(
                {
                    "name": TEXTS,
                    "changes": st.lists(
                        st.fixed_dictionaries(
                            {
                                "cell": st.one_of(TEXTS, st.sampled_from(["Suivi!D3", "Suivi!A1"])),
                                "value": st.one_of(TEXTS, st.just("0,92")),
                            }
                        ),
                        max_size=2,
                    ),
                }
            ),
            max_size=2,
        ),
    ),
    "/cog/sceller": st.builds(
        lambda file, author, offset: {**file, "author": author, "offset": offset},
        FILES,
        TEXTS,
        st.one_of(st.integers(-900, 900), ANY),
    ),
    # What takes a process of its own gets names that are refused before one is started.
    "/cog/fichier/recalculer": st.fixed_dictionaries({"name": TEXTS, "content": CONTENTS}),
    "/cog/fichier/equiper": EQUIPPING.map(lambda body: {**body, "name": "suivi.ods"}),
    "/cog/fichier/retirer": FILES,
    "/xlwings/custom-scripts-call/cog_figer": SCRIPTS,
    "/xlwings/custom-scripts-call/cog_inserer": SCRIPTS,
    "/cog/rapports": st.fixed_dictionaries(
        {
            "report": TEXTS,
            "format": TEXTS,
            "workbooks": st.lists(
                st.fixed_dictionaries({"name": TEXTS, "content": TEXTS}), max_size=2
            ),
        }
    ),
}


def sent(url: str, path: str, content: bytes) -> None:
    """Send a body and check that the answer is one that an officer can read."""
    started = time.monotonic()
    answer = asking.post(
        f"{url}{path}", content=content, headers={"Content-Type": "application/json"}
    )
    assert time.monotonic() - started < SOON
    assert answer.status_code == 200 or answer.status_code in REFUSALS, answer.text
    assert not [text for text in ENGLISH if text in answer.text], answer.text
    if answer.status_code != 200:
        assert answer.text.strip()


@st.composite
def damaged(draw: st.DrawFn, whole: st.SearchStrategy[Any]) -> Any:
    """Give what the pane sends with one part left out, of another type, or added."""
    body = draw(whole)
    if not isinstance(body, dict) or not body:
        return body
    name = draw(st.sampled_from(sorted(body)))
    how = draw(st.sampled_from(["out", "other", "more", "whole"]))
    if how == "out":
        return {key: value for key, value in body.items() if key != name}
    if how == "other":
        return {**body, name: draw(ANY)}
    return {**body, draw(st.text(max_size=8)): draw(ANY)} if how == "more" else body


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_no_body_is_answered_in_english_or_by_a_crash(server_url: str, path: str) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(damaged(ROUTES[path]))
    def run(body: Any) -> None:
        # Surrogates and NaN travel as they may from JavaScript.
        sent(server_url, path, json.dumps(body).encode("utf-8", "surrogatepass"))

    run()


@pytest.mark.parametrize("path", sorted(ROUTES))
@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"{", b"\xff\xfe", b'"x"', b"9" * 10_000, b'{"a":' * 5_000],
    ids=["empty", "null", "list", "cut", "bytes", "text", "long number", "deep"],
)
def test_what_is_no_object_is_refused(server_url: str, path: str, content: bytes) -> None:
    sent(server_url, path, content)


def test_every_route_that_takes_a_body_is_described() -> None:
    # Read as text: the routes themselves need a licence of xlwings to be loaded.
    prefixes = {"page_routes": "/cog/fichier", "pane_routes": "/cog", "routes": ""}
    taken = {
        prefix + path
        for module, prefix in prefixes.items()
        for path in re.findall(
            r'^@router\.post\("([^"]*)"', (ROOT / "addin" / f"{module}.py").read_text("utf-8"), re.M
        )
    }
    assert taken == {path for path in ROUTES if not path.startswith("/xlwings/")}
