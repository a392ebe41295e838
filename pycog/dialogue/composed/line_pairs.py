"""A line of the budget and its parts, and the years in which one line exceeds another."""

from __future__ import annotations

import re
from typing import Final

from pycog.conventions import BudgetLine
from pycog.conventions.facts.schema import TOTAL
from pycog.dialogue.answers import Answer, Table, answered
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.expressions import call, column, row
from pycog.dialogue.query.query_words import asks_year
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex
from pycog.values import display

_PARTS: Final = regex(
    r"\b(?:les? |la |l |des? |du |ses |aux |quelles sont |quels sont )*"
    r"(?:sous[ -](?:lignes?|postes?|rubriques?)|composantes?|composition|decomposition|detail"
    r"|ventilation|lignes? dont|dont)\b"
    r"|\b(?:se |est |sont )?(?:de quoi )?(?:decompos\w+|compos\w+|ventil\w+)\b"
    r"|\b(?:il y a|y a t il|qu y a t il|trouve t on|on trouve) (?:quoi )?(?:dedans|dans)\b"
    r"|\bdedans\b"
)
_AROUND: Final = regex(
    r"\b(?:(?:avec|et|pour|en) )*(?:les |leurs? |le |des |quels )*(?:montants?|combien|credits?)\b"
    r"|\b(?:il y a|quoi|de quoi|comment)\b|\""
)


def parts_told(scan: Scan, turn: Turn) -> Answer | None:
    """Answer what a line of the budget is made of in a year, as printed under it.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    lines = {str(one.value) for one in scan.question.of("line")}
    years = [str(one.value) for one in scan.question.of("year")]
    if turn.context.sheet is not None or not lines or len(years) != 1:
        return None
    if not scan.has(_PARTS):
        return None
    # « Investissement : ventilation incorporel / corporel » names the whole and its parts.
    found = [one for label in lines for one in _lines(scan, turn, label) if one.parts]
    if len(found) != 1:
        return None
    whole, year = found[0], years[0]
    scan.take(_PARTS), scan.take(_AROUND), scan.words(scan.known.own_name)
    scan.entities("line", "fund", "year", "field", "role")
    if scan.left() or whole.amounts.get(year) is None:
        return None
    held = {one.key: one for one in turn.convention.funds[whole.fund].lines}
    parts = [held[key] for key in whole.parts]
    if lines - {whole.label} not in (set(), {one.label for one in parts}):
        return None
    node = call("COG_BUDGET", column([one.label for one in parts]), int(year), whole.fund)
    told = " ; ".join(f"« {one.label} » {_amount(one, year)}" for one in parts)
    text = f"« {whole.label} » ({whole.fund}), {year} : {_amount(whole, year)}, soit {told}."
    rows = tuple((one.label, _amount(one, year)) for one in (*parts, whole))
    return answered(turn.compute(node), text, table=Table(("Ligne", year), rows),
                    source=whole.citation)  # fmt: skip


_BIG: Final = r"(?:fort\w*|gross\w*|gros|elev\w+|grand\w*|haut\w*|important\w*)"
_SMALL: Final = r"(?:faible\w*|bas\w*|petit\w*)"
_OVER: Final = regex(
    r"(?:\b(?:est|sont|etait|etaient|passe\w*)(?: t)?(?: (?:il|elle)s?)? )?"
    rf"(?:(?P<up>\b(?:depass\w+|exced\w+|superieur\w*|plus {_BIG}|au dessus)|>)"
    rf"|(?P<down>\b(?:inferieur\w*|plus {_SMALL}|moins {_BIG}|en dessous)|<))"
    r"(?: (?:t )?(?:il|elle)s?\b)?(?: (?:a|aux?|que|qu|de|des|du)\b)?(?: celles?\b)?"
)
_WHEN: Final = regex(
    r"\b(?:en |sur |de |dans )?(?:quel(?:le)?s? )?(?:annees?|exercices?|millesimes?)(?: ou)?\b"
    r"|\b(?:au cours|sur la duree|pendant|tout au long) de (?:la )?(?:cog|convention)\b"
)


def years_above(scan: Scan, turn: Turn) -> Answer | None:
    """Answer in which years one line of the budget exceeds another of the same fund.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    named = list(dict.fromkeys(str(one.value) for one in scan.question.of("line")))
    plural = re.search(r"\b(?:annees?|exercices?) (?:ou|pendant lesquelles)\b", scan.text)
    if turn.context.sheet is not None or len(named) != 2:
        return None
    if not (asks_year(scan.text) or plural) or (over := _OVER.search(scan.text)) is None:
        return None
    places = [one.start for one in scan.question.of("line")]
    if not places[0] < over.start() < places[-1]:
        return None
    pairs = [_lines(scan, turn, label) for label in named]
    first, second = ({one.fund: one for one in found} for found in pairs)
    funds = set(first) & set(second)
    if len(funds) != 1:
        return None
    scan.claim_span(*over.span())
    years = _years(scan, turn)
    scan.take(_WHEN), scan.words(scan.known.own_name)
    scan.entities("line", "fund", "op")
    if scan.left() or not years:
        return None
    one, other = first[min(funds)], second[min(funds)]
    if over["down"]:
        one, other = other, one
    held = [(year, one.amounts.get(year), other.amounts.get(year)) for year in years]
    if any(more is None or less is None for _, more, less in held):
        return None
    above = [year for year, more, less in held if (more or 0) > (less or 0)]
    told = " ; ".join(
        f"{year} : {_amount(one, year)} contre {_amount(other, year)}" for year in years
    )
    head = f"En {', '.join(above)}" if above else f"Aucune année de {years[0]} à {years[-1]}"
    text = f"{head}, « {one.label} » dépasse « {other.label} » ({one.fund}). {told}."
    node = call("COG_BUDGET", column([one.label, other.label]), row([*map(int, years)]), one.fund)
    rows = tuple((line.label, *(_amount(line, year) for year in years)) for line in (one, other))
    return answered(turn.compute(node), text, table=Table(("Ligne", *years), rows),
                    source=one.citation)  # fmt: skip


def _years(scan: Scan, turn: Turn) -> list[str]:
    """Return the years of the agreement, or those said."""
    known = [str(year) for year in turn.convention.years]
    said: list[str] = []
    for one in scan.entities("year", "period"):
        if isinstance(one.value, tuple):
            said += [str(year) for year in range(int(one.value[0]), int(one.value[1]) + 1)]
        else:
            said.append(str(one.value))
    return said or known


def _lines(scan: Scan, turn: Turn, label: str) -> list[BudgetLine]:
    funds = {str(one.value) for one in scan.question.of("fund")}
    return [
        line
        for fund in turn.convention.funds.values()
        if not funds or fund.id in funds
        for line in fund.lines
        if line.label == label
    ]


def _amount(line: BudgetLine, year: str) -> str:
    value = line.amounts.get(year)
    return "–" if value is None else display(value, "amount")


_TOTAL: Final = regex(
    r"\b(?:dans |sur )?(?:l |le |la |les |du |de )*tota(?:l|ux)\b"
    r"(?: (?:cog|convention|imprime|general|pluriannuel|affiche|inscrit|de la cog|sur la cog))*"
)
_LINE: Final = regex(r"\b(?:pour |de )?(?:la )?ligne\b|\bimprimee?\b")
_SOUND: Final = regex(
    r"\b(?:(?:est|sont|y a|a t|est ce|n y a|il|elle|bien|t il|t elle|pas|une?|d|ya) )*"
    r"(?:coherente?s?|justes?|exacte?s?|correcte?s?|bons?|bonne|erreurs?|faux|fausses?|colle\w*"
    r"|tomb\w+ juste|concord\w+|correspond\w*|egale?s?)\b(?: t (?:il|elle)\b)?"
    r"|\bvrai(?: ou faux)?\b|\bou faux\b"
)
_WITH_YEARS: Final = regex(
    r"\b(?:(?:avec|a|que|de|et|la|le|les|des|aux|l) )*"
    r"(?:sommes?|montants? annuels?|annees?|exercices?|valeurs annuelles|addition)\b"
    r"(?: (?:des|de|d) (?:les )?(?:montants?(?: annuels?)?|annees|exercices|quatre annees))?"
)


def total_checked(scan: Scan, turn: Turn) -> Answer | None:
    """Answer whether the printed total of a line is the sum of its printed years.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    labels = list(dict.fromkeys(str(one.value) for one in scan.question.of("line")))
    if turn.context.sheet is not None or len(labels) != 1:
        return None
    found = _lines(scan, turn, labels[0])
    years = [str(year) for year in turn.convention.years]
    if len(found) != 1 or not (scan.has(_TOTAL) and scan.has(_SOUND)):
        return None
    line = found[0]
    said = _years(scan, turn)
    total, amounts = line.amounts.get(TOTAL), [line.amounts.get(one) for one in years]
    if said != years or total is None or not any(one is not None for one in amounts):
        return None
    scan.take(_SOUND), scan.take(_TOTAL), scan.take(_WITH_YEARS), scan.take(_LINE)
    scan.words(scan.known.own_name)
    scan.entities("line", "fund", "op", "total", "every", "measure", "category")
    if scan.left():
        return None
    summed = sum(one or 0.0 for one in amounts)
    gaps = "" if None not in amounts else " (les années sans montant imprimé comptent pour rien)"
    node = call("SUM", call("COG_BUDGET", line.label, row([*map(int, years)]), line.fund))
    shown = display(total, "amount")
    verdict = "Oui" if summed == total else "Non"
    text = (
        f"{verdict} : « {line.label} » ({line.fund}), total imprimé {shown}, somme des années"
        f" {years[0]} à {years[-1]} : {display(summed, 'amount')}{gaps}."
    )
    return answered(turn.compute(node), text, source=line.citation)
