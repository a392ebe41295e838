"""A turn that asks the day or the value of one entry of the last list, which it names.

« L'évaluation, c'est quand ? » after a calendar asks for the day of that entry, whatever else has
these words.
"""

from __future__ import annotations

from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.frames.acts_on_list import ActsOnList, columns_asked
from pycog.dialogue.frames.turn_acts import Said, classes_of, left_words
from pycog.dialogue.frames.typed_lists import day_columns, rows_named
from pycog.dialogue.lexicon import stem

_ALLOWED: Final = ("day", "points", "aim", "floor", "thing", "rank")
_LONGEST: Final = 4


class NamedEntries(ActsOnList):
    """A turn about an entry of the last list by its name."""

    def _entry_named(self, said: Said) -> Answer | None:
        """Tell the day of the one entry that a turn names."""
        held = self._list_told()
        if held is None or not day_columns(held[1]):
            return None
        again, table = held
        left = left_words(said, self.known, _ALLOWED)
        found = classes_of(said, self.known, _ALLOWED, left={stem(one) for one in left})
        if found is None or "day" not in found or not 0 < len(left) <= _LONGEST:
            return None
        named, asked = rows_named(table, left), columns_asked(found, table)
        if len(named) != 1 or not asked:
            return None
        return self._as_subject(self._entry_told(again, table, named[0], asked), again, asked)
