"""Where a row of a register stands on a day: late, in time, done, to come, not begun."""

from __future__ import annotations

import datetime as dt
from typing import Final

from pycog.dialogue.kept_registers.column_parts import DONE_ON, DUE, PROGRESS, START, STATE
from pycog.dialogue.kept_registers.kept_register import Item, Register
from pycog.dialogue.kept_registers.state_words import (
    APPROVED,
    DONE,
    GIVEN_UP,
    ONGOING,
    REFUSED,
    SUSPENDED,
    TO_START,
    UNDONE,
    WAITING,
)

LATE, IN_TIME, DONE_LATE, TO_COME, OPEN, BEGUN, STALLED, LATE_EVER, DONE_EARLY = (
    "en retard",
    "faite à temps",
    "faite en retard",
    "non échue",
    "non terminé",
    "commencé",
    "aurait dû commencer",
    "en retard ou faite en retard",
    "faite en avance",
)
EXPIRED, IN_FORCE = "arrivé à échéance", "en vigueur"  # fmt: skip
#: What is told of a day: it must be said with it.
ON_A_DAY: Final = frozenset({EXPIRED, IN_FORCE, LATE, TO_COME, STALLED, LATE_EVER})


class Standing:
    """The rows of a register on a day.

    Args:
        register: The register.
        day: The day.
    """

    def __init__(self, register: Register, day: dt.date) -> None:
        self.register, self.day = register, day
        self._due = register.column(DUE)
        self._done = register.column(DONE_ON)
        self._start = register.column(START)

    def due(self, item: Item) -> dt.date | None:
        """Return the day that a row is due."""
        return item.day(self._due)

    def done_on(self, item: Item) -> dt.date | None:
        """Return the day that a row was done, as far as it was by now."""
        day = item.day(self._done)
        return None if day is None or day > self.day else day

    def is_done(self, item: Item) -> bool:
        """Tell whether a row was done by the day."""
        if self.register.state(item) not in {DONE, APPROVED}:
            return False
        done = item.day(self._done)
        return done is None or done <= self.day

    def is_given_up(self, item: Item) -> bool:
        """Tell whether nobody works at a row any more without its being done."""
        return self.register.state(item) in GIVEN_UP

    def days(self, item: Item) -> int | None:
        """Return by how many days a row is late, or was; negative where it was early."""
        due = self.due(item)
        if due is None or self.is_given_up(item):
            return None
        if self.is_done(item):
            done = self.done_on(item)
            return None if done is None else (done - due).days
        return (self.day - due).days

    def holds(self, status: str, item: Item) -> bool | None:
        """Tell whether a row has a status, ``None`` where a day is missing to tell.

        Args:
            status: One of this module's, or a state of :mod:`.state_words`.
            item: The row.
        """
        if status in (EXPIRED, IN_FORCE):
            due, start = self.due(item), item.day(self._start)
            over = due is not None and due < self.day
            begun = start is None or start <= self.day
            return over if status == EXPIRED else begun and not over
        if status in (OPEN, BEGUN, STALLED):
            return self._of_work(status, item)
        if status not in {LATE, IN_TIME, DONE_LATE, TO_COME, LATE_EVER, DONE_EARLY}:
            return self._has_state(status, item)
        if self.is_given_up(item):
            return False
        done = self.is_done(item)
        if status in {LATE, TO_COME} and done:
            return False
        if status in {IN_TIME, DONE_LATE, DONE_EARLY} and not done:
            return False
        days = self.days(item)
        if days is None:
            return None
        return {
            LATE: days > 0,
            IN_TIME: days <= 0,
            DONE_EARLY: days < 0,
            DONE_LATE: days > 0,
            TO_COME: days <= 0,
            LATE_EVER: days > 0,
        }[status]

    def _of_work(self, status: str, item: Item) -> bool | None:
        state = self.register.state(item)
        if self.is_given_up(item):
            return False
        if status == OPEN:
            return not self.is_done(item)
        start = item.day(self._start)
        if status == STALLED:
            if start is None:
                return None
            return state == TO_START and start < self.day
        if state:
            return state in {ONGOING, DONE, SUSPENDED}
        return None if start is None else start <= self.day

    def _has_state(self, status: str, item: Item) -> bool:
        if status == DONE:
            return self.is_done(item)
        state = self.register.state(item)
        if status == TO_START and not state:
            start = item.day(self._start)
            return start is not None and start > self.day
        if status == WAITING and state == UNDONE:
            return True
        return state == status

    def knows(self, status: str) -> bool:
        """Tell whether the register has the columns that a status is told by."""
        roles = self.register.roles
        if status in {EXPIRED, IN_FORCE}:
            return DUE in roles
        if status in {LATE, TO_COME, LATE_EVER}:
            return DUE in roles and (STATE in roles or DONE_ON in roles)
        if status in {IN_TIME, DONE_LATE, DONE_EARLY}:
            return DUE in roles and DONE_ON in roles
        if status in {DONE, OPEN}:
            return STATE in roles or DONE_ON in roles
        if status == STALLED:
            return START in roles and (STATE in roles or PROGRESS in roles)
        if status == BEGUN:
            return START in roles or STATE in roles
        if status == TO_START:
            return START in roles or STATE in roles
        held = {self.register.state(one) for one in self.register.items}
        return STATE in roles and (status in held or (status == REFUSED and WAITING in held))
