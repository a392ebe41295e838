"""Regular expressions that are compiled where they are first used.

Compiling those of a module costs several times what loading it does, and one workbook needs a
few of them; one question needs a few of those that questions are read with. Modules that every
refresh or every question loads declare theirs with :func:`regex`; type checkers take what it gives
for what :func:`re.compile` gives.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

#: What the code asks of a pattern; each is the compiled pattern's own after the first look.
_ASKED: Final = (
    "findall", "finditer", "flags", "fullmatch", "groupindex", "groups", "match", "scanner",
    "search", "split", "sub", "subn",
)  # fmt: skip
_Flags: TypeAlias = int | re.RegexFlag


class _Later:
    """A pattern that has not been compiled yet, or stands for the compiled one."""

    def __init__(self, text: str | bytes, flags: _Flags = 0) -> None:
        # Its text is known without: patterns are made of others.
        self.pattern, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _ASKED:
            raise AttributeError(name)
        compiled: re.Pattern[Any] = re.compile(self.pattern, self._flags)
        vars(self).update((asked, getattr(compiled, asked)) for asked in _ASKED)
        return vars(self)[name]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.pattern, self._flags)


if TYPE_CHECKING:
    from re import compile as regex
else:
    regex = _Later

__all__ = ["regex"]
