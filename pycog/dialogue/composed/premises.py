"""A figure or a year that a question takes for granted: it is asked for anew and compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import Question
from pycog.dialogue.normalise import normalise
from pycog.dialogue.numbers import NUMBER
from pycog.dialogue.spans import Entity
from pycog.errors import InvalidInput
from pycog.values import parse_number

#: What takes something for granted, to be left out of what is asked.
_TAKES: Final = re.compile(
    r"\b(?:c est bien|compte(?:nt)?|compren\w+|a bien|ont bien|c est(?: ca)?"
    r"|est ce (?:bien )?que?|est ce bien|c est vrai|vrai ou faux|(?:on est |tu es "
    r"|vous etes )?d accord"
    r"|n est ce pas|c est (?:juste|exact|correct|ca)|je crois que|il me semble que"
    r"|on m a dit que?|parait il que|pourquoi|sachant que"
    r"|puisque?|comme|bien|confirm\w+(?: que)?|tu confirmes|vous confirmez|non|hein|pas vrai"
    r"|correct|exact|juste|vrai|si je comprends bien"
    r"|(?:est|sont|etait|etaient|vaut|valait|serait|a ete|sera)(?: t)?(?: (?:il|elle|ils|elles"
    r"|on))?|il y (?:a|avait|a eu)|ca fait|y a t il)\b"
)
_CUE: Final = re.compile(
    r"\b(?:c est bien|est bien|sont bien|est ce que|(?:etait|est|sont|etaient) (?:il |elle "
    r"|bien )?prevu\w*|compte(?:nt)? bien|a bien|ont bien|bien (?:de|pour|prevu\w*|fixe\w*)|vrai"
    r"|exact|correct|confirm\w+|d accord|n est ce pas|pourquoi|puisque?"
    r"|on m a dit|il me semble|je crois|parait|hein|c est juste|c est (?:ca|pour|fixe|prevu)"
    r"|non)\b|\?.*non"
)
_CHANGES: Final = re.compile(
    r"\b(?:moins|plus|si|avec|sans|hausse|baisse|versee?|moitie|double|depass\w+|au moins"
    r"|au plus|inferieur\w*|superieur\w*|vir\w+|report\w+|autoris\w+|execut\w+)\b"
)
_STATED: Final = (
    "percent",
    "amount",
    "days",
    "points",
    "staff",
    "beneficiaries",
    "number",
    "duration",
)
#: A number and what may stand before it in a premise: « de 5 jours », « à 14 225 000 € ».
_BEFORE: Final = re.compile(r"(?:\b(?:de|d|a|pour|en|egal\w* a|fix\w+ a|vaut|est|sont|:) ?)+$")

#: Answers that a year is compared with, and those that are nothing to compare with.
_DATED: Final = "echeance-mesure"
_APART: Final = frozenset(
    {
        "echeances",
        "composee-echeances",
        "approbation",
        "date-limite",
        "date-bilan",
        "delai",
        "rapport",
        "aide",
        "politesse",
        "definition",
    }
)

Ask = Callable[[str], Answer]


def premise(question: Question, ask: Ask) -> Answer | None:
    """Answer a question that states a value with « Oui » or « Non » and the value there is.

    Args:
        question: As read.
        ask: Answers a question given as text.
    """
    if not _CUE.search(question.text) or _CHANGES.search(question.text):
        return None
    for stated in _candidates(question):
        rest = _asked(question.text, stated)
        if not rest:
            continue
        answer = ask(rest)
        dated = stated.kind in {"year", "due"}
        if answer.kind != ANSWERED or dated != (answer.intent == _DATED) or answer.intent in _APART:
            continue
        verdict = _verdict(stated, answer)
        if verdict is not None:
            return replace(answer, text=f"{verdict} : {answer.text}")
    return None


def _candidates(question: Question) -> list[Entity]:
    """Return the values that may be the stated one: numbers first, then the last year."""
    numbers = [one for one in question.entities if one.kind in _STATED]
    if len(numbers) == 1:
        return numbers
    years = question.of("year", "due")
    return years[-1:] if not numbers and len(years) == 1 else []


def _asked(text: str, stated: Entity) -> str:
    """Return the question without the value and without what takes it for granted."""
    before, behind = text[: stated.start], text[stated.end :]
    before = _BEFORE.sub("", before.rstrip() + " ").rstrip()
    left = _TAKES.sub(" ", f"{before} {behind}")
    left = re.sub(r"\s+", " ", re.sub(r"[?.!,;:]", " ", left)).strip()
    if stated.kind in {"year", "due"}:
        return f"echeance {left}"
    counted = stated.kind in {"number", "staff", "beneficiaries"}
    unit = re.sub(rf"^{NUMBER} ?", "", stated.text) if counted and stated.kind != "number" else ""
    return f"combien {unit} {left}".replace("  ", " ") if counted else left


def _verdict(stated: Entity, answer: Answer) -> str | None:
    """Return « Oui », « Non », or ``None`` where the answer is nothing to compare with."""
    if stated.kind in {"year", "due"}:
        if not answer.printed:
            return _dated_verdict(str(stated.value)[-4:], answer)
        years = re.findall(r"(?:19|20)\d\d", answer.printed)
        return "Oui" if str(stated.value)[-4:] in years else "Non"
    values = {float(answer.value)} if isinstance(answer.value, float | int) else set()
    for text in (answer.printed, answer.display, *(_only_text(answer))):
        try:
            number = parse_number(text).value if text else None
        except InvalidInput:
            number = None
        if number is not None:
            values.add(float(number))
    if answer.table is not None and isinstance(answer.value, list):
        values.add(float(len(answer.table.rows)))
    shown = normalise(f"{answer.printed} {answer.display}").replace(" ", "")
    if isinstance(stated.value, float | int) and any(
        abs(one - float(stated.value)) < 1e-9 for one in values
    ):
        return "Oui"
    if shown and stated.text.replace(" ", "") in shown:
        return "Oui"
    return "Non" if values or answer.printed or isinstance(answer.value, str) else None


def _dated_verdict(year: str, answer: Answer) -> str | None:
    """Compare a year with those of several measures: all of them have it, or none has."""
    rows = () if answer.table is None else answer.table.rows
    held = {year in " ".join(row) for row in rows}
    return None if len(held) != 1 else "Oui" if held == {True} else "Non"


def _only_text(answer: Answer) -> tuple[str, ...]:
    return (answer.value,) if isinstance(answer.value, str) else ()
