"""Questions about the budget: evolution, transfers, carry-over, execution."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from pycog.arithmetic import amount_kind, convert_amount
from pycog.conventions.facts.budget_rules import TRANSFER
from pycog.dialogue.answers import (
    SHEET,
    Answer,
    Bar,
    Result,
    Table,
    answered,
    needing,
    unable,
    unknown,
)
from pycog.dialogue.expressions import Call, Node, Operation, Ref, call, column
from pycog.dialogue.handlers.budget_lines import cited, line_fund, lines_of
from pycog.dialogue.normalise import normalise
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.dialogue.workbook.known_amounts import of_line, spent_amounts
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

#: Beyond this many times the base of a line in k€ or M€, an amount was said in euros.
_FAR: Final = 100
_NO_BUDGET: Final = (
    "Je dois lire l'autorisé et l'exécuté par exercice. Ouvrez ce classeur et posez à nouveau la "
    "question."
)


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
        return unable(result.error)
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
        return unable(result.error)
    sentence = said.format(line=turn.words("line"), value=result.display)
    return answered(result, sentence, source=_cited(turn, fund))


#: Asks whether somebody is told of a transfer.
_INFORMED: Final = regex(r"\b(?:inform|preven|previen|avert|avis|signal)\w*|\bcontroleur\b")


_CONTROLLER: Final = regex(r"\bcontroleurs?\b")
_TOLD: Final = regex(r"\b(?:inform|preven|previen|avert|avis(?:er|e|ee)\b|signal)\w*")
_CONSENT: Final = regex(
    r"\b(?:accord|aval|feu vert|visa|ok)\b|\b(?:approu|autoris|valid|sign(?:e|er|ature)\b)"
)
#: « Sans le conseil » : what is asked is whether it goes without.
_WITHOUT: Final = regex(
    r"\bsans (?:que |qu )?(?:(?:le|la|l|un|une|en|passer|repasser|par|devant|accord|avis|aval|vote"
    r"|du|de|des|feu|vert|avoir|prevenir|avertir|informer|demander|a|au|faire|voter|ca) ?)+"
)


@handles("virement")
def transfer(turn: Turn) -> Answer | Ask:
    """Who decides on a transfer; the amount changes nothing to that."""
    fund = _fund(turn, "from_line", "to_line")
    if isinstance(fund, Ask):
        return fund
    start, end = turn.words("from_line"), turn.words("to_line")
    result = turn.compute(call("COG_TRANSFER_AUTHORITY", start, end, fund))
    if result.error:
        return unable(result.error)
    given = turn.given("amount")
    moved = "Un virement" if given is None else f"Un virement de {display(float(given), 'amount')}"
    said = f"{moved} de « {start} » vers « {end} » se décide ainsi : {result.display}."
    said = f"{_decides(turn.text, result.display)}{said[:1].lower()}{said[1:]}"
    said = said[:1].upper() + said[1:]
    if given is not None and not _conditional(turn):
        said += " Le montant n'y change rien ; vérifiez le disponible de la ligne d'origine."
    return answered(result, said)


def _decides(text: str, authority: str) -> str:
    """Say whether the one who is named decides or is informed, where just one is named."""
    if _CONTROLLER.search(text) and _CONSENT.search(text) and not _TOLD.search(text):
        # He is informed at most: no transfer waits for him.
        return "Non : "
    if _INFORMED.search(text):
        held = normalise(authority)
        # Who votes or approves it knows it too: that is no yes and no no.
        if re.search(r"\bqui\b|\bconseil\b|\betat\b|\btutelle\b", text) or "vote" in held:
            return ""
        informed = "information" in held
        return "Oui : " if informed != bool(_WITHOUT.search(text)) else "Non : "
    if re.search(r"\bdecisions? modificatives?\b|\bdm\b", text):
        return "Oui : " if "decision modificative" in normalise(authority) else "Non : "
    # « Le directeur doit-il avoir l'accord du conseil ? » is of the council.
    whose = _CONSENT_OF.search(text)
    asked = text if whose is None else whose[0]
    named = [one for one, said in _DECIDERS.items() if said.search(asked)]
    without = bool(_WITHOUT.search(text))
    head = normalise(authority).partition(",")[0]
    verdicts = {one in head for one in named}
    if len(verdicts) != 1 or (without and "directeur" in named) or _WHO_DECIDES.search(text):
        return ""
    return "Oui : " if verdicts.pop() != without else "Non : "


_CONSENT_OF: Final = regex(
    r"\b(?:accord|aval|feu vert|vote|approbation|visa|autorisation|consentement)s? "
    r"(?:du|de la|de l|d|des services de l) \w+(?: et (?:du|de la|de l|d) \w+)?"
)
#: Asks who decides, and for no yes and no no.
_WHO_DECIDES: Final = regex(r"(?:^(?:et )?|[,:;?] ?|\b(?:par|de|a|avec) )qui\b|\bquel(?:le)?s? ")


#: Who decides, as the rule has it → as it is asked.
_DECIDERS: Final = {
    "etat": regex(r"\b(?:(?:l|d|services de l) etat|tutelles?|ministeres?|dss)\b"),
    "directeur": regex(r"\b(?:directeur|directrice|direction|dir|dg|dirlo)\b"),
    "conseil": regex(r"\b(?:conseil|ca|administrateurs|deliber\w+)\b|\bvot(?:e|er|ee|es|ees)\b"),
}


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
    line, authorised = turn.words("line"), turn.given("authorised")
    if authorised is not None:
        unspent, year = turn.given("unspent"), turn.given("year")
        if turn.given("fund") is not None:
            # The line must be one of the fund that is named.
            printed = turn.compute(call("COG_BUDGET", line, year or turn.convention.years[0], fund))
            if printed.error:
                return unable(printed.error)
        if unspent is None:
            spent = float(turn.slots["executed"])
        else:
            spent = float(authorised) - float(unspent)
        result = turn.compute(call("COG_CARRYOVER", float(authorised), spent, line, year))
        if result.error:
            return unable(result.error)
        typed = f"autorisé {format_number(float(authorised), 2)}, exécuté {format_number(spent, 2)}"
        return answered(result, f"Report possible de « {line} » ({typed}) : {result.display}.")
    exercise = turn.whole("year")
    base = _budget(turn, exercise, fund)
    consumed = _spent_of(turn, exercise, fund, base)
    result = turn.compute(call("COG_CARRYOVER", base, consumed, line, exercise))
    if result.error:
        return unable(result.error)
    said = f"Report possible de « {line} », de {exercise} sur {exercise + 1} : {result.display}."
    if _WHETHER.search(turn.text) and not re.search(r"\bcombien\b|\bquel", turn.text):
        said = f"{'Oui' if _number(result) else 'Non'}. {said}"
    return answered(result, said)


#: « On peut le reporter ? »
_WHETHER: Final = regex(
    r"\b(?:peut|peux|puis|pouvons|pourra\w*|possible|reportables?|est ce que)\b"
)


def _spent_of(turn: Turn, exercise: int, fund: str | None, base: Call) -> Node:
    """Return what was spent: as it is said, else the budget less what is said to be left."""
    if turn.given("unspent") is None:
        return _executed(turn, exercise, fund)
    return Operation(base, "-", _executed(turn, exercise, fund, "unspent"))


@handles("execution")
def execution(turn: Turn) -> Answer | Ask:
    """The execution rate of a line."""

    def written(base: Node, spent: Node) -> Call:
        return call("COG_EXECUTION", spent, base)

    return _spent(turn, written, "Taux d'exécution de « {line} » en {year} : {value}.")


@handles("disponible")
def available(turn: Turn) -> Answer | Ask:
    """What is left on a line."""

    def written(base: Node, spent: Node) -> Call:
        return call("COG_AVAILABLE", base, spent)

    return _spent(turn, written, "Disponible sur « {line} » en {year} : {value}.")


@handles("depassement")
def breach(turn: Turn) -> Answer | Ask:
    """Whether the ceiling of a line is respected."""

    def written(base: Node, spent: Node) -> Call:
        return call("COG_BREACH", base, spent, turn.given("line"))

    return _spent(turn, written, "« {line} » en {year} : {value}.")


def _spent(turn: Turn, written: Callable[[Node, Node], Call], said: str) -> Answer | Ask:
    if turn.given("authorised") is not None:
        return _typed(turn, written, said)
    if turn.given("executed") is None:
        return _of_workbook(turn, written, said)
    fund = _fund(turn, "line")
    if isinstance(fund, Ask):
        return fund
    amount = _executed(turn, turn.whole("year"), fund)
    node = written(_budget(turn, turn.whole("year"), fund), amount)
    result = turn.compute(node)
    if result.error:
        return unable(result.error)
    base = turn.compute(_budget(turn, turn.whole("year"), fund)).display
    sentence = said.format(line=turn.words("line"), year=turn.whole("year"), value=result.display)
    spent = display(amount, amount_kind(_unit(turn, fund)))
    sentence += f" Base de l'annexe {base}, exécuté {spent}, sans report ni virement."
    return answered(result, sentence, printed=base, source=_cited(turn, fund))


def _of_workbook(turn: Turn, written: Callable[[Node, Node], Call], said: str) -> Answer | Ask:
    """Answer with the amounts of the open workbook, else ask what was executed."""
    line, year = turn.words("line"), turn.whole("year")
    reader = turn.context.sheet
    found = None if reader is None else of_line(spent_amounts(reader), line, year)
    if found is None:
        return Ask("executed", "Combien avez-vous exécuté, en euros ?")
    base = Ref(found.authorised_at, found.authorised)
    result = turn.compute(written(base, Ref(found.executed_at, found.executed)))
    if result.error:
        return unable(result.error)
    sentence = said.format(line=line, year=year, value=result.display)
    sentence += (
        f" D'après le classeur : autorisé {display(found.authorised, 'amount')} "
        f"({found.authorised_at}), exécuté {display(found.executed, 'amount')} "
        f"({found.executed_at})."
    )
    return answered(result, sentence)


@handles("lignes-depassees")
def breaches(turn: Turn) -> Answer | Ask:
    """The lines of the open workbook that spent more than was authorised."""
    if turn.context.sheet is None:
        return needing(SHEET, _NO_BUDGET)
    amounts = spent_amounts(turn.context.sheet)
    year = turn.given("year")
    years = sorted({one.year for one in amounts})
    if not years:
        return unknown(f"Je ne sais pas : aucun montant exécuté n'est lisible. {_NO_BUDGET}")
    if year is None and len(years) > 1:
        return Ask("year", "Pour quel exercice ?", tuple(map(str, years)))
    wanted = years[0] if year is None else int(year)
    mine = [one for one in amounts if one.year == wanted]
    if not mine:
        return unknown(f"Je ne sais pas : le classeur n'a pas d'exécuté {wanted}.")
    authorised = column([one.authorised for one in mine])
    result = turn.compute(call("COG_AVAILABLE", authorised, column([one.executed for one in mine])))
    left = [line[0] for line in result.value] if isinstance(result.value, list) else [result.value]
    rows = tuple(
        (one.label, display(one.authorised, "amount"), display(one.executed, "amount"),
         display(-rest, "amount"))
        for one, rest in zip(mine, left, strict=True)
        if isinstance(rest, float) and rest < 0
    )  # fmt: skip
    of = f"sur {len(mine)} lignes {wanted} du classeur"
    if not rows:
        return answered(result, f"Aucune ligne ne dépasse son budget, {of}.")
    names = ", ".join(f"« {row[0]} » ({row[3]})" for row in rows)
    table = Table(("Ligne", "Autorisé", "Exécuté", "Dépassement"), rows)
    return answered(result, f"En dépassement, {of} : {names}.", table=table)


def _typed(turn: Turn, written: Callable[[Node, Node], Call], said: str) -> Answer | Ask:
    """Answer with the authorised amount that was typed, instead of the one of the annex."""
    if turn.given("executed") is None:
        return Ask("executed", "Combien avez-vous exécuté, en euros ?")
    year = turn.given("year")
    if year is not None and year not in turn.convention.known_years:
        return unknown(f"Je ne sais pas : {year} est hors {turn.convention.of}.")
    authorised, spent = float(turn.slots["authorised"]), float(turn.slots["executed"])
    result = turn.compute(written(authorised, spent))
    if result.error:
        return unable(result.error)
    label, _, _ = said.partition(" en {year}")
    what = label.replace("« {line} »", "la ligne") if turn.given("line") is None else label
    told = what.format(line=turn.given("line") or "")
    typed = f"autorisé {format_number(authorised, 2)}, exécuté {format_number(spent, 2)}"
    value = result.value
    rate = result.kind == "rate" and isinstance(value, float)
    shown = display(value, "evolution") if rate and not isinstance(value, list) else result.display
    return answered(result, f"{told[:1].upper()}{told[1:]} ({typed}) : {shown}.")


def _executed(turn: Turn, year: int, fund: str | None, slot: str = "executed") -> float:
    """Return a typed amount in the unit of the line, which the answer names.

    Euros said of a line that counts in thousands or millions are converted exactly.
    """
    spent, unit = float(turn.slots[slot]), _unit(turn, fund)
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


@handles("approbation-report")
def carryover_approval(turn: Turn) -> Answer | Ask:
    """How a carry-over is approved."""
    start, end = turn.words("from_line"), turn.words("to_line")
    result = turn.compute(call("COG_CARRYOVER_APPROVAL", start, end))
    if result.error:
        return unable(result.error)
    said = f"Report de « {start} » vers « {end} », approbation de l'État : {result.display}."
    return answered(result, said)
