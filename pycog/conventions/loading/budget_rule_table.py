"""Reads the budget rules of a convention, and refuses two that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pycog.assumptions import ASSUMPTIONS
from pycog.conventions.facts import schema
from pycog.conventions.facts.budget_rules import (
    ALIAS,
    ANY,
    BUDGET_APPROVAL,
    CARRYOVER,
    CARRYOVER_APPROVAL,
    CARRYOVER_USE,
    CONFORMITY,
    DECISION,
    DIRECTED,
    FOLLOW_UP,
    GAPS,
    INFORMATION,
    KINDS,
    LAST_YEAR,
    NON_RECURRING,
    OTHER,
    SAME,
    STATEMENT,
    TRANSFER,
    UPDATING,
    BudgetRule,
    BudgetRules,
    Side,
)
from pycog.conventions.facts.models import Fund
from pycog.conventions.loading.description import Described
from pycog.conventions.loading.tables import Faults, Row
from pycog.errors import InvalidInput
from pycog.values import fold, parse_number

_FILE: Final = schema.BUDGET_RULES.file
#: Columns that only some kinds of rules have; the others leave them empty.
_ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    "destination": (ALIAS, *DIRECTED),
    "délai": (BUDGET_APPROVAL, CARRYOVER_APPROVAL),
    "jours": (BUDGET_APPROVAL, CARRYOVER_APPROVAL),
    "dernier jour": (BUDGET_APPROVAL, CARRYOVER_APPROVAL),
    "plafond": (CARRYOVER,),
    "motif": (UPDATING,),
    "exige": (TRANSFER, CARRYOVER_USE),
    "condition": (TRANSFER, CARRYOVER_APPROVAL, CARRYOVER),
}
#: Kinds that only say where something is printed.
_PLACES: Final = (STATEMENT, FOLLOW_UP)
#: Kinds that must say in ``décision`` what follows, also where it is allowed.
_DECIDED: Final = (TRANSFER, CARRYOVER_APPROVAL, CONFORMITY)


def read_rules(
    about: Described, rows: list[Row], funds: Mapping[str, Fund], faults: Faults
) -> BudgetRules | None:
    """Return the budget rules, ``None`` where the table has none; faults are collected."""
    if not rows:
        return None
    groups = [side for fund in funds.values() for side in groups_of(fund)]
    before = len(faults.found)
    read = [(row.line, _rule(row, funds, groups, faults)) for row in rows]
    rules = BudgetRules(about.short_title, tuple(rule for _, rule in read))
    if len(faults.found) == before:
        _refuse_contradictions(rules, {rule: line for line, rule in read}, groups, faults)
    return rules


def groups_of(fund: Fund) -> tuple[Side, ...]:
    """Return the groups of expenditure of a fund, each once."""
    if fund.regime == schema.MULTI_YEAR:
        return (Side(fund.id, fund.id.casefold(), "limitatif"),)
    found = (
        Side(fund.id, line.group or line.nature, line.nature)
        for line in fund.lines
        if line.role in {"ligne", "dont"} and line.nature and line.nature != "recette"
    )
    return tuple(dict.fromkeys(side for side in found if side.group != "limitatif"))


def _rule(row: Row, funds: Mapping[str, Fund], groups: list[Side], faults: Faults) -> BudgetRule:
    for problem in (*_misplaced(row), *_incomplete(row)):
        faults.add(_FILE, row.line, problem)
    if row["fonds"] and row["fonds"] not in funds:
        faults.add(
            _FILE,
            row.line,
            f"le fonds « {row['fonds']} » n'est pas décrit dans {schema.DESCRIPTION}. Fonds "
            f"décrits : {', '.join(funds) or 'aucun'}.",
        )
    known = [side for side in groups if not row["fonds"] or side.fund == row["fonds"]]
    return BudgetRule(
        kind=row["règle"],
        fund=row["fonds"],
        origin=_origin(row, known, faults),
        destination=_name(row, "destination", known, (SAME, OTHER), faults),
        allowed=row["admis"] != schema.NO,
        decision=row["décision"],
        requires=row["exige"],
        days=row["délai"],
        calendar=row["jours"],
        last_day=row["dernier jour"],
        ceiling=_ceiling(row, faults),
        reason=row["motif"],
        condition=row["condition"],
        assumption=row["hypothèse"],
        source=row["source"],
        note=row["note"],
    )


def _origin(row: Row, known: list[Side], faults: Faults) -> str:
    if row["règle"] == ALIAS:
        return fold(row["origine"])
    return _name(row, "origine", known, (), faults)


def _name(row: Row, column: str, known: list[Side], more: tuple[str, ...], faults: Faults) -> str:
    """Return a group, a nature or a word for several groups, in its own spelling."""
    if not row[column]:
        return ANY
    groups = dict.fromkeys(side.group for side in known)
    names = {fold(name): name for name in (ANY, *more, *schema.NATURES, *groups)}
    found = names.get(fold(row[column]))
    if found is None:
        faults.add(
            _FILE,
            row.line,
            f"« {row[column]} » ({column}) n'est ni un groupe de {schema.BUDGET_LINES.file} ni "
            f"une nature. Valeurs admises : {', '.join(names.values())}.",
        )
        return ANY
    return found


def _misplaced(row: Row) -> Iterator[str]:
    """Refuse what a rule of that kind would leave unread."""
    for column, kinds in _ONLY.items():
        if row[column] and row["règle"] not in kinds:
            yield (
                f"la colonne « {column} » ne sert pas à une règle « {row['règle']} », mais à : "
                f"{', '.join(kinds)}. Videz la cellule."
            )
    if row["délai"] == 0:
        yield "le délai est de 0 jour. Écrivez un nombre de jours plus grand que 0, ou rien."
    if row["règle"] in _PLACES and row["admis"]:
        yield f"une règle « {row['règle']} » n'a pas de colonne « admis ». Videz la cellule."


def _incomplete(row: Row) -> Iterator[str]:
    kind, decision = row["règle"], row["décision"]
    refused = row["admis"] == schema.NO
    if kind == ALIAS and not (row["origine"] and row["destination"]):
        yield "donnez l'autre nom dans « origine » et le groupe dans « destination »."
    if not decision and (refused or kind in _DECIDED or kind == LAST_YEAR):
        yield (
            "la colonne « décision » est vide. Écrivez la phrase qui dit le refus."
            if refused
            else "la colonne « décision » est vide. Écrivez qui décide, ou ce qui s'ensuit."
        )
    if kind == CONFORMITY and decision and decision not in GAPS:
        yield f"la décision « {decision} » n'est pas admise. Écrivez {', '.join(GAPS)}."
    if kind == UPDATING and not refused and not row["motif"]:
        yield "la colonne « motif » est vide. Écrivez le motif qui admet l'actualisation."
    if kind == BUDGET_APPROVAL and row["délai"] is None:
        yield "la colonne « délai » est vide. Écrivez le nombre de jours de l'approbation tacite."
    yield from _requirements(row)
    if row["hypothèse"] and row["hypothèse"] not in {one.id for one in ASSUMPTIONS}:
        yield (
            f"l'hypothèse « {row['hypothèse']} » n'existe pas. Laissez la cellule vide, et dites "
            "la lecture retenue dans « note »."
        )


def _requirements(row: Row) -> Iterator[str]:
    wanted = row["exige"]
    if row["règle"] == TRANSFER and wanted and not wanted.startswith((INFORMATION, DECISION)):
        yield (
            f"« {wanted} » (exige) ne dit pas quelle colonne du registre est attendue. Commencez "
            f"par « {INFORMATION} » ou « {DECISION} », par exemple « décision modificative »."
        )
    if row["règle"] == CARRYOVER_USE and wanted != NON_RECURRING:
        yield f"la colonne « exige » doit dire « {NON_RECURRING} »."


def _ceiling(row: Row, faults: Faults) -> float | None:
    text = row["plafond"]
    if not text:
        return None
    try:
        number = parse_number(text, "le plafond")
    except InvalidInput as error:
        faults.add_error(_FILE, row.line, error)
        return None
    if number.unit != "%" or not 0 <= number.value <= 1:
        faults.add(
            _FILE,
            row.line,
            f"le plafond « {text} » n'est pas une part de 0 % à 100 %. Écrivez par exemple 10 %.",
        )
        return None
    return number.value


def _refuse_contradictions(
    rules: BudgetRules, lines: Mapping[BudgetRule, int], groups: list[Side], faults: Faults
) -> None:
    """Refuse two rules that fit a group, or a pair, as precisely and do not say the same."""
    told: set[tuple[BudgetRule, BudgetRule]] = set()
    for kind, origin, destination, reason in _questions(rules, groups):
        first, *others = rules.fitting(kind, origin, destination, reason) or (None,)
        for other in others:
            if first is None or other.says_as(first) or (first, other) in told:
                continue
            told.add((first, other))
            about = f"« {origin.group} »"
            if destination is not None:
                about += f" vers « {destination.group} »"
            faults.add(
                _FILE,
                lines[other],
                f"cette règle et celle donnée {faults.at(_FILE, lines[first])} valent toutes deux "
                f"pour {about} ({origin.fund}) et ne disent pas la même chose. Précisez "
                "l'origine ou la destination de l'une d'elles.",
            )


def _questions(
    rules: BudgetRules, groups: Iterable[Side]
) -> Iterator[tuple[str, Side, Side | None, str]]:
    """Yield everything that the rules may be asked, for the groups that there are."""
    sides = list(groups)
    for kind in KINDS:
        if kind in {ALIAS, *_PLACES}:
            continue
        for origin in sides:
            if kind in DIRECTED:
                yield from ((kind, origin, to, "") for to in sides if to.fund == origin.fund)
                continue
            for reason in dict.fromkeys(("", *(rule.reason for rule in rules.of(kind)))):
                yield kind, origin, None, reason
