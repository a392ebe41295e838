"""What words of a question may name in a table, and how well they name it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise_long
from pycog.dialogue.table_query.initials import SMALL, WORD
from pycog.dialogue.table_query.plain_tables import DAY, FIGURE, NOTE, TEXT
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_fields import Field
from pycog.dialogue.typed_query.typed_words import Said
from pycog.lazy_patterns import regex

#: A row: its sheet and its zero-based row.
Place = tuple[str, int]
#: What an entry of the words of a table is.
HEADING, VALUE, SECTION, OWN, FILE = "heading", "value", "section", "own", "file"
#: Words of a row that adds up others: they name an operation before they name a row.
OF_TOTALS: Final = frozenset(map(stem, ("total", "totaux", "sous", "general", "ensemble")))
#: A cell of more words is a sentence.
LONGEST_NAME: Final = 9
LONG_WORD: Final = 5
#: Words that choose nothing are initials of nothing: « par an » is no « Annexe Nord ».
FILLER: Final = frozenset(DATA["words"]["filler"].split())
#: First beginnings of families of verbs that are of amounts.
_OF_AMOUNTS: Final = frozenset({"consomm", "pay", "engag", "realis", "cout"})
_DENIED: Final = regex(DATA["spoken"]["denied"])


@dataclass(frozen=True, eq=False)
class Entry:
    """One thing of a table that words may name.

    Attributes:
        kind: :data:`HEADING`, :data:`VALUE`, :data:`SECTION` or :data:`OWN`.
        text: It as shown.
        stems: Its telling stems.
        field: The column, ``None`` for a section and for the table.
        rows: Indices of the rows that a value or a section chooses.
    """

    kind: str
    text: str
    stems: frozenset[str]
    field: Field | None = None
    rows: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """Entries that a run of words names.

    Attributes:
        kind: What they all are.
        entries: They.
        score: How well they are named.
        whole: Whether one is named with all its words.
        loose: Typed word → the stem that it was read as, where they are no forms of one word.
    """

    kind: str
    entries: tuple[Entry, ...]
    score: float
    whole: bool
    loose: tuple[tuple[str, str], ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns of the entries."""
        return tuple(dict.fromkeys(one.field for one in self.entries if one.field is not None))

    @property
    def rows(self) -> frozenset[Place]:
        """The rows of the entries."""
        return frozenset().union(*(one.rows for one in self.entries))


def names_total(run: list[str], entry: Entry) -> bool:
    """Tell whether words name a total as one, where its label says that it is one."""
    return not entry.stems & OF_TOTALS or bool(OF_TOTALS & set(map(stem, run)))


def may_be_part(entry: Entry, run: list[str], quality: float, said: Said) -> bool:
    """Tell whether words may name a cell of which they are only a part.

    A number is no part of a code, and one word of a remark does not choose its row.
    """
    if len(entry.stems) <= len(set(map(stem, run))):
        return True
    if all(one.isdigit() for one in run):
        return False
    if not is_remark(entry.field):
        return True
    exact = quality >= len(run)
    return exact and (len(run) > 1 or (said.remarks and len(run[0]) >= LONG_WORD))


def is_denied(entry: Entry, run: list[str], said: Said) -> bool:
    """Tell whether a state says that it is not so, and the words say that it is.

    « Signé » is not « en attente de signature », « validé » is not « à valider ».
    """
    if entry.field is None or "status" not in entry.field.roles:
        return False
    text = normalise_long(entry.text)
    match = _DENIED.match(text)
    if match is None:
        return False
    if match[3] or match[4]:
        return not set(run) <= set(text.split())
    return not {one for one in match.groups() if one} & said.words


def says_denied(found: Found | None, said: Collection[str]) -> bool:
    """Tell whether cells begin with a denial that the words which name them leave out.

    « Remplacé » names « non remplacé », « non remplacé » does too and says its denial itself.
    """
    if found is None:
        return False
    denials = [_DENIED.match(normalise_long(one.text)) for one in found.entries]
    return all(one is not None and one[1] and one[1] not in said for one in denials)


def may_be_kin(entry: Entry, kin: tuple[str, ...]) -> bool:
    """Tell whether a verb of amounts may head a column: « dépensé » is no « Utilisateur »."""
    text = entry.kind == HEADING and entry.field is not None and entry.field.kind == TEXT
    return not (text and kin[0] in _OF_AMOUNTS)


def only_asks(entry: Entry, run: list[str]) -> bool:
    """Tell whether words that carry a question resemble a word of a cell: « dire », « Dir. »."""
    if not all(one in FILLER for one in run):
        return False
    if entry.field is not None and entry.field.kind in {DAY, FIGURE}:
        # « A été notifié » is not « été 2023 ».
        return len(WORD.findall(normalise_long(entry.text))) > len(run)
    # « On » is no part of « ON-0012 »: what carries a question names a cell by all its words.
    held = {one.rstrip("s") for one in WORD.findall(normalise_long(entry.text))}
    said = {one.rstrip("s") for one in run}
    return not (said <= held and {one for one in held if one not in SMALL} <= said)


def is_remark(field: Field | None) -> bool:
    """Tell whether a column holds what is said of rows and not what they are."""
    if field is None or field.kind == NOTE:
        return field is not None
    # « Motif » alone sorts the rows, « Motif du rejet » tells of them.
    return "reason" in field.roles and len(field.measure) > 1


def score_of(entry: Entry, quality: float, many: int) -> float:
    """Return how well so many words, each as surely as it is read, name an entry."""
    missing = len(entry.stems) - many
    score = 2 * quality
    if missing <= 0:
        return score + {OWN: -0.6, FILE: -1.4}.get(entry.kind, 1.0)
    if entry.kind == VALUE and entry.field is not None and entry.field.kind == NOTE:
        return score - (0.9 if many > 1 else 2.1)
    if entry.kind == VALUE and len(entry.stems) > LONGEST_NAME:
        return score - 0.9
    return score - 0.25 * min(missing, 3)


def best_found(kind: str, scored: list[tuple[float, float, Entry]], run: list[str]) -> Found:
    """Return the entries of one kind that a run of words names best."""
    top, sure, _ = max(scored, key=lambda one: one[0])
    kept = [entry for score, _, entry in scored if score >= top - 0.01]
    whole = any(len(one.stems) <= len(run) for one in kept)
    if kind in {VALUE, SECTION} and not whole:
        # « formation » is said of every cell that has the word.
        kept = [
            entry for score, near, entry in scored if score >= top - 0.8 and near >= sure - 0.01
        ]
    return Found(kind, tuple(kept), top, whole)
