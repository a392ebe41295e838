"""Loads the conversation examples and compares an answer with what one expects.

The examples are data (``exemples_*.yaml``, ``conversations.yaml``) so that an officer can
read, correct and sign them; the keys are explained in the README of this folder.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent

#: A day that no example depends on: the assistant must not read the clock.
TODAY: Final = dt.date(2013, 6, 15)

_KEYS = {
    "question", "intention", "valeurs", "attendu", "formule", "source", "demande", "choix",
    "refus", "sans_valeur", "besoin", "feuille", "texte", "sans_texte",
}  # fmt: skip
_REQUIRED = {"question", "intention", "source"}
_BLOCK_KEYS = {"lignes", "contient", "sans", "valeurs"}
#: What an example says of the outcome; exactly one of them decides it.
_OUTCOMES = ("demande", "refus", "sans_valeur", "besoin")
_FRACTION = re.compile(r"-?\d+/\d+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Asked for without choices: amounts, dates, one indicator or sheet of them all.
_FREE_SLOTS = {
    "*",
    "indicator",
    "sheet",
    "actual",
    "executed",
    "date",
    "pili",
    "points",
    "beneficiaries",
    "staff",
}

Turn = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """One question, or several that follow one another.

    Attributes:
        name: Readable id: file, number, start of the first question.
        subject: What its file is about.
        turns: The questions in order, each with what is expected.
    """

    name: str
    subject: str
    turns: tuple[Turn, ...]


def load_examples(pattern: str = "exemples_*.yaml") -> list[Example]:
    """Return the examples of the files that match, in order.

    Raises:
        ValueError: An example breaks the format.
    """
    found = []
    for path in sorted(FOLDER.glob(pattern)):
        subject = path.stem.removeprefix("exemples_")
        for number, raw in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1):
            turns = raw.get("dialogue", [raw])
            for turn in turns:
                _check(f"{path.name}, {number}", turn)
            title = raw.get("titre") or turns[0]["question"]
            found.append(Example(f"{subject}-{number:03d} {_ascii(title)}", subject, tuple(turns)))
    if not found:
        raise ValueError(f"no example in {pattern}")
    return found


def is_refusal(turn: Turn) -> bool:
    """Tell whether a turn must be refused, asked back or left without a value."""
    return any(key in turn for key in ("demande", "refus", "sans_valeur"))


def _check(place: str, turn: Turn) -> None:
    if set(turn) - _KEYS or _REQUIRED - set(turn):
        raise ValueError(f"{place}: unknown or missing keys: {sorted(turn)}")
    outcomes = [key for key in _OUTCOMES if key in turn]
    if len(outcomes) > 1 or (outcomes and "attendu" in turn):
        raise ValueError(f"{place}: contradictory keys: {sorted(turn)}")
    if not outcomes and not {"attendu", "formule", "texte"} & set(turn):
        raise ValueError(f"{place}: nothing is expected")
    wanted = turn.get("attendu")
    if isinstance(wanted, dict) and set(wanted) - _BLOCK_KEYS:
        raise ValueError(f"{place}: unknown keys of attendu: {sorted(wanted)}")


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9 ]+", " ", plain).strip()[:60] or "sans lettres"


def differences(turn: Turn, answer: dict[str, Any]) -> list[str]:
    """Return every way in which an answer differs from what its example expects.

    Args:
        turn: The example.
        answer: The answer as JSON gives it.
    """
    return [
        *_intent(turn, answer),
        *_slots(turn, answer),
        *_outcome(turn, answer),
        *value_differences(turn, answer["value"]),
        *_formula(turn, answer),
        *_text(turn, answer),
    ]


def _intent(turn: Turn, answer: dict[str, Any]) -> list[str]:
    wanted = turn["intention"]
    if turn.get("refus") == "any" or wanted in {"*", answer["intent"]}:
        return []
    return [f"intention : {wanted} attendue, {answer['intent']} comprise"]


def _slots(turn: Turn, answer: dict[str, Any]) -> list[str]:
    given = answer["slots"]
    return [
        f"renseignement {name} : {wanted!r} attendu, {given.get(name)!r} compris"
        for name, wanted in turn.get("valeurs", {}).items()
        if not _same_slot(wanted, given.get(name))
    ]


def _same_slot(wanted: Any, given: Any) -> bool:
    if isinstance(wanted, int | float) and isinstance(given, int | float):
        return math.isclose(wanted, given, rel_tol=1e-12)
    return str(wanted).casefold() == str(given).casefold()


def _outcome(turn: Turn, answer: dict[str, Any]) -> list[str]:
    kind = answer["kind"]
    if "demande" in turn:
        return [*_asked(turn, answer), *_nothing_computed(answer)]
    if "refus" in turn:
        wanted = {"declined", "unknown"} if turn["refus"] == "any" else {turn["refus"]}
        wrong = [] if kind in wanted else [f"réponse {kind}, {sorted(wanted)} attendue"]
        return [*wrong, *_nothing_computed(answer)]
    if "sans_valeur" in turn:
        # An error of the formula is shown as text: no value must stand beside it.
        valued = [] if answer["value"] in (None, "") else [f"valeur {answer['value']!r} inattendue"]
        return [*valued, *([] if answer["text"] else ["aucun texte"])]
    if "besoin" in turn:
        missing = answer["needs"] != turn["besoin"] or kind != "needs"
        return [f"besoin : {answer['needs']!r} ({kind})"] * missing + _nothing_computed(answer)
    return [] if kind == "answered" else [f"réponse {kind} : {answer['text']}"]


def _nothing_computed(answer: dict[str, Any]) -> list[str]:
    wrong = []
    if answer["value"] is not None:
        wrong.append(f"valeur {answer['value']!r} inattendue")
    if answer["formula"]:
        wrong.append(f"formule {answer['formula']} inattendue")
    return wrong if answer["text"] else [*wrong, "aucun texte"]


def _asked(turn: Turn, answer: dict[str, Any]) -> list[str]:
    wrong = [] if answer["kind"] == "asked" else [f"réponse {answer['kind']}, question attendue"]
    slot = turn["demande"]
    pending = answer["state"].get("pending")
    if slot not in {"*", pending}:
        wrong.append(f"demande : {slot} attendu, {pending!r} demandé")
    choices = answer["choices"]
    if slot not in _FREE_SLOTS and not choices:
        wrong.append("aucun choix proposé")
    for choice in turn.get("choix", []):
        if not any(re.match(rf"{re.escape(choice)}\b", offered) for offered in choices):
            wrong.append(f"choix {choice} absent de {choices}")
    return wrong


def value_differences(turn: Turn, value: Any) -> list[str]:
    """Return how a value differs from the one an example expects, if it expects one."""
    if "attendu" not in turn:
        return []
    wanted = turn["attendu"]
    if isinstance(wanted, dict):
        return _block(wanted, value)
    return [] if _same(wanted, value) else [f"valeur : {wanted!r} attendu, {value!r} obtenu"]


def _same(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, list):
        return (
            isinstance(value, list)
            and len(wanted) == len(value)
            and all(_same(*pair) for pair in zip(wanted, value, strict=True))
        )
    if isinstance(wanted, str) and _FRACTION.fullmatch(wanted):
        wanted = Fraction(wanted)
    elif isinstance(wanted, str) and _DATE.fullmatch(wanted):
        wanted = (dt.date.fromisoformat(wanted) - dt.date(1899, 12, 30)).days
    if isinstance(wanted, str):
        return isinstance(value, str) and _plain(wanted) == _plain(value)
    # The expected value is exact, the formula computes in doubles: 74 % ÷ 75 % is a few
    # units of the last place away. That the formula gives this value is checked bit by bit.
    return type(value) in {int, float} and math.isclose(
        float(wanted), value, rel_tol=1e-12, abs_tol=1e-12
    )


def _plain(text: str) -> str:
    return re.sub(r"\s", " ", text)


def _block(wanted: Turn, value: Any) -> list[str]:
    rows = value if isinstance(value, list) else []
    cells = [cell for row in rows for cell in row]
    texts = [_plain(cell) for cell in cells if isinstance(cell, str)]
    wrong = []
    if "lignes" in wanted and len(rows) != wanted["lignes"]:
        wrong.append(f"{wanted['lignes']} lignes attendues, {len(rows)} obtenues")
    wrong += [f"« {text} » absent" for text in wanted.get("contient", []) if text not in texts]
    wrong += [f"« {text} » de trop" for text in wanted.get("sans", []) if text in texts]
    numbers = [cell for cell in cells if type(cell) in {int, float}]
    for number in wanted.get("valeurs", []):
        if not any(_same(number, cell) for cell in numbers):
            wrong.append(f"{number} absent de {numbers}")
    return wrong


def _formula(turn: Turn, answer: dict[str, Any]) -> list[str]:
    wanted = turn.get("formule")
    given = answer["formula_fr"]
    return [] if wanted in {None, given} else [f"formule : {wanted} attendue, {given} donnée"]


def _text(turn: Turn, answer: dict[str, Any]) -> list[str]:
    wanted = turn.get("texte", [])
    if wanted is True:
        return [] if answer["text"] else ["aucun texte"]
    if isinstance(wanted, str):
        wanted = [wanted]
    # A list of indicators stands in the table, not in the sentence.
    everything = _plain(f"{answer['text']} {answer.get('table')}")
    return [
        *(f"texte « {part} » absent" for part in wanted if part not in everything),
        *(f"texte « {part} » de trop" for part in turn.get("sans_texte", []) if part in everything),
    ]
