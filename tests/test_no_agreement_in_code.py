"""No agreement and no body is named in code: what is one's own stands in its data.

Docstrings may name them, as sources and examples for developers. What an officer can read is
a string of the code, a page of the add-in or a table of words; where one of these names an
agreement it is declared here, with the reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pycog import conventions
from pycog.assumptions import assumption
from pycog.values import fold
from tests.paths import ROOT
from udfs.catalogue import catalogue

#: Agreements, their funds, and bodies.
NAMES: Final = re.compile(
    r"camieg|fnga\b|fngr\b|cnamts|industries électriques|mayotte|loz[eè]re|h[eé]rault|is[eè]re\b"
    r"|cpam\b|carsat\b|cramif|cgss\b|ugecam|cnaf\b|cnav\b|urssaf\b|acoss\b|ccmsa|cnmss|\benim\b",
    re.IGNORECASE,
)
DATA: Final = (
    "pycog/conventions/data/",
    "pycog/annexes/recette/data/",
    "pycog/dialogue/data/passages/",
    "pycog/dialogue/data/places/",
)
_REPORT: Final = "the workbook of one published report, whose tables stand in the data"
_COMMAND: Final = "an example of a command, on what comes with pycog"
_FIELD: Final = "a category or an id as an example of what is typed"
_WORDS: Final = "words of questions, which an agreement of that name answers"
#: File → the names that it may say, in lower case, and why.
DECLARED: Final = {
    "pycog/annexes/activity/activity_content.py": ({"camieg"}, _REPORT),
    "pycog/annexes/activity/activity_herault.py": ({"camieg", "cpam", "herault"}, _REPORT),
    "pycog/annexes/activity/activity_isere.py": ({"cpam", "isere"}, _REPORT),
    "pycog/annexes/builder.py": ({"cpam", "herault"}, _REPORT),
    "pycog/annexes/interessement/scorecard_workbook.py": ({"cpam", "herault", "mayotte"}, _REPORT),
    "pycog/annexes/observatory/observatory_layout.py": ({"cpam"}, _REPORT),
    "pycog/assumptions/profit_sharing.py": (
        {"ugecam"},
        "what the only printed steps of the sources are for",
    ),
    "pycog/cli/audit.py": ({"camieg", "fngr", "herault", "isere"}, _COMMAND),
    "pycog/cli/build.py": ({"camieg"}, _COMMAND),
    "pycog/cli/consolidate.py": ({"cpam"}, _COMMAND),
    "pycog/cli/convention.py": ({"camieg"}, "the default is told, and " + _COMMAND),
    "pycog/cli/doctor.py": ({"camieg"}, _COMMAND),
    "pycog/cli/explain.py": ({"camieg"}, _COMMAND),
    "pycog/cli/refresh.py": ({"camieg"}, _COMMAND),
    "pycog/cli/report.py": ({"cpam"}, _FIELD),
    "pycog/cli/report_convention.py": ({"cpam"}, _FIELD),
    "pycog/cli/score.py": ({"cpam"}, _FIELD),
    "pycog/cli/scorecard.py": ({"cpam", "mayotte"}, _FIELD),
    "pycog/configuration.py": ({"cnaf"}, _FIELD),
    "pycog/conventions/facts/card_schema.py": ({"cpam"}, _FIELD),
    "pycog/conventions/loading/description.py": ({"herault"}, _FIELD),
    "pycog/default_convention.py": ({"camieg"}, "the default where nobody chooses"),
    "pycog/dialogue/data/compound.toml": (
        {"acoss", "carsat", "ccmsa", "cgss", "cnaf", "cnav", "cpam", "ugecam", "urssaf"},
        "kinds of body and bodies of other branches, in questions",
    ),
    "pycog/dialogue/data/asked_of_last.toml": (
        {"camieg", "fnga", "fngr"},
        _WORDS,
    ),
    "pycog/dialogue/data/calculations.toml": (
        {"camieg", "fnga", "fngr"},
        _WORDS,
    ),
    "pycog/dialogue/data/definitions.toml": (
        {
            "camieg",
            "cgss",
            "cnamts",
            "cpam",
            "fnga",
            "fngr",
            "herault",
            "industries electriques",
            "isere",
            "lozere",
            "mayotte",
        },
        "each is given for its own agreement only, or cites the report that prints it",
    ),
    "pycog/dialogue/data/intents.toml": ({"cnamts", "cpam", "isere"}, _WORDS),
    "pycog/dialogue/data/provisions.toml": (
        {
            "acoss",
            "camieg",
            "carsat",
            "cgss",
            "cnamts",
            "cnav",
            "cpam",
            "cramif",
            "fnga",
            "fngr",
            "herault",
            "isere",
            "lozere",
            "mayotte",
            "ugecam",
        },
        "each is given for its own agreement only, or cites the document that prints it",
    ),
    "pycog/dialogue/data/families.toml": (
        {"fnga", "fngr"},
        "what the budgets of these funds are for, in every agreement that has them",
    ),
    "pycog/dialogue/data/thesaurus/documents_bodies.toml": (
        {"camieg", "cnamts", "cpam", "industries electriques"},
        _WORDS,
    ),
    "pycog/dialogue/data/words.toml": (
        {
            *("carsat", "ccmsa", "cgss", "cnaf", "cnamts", "cnav", "cpam", "herault", "isere"),
            *("mayotte", "ugecam", "urssaf"),
        },
        _WORDS,
    ),
    "pycog/targets/refused_forms.py": (
        {"cpam"},
        "a split by network that targets are printed with",
    ),
    "pycog/xlsx/convention_name.py": ({"cnaf"}, _FIELD),
    "udfs/declarations/key_figures.py": ({"isere"}, "examples have to give a value"),
    "addin/annexes.py": ({"cpam", "herault"}, _REPORT),
}
#: Stable names of assumptions, which data and workbooks cite.
IDS: Final = re.compile(r"(?:plafond|virement)-fngr")
PAGES: Final = (".js", ".html", ".toml", ".xml", ".css")


def files() -> Iterator[Path]:
    """Yield the files of code, and the texts that come with them."""
    for house in ("pycog", "udfs", "addin"):
        for path in sorted((ROOT / house).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in {".py", *PAGES} and not name.startswith(DATA):
                yield path


def said(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of what a file can show: strings that are no docstring."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(text.splitlines(), start=1)
        return
    tree = ast.parse(text)
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def named() -> dict[str, set[str]]:
    """Return what each file names, without accents."""
    found: dict[str, set[str]] = {}
    for path in files():
        hits = {fold(hit) for _, text in said(path) for hit in NAMES.findall(IDS.sub("", text))}
        if hits:
            found[path.relative_to(ROOT).as_posix()] = hits
    return found


def test_code_names_no_agreement_and_no_body_but_what_is_declared() -> None:
    allowed = {name: names for name, (names, _) in DECLARED.items()}
    assert named() == allowed


def test_a_name_in_a_string_is_found_and_one_in_a_docstring_is_not(tmp_path: Path) -> None:
    file = tmp_path / "essai.py"
    file.write_text(
        '"""COG CAMIEG."""\n\n\ndef f() -> str:\n    """FNGA."""\n    return "le FNGR"\n'
    )
    assert [text for _, text in said(file) if NAMES.search(text)] == ["le FNGR"]


def test_the_wizard_and_the_explanations_name_none() -> None:
    for formula in catalogue().values():
        texts = [formula.help, formula.source, *(one.help for one in formula.arguments)]
        texts += [choice for one in formula.arguments for choice in one.choices]
        assert not [text for text in texts if NAMES.search(text)], formula.name
    for name in {name for formula in catalogue().values() for name in formula.assumptions}:
        told = assumption(name)
        assert not NAMES.search(f"{told.title} {told.statement}")


#: What only the document of one agreement says of an intéressement: a trigger, weights.
_WEIGHTS: Final = re.compile(r"\b(?:35|40) ?%?[/,] ?(?:35|40) ?%?(?:[/,]| et) ?(?:30|20)\b")
_TRIGGER: Final = re.compile(
    r"(?:seuil|déclench|depass|dépass)[^.;«]{0,40}\b50[ \u00a0\u202f]?\??%", re.IGNORECASE
)
#: File → how many such texts it has, and why.
CARDS_DECLARED: Final = {
    "pycog/assumptions/profit_sharing.py": (2, "what the sources print, beside each assumption"),
    "pycog/conventions/facts/terms.py": (1, "what is to be written for a trigger"),
    "pycog/dialogue/data/definitions.toml": (3, "each is given for its own agreement only"),
    "pycog/dialogue/data/provisions.toml": (6, "each is given for its own agreement only"),
}
#: The shipped agreements of intéressement: their themes and their campaigns are data.
CARDS: Final = [
    card for one in conventions.available() for card in conventions.load(one.id).cards()
]
THEMES: Final = frozenset(
    fold(text)
    for card in CARDS
    for key in card.terms.weightings and card.terms.themes
    for text in (key, card.terms.themes[key])
)
#: Where the code of the intéressement stands.
CARD_ROOMS: Final = (
    *("pycog/interessement/", "pycog/annexes/interessement/", "pycog/conventions/"),
    *("pycog/dialogue/", "pycog/reports/", "pycog/equip/", "pycog/cli/", "udfs/", "addin/"),
)


def test_no_trigger_and_no_weights_stand_in_code() -> None:
    found: dict[str, int] = {}
    for path in files():
        for _, text in said(path):
            if not text.lstrip().startswith("#") and (
                _WEIGHTS.search(text) or _TRIGGER.search(text)
            ):
                name = path.relative_to(ROOT).as_posix()
                found[name] = found.get(name, 0) + 1
    assert found == {name: count for name, (count, _) in CARDS_DECLARED.items()}


def test_no_theme_and_no_campaign_of_an_interessement_stands_in_code() -> None:
    years = {card.campaign for card in CARDS}
    found = []
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix != ".py" or not name.startswith(CARD_ROOMS) or name.startswith(DATA):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
            theme = isinstance(value, str) and fold(value) in THEMES
            if theme or (type(value) is int and value in years):
                found.append(f"{name}:{node.lineno} {value}")
    assert found == []


def test_what_the_guard_looks_for_is_what_the_data_says() -> None:
    assert {"qualite", "gestion du risque"} <= THEMES
    assert _WEIGHTS.search("(40/40/20)") and _WEIGHTS.search("pèsent 35, 35 et 30")
    assert _TRIGGER.search("passé le seuil de 50 %")
