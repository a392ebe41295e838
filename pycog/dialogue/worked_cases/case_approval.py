"""Whether the silence of the State is an approval yet: a day of reception and a later day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from pycog.conventions.facts.budget_rules import (
    BUDGET_APPROVAL,
    CARRYOVER_APPROVAL,
    BudgetRule,
)
from pycog.dialogue.compound.readings import DAY, Made
from pycog.dialogue.dates import MONTH_NUMBER
from pycog.dialogue.expressions import Call, call
from pycog.dialogue.spans import Span
from pycog.dialogue.turn import Turn
from pycog.dialogue.worked_cases.case_text import Case
from pycog.lazy_patterns import regex

_ASKED: Final = regex(
    r"\b(?:approuv\w*|approbation|accord\w*|acquise?s?|implicite\w*|tacite\w*|reputee?s?"
    r"|valide\w*|silence|opposition|reponse)\b"
)
_RECEIVED: Final = regex(
    r"\b(?:recue?s?|recoit|reception\w*|transmis\w*|adresse\w*|depose\w*|notifie\w*|envoye\w*"
    r"|remis\w*|parven\w*|arrive\w*)\b"
)
_MOVED: Final = regex(r"\breport\w*\b")
_OTHER_GROUP: Final = regex(
    r"\b(?:autres? (?:groupes?|lignes?|postes?)|groupe (?:different|distinct)"
    r"|chang\w* de groupe)(?: de (?:depenses?|credits?))?\b"
)
_SAME_GROUP: Final = regex(r"\bmeme (?:groupe|ligne|poste)")
_BUDGET: Final = regex(r"\b(?:budgets?|bp)\b")
_NOT_BUDGET: Final = regex(r"\b(?:virement\w*|decision modificative|dm|cog|convention)\b")
_WHEN: Final = regex(r"\b(?:quand|quelle date|quel jour|a partir de quand|date)\b")
_WORDS: Final = regex(
    r"\b(?:releve|decision\w*|conseil|par|tutelle|etat|depenses?|deja|si|est|elle|il|pour"
    r"|(?:sans|aucune?|pas de) (?:reponse|retour|nouvelles?|opposition|reaction)|pas|non"
    r"|toujours|ou|encore|au|le|jusqu|apres|avant"
    r"|quand|date|jour|primitif|conforme\w*|bon)\b"
)
_MONTH: Final = "|".join(sorted(MONTH_NUMBER, key=len, reverse=True))
_SHORT: Final = regex(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:er)? (?P<month>{_MONTH})\b(?! (?:19|20)\d\d)"
    r"|(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/])"
)
_PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that is said, and where."""

    day: dt.date
    span: Span


def approved_yet(case: Case, turn: Turn) -> Made | None:
    """Read whether approval is given by a day: « reçu le 3 avril, approuvé au 20 avril ? ».

    Args:
        case: The question.
        turn: Gives the agreement, whose delay it is, and the day.
    """
    text = case.text
    if not (_ASKED.search(text) and _RECEIVED.search(text)):
        return None
    rule = _rule(case, turn)
    found = _days(case, turn)
    if rule is None or found is None:
        return None
    days, dated = found
    spans = [one.span for one in days]
    numbers = case.quantities(spans)
    if numbers is None or any(one.unit != "days" or one.value != rule.days for one in numbers):
        return None
    patterns = (_ASKED, _RECEIVED, _MOVED, _OTHER_GROUP, _BUDGET, _WHEN, _WORDS)
    if not case.reads(numbers, patterns, (), spans):
        return None
    if len(days) == 1:
        # The day of a budget has a subject of its own.
        asked = _WHEN.search(text) and _MOVED.search(text)
        return _reached(rule, days[0].day, dated) if asked else None
    return _held(rule, days[0].day, days[1].day, dated)


def _rule(case: Case, turn: Turn) -> BudgetRule | None:
    """Return the rule with the delay that is meant, ``None`` where there is none or several."""
    rules, text = turn.convention.rules, case.text
    if rules is None or _SAME_GROUP.search(text) or _NOT_BUDGET.search(text):
        return None
    if _MOVED.search(text):
        found = rules.of(CARRYOVER_APPROVAL) if _OTHER_GROUP.search(text) else ()
    else:
        found = rules.of(BUDGET_APPROVAL) if _BUDGET.search(text) else ()
    delays = [one for one in found if one.days]
    return delays[0] if delays and len({one.days for one in delays}) == 1 else None


def _days(case: Case, turn: Turn) -> tuple[list[_Day], bool] | None:
    """Return the one or two days that are said, in order, and whether a year is said with them."""
    dates = case.question.of("date")
    found = [
        _Day(dt.date.fromisoformat(str(one.value)), (one.start, one.end)) for one in dates
    ]  # fmt: skip
    year = (turn.context.today or dt.date.today()).year
    said = {one.day.year for one in found} or set(map(int, map(str, case.years)))
    if len(said) > 1:
        return None
    for one in _SHORT.finditer(case.text):
        if any(first < one.end() and one.start() < last for first, last in (d.span for d in found)):
            continue
        month = MONTH_NUMBER[one["month"]] if one["month"] else int(one["m"])
        try:
            day = dt.date(next(iter(said), year), month, int(one["day"] or one["d"]))
        except ValueError:
            return None
        found.append(_Day(day, one.span()))
    found.sort(key=lambda one: one.span)
    if not 1 <= len(found) <= _PAIR:
        return None
    if not _RECEIVED.search(_clause(case.text, found)):
        return None
    return found, bool(said)


def _clause(text: str, days: list[_Day]) -> str:
    """Return what is said up to the first day, and right behind it."""
    behind = re.split(r"[,;:.?]", text[days[0].span[1] :])[0]
    end = len(behind) if len(days) == 1 else max(0, days[1].span[0] - days[0].span[1])
    return f"{text[: days[0].span[0]]} {behind[:end]}"


def _held(rule: BudgetRule, start: dt.date, until: dt.date, dated: bool) -> Made | None:
    assert rule.days is not None
    gone = (until - start).days
    if gone < 0 or gone in {rule.days, rule.days + 1}:
        # The text does not say with which day the delay ends.
        return None
    verdict = "Oui" if gone > rule.days else "Non"
    node = call("COG_DELAY", start.isoformat(), until.isoformat())
    told = f"{rule.days} jours à compter de la réception du {_told(start, dated)}"
    left = "sont écoulés" if gone > rule.days else "ne sont pas écoulés"
    return Made(
        node, "j", f"les {told} {left} au {_told(until, dated)}", (), 1.0, source=rule.source,
        verdict=verdict,
    )  # fmt: skip


def _reached(rule: BudgetRule, start: dt.date, dated: bool) -> Made | None:
    if not dated:
        return None
    told = f"{rule.days} jours à compter de la réception du {_told(start, dated)}"
    return Made(
        _date(rule, start), DAY, f"Approbation réputée acquise, {told}", (), 1.0, source=rule.source
    )  # fmt: skip


def _date(rule: BudgetRule, start: dt.date) -> Call:
    return call("COG_APPROVAL_DATE", start.isoformat(), rule.days)


def _told(day: dt.date, dated: bool) -> str:
    return f"{day:%d/%m/%Y}" if dated else f"{day:%d/%m}"
