"""Reads a question as one query on one register; every word is used, or there is no query."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.kept_registers.asked_cues import (
    BETWEEN,
    COUNT,
    DAY_NOUNS,
    EVERY,
    FIRST,
    IS_DEPUTY,
    LATENESS,
    MEAN,
    MONEY,
    NEWEST,
    NEXT,
    OLDEST,
    OVER,
    SPENDING,
    SUM,
    OpSaid,
    asks_how_much,
    asks_stage,
    asks_when,
    asks_why,
    ops_said,
    roles_of_people,
)
from pycog.dialogue.kept_registers.column_parts import (
    ASKED_ON,
    DECIDED_ON,
    DECIDER,
    DEPUTY,
    DONE_ON,
    DUE,
    LEAD,
    REMARK,
    START,
)
from pycog.dialogue.kept_registers.day_cues import DAY_ROLES, DaySaid, days_said, today_said
from pycog.dialogue.kept_registers.filled_cells import filled_said
from pycog.dialogue.kept_registers.kept_register import Item, Register, day_roles, headed_by
from pycog.dialogue.kept_registers.named_rows import Naming, coded_rows
from pycog.dialogue.kept_registers.question_words import FILLER, Words
from pycog.dialogue.kept_registers.register_query import BOUND, CODE, DAY, Condition, Query
from pycog.dialogue.kept_registers.row_bounds import amounts_said, bounds_said
from pycog.dialogue.kept_registers.row_states import (
    BEGUN,
    DONE_LATE,
    IN_TIME,
    LATE,
    LATE_EVER,
    ON_A_DAY,
    Standing,
)
from pycog.dialogue.kept_registers.state_cues import MAY_TELL, StateSaid, states_said
from pycog.dialogue.kept_registers.state_words import (
    APPROVED,
    CANCELLED,
    DONE,
    DROPPED,
    REFUSED,
    TO_START,
)
from pycog.dialogue.kept_registers.transfer_sides import Side, sides_said
from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.plain_tables import PlainColumn
from pycog.lazy_patterns import regex

#: State → the role of the day that it was reached on.
_DAY_OF: Final = {
    DONE: DONE_ON, IN_TIME: DONE_ON, DONE_LATE: DONE_ON, BEGUN: START, APPROVED: DECIDED_ON,
    REFUSED: DECIDED_ON, TO_START: START, LATE: DUE, LATE_EVER: DUE, DROPPED: DONE_ON,
    CANCELLED: DECIDED_ON,
}  # fmt: skip
#: Operations that no figures need.
_ROOT, _NEAR, _SHORT = 4, 4, 4
#: What is said to have happened where the reason of it is asked for.
_CLAIMED: Final = regex(
    r"\b(?:a (?:t )?(?:il|elle|on) |est (?:t )?(?:il|elle) |a |ont |est )?(?:(?:si|tant"
    r"|autant) )?(?:derap|explos|chut"
    r"|baiss|augment|recul|plong|degrad|degringol|deriv|piqu\w* du nez|grimp|boug)\w*"
)
_CHECKED: Final = regex(
    r"\b(?:(?:re)?verifi\w*|(?:re)?comptes?|controle\w*|(?:est|c est) (?:il |bien )?(?:juste|bon"
    r"|exact|correct)"
    r"|(?:est )?(?:juste|exact|correct)|bon compte)\b"
)
_DOUBTED: Final = regex(
    r"\bj ai un doute\b|\bje doute\b|\bca me (?:parait"
    r"|semble) (?:bizarre|faux)\b"
)
_WE_DID: Final = regex(r"(?:est ce qu )?(?:on a|a t on|avons nous|nous avons|a t il ete)\b")
#: What is done with a request until it is decided, or done.
_HANDLED: Final = regex(r"traite\w*|instru\w*|attente|traiter|instruire|examen|examiner")
_DECIDING: Final = regex(
    r"valider|repondre|decider|approuver|signer|obtenir|notifier"
    r"|autoris\w*|trancher"
)
_IS: Final = regex(
    r"\b(?:est|sont|comme)(?: (?:t )?(?:il|elle)s?)?(?: (?:le"
    r"|la))? (?P<head>[a-z]{4,})\b"
)
#: « En retard ou pas ? » asks of each.
_EITHER: Final = regex(r"\bou (?:pas|non)\b")
_OF_ROWS: Final = frozenset({OLDEST, NEWEST, NEXT, FIRST, BETWEEN, LATENESS})


class Reading:
    """One question on one register.

    Args:
        question: As typed.
        register: The register.
        today: The day of the question.
        registers: The registers of the workbook.
    """

    def __init__(
        self,
        question: str,
        register: Register,
        today: dt.date,
        registers: Sequence[Register] = (),
    ) -> None:
        self.said, self.register, self.today = Words(question, register.done_root), register, today
        self.registers = registers

    def query(self) -> Query | None:
        """Return what the question asks, ``None`` where a word of it is not understood."""
        query = self.part()
        if query is None:
            return None
        query.settle()
        if self._asks_done(query):
            query.states.append(StateSaid(0, 0, (DONE,), False, ""))
            query.settle()
        return query if self._makes_sense(query) else None

    def _asks_done(self, query: Query) -> bool:
        """Tell whether one row is asked whether it was done: « a-t-on désigné un référent ? »."""
        told = query.states or query.asks_something or query.filled
        if told or len(query.items) != 1 or not query.standing.knows(DONE):
            return False
        return _WE_DID.match(self.said.text) is not None

    def part(self) -> Query | None:
        """Return what a question, or a turn, says of its query; its rows are not chosen yet."""
        said, register = self.said, self.register
        codes = coded_rows(said, register)
        today = today_said(said)
        day = self.today if today else register.as_of or self.today
        query = Query(register, said, Standing(register, day), today_said=today, day_said=today)
        if codes is not None:
            query.score += 2
            query.conditions.append(_coded(codes, register))
        bounds = bounds_said(said, register)
        days = days_said(said, register, self.today)
        if bounds is None or days is None:
            return None
        query.filled = filled_said(said, register)
        sides = sides_said(said) if register.moves else []
        query.checks = said.take(_CHECKED) is not None
        said.take_all(_DOUBTED)
        query.either = said.take(_EITHER) is not None
        query.ops = {one.op: one for one in ops_said(said)}
        if said.take(IS_DEPUTY) is not None:
            query.people, query.only = (LEAD,), self._indexes(DEPUTY)
        query.people = query.people or roles_of_people(said)
        query.why = asks_why(said)
        found = states_said(said, register)
        self._asks(query)
        states = self._states(query, found)
        if states is None or not self._on_days(query, days, states):
            return None
        query.states = states
        query.conditions += [Condition(BOUND, one.fits, one.said) for one in bounds]
        return query if self._named(query, sides) else None

    # -- what is asked

    def _asks(self, query: Query) -> None:
        said = self.said
        told = asks_when(said)
        query.asks_when = told is not None
        query.stage = asks_stage(said)
        counts = COUNT in query.ops
        query.how_much = asks_how_much(said) or counts or "combien" in said.text.split()
        for role, pattern in SPENDING:
            if pattern.search(said.text) and self.register.roles.get(role):
                found = said.take_all(pattern)
                if found and not query.money:
                    query.money = role
        if query.has(SUM, MEAN) or query.how_much or len(said.text.split()) <= _SHORT:
            query.amount = amounts_said(said, self.register)
        if query.why:
            said.take_all(_CLAIMED)
        if said.take_all(MONEY) and not query.money:
            query.money = "montant"
        if told is not None:
            query.when = self._day_asked(told)
            if not query.when and DECIDER in query.people and DECIDED_ON in self.register.roles:
                query.when = DECIDED_ON
        if (between := query.ops.get(BETWEEN)) is not None:
            query.span = self._span(between)

    def _day_asked(self, told: re.Match[str]) -> str:
        """Return the role of the day that is asked for, by the words around « quand »."""
        held = day_roles(self.register)
        around = self.said.text[told.start() :]
        found = [
            (match.start(), role)
            for role, pattern in DAY_ROLES
            if role in held
            for match in pattern.finditer(around)
        ]
        if found:
            return min(found)[1]
        before = [
            (match.end(), role)
            for role, pattern in DAY_ROLES
            if role in held
            for match in pattern.finditer(self.said.text, 0, told.start())
        ]
        return max(before)[1] if before else ""

    def _span(self, between: OpSaid) -> tuple[PlainColumn, PlainColumn] | None:
        held = day_roles(self.register)
        groups = between.groups

        def column(name: str) -> PlainColumn | None:
            return self._day_called(groups.get(name) or "")

        if (one := groups.get("one")) is not None or groups.get("edge"):
            first = held.get(ASKED_ON) or held.get(START)
            last = held.get(DECIDED_ON) or held.get(DONE_ON)
            if one and not _HANDLED.fullmatch(one):
                last = self._day_called(one)
        elif groups.get("all") is not None:
            first = held.get(START) or held.get(ASKED_ON)
            last = held.get(DONE_ON) or held.get(DUE) or held.get(DECIDED_ON)
        else:
            first, last = column("first"), column("last")
        return None if first is None or last is None or first is last else (first, last)

    def _day_called(self, said: str) -> PlainColumn | None:
        """Return the column of days that words name: « juger » is « Jugé le »."""
        if said == "faire":
            return self.register.column(DONE_ON)
        days = self.register.table.of("jour")
        wanted = {stem(one) for one in said.split()}
        headed = [one for one in days if wanted and wanted <= one.stems]
        if len(headed) == 1:
            return headed[0]
        role = next((role for role, noun in DAY_NOUNS if re.fullmatch(noun, said)), "")
        if role or _DECIDING.fullmatch(said):
            return self.register.column(role or DECIDED_ON)
        named = [
            one
            for one in days
            if len(said) >= _ROOT and any(w[:_ROOT] == said[:_ROOT] for w in one.own.split())
        ]
        return named[0] if len(named) == 1 else None

    # -- which rows

    def _states(self, query: Query, found: list[StateSaid]) -> list[StateSaid] | None:
        """Return the states that choose rows, ``None`` for one that the register knows not."""
        kept = []
        asks = query.asks_when or query.people
        for one in found:
            if (
                not one.without
                and set(one.statuses) <= MAY_TELL
                and asks
                and self._tells(one, query)
            ):
                continue
            known = tuple(filter(query.standing.knows, one.statuses))
            if not known:
                return None
            kept.append(replace(one, statuses=known))
        return kept

    def _tells(self, one: StateSaid, query: Query) -> bool:
        """Tell whether a participle says which day or whom is asked for, and chooses no rows."""
        if query.people:
            return self.said.before(one.start).endswith(("qui", "qui a", "qui l a", "qui les a"))
        return self.said.text[: one.start].count(" ") > 0

    def _on_days(self, query: Query, days: list[DaySaid], states: list[StateSaid]) -> bool:
        """Choose rows by days; a day on which things stand so is that of the query."""
        statuses = {one for said in states for one in said.statuses}
        for day in days:
            at = day.high if day.high is not None and (day.at or day.high == day.low) else None
            dated = statuses & ON_A_DAY or LATENESS in query.ops or OLDEST in query.ops
            if NEXT in query.ops and day.low is not None and day.high is None and not day.without:
                # « La prochaine après le … »: as things stood then.
                query.standing, query.day_said = Standing(self.register, day.low), True
                continue
            if at is not None and not day.role and (dated or (day.at and statuses)):
                query.standing = Standing(self.register, at)
                query.day_said = True
                continue
            if at is not None and dated and day.role in {DONE_ON, DUE}:
                query.standing = Standing(self.register, at)
                query.day_said = True
                continue
            if not self._dated(query, day, statuses):
                return False
        return True

    def _dated(self, query: Query, day: DaySaid, statuses: set[str]) -> bool:
        """Keep the rows of which a day is within bounds, or that are of a year."""
        register = self.register
        held = day_roles(register)
        role = day.role if day.role in held else ""
        if role and self.said.is_free(*day.verb):
            self.said.use(*day.verb)
        if not role:
            told = [_DAY_OF[one] for one in statuses if one in _DAY_OF and _DAY_OF[one] in held]
            role = told[0] if len(set(told)) == 1 and register.is_plan else ""
        column = self._headed_day(day)
        lead = "hors " if day.without else ""
        if LATE in statuses and not day.role and column is None and day.high is None:
            # « En retard depuis 2012 » is of another day than that they are due.
            return False
        if day.years and not role and column is None:
            years = day.years

            def of_years(item: Item, _: Standing) -> bool:
                return (register.year_of(item) in years) is not day.without

            query.conditions.append(Condition(DAY, of_years, f"{lead}{day.said}"))
            return True
        main = [DUE] if register.is_plan else [ASKED_ON, DECIDED_ON, START]
        role = role or query.when or next((one for one in main if one in held), "")
        column = column or held.get(role)
        if column is None:
            return False
        dated, low, high = column, day.low, day.high

        def within(item: Item, _: Standing) -> bool:
            on = item.day(dated)
            if on is None:
                return False
            inside = (low is None or on >= low) and (high is None or on <= high)
            return inside is not day.without

        chosen = f"{dated.column.title} : {lead}{day.said}"
        query.conditions.append(Condition(DAY, within, chosen))
        return True

    def _headed_day(self, day: DaySaid) -> PlainColumn | None:
        """Return the column of days whose own heading stands before a day: « jugées en 2025 »."""
        before = self.said.text[: day.start].split()[-_NEAR:]
        for word in reversed(before):
            for column in self.register.table.of("jour"):
                roots = {one[:_ROOT] for one in column.own.split() if len(one) >= _ROOT}
                if len(word) >= _ROOT and word[:_ROOT] in roots and word not in FILLER:
                    self._use_word(word, day.start)
                    return column
        return None

    def _use_word(self, word: str, end: int) -> None:
        """Use the last of a word before a place, where it has not been."""
        at = self.said.text.rfind(word, 0, end)
        if at >= 0 and self.said.is_free(at, at + len(word)):
            self.said.use(at, at + len(word))

    def _named(self, query: Query, sides: list[Side]) -> bool:
        """Keep the rows that words name; tell whether every word names something."""
        self._grouped(query)
        if not query.only:
            query.only = self._held_by()
        query.registers = self.registers
        found = Naming(
            self.said, self.register, sides, self._headed_elsewhere(query), query.only
        ).read()
        if found is None:
            return False
        query.conditions += found.conditions
        query.beside = found.beside
        query.loose, query.own = found.loose, found.own
        query.score += found.words + 0.5 * min(found.own, 2) + 0.3 * len(query.conditions)
        columns = {one.index: one for one in self.register.table.columns}
        query.columns += [columns[one] for one in found.columns]
        return True

    def _indexes(self, role: str) -> frozenset[int]:
        return frozenset(one.index for one in self.register.roles.get(role, ()))

    def _held_by(self) -> frozenset[int]:
        """Return the column of whoever somebody is: « sur quoi M. Adam est-il contributeur ? »."""
        people = [one for role in (LEAD, DEPUTY) for one in self.register.roles.get(role, ())]
        for match in list(self.said.find(_IS)):
            held = [one for one in people if stem(match["head"]) in one.stems]
            if len(held) == 1 and held[0].index != self.register.table.label:
                self.said.use(*match.span())
                return frozenset([held[0].index])
        return frozenset()

    def _headed_elsewhere(self, query: Query) -> frozenset[str]:
        """Return the headings of tables of people, where these are asked for."""
        if not query.people:
            return frozenset()
        others = (one for one in self.registers if one is not self.register)
        heads = (column.stems for one in others for column in one.table.columns)
        return frozenset().union(*heads)

    def _grouped(self, query: Query) -> None:
        """Read the column of which each value is told apart: « par porteur »."""
        heads = headed_by(self.register)
        for match in list(self.said.find(_PER)):
            if (column := heads.get(match["by"].rstrip("s"))) is not None:
                query.by = column
                self.said.use(*match.span())

    def _makes_sense(self, query: Query) -> bool:
        """Tell whether anything is asked of rows that are chosen, or of all by their days."""
        if BETWEEN in query.ops and query.span is None:
            return False
        if OVER in query.ops and not (
            query.register.roles.get("prévu") and query.register.roles.get("dépensé")
        ):
            return False
        if self.register.is_of_figures and not self._of_people(query):
            return False
        chosen = query.wanted or query.narrowed or query.coded or query.filled
        return bool(chosen or query.ops.keys() - {EVERY, "exists"} or query.by)

    def _of_people(self, query: Query) -> bool:
        """Tell whether a table of figures is asked only for people, remarks and blank cells."""
        figures = any(one.kind == "figure" for one in query.columns)
        days = any(one.kind in {DAY, BOUND} for one in query.conditions)
        if query.why and not figures and query.narrowed and not query.ops:
            return self._noted(query)
        if figures or days or query.wanted or (query.how_much and not query.filled):
            return False
        return bool(query.people or query.filled) and not query.ops.keys() - {
            EVERY,
            COUNT,
            "exists",
        }

    def _noted(self, query: Query) -> bool:
        """Keep a reason to what is noted of the year that is asked about."""
        years = {one.said for one in query.conditions if one.kind == DAY}
        query.conditions = [one for one in query.conditions if one.kind != DAY]
        query.settle()
        notes = [c for c in self.register.roles.get(REMARK, ())]
        if len(query.items) != 1 or not notes:
            return False
        text = " ".join(query.items[0].cell(one).shown for one in notes)
        told = set(re.findall(r"\b(?:19|20)\d\d\b", text))
        return not years or not told or bool(told & years)


def _coded(codes: set[int], register: Register) -> Condition:
    """Return the condition that a row has one of some codes."""
    keys = {register.items[one].key for one in codes}
    names = [register.items[one].row.number for one in sorted(codes)]
    return Condition(CODE, lambda item, _: item.key in keys, ", ".join(names))


_PER: Final = regex(
    r"\b(?:(?:par|pour chaque|selon|suivant)(?: (?:le|la|les|l))?|chaque"
    r"|quel(?:le)?s?) (?P<by>[a-z]+)(?= |$)"
)
