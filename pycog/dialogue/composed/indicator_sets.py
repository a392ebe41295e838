"""Sets of indicators: by theme, by the course of their targets, met by the result of the base year.

Each is read whole or not at all: a word, number or negation left over leaves it to other readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pycog.attainment import MET, status
from pycog.conventions import Indicator
from pycog.conventions.facts.models import Printed
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import ANSWERED, DECLINED, Answer, Table, answered
from pycog.dialogue.composed.conditions import COUNT, LIST
from pycog.dialogue.composed.scan import Reading, Scan
from pycog.dialogue.expressions import Call, call, column
from pycog.dialogue.lexicon import stem
from pycog.dialogue.turn import Turn
from pycog.dialogue.vocabulary import label_words
from pycog.lazy_patterns import regex

#: The annex of the indicators, which is their table and no value.
PLACE: Final = regex(r"\b(?:(?:dans|de|a|selon) )?(?:l )?annexe (?:des indicateurs|4)\b")
INDICATORS: Final = regex(
    r"\b(?:(?:parmi )?(?:l |les |des |d |un |une |aux? |en |nos )*"
    r"(?:indicateurs?|indics?|ind))\b"
)
TARGETS: Final = regex(
    r"\b(?:(?:l |le |la |les |leurs? |un |une |dont |ont |ayant |avec |a |d |son |sa |des )*"
    r"(?:objectifs?|cibles?))\b(?: chiffree?s?)?"
)
ASKS: Final = regex(
    r"\b(?:c est (?:quoi|lesquel(?:le)?s)|y en a(?: t il)?|lequel|laquelle|quel(?:le)?s?"
    r"|lesquel(?:le)?s)\b"
)

_THEME: Final = regex(r"\b(?:l |le |la |les |un |des |du |de )*(?:themes?|thematiques?)\b")
_BY_THEME: Final = regex(
    r"\b(?:par|dans chaque|de chaque|selon le|pour chaque) (?:theme|thematique)\b"
)
_THE_MOST: Final = regex(
    r"\b(?:le |la |les )?plus (?:grand nombre )?(?:d|de|des|fournie?s?|riche\w*|charge\w*"
    r"|garni\w*|dote\w*|nombreux)\b|\ble maximum d\b"
)
_THE_LEAST: Final = regex(
    r"\b(?:le |la |les )?moins (?:d|de|fournie?s?|riche\w*|charge\w*|garni\w*|dote\w*)\b"
)
_HOLDS: Final = regex(
    r"\b(?:regroup\w+|rassembl\w+|compt\w+|compren\w+|contien\w+|reun\w+|port\w+|comport\w+|a|ou"
    r"|ont|en a t il|y a t il|il y en a|combien|et combien|(?:leur |le |quel )?nombre)\b|\+"
)
_ELSEWHERE: Final = (
    "sheet", "year", "period", "fund", "document", "category", "line", "percent", "amount",
    "points", "days", "campaign",
)  # fmt: skip


def themes_counted(scan: Scan, turn: Turn) -> Answer | None:
    """Answer how many indicators each theme has, or which theme has the most or the fewest.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    indicators = turn.convention.indicators
    if not (scan.has(_THEME) and scan.has(INDICATORS)) or any(map(scan.question.has, _ELSEWHERE)):
        return None
    if any(re.search(r"\d", one.text) for one in scan.question.of("indicator")):
        return None
    scan.take(PLACE)
    each = scan.take(_BY_THEME) is not None
    most, least = (scan.take(one) is not None for one in (_THE_MOST, _THE_LEAST))
    if each + most + least != 1:
        return None
    scan.take(_THEME), scan.take(INDICATORS), scan.take(COUNT), scan.take(LIST)
    scan.take(_HOLDS), scan.words(scan.known.own_name)
    if scan.left():
        return None
    held: dict[str, list[str]] = {}
    for number, indicator in indicators.items():
        if indicator.theme:
            held.setdefault(indicator.theme, []).append(number)
    if len(held) < 2:
        return None
    if not each:
        many = (max if most else min)(map(len, held.values()))
        held = {theme: numbers for theme, numbers in held.items() if len(numbers) == many}
    told = " ; ".join(_theme(theme, numbers) for theme, numbers in held.items())
    plural = "s" if len(held) > 1 else ""
    said = "Indicateurs par thème" if each else (
        f"Thème{plural} avec le {'plus' if most else 'moins'} d'indicateurs"
    )  # fmt: skip
    rows = tuple((theme, str(len(one)), ", ".join(one)) for theme, one in held.items())
    table = Table(("Thème", "Nombre d'indicateurs", "Indicateurs"), rows)
    if len(held) > 1:
        source = turn.convention.document
        return Answer("", ANSWERED, f"{said} : {told}.", table=table, source=source)
    (numbers,) = held.values()
    node = call("ROWS", _called(numbers))
    return answered(turn.compute(node), f"{said} : {told}.", table=table)


def _called(numbers: Iterable[str]) -> Call:
    """Return the formula that gives some indicators."""
    return call("COG_INDICATOR", column(list(map(cell_value, numbers))))


def _theme(theme: str, numbers: Sequence[str]) -> str:
    plural = "s" if len(numbers) > 1 else ""
    return f"« {theme} », {len(numbers)} indicateur{plural} ({', '.join(numbers)})"


_MANY_INDICATORS: Final = regex(
    r"\b(?:(?:les|des|aux|quels|d|par quels|quels sont les) )*(?:indicateurs|indics)\b"
)
_OF_THEME: Final = regex(
    r"\b(?:(?:relev|depend|appartien|font partie|fait partie|rattach|rang|class)\w*(?: partie)? )?"
    r"(?:(?:du|de l|au|a l|dans le|sous le|d|le|l|par|pour le) )*"
    r"(?:themes?|thematiques?|axes?|chapitres?|volets?)\b"
)
_ABOUT: Final = regex(
    r"\b(?:sur|concern\w+|relati[fv]\w*(?: a)?|port\w+ sur|suit\w*|suiv\w+|mesur\w+|pour"
    r"|en matiere de|consacre\w* a|traitant de)\b"
)


def theme_listed(scan: Scan, turn: Turn) -> Answer | None:
    """Answer which indicators stand under the one theme whose words a question says.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    if turn.context.sheet is not None or any(map(scan.question.has, _ELSEWHERE)):
        return None
    scan.take(PLACE)
    if scan.take(_MANY_INDICATORS) is None:
        return None
    by_name = scan.take(_OF_THEME) is not None
    if not (scan.take(_ABOUT) is not None or by_name):
        return None
    counting = scan.take(COUNT) is not None
    scan.take(LIST), scan.take(ASKS), scan.words(scan.known.own_name)
    said = {one.stem for one in scan.telling()}
    themes = {one.theme for one in turn.convention.indicators.values() if one.theme}
    held = {theme: set(map(stem, label_words(theme))) for theme in themes}
    fitting = [theme for theme, words in held.items() if said and said <= words]
    if len(fitting) != 1 or (not by_name and len(said) == 1 and _is_label(said, turn)):
        return None
    scan.words(said)
    if scan.left():
        return None
    theme = fitting[0]
    found = [one for one in turn.convention.indicators.values() if one.theme == theme]
    answer = listed(turn, found, f"du thème « {theme} »", [])
    if not counting:
        return answer
    node = call("ROWS", _called(one.number for one in found))
    return answered(turn.compute(node), answer.text, table=answer.table)


def _is_label(said: set[str], turn: Turn) -> bool:
    """Tell whether words may be those of single indicators, which other readers find."""
    return any(
        said <= set(map(stem, label_words(one.label)))
        for one in turn.convention.indicators.values()
    )


_MET: Final = regex(
    r"\b(?:(?:etaient|etait|sont|est|ont|avaient|a) )*(?:deja )?(?:respect\w+|attei[gn]\w+|tenu\w*"
    r"|tenaient|a (?:la cible|l objectif)|satisf\w+|rempli\w+|dans les clous|honor\w+)\b"
)
_ALREADY: Final = regex(r"\b(?:deja|d avance|par avance|avant l heure|des le depart|d emblee)\b")
_RESULT: Final = regex(
    r"\b(?:(?:avec|vu|au vu de|d apres|par|selon|des|en|sur|compte tenu de|grace a) )*"
    r"(?:l |le |leurs? |du |les |un )*(?:realises?|resultats?)\b|\b(?:des|en|fin) (?=20\d\d)"
)
_AIMED: Final = regex(r"\b(?:de|pour) (?=20\d\d)")


def met_at_start(scan: Scan, turn: Turn) -> Answer | None:
    """Answer which indicators meet the target of a year with the result of the base year.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    base = str(turn.convention.baseline_year)
    said = {str(one.value) for one in scan.question.of("year")}
    aims = said - {base}
    if turn.context.sheet is not None or base not in said or len(aims) != 1:
        return None
    if scan.question.has("indicator"):
        return None
    (year,) = aims
    if int(year) not in turn.convention.years or not scan.take(_MET):
        return None
    if not scan.has(_ALREADY) and not re.search(r"\brealise\b|\bresultat\b", scan.text):
        return None
    many = re.search(r"\b(?:quels|lesquels|indicateurs|indics|les objectifs)\b", scan.text)
    if many is None:
        return None
    for one in (_ALREADY, PLACE, _RESULT, _AIMED, TARGETS, LIST, INDICATORS, ASKS):
        scan.take(one)
    scan.words(scan.known.own_name)
    scan.entities("year", "measure", "field")
    if scan.left():
        return None
    found = [
        one
        for one in turn.convention.indicators.values()
        if one.baseline.text
        and status(
            one.baseline.text, one.targets[int(year)].text, None, one.direction or None
        ) == MET
    ]  # fmt: skip
    return listed(
        turn, found, f"dont le réalisé {base} atteint déjà l'objectif {year}", [base, year]
    )


def listed(turn: Turn, found: Sequence[Indicator], said: str, years: Sequence[str]) -> Answer:
    """Return the indicators found, with what is printed of them in some years.

    Args:
        turn: Where it is asked.
        found: The indicators.
        said: What they have in common, in French.
        years: The years shown.
    """
    if not found:
        source = turn.convention.document
        return Answer("", ANSWERED, f"Aucun indicateur {said}.", source=source)
    plural = "s" if len(found) > 1 else ""
    numbers = ", ".join(one.number for one in found)
    head = f"{len(found)} indicateur{plural} {said} : {numbers}"
    if len(found) == 1:
        values = ", ".join(_printed(found[0], one) for one in years)
        head += f" « {found[0].label} »" + (f" ({values})" if values else "")
    rows = tuple((one.number, one.label, *(_value(one, year) for year in years)) for one in found)
    node = _called(one.number for one in found)
    table = Table(("Indicateur", "Libellé", *years), rows)
    return answered(turn.compute(node), f"{head}.", table=table)


def _value(indicator: Indicator, year: str) -> str:
    printed: Printed | None = indicator.targets.get(int(year)) or indicator.baselines.get(int(year))
    return (printed.text if printed else "") or "–"


def _printed(indicator: Indicator, year: str) -> str:
    return f"{_value(indicator, year)} en {year}"


_DATES: Final = regex(
    r"\b(?:quoi de )?(?:(?:que|quoi) )?(?:(?:doit|devait|faut il|faut) )?(?:faire|prevu\w*"
    r"|attendu\w*|jalons?|echeances?|calendriers?|echeanciers?|travail|travaux|etapes?)\b"
    r"|\b(?:au|du|le) mois d[e ]?\b|\b(?:selon|d apres|dans) (?:la fiche|le calendrier)\b|\bfiche\b"
    r"|\b(?:que|quoi)\b"
)
_DATED: Final = regex(
    r"\b(?:faire|prevu\w*|attendu\w*|jalons?|echeances?|calendriers?|echeanciers?)\b"
)


def dates_of_indicator(scan: Scan, turn: Turn) -> Reading | Answer | None:
    """Answer what is dated in the sheet of an indicator; the handler of the dates tells it.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    numbers = {str(one.value) for one in scan.question.of("indicator")}
    times = scan.question.of("due")
    if turn.context.sheet is not None or len(numbers) != 1 or len(times) != 1:
        return None
    indicator = turn.convention.indicators.get(numbers.pop())
    if indicator is None or indicator.sheet is None or not scan.has(_DATED):
        return None
    if scan.question.of("sheet") or not _NUMBERED.search(scan.text):
        return None
    scan.take(_DATES), scan.take(_NUMBERED)
    scan.entities("indicator", "due", "milestone")
    scan.words(scan.known.own_name)
    scan.words({stem(word) for word in label_words(indicator.label)} | _SHEET_WORDS)
    if scan.left():
        return None
    return Reading("echeances", {"sheet": indicator.sheet, "until": str(times[0].value)})


_NUMBERED: Final = regex(r"\b(?:l )?ind(?:icateur|ic)? (?:n ?°? ?)?\d{1,2}\b")
_SHEET_WORDS: Final = frozenset(map(stem, ("condition", "ressources", "fiche")))
_BOTH_PLACES: Final = regex(
    r"(?=.*\bannexe 4\b)(?=.*\bfiche(?: objectif)? ?(?:n ?°? ?)?\d{1,2}\b)"
    r".*\b(?:memes?|pareil\w*|d accord|compar\w+|identiques?|concord\w+|coheren\w+|differ\w+)\b"
)


def places_compared(scan: Scan, turn: Turn) -> Answer | None:
    """Say that the targets of a sheet are not known one by one, where both places are compared.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    if turn.context.sheet is not None or _BOTH_PLACES.match(scan.text) is None:
        return None
    numbers = {str(one.value) for one in scan.question.of("indicator")}
    years = {int(str(one.value)) for one in scan.question.of("year")}
    told = ""
    if len(numbers) == 1 and len(years) == 1:
        indicator = turn.convention.indicators.get(numbers.pop())
        printed = indicator.targets.get(min(years)) if indicator else None
        if indicator is not None and printed is not None:
            compared = _both_places(scan, turn, indicator, min(years))
            if compared is not None:
                return compared
            text = printed.text or "aucun objectif"
            told = f" L'annexe 4 imprime, indicateur {indicator.number}, {min(years)} : {text}."
    return Answer(
        "",
        DECLINED,
        "Je ne compare pas l'annexe 4 et une fiche objectif : je ne connais objectif par objectif "
        f"que l'annexe 4.{told} Lisez la fiche objectif pour sa valeur.",
    )


_COMPARES: Final = regex(
    r"\b(?:(?:est ce que|sont|disent|donnent|impriment|a t (?:on|elle)|ont"
    r"|est)(?: t)?(?: (?:elle|il)s?)?"
    r"|(?:disent|donnent|impriment)(?: (?:elle|il)s?)?|(?:la |le |les )?(?:memes?|pareil\w*"
    r"|d accord|compar\w+|identiques?"
    r"|concord\w+|coheren\w+|differ\w+)(?: (?:chose|valeur|cible|objectif))?|valeurs?|chiffres?"
    r"|taux|entre|sur|quelle?)\b"
)


def _both_places(scan: Scan, turn: Turn, indicator: Indicator, year: int) -> Answer | None:
    """Compare what the annex and the sheet print as the target of an indicator in a year."""
    sheets = {str(one.value) for one in scan.question.of("sheet")}
    said = [
        one
        for one in turn.convention.statements
        if one.indicator == indicator.number
        and one.place == "fiche"
        and one.role in {"cible", "critère"}
        and one.year in {year, None}
    ]
    if (
        not said
        or sheets - {str(indicator.sheet)}
        or len({one.printed.lower() for one in said}) > 1
    ):
        return None
    scan.entities("indicator", "year", "sheet")
    for one in (PLACE, _COMPARES, TARGETS, _NUMBERED):
        scan.take(one)
    scan.entities("measure")
    scan.words(scan.known.own_name)
    scan.words({stem(word) for word in label_words(indicator.label)} | _SHEET_WORDS)
    if scan.left():
        return None
    printed, sheet = indicator.targets[year], said[0]
    values = [
        None if one.target is None else (one.target.kind, one.target.comparator, one.target.value)
        for one in (printed, sheet)
    ]
    same = values[0] is not None and values[0] == values[1]
    text = (
        f"{'Oui' if same else 'Non'} : indicateur {indicator.number}, {year} : l'annexe 4 imprime "
        f"« {printed.text or 'aucun objectif'} » et la fiche objectif n°{indicator.sheet} "
        f"« {sheet.printed} »."
    )
    return Answer("", ANSWERED, text, source=f"{printed.citation} ; {sheet.citation}")
