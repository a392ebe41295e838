"""The days between when something was due and when it came: late, in time or early."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pycog.dialogue.compound.readings import DAY, Made
from pycog.dialogue.expressions import call
from pycog.dialogue.spans import Entity
from pycog.dialogue.worked_cases.case_text import Case, case_words, last_place
from pycog.lazy_patterns import regex

_LATE: Final = regex(
    r"\b(?:retar\w*|retr?ards?|depass\w*|tard|jours?|jrs?|delais?|avance|ecarts?|deborde\w*"
    r"|derive|glissement|temps|combien)\b"
)
_IS_LATE: Final = regex(
    r"\b(?:retar\w*|depass\w*|trop tard|tard\b|avance|deborde\w*|derive|glissement|hors delai)\b"
)
_OTHER_UNIT: Final = regex(
    r"\bouvr|\bsemaines?\b|\bcombien de mois\b|\ben mois\b|\bheures?\b|\bans?\b(?! dernier)"
    r"|\breport"
    r"|\bapprob|\bvote|\breponse\b|\breclamation|\b\d+ ?%"
)
_WORDS: Final = regex(
    r"\b(?:entre|apres|avant|plus|tard|pas|ou|lieu|lorsque|quand|qui|objectif|seulement"
    r"|prevu\w*|reste|en plus|total|fois|ecart\w*"
    r"|n (?:a|ont) (?:pas )?(?:ete )?\w+ que|que|dans les temps|a temps|si)\b"
)
#: Has a number of days checked.
_IS_SO: Final = regex(
    r"\bc est (?:bien )?(?:ca|cela|exact|correct|bon|vrai|juste)\b|\bconfirm\w*|\bexact\b"
    r"|\bvrai\b|\best ce (?:bien|exact)\b"
)
_LESS: Final = regex(r" ?(?:moins|-) ?(?:le )?")
_TWO: Final = 2


@lru_cache(maxsize=1)
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = case_words()["delays"]
    return tuple(regex(rf"\b(?:{words[name]})\b") for name in ("due", "done"))  # type: ignore[return-value]


def days_late(case: Case) -> Made | None:
    """Read how late something came: « attendu le 31/03/2014, remis le 12/06/2014 »."""
    text = case.text
    dates = sorted(case.question.of("date"), key=lambda one: one.start)
    if len(dates) != _TWO or not _LATE.search(text) or _OTHER_UNIT.search(text):
        return None
    due_cue, done_cue = _cues()
    if _LESS.fullmatch(text[dates[0].end : dates[1].start]):
        first, last = sorted(str(one.value) for one in dates)
        told = f"Du {_french(first)} au {_french(last)}"
        return Made(call("COG_DELAY", first, last), "j", told, (), 1.0)
    late = _IS_LATE.search(text) is not None
    if not late and not (due_cue.search(text) and done_cue.search(text)):
        return None
    numbers = case.quantities((one.start, one.end) for one in dates)
    if numbers is None or len(numbers) > 1 or any(one.unit != "days" for one in numbers):
        return None
    if numbers and not _IS_SO.search(text):
        return None
    places = [(one.start, one.end) for one in dates]
    if not case.reads(numbers, (_LATE, _WORDS, _IS_SO, due_cue, done_cue), (), places):
        return None
    due, done = _roles(case, dates)
    start, end = str(due.value), str(done.value)
    told = f"échéance du {_french(start)}, réalisation le {_french(end)}"
    early = end < start
    first, last = sorted((start, end))
    lasting = dt.date.fromisoformat(last) - dt.date.fromisoformat(first)
    verdict = "" if lasting.days else "Aucun retard"
    if numbers:
        verdict = "Non" if early or lasting.days != numbers[0].value else "Oui"
    title = f"Pas de retard mais une avance ; {told}" if early else f"Retard ({told})"
    return Made(call("COG_DELAY", first, last), "j", title, (), 1.0, verdict=verdict)


#: Counts days from a day on, and asks for the day that is reached.
_COUNTS_ON: Final = regex(
    r"\b(?:apres|a (?:compter|partir|dater) d[eu]?|a compter|a partir|plus tard|delai|dans|sous"
    r"|ajout\w*|compt\w*|decompt\w*"
    r"|depuis|echeance|au plus tard|date limite|expir\w*|recu\w*|reception\w*|demande|courrier"
    r"|jusqu au?)\b| ?\+ ?"
)
_DAY_ASKED: Final = regex(
    r"\b(?:quelle (?:est la )?date|quand|quel jour|la date|date d|on arrive|ca (?:nous )?(?:mene"
    r"|amene|fait|donne|tombe)"
    r"|tombe|jusqu a quand|date limite|au plus tard|expire\w*|ajout\w*|compt\w*)\b"
)
_AROUND_DAYS: Final = regex(
    r"\b(?:date|jour|quelle?|quand|delai|echeance|calendaires?|ouvres?|ouvrables?|lundi|mardi"
    r"|mercredi|jeudi|vendredi|samedi"
    r"|dimanche|releve|decision|repondre|reponse|reponds?|traiter|avons|dois|doit|du|de|d|le|la"
    r"|au|a|j|ai|pour|et|on"
    r"|arrive|mene|tombe|ca|ete|est|avec|donne|moi|calcule\w*|limite|jours?)\b"
)
_OF_BUDGET: Final = regex(
    r"\bapprob\w*|\bapprouv\w*|\bbudget\w*|\breport\w*|\btacite|\bconseil\b|\betat\b|\bavant\b"
    r"|\bretard"
)
_CALENDARS: Final = (("ouvrés", " ouvre"), ("ouvrables", " ouvrable"))


def day_reached(case: Case) -> Made | None:
    """Read the day that some days lead to: « 20 jours à compter du 12/03/2014 »."""
    dates, spans = case.question.of("date"), case.question.of("days")
    text = case.text
    if len(dates) != 1 or len(spans) != 1 or _OF_BUDGET.search(text):
        return None
    plus = re.search(r"\+ ?$", text[: spans[0].start]) is not None
    if not _COUNTS_ON.search(text) or not (plus or _DAY_ASKED.search(text)):
        return None
    days = float(spans[0].value)  # type: ignore[arg-type]  # A number of days is a number.
    if not 0 < days <= _MOST_DAYS or days != int(days) or not _is_that_weekday(text, dates[0]):
        return None
    places = [(one.start, one.end) for one in (dates[0], spans[0])]
    if not case.reads((), (_COUNTS_ON, _DAY_ASKED, _AROUND_DAYS), (), places):
        return None
    calendar = next((name for name, said in _CALENDARS if spans[0].text.rstrip("s").endswith(said)),
                    "calendaires")  # fmt: skip
    start = str(dates[0].value)
    told = f"{int(days)} jours {calendar} à compter du {_french(start)}, jour qui ne compte pas"
    if calendar != "calendaires":
        told += ", hors jours fériés"
    node = call("COG_APPROVAL_DATE", start, int(days), calendar, "oui")
    return Made(node, DAY, told, (), 1.0)


def _is_that_weekday(text: str, day: Entity) -> bool:
    """Tell whether a day falls on the day of the week that is said before it, if any."""
    said = [one for one in _WEEKDAYS if re.search(rf"\b{one} (?:le )?$", text[: day.start])]
    return not said or _WEEKDAYS[dt.date.fromisoformat(str(day.value)).weekday()] in said


_WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
#: Days of the longest time that is counted.
_MOST_DAYS: Final = 3660


def _french(day: str) -> str:
    return f"{dt.date.fromisoformat(day):%d/%m/%Y}"


def _roles(case: Case, dates: Sequence[Entity]) -> tuple[Entity, Entity]:
    """Return the day that something was due, and the day that it came."""
    first, last = dates
    due_cue, done_cue = _cues()
    pieces = (case.text[: first.start], case.text[first.end : last.start])
    score = 0
    for sign, piece in ((1, pieces[0]), (-1, pieces[1])):
        due, done = last_place(due_cue, piece), last_place(done_cue, piece)
        if due != done:
            score += sign * (1 if due > done else -1)
        if re.search(r"\bau lieu d|\bcontre\b", piece[-20:]):
            score += sign * _TWO
    if score:
        return (first, last) if score > 0 else (last, first)
    # Where nothing tells, what is late came last.
    return (first, last) if str(first.value) <= str(last.value) else (last, first)
