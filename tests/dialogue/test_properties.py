"""Whatever is typed or sent, the assistant answers, and computes nothing foreign."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pycog.dialogue import whole_question
from pycog.dialogue.answering import reply
from pycog.dialogue.entities import Question
from pycog.dialogue.intents import load_intents
from pycog.dialogue.normalise import LONGEST, normalise
from pycog.dialogue.state import State
from pycog.dialogue.vocabulary import Vocabulary
from tests.dialogue.examples import load_examples
from tests.dialogue.hosts import context
from tests.dialogue.test_examples import as_json
from tests.paths import ROOT
from udfs.catalogue import catalogue

EXAMPLES: Final = [*load_examples(), *load_examples("conversations.yaml")]
QUESTIONS: Final = [turn["question"] for example in EXAMPLES for turn in example.turns]

#: Any character there is, lone surrogates included: JSON may carry them.
ANYTHING: Final = st.text(st.characters())
#: Questions broken in the middle, joined and interrupted by anything.
MANGLED: Final = st.lists(st.sampled_from(QUESTIONS) | ANYTHING, max_size=4).map(" ".join)

_MEGABYTE: Final = 1_000_000
LONG: Final = {
    "lettres": "a" * _MEGABYTE,
    "chiffres": "9" * _MEGABYTE,
    "mots": "objectif indicateur 7 " * (_MEGABYTE // 22),
    "espaces": " " * _MEGABYTE,
    "accents": "é" * _MEGABYTE,
    "signes combinants": "e" + "\u0301" * _MEGABYTE,
    "ligature qui se déplie": "\ufdfa" * _MEGABYTE,
    "parenthèses": "(" * _MEGABYTE,
    "virgules": "1," * (_MEGABYTE // 2),
    "barres": "01/" * (_MEGABYTE // 3),
    "apostrophes": "l'" * (_MEGABYTE // 2),
    "tirets": "a-" * (_MEGABYTE // 2),
    "émoticônes": "\U0001f600" * _MEGABYTE,
    "arabe": "هدف " * (_MEGABYTE // 4),
    "nuls": "\0" * _MEGABYTE,
    "demi-caractères": "\ud800" * _MEGABYTE,
}
ODD: Final = [
    "", "\0", "\r\n\t\v\f", "\u202eobjectif de l'indicateur 7 en 2013", "\u200b\u200d\ufeff",
    "\x1b[31mobjectif\x1b[0m", "\ud800", "🧑\u200d💻 objectif 7", "Ⅶ", "７ ２０１３",
    "٧", "objectif ind. 7 en ２０１３", "ﬁche 16", "K€", "1e999 €", "objectif de l'indicateur 1e9",
    "-", "=", "'", '"', "%", "€", "0/0", "99/99/9999", "31/02/2013", "00/00/0000",
    "indicateur 99999999999999999999999 en 2013", "en -2013", "2013" * 200, "M€ k€ % ½ ²",
]  # fmt: skip
#: What must never get into a formula, nor change what is computed.
HOSTILE: Final = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "=1+1",
    "=CMD|'/c calc'!A1",
    '=HYPERLINK("http://exemple.invalid";"x")',
    '=WEBSERVICE("http://exemple.invalid")',
    "+SUM(A1:A9)",
    "-2+3+CMD",
    "@SUM(A1)",
    '");CMD();("',
    '";"x',
    "{=1}",
    "\t=1+1",
    "\r\n=1+1",
    "\x00=1+1",
    "${7*7}",
    "{{7*7}}",
    "../../etc/passwd",
    "' OR '1'='1",
    "INDIRECT(A1)",
    "$A$1",
    "Feuil1!A1",
    "[autre.xlsx]Feuil1!A1",
]
_TEXT_ARGUMENT: Final = re.compile(r'"[^"]*"')
_NAME: Final = re.compile(r"[A-Za-z_][\w.]*")
#: Numbers, separators, blocks and the names of our functions: nothing else may be there.
_SKELETON: Final = re.compile(r"=?[\dA-Z_(){};,.+\-*/^]*")
#: What Excel itself computes from several of ours.
_NATIVE: Final = {
    "SUM", "AVERAGE", "COUNT", "ROWS", "MAX", "MIN", "MEDIAN", "INDEX", "SOMME", "MOYENNE",
    "MEDIANE", "LIGNES", "NB", "NUMBERVALUE", "VALEURNOMBRE", "ROUND", "ARRONDI",
}  # fmt: skip
#: A calculation on typed numbers: signs, numbers, and what Excel itself computes of a list.
_ARITHMETIC: Final = re.compile(rf"=(?:(?:{'|'.join(sorted(_NATIVE))})\(|[\d(),;.+\-*/^])+")
_SAFE_TEXT: Final = re.compile(r"[\w À-ÿ'’(),./:%<≤>≥+\-°« »\u00a0\u202f]*")


def ask(question: str, state: State | None = None) -> dict[str, Any]:
    return as_json(reply(question, State() if state is None else state, context()))


def check_formula(formula: str, hostile: str = "") -> None:
    """Fail unless a formula is made of our functions and of plain arguments."""
    if not formula:
        return
    assert "COG_" in formula or _ARITHMETIC.fullmatch(formula), formula
    skeleton = _TEXT_ARGUMENT.sub("", formula)
    assert _SKELETON.fullmatch(skeleton), formula
    assert set(_NAME.findall(skeleton)) <= set(catalogue()) | _NATIVE, formula
    for quoted in _TEXT_ARGUMENT.findall(formula):
        text = quoted[1:-1]
        assert _SAFE_TEXT.fullmatch(text), formula
        assert not re.match(r"[=@\t\r]|[+-](?!\d)", text), formula
    if len(hostile) > 2:
        assert hostile not in formula


def check(answer: dict[str, Any], hostile: str = "") -> None:
    """Fail unless an answer has its form: text to show, and a formula only of ours."""
    assert answer["kind"] in {"answered", "asked", "unknown", "declined", "needs"}
    assert answer["text"].strip()
    assert all(isinstance(choice, str) and choice for choice in answer["choices"])
    check_formula(answer["formula"], hostile)
    check_formula(answer["formula_fr"], hostile)
    if answer["kind"] != "answered":
        assert answer["value"] is None or answer["value"] == ""


@given(ANYTHING | MANGLED)
@example("L'ŒUVRE — « n° 7 »…")
@example("İ ﬃ ½ ™ ẞ ʼn")
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert len(once) <= LONGEST
    assert once.isascii() or set(re.sub(r"[ -~]", "", once)) <= set("€°")


@pytest.mark.parametrize("text", [*LONG.values(), *ODD], ids=[*LONG, *map(ascii, ODD)])
def test_normalising_is_bounded_and_settles(text: str) -> None:
    once = normalise(text)
    assert len(once) <= LONGEST
    assert normalise(once) == once


@settings(max_examples=150)
@given(MANGLED, st.sampled_from(EXAMPLES))
@example("budget de personnel 2014 fonct. 2013 combien", EXAMPLES[0])
@example("objectif de l'indicateur 56 en 2013 objectif de l'indicateur 7 en 2013", EXAMPLES[0])
def test_any_text_is_answered(text: str, conversation: Any) -> None:
    state = State.from_json(ask(conversation.turns[0]["question"])["state"])
    check(ask(text))
    check(ask(text, state))


@pytest.mark.parametrize("text", [*LONG.values(), *ODD], ids=[*LONG, *map(ascii, ODD)])
def test_long_and_odd_text_is_answered(text: str) -> None:
    answer = ask(text)
    check(answer)
    # Neither the sentence nor what must be sent back grows with the question.
    assert len(json.dumps(answer)) < 60_000
    assert len(json.dumps(answer["state"])) < 8_000


def test_only_the_beginning_of_a_question_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Question] = []
    inner = whole_question.read_question

    def counted(typed: str, known: Vocabulary) -> Question:
        seen.append(inner(typed, known))
        return seen[-1]

    monkeypatch.setattr(whole_question, "read_question", counted)
    for text in LONG.values():
        ask(text)
    assert len(seen) >= len(LONG)
    # All that comes afterwards works on these words: a long text costs no more than a short.
    assert max(len(question.text) for question in seen) <= LONGEST
    assert max(len(question.words) for question in seen) <= LONGEST // 2 + 1


def test_what_stands_beyond_the_limit_changes_nothing() -> None:
    question = "objectif de l'indicateur 7 en 2013 "
    beyond = question + " " * (4 * LONGEST) + "budget de personnel 2014"
    assert ask(beyond)["formula"] == ask(question)["formula"] == "=COG_TARGET(7,2013)"


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
@pytest.mark.parametrize(
    "question",
    [
        "{}",
        "objectif de l'indicateur 7 en 2013 {}",
        "{} budget de personnel 2014",
        "budget de {} en 2014",
        "puis-je virer 50 000 € du personnel vers {} ?",
        "quelles échéances avant {} ?",
        "source de {}",
        "chiffre clé {} 2021",
        "combien de points pour 77 %, cible {}, seuil 60 %, pondération 100",
        "barème {} 2022",
    ],
)
def test_hostile_text_stays_text(question: str, hostile: str) -> None:
    answer = ask(question.format(hostile))
    check(answer, hostile)
    check_formula(answer["formula_cells"], hostile)


@settings(max_examples=200)
@given(st.sampled_from(HOSTILE) | ANYTHING, st.sampled_from(QUESTIONS), st.integers(0, 60))
def test_hostile_text_inside_a_question_stays_text(hostile: str, question: str, at: int) -> None:
    check(ask(f"{question[:at]} {hostile} {question[at:]}"), hostile)


@pytest.mark.parametrize("conversation", EXAMPLES, ids=lambda example: example.name)
def test_a_state_survives_its_journey(conversation: Any) -> None:
    state = State()
    for turn in conversation.turns:
        answer = reply(turn["question"], state, context(turn.get("feuille")))
        sent = json.loads(json.dumps(answer.state.to_json(), ensure_ascii=False))
        assert State.from_json(sent) == answer.state
        assert State.from_json(json.dumps(sent)) == answer.state
        state = answer.state


_JSON: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True, allow_infinity=True)
    | ANYTHING
    | st.sampled_from(HOSTILE),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANYTHING, inner, max_size=4),
    max_leaves=20,
)
_INTENTS: Final = list(load_intents().values())
_IDS: Final = sorted(intent.id for intent in _INTENTS)
_SLOT_NAMES: Final = sorted({slot.name for intent in _INTENTS for slot in intent.slots})
_SLOT_VALUES: Final = (
    st.integers(-3, 2020)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([*HOSTILE, "Personnel", "FNGA", "FNGR", "2012-11-05", "fin 2013", "ceir", ""])
    | st.text(st.characters(), max_size=20)
)
#: States of the right form whose content nobody wrote: foreign ids, slots of other kinds.
_FORGED: Final = st.fixed_dictionaries(
    {
        "intent": st.sampled_from([*_IDS, "inconnue", "", "__class__"]),
        "slots": st.dictionaries(
            st.sampled_from([*_SLOT_NAMES, "autre", "__init__"]), _SLOT_VALUES, max_size=6
        ),
    },
    optional={
        "pending": st.sampled_from([*_SLOT_NAMES, "autre", ""]),
        "choices": st.lists(st.sampled_from([*HOSTILE, "2012", "2 – Taux"]), max_size=5),
        "inserted": st.booleans(),
    },
)
_FOLLOW_UPS: Final = [
    "et en 2014 ?", "2013", "le 7", "pourquoi ?", "insère la formule", "annule", "oui", "personnel",
    "d'où vient ce chiffre ?", "et l'indicateur 8 ?", "400 €", "combien manque-t-il ?", "1",
]  # fmt: skip


@given(_JSON)
def test_anything_sent_as_a_state_is_read_or_forgotten(given_state: Any) -> None:
    state = State.from_json(given_state)
    assert isinstance(state, State)
    assert State.from_json(json.loads(json.dumps(state.to_json()))) == state


@settings(max_examples=300)
@given(_FORGED, st.sampled_from(_FOLLOW_UPS))
@example({"intent": "annulation", "slots": {}}, "pourquoi ?")
def test_a_forged_state_computes_nothing_foreign(forged: dict[str, Any], question: str) -> None:
    check(ask(question, State.from_json(forged)))


@pytest.mark.parametrize(
    "sent",
    [
        None,
        0,
        "",
        "{",
        "[]",
        [],
        [[[]]],
        {"intent": 7},
        {"intent": "objectif", "slots": []},
        {"intent": "objectif", "slots": {"year": float("nan")}},
        {"intent": "objectif", "slots": {"year": 10**400}},
        {"intent": "objectif", "slots": {"year": [2013]}},
        {"intent": "objectif", "slots": {f"s{at}": at for at in range(1_000)}},
        {"intent": "objectif", "formula": "=CMD|'/c calc'!A1"},
        {"intent": "x" * _MEGABYTE},
        "x" * _MEGABYTE,
        "[" * 100_000,
        {"previous": {"previous": {"previous": {}}}},
    ],
    ids=lambda sent: ascii(sent)[:40],
)
def test_a_hostile_state_is_forgotten(sent: Any) -> None:
    assert State.from_json(sent) == State()
    assert ask("et en 2014 ?", State.from_json(sent))["kind"] == "unknown"


def test_the_same_question_has_the_same_answer() -> None:
    first = [ask(question) for question in QUESTIONS]
    assert [ask(question) for question in reversed(QUESTIONS)] == first[::-1]


_PROGRAM: Final = """
import json, sys
from pycog.dialogue.answering import reply
from pycog.dialogue.state import State
from pycog.dialogue.vocabulary import Vocabulary
from tests.dialogue.hosts import context
for question in json.load(sys.stdin):
    answer = reply(question, State(), context())
    print(json.dumps(answer.to_json(), ensure_ascii=True))
"""


def test_the_order_of_sets_changes_nothing() -> None:
    asked = json.dumps(QUESTIONS[::3])
    told = [_program(asked, seed) for seed in ("1", "2718")]
    assert told[0] == told[1]
    assert len(told[0].splitlines()) == len(QUESTIONS[::3])


def _program(asked: str, seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        input=asked,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    return done.stdout


def test_a_foreign_formula_would_be_seen() -> None:
    check_formula('=COG_BUDGET("Election du conseil d\'administration",2015)')
    for foreign in (
        "=SUM(A1:A9)",
        "=COG_TARGET(7,2013)+CMD()",
        '=COG_BUDGET("=1+1",2013)',
        '=COG_BUDGET("<b>&",2013)',
        "=COG_TARGET(7,2013)&WEBSERVICE()",
    ):
        with pytest.raises(AssertionError):
            check_formula(foreign)
