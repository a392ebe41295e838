"""The version of a rule: a digest of all that decides what a formula of the catalogue gives.

It is taken of the formula's declaration and of the text of every module of pycog that its
function may run, found by following the imports; the data of an agreement have a digest of
their own (:mod:`pycog.conventions.data_digests`). A change of any of these gives another
version, even one that changes no result.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from udfs.catalogue import Catalogue, Formula

#: Packages whose modules count; the root of pycog holds nothing but its version number.
_OURS: Final = ("pycog.", "udfs.declarations.", "udfs.arguments")
#: Where a statement holds others.
_BLOCKS: Final = ("body", "orelse", "finalbody", "handlers", "cases")


class RuleVersion(NamedTuple):
    """The version of a rule.

    Attributes:
        name: Excel name, ``COG_…``.
        digest: SHA-256.
        source: Document and section that the rule comes from, in French.
        moves: Whether its result changes by itself from one day to the next.
        assumptions: Ids of all the assumptions that its results may rest on.
    """

    name: str
    digest: str
    source: str
    moves: bool
    assumptions: tuple[str, ...] = ()


@lru_cache(maxsize=512)
def rule_version(name: str) -> RuleVersion | None:
    """Return the version of a formula, ``None`` where there is no such one.

    Args:
        name: Excel name, ``COG_…``.
    """
    known = Catalogue()
    if name not in known:
        return None
    formula = known[name]
    whole = hashlib.sha256("\n".join(_declared(formula)).encode())
    for module in sorted(_modules_from(inspect.unwrap(formula.function).__module__)):
        whole.update(f"\n{module}\n".encode() + _text(module).encode())
    return RuleVersion(
        name, whole.hexdigest(), formula.source, formula.volatile, formula.assumptions
    )


def _declared(formula: Formula) -> Iterator[str]:
    """Give what the declaration says that decides a result; help texts do not."""
    yield formula.name
    yield formula.returns
    for argument in formula.arguments:
        facts = (argument.name, argument.optional, argument.choices, argument.whole)
        yield repr(facts)
    yield from formula.assumptions


@lru_cache(maxsize=64)
def _modules_from(start: str) -> frozenset[str]:
    """Return a module and all those of ours that it imports, directly or through others."""
    found, waiting = {start}, [start]
    while waiting:
        for name in _imports(waiting.pop()) - found:
            found.add(name)
            waiting.append(name)
    return frozenset(found)


@lru_cache(maxsize=1024)
def _imports(module: str) -> frozenset[str]:
    names: set[str] = set()
    for node in _statements(ast.parse(_text(module))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(name for name in names if name.startswith(_OURS) and _path(name))


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Give every statement of a module; expressions, which are most of it, hold none."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        yield node
        for block in _BLOCKS:
            inner = getattr(node, block, ())
            if isinstance(inner, list):
                waiting += inner


@lru_cache(maxsize=2048)
def _path(module: str) -> Path | None:
    try:
        spec = find_spec(module)
    except ImportError:
        return None  # a function or a class of the module before the last point
    return Path(spec.origin) if spec and spec.origin else None


@lru_cache(maxsize=1024)
def _text(module: str) -> str:
    path = _path(module)
    return path.read_text("utf-8") if path else ""
