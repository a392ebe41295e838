"""Which line of a budget comes first, second or last, some lines being left out.

« Quel poste pèse le plus lourd en 2013, hors personnel ? », « en 2012, quelle ligne vient en
deuxième ? »: the lines of spending are put in order, and the one at that place is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, Table
from pycog.dialogue.entities import Question
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

Ask = Callable[[str], Answer]

_THING: Final = (
    r"(?:lignes?|postes?|rubriques?|charges?|depenses?)"
    r"(?: (?:de |du |des )?(?:depenses?|charges?|budgets?|budgetaires?))?"
)
_GREAT: Final = r"(?:lourde?|grosse?|gros|eleve|elevee|important|importante|grande?|cher|chere)s?"
_SMALL: Final = r"(?:petite?|faible|leger|legere|basse?|bas)s?"
_NTH: Final = (
    r"(?P<nth>premiere?|derniere?|deuxieme|second|seconde|troisieme|quatrieme|cinquieme"
    r"|[1-5] ?(?:er|re|ere|e|eme|ieme|nd|nde))"
)
_PLACES: Final = {
    "premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3,
    "quatrieme": 4, "cinquieme": 5, "dernier": -1, "derniere": -1,
}  # fmt: skip
#: What asks for a place among the lines.
_RANKS: Final = regex(
    rf"\b(?:(?:pese|coute|represente|compte)(?:nt)? le (?:plus|(?P<least>moins))(?: lourd\w*)?"
    rf"|(?:est |a |qui est )?(?:(?:la|le|les|l) )?(?:montants? )?(?:(?:la|le) )?plus"
    rf" (?:{_GREAT}|(?P<small>{_SMALL}))"
    rf"|(?:vient|arrive|est|se place|se classe|figure|se trouve) (?:en |la |le |au )?{_NTH}"
    r"(?: (?:place|position|rang))?)"
)
#: « La deuxième plus grosse dépense », « le deuxième poste ».
_NAMED_NTH: Final = regex(
    rf"\b{_NTH} (?:(?:plus {_GREAT} )?{_THING}(?: (?:la |le )?plus {_GREAT})?"
    rf"|montant (?:le )?plus {_GREAT})"
)
_LEFT_OUT: Final = regex(
    r",?\b ?(?:hors|sauf|sans(?: compter)?|a part|excepte|hormis|en dehors d[eu]s?|mis a part"
    r"|(?:si on|en) (?:enlev|exclu|ot|retir)\w+|en laissant de cote)\b"
)
_AROUND: Final = frozenset(
    re.findall(
        "[a-z]+",
        "quel quelle quels quelles est sont a le la les l du de d des en un une et c qui dans sur"
        " pour y parmi entre toutes tous ce cette budget budgets fonds annee exercice bonjour donc"
        " alors celui celle ont on montant montants ligne lignes poste postes rubrique rubriques"
        " charge charges depense depenses budgetaire budgetaires il elle t",
    )
)
_HEADINGS: Final = ("Ligne", "Montant")
_MOST: Final = 8


def ranked_line(question: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Answer which line of spending of a year is at a place of their order.

    Args:
        question: As read.
        known: The vocabulary.
        ask: Answers a question given as text.

    Returns:
        ``None`` where no place is asked for, or something else is asked too.
    """
    text = question.text
    if not question.of("year") or question.of("indicator", "figure", "row", "document", "period"):
        return None
    years = {int(str(one.value)) for one in question.of("year")}
    cut = _LEFT_OUT.search(text)
    nth = _NAMED_NTH.search(text)
    ranked = nth or _RANKS.search(text)
    if len(years) != 1 or ranked is None or not re.search(rf"\b{_THING}\b", text):
        return None
    place = _place(ranked["nth"])
    if cut is None and place == 1:
        # The first of all lines is asked of others.
        return None if not _POST.search(text) else _plain_first(question, ranked, known, ask)
    apart = _apart(question, cut)
    if apart is None or not _is_all(question, ranked, cut, known):
        return None
    return _told(question, apart, place, known, ask, rising=_rises(ranked))


_FUND: Final = regex(
    rf"^(?:et |alors )?(?:quel(?:le)?|lequel des|dans quel) (?:fonds|budget) (?:a |est |qui )*"
    r"(?:(?:le |la )?(?:(?:budget|total|montant) )?(?:le |la )?plus"
    rf" (?:{_GREAT}|(?P<small>{_SMALL}))"
    r"|(?:pese|depense|coute) le (?:plus|(?P<least>moins)))(?: en| pour)? ?(?:20\d\d)[ ?.!]*$"
)


def ranked_fund(question: Question, known: Vocabulary, ask: Ask) -> Answer | None:
    """Answer which fund has the largest or the smallest total of a year.

    Args:
        question: As read.
        known: The vocabulary.
        ask: Answers a question given as text.
    """
    match = _FUND.match(question.text)
    if match is None or len(known.convention.funds) < _TWO:
        return None
    year = question.of("year")[0].value
    told = {one: ask(f"budget du {one} {year}") for one in known.convention.funds}
    amounts = {one: said.value for one, said in told.items() if isinstance(said.value, float)}
    units = {said.display.rpartition(" ")[2] for said in told.values()}
    if len(amounts) < len(told) or len(units) > 1:
        return None
    edge = (min if _rises(match) else max)(amounts, key=amounts.__getitem__)
    table = Table(("Fonds", str(year)), tuple((one, said.display) for one, said in told.items()))
    return replace(told[edge], text=f"{edge} : {told[edge].text}", table=table)


_TWO: Final = 2
#: Words for a line that the reader of the first one does not have.
_POST: Final = regex(r"\b(?:postes?|rubriques?)\b|\bpes\w+ le (?:plus|moins) lourd")


def _plain_first(
    question: Question, ranked: re.Match[str], known: Vocabulary, ask: Ask
) -> Answer | None:
    if question.of("line") or not _is_all(question, ranked, None, known):
        return None
    return _told(question, set(), 1, known, ask, rising=_rises(ranked))


def _rises(ranked: re.Match[str]) -> bool:
    groups = ranked.groupdict()
    return bool(groups.get("least") or groups.get("small"))


def _place(said: str | None) -> int:
    if said is None:
        return 1
    return _PLACES.get(said) or int(said[0])


def _apart(question: Question, cut: re.Match[str] | None) -> set[str] | None:
    """Return the lines that are left out, ``None`` where what is left out is no line."""
    named = question.of("line", "without")
    if cut is None:
        return None if named else set()
    if not named or any(one.start < cut.start() for one in named):
        return None
    return {str(one.value) for one in named}


#: What is said besides the place: the lines left out, the year and the fund.
_SAID: Final = ("line", "without", "year", "fund")


def _is_all(
    question: Question, ranked: re.Match[str], cut: re.Match[str] | None, known: Vocabulary
) -> bool:
    """Tell whether nothing but the place, the lines left out, a year and a fund is said."""
    spans = [ranked.span(), *((one.start, one.end) for one in question.of(*_SAID))]
    if cut is not None:
        spans.append(cut.span())
    text = question.text
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    title = set(words(normalise(known.convention.title)))
    return not (set(words(text)) - _AROUND - title - {"cog", "convention"})


def _told(
    question: Question,
    apart: set[str],
    place: int,
    known: Vocabulary,
    ask: Ask,
    *,
    rising: bool,
) -> Answer | None:
    year = str(question.of("year")[0].value)
    funds = [str(one.value) for one in question.of("fund")] or list(known.convention.funds)
    rows: list[tuple[float, str, str, str]] = []
    for fund in funds:
        listed = ask(f"classe les depenses du {fund} en {year}")
        if listed.kind != ANSWERED or listed.table is None:
            return None
        for row in listed.table.rows:
            found = _ROW.match(row[0])
            if found is None or found["line"].startswith("dont "):
                # « Dont … » is a part of the line above it.
                continue
            amount = float(re.sub(r"[^\d,-]", "", row[-1]).replace(",", "."))
            if found["line"] not in apart:
                rows.append((amount, found["line"], fund, row[-1]))
    rows.sort(key=lambda row: row[0], reverse=not rising)
    if len(rows) < abs(place):
        return None
    if place < 0:
        rows, rising, place = rows[::-1], not rising, -place
    amount, line, fund, shown = rows[place - 1]
    if sum(one[0] == amount for one in rows) > 1:
        # Two lines share the place: both would have to be told.
        return None
    answer = ask(f"budget {line} {year} du {fund}")
    if answer.kind != ANSWERED or answer.display != shown:
        return None
    order = "croissant" if rising else "décroissant"
    what = "le plus faible" if rising else "le plus élevé"
    which = f"le montant {what}" if place == 1 else f"au rang {place}, par montant {order}"
    without = ", ".join(f"« {one} »" for one in sorted(apart))
    hors = f", hors {without}" if apart else ""
    text = f"En {year}{hors}, {which} : « {line} » ({fund}), {shown}."
    table = Table(_HEADINGS, tuple((f"« {one[1]} » ({one[2]})", one[3]) for one in rows[:_MOST]))
    return replace(answer, text=text, table=table)


_ROW: Final = regex(r"« (?P<line>.+?) »")
