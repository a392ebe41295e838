"""Walks the imports of the houses and holds them against the plan in :mod:`tests.house`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.house import ARROWS, GROUND, HOUSES


class Import(NamedTuple):
    """One imported module, and whether it is loaded with the importing module."""

    target: str
    line: int
    deferred: bool


def imports_of(source: str, module: str, modules: set[str], is_package: bool) -> Iterator[Import]:
    """Yield what the source of ``module`` imports."""
    yield from _visit(ast.parse(source), module, modules, is_package, deferred=False)


def _visit(
    node: ast.AST, module: str, modules: set[str], is_package: bool, deferred: bool
) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(alias.name, node.lineno, deferred)
    elif isinstance(node, ast.ImportFrom):
        base = _base(node, module, is_package)
        for alias in node.names:
            name = f"{base}.{alias.name}"
            yield Import(name if name in modules else base, node.lineno, deferred)
    inside = deferred or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        inside = True
    for child in ast.iter_child_nodes(node):
        yield from _visit(child, module, modules, is_package, inside)


def _base(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    parents = parts[: len(parts) - node.level + is_package]
    return ".".join([*parents, *([node.module] if node.module else [])])


def sources(root: Path) -> dict[str, Path]:
    """Return the Python files of the houses that exist, by module name."""
    found = {}
    for house in HOUSES:
        for path in sorted((root / house).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def graph(root: Path) -> dict[str, list[Import]]:
    """Return what every module of the houses imports."""
    modules = sources(root)
    return {
        module: list(
            imports_of(
                path.read_text(encoding="utf-8"), module, set(modules), path.name == "__init__.py"
            )
        )
        for module, path in modules.items()
    }


def is_ours(target: str) -> bool:
    """Tell whether a module belongs to one of the houses."""
    return target.split(".")[0] in HOUSES


def room(module: str) -> str | None:
    """Return the room that a module belongs to, ``None`` for one that has none."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        if name in ARROWS:
            return name
    return "pycog" if module == "pycog" else None


def used_arrows(found: Mapping[str, list[Import]]) -> dict[str, set[str]]:
    """Return the arrows that the imports need, room by room, the ground left out."""
    arrows: dict[str, set[str]] = {name: set() for name in ARROWS}
    for module, imports in found.items():
        own = room(module)
        for one in imports:
            other = room(one.target) if is_ours(one.target) else None
            if own in ARROWS and other is not None and other != own and other not in GROUND:
                arrows[own].add(other)
    return arrows


def circles(arrows: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups of names that reach one another, each sorted (Tarjan's algorithm)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        stack.append(name)
        for other in sorted(arrows.get(name, ())):
            if other not in number:
                visit(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == number[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1 or name in arrows.get(name, ()):
                found.append(sorted(group))

    for name in sorted(arrows):
        if name not in number:
            visit(name)
    return found


def floors(arrows: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the rooms floor by floor, each as low as its arrows let it stand.

    Raises:
        ValueError: Some rooms stand in a circle.
    """
    if found := circles(arrows):
        raise ValueError(f"circles: {found}")
    heights: dict[str, int] = {}

    def height(name: str) -> int:
        if name not in heights:
            heights[name] = 1 + max((height(other) for other in arrows[name]), default=0)
        return heights[name]

    for name in arrows:
        height(name)
    return [
        sorted(name for name, found in heights.items() if found == number)
        for number in sorted(set(heights.values()))
    ]
