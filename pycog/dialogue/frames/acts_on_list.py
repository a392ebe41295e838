"""A turn about the list just told: one of its entries, the last or largest, how many, only some.

Lists of every kind are read by their columns alone (``typed_lists``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from math import isnan
from typing import Final

from pycog.arithmetic import same
from pycog.dialogue.answers import ANSWERED, Answer, Result, Table, answered, compute
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.frames.figure_operations import MONEY, number_in
from pycog.dialogue.frames.listed_before import RANKING
from pycog.dialogue.frames.narrowed_lists import (
    DROPS,
    KEEPS,
    OF_LIST,
    PICKS,
    kept_rows,
    narrowed_answer,
    noun_of,
    rows_beyond,
)
from pycog.dialogue.frames.new_pieces import NewPieces
from pycog.dialogue.frames.turn_acts import Said, classes_of, left_words
from pycog.dialogue.frames.typed_lists import (
    Column,
    by_campaign,
    cell_nodes,
    columns,
    day_columns,
    group_columns,
    headed,
    is_of_euros,
    label_column,
    number_columns,
    without_parts,
    without_totals,
)
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.operators import DIVISORS
from pycog.dialogue.spoken import NUMERALS, numeral
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import counted, display, format_number

_ORDINALS: Final = (
    "premi(?:er|ere)|1er|1ere", "deuxieme|seconde?|2e|2eme|2nde?", "troisieme|3e|3eme",
    "quatrieme|4e|4eme", "cinquieme|5e|5eme", "sixieme|6e|6eme", "septieme|7e|7eme",
    "huitieme|8e|8eme", "neuvieme|9e|9eme", "dixieme|10e|10eme",
)  # fmt: skip
_PLACE: Final = regex(
    r"\b(?:"
    + "|".join(f"(?P<o{at}>{one})" for at, one in enumerate(_ORDINALS))
    + r"|(?P<before>avant derni(?:er|ere))|(?P<last>derni(?:er|ere))|(?P<middle>milieu)"
    r"|(?:(?:le|la|numero|no|rang) |(?:le |la )?n(?: ?° ?| ))(?P<n>\d{1,2}))"
    r"\b(?! ?(?:%|€|points?|janv|fev|mars|avr|mai"
    r"|juin|juil|aout|sept|oct|nov|dec|annees?|exercices?|an\b|ans\b|campagne|trimestre|semestre|part))"
)
#: Kinds of what a turn asks of an entry → words that its column begins with.
_ASKED: Final = {
    "points": ("points", "poids", "ponderation"),
    "aim": ("cible", "objectif"),
    "floor": ("seuil", "plancher"),
}


#: « Combien sont atteints ? » counts those of a kind.
_IS_SO: Final = regex(
    r"\b(?:sont|est|ont ete|a ete) (?!ils\b|elles\b|leurs?\b)[a-z]{3,}(?:es?|s)\b"
)
#: « Le plus proche de son objectif » is set against another value.
_NEAR_TO: Final = regex(r"\b(?:proche|loin\w*|eloigne\w*) (?:de|du|des|d)\b")
#: A deadline, and no last one of several.
_AT_THE_LATEST: Final = regex(r"\bau plus (?:tard|tot)\b")
_ADDS: Final = regex(r"\b(?:sommes?|cumul\w*|addition\w*|totalis\w*|agreg\w*)\b")
#: « Parmi les trois », « sur ces 14 »
_SO_MANY: Final = regex(
    rf"\b(?:parmi|sur|dans|de|des|d entre)(?: (?:les|ces|des|cette|la))* "
    rf"(?P<n>{'|'.join(NUMERALS[2:])}"
    r"|\d{1,2})(?: (?:lignes|indicateurs|postes|entrees|premiers))?\b ?[,;]?"
)
_AMONG_THEM: Final = regex(
    r"\b(?:ceux|celles|lesquel(?:le)?s|garde\w*|seulement|parmi|uniquement|dedans"
    r"|combien (?:d|de|en|ont|sont|valent|depassent|excedent|font|pesent|comptent|rapportent))\b"
)
_NO_NUMBERS: Final = "Je ne sais pas : cette liste n'a ni montant ni nombre à comparer."
#: First and last of what has no days are those of a ranking.
_RANKED: Final = {"earliest": "top", "latest": "bottom"}


class ActsOnList(NewPieces):
    """A turn about the last list."""

    def _acted_on_list(self, said: Said) -> Answer | None:
        """Answer a turn about the last list, ``None`` for any other."""
        held = self._list_told()
        if held is None:
            return None
        again, table = held
        said = _without_count(said, len(table.rows))
        for told in self._list_acts(said, again, table):
            if told is not None:
                return told
        return None

    def _list_acts(self, said: Said, again: Answer, table: Table) -> Iterator[Answer | None]:
        yield self._entry_by_day(said, again, table)
        yield self._entry_by_number(said, again, table)
        yield self._entry_at(said, again, table)
        yield self._entries_counted(said, again, table)
        yield self._entries_beyond(said, again, table)
        yield self._column_summed(said, table)
        yield self._list_narrowed(said, again, table)

    def _list_frame(self) -> State:
        """Return the subject that the last list is, of which an entry may have been picked."""
        frame = self.state
        while frame.previous is not None and frame.op.startswith((PICKS, *MONEY)):
            frame = frame.previous
        return frame

    def _list_told(self) -> tuple[Answer, Table] | None:
        """Return the last answer that is a list."""
        frame = self._list_frame()
        if frame.op and not frame.op.startswith(OF_LIST):
            return None
        again = self._again(frame)
        if again is None or again.kind != ANSWERED or again.table is None:
            return None
        return (again, again.table) if len(again.table.rows) > 1 and _is_list(again) else None

    def _entry_again(self, op: str, again: Answer) -> Answer | None:
        """Tell the entry of a list that was picked once more."""
        table, said = again.table, op.split()[1:]
        at, column = int(said[0]), int(said[1])
        if table is None or at >= len(table.rows) or column >= len(table.headings):
            return None
        return self._entry_told(again, table, at, [columns(table)[column]])

    def _as_subject(self, answer: Answer, again: Answer, asked: list[Column]) -> Answer:
        """Return an answer that is one entry of a list, of which the next turn speaks."""
        full, told = again.table, answer.table
        if full is None or told is None or len(told.rows) != 1:
            return answer
        frame = self._list_frame()
        column = (asked or number_columns(full)[-1:] or columns(full)[-1:])[0]
        op = f"{PICKS}{full.rows.index(told.rows[0])} {column.at}"
        state = replace(frame.then("", {}), op=op, about=self.state.about)
        return replace(answer, state=state)

    def _entry_told(
        self, again: Answer, table: Table, at: int, asked: list[Column], lead: str = ""
    ) -> Answer:
        """Return the answer that one entry of the list is, which stays the subject."""
        row, label = table.rows[at], label_column(table)
        shown = [one for one in asked if label is None or one.at != label.at] or [
            one for one in columns(table) if label is None or one.at != label.at
        ]
        cells = [f"{one.heading.lower()} : {row[one.at]}" for one in shown if row[one.at]]
        name = "" if label is None else f"« {row[label.at]} »"
        text = " ; ".join((name, *cells) if name else cells)
        display = row[shown[0].at] if len(asked) == 1 and shown else ""
        alone = Table(table.headings, (row,))
        placed = headed(table, "source")
        source = again.source if placed is None else row[placed.at]
        told = Answer(again.intent, ANSWERED, f"{lead}{text}.", source=source, table=alone)
        told = replace(told, display=display, state=self.state)
        result = self._computed_cell(again, table, at, asked)
        if result is None:
            return told
        made = answered(result, told.text, display=display or result.display, source=told.source)
        return replace(made, intent=told.intent, table=told.table, state=told.state)

    def _computed_cell(
        self, again: Answer, table: Table, at: int, asked: list[Column]
    ) -> Result | None:
        """Return the formula of the number told of an entry, where that of the list has it."""
        column = next((one for one in asked or number_columns(table)[-1:]), None)
        numbers = None if column is None else column.numbers
        node, full = again.node, again.table
        if numbers is None or node is None or full is None or isinstance(node, Operation):
            return None
        place = full.rows.index(table.rows[at])
        for one in cell_nodes(node, place, len(full.rows), again.value):
            result = compute(one, self.context.host)
            value = number_in(result)
            if value is not None and same(value, numbers[at]):
                return result
        return None

    # -- one entry

    def _entry_at(self, said: Said, again: Answer, table: Table) -> Answer | None:
        """Tell the entry that a turn says the place of, with what it asks of it."""
        places = list(_PLACE.finditer(said.text))
        if not places or RANKING.search(again.text):
            return None
        rest = Said(_PLACE.sub(" ", said.text), ())
        found = classes_of(rest, self.known, (*_ASKED, "day", "thing", "rank", "amount"))
        if found is None:
            return None
        asked = columns_asked(found, table)
        if asked is None or (not asked and _has_own_subject(table)):
            return None
        told = []
        for rows in by_campaign(table):
            for at in (_place_of(one, len(rows)) for one in places):
                if at is None:
                    why = f"Je ne sais pas : la liste n'a que {counted(len(rows), 'ligne')}."
                    return self._unclear(why)
                told.append(self._entry_told(again, table, rows[at], asked))
        if len(told) == 1:
            return self._as_subject(told[0], again, asked)
        text = " ".join(dict.fromkeys(one.text for one in told))
        return Answer(again.intent, ANSWERED, text, source=again.source, state=self.state)

    def _entry_by_day(self, said: Said, again: Answer, table: Table) -> Answer | None:
        """Tell the entry whose day is the last, or the first."""
        allowed = ("latest", "earliest", "day", "thing", "aim", "floor", "rank")
        found = classes_of(said, self.known, allowed)
        if found is None or len(found & {"latest", "earliest"}) != 1:
            return None
        if _AT_THE_LATEST.search(said.text):
            return None
        column = _day_column(found, table)
        days = None if column is None else column.days
        if column is None or days is None:
            return None
        edge = max(days) if "latest" in found else min(days)
        return self._told_edges(again, table, [one == edge for one in days], column)

    def _entry_by_number(self, said: Said, again: Answer, table: Table) -> Answer | None:
        """Tell the entry whose number is the largest, or the smallest."""
        allowed = ("top", "bottom", "thing", "amount", "points", "aim", "floor", "rank", "whole")
        # Where nothing is dated, the first and the last are those of a ranking.
        ranked = () if day_columns(table) else ("earliest", "latest")
        own = {stem(one) for one in words(self._list_frame().text)}
        found = classes_of(said, self.known, (*allowed, *ranked), left=own)
        found = found and {_RANKED.get(one, one) for one in found}
        if found is None or len(found & {"top", "bottom"}) != 1:
            return None
        if _NEAR_TO.search(said.text) or _AT_THE_LATEST.search(said.text):
            return None
        plain = without_totals(table)
        held = number_columns(plain)
        asked = columns_asked(found - {"amount"}, plain) or []
        named = [one for one in held if one.at in {it.at for it in asked}]
        chosen = named if named else held
        if not held and not _PLACE.search(said.text):
            return self._unclear(_NO_NUMBERS)
        if len(chosen) != 1:
            return None
        numbers = chosen[0].numbers or []
        told = [one for one in numbers if not isnan(one)]
        edge = max(told) if "top" in found else min(told)
        return self._told_edges(again, plain, [one == edge for one in numbers], chosen[0])

    def _told_edges(
        self, again: Answer, table: Table, at_edge: list[bool], column: Column
    ) -> Answer | None:
        places = [at for at, meant in enumerate(at_edge) if meant]
        if len(places) == len(table.rows):
            label = f"Toutes les lignes sont à égalité : {column.cells[0]}."
            return Answer(again.intent, ANSWERED, label, source=again.source, state=self.state)
        told = [self._entry_told(again, table, at, [column]) for at in places]
        if len(told) == 1:
            return self._as_subject(told[0], again, [column])
        text = " ".join(one.text for one in told)
        rows = tuple(table.rows[at] for at in places)
        lead = "À égalité : " if len(told) > 1 else ""
        return replace(told[0], text=f"{lead}{text}", table=Table(table.headings, rows))

    # -- all of them

    def _entries_counted(self, said: Said, again: Answer, table: Table) -> Answer | None:
        """Tell how many entries the list has."""
        found = classes_of(said, self.known, ("counted", "tally", "those"))
        # « De combien ? » asks for a difference.
        if found is None or not found & {"counted", "tally"} or "de combien" in said.text:
            return None
        if not _asks_count(said.text) and (number_columns(table) or "counted" not in found):
            return None
        conditions = [one for one in said.of("condition") if not _asks_count(one.text)]
        if conditions or said.of("measure") or _IS_SO.search(said.text):
            return None
        if any("€" in cell for row in table.rows for cell in row) and " en " not in said.text:
            return None
        campaigns = headed(table, "campagne")
        noun = noun_of(table)
        if campaigns is not None and len(set(campaigns.cells)) > 1:
            each = (
                f"{counted(campaigns.cells.count(one), noun)} ({one})"
                for one in dict.fromkeys(campaigns.cells)
            )
            text = " ; ".join(each)
        else:
            text = counted(len(table.rows), noun)
        return Answer(again.intent, ANSWERED, f"{text}.", source=again.source, state=self.state)

    def _entries_beyond(self, said: Said, again: Answer, table: Table) -> Answer | None:
        """Tell the entries whose number is above or below one that a turn says."""
        found = rows_beyond(said.text, table, self.known)
        if found is None:
            return None
        kept, rest = found
        allowed = ("only", "thing", "points", "those", "tally", "counted", "amount")
        if not _AMONG_THEM.search(said.text):
            # « Un objectif supérieur à 90 % » takes the place of what was asked before.
            return None
        if classes_of(Said(rest, ()), self.known, allowed) is None:
            return None
        if not kept.rows:
            none = f"Aucune des {len(table.rows)} lignes."
            return Answer(again.intent, ANSWERED, none, source=again.source, state=self.state)
        return replace(narrowed_answer(again, kept), state=self.state)

    def _column_summed(self, said: Said, table: Table) -> Answer | None:
        """Add up the one column of numbers of the list."""
        allowed = ("sum", "points", "those", "amount", "tally")
        found = classes_of(said, self.known, allowed)
        if found is None or "sum" not in found:
            return None
        if "points" not in found and not (_ADDS.search(said.text) or is_of_euros(table)):
            return None
        return self._column_told(table)

    def _column_told(self, table: Table) -> Answer | None:
        """Tell the sum of the one column of numbers of a list, of one campaign."""
        held = number_columns(without_parts(without_totals(table)))
        if len(held) != 1 or any("%" in one for one in held[0].cells):
            return None
        unit = " €" if is_of_euros(table) else ""
        numbers, campaigns = held[0].numbers or [], by_campaign(table)
        if len(campaigns) > 1:
            totals = [sum(numbers[at] for at in rows) for rows in campaigns]
            sums = (
                f"{format_number(total, 4)}{unit} ({table.rows[rows[0]][0]})"
                for total, rows in zip(totals, campaigns, strict=True)
            )
            text = f"Somme, {held[0].heading.lower()} : {' ; '.join(sums)}."
            return Answer("suite", ANSWERED, text, state=self.state)
        node = call("SUM", *(one for one in numbers if not isnan(one)))
        told = f"Somme, {held[0].heading.lower()} : {{value}}."
        return self._told_computed(node, told, lambda value: f"{format_number(value, 4)}{unit}")

    def _list_in_unit(self, unit: str) -> Answer | None:
        """Tell the amounts of the last list in another unit, which stays the subject."""
        held = None if self.state.op.startswith(PICKS) else self._list_told()
        if held is None or unit not in DIVISORS or not is_of_euros(held[1]):
            return None
        again, table = held
        label, column = label_column(table), number_columns(table)[0]
        shown = [
            cell if isnan(value) else display(value / DIVISORS[unit], unit)
            for cell, value in zip(column.cells, column.numbers or [], strict=True)
        ]
        rows = tuple(
            (*row[: column.at], told, *row[column.at + 1 :])
            for row, told in zip(table.rows, shown, strict=True)
        )
        names = column.cells if label is None else label.cells
        text = " ; ".join(f"{name} : {told}" for name, told in zip(names, shown, strict=True))
        converted = Table(table.headings, rows)
        return Answer(again.intent, ANSWERED, f"{text}.", source=again.source, table=converted,
                      state=self.state)  # fmt: skip

    def _list_narrowed(self, said: Said, again: Answer, table: Table) -> Answer | None:
        """Keep of the list the entries that a turn names, or leave them out."""
        allowed = ("only", "skip", "thing", "points", "those", "tally", "sum")
        cues = classes_of(said, self.known, allowed, left=_all_stems(said)) or set()
        if not cues & {"only", "skip", "tally"} and not self._names_group(said, table):
            return None
        if "tally" in cues and "chiffre" in map(normalise, table.headings):
            # « Combien ne sont pas métiers ? » asks for a figure, not for how many were told.
            return None
        left = left_words(said, self.known, allowed)
        op = f"{DROPS if 'skip' in cues else KEEPS}{' '.join(left)}"
        kept = kept_rows(op, table)
        if kept is None:
            return None
        if "sum" in cues or ("tally" in cues and "points" in cues):
            return self._column_told(kept)
        if (whole := self._as_whole_question(left, kept)) is not None:
            return whole
        state = replace(self._list_frame().then("", {}), op=op, about=self.state.about)
        return replace(narrowed_answer(again, kept), state=state)

    def _names_group(self, said: Said, table: Table) -> bool:
        """Tell whether a turn says the name of a group of the list, and nothing else."""
        left = left_words(said, self.known, ())
        groups = (cell for column in group_columns(table) for cell in column.cells)
        return bool(left) and any(
            {stem(one) for one in left} <= {stem(one) for one in words(normalise(cell))}
            for cell in set(groups)
        )

    def _as_whole_question(self, left: list[str], kept: Table) -> Answer | None:
        """Ask the question of the list with the words that narrow it, where it has these rows."""
        frame = self._list_frame()
        text = f"{frame.text.rstrip(' ?.')} {' '.join(left)}"
        if not frame.text or frame.op:
            return None
        answer = self.single(text, State(about=self.state.about))
        if answer.kind != ANSWERED or answer.table is None or not _is_list(answer):
            return None
        return self._with(answer, text) if set(answer.table.rows) == set(kept.rows) else None


def _without_count(said: Said, count: int) -> Said:
    """Leave out « parmi les trois », where the list has so many."""

    def left(match: re.Match[str]) -> str:
        return " " if numeral(match["n"]) == count else match[0]

    return replace(said, text=_SO_MANY.sub(left, said.text).strip())


def _all_stems(said: Said) -> set[str]:
    return {stem(one) for one in re.findall(r"[a-z]+|\d+", said.text)}


def _has_own_subject(table: Table) -> bool:
    """Tell whether the rows are numbered indicators, which the conversation goes on with."""
    return any(normalise(one) in {"indicateur", "n° indicateur"} for one in table.headings) and all(
        re.fullmatch(r"\d{1,3}", row[0]) for row in table.rows
    )


def _is_list(answer: Answer) -> bool:
    """Tell whether the table of an answer lists things, and is not what it was calculated of."""
    made = answer.node
    if isinstance(made, Operation):
        return False
    return made is None or made.name not in {"COG_SHARE", "COG_EVOLUTION", "AVERAGE", "MAX", "MIN"}


def _asks_count(text: str) -> bool:
    return (
        re.search(r"\b(?:combien|cb|nombre|denombr\w*|compt\w*|taille|longueur)\b", text)
        is not None
    )


def _place_of(match: re.Match[str], count: int) -> int | None:
    """Return the place that a turn says, from 0, ``None`` where the list has no such."""
    if match["last"]:
        return count - 1
    if match["before"]:
        return count - 2
    if match["middle"]:
        return count // 2 if count % 2 else None
    if match["n"]:
        place = int(match["n"]) - 1
    else:
        place = next(at for at in range(len(_ORDINALS)) if match[f"o{at}"])
    return place if 0 <= place < count else None


def columns_asked(found: set[str], table: Table) -> list[Column] | None:
    """Return the columns that a turn asks for, ``None`` where the list has no such.

    Args:
        found: The classes of the words of the turn.
        table: The list.
    """
    asked = []
    for name, heads in _ASKED.items():
        if name in found:
            column = headed(table, *heads)
            if column is None:
                return None
            asked.append(column)
    if "day" in found and not asked:
        column = _day_column(found, table)
        if column is None:
            return None
        asked.append(column)
    return asked


def _day_column(found: set[str], table: Table) -> Column | None:
    """Return the column of days that is meant: the target's where nothing else is said."""
    held = day_columns(table)
    wanted = ("seuil", "plancher") if "floor" in found else ("cible", "objectif")
    named = [one for one in held if normalise(one.heading).startswith(wanted)]
    chosen = named or held
    return chosen[0] if len(chosen) == 1 else None
