"""The help that Excel opens for a formula: pages made from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader

from addin.french_text import printed
from pycog import __version__
from pycog.assumptions import assumption
from pycog.default_convention import SHIPPED, using
from pycog.refresh import Evaluator
from pycog.xlsx.french import to_french
from udfs.catalogue import Formula, catalogue
from udfs.explanation import show
from udfs.handbook import meaning_of, name_of, result_of
from udfs.hosts.engine import EngineHost

_TEMPLATES: Final = Path(__file__).parent / "templates"


def index_page(links: Mapping[str, str]) -> str:
    """Return the page that lists every formula, by heading.

    Args:
        links: Addresses that the templates need: ``aide`` and ``style``.
    """
    formulas = catalogue().values()
    headings = dict.fromkeys(formula.category for formula in formulas)
    groups = [(head, [one for one in formulas if one.category == head]) for head in headings]
    return _render("aide.html", links, groups=groups, count=len(formulas))


def formula_page(name: str, links: Mapping[str, str]) -> str | None:
    """Return the page of one formula, ``None`` for a name that the catalogue has not."""
    formula = catalogue().get(name.upper())
    if formula is None:
        return None
    example, result = _worked(formula)
    return _render(
        "aide_formule.html",
        links,
        formula=formula,
        arguments=[
            (name_of(one), meaning_of(one), one.optional, one.single) for one in formula.arguments
        ],
        result=result_of(formula),
        example=example,
        shown=result,
        assumptions=[assumption(key) for key in formula.assumptions],
    )


def not_found_page(name: str, links: Mapping[str, str]) -> str:
    """Return the page for a formula that does not exist."""
    return _render("aide_inconnue.html", links, name=name[:80])


def _worked(formula: Formula) -> tuple[str, list[list[str]]]:
    """Return the example as typed in a French Excel, and its result as shown, by rows."""
    with using(SHIPPED):  # the examples are of its data, whatever an organisation works under
        done = Evaluator(EngineHost()).evaluate(formula.example)
    rows = done.value if isinstance(done.value, list) else [[done.value]]
    return to_french(formula.example), [[show(cell, done.kind) for cell in row] for row in rows]


def _render(template: str, links: Mapping[str, str], **values: Any) -> str:
    page = _environment().get_template(template)
    return page.render(links=links, version=__version__, **values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    # Sentences go through it; formulas are shown as they are typed.
    made.filters["typo"] = printed
    return made
