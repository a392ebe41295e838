"""Answers a typed query: what is done with its rows and its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import CODE, DAY, FIGURE, NOTE, TEXT
from pycog.dialogue.typed_query.typed_bounded_periods import BoundedPeriods
from pycog.dialogue.typed_query.typed_bounds import are_akin
from pycog.dialogue.typed_query.typed_checks import Checks
from pycog.dialogue.typed_query.typed_comparing import Comparing
from pycog.dialogue.typed_query.typed_data import DATA
from pycog.dialogue.typed_query.typed_exceeding import Exceeding
from pycog.dialogue.typed_query.typed_few_columns import is_rate
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_lateness import Lateness
from pycog.dialogue.typed_query.typed_meant_columns import money_fields
from pycog.dialogue.typed_query.typed_model import Named, Query
from pycog.dialogue.typed_query.typed_nouns import UNIT_WORDS
from pycog.dialogue.typed_query.typed_ordering import Ordering
from pycog.dialogue.typed_query.typed_overruns import Overruns
from pycog.dialogue.typed_query.typed_premises import Premises
from pycog.dialogue.typed_query.typed_resolving import (
    divisor_named,
    figure_groups,
    group_named,
    texts_named,
)
from pycog.dialogue.typed_query.typed_scores import Scores
from pycog.dialogue.typed_query.typed_sharing import Sharing
from pycog.dialogue.typed_query.typed_spans import Spans
from pycog.dialogue.typed_query.typed_states import state_of
from pycog.dialogue.typed_query.typed_summing import Summing
from pycog.dialogue.typed_query.typed_supposing import Supposing
from pycog.dialogue.typed_query.typed_unserved import leaves_a_word
from pycog.dialogue.typed_query.typed_verdicts import Verdicts
from pycog.dialogue.typed_query.typed_years import asks_bounded_periods
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.values import counted

_MOST_ROWS: Final = 8
#: Letters that a verb shares with the noun of who does it.
#: Operators that ask for one thing of a row.
_ONE_THING: Final = ("much", "many", "sum", "mean", "when", "who", "where", "why")
_VERB: Final = 5
#: Operators that no list of rows and no total answers.
_ELSEWHERE: Final = ("reach", "not reach", "share", "suppose", "empty")
#: Words that ask for rows whatever is told of them.
_OF_ROWS: Final = frozenset({
    "lesquels", "lesquelles", "laquelle", "lequel", "quels", "quelles", "liste", "listes",
    "lister", "listez", "cite", "citez", "enumere", "enumerez", "detail", "montre", "affiche",
    "sors", "sortez",
})  # fmt: skip
_KEEPING: Final = frozenset(DATA["words"]["keeping"].split())
#: Verbs of what an amount alone does.
_COSTING: Final = frozenset({
    "coute", "coutent", "coutait", "coutaient", "couter", "coutera", "cout", "couts", "prix",
})  # fmt: skip
#: Tokens from « combien » to what is counted.
_NOUN: Final = 3
_ROLE_OF: Final = {"who": ("person",), "where": ("place",), "why": ("reason",)}


class TypedAnswers(BoundedPeriods, Comparing, Ordering, Summing, Sharing, Exceeding, Supposing):
    """One typed query on its way to an answer."""

    def answer(self) -> Answer | None:
        """Return the answer, ``None`` where the query has none."""
        query = self.query
        if leaves_a_word(query) or (query.nth and not self.ranks()):
            return None
        found = self._answer()
        bound = any(one.unit == "percent" for one in (*query.limits, *query.typed))
        rated = "%" in query.words and not bound
        weighs = any(one.startswith(("pes", "point", "pts")) for one in query.words)
        shared = query.has("share") and not weighs
        if found is not None and (rated or shared) and "%" not in found.text:
            # « En % » is no word to be dropped.
            return None
        return found

    def _answer(self) -> Answer | None:
        query = self.query
        if query.has("suppose"):
            return self.supposed()
        if (scored := Scores(query, self.context).told()) is not None:
            return scored
        if query.has("over", "under") and self._asks_how_much():
            query.ops = {"gap": 0} | {
                one: at for one, at in query.ops.items() if one not in {"over", "under", "much"}
            }
        if query.has("quotient"):
            return self.quotient()
        if query.has("order"):
            return self.ordered()
        if query.has("nothing") and not (query.has("why") and self._holds_nothing()):
            return None
        if query.has("effect") and _is_gained_over_time(query):
            query.ops["move"] = query.ops.pop("effect")
        if query.has("minus"):
            # « Recrutements moins départs, on gagne combien » is that difference.
            query.ops.pop("effect", None)
        if query.has("effect", "outcome"):
            return None
        if asks_bounded_periods(query):
            return self.bounded_periods()
        if _COSTING & set(query.words) and not money_fields(query) and not _names_cost(query):
            # « Coûte » is of an amount, and this table has none.
            return None
        if (claimed := Premises(query, self.context).told()) is not None:
            return claimed
        verdicts = Verdicts(query, self.context)
        if verdicts.asks_verdict():
            return verdicts.judged()
        lateness = Lateness(query, self.context)
        if lateness.asks_late():
            if (found := lateness.told()) is not None:
                return found
            if not lateness.choose_late():
                return None
        overruns = Overruns(query, self.context)
        if overruns.asks_overrun() and (found := overruns.told()) is not None:
            return found
        spans = Spans(query, self.context)
        if query.has("expired") and not spans.choose_expired():
            return None
        if spans.asks_due():
            return spans.due()
        if spans.asks_span():
            return spans.span()
        if query.spans:
            return None
        checks = Checks(query, self.context)
        if (found := checks.told()) is not None:
            return found
        if query.has("lacking") and (found := self.lacks()) is not None:
            return found
        weight = self._weight()
        if (
            checks.is_strict
            or (weight is None and query.has("measured"))
            or query.has("lapse", "missed", "realised", "lacking", "remote")
        ):
            return None
        if not self._counts_all() or not self._leaves_out():
            return None
        if weight is not None:
            query.named = [Named((weight,), query.ops.pop("share"), False, weight.title)]
            query.ops.pop("measured", None)
            return self.summed()
        moves = query.has("gap", "move", "minus") or query.has_all("empty", "much")
        if query.has("share") and not moves and not (self.ranks() and figure_groups(query)):
            found = self.share()
            if found is not None or query.words[query.ops["share"]] not in {"en", "%"}:
                return found
        if divisor_named(query) and group_named(query) is not None:
            # « Heures par stagiaire, par service » is of each, and not of all.
            return None
        if divisor_named(query) and (found := self.ratio()) is not None:
            return found
        if query.has("rate") and (found := self.rate()) is not None:
            return found
        if query.has("rate") and not self._has_rates():
            return None
        if query.has("over", "under") and not query.limits:
            if not self.exceeds():
                return None
            if self.over_by is not None:
                return self.exceeding()
            if self.beside_mean is not None and not query.has("many", "much", "sum", "mean"):
                return self.rows(query.rows(), [self.beside_mean])
        if query.has("within") and (found := self.of_each_other()) is not None:
            return found
        if query.has("rest") and not (self.ranks() and self.role("rest")):
            found = self.left()
            if found is not None or self._is_spent_alone() or self._rests_on_nothing():
                return found
        if moves and not self.ranks() and (found := self.moved()) is not None:
            # « Pourquoi a-t-il grimpé ? » : that it fell is told, why it grew is not.
            return None if query.has("why") and "Non, " not in found.text else found
        if query.has("gap", "move", "minus") and not self.ranks():
            return None
        if self.ranks():
            return self.ranked()
        by = group_named(query)
        if by is not None and not (query.has("mean") and self._is_own(by)):
            return self.grouped(by)
        if query.conditions and not query.rows():
            return self.none_found()
        if query.has(*_ELSEWHERE) or (query.has("under") and not query.limits):
            # What a state of figures asks for is answered above, or not at all.
            return None
        if query.has("rest") and not any(
            "rest" in each.roles for one in query.named for each in one.fields
        ):
            return None
        if query.has("many"):
            return self._counted()
        if query.has("mean", "median", "sum", "together", "perperiod"):
            return self.summed()
        if self._is_of_span() and (whole := self.summed()) is not None:
            return whole
        return self._told()

    def _asks_how_much(self) -> bool:
        """Tell whether it is asked by how much one total is above another, and not which rows."""
        query = self.query
        if "de combien" not in query.text or query.has("list", "many", "mean") or query.limits:
            return False
        return len(figure_groups(query)) == 2 or len(query.periods) == 2

    def _holds_nothing(self) -> bool:
        """Tell whether rows hold no figure: « pourquoi n'y a-t-il rien pour » is so then."""
        rows = self.query.rows()
        held = [one.cell(field).number for one in rows for field in self.data.figures]
        return bool(rows) and not any(held)

    def _is_of_span(self) -> bool:
        """Tell whether one period of several columns is asked for: a half-year of quarters."""
        query = self.query
        if len(query.periods) != 1 or query.periods[0].until or query.has("list"):
            return False
        groups = figure_groups(query)
        return len(groups) == 1 and len(groups[0]) > 1 and not self.is_stock(groups[0])

    def _weight(self) -> Field | None:
        """Return the column of weights, where it is asked how much rows weigh: « I3 pèse »."""
        at = self.query.ops.get("share")
        if at is None or not self.query.words[at].startswith("pes") or self.query.has("within"):
            return None
        found = [one for one in self.data.figures if one.measure[:1] == ("poid",)]
        groups = figure_groups(self.query)
        if len(found) != 1 or any("weight" not in one[0].own_roles for one in groups):
            return None
        return found[0]

    def _is_spent_alone(self) -> bool:
        """Tell whether what is left is asked for and only what is spent is named."""
        groups = figure_groups(self.query)
        return (
            bool(groups)
            and not self.query.has("many")
            and not any("rest" in one.roles for group in groups for one in group)
        )

    def _is_own(self, field: Field) -> bool:
        """Tell whether each row has its own value of a column: « en moyenne par site »."""
        shown = [one.cell(field).shown for one in self.data.records]
        return len(set(shown)) == len(shown)

    def _counts_all(self) -> bool:
        """Tell whether each number that is said and bounds nothing is how many there are."""
        query = self.query
        many = {len(query.rows()), len(query.periods), query.most}
        many |= {len({one.period for one in query.rows() if one.period})}
        many |= {len({each.period for each in one}) for one in figure_groups(query)}
        many |= {len({one.group for one in query.data.figures if one.group})}
        many |= {len([one for one in query.data.figures if one.period and self.is_filled(one)])}
        return all(one.unit in {"", "duration"} and one.value in many for one in query.typed)

    def _has_rates(self) -> bool:
        """Tell whether a rate stands in what is told: « taux » is never answered by an amount."""
        named = [field for one in self.query.named for field in one.fields]
        return any(
            "tau" in one.measure or is_rate(one, self.query) for one in named or self.measure()
        )

    def _rests_on_nothing(self) -> bool:
        """Tell whether « reste » is said of columns of which none is what is left."""
        groups = figure_groups(self.query)
        return bool(groups) and not any("rest" in one.roles for each in groups for one in each)

    def _leaves_out(self) -> bool:
        """Tell whether what is left out by its name is among what the rest chooses."""
        query = self.query
        return all(
            any(row.index in one.rows for row in query.rows(but=one))
            for one in query.conditions
            if one.denied and one.names and not one.state
        )

    # ------------------------------------------------------------------ counting
    def _counted(self) -> Answer | None:
        """Count rows, or add up the figure that counts what is asked for."""
        query = self.query
        said = [one for one in query.named if one.is_measure]
        # A period alone is no figure that is counted: it may be that of a bound.
        groups = figure_groups(query) if said else []
        if len(groups) == 1 and groups[0][0] in money_fields(query) and len(groups[0]) == 1:
            # « Combien de pénalités » counts them: « montant », « total » ask for their sum.
            if query.has("sum", "mean", "median"):
                return self.summed()
            query.conditions.append(state_of(groups[0][0], self.data, 0, denied=False))
            query.named = [one for one in query.named if one.fields[0].kind != FIGURE]
            groups = []
        if groups:
            return self.summed()
        texts = texts_named(query)
        if query.periods and not query.limits and not texts:
            # « Combien de réclamations en 2021 » of a table that counts them by year.
            return self.summed()
        if texts and self._counts_values(texts[0]):
            return self._distinct(texts[0].fields[0])
        if not (query.own or query.conditions or texts):
            return None
        records = query.rows()
        if any(one.row.role != "ligne" for one in records):
            # A total is no line that is counted.
            return None
        names = [self.name(one) for one in records]
        told = f" : {enumerated(names)}" if 0 < len(records) <= 2 * _MOST_ROWS else ""
        rows = Table(("Ligne",), tuple((one,) for one in names)) if len(names) > 1 else None
        answer = self.said(f"{counted(len(records), 'ligne')}{told}.", rows)
        return answer

    def _counts_values(self, named: Named) -> bool:
        """Tell whether the values of a column are counted: those that several rows may share."""
        field = named.fields[0]
        if self.query.has("distinct"):
            return True
        noun = 0 < named.place - self.query.ops.get("many", -9) <= _NOUN
        return (
            noun
            and field.kind == TEXT
            and field not in self.name_fields()
            and "status" not in field.roles
        )

    def _distinct(self, field: Field) -> Answer | None:
        held = {cell.shown for one in self.query.rows() if not (cell := one.cell(field)).is_missing}
        names = sorted(held)
        return self.said(
            f"{counted(len(names), 'valeur')} dans « {field.title} » : {enumerated(names)}."
        )

    # ------------------------------------------------------------------ cells
    def _told(self) -> Answer | None:
        """Tell cells of rows: of the columns that are named or asked for by « qui », « quand »."""
        query = self.query
        records = query.rows()
        fields = self._wanted()
        if fields is None:
            return None
        lists = query.has("list") or any(one.state for one in query.conditions) or query.own
        if self._is_one_figure(fields, records):
            return self.summed()
        if self._asks_sum(records, fields) and (total := self.summed()) is not None:
            return total
        if fields and not query.conditions and len(records) > 1 and not lists:
            return self.summed() if all(one.kind == FIGURE for one in fields) else None
        if query.has("whether") and not query.has("much"):
            return self._whether(records, fields)
        if (
            query.has("much")
            and fields
            and all(one.kind == FIGURE for one in fields)
            and len(records) > 1
        ):
            return self.summed()
        if query.has("much") and not fields:
            return self.summed()
        if fields or lists or len(records) == 1:
            if not query.conditions and not fields:
                return None
            one_thing = query.has(*_ONE_THING) or bool({"combien", "cb"} & set(query.words))
            if not fields and one_thing:
                # One thing is asked for: the whole row is no answer to it.
                return None
            if not fields and len(records) == 1 and not query.has("list"):
                fields = [
                    one for one in self.telling_fields() if not records[0].cell(one).is_missing
                ]
            return self.rows(records, fields)
        return None

    def _asks_sum(self, records: Sequence[Record], fields: Sequence[Field]) -> bool:
        """Tell whether one figure of several chosen rows is asked for, and not the rows."""
        query = self.query
        if len(records) < 2 or not query.conditions or not fields or query.has("when", "who"):
            return False
        figures = [one for one in fields if one.kind == FIGURE]
        if len(figures) != len(fields) or len({one.measure for one in figures}) != 1:
            return False
        return query.has("much") or not set(query.words) & _OF_ROWS

    def _is_one_figure(self, fields: Sequence[Field], records: Sequence[Record]) -> bool:
        """Tell whether one figure of several rows is asked for: « quel est le montant de »."""
        query = self.query
        if not fields or len(records) < 2 or any(one.kind != FIGURE for one in fields):
            return False
        if any(one.names and not one.denied for one in query.conditions):
            return False
        at = query.ops.get("list", -1)
        asked = query.words[at] if at >= 0 else ""
        if asked in {"quel", "quelle"}:
            # « Quel est le montant de » asks for one, « quel marché » for rows.
            told = query.words[at + 1 : at + 2]
            return told[:1] in (("est",), ("etait",), ("sera",), ("serait",), ("fut",))
        held = query.conditions
        sections = bool(held) and all(one.field is None and not one.state for one in held)
        return not asked and sections

    def _wanted(self) -> list[Field] | None:
        """Return the columns that are asked for; ``None`` where one is and cannot be told."""
        query = self.query
        found = [one for group in figure_groups(query) for one in group]
        for named in texts_named(query):
            # « Livré quand » is of the day that was planned and of the real one.
            dated = query.has("when") and all(one.kind == DAY for one in named.fields)
            found += named.fields if dated else named.fields[:1]
        if not found and query.periods and not query.has(*_ROLE_OF, "when"):
            found += self.measure()
        held = {one.field for one in query.conditions if one.field is not None and not one.state}
        found = [one for one in found if one not in held or one.kind == FIGURE]
        for name in _ROLE_OF:
            if not query.has(name):
                continue
            filled = self._of_role_asked(name, held)
            if not filled and not any(one.kind != FIGURE for one in found):
                return None
            found += filled
        if query.has("when") and not query.has("much") and any(one.kind == DAY for one in found):
            # « Prévu pour finir quand » asks for the day, and for no column « Prévus ».
            found = [one for one in found if one.kind != FIGURE]
        if query.has("when") and not any(one.kind == DAY for one in found):
            days = [one for one in query.data.of(DAY) if one not in held]
            akin = [one for one in days for each in found if are_akin(each.measure, one.measure)]
            if not days:
                return None
            found = [one for one in found if one.kind == FIGURE] + akin if akin else found + days
        naming = self.name_fields()
        told = [one for one in found if one not in naming]
        return list(dict.fromkeys(told or found))

    def _of_role_asked(self, name: str, held: set[Field]) -> list[Field]:
        """Return the filled columns that « qui », « où », « pourquoi » ask for."""
        query = self.query
        asked = [
            one
            for one in query.data.fields
            if set(_ROLE_OF[name]) & one.roles
            and one.kind in {TEXT, NOTE, CODE}
            and (name == "why" or one not in held)
        ]
        rows = query.rows()
        filled = [one for one in asked if any(not each.cell(one).is_missing for each in rows)]
        if name == "why":
            return filled
        stems = [stem(one) for one in query.words]
        akin = [one for one in filled if any(_verb_of(each, one) for each in stems)]
        if name == "who" and not akin and _KEEPING & set(query.words):
            # « Qui suit le dossier » is not who asked for it.
            filled = [one for one in filled if "keeper" in one.roles]
        return (akin or filled)[:1]

    def _whether(self, records: Sequence[Record], fields: Sequence[Field]) -> Answer | None:
        if not self.query.conditions:
            return None
        if fields and records and not set(fields) <= set(self.name_fields()):
            return self.rows(records, fields)
        names = enumerated([self.name(one) for one in records])
        return self.said(f"Oui : {counted(len(records), 'ligne')}, {names}.")


def _names_cost(query: Query) -> bool:
    """Tell whether « coût » is a word of what is named."""
    named = [one.word for one in query.named] + [one.told for one in query.conditions]
    return any("cout" in normalise(one) or "prix" in normalise(one) for one in named)


def _is_gained_over_time(query: Query) -> bool:
    """Tell whether « combien de jours a-t-on gagnés de 2022 à 2023 » is asked."""
    spans = len(query.periods) == 2 or any(one.until for one in query.periods)
    return spans and bool(set(query.words) & UNIT_WORDS) and not query.has("suppose", "share")


def _verb_of(word: str, field: Field) -> bool:
    """Tell whether a word is the verb of what heads a column: « conduit », « Conducteur »."""
    if len(word) < _VERB:
        return False
    return any(word[:_VERB] == one[:_VERB] for one in field.measure)
