"""The documents are complete, agree with the code, and lead somewhere."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pycog import __version__
from pycog.assumptions import ASSUMPTIONS
from pycog.cli.main import COMMANDS, _parser
from pycog.cli.parser import in_french
from tests.docs.markdown import ROOT, anchors, links
from tests.docs.test_snippets import DOCUMENTS, load, names
from udfs.catalogue import Formula, catalogue
from udfs.handbook import RESULTS, Worked, render

GUIDE = ROOT / "docs" / "guide-utilisateur.md"
REFERENCE = load(ROOT / "docs" / "reference.py")
FINDINGS = load(ROOT / "docs" / "findings.py")

#: What raises or returns an error with a code, and the place of the code.
RAISERS = {
    "InvalidInput": 0, "NotAvailable": 0, "RefusedFile": 0, "InvalidConvention": 0,
    "refused": 1, "CellError": 2,
}  # fmt: skip


def text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


# The reference of the formulas


def test_the_list_of_findings_holds_what_the_source_prints() -> None:
    written = text(FINDINGS.TARGET)
    assert "Campagnes nationales, total 2012-2015 | 0 | recalculé 12 000" in written


def test_the_reference_has_every_formula_and_assumption() -> None:
    written = text(REFERENCE.TARGET)
    assert catalogue() and ASSUMPTIONS
    for formula in catalogue().values():
        assert f"### {formula.name}\n\n`{formula.signature}`\n" in written
        for argument in formula.arguments:
            assert argument.help.replace("|", "\\|") in written
            assert all(choice in written for choice in argument.choices)
        assert f"- Source : {formula.source}.\n" in written
    for assumption in ASSUMPTIONS:
        assert assumption.statement in written
        assert assumption.alternative in written


def test_every_example_has_its_result() -> None:
    results = re.findall(r"^- Exemple : `=.+` donne \*\*(.+)\*\*\.$", text(REFERENCE.TARGET), re.M)
    assert len(results) == len(catalogue())
    assert not [result for result in results if result.startswith("#")]


def test_an_example_that_fails_stops_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {"COG_RATE": formula_with_example("=COG_RATE(1,0)")}
    monkeypatch.setattr(REFERENCE, "catalogue", lambda: broken)
    with pytest.raises(ValueError, match="la division est impossible"):
        REFERENCE.reference()


def test_a_formula_without_example_is_refused() -> None:
    with pytest.raises(ValueError, match="COG_RATE has no example"):
        render({"COG_RATE": formula_with_example("")}, lambda formula: Worked("=1", "1"))


def formula_with_example(example: str) -> Formula:
    rate = catalogue()["COG_RATE"]
    return Formula(
        rate.name,
        rate.function,
        rate.help,
        rate.arguments,
        rate.returns,
        rate.source,
        example,
        rate.category,
    )


def test_every_kind_of_result_has_its_words() -> None:
    assert {formula.returns for formula in catalogue().values()} <= set(RESULTS)


# Links


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(dict.fromkeys(DOCUMENTS)))
def test_links_and_pictures_exist(document: Path) -> None:
    dead = [target for target in links(text(document)) if not leads_somewhere(document, target)]
    assert not dead


def leads_somewhere(document: Path, target: str) -> bool:
    """Tell whether a relative link has its file, and its anchor if it names one."""
    if re.match(r"https?://", target):
        return True
    file, _, anchor = target.partition("#")
    path = (document.parent / file).resolve() if file else document
    if not path.exists():
        return False
    return not anchor or anchor in anchors(text(path))


def test_links_are_seen() -> None:
    assert "docs/architecture.md" in links(text(ROOT / "README.md"))
    assert "docs/images/annexe-4.png" in links(text(ROOT / "README.md"))
    assert links('[a](b.md) `[c](d.md)` ![e](f.png) <img src="g.png">') == [
        "b.md",
        "f.png",
        "g.png",
    ]
    assert not leads_somewhere(GUIDE, "nulle-part.md")
    assert not leads_somewhere(GUIDE, "formules.md#nulle-part")
    assert leads_somewhere(GUIDE, "formules.md#hypothèses")


def test_pictures_are_small_enough_for_a_page() -> None:
    pictures = list((ROOT / "docs" / "images").glob("*.png"))
    assert pictures
    assert all(picture.stat().st_size < 300_000 for picture in pictures)
    shown = {target for document in DOCUMENTS for target in links(text(document))}
    used = {Path(target).name for target in shown}
    assert {picture.name for picture in pictures} <= used


# The guide and the command


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield the parser of each command, and the general one under an empty name."""
    with in_french():
        general = _parser(list(COMMANDS))
    yield "", general
    for action in general._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def test_the_guide_mentions_every_command_and_option() -> None:
    guide = text(GUIDE)
    found = dict(parsers())
    assert set(found) == {"", *COMMANDS}
    for command in COMMANDS:
        assert f"pycog {command}" in guide
    options = {
        option
        for parser in found.values()
        for action in parser._actions
        for option in action.option_strings
    }
    assert {"--check", "--fr", "--conventions", "--version"} <= options
    missing = [
        option for option in sorted(options) if not re.search(rf"(?<!-){option}(?![\w-])", guide)
    ]
    assert not missing


def test_the_guide_mentions_every_error_code_and_no_other() -> None:
    raised = set(codes())
    assert {"taux-saisi-en-points", "fichier-ouvert", "convention-invalide"} <= raised
    tables = text(GUIDE).partition("## Messages et remèdes")[2]
    rows = re.findall(r"^\|.*\| ((?:`[a-z0-9-]+`(?:, )?)+) \|$", tables, re.M)
    listed = {code for row in rows for code in re.findall(r"`([^`]+)`", row)}
    assert sorted(raised - listed) == []
    assert sorted(listed - raised) == []


def codes() -> Iterator[str]:
    """Yield the code of every error that the code raises or returns."""
    for house in ("pycog", "udfs", "addin"):
        for path in sorted((ROOT / house).rglob("*.py")):
            for node in ast.walk(ast.parse(text(path))):
                if isinstance(node, ast.Call):
                    yield from code_of(node)


def code_of(call: ast.Call) -> Iterator[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    place = RAISERS.get(name)
    if place is None or len(call.args) <= place:
        return
    for node in ast.walk(call.args[place]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_the_guide_names_every_status() -> None:
    from pycog.indicators import STATUSES

    assert STATUSES
    assert all(f"| {status} |" in text(GUIDE) for status in STATUSES)


def test_the_changelog_describes_this_version() -> None:
    assert f"## {__version__}" in text(ROOT / "CHANGELOG.md")


def test_architecture_names_every_part() -> None:
    written = text(ROOT / "docs" / "architecture.md")
    for house in ("pycog", "udfs", "addin"):
        parts = [*(ROOT / house).glob("[a-z]*.py"), *(ROOT / house).glob("[a-z]*/__init__.py")]
        assert parts
        for part in parts:
            name = part.parent.name if part.name == "__init__.py" else part.stem
            named = f"`{house}.{name}`" in written or f"`{name}`" in written
            assert named, f"docs/architecture.md says nothing of {house}.{name}"


def test_no_document_names_a_machine_path() -> None:
    for document in DOCUMENTS:
        assert not re.search(r"(?<![\w.])/(?:home|tmp|root|work|opt)/", text(document)), document
