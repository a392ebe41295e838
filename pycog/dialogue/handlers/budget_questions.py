"""Questions about the budget: evolution, transfers, carry-over, execution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pycog.arithmetic import amount_kind, convert_amount
from pycog.conventions.facts.budget_rules import TRANSFER
from pycog.dialogue.answers import Answer, Bar, Result, answered, unknown
from pycog.dialogue.expressions import Call, Operation, call
from pycog.dialogue.handlers.budget_lines import cited, line_fund, lines_of
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.values import display

#: Beyond this many times the base of a line in k€ or M€, an amount was said in euros.
_FAR: Final = 100


@handles("evolution")
def evolution(turn: Turn) -> Answer | Ask:
    """The evolution of a line between two years."""
    fund = _fund(turn, "line")
    if isinstance(fund, Ask):
        return fund
    first, last = turn.whole("from"), turn.whole("to")
    start, end = _budget(turn, first, fund), _budget(turn, last, fund)
    result = turn.compute(call("COG_EVOLUTION", start, end))
    if result.error:
        return _dont_know(result)
    rises = isinstance(result.value, float) and result.value > 0
    said = f"« {turn.words('line')} » de {first} à {last} : {'+' if rises else ''}{result.display}."
    amounts = [(str(year), turn.compute(node)) for year, node in ((first, start), (last, end))]
    gap = turn.compute(Operation(end, "-", start))
    said = f"{said[:-1]} ({amounts_said(amounts)}, soit {gap.display})."
    most = max(_number(one) for _, one in amounts) or 1.0
    bars = tuple(Bar(year, _number(one) / most, one.display) for year, one in amounts)
    return answered(result, said, source=_cited(turn, fund), bars=bars)


def amounts_said(amounts: list[tuple[str, Result]]) -> str:
    """Return the two amounts of an evolution."""
    return " puis ".join(result.display for _, result in amounts)


@handles("nature")
def nature(turn: Turn) -> Answer | Ask:
    """Whether the credits of a line are limitative, evaluative or revenue."""
    return _classified(turn, "COG_NATURE", "« {line} » : crédits de nature « {value} ».")


@handles("groupe")
def group(turn: Turn) -> Answer | Ask:
    """The group of credits of a line."""
    return _classified(turn, "COG_GROUP", "« {line} » fait partie du groupe « {value} ».")


def _classified(turn: Turn, name: str, said: str) -> Answer | Ask:
    fund = _fund(turn, "line")
    if isinstance(fund, Ask):
        return fund
    result = turn.compute(call(name, turn.words("line"), fund))
    if result.error:
        return _dont_know(result)
    sentence = said.format(line=turn.words("line"), value=result.display)
    return answered(result, sentence, source=_cited(turn, fund))


@handles("virement")
def transfer(turn: Turn) -> Answer | Ask:
    """Who decides on a transfer; the amount changes nothing to that."""
    fund = _fund(turn, "from_line", "to_line")
    if isinstance(fund, Ask):
        return fund
    start, end = turn.words("from_line"), turn.words("to_line")
    result = turn.compute(call("COG_TRANSFER_AUTHORITY", start, end, fund))
    if result.error:
        return _dont_know(result)
    given = turn.given("amount")
    moved = "Un virement" if given is None else f"Un virement de {display(float(given), 'amount')}"
    said = f"{moved} de « {start} » vers « {end} » se décide ainsi : {result.display}."
    if given is not None and not _conditional(turn):
        said += " Le montant n'y change rien ; vérifiez le disponible de la ligne d'origine."
    return answered(result, said)


def _conditional(turn: Turn) -> bool:
    """Tell whether the agreement lets a transfer depend on something besides its two ends."""
    rules = turn.convention.rules
    return rules is not None and any(rule.condition for rule in rules.of(TRANSFER))


@handles("report")
def carryover(turn: Turn) -> Answer | Ask:
    """What may be carried over of what was not spent."""
    fund = _fund(turn, "line")
    if isinstance(fund, Ask):
        return fund
    year, line = turn.whole("year"), turn.words("line")
    spent = _executed(turn, year, fund)
    result = turn.compute(call("COG_CARRYOVER", _budget(turn, year, fund), spent, line, year))
    if result.error:
        return _dont_know(result)
    said = f"Report possible de « {line} », de {year} sur {year + 1} : {result.display}."
    return answered(result, said)


@handles("execution")
def execution(turn: Turn) -> Answer | Ask:
    """The execution rate of a line."""

    def written(base: Call, spent: float) -> Call:
        return call("COG_EXECUTION", spent, base)

    return _spent(turn, written, "Taux d'exécution de « {line} » en {year} : {value}.")


@handles("disponible")
def available(turn: Turn) -> Answer | Ask:
    """What is left on a line."""

    def written(base: Call, spent: float) -> Call:
        return call("COG_AVAILABLE", base, spent)

    return _spent(turn, written, "Disponible sur « {line} » en {year} : {value}.")


@handles("depassement")
def breach(turn: Turn) -> Answer | Ask:
    """Whether the ceiling of a line is respected."""

    def written(base: Call, spent: float) -> Call:
        return call("COG_BREACH", base, spent, turn.words("line"))

    return _spent(turn, written, "« {line} » en {year} : {value}.")


def _spent(turn: Turn, written: Callable[[Call, float], Call], said: str) -> Answer | Ask:
    fund = _fund(turn, "line")
    if isinstance(fund, Ask):
        return fund
    amount = _executed(turn, turn.whole("year"), fund)
    node = written(_budget(turn, turn.whole("year"), fund), amount)
    result = turn.compute(node)
    if result.error:
        return _dont_know(result)
    base = turn.compute(_budget(turn, turn.whole("year"), fund)).display
    sentence = said.format(line=turn.words("line"), year=turn.whole("year"), value=result.display)
    spent = display(amount, amount_kind(_unit(turn, fund)))
    sentence += f" Base de l'annexe {base}, exécuté {spent}, sans report ni virement."
    return answered(result, sentence, printed=base, source=_cited(turn, fund))


def _executed(turn: Turn, year: int, fund: str | None) -> float:
    """Return the executed amount in the unit of the line, which the answer names.

    Euros said of a line that counts in thousands or millions are converted exactly.
    """
    spent, unit = float(turn.slots["executed"]), _unit(turn, fund)
    base = _number(turn.compute(_budget(turn, year, fund)))
    if unit != "€" and base and abs(spent) > _FAR * base:
        return convert_amount(spent, "€", unit)
    return spent


def _unit(turn: Turn, fund: str | None) -> str:
    """Return the unit of the line that is asked about."""
    label = turn.words("line")
    found = {
        turn.convention.funds[line.fund].unit
        for line in lines_of(turn)
        if line.label == label and (fund is None or line.fund == fund)
    }
    return found.pop() if len(found) == 1 else "€"


def _budget(turn: Turn, year: float | int | str, fund: str | None) -> Call:
    return call("COG_BUDGET", turn.words("line"), year, fund)


def _fund(turn: Turn, *names: str) -> str | Ask | None:
    return line_fund(turn, tuple(turn.words(name) for name in names), turn.given("fund"))


def _cited(turn: Turn, fund: str | None) -> str:
    return cited(turn, turn.words("line"), fund)


def _number(result: Result) -> float:
    return abs(result.value) if isinstance(result.value, float) else 0.0


def _dont_know(result: Result) -> Answer:
    why = result.error
    return unknown(f"Je ne sais pas : {why[:1].lower()}{why[1:]}")


@handles("approbation-report")
def carryover_approval(turn: Turn) -> Answer | Ask:
    """How a carry-over is approved."""
    start, end = turn.words("from_line"), turn.words("to_line")
    result = turn.compute(call("COG_CARRYOVER_APPROVAL", start, end))
    if result.error:
        return _dont_know(result)
    said = f"Report de « {start} » vers « {end} », approbation de l'État : {result.display}."
    return answered(result, said)
