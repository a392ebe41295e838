"""What a formula does, by its shape: it adds up, divides, multiplies, averages or copies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pycog.audit.formula_values import Area, Unknown, area, parsed
from pycog.audit.grid import Place
from pycog.xlsx.formula_tree import Node

_ADDING: Final = frozenset({"SUM", "SUBTOTAL", "SUMIF"})
#: Numbers that belong to a rate: what it grew by, per cents.
_OF_RATES: Final = frozenset({"0", "1", "100"})


def shape(text: str) -> str:
    """Tell what a formula does.

    Args:
        text: Without its equals sign.

    Returns:
        ``"lien"`` (copies or adds up other sheets), ``"somme"``, ``"quotient"``,
        ``"moyenne"``, ``"produit"`` or ``""`` for anything else, such as a formula with
        an assumption of its own in it (``=B4*1.02``).
    """
    node = parsed(text)
    if node is None:
        return ""
    node = node.inner
    if _is_sum(node):
        read = [one.text for one in node.walk() if one.kind == "range"]
        return "lien" if read and all("!" in one for one in read) else "somme"
    if _is_quotient(node):
        return "quotient"
    if _is_mean(node):
        return "moyenne"
    return "produit" if _is_product(node) else ""


def _is_sum(node: Node) -> bool:
    node = node.inner
    if node.kind == "range":
        return True
    if node.kind == "prefix" or (node.kind == "infix" and node.text in {"+", "-"}):
        return all(map(_is_sum, node.children))
    if node.kind == "call" and node.function in _ADDING:
        first = 1 if node.function == "SUBTOTAL" else 0
        arguments = node.children[first:]
        if node.function == "SUMIF":
            arguments = [one for one in arguments if one.kind != "text"]
        return bool(arguments) and all(map(_is_sum, arguments))
    return False


def _is_quotient(node: Node) -> bool:
    node = node.inner
    if node.kind == "call" and node.function == "IFERROR" and node.children:
        return _is_quotient(node.children[0])
    if node.kind != "infix":
        return False
    first, second = (child.inner for child in node.children)
    if node.text == "/":
        return _is_sum(second) and (_is_sum(first) or _is_quotient(first))
    if node.text == "^":
        return _is_quotient(first) and _is_root(second)
    if node.text in {"-", "*"}:
        return _is_quotient(first) and second.kind == "number" and second.text in _OF_RATES
    return False


def _is_root(node: Node) -> bool:
    """Tell whether an exponent is one divided by a number of years."""
    return (
        node.kind == "infix"
        and node.text == "/"
        and all(child.inner.kind == "number" for child in node.children)
    )


def _is_mean(node: Node) -> bool:
    if node.kind == "infix" and node.text == "/":
        first = node.children[0].inner
        return first.kind == "call" and first.function == "SUMPRODUCT"
    return node.kind == "call" and node.function == "AVERAGE"


def _is_product(node: Node) -> bool:
    node = node.inner
    if node.kind == "range":
        return True
    return (
        node.kind == "infix"
        and node.text in {"*", "+", "-"}
        and all(map(_is_product, node.children))
    )


def added(text: str, sheet: str) -> list[tuple[Area, int]]:
    """Return what a sum adds up, with the sign of each part.

    Raises:
        Unknown: It is no plain sum of cells.
    """
    node = parsed(text)
    if node is None or not _is_sum(node):
        raise Unknown(text)
    return list(_added(node, sheet, 1))


def _added(node: Node, sheet: str, sign: int) -> Iterator[tuple[Area, int]]:
    node = node.inner
    if node.kind == "range":
        yield area(node.text, sheet), sign
    elif node.kind == "prefix":
        yield from _added(node.children[0], sheet, -sign if node.text == "-" else sign)
    elif node.kind == "infix":
        yield from _added(node.children[0], sheet, sign)
        yield from _added(node.children[1], sheet, -sign if node.text == "-" else sign)
    elif node.function == "SUMIF":
        raise Unknown(node.text)
    else:
        for one in node.children[1 if node.function == "SUBTOTAL" else 0 :]:
            yield from _added(one, sheet, sign)


def added_places(text: str, sheet: str) -> dict[Place, int]:
    """Return the cells of its own sheet that a sum adds up, with the sign of each.

    Raises:
        Unknown: It is no plain sum, or it reads another sheet.
    """
    found: dict[Place, int] = {}
    for one, sign in added(text, sheet):
        if one.sheet != sheet.lower():
            raise Unknown(text)
        found.update(dict.fromkeys(one.places(), sign))
    return found
