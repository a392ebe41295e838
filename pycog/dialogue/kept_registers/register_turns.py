"""Turns that go on with the last question on a register: « lesquels ? », « et en 2025 ? »."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.kept_registers.asked_cues import (
    COUNT,
    EVERY,
    LARGEST,
    LEAST,
    MOST,
    RATE,
    SHARE,
    SMALLEST,
    SUM,
    ops_said,
)
from pycog.dialogue.kept_registers.beside_people import beside
from pycog.dialogue.kept_registers.column_parts import BODY, DECIDED_ON, DECIDER, LEAD
from pycog.dialogue.kept_registers.kept_register import Item, Register
from pycog.dialogue.kept_registers.question_words import Words
from pycog.dialogue.kept_registers.register_query import (
    CODE,
    DAY,
    NAME,
    PICKED,
    Condition,
    Query,
)
from pycog.dialogue.kept_registers.register_reading import Reading
from pycog.dialogue.kept_registers.row_states import Standing
from pycog.dialogue.kept_registers.state_cues import states_said
from pycog.dialogue.spoken import ORDINALS
from pycog.dialogue.state import MARK, OF_REGISTER
from pycog.dialogue.table_query.table_lexis import plain
from pycog.lazy_patterns import regex

#: Words that open a turn or refer back, and choose nothing.
_LEAD: Final = regex(
    r"^(?:(?:et|donc|alors|soit|mais|ok|non|oui|ah|du coup|dont|sinon|soit|parmi (?:eux|elles"
    r"|ceux la"
    r"|celles la|celles ci|ceux ci|ces \w+)) )+"
)
_BACK: Final = regex(
    r"\b(?:(?:parmi|de|d|dans) )?(?:ces (?:\w+ )?(?:actions?|mesures?|virements?|mouvements?"
    r"|lignes?|dossiers?|projets?|demandes?)|celles? (?:la|ci)|ceux (?:la|ci)|celui (?:la|ci)"
    r"|eux|elles|ils|il|elle|ca|cela|la meme|le meme|cette (?:action|mesure|ligne)"
    r"|ce (?:virement|mouvement|dossier)|leurs?|son|sa)\b"
)
_ORDINAL: Final = "|".join(filter(None, ORDINALS))
_PICK: Final = regex(
    rf"\b(?:(?:le|la|l) )?(?:(?P<nth>{_ORDINAL}|premiere|seconde?|derniere?|dernier)"
    rf"|(?P<other>autre))\b"
)
_WHICH: Final = regex(
    r"(?:c est )?(?:lesquel(?:le)?s?|lequel|laquelle|la liste|quoi|detail\w*|c est quoi"
    r"|qui ca)(?: (?:sont ce|est ce|ca|svp|stp|exactement))*"
)
_SAME: Final = regex(r"\b(?:meme (?:question|chose)|idem|pareil)(?: (?:pour|en|avec|chez))?\b")
#: « Ça fait combien ? » is of no row that is done.
_MAKES: Final = regex(r"\b(?:ca|cela) (?:fait|faisait|represente|donne)\b")
_ANEW: Final = regex(r"(?:et |donc )*(?:les|ceux|celles|des)\b")
_SHORT: Final = 12


def turned(
    question: str,
    asked: str,
    registers: Sequence[Register],
    today: dt.date,
    tell: Callable[[Query], object],
) -> Query | None:
    """Return the query that a turn makes of the last one, ``None`` where it is no such turn.

    Args:
        question: As typed.
        asked: The last question with the turns after it, as :data:`OF_REGISTER` marks them.
        registers: The registers of the workbook.
        today: The day of the question.
        tell: Answers a query, so that it knows which rows were told.
    """
    texts = asked.removeprefix(OF_REGISTER).split(MARK)
    for register in registers:
        base = Reading(texts[0], register, today, registers).query()
        if base is None:
            continue
        tell(base)
        for text in texts[1:]:
            following = _after(text, base, today, registers)
            if following is None:
                break
            base = following
            tell(base)
        else:
            return _after(question, base, today, registers)
    return None


def of_row(
    question: str, focus: str, registers: Sequence[Register], today: dt.date
) -> Query | None:
    """Return what a turn asks of the people and remarks of the row that was told elsewhere.

    Args:
        question: As typed.
        focus: The sheet and the zero-based row: ``Suivi!11``.
        registers: The registers of the workbook.
        today: The day of the question.
    """
    match = _FOCUS.fullmatch(focus)
    text = " ".join(_BACK.sub(" ", _LEAD.sub("", plain(question))).split())
    if match is None or not text:
        return None
    key = match["sheet"], int(match["row"])
    for register in registers:
        if not any(one.key == key for one in register.items):
            continue
        turn = Reading(text, register, today, registers).part()
        if turn is None or turn.conditions or turn.states or turn.ops or turn.filled:
            return None
        if not turn.people or turn.own:
            return None
        turn.conditions = [Condition(PICKED, lambda item, _: item.key == key, "")]
        turn.registers = registers
        turn.settle()
        return turn
    return None


_FOCUS: Final = regex(r"(?P<sheet>.+)!(?P<row>\d{1,7})(?:;\d{4})?(?::[A-Z]{1,3})?")


def _after(
    question: str, base: Query, today: dt.date, registers: Sequence[Register]
) -> Query | None:
    """Return the query after one turn."""
    text = plain(question)
    if (others := _OTHERS.fullmatch(text)) is not None:
        return _of_same_person(base, others)
    if len(text.split()) > _SHORT:
        return None
    anew = _ANEW.match(text) is not None
    text = _LEAD.sub("", _SAME.sub("", _MAKES.sub(" ", text)).strip())
    bare = text
    text = " ".join(_BACK.sub(" ", text).split())
    if not text and not bare:
        return None
    picked, text = _picked(text, base)
    if picked is not None and not picked:
        return None
    reading = Reading(text, base.register, today)
    turn = reading.part() if text and not _WHICH.fullmatch(text) else None
    if text and turn is None and not _WHICH.fullmatch(text):
        return None
    if turn is not None and turn.people and base.register.column(*turn.people) is None:
        return _beside(base, turn, registers)
    edges = {LARGEST, SMALLEST, MOST, LEAST}
    ranked = turn is not None and edges & turn.ops.keys() and edges & base.ops.keys()
    stated = turn is not None and anew and any(not one.without for one in turn.states)
    if ranked or stated:
        # « Et le plus petit ? », « et les suspendus ? »: of all, and not of the one told last.
        base = replace(base, focus=[], conditions=[c for c in base.conditions if c.kind != PICKED])
    if turn is not None and picked is None and not _changes(turn):
        return None
    merged = _merged(base, turn, picked)
    merged.settle()
    return merged


def _told(base: Query) -> list[Item]:
    """Return the rows that the last answer told."""
    return base.focus or base.items


def _of_same_person(base: Query, others: re.Match[str]) -> Query | None:
    """Return the other rows of whoever is in charge of the row that was told."""
    told, lead = _told(base), base.register.column(LEAD, BODY)
    if len(told) != 1 or lead is None or told[0].cell(lead).is_missing:
        return None
    who, key = told[0].cell(lead).shown, told[0].key

    def of_them(item: Item, _: Standing) -> bool:
        return item.cell(lead).shown == who and item.key != key

    query = Query(base.register, Words(others[0]), base.standing, day_said=base.day_said)
    query.conditions = [Condition(NAME, of_them, f"{who}, autres lignes", lead.index)]
    query.ops = {"exists": next(ops_said(Words("y a t il")))}
    if _LATE.search(others[0]):
        query.states = states_said(Words("en retard"), base.register)
    query.settle()
    return query


def _beside(base: Query, turn: Query, registers: Sequence[Register]) -> Query | None:
    """Return who stands beside the person of the told rows in a table of people."""
    told = _told(base)
    if len(told) != 1 or turn.conditions or turn.states:
        return None
    led = beside(told[0], base.register, registers, turn.people)
    if led is None:
        return None
    _, other, found = led
    query = replace(turn, register=other, standing=Standing(other, base.standing.day))
    query.conditions = [Condition(PICKED, lambda item, _: item.key == found.key, "")]
    query.settle()
    return query


#: « Il en a d'autres ? », « elle pilote d'autres actions en retard ? ».
_OTHERS: Final = regex(
    r"(?:et )?(?:est ce qu )?(?:il|elle)s?(?: en)? (?:a|ont|pilote|porte|gere|suit"
    r"|s occupe)(?: t (?:il|elle))?(?: (?:d|de|des|en|y))*"
    r" autres?(?: (?:actions?|mesures?|dossiers?|projets?|virements?|lignes?"
    r"|choses?))?(?: en retard)?"
)
_LATE: Final = regex(r"\ben retard\b")


def _picked(text: str, base: Query) -> tuple[list[Item] | None, str]:
    """Return the row of the last list that a turn picks, and the rest of the turn."""
    match = _PICK.search(text)
    if match is None:
        return None, text
    rest = " ".join((text[: match.start()] + " " + text[match.end() :]).split())
    items = _last_listed(base)
    if match["other"]:
        before = [one for one in base.conditions if one.kind == PICKED]
        whole = _listed_before(base)
        if len(whole) != 2 or not before:
            return [], text
        return [one for one in whole if not before[0].fits(one, base.standing)], rest
    nth = (
        match["nth"]
        .replace("premiere", "premier")
        .replace("seconde", "deuxieme")
        .replace("second", "deuxieme")
    )
    at = -1 if nth.startswith("derni") else ORDINALS.index(nth) - 1
    return (items[at : at + 1] if at >= 0 else items[-1:]), rest


def _last_listed(base: Query) -> list[Item]:
    return _listed_before(base) if any(o.kind == PICKED for o in base.conditions) else _told(base)


def _listed_before(base: Query) -> list[Item]:
    """Return the rows of which one was picked."""
    whole = replace(base, conditions=[one for one in base.conditions if one.kind != PICKED])
    whole.settle()
    return whole.items


def _merged(base: Query, turn: Query | None, picked: list[Item] | None) -> Query:
    """Return the last query with the parts that a turn changes."""
    kept = list(base.conditions)
    if picked is None and base.focus and (turn is None or not turn.conditions):
        # Of the rows that were told, and not of all that were meant.
        picked = base.focus
    if turn is not None:
        kinds = {one.kind for one in turn.conditions}
        places = {one.place for one in turn.conditions if one.kind == NAME}
        if DAY in kinds:
            kept = [one for one in kept if one.kind != DAY]
        if CODE in kinds:
            kept = [one for one in kept if one.kind not in {CODE, PICKED, NAME}]
        if places:
            kept = [
                one
                for one in kept
                if not (one.kind == NAME and one.place in places) and one.kind not in {CODE, PICKED}
            ]
        kept += turn.conditions
    if picked:
        keys = {one.key for one in picked}
        kept = [one for one in kept if one.kind != PICKED]
        kept.append(Condition(PICKED, lambda item, _: item.key in keys, ""))
    if turn is None:
        kept_asks = replace(base, conditions=kept, focus=[])
        return kept_asks if picked else _bare(kept_asks)
    stated = turn.states
    day = turn.standing.day if turn.day_said else base.standing.day
    # « Réalisé ? » of one row asks whether it is; « et les annulés ? » goes on counting.
    states_alone = any(not one.without for one in stated) and not (
        base.has(COUNT, SUM) or turn.conditions
    )
    asks = turn if turn.asks_something or states_alone else base
    if _is_rate(turn, base):
        asks = replace(base, ops={RATE: turn.ops[SHARE]}, people=(), columns=[], amount=None)
    states = stated if any(not one.without for one in stated) else [*base.states, *stated]
    if asks is turn and turn.why:
        turn.before = base
    elif asks is base and base.why and base.before is not None and turn.conditions:
        # « Pourquoi ? », then « et le M-04 ? » : the figure again.
        asks = base.before
    if turn.amount is not None and asks.has(RATE):
        # « Et pour 2025, qu'a-t-on eu ? » asks for the amount again.
        asks = replace(asks, ops={}, how_much=True)
    if asks is turn and turn.asks_when and not turn.when and DECIDER in base.people:
        asks.when = DECIDED_ON if DECIDED_ON in base.register.roles else ""
    counts = asks is turn and set(turn.ops) <= {COUNT, EVERY, "exists"} and not turn.money
    return replace(
        asks,
        said=turn.said if asks is turn else base.said,
        conditions=kept,
        states=states,
        filled=turn.filled or base.filled,
        standing=Standing(base.register, day),
        day_said=turn.day_said or base.day_said,
        money=turn.money or asks.money or ("" if counts else base.money),
        amount=turn.amount or asks.amount,
        amounts=base.amounts,
        score=turn.score,
        loose=turn.loose,
        focus=[],
    )


def _changes(turn: Query) -> bool:
    """Tell whether a turn asks for anything, or chooses other rows."""
    chosen = turn.conditions or turn.states or turn.filled or turn.day_said
    return bool(chosen or turn.asks_something or turn.amount or turn.money)


def _is_rate(turn: Query, base: Query) -> bool:
    """Tell whether a turn asks for the last amount in per cent of that before it."""
    if set(turn.ops) != {SHARE} or turn.states or turn.people or turn.columns:
        return False
    return bool(base.amounts) or base.has(RATE)


def _bare(query: Query) -> Query:
    """Return a query that asks for its rows alone: « lesquels ? »."""
    return replace(
        query, ops={}, people=(), when="", asks_when=False, why=False, stage=False,
        how_much=False, money="", columns=[], by=None, span=None,
    )  # fmt: skip
