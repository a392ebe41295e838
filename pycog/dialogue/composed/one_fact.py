"""One fact looked up: the target of an indicator, the due date of a measure, a card of points."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from pycog import conventions
from pycog.conventions import Convention
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import Answer
from pycog.dialogue.composed.scan import Reading, Scan, stems_of
from pycog.dialogue.composed.search import Search, named, said_words
from pycog.dialogue.intents import AND
from pycog.dialogue.state import SlotValue
from pycog.dialogue.turn import Turn

_DUE: Final = re.compile(
    r"\b(?:pour |a |de |d |en |la |le |l |depuis )*(?:quand|quelles? (?:dates?|annees?"
    r"|echeances?|exercices?)|echeances?"
    r"|dates?(?: limite| butoir| prevue| cible)?|deadline|annees?(?: prevue)?|calendrier"
    r"|terme)(?: d[eu]s?| d)?\b"
)
_DIGIT: Final = re.compile(r"\d")
#: The yearly report is asked for by its year.
_BILAN: Final = re.compile(r"\bbilans?\b(?!.*(?:accueil|antenne))")
_DOING: Final = re.compile(
    r"\b(?:doi(?:t|vent)|devai(?:t|ent)|(?:etre|est|sont|sera|seront"
    r"|etait) )*(?:mise? en (?:service|place|oeuvre)|mises?|mis"
    r"|achev\w+|termin\w+|realis\w+|fini\w*|livr\w+|pret\w*|attendu\w*|prevu\w*|programm\w+"
    r"|en place|operationnel\w*|oper\w+"
    r"|lanc\w+|demarr\w+|deploy\w+|fait\w*|bouclee?s?)\b"
)
_TARGET: Final = re.compile(
    r"\b(?:(?:l |les |quel(?:le)?s? |la |une? |d )?(?:objectifs?|cibles?|valeurs? cibles?"
    r"|visee?s?|attendue?s?|a atteindre"
    r"|atteindre|vise[rz]?|prevue?s?|fixee?s?|trajectoire|niveau vise))\b"
)
_ACHIEVED: Final = re.compile(
    r"\b(?:realise\w*|resultats?|atteints?|constate\w*|mesuree?s?|reference|depart|initiale?s?"
    r"|observe\w*|obtenus?|partait|avant)\b"
)


@lru_cache(maxsize=8)
def _indicators(about: str, _state: Hashable) -> Search[str]:
    convention = conventions.load(about)
    found = []
    for number, item in convention.indicators.items():
        one = named(number, item.label, f"{item.theme} {_sheet_words(convention, item.sheet)}")
        # « Taux » names none, and « satisfaction » is the whole label of one and a part of others.
        found.append(replace(one, label=one.label - _LOOSE, names=()))
    return Search(found)


def _sheet_words(convention: Convention, number: int | None) -> str:
    sheet = convention.sheets.get(number or 0)
    return "" if sheet is None else " ".join((sheet.title, sheet.context, *sheet.actions))


@lru_cache(maxsize=8)
def _milestones(about: str, _state: Hashable) -> Search[str]:
    convention = conventions.load(about)
    return Search(
        named(
            one.key, one.what, f"{one.key.replace('_', ' ')} {_sheet_words(convention, one.sheet)}"
        )
        for one in convention.milestones
    )


def facts_ready() -> None:
    """Make the tables of the words of the indicators and of the dated measures."""
    about, state = conventions.load().id, conventions.state()
    _indicators(about, state)
    _milestones(about, state)


def indicators_named(scan: Scan, turn: Turn, stems: list[str]) -> list[str]:
    """Return the numbers of the indicators that words name."""
    search = _indicators(turn.convention.id, conventions.state())
    return search.find(stems, lambda _: _LOOSE)


#: Words that a label of an indicator need not have.
_LOOSE: Final = stems_of("taux nombre part delai delais indicateur pourcentage quantite")


def indicator_value(scan: Scan, turn: Turn) -> Answer | Reading | None:
    """Answer with the target or the achieved value of an indicator that words name."""
    if any(scan.question.has(kind) for kind in _ELSEWHERE):
        return None
    if scan.has(re.compile(r"\b(?:points?|ponderation|bareme|interessement|ecart|difference)\b")):
        return None
    years = [int(str(one.value)) for one in scan.entities("year")]
    for one in scan.entities("period"):
        assert isinstance(one.value, tuple)
        years += [int(year) for year in one.value]
    scan.entities("every")
    achieved, aimed = scan.take(_ACHIEVED) is not None, scan.take(_TARGET) is not None
    base = turn.convention.baseline_year
    if not (achieved or aimed or years):
        return None
    if any(year not in turn.convention.known_years for year in years):
        return None
    scan.take(re.compile(r"[%]"))
    words = said_words(scan)
    stems = [one.stem for one in words]
    found = indicators_named(scan, turn, stems)
    if len(found) != 1 or all(one.isdigit() for one in stems):
        return None
    numbered = {str(one.value) for one in scan.question.of("indicator") if _DIGIT.search(one.text)}
    if numbered and found[0] not in numbered:
        # « Indicateur 8 » is no word of « 8h30 ».
        return None
    scan.claim(words)
    if scan.left():
        return None
    number = cell_value(found[0])
    both = base in years and any(year in turn.convention.years for year in years)
    if both:
        return _base_and_targets(turn, number, [year for year in years if year != base])
    if (achieved and not aimed) or years == [base]:
        if any(year != base for year in years):
            return None
        return Reading("reference", {"indicator": number})
    slots: dict[str, SlotValue] = {"indicator": number}
    if years:
        slots["year"] = years[0] if len(years) == 1 else AND.join(map(str, years))
    return Reading("objectif", slots)


def _base_and_targets(turn: Turn, number: int | str, years: list[int]) -> Answer | None:
    from pycog.dialogue.answers import answered
    from pycog.dialogue.expressions import call, row

    item = turn.convention.indicators[str(number)]
    base = turn.convention.baseline_year
    node = call("COG_TARGET_TEXT", number, years[0] if len(years) == 1 else row(list(years)))
    result = turn.compute(node)
    told = ", ".join(f"{year} : « {item.targets[year].text or 'non imprimé'} »" for year in years)
    start = turn.show("COG_BASELINE", number)
    said = (
        f"Indicateur {number} « {item.label} » : réalisé {base} {start or 'non imprimé'} ; "
        f"objectif {told}."
    )
    return answered(result, said, source=item.citation)


#: Words that a dated measure need not have: that something begins or changes.
_NEW: Final = stems_of(
    "changement remplacement renouvellement acquisition achat installation nouveau nouvelle"
    " creation mise "
    "lancement debut demarrage ouverture adoption disponibilite livraison publication"
    " instauration projet action mesure "
    "logiciel outil faire etape prevision applicatif applicative informatique"
)
#: Kinds of entity that make the question one about something else.
_ELSEWHERE: Final = (
    "line",
    "fund",
    "document",
    "category",
    "percent",
    "amount",
    "change",
    "op",
    "sheet",
    "per",
)


def sheet_of_indicator(scan: Scan, turn: Turn) -> Reading | None:
    """Answer on which sheet an indicator stands that is named by its number."""
    numbers = [one.value for one in scan.entities("indicator") if re.search(r"\d", one.text)]
    if (
        len(numbers) != 1
        or scan.take(re.compile(r"\bfiches?(?: objectifs?)?\b")) is None
        or scan.left()
    ):
        return None
    number = numbers[0]
    assert not isinstance(number, tuple)
    return Reading("fiche-indicateur", {"indicator": number, "field": "numéro de fiche"})


def one_due_date(scan: Scan, turn: Turn) -> Reading | None:
    """Answer when the one measure is due that words name whole."""
    found = due_date(scan, turn)
    return (
        found if isinstance(found, Reading) and AND not in str(found.slots["milestone"]) else None
    )


def due_date(scan: Scan, turn: Turn) -> Answer | Reading | None:
    """Answer when a measure is due that words name."""
    if any(scan.question.has(kind) for kind in ("fund", "document", "category", "percent")):
        return None
    if not turn.convention.milestones:
        return None
    asked = scan.take(_DUE) is not None
    scan.take(_DOING)
    words = said_words(scan)
    stems = [one.stem for one in words]
    if not asked or not stems or scan.has(_BILAN):
        return None
    search = _milestones(turn.convention.id, conventions.state())
    found = search.find(stems, lambda _: _NEW)
    if not found or len(found) > 6:
        return None
    scan.claim(words)
    if scan.left():
        return None
    return Reading("echeance-mesure", {"milestone": AND.join(found)})
