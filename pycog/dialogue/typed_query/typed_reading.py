"""Reads a question cut into claims as a typed query on one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.plain_tables import DAY, FIGURE
from pycog.dialogue.typed_query.typed_beside import is_divisor, is_taken_off
from pycog.dialogue.typed_query.typed_claims import (
    CODE,
    FILE,
    FILLS,
    HEADING,
    NUMBER,
    OPERATOR,
    OWN,
    PERIOD,
    SECTION,
    VALUE,
    Claim,
    Segmented,
    is_loose,
)
from pycog.dialogue.typed_query.typed_entries import Place, says_denied
from pycog.dialogue.typed_query.typed_fields import Dataset, Field, allowed_fields, naming_noun
from pycog.dialogue.typed_query.typed_including import are_among, include
from pycog.dialogue.typed_query.typed_limits import RANKINGS, Limiting
from pycog.dialogue.typed_query.typed_model import Condition, Named, Query
from pycog.dialogue.typed_query.typed_nouns import count_noun
from pycog.dialogue.typed_query.typed_said_of import (
    allowed_beside,
    is_bounded,
    is_state,
    is_unit,
)
from pycog.dialogue.typed_query.typed_states import is_yes_no, state_of
from pycog.dialogue.typed_query.typed_words import QUOTIENT

#: Operators that say something of the words behind them.
_LEADING: Final = frozenset({"not", "except", "each"})
_BOUNDS: Final = {"more": ">", "less": "<", "equal": "="}
_INCLUSIVE: Final = (
    "au moins",
    "minimum",
    "a partir",
    ">=",
    "<=",
    "ou egal",
    "au plus",
    "au maximum",
    "maximum",
    "jusqu",
)
#: Operators that may be denied.
_DENIED: Final = frozenset({"late", "over", "reach", "under", "missed", "intime"})
_TIMES: Final = frozenset({"before", "after", "between", "at"})
#: What a reading costs that names two things of one kind where one would do.
_ODD: Final = 1.0


#: Tokens between « ont une » and what rows have.
_NEAR: Final = 4
#: Tokens between « sans » and what rows lack.
_NEAR_EXCEPTED: Final = 2
#: Words between two values of one list.
_JOINING: Final = frozenset({"et", "ou", "ni", ",", "puis"})
_ARTICLES: Final = frozenset({"le", "la", "les", "l", "de", "du", "des", "d", "un", "une", "en",
                              "a", "au", "aux", "mme", "m"})  # fmt: skip
_AMOUNT: Final = frozenset({"montant", "montants"})
_TOTAL: Final = frozenset({"total", "totale", "totaux", "cumul", "cumule"})


#: Which one of a ranking is meant.
_NTH: Final = (("deux", "second", "2"), ("trois", "3"), ("quatr", "4"), ("cinq", "5"))


def _nth(words: Sequence[str]) -> int:
    """Return which of a ranking some words say."""
    for at, known in enumerate(_NTH):
        if any(one.startswith(known) for one in words):
            return at + 2
    return 0


class _Reader(Limiting):
    """One question on its way to a query."""

    def read(self) -> Query | None:
        """Return the query, ``None`` where the words make none."""
        for at, claim in enumerate(self.cut.claims):
            if claim.kind in {FILLS, FILE}:
                if self.excepted and not self.behind and is_loose(claim):
                    # « Sans réponse » is of that word, and of no word behind it.
                    self.failed = True
                continue
            self._take(claim, at)
            if claim.kind != OPERATOR:
                self.last = claim.kind
        self.settle_days()
        self._rank_by()
        count_noun(self.query)
        self.settle_bound()
        if self.query.has("quotient") and any(
            self.words[one.place - 1] == QUOTIENT for one in self.query.conditions
        ):
            # What is divided is a column and no value of one.
            return None
        if self.within is not None:
            # « Entre 50 » without the upper number.
            return None
        if self.includes or not are_among(self.included, self.query):
            return None
        if self.failed or self.bound is not None or self.denied or self._excepts_nothing():
            # « Ne … pas », « hors », « plus de » without what they are said of.
            return None
        return self.query

    def _rank_by(self) -> None:
        """Take « le top 3 par montant », « le deuxième par montant » as a ranking by it."""
        query = self.query
        if not (query.most and query.has("ones")) and not query.nth:
            return
        by = [one for one in query.named if one.each and one.is_figure]
        if len(by) != 1 or query.has(*RANKINGS):
            return
        query.ops["largest"] = by[0].place
        query.ops.pop("each", None)
        # « Le deuxième fournisseur » ranks those, and not the rows of each.
        query.named = [replace(one, each=False, asked=one is not by[0]) for one in query.named]

    def _excepts_nothing(self) -> bool:
        return self.excepted and not self.behind

    def _take(self, claim: Claim, at: int) -> None:
        if claim.kind == OPERATOR:
            self._operator(claim, at)
        elif claim.kind == PERIOD:
            self.read_period(claim)
        elif claim.kind == NUMBER:
            self.read_number(claim, at)
        elif claim.kind == CODE:
            assert claim.field is not None
            self._condition(claim, claim.field, claim.rows)
        elif claim.kind in {VALUE, SECTION}:
            assert claim.found is not None
            field = claim.found.fields[0] if claim.found.fields else None
            self._condition(claim, field, claim.found.rows)
        elif claim.kind == HEADING:
            self._heading(claim)
        elif claim.kind == OWN:
            self.query.own = True
            self.query.nouns.append(claim.start)
            if allowed := allowed_beside(claim, self.cut, self.words, self.data):
                named = Named(allowed, claim.start, False, self._said(claim), each=self.each)
                self.query.named.append(named)
                self.each = False
            self.asked = False

    # ------------------------------------------------------------------ operators
    def _operator(self, claim: Claim, at: int) -> None:
        name = claim.name
        if name == "aside":
            return
        if name == "nth":
            self.query.nth = _nth(self.words[claim.start : claim.end])
            return
        if name == "held":
            self._took_place(claim)
        elif name == "not":
            self._deny(claim)
        elif name == "include":
            self._include(at)
        elif name == "except":
            self.excepted = True
            self.behind = 0
            self.excepts = claim.end
            self.sans = self.words[claim.start : claim.end] == ("sans",) or self._says("ni")
        elif name in _BOUNDS:
            said = " ".join(self.words[claim.start : claim.end])
            sign = _BOUNDS[name]
            if any(one in said for one in _INCLUSIVE):
                sign += "="
            self.bound = (sign, claim.start)
        elif name in _TIMES:
            self.time = (name, claim.start)
        else:
            if name == "each":
                self.each = True
            if name in {"list", "many"}:
                self.asked = True
            self.query.ops.setdefault(name, claim.start)
            if name in _DENIED:
                self.deniable = (name, claim.end)
            if name in _DENIED and self.denied:
                self.query.ops[f"not {name}"] = claim.start
                self.denied = False

    def _include(self, at: int) -> None:
        """Keep the rows that are named behind « y compris », or before « compris » at the end."""
        claim, conditions = self.cut.claims[at], self.query.conditions
        behind = [one for one in self.cut.claims[at + 1 :] if one.kind not in {FILLS, OPERATOR}]
        alone = self.words[claim.start : claim.end][-1][:6] in {"compri", "inclus"}
        if not behind and alone and conditions and self.behind == claim.start:
            made = conditions.pop()
            self.failed = self.failed or made.denied or made.state
            self.included.append(made)
            include(self.query, made)
            return
        self.includes = True

    def _deny(self, claim: Claim) -> None:
        """Deny what follows, or the verb that stands before: « ne respectent pas leur cible »."""
        name, end = self.deniable
        if name and end == claim.start:
            self.query.ops.setdefault(f"not {name}", claim.start)
            return
        self.denied = True

    def _took_place(self, claim: Claim) -> None:
        """Choose the rows whose first day is one: « reporté » did not take place."""
        days = [one for one in self.data.of(DAY) if "start" in one.roles] or self.data.of(DAY)
        dated = any(one.kind == PERIOD for one in self.cut.claims)
        if not days or (self.denied and dated):
            self.failed = self.denied
            return
        made = state_of(days[0], self.data, claim.start, denied=self.denied)
        self.query.conditions.append(made)
        self.denied = False

    # ------------------------------------------------------------------ rows
    def _condition(self, claim: Claim, field: Field | None, rows: frozenset[Place]) -> None:
        if is_unit(claim, self.words):
            return
        told = self._told(claim, field)
        table = self.data.table
        names = field is not None and field.index in {table.label, table.code, *table.keys}
        if self.excepted and self.behind and not self._goes_on(claim.start):
            self.excepted = False
        denied = self.excepted or self.denied
        said = self.words[claim.start : claim.end]
        if denied and not self.excepted and says_denied(claim.found, said):
            # « N'est pas remplacé » is what « non remplacé » says, and not its contrary.
            denied = False
        made = Condition(rows, told, field, denied, claim.start, names=names)
        if self.includes:
            self.includes = False
            self.failed = self.failed or denied
            self.included.append(made)
            include(self.query, made)
            self.behind = claim.end
            return
        before = self.query.conditions[-1] if self.query.conditions else None
        if before is not None and before.denied and self._restates(claim):
            # « Hors personnel (chapitre 64) »: both say what is left out.
            self.query.conditions[-1] = replace(made, denied=True)
            self.behind = claim.end
            return
        if before is not None and self._joins(before, made):
            whole = f"{before.told}, {told.rpartition(' : ')[2]}"
            parts = (*(before.parts or (before.rows,)), rows)
            held = before.rows | rows
            self.query.conditions[-1] = replace(before, rows=held, told=whole, parts=parts)
        else:
            self.query.conditions.append(made)
        self.behind = claim.end
        self.denied = False
        self.asked = False

    def _restates(self, claim: Claim) -> bool:
        """Tell whether words in brackets say again what stands right before them."""
        return (
            claim.end < len(self.words)
            and self.words[claim.end] == ")"
            and "(" in self.words[self.behind : claim.start]
            and set(self.words[self.behind : claim.start]) - {"("} <= self._headings(claim)
        )

    def _headings(self, claim: Claim) -> set[str]:
        """Return the words of headings right before a claim: « (chapitre 64) »."""
        return {
            self.words[at]
            for one in self.cut.claims
            if one.kind in {HEADING, FILLS} and one.end <= claim.start
            for at in range(one.start, one.end)
        }

    def _goes_on(self, start: int) -> bool:
        """Tell whether « hors » of the value before is said of one more: « Paris et Lille »."""
        between = set(self.words[self.behind : start])
        return bool(between & _JOINING) and between <= _JOINING | _ARTICLES

    def _joins(self, before: Condition, made: Condition) -> bool:
        """Tell whether two values of one column are told together: either is meant."""
        if before.field is not made.field or before.state or before.denied is not made.denied:
            return False
        totals = {one.index for one in self.data.totals}
        if (before.rows <= totals) is not (made.rows <= totals):
            return False
        if made.rows <= totals and self.query.has("share"):
            return False
        if "vers" in self.words[before.place : made.place]:
            # From one to the other is neither of both.
            self.query.unread.append("vers")
        return not self.query.has("within") or not (
            before.place < self.query.ops["within"] < made.place
        )

    def _told(self, claim: Claim, field: Field | None) -> str:
        if claim.found is None:
            said = self._code(claim)
            return said if field is None else f"{field.title} : {said}"
        texts = list(dict.fromkeys(one.text for one in claim.found.entries))
        said = (
            ", ".join(texts)
            if len(texts) < 4
            else f"{len(texts)} valeurs avec « {self._said(claim)} »"
        )
        return said if field is None else f"{field.title} : {said}"

    def _code(self, claim: Claim) -> str:
        """Return the code that a claim names as the table writes it."""
        for one in (*self.data.records, *self.data.asides, *self.data.totals):
            if claim.field is not None and one.index in claim.rows:
                return one.cell(claim.field).shown
        return self._said(claim).upper()

    def _said(self, claim: Claim) -> str:
        return " ".join(self.words[claim.start : claim.end])

    # ------------------------------------------------------------------ columns
    def _heading(self, claim: Claim) -> None:
        assert claim.found is not None
        if self.excepted and self.behind > self.excepts and not self._goes_on(claim.start):
            # « Hors siège, nos engagements »: what is left out has been said.
            self.excepted = False
        if self.excepted and self.sans and claim.start - self.excepts > _NEAR_EXCEPTED:
            # « Sans réponse en tout, tous sites » is no row without a site.
            self.failed = True
        fields = claim.found.fields
        word = self._said(claim)
        if (
            not self.each
            and not self.asked
            and len(fields) == 1
            and {stem(word)} == naming_noun(fields[0])
        ):
            # « Les postes gelés » are rows, and no column « Intitulé du poste ».
            self.query.own = True
            self.query.nouns.append(claim.start)
            return
        if len({one.measure for one in fields}) > 1 and (
            allowed := [one for one in allowed_fields(word, self.data) if one in fields]
        ):
            # « Le budget » above « alloué » and « dépensé » is what is allowed.
            fields = tuple(allowed)
        if word in _AMOUNT and not claim.found.whole and self._is_of_figure(claim):
            # « Montant des remises » is that column, and no « Montant notifié » beside it.
            return
        if word in _TOTAL and self._other_figures(claim):
            # « Total des repas » adds up; the column of totals is none of it.
            self.query.ops.setdefault("sum", claim.start)
            return
        if is_divisor(self.query, self.words, claim.start, fields):
            self.each = True
        if (self.denied or (self.excepted and not self.sans)) and is_taken_off(self.query, fields):
            # « Reçus mais pas décrochés », « coût hors repas »
            self.query.ops.setdefault("minus", claim.start)
            self.denied = self.excepted = False
        named = Named(
            fields, claim.start, claim.found.whole, word,
            self.denied, self.excepted, self.each, self.asked,
        )  # fmt: skip
        if self.excepted and fields[0].kind == FIGURE and not self.sans:
            # « Hors hébergement » takes one figure from another: no row is chosen by it.
            self.failed = True
        if self._chooses(named, claim):
            self._filled(named)
        else:
            self.query.named.append(named)
        self.denied = self.each = self.asked = self.excepted = False

    def _chooses(self, named: Named, claim: Claim) -> bool:
        """Tell whether a column is spoken of as what rows have, and not as what is asked for."""
        field = named.fields[0]
        if named.each:
            return False
        if len(named.fields) == 1 and is_yes_no(field, self.data):
            return True
        if all(one.kind == DAY for one in named.fields) and is_state(
            named, claim, self.cut, self.query
        ):
            return True
        at = self.query.ops.get("with")
        has = at is not None and 0 < claim.start - at <= _NEAR
        if field.kind != FIGURE:
            return has
        return (
            len(named.fields) == 1
            and not named.asked
            and not is_bounded(claim, self.cut)
            and (
                named.denied
                or named.excepted
                or (has and not self.query.has("much", "sum", "mean"))
            )
        )

    def _other_figures(self, claim: Claim) -> bool:
        """Tell whether another column of figures is named."""
        return any(
            one is not claim
            and one.kind == HEADING
            and one.found is not None
            and any(field.kind == FIGURE for field in one.found.fields)
            for one in self.cut.claims
        )

    def _is_of_figure(self, claim: Claim) -> bool:
        """Tell whether another column of figures follows: « montant des remises »."""
        return any(
            one.kind == HEADING
            and one.found is not None
            and one.found.fields[0].kind == FIGURE
            and bool(between := self.words[claim.end : one.start])
            and set(between) <= _ARTICLES
            for one in self.cut.claims
        )

    def _filled(self, named: Named) -> None:
        """Choose the rows by whether the column is filled."""
        denied = named.denied or named.excepted
        # « Ont fini » is said of the day that is real and not of the one that was planned.
        done = [one for one in named.fields if "done" in one.roles and "planned" not in one.roles]
        made = state_of((done or named.fields)[0], self.data, named.place, denied=denied)
        self.query.conditions.append(made)
        self.behind = named.place + 1


def query_of(cut: Segmented, data: Dataset, words: Sequence[str], text: str) -> Query | None:
    """Return the query that claims make on a table, ``None`` where they make none.

    Args:
        cut: The claims.
        data: The table.
        words: The tokens of the question.
        text: The question in plain form.
    """
    return _Reader(cut, data, words, text).read()
