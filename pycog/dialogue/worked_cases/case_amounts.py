"""One amount by heads, by months, or to the end of the year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, Quantity
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.dates import MONTHS
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.dialogue.spans import Span
from pycog.dialogue.worked_cases.case_text import (
    COUNTED,
    LEAST_AMOUNT,
    Case,
    case_words,
    count_of,
    in_euros,
)
from pycog.lazy_patterns import regex
from pycog.values import MONTH_NAMES, format_number, month_end

_HEADS: Final = (
    r"(?:etp|equivalents? temps pleins?|agents?|salaries?|tetes?|personnes?|employes?"
    r"|collaborateurs?)"
)
_PER_HEAD: Final = regex(
    rf"\b(?:par|l|un|une|d un|d une|chaque|pour un|pour chaque|l unite|chacun) {_HEADS}\b"
    rf"|/ ?{_HEADS}\b"
    rf"|\bpar tete\b|\bchacun\b"
)
_STAFF: Final = regex(rf"\b(?:{_HEADS}|effectifs?|postes?)\b")
_COST: Final = regex(
    r"\b(?:couts?|coute\w*|revien\w*|moyen\w*|moyennes?|unitaires?|ratio|combien"
    r"|depenses? par|paye\w*"
    r"|rapport\w*|divis\w*|quotient|represente\w*|soit|par tete)\b|/"
)
_COST_WORDS: Final = regex(
    r"\b(?:attei\w+|represent\w*|par|moyen\w*|moyennes?|total\w*|ratio|chaque|masse|brut\w*"
    r"|charges?|un|une|ou|equivalents?|plein|temps|pleins)\b"
)
_NO_COST: Final = regex(
    r"\bpini\b|\bpili\b|\btrn\b|\btrl\b|\bmtid\b|\bevolu|\bhausse|\bbaisse|\binteressement\b"
    r"|\bpart\b"
    r"|\btaux\b|\bprime\b|\bquotite|\bpartiel|\bmois\b|\bmensuel|\bmultipli|\bfois\b"
)
_PER_OTHER: Final = regex(rf"\bpar (?!{_HEADS}|an\b|rapport|le\b|la\b|les\b|l\b|\d)[a-z]+")
#: What is said by head is multiplied, and shared out no more.
_ALREADY: Final = regex(
    rf"\d(?:,\d+)? ?(?:€|euros?|eur) ?(?:par|/) ?{_HEADS}"
    rf"|\b(?:un|une|chaque|par) {_HEADS} (?:a temps plein )?(?:nous |me )?(?:coute|revient|vaut"
    rf"|represente)(?: a)? ?\d"
    rf"|\bcouts? (?:annuels? |moyens? )*d un {_HEADS}(?: est)?(?: de)? ?[:=]? ?\d"
)
_PAIR: Final = 2


def cost_per_head(case: Case) -> Made | None:
    """Read what one post costs: « 14,2 M€ de masse salariale pour 218 ETP, coût moyen ? »."""
    text = case.text
    if not _STAFF.search(text) or _NO_COST.search(text):
        return None
    if (
        len(case.years) > 1
        or _PER_OTHER.search(text)
        or not (_COST.search(text) or _PER_HEAD.search(text))
        or _ALREADY.search(text)
    ):
        return None
    numbers = [one for one in case.numbers if not _is_one(one, case)]
    if len(numbers) != _PAIR:
        return None
    heads = [one for one in numbers if one.unit == "staff" or _counts_heads(case, one, numbers)]
    if len(heads) != 1 and not _PER_HEAD.search(text):
        return None
    if len(heads) != 1:
        heads = [min(numbers, key=lambda one: one.value)]
    head = heads[0]
    amount = next(one for one in numbers if one is not head)
    if amount.value < head.value and _PER_HEAD.search(text):
        head, amount = amount, head
    if not _is_of_heads(case, head, numbers):
        return None
    if head.unit not in {"staff", NUMBER} or amount.unit not in {AMOUNT, NUMBER} or head.value < 1:
        return None
    if amount.value < _LEAST_COST * head.value:
        return None
    if not case.reads(case.numbers, (_PER_HEAD, _COST, _COST_WORDS)):
        return None
    node = Operation(amount.value, "/", head.value)
    title = f"{in_euros(amount)} pour {format_number(head.value)} ETP, coût par ETP"
    if not re.search(r"\betp\b|\bequivalent", text):
        title = f"{in_euros(amount)} pour {format_number(head.value)}, coût moyen"
    return Made(node, EUROS, title, (), 1.0)


#: Full-time posts and people are not the same number of heads.
_POSTS: Final = regex(r"\b(?:etp|equivalents? temps pleins?|(?:agents?|salaries?) a temps plein)\b")
_PEOPLE: Final = regex(
    r"\b(?:agents?|salaries?|employes?|collaborateurs?)\b(?! (?:a |en )?(?:temps plein|etp"
    r"|equivalent))"
)
_JOBS: Final = regex(r"\bpostes?\b")
_NO_NOUN: Final = regex(
    r" ?(?:pour|que|qui|avec|sur|dans|par|les?|des?|une?|soit|combien|quel\w*|cout\w*|donc|au"
    r"|est|et|si|d)\b"
)
_BEHIND: Final = regex(r" ?[a-z]{2,}")


def _is_of_heads(case: Case, head: Quantity, numbers: Sequence[Quantity]) -> bool:
    """Tell whether a number counts heads of the one kind that the cost is asked for."""
    kinds = [one for one in (_POSTS, _PEOPLE, _JOBS) if one.search(case.text)]
    if len(kinds) > 1:
        return False
    behind = case.gap(numbers.index(head), numbers)
    if head.unit == "staff" or _counts_heads(case, head, numbers) or _NO_NOUN.match(behind):
        return True
    # « 17 antennes par agent » are other things.
    return _BEHIND.match(behind) is None or _JOBS.search(behind.split(",")[0]) is not None


#: What one head costs in euros at least.
_LEAST_COST: Final = 10


def _is_one(one: Quantity, case: Case) -> bool:
    """Tell whether « 1 ETP » only asks for the cost of one."""
    return (
        one.value == 1
        and one.unit in {"staff", NUMBER}
        and _STAFF.search(case.text[one.start :]) is not None
    )


def _counts_heads(case: Case, one: Quantity, numbers: Sequence[Quantity]) -> bool:
    """Tell whether the word right beside a number says that it counts heads."""
    at = numbers.index(one)
    if one.unit != NUMBER:
        return False
    behind, before = case.gap(at, numbers), case.before(at, numbers)
    return bool(
        re.match(rf" ?{_HEADS}\b", behind)
        or re.search(r"\b(?:effectifs?|etp)\b(?: de| est| est de| total| moyen)* ?[:=]? ?$", before)
    )


# ---------------------------------------------------------------- by months
_PERIOD: Final = r"(?P<one>mois|trimestres?|semestres?|semaines?)"
_BY_PERIOD: Final = regex(
    rf"\b(?:par|chaque|au|tous les|toutes les|le) {_PERIOD}\b"
    rf"|/ ?{_PERIOD.replace('<one>', '<two>')}\b"
    r"|\b(?P<word>mensu[a-z]*|trimestri[a-z]*|semestri[a-z]*|hebdomad[a-z]*)\b"
    r"|\b(?P<spread>repart\w*|divis\w*|etal\w*|liss\w*)\b[^?;]*\b(?:12|douze) mois\b"
    r"|\b(?P<each>douzieme)s?\b|\bun mois\b"
)
_BY_WORD: Final = {"mens": "mois", "trim": "trimestre", "seme": "semestre", "hebd": "semaine"}
_IN_YEAR: Final = regex(
    r"\b(?:par an|annuel\w*|a l annee|l annee|dans l annee|sur l an|en annee pleine|de l an"
    r"|l an|annee|a l an"
    r"|(?:sur|en) (?:12|douze) mois|(?:12|douze) mois|(?:en|sur) (?:1|un|une) (?:ans?|annee)"
    r"|exercice)\b"
)
_PERIOD_WORDS: Final = regex(
    r"\b(?:moyennes?|moyen\w*|par|chaque|total\w*|repart\w*|egal\w*|divis\w*|si|soit"
    r"|represent\w*|ensemble|equival\w*|toutes|tous)\b|="
)
_NO_PERIOD: Final = regex(
    r"\bfin\b|\batterri|\bprojec|\bprojet\w*|\bextrapol|\bcadence|\bprorata|\bhausse|\bbaisse"
    r"|\bevolu|\bpart\b|\btaux\b|\bmoyenne de\b|\bdeja\b|\bmanqu|\bpremiers?\b"
)


def by_period(case: Case) -> Made | None:
    """Read a year's amount by months, quarters or weeks: « mensualisez 4 698 000 € »."""
    text = case.text
    asked = [one for one in _BY_PERIOD.finditer(text)]
    if not asked or _NO_PERIOD.search(text):
        return None
    over = _over_months(case)
    if over is not None:
        return over
    if _OTHER_PACE.search(text):
        return None
    numbers = [one for one in case.numbers if one.unit != "duration" or one.value != _YEAR]
    numbers = [
        one for one in numbers if not (one.value == _YEAR and _DIVIDES.search(text[: one.start]))
    ]
    if len(numbers) != 1 or numbers[0].unit not in {AMOUNT, NUMBER}:
        return None
    number = numbers[0]
    names = {_named(one) for one in asked}
    if len(names) != 1:
        return None
    name = names.pop()
    if not case.reads(case.numbers, (_BY_PERIOD, _IN_YEAR, _PERIOD_WORDS), ("si",)):
        return None
    at, yearly = asked[0].start(), _IN_YEAR.search(text)
    spread = asked[0]["spread"] is not None
    if yearly and not spread and number.end <= at < yearly.start() and at - number.end < _NEAR:
        # « 391 500 par mois, sur l'année ? » is the other way round.
        node, title = (
            Operation(number.value, "*", case_words()["periods"][name]),
            f"{shown_amount(number)} par {name}, sur un an",
        )
    else:
        node = Operation(number.value, "/", case_words()["periods"][name])
        title = f"{shown_amount(number)} par an, moyenne par {name}"
    unit = EUROS if is_amount(number) else ""
    return Made(node, unit, title, (), 1.0)


_YEAR: Final = 12
_NEAR: Final = 30
#: A rhythm that is told for a period is one; what is left is told for months.
_OTHER_PACE: Final = regex(r"\brythme (?!de \d)|\breste")
_MONTHS_SAID: Final = regex(r"\b(?P<n>\d{1,2}) mois\b")
_OVER_WORDS: Final = regex(
    r"\b(?:par mois|mensu\w*|chaque mois|reste\w*|restants?|encore|pour|sur|disponible"
    r"|moyen\w*|en moyenne|par)\b"
)


def _over_months(case: Case) -> Made | None:
    """Read an amount over some months by one of them: « reste 4 mois et 400 000 €, par mois ? »."""
    numbers = case.numbers
    said = _MONTHS_SAID.search(case.text)
    if said is None or len(numbers) != _PAIR or int(said["n"]) in {0, 1, _YEAR}:
        return None
    amounts = [one for one in numbers if one.unit != "duration"]
    if len(amounts) != 1 or not is_amount(amounts[0]):
        return None
    asked = [one for one in _BY_PERIOD.finditer(case.text) if _named(one) == "mois"]
    if not asked or not case.reads(numbers, (_BY_PERIOD, _OVER_WORDS), ("si",)):
        return None
    amount = amounts[0]
    if amount.end <= asked[0].start() < said.start():
        # « 70 000 € par mois sur 7 mois » is the other way round.
        return None
    title = f"{shown_amount(amount)} sur {said['n']} mois, par mois"
    return Made(Operation(amount.value, "/", int(said["n"])), EUROS, title, (), 1.0)


_DIVIDES: Final = regex(r"(?:/|\bdivis\w* par|\bsur)(?: les)? ?$")


def _named(match: re.Match[str]) -> str:
    if match["word"]:
        return _BY_WORD[match["word"][:4]]
    said = match["one"] or match["two"] or "mois"
    return said if said == "mois" else said.rstrip("s")


def is_amount(one: Quantity) -> bool:
    """Tell whether a number is an amount, typed with its unit or large enough for one."""
    return one.unit == AMOUNT or (one.unit == NUMBER and not one.noun and one.value >= LEAST_AMOUNT)


def shown_amount(one: Quantity) -> str:
    """Return an amount in euros, any other number as it is told."""
    return in_euros(one) if is_amount(one) else one.shown


# ---------------------------------------------------------------- to the end of the year
_MONTH: Final = "|".join(MONTHS)
_LANDS: Final = regex(
    r"\b(?:proportion\w*|annee (?:complete|entiere|pleine)|atterri\w*|projection|projet\w*"
    r"|extrapol\w*|prorata|rythme|cadence|tendance|estim\w*|prevision\w*|prevoir"
    r"|regle de trois|en annee pleine|annualis\w*|linear\w*"
    r"|lineair\w*|fin d annee"
    r"|continue\w*|termin\w*|finir\w*|finit"
    r"|au meme train|pareil|constant\w*|execute annuel|total annuel|fin decembre"
    r"|cloture\w*)\b|\b12 mois ?(?=[=:?]|$)|\b31 ?/ ?12\b|\b31 decembre\b"
)
_END: Final = regex(
    rf"\b(?:a |au |en |jusqu a |depuis |d ici |pour )?(?:la )?fin (?:d |de |du mois de "
    rf"|du mois d )?(?P<month>{_MONTH})\b(?: (?:19|20)\d\d\b(?! ?(?:k|m)?€))?"
    rf"|\bde (?P<begun>\d{{1,2}}) a (?:12|douze) mois"
    rf"|\b(?P<of12>\d{{1,2}}) ?/ ?12 (?:de l annee|d annee|eme)"
    rf"|\b(?:au |le |du )?(?P<day>\d{{1,2}}) ?/ ?(?P<at>\d{{1,2}})(?:/(?:19|20)?\d\d)?(?!\d)(?! ?/)"
    rf"|\b(?:au |le |du )?(?P<day2>\d{{1,2}}) (?P<at2>{_MONTH})\b(?: (?:19|20)\d\d\b)?"
    rf"|\b(?:en |sur |apres |au bout de |pour |les |des |de |ces )*{COUNTED} (?:premiers? )?mois\b"
    rf"|\b(?:au (?:terme|bout) du |au |du |t)?(?P<quarter>[1-3]) ?(?:er|e|eme)? ?(?:trimestre"
    rf"|trim)\b|\bt(?P<t>[1-3])\b"
    rf"|\b(?P<half>mi annee|a mi parcours|premier semestre|1er semestre|au semestre|6 mois)\b"
    rf"|\b(?:de )?janvier (?:a |jusqu a |-> ?)?(?P<to>{_MONTH})\b"
    rf"|\b(?:a|en|au mois d|au mois de|depuis|jusqu en"
    rf"|jusqu a|cumul) (?P<in>{_MONTH})\b"
    rf"|\((?P<paren>{_MONTH})\)"
)
_LAND_WORDS: Final = regex(
    r"\b(?:depass\w*|par|taux|execut\w*|consomm\w*|depens\w*|realis\w*|engag\w*|cumul\w*"
    r"|total\w*|si|pas|moyen\w*|regle|trois|entre|meme"
    r"|estimation|au|hypothese|ensemble|reste\w*|execution|deja|pourcentage|premiers?|ou|ne"
    r"|objectif|ca|avant)\b|%"
)
_LINEAR: Final = regex(
    r"\bpas (?:de )?(?:chang\w*|bouge\w*|ralenti\w*|acceler\w*|saisonnalite)|\bne (?:change"
    r"|bouge|varie) pas|\bsans changement"
)
_BUDGET: Final = regex(
    r"\b(?:budgets?|autoris\w*|dotations?|enveloppe|alloue\w*|vote\w*|credits?|annee"
    r"|annuel\w*|l an|prevu\w*|ouvert\w*|plafond)\b"
)
_NO_LANDING: Final = regex(
    r"\bindicateur|\bpini\b|\btrn\b|\bmoyenne\b|\bdelai\b|\bhausse de\b|\bbaisse de\b"
)


def landing(case: Case) -> Made | None:
    """Read where a year ends: « 3 424 000 € à fin août, atterrissage ? »."""
    text = case.text
    if not _LANDS.search(text) or _NO_LANDING.search(text):
        return None
    ends = [(one.span(), _reached(one)) for one in _END.finditer(text)]
    reached = {many for _, many in ends} - {None, _YEAR}
    if len(reached) != 1:
        return None
    months = reached.pop()
    spans = [span for span, many in ends if many is not None]
    numbers = case.quantities(spans)
    if not numbers or len(numbers) > _PAIR:
        return None
    if any(one.unit not in {AMOUNT, NUMBER} or one.value < 0 for one in numbers):
        return None
    if len(numbers) == 1 and _AGAINST.search(text):
        # The budget that it is set against is not typed.
        return None
    if not case.reads(numbers, (_LANDS, _LAND_WORDS, _LINEAR), (), spans):
        return None
    return _landed(case, numbers, months or _YEAR)


def months_over(text: str) -> tuple[int, list[Span]] | None:
    """Return how many months of the year are over and where that is said.

    Args:
        text: The question.

    Returns:
        ``None`` where it is not said, or in two ways.
    """
    ends = [(one.span(), _reached(one)) for one in _END.finditer(text)]
    ends += [(one.span(), _YEAR // 2) for one in _MIDDLE.finditer(text)]
    ends = [(span, many) for span, many in ends if many not in {None, _YEAR}]
    reached = {many for _, many in ends}
    months = reached.pop() if len(reached) == 1 else None
    return (months, [span for span, _ in ends]) if months else None


_MIDDLE: Final = regex(r"(?:a )?mi[ -](?:19|20)\d\d\b")


_AGAINST: Final = regex(
    r"\bdepass\w*|\bpar rapport (?:au|a la) (?:budget|prevu|cog|credit\w*)|\b(?:vs|contre) "
    r"|\becarts?\b|\bavance\b|\bretard\b"
    r"|\bdans le budget|\brest\w*|\bdisponible\w*|\btaux\b|%"
)


_YEAR_BEFORE: Final = regex(
    r"\bl an (?:dernier|passe|d avant)|\bannee (?:derniere|passee|precedente|d avant)|\bn ?- ?1\b"
)


def _landed(case: Case, numbers: Sequence[Quantity], months: int) -> Made | None:
    """Return the landing, beside a budget where one is typed."""
    spent, budget = numbers[0], None
    if len(numbers) == _PAIR:
        if _YEAR_BEFORE.search(case.text):
            return None
        named = [
            one
            for place, one in enumerate(numbers)
            if _BUDGET.search(case.before(place, numbers)) or _BUDGET.match(_next_words(case, one))
        ]
        budgets = named if len(named) == 1 else [max(numbers, key=lambda one: one.value)]
        budget = budgets[0]
        spent = next(one for one in numbers if one is not budget)
    node: Computed = call("COG_FORECAST", spent.value, months, "linéaire")
    unit = EUROS if is_amount(spent) else ""
    told = f"{shown_amount(spent)} à fin {MONTH_NAMES[months - 1]} ({months} mois sur 12)"
    title = f"Atterrissage linéaire de {told}"
    if budget is None:
        return Made(node, unit, title, (), 1.0)
    extras = (
        Extra(
            f"pour un budget de {shown_amount(budget)} : exécution à date {{value}}",
            call("COG_EXECUTION", spent.value, budget.value),
            RATE,
        ),
        Extra("exécution prévue {value}", call("COG_EXECUTION", node, budget.value), RATE),
        Extra("écart au budget {value}", Operation(node, "-", budget.value), unit),
    )
    return Made(node, unit, title, (), 1.0, extras=extras)


def _next_words(case: Case, one: Quantity) -> str:
    return re.sub(
        r"^(?: |de|d|pour|l|la|le|les|en|au|sur)+(?=\b)", "", case.text[one.end : one.end + _NEAR]
    )


#: The year of a day is seldom said: the 28th of February ends its month.
_COMMON_YEAR: Final = 2001


def _reached(match: re.Match[str]) -> int | None:
    """Return how many months of the year are over, ``None`` for a day within a month."""
    month = match["month"] or match["to"] or match["in"] or match["paren"]
    if month:
        return MONTHS.index(month) + 1
    if match["count"]:
        return count_of(match)
    if match["quarter"] or match["t"]:
        return 3 * int(match["quarter"] or match["t"])
    if match["of12"] or match["begun"]:
        return int(match["of12"] or match["begun"])
    if match["half"]:
        return _YEAR // 2
    at = match["at"] or ""
    number = int(at) if at else MONTHS.index(match["at2"]) + 1
    day = int(match["day"] or match["day2"])
    if not 1 <= number <= _YEAR:
        return None
    return number if day >= month_end(_COMMON_YEAR, number).day else None
