"""Words that change nothing of what is asked: light verbs in every form, and words around them.

They stand in ``data/neutral.toml`` by their infinitive, so that « coûtent », « coûtait » and
« coûteront » are one line. A verb that means an operation, or that tells one figure from
another, is none of them: dropping it would change the question. ``data/common.toml`` has the
common words of French, of which any that means something to the assistant is taken out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from pycog.dialogue.normalise import normalise, words

_FILE: Final = Path(__file__).parent / "data" / "neutral.toml"
_COMMON_FILE: Final = _FILE.with_name("common.toml")


@lru_cache(maxsize=1)
def neutral_always() -> tuple[str, ...]:
    """Return the words that are neutral though some label has them, in plain form."""
    return tuple(words(normalise_all(f"{_known()['always']} {_common()['always']}")))


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def _common() -> dict[str, str]:
    with _COMMON_FILE.open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def neutral_words() -> tuple[str, ...]:
    """Return every form of every neutral word, in plain form."""
    return _forms_of(_known())


@lru_cache(maxsize=1)
def common_words() -> tuple[str, ...]:
    """Return every form of the common words, in plain form: neutral where they mean nothing."""
    return _forms_of(_common())


def _forms_of(known: Mapping[str, str]) -> tuple[str, ...]:
    found = [form for verb in words(normalise_all(known["verbs"])) for form in inflected(verb)]
    found += words(normalise_all(known["forms"]))
    found += words(normalise_all(known["words"]))
    return tuple(dict.fromkeys(found))


def normalise_all(text: str) -> str:
    """Return a list of words in plain form, of any length."""
    return " ".join(normalise(word) for word in text.split())


def inflected(infinitive: str) -> Iterator[str]:
    """Yield the forms of a regular verb in plain form.

    Args:
        infinitive: In plain form: ``couter``, ``fournir``, ``correspondre``.
    """
    yield infinitive
    root, ending = infinitive[:-2], infinitive[-2:]
    for one in words(_known().get(f"endings-{ending}", "")):
        yield root + one
        if root.endswith("g") and one[:1] in {"a", "o"}:
            yield f"{root}e{one}"
