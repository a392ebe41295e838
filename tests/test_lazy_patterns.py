"""Patterns that are compiled late are the compiled ones from then on."""

from __future__ import annotations

import pickle
import re

import pytest

from pycog.lazy_patterns import regex


def test_a_pattern_is_compiled_when_it_is_first_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_now = re.compile

    def noting(text: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(text)
        return compile_now(text, flags)

    monkeypatch.setattr(re, "compile", noting)
    digits = regex(r"(?P<number>\d+)")
    assert not compiled
    assert digits.findall("a1b22") == ["1", "22"]
    assert digits.sub("·", "a1b22") == "a·b·"
    assert compiled == [r"(?P<number>\d+)"]


def test_it_gives_what_the_compiled_one_gives() -> None:
    late, now = regex(rb"<c(?P<a>\d)>", re.I), re.compile(rb"<c(?P<a>\d)>", re.I)
    text = b"<C1><c2>"
    for name in ("match", "search", "fullmatch"):
        ours, theirs = getattr(late, name)(text), getattr(now, name)(text)
        assert repr(ours) == repr(theirs)
    assert late.split(text) == now.split(text)
    assert late.subn(b"", text) == now.subn(b"", text)
    assert [found.span() for found in late.finditer(text, 1)] == [(4, 8)]
    assert (late.pattern, late.flags, late.groups) == (now.pattern, now.flags, now.groups)
    assert late.groupindex == now.groupindex


def test_it_travels_between_processes() -> None:
    again = pickle.loads(pickle.dumps(regex("a+", re.I)))
    assert again.match("AA")
    assert pickle.loads(pickle.dumps(again)).match("AA")


def test_what_no_pattern_has_is_told() -> None:
    with pytest.raises(AttributeError):
        getattr(regex("a"), "unknown")  # noqa: B009


def test_a_wrong_pattern_is_told_when_it_is_used() -> None:
    with pytest.raises(re.error):
        regex("(").match("")
