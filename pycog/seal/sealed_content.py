"""What a seal holds: one value of plain data, and its bytes, the same for the same content."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

#: Version of the form of the content; a reader refuses one that it does not know.
FORMAT: Final = 1
#: What a content may weigh once unpacked.
_MOST_BYTES: Final = 256 << 20
#: Signs of a digest that are shown to a reader.
_SHOWN: Final = 12


#: Marks of a cell.
READ, KEPT, MOMENT = "r", "k", "t"


class Damaged(Exception):
    """Bytes that are no content of a seal, or not whole."""


class CellState(NamedTuple):
    """What a cell holds.

    Attributes:
        kind: ``n`` for a number, ``s`` a text, ``b`` a truth value, ``e`` an error, ``""`` no
            value.
        text: The value as text: shortest digits of a number, ``1`` or ``0`` of a truth value.
        formula: The formula without its equals sign in its plain form, ``""`` for a typed value.
        mark: ``r`` where a formula COG_ reads the cell, directly or through others; ``k`` where
            only Excel can calculate it; ``t`` where it shows a day or a time; several, or none.
    """

    kind: str
    text: str
    formula: str = ""
    mark: str = ""

    @property
    def is_read(self) -> bool:
        """Whether a formula of ours reads it."""
        return READ in self.mark

    @property
    def is_moment(self) -> bool:
        """Whether it shows a day or a time."""
        return MOMENT in self.mark

    @property
    def is_kept(self) -> bool:
        """Whether only Excel can calculate it."""
        return KEPT in self.mark

    @property
    def is_ours(self) -> bool:
        """Whether its formula calls one of ours."""
        return "COG_" in self.formula


#: Sheet → address → state.
Cells = Mapping[str, Mapping[str, CellState]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement that the figures rest on.

    Attributes:
        id: Its id.
        title: Its short title.
        digest: Digest of all its data.
        parts: Digest of each of its tables, by name of file.
    """

    id: str
    title: str
    digest: str
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A function that was used.

    Attributes:
        name: Excel name, ``COG_…``.
        digest: Digest of what decides it: its declaration, and the text of the programs that
            calculate it.
        source: Document and section that it comes from, in French.
        moves: Whether its result changes by itself from one day to the next.
    """

    name: str
    digest: str
    source: str = ""
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """An assumption that results rest on."""

    id: str
    title: str


@dataclass(frozen=True)
class Content:
    """What is sealed.

    Attributes:
        pycog: Version of pycog.
        when: Day and time of the sealing, ISO with its time zone, to the second.
        author: Who sealed; ``""`` where that is not said.
        file: Name of the file.
        date_system: Of the workbook: ``"1900"`` or ``"1904"``.
        agreements: In the order of their ids.
        rules: In the order of their names.
        assumptions: In the order of their ids.
        names: Defined name (``sheet!name`` for one of a sheet) → definition.
        cells: Every filled cell but those of the seal itself.
        signer: Who signs, as shown; ``""`` without a signature.
        sheet: Digest of the texts of the sheet that shows it.
    """

    pycog: str
    when: str
    author: str
    file: str
    date_system: str
    agreements: tuple[Agreement, ...]
    rules: tuple[Rule, ...]
    assumptions: tuple[Hypothesis, ...]
    names: Mapping[str, str]
    cells: Cells
    signer: str = ""
    sheet: str = ""

    @cached_property
    def data(self) -> bytes:
        """The content as bytes; what is signed, and what its digest is taken of."""
        return _encoded(self)

    @cached_property
    def packed(self) -> bytes:
        """The same bytes compressed."""
        return zlib.compress(self.data)  # level 9 takes five times as long for a thirtieth less

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def moment(self) -> dt.datetime:
        """Day and time of the sealing."""
        return dt.datetime.fromisoformat(self.when)

    @cached_property
    def ours(self) -> list[tuple[str, str, CellState]]:
        """Sheet, address and state of every cell with a formula of ours."""
        return [
            (sheet, place, one)
            for sheet, states in self.cells.items()
            for place, one in states.items()
            if one.is_ours
        ]

    @cached_property
    def inputs(self) -> list[tuple[str, str, CellState]]:
        """Sheet, address and state of every typed cell that formulas of ours read."""
        return [
            (sheet, place, one)
            for sheet, states in self.cells.items()
            for place, one in states.items()
            if one.is_read and not one.formula
        ]


def _encoded(content: Content) -> bytes:
    facts = {
        "format": FORMAT,
        **{key: getattr(content, key) for key in _PLAIN},
        "agreements": [asdict(one) for one in content.agreements],
        "rules": [asdict(one) for one in content.rules],
        "assumptions": [asdict(one) for one in content.assumptions],
        "names": dict(content.names),
        "cells": {sheet: dict(states) for sheet, states in content.cells.items()},
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


#: An address that the cells of a sheet may have; columns go to XFD.
_PLACE: Final = re.compile("(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])[1-9][0-9]{0,6}")
_PLAIN: Final = ("pycog", "when", "author", "file", "date_system", "signer", "sheet")


def unpacked(data: bytes) -> Content:
    """Return a content from its compressed bytes.

    Raises:
        Damaged: They are cut short, changed, or of a form that this pycog does not know.
    """
    try:
        unpacker = zlib.decompressobj()
        body = unpacker.decompress(data, _MOST_BYTES)
        if not unpacker.eof or unpacker.unused_data:
            raise Damaged("incomplet")
        facts = json.loads(body)
        if facts["format"] != FORMAT:
            raise Damaged(f"forme {facts['format']!r} inconnue de cette version de pycog")
        content = _decoded(facts)
        if content.moment.tzinfo is None:
            raise ValueError(content.when)
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged("illisible") from error
    # What is signed are the bytes as they came, which are those that it is written as.
    if content.data != body:
        raise Damaged("écrit autrement que pycog ne l'écrit")
    return content


def _decoded(facts: Mapping[str, Any]) -> Content:
    return Content(
        agreements=tuple(_agreement(**one) for one in facts["agreements"]),
        rules=tuple(_rule(**one) for one in facts["rules"]),
        assumptions=tuple(Hypothesis(**_texts(one)) for one in facts["assumptions"]),
        names=_texts(facts["names"]),
        cells={
            sheet: {place: _state(place, one) for place, one in states.items()}
            for sheet, states in facts["cells"].items()
        },
        **{key: str(facts[key]) for key in _PLAIN},
    )


def _texts(facts: Mapping[str, str]) -> dict[str, str]:
    """Return facts that must all be texts.

    Raises:
        TypeError: One of them is none.
    """
    "".join(facts.values())  # raises an error where one is no text
    return dict(facts)


def _agreement(parts: Mapping[str, str], **facts: str) -> Agreement:
    return Agreement(parts=_texts(parts), **_texts(facts))


def _rule(moves: bool, **facts: str) -> Rule:
    if not isinstance(moves, bool):
        raise TypeError(moves)
    return Rule(moves=moves, **_texts(facts))


def _state(place: str, parts: list[str]) -> CellState:
    if _PLACE.fullmatch(place) is None:
        raise ValueError(place)
    "".join(parts)  # raises an error where one is no text
    return CellState._make(parts)


def digest_of(*texts: str) -> str:
    """Return the SHA-256 of some texts, each apart from the next."""
    told = "".join([f"{len(text)}:{text}" for text in texts])
    if not told.isascii():  # their lengths are those of their bytes
        told = "".join([f"{len(text.encode())}:{text}" for text in texts])
    return hashlib.sha256(told.encode()).hexdigest()


def short(digest: str) -> str:
    """Return the beginning of a digest, as a reader is shown it."""
    return digest[:_SHOWN]
