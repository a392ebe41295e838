"""The conditions on the rows of a table, each recognised wherever it stands in a question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from pycog.dialogue.composed.fact_table import AIM, AMOUNT, BASELINE, FLOOR, TARGET, WEIGHT
from pycog.dialogue.composed.joined_conditions import base_beside, both_held, neither, printed
from pycog.dialogue.composed.row_asked import MEASURE_WORDS, Asked, Test, deferred_to
from pycog.dialogue.composed.row_values import read_values
from pycog.dialogue.composed.typed_tables import CARDS, INDICATORS, LINES, MEASURES, TableRow
from pycog.lazy_patterns import regex

_YEAR: Final = regex(r"\b20\d\d\b")


_MIDDLE: Final = (
    r"(?:a|ont|est|sont|d|de|une?|objectifs?|cibles?|apparai\w+|figure\w*|existe\w*|prevue?s?"
    r"|budgete\w*|inscri\w+|finance\w*|dote\w*|renseign\w*|fixe\w*|chiffre\w*|montants?|credits?"
    r"|concern\w+|porte\w*|vise\w*)"
)


_ONLY: Final = regex(
    rf"\b(?:ne? (?:en )?{_MIDDLE}(?: {_MIDDLE}){{0,4}}? (?:que|qu)|seulement|uniquement"
    r"|exclusivement) (?:en |pour |l annee |la seule annee |a partir de )+(?P<a>20\d\d)"
    r"|\b(?:en |pour )?(?P<b>20\d\d) (?:seulement|uniquement|exclusivement)"
    r"|\bseule annee (?P<c>20\d\d)"
)


_NOTHING_ELSE: Final = regex(
    r"\b(?:et |mais |puis )?(?:plus )?(?:rien|aucune?)(?: objectif| cible)?"
    r"(?: d autre| avant| apres| ensuite| ailleurs)+\b"
)


_PARTING: Final = regex(
    r"\b(?:mais|alors qu?e?|tandis qu?e?|puis)\b|,|;|\bet(?= (?:pas|sans|avec|plus|en|rien|aucun))"
)


_ABSENT: Final = regex(
    r"\b(?:sans|n (?:en )?(?:a|ont|avai\w+) (?:pas|plus|aucun\w*)|pas (?:d|de)|ni|aucune?|rien"
    r"|plus (?:d|de|rien|aucune?)|perd\w*|vides?|absente?s?|manqu\w+|pas|plus)\b"
)


_PRESENT: Final = regex(
    r"\b(?:avec|ayant|(?:en )?(?:a|ont) une?|une?|dispos\w+|renseign\w+|presente?s?|affich\w+"
    r"|fixe\w*"
    r"|(?:en )?(?:ont|avai\w+)|possed\w+|apparai\w+|connu\w*)\b"
)


_SAME: Final = regex(
    r"\b(?:(?:ne )?(?:bouge|change|varie|evolue)\w* (?:pas|jamais)|gard\w+|conserv\w+|maintien\w*"
    r"|inchang\w+|stables?|constante?s?|identiques?|figee?s?|reste\w*|exactement"
    r"|(?:les?|la) memes?|memes?)\b"
)


_CHANGE: Final = regex(r"\b(?:boug\w+|chang\w+|vari\w+|evolu\w+|differ\w+)\b")


_GROWS: Final = regex(
    r"\b(?:augment\w+|progress\w+|mont(?:e|ent|er)|(?:en |a la )?hausse|croi\w+|grimp\w+)\b"
)


_FALLS: Final = regex(
    r"\b(?:baiss\w+|diminu\w+|recul\w+|redui\w+|decroi\w+|(?:en |a la )?baisse)\b"
)


#: The way that an indicator is to go, which is printed beside its targets.
_DIRECTED: Final = regex(
    r"\b(?:doi(?:t|vent) (?:etre )?(?P<a>baiss|diminu|decroi|redui|mont|augment|croi|progress)\w+"
    r"|(?:orientes? )?a la (?P<b>baiss|hauss)e\b|a (?P<c>redui|baiss)\w+"
    r"|sens (?:de |a )?(?:la )?(?P<d>baiss|hauss)e\b)"
)
_DOWN: Final = ("baiss", "diminu", "decroi", "redui")


_YEAR_BY_YEAR: Final = regex(
    r"\b(?:d une annee (?:a|sur) l autre|chaque annee|tous les ans|d annee en annee|par an)\b"
)


_DEFERRED: Final = regex(
    r"\b(?:renv\w+|alig\w+|defer\w+|cf\.?)(?: (?:a|sur|vers|la|le|par|cog|les?))*"
    r"(?: |\b)"
)


OUT_OF_TOTALS: Final = regex(
    r"\(?\b(?:hors|sans|hormis|sauf|excepte)(?: (?:les|des|sous|le|la))*[ -]*"
    r"(?:sous[ -])?totaux(?: et (?:hors )?(?:les )?recettes?)?\b|\bdetaill\w+|\bhors total\b"
)


_ZERO: Final = regex(
    r"\b(?:(?:a|est|sont|de) )?(?:zero|nul(?:le)?s?|0(?: ?€| euros?)?)(?= |$|\?|,)"
)


#: Numbers that are no value: of an annex, of years.
_NO_VALUE: Final = regex(
    r"\b(?:(?:dans|de) )?(?:l )?annexes? \d\b|\b(?:(?:sur|des|les) )*(?:\d|quatre) (?:ans|annees)\b"
)


def read_conditions(asked: Asked) -> None:
    """Claim the conditions on years, courses and values."""
    asked.scan.take(_NO_VALUE)
    _only(asked)
    if not (base_beside(asked) or neither(asked) or _clauses(asked) or both_held(asked)):
        _with_target(asked)
    _deferred(asked)
    _delay(asked)
    _presence(asked)
    _missing(asked)
    _measures(asked)
    read_values(asked)
    _course(asked)
    if asked.table == LINES and asked.scan.take(_ZERO):
        years = asked.years or asked.all_years
        asked.where(
            f"à zéro {_when(years)}",
            lambda row: any(row.number(AMOUNT, year) == 0 for year in years),
        )
    asked.scan.take(_YEAR_BY_YEAR)


def _when(years: Iterable[str]) -> str:
    return "en " + ", ".join(years)


def read_years(asked: Asked) -> None:
    """Claim the years and periods said."""
    for one in asked.scan.entities("year", "period"):
        if isinstance(one.value, tuple):
            asked.has_period = True
            span = range(int(one.value[0]), int(one.value[1]) + 1)
            asked.years += [str(year) for year in span]
        else:
            asked.years.append(str(one.value))
    asked.years = list(dict.fromkeys(asked.years))


def _only(asked: Asked) -> None:
    """« N'apparaît qu'en 2015 » : nothing in the other years."""
    scan = asked.scan
    if scan.has(_DEFERRED):
        # What is deferred in one year alone is another condition, which is refused.
        return
    match = scan.take(_ONLY)
    if match is None:
        return
    scan.take(_NOTHING_ELSE)
    year = match["a"] or match["b"] or match["c"]
    measure = MEASURES[asked.table][0]
    others = [one for one in asked.all_years if one != year]
    if year in asked.all_years:
        asked.only = True
        asked.years.append(year)
        asked.where(
            f"imprimés sous ce libellé en {year} seulement"
            if asked.table == CARDS
            else f"avec une valeur en {year} seulement",
            lambda row: row.has(measure, year) and not any(row.has(measure, one) for one in others),
        )


#: A target with its number is a condition on its value, not on there being one.
_HAS_TARGET: Final = regex(
    r"\b(?:ont|a|ayant|avec) (?:une?|des|leur) (?:valeurs? )?(?:objectifs?|cibles?)"
    r"(?: (?:chiffre|renseigne|fixe|imprime|a atteindre)\w*)?\b"
    r"(?!(?: (?:en |pour |de )?20\d\d)? (?:est |etant )?(?:renvoy|defer))"
)
_NO_TARGET: Final = regex(
    r"\b(?:n (?:ont|a) |ne |(?:qui )?(?:ont|a) )?(?:pas|sans|aucune?|jamais|zero)"
    r"(?: (?:d|de|aucune?|l[ae]|leur|encore|moindre))* (?:valeurs? )?"
    r"(?:objectifs?|cibles?)(?: (?:chiffre|renseigne|fixe|imprime|a atteindre)\w*)?\b"
)
_VALUE_BEHIND: Final = regex(
    r" (?:(?:en|pour) 20\d\d )?(?:qui|(?:de|d|a|est|fixee?|egale?|identiques?|stables?|constantes?"
    r"|superieur\w*|inferieur\w*|comprise?|au|plus|moins|en (?:%|jours?|hausse|baisse))\b|[<>=]"
    r"|(?!20\d\d\b)\d)"
)


def _with_target(asked: Asked) -> None:
    """« Ont une cible », « sans objectif »: in all the years said, or in none of them."""
    scan = asked.scan
    if asked.table != INDICATORS or asked.only:
        return
    years = asked.years or asked.all_years
    if asked.base_year in years:
        return
    for wanted, pattern in ((False, _NO_TARGET), (True, _HAS_TARGET)):
        match = pattern.search(scan.text)
        if match is None or (wanted and _VALUE_BEHIND.match(scan.text, match.end())):
            continue
        if not scan.is_free(*match.span()):
            continue
        scan.claim_span(*match.span())
        scan.entities("condition")
        asked.where(f"{'avec' if wanted else 'sans'} cible", _aimed(years, wanted))
        return


def _aimed(years: list[str], wanted: bool) -> Test:
    """Tell whether each year has a target of its own, or none has any."""
    if not wanted:
        return lambda row: not any(row.has(TARGET, one) for one in years)
    return lambda row: all(row.has(TARGET, one) and not row.is_deferred(one) for one in years)


def _clauses(asked: Asked) -> bool:
    """« Sans cible en 2014 mais avec une cible en 2013 » : each clause tells its years."""
    scan = asked.scan
    if asked.table != INDICATORS or asked.only:
        return False
    edges = [0, *(one.end() for one in _PARTING.finditer(scan.text)), len(scan.text)]
    found: list[tuple[str, str, tuple[int, int]]] = []
    for start, end in pairwise(edges):
        clause = scan.text[start:end]
        years = _YEAR.findall(clause)
        absent, present = _ABSENT.search(clause), _PRESENT.search(clause)
        put_off = _DEFERRED.search(clause)
        if put_off and absent:
            return False
        if years and (_GROWS.search(clause) or _FALLS.search(clause)):
            # « Augmente en 2013 mais pas en 2014 » is said of a course.
            return False
        if len(years) == 1 and (absent or present or put_off):
            state = "renvoi" if put_off else "sans" if absent else "avec"
            found.append((state, years[0], (start, end)))
    if len(found) < 2 or len({state for state, _, _ in found}) < 2:
        return False
    for state, year, (start, end) in found:
        for pattern in (_PRESENT, _ABSENT, _DEFERRED):
            scan.take_within(pattern, start, end)
        if state == "renvoi":
            asked.where(f"renvoyés à une autre convention en {year}", _put_off(year))
            continue
        base = year == str(asked.turn.convention.baseline_year)
        test = printed(BASELINE if base else TARGET, year, state == "avec")
        asked.where(f"{state} {'réalisé' if base else 'cible'} en {year}", test)
    scan.entities("condition")
    scan.take(_PARTING)
    return True


def _put_off(year: str) -> Test:
    return lambda row: row.is_deferred(year)


_NOT_DEFERRED: Final = regex(
    r"\b(?:(?:ne? )?(?:sont|est|etaient|etait|s)?(?: elles?| ils?)? ?(?:pas|non)(?: ete)?"
    r"|sans|hors)(?: (?:un|de|les|aucun))? $"
)


def _deferred(asked: Asked) -> None:
    scan = asked.scan
    match = scan.take(_DEFERRED) if asked.table == INDICATORS else None
    if match is None:
        return
    negated = _NOT_DEFERRED.search(scan.text[: match.start()])
    if negated is not None:
        scan.claim_span(*negated.span())
    scan.entities("condition")
    scan.words(deferred_to(asked.turn.convention))
    years = asked.all_years if asked.has_period else asked.years or asked.all_years
    each = asked.each
    kept = negated is None
    asked.where(
        f"{'' if kept else 'non '}renvoyés à une autre convention"
        + (f" {_when(asked.years)}" if asked.years else ""),
        lambda row: each(row.is_deferred(year) for year in years) is kept,
    )


_PERCENT: Final = regex(
    r"\b(?:(?:qui )?(?:sont|est) )?(?:exprim\w+ |mesur\w+ )?en ?"
    r"(?:%|pourcentages?\b|pour ?cents?\b)"
)
#: « Combien d'indicateurs en % » counts those of that unit.
_IN_PERCENT: Final = regex(rf"\bindicateurs {_PERCENT.pattern}")


_DELAY: Final = regex(
    r"\b(?:(?:comport\w+|contien\w+|exprim\w+|avec|un|en) )*(?:delais? )?(?:exprim\w+ )?en jours?"
    r"(?P<calendar> calendaires?)?\b"
)


def _delay(asked: Asked) -> None:
    """A target that is printed in days, « calendaires » or any."""
    scan = asked.scan
    of_unit = not asked.pointed or scan.has(_IN_PERCENT)
    if asked.table == INDICATORS and of_unit and scan.take(_PERCENT):
        asked.where("en %", lambda row: row.indicator is not None and row.indicator.unit == "%")
    match = scan.take(_DELAY) if asked.table == INDICATORS else None
    if match is None:
        return
    word = "jours calendaires" if match["calendar"] else "jours"
    pattern = regex(r"\bj(?:ours?)? calendaires?" if match["calendar"] else r"\bj(?:ours?)?\b")
    years = asked.years or asked.all_years
    asked.where(
        f"dont l'objectif est en {word}",
        lambda row: any(pattern.search(row.shown(TARGET, year)) for year in years),
    )


#: A value of the base year, in the words of officers.
_BASE: Final = (
    r"(?:(?:realise|resultat)s?(?: de (?:l annee de )?(?:reference|depart))?"
    r"|(?:valeur|point|niveau|situation|base|chiffre|taux|annee)s? (?:de (?:depart|reference|base)"
    r"|initiale?s?|d origine|d entree))\b"
)
_HAS_BASE: Final = regex(
    r"\b(?:dispos\w+(?: t on)? d|(?:ont|a|avec|avons|ayant|affich\w+|possed\w+|presentent|dotes? d"
    rf"|munis? d|existe|il y a)(?: t on)?) ?(?:bien |deja )?(?:une? |les? |la |d une? )*{_BASE}"
)


_NO_BASE: Final = regex(
    r"\b(?:sans|n (?:ont|a) (?:pas|aucune?) ?(?:de?)?|pas de|aucune?|depourvus? de?|prives? de?) ?"
    rf"(?:une? )?{_BASE}"
)


def _presence(asked: Asked) -> None:
    """A value of the base year, or none."""
    base = str(asked.turn.convention.baseline_year)
    if asked.table != INDICATORS or asked.years not in ([], [base]):
        return
    if asked.scan.take(_NO_BASE):
        asked.where(f"sans réalisé {base}", lambda row: not row.has(BASELINE, base))
    elif asked.scan.take(_HAS_BASE):
        asked.where(f"avec un réalisé {base}", lambda row: row.has(BASELINE, base))
    else:
        return
    asked.scan.take(regex(r"\bdispos\w+ t on d\b"))
    asked.years = [base]
    asked.measure = BASELINE


_LACKS: Final = regex(
    r"\b(?:sans|n (?:ont|a) (?:pas|aucune?)|pas|aucune?)(?: de| d)? (?P<what>seuils?|planchers?"
    r"|cibles?|objectifs?)\b(?! (?:de|a|egal\w*|superieur\w*|inferieur\w*) )"
)


_HOLDS: Final = regex(
    r"\b(?:ont|a|ayant|avec)(?: (?:bien|aussi|deja))* une? (?P<what>seuils?|planchers?)\b"
    r"(?! (?:de|d|a|egal\w*|superieur\w*|inferieur\w*)\b)"
)


def _missing(asked: Asked) -> None:
    """« N'ont pas de seuil » : nothing printed in any of the years where the row stands."""
    scan = asked.scan
    if asked.table != CARDS:
        return
    years = asked.years or asked.all_years
    match = scan.take(_LACKS)
    if match is None:
        if scan.take(_HOLDS):
            asked.where("avec seuil", lambda row: any(row.has(FLOOR, year) for year in years))
        return
    measure = FLOOR if match["what"].startswith(("seuil", "plancher")) else AIM
    asked.where(
        f"sans {measure}",
        lambda row: (
            not row.is_whole
            and not any(row.has(measure, year) for year in years if (WEIGHT, year) in row.cells)
        ),
    )


def _measures(asked: Asked) -> None:
    for name in MEASURES[asked.table]:
        if asked.scan.take(MEASURE_WORDS[name]):
            asked.measures.append(name)
    if asked.table == LINES and asked.scan.take(OUT_OF_TOTALS):
        asked.scan.entities("op")
    if not asked.measure and len(asked.measures) == 1:
        asked.measure = asked.measures[0]


def _course(asked: Asked) -> None:
    """How the values move over the years."""
    scan = asked.scan
    # One year has no course, and two measures that differ are no change either.
    if len(asked.years) == 1 or len(asked.measures) > 1:
        return
    measure = asked.measure or MEASURES[asked.table][0]
    years = asked.years if len(asked.years) > 1 else asked.all_years
    if asked.table == INDICATORS and not asked.years and (way := scan.take(_DIRECTED)):
        word = next(one for one in way.groups() if one)
        direction = "baisse" if word in _DOWN else "hausse"
        asked.where(
            f"à la {direction}",
            lambda row: row.indicator is not None and row.indicator.direction == direction,
        )
        return
    negated = re.search(r"\b(?:bouge|change|varie|evolue)\w* (?:pas|jamais)\b", scan.text)
    if scan.has(regex(r"\b(?:le|la) (?:plus|moins)\b")):
        return
    if asked.pointed and not negated:
        return
    if (negated or not scan.has(_CHANGE)) and scan.take(_SAME):
        asked.where("qui ne changent pas", lambda row: _moves(row, measure, years) == 0)
    elif scan.take(_CHANGE):
        asked.where(
            f"qui changent {_between(years)}",
            lambda row: _moves(row, measure, years) not in {None, 0},
        )
    elif scan.take(_GROWS):
        each = _each_year(asked)
        asked.where(
            f"en hausse {_between(years)}{each}",
            lambda row: _goes(row, measure, years, 1.0, each=bool(each)),
        )
    elif scan.take(_FALLS):
        each = _each_year(asked)
        asked.where(
            f"en baisse {_between(years)}{each}",
            lambda row: _goes(row, measure, years, -1.0, each=bool(each)),
        )


def _each_year(asked: Asked) -> str:
    """Claim « tous les ans »: the course is then that of every year, not of the two ends."""
    said = asked.scan.take(_YEAR_BY_YEAR) is not None or bool(asked.scan.entities("every"))
    return ", chaque année" if said else ""


def _goes(row: TableRow, measure: str, years: list[str], sign: float, *, each: bool) -> bool:
    """Tell whether a value rises (1) or falls (-1): from end to end, or each year."""
    if not each:
        return sign * (_moves(row, measure, years) or 0) > 0
    values = [row.number(measure, year) for year in years]
    return all(
        one is not None and other is not None and sign * (other - one) > 0
        for one, other in pairwise(values)
    )


def _between(years: list[str]) -> str:
    return f"de {years[0]} à {years[-1]}"


def _moves(row: TableRow, measure: str, years: list[str]) -> float | None:
    """Return by how much a value moves; 0 only where every year has the same."""
    values = [row.number(measure, year) for year in years]
    if values[0] is None or values[-1] is None:
        return None
    if values[0] == values[-1] and any(one != values[0] for one in values):
        return None
    return values[-1] - values[0]
