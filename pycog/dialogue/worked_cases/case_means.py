"""Means: what the last value must be for one, a weighted one, the middle and deciles of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from typing import Final

from pycog.dialogue.calculations.typed_quantities import (
    AMOUNT,
    COUNTS,
    NUMBER,
    PERCENT,
    Quantity,
    listed,
)
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import Extra, Made
from pycog.dialogue.expressions import Computed, Node, Operation, call, column
from pycog.dialogue.spans import Span
from pycog.dialogue.spoken import ORDINALS
from pycog.dialogue.worked_cases.case_text import (
    COUNTED,
    Case,
    as_rates,
    count_of,
    in_one_unit,
    of_one_unit,
    tight_runs,
    undashed,
    unshared,
)
from pycog.lazy_patterns import regex

_MEAN: Final = regex(
    r"\bmoy(?:en\w*)?\b|\b(?:finir|terminer|boucler|clot\w+|finisse|termine) l annee\b"
)
#: Asks what is still to be done for it.
_NEED: Final = regex(
    r"\b(?:faut|faudra\w*|falloir|fallait|dois|doit|devr\w+|devons|necessaire\w*|requis\w*"
    r"|besoin|attei\w+"
    r"|realiser|obtenir|vis(?:e\w*|er)|cible|objectif|faire|finir|terminer|arriver|tenir"
    r"|compenser|avoir"
    r"|rattraper|garantir|assurer|minimum|moins|combien)\b"
)
#: Says that a value is still to come: « au T4 », « au dernier », « puis ? ».
_TO_COME: Final = regex(
    r"\b(?:dernier\w*|quatrieme|cinquieme|troisieme|deuxieme|second|seconde|douzieme|[2-9]e"
    r"|[2-9]eme|1[0-2]e|1[0-2]eme"
    r"|t[2-4]|trimestre [2-4]|semestre 2|s2|prochaine?s?|suivante?s?|restant\w*|reste\w*"
    r"|manquante?s?|inconnue?s?"
    r"|a venir|novembre|decembre)\b"
    r"(?! ?(?:trim\w*|mois|semestre|periode|annee|note|caisse)? ?[:=(]? ?\d)(?! ?(?:trim\w*"
    r"|mois|semestre) (?:a|de|est a|:|=) ?\d)"
    r"|\bpuis ?\?|\? ?(?=pour|pr|afin)|\? ?%|\bx\b|\bet (?:le |la |pour |en )?[a-z]+ ?\?"
    r"|\b(?:finir|terminer) l annee\b"
)
#: Says that one number is the mean that is wanted.
_MEAN_BEFORE: Final = regex(
    r"\b(?:moyennes?|moy|finir|terminer|arriver|tenir|viser|atteindre|atteigne|objectif|cible|avoir"
    r"|obtenir|etablisse|s etablir|soit)\b[^,;:?]*$"
)
_MEAN_BEHIND: Final = regex(r"^ ?(?:%|€)? ?(?:de|en|d) (?:la )?(?:moyenne|moy)\b")
_NOUNS: Final = (
    r"(?:trimestres?|trim|mois|semestres?|valeurs|notes|mesures|caisses|sites|periodes|annees|ans"
    r"|exercices|resultats|taux|campagnes|vagues|enquetes|semaines|plateaux|antennes|agences)"
)
_OF_MANY: Final = regex(
    rf"\b{COUNTED} (?:(?P<known>premiere?s?|derniere?s?|autres)(?: {_NOUNS})?|{_NOUNS})\b"
)
_NEED_WORDS: Final = regex(
    r"\b(?:minim\w*|garanti\w*|plus|moins|pas|jusqu\w*|depuis|ici|encore|au moins|minimum"
    r"|sachant|chaque|par|taux"
    r"|reste\w*|ensemble"
    r"|total\w*|maximum|evolution|entre|si|ou"
    r"|cumul\w*|objectif|cible|atteint\w*|atteindre)\b"
)
_ONE_EACH: Final = regex(
    r"\b(?:une?|1|les?|nos|mes) [a-z]+ par (?:trimestre|mois|semestre|an|annee)\b"
)
_MAY: Final = regex(r"\b(?:peut|peux|peuvent|possible|encore|jouable|faisable|rattrap\w*)\b")
_NOT_A_MEAN: Final = regex(
    r"\bponder|\bpoids\b|\bcoef|\bpoints?\b|\binteressement\b|\btrn\b|\btrl\b|\bevolution\b"
    r"|\bpar mois\b"
)


def needed_for_mean(case: Case) -> Made | None:
    """Read what is needed for a mean: « 84, 89 et 88 %, combien au T4 pour 90 % en moyenne ? »."""
    text = case.text
    if not _MEAN.search(text) or not _TO_COME.search(text) or _NOT_A_MEAN.search(text):
        return None
    counts = list(_OF_MANY.finditer(text))
    numbers = case.quantities(one.span() for one in counts)
    if numbers is None or len(numbers) < _PAIR or not of_one_unit(numbers):
        return None
    numbers = undashed(case, numbers)
    if any(one.value < 0 for one in numbers) or _all_told(case, len(numbers)):
        return None
    if any(one.unit in {"duration", "ordinal", "points"} for one in numbers):
        return None
    target = _target(case, numbers)
    if target is None:
        return None
    known = [one for one in numbers if one is not target]
    many = _how_many(case, counts, len(known))
    if many is None:
        return None
    both = [target, *known]
    rates = any(one.unit == PERCENT for one in numbers) or "taux" in text
    both = as_rates(both) if rates else in_one_unit(both)
    target, known = both[0], both[1:]
    if not case.reads(
        numbers,
        (_MEAN, _NEED, _TO_COME, _NEED_WORDS, _ONE_EACH),
        (),
        [one.span() for one in counts],
    ):
        return None
    return _made_for_mean(target, known, many, rates=rates, asked=_MAY.search(text) is not None)


_LEAST: Final = 3
_PAIR: Final = 2


def _made_for_mean(
    target: Quantity, known: Sequence[Quantity], many: int, *, rates: bool, asked: bool
) -> Made:
    missing = many - len(known)
    whole = Operation(many, "*", target.value)
    node: Computed = Operation(whole, "-", call("SUM", *(one.value for one in known)))
    value = many * target.value - sum(one.value for one in known)
    if missing > 1:
        node, value = Operation(node, "/", missing), value / missing
    verdict = ""
    if rates and value > 1 + _NOISE:
        verdict = "Non, ce n'est plus possible : il faudrait plus de 100 %"
    elif asked:
        verdict = "Oui"
    shown = listed([one.shown for one in known])
    each = "" if missing == 1 else f" en moyenne sur les {missing} qui restent"
    title = f"Pour une moyenne de {target.shown} sur {many}, après {shown}, il faut{each}"
    unit = RATE if rates else EUROS if target.unit == AMOUNT else ""
    return Made(node, unit, title, (), 1.0, verdict=verdict)


_NOISE: Final = 1e-9


def _target(case: Case, numbers: Sequence[Quantity]) -> Quantity | None:
    """Return the number that is the mean, where one alone may be it."""
    runs = case.runs(numbers)
    alone = [run[0] for run in runs if len(run) == 1]
    said = [
        one
        for at, one in enumerate(numbers)
        if _MEAN_BEFORE.search(case.before(at, numbers))
        or _MEAN_BEHIND.match(case.gap(at, numbers))
    ]
    if len(runs) == 2 and len(alone) == 1:
        return alone[0]
    if len(said) == 1:
        return said[0]
    at_edge = [one for one in said if one in alone]
    return at_edge[0] if len(at_edge) == 1 else None


def _how_many(case: Case, counts: Sequence[re.Match[str]], known: int) -> int | None:
    """Return how many values the mean is of, ``None`` where what is said does not fit."""
    totals = {count_of(one) for one in counts if not one["known"]}
    firsts = {count_of(one) for one in counts if one["known"] and "der" not in one["known"]}
    lasts = {count_of(one) for one in counts if one["known"] and "der" in one["known"]}
    # « Trois trimestres connus » are those that are told.
    totals -= {1, known}
    # « Sur les neuf premiers mois (un taux par trimestre) » says which ones are known.
    if len(totals) > 1 or len(lasts) > 1 or any(one < known for one in firsts):
        return None
    named = {_place(one) for one in _QUARTERS.finditer(case.text)}
    to_come = named - set(range(1, known + 1))
    more = next(iter(lasts), max(len(to_come), 1))
    many = next(iter(totals), known + more)
    if to_come and to_come != set(range(known + 1, many + 1)):
        return None
    if known == 1 and not counts and not _HALVES.search(case.text):
        return None
    if _QUARTERLY.search(case.text) and not (to_come or totals or lasts) and many != _IN_YEAR:
        # « Au dernier trimestre » after two of them leaves one untold.
        return None
    return many if known < many <= _MOST else None


_QUARTERS: Final = regex(
    r"\b(?:t|trim|trimestre ?|trim )(?P<t>[1-4])\b|\b(?P<th>[2-4])(?:e|eme)\b"
    r"|\b(?P<word>deuxieme|troisieme|quatrieme)\b|\b(?P<last>dernier) trimestre\b"
)


def _all_told(case: Case, many: int) -> bool:
    """Tell whether each number has its quarter: none is still to come."""
    said = [_place(one) for one in _QUARTERS.finditer(case.text)]
    return said == [*range(1, many + 1)]


def _place(match: re.Match[str]) -> int:
    said = match["t"] or match["th"]
    if said:
        return int(said)
    return _IN_YEAR if match["last"] else ORDINALS.index(match["word"])


_QUARTERLY: Final = regex(r"\btrimestr")
_HALVES: Final = regex(r"\bsemestre|\bs[12]\b")
_IN_YEAR: Final = 4
_MOST: Final = 12

# ---------------------------------------------------------------- weighted
_WEIGHTED: Final = regex(
    r"\b(?:ponder\w*|pond|coef\w*|composites?|composantes?|agreg\w*|poids|pes(?:e|ent|ant|er)"
    r"|compt\w+ pour|sous indicateurs?)\b"
    r"|\b(?:taux|moyen+e|resultat|score|note|satisfaction|valeur) (?:global\w*|d ensemble"
    r"|general\w*|moyenn?e?"
    r"|consolide\w*|synthetique|tous \w+ confondus)|\bglobal\w*\b|\ben tout\b|\bau total\b"
)
_WEIGHED: Final = regex(
    r"\b(?:ponder\w*|coef\w*|poids|pes(?:e|ent|ant|er)|compt\w+ pour)\b|[(*]|(?<![a-z])x(?![a-z])"
)
_PAIR_GAP: Final = regex(
    r" ?[():=,]? ?(?:(?:de|avec|au|a|d|qui|et|est|un|une|le|son|avait|ayant|pour|sur|dont|soit) )*"
    r"(?:(?:hauteur|poids|coef\w*|ponder\w*|pesant|pese|pesent|comptant|compte) ?)?"
    r"(?:(?:de|d|pour|a|sur|est) ?)*[:=]? ?(?:x|\*)? ?[(]? ?"
)
#: « 20 % : 91 % », « 50 % du score à 78 % »: the weight comes first.
_WEIGHT_FIRST: Final = regex(
    r" ?(?:du|de|d|des|pour|de la|de l)? ?[a-z ]{0,30}?(?:a|:|=|avec|est a|sont a|pour|\() ?"
)
#: « Coefficient 30 sur 84 % », « poids 20 : 91 % ».
_WEIGHT_BEFORE: Final = regex(r"\b(?:coef\w*|poids|ponderation)(?: (?:de|d))? ?$")
_WEIGHT_GAP: Final = regex(r" ?(?:(?:sur|pour|a|au|le|la|de|du|taux|resultat) ?)*[:=(]? ?")
_WEIGHT_WORDS: Final = regex(
    r"\b(?:moyen\w*|taux|total|ensemble|resultats?|valeurs?|chaque|premiere?|premier|second|seconde"
    r"|deuxieme|troisieme|points?|cumul|part|autre|ou|par|au total|somme)\b"
)
_NO_WEIGHT: Final = regex(
    r"\btrn\b|\btrl\b|\bpini\b|\bpili\b|\bexecut|\bevolu|\bhausse|\bbaisse|\bcout"
)


_MEAN_OF_PAIRS: Final = regex(r"\bmoyen\w*\b")


def weighted_mean(case: Case) -> Made | None:
    """Read a mean with weights: « 78 % (poids 50), 84 % (poids 30), 91 % (poids 20) »."""
    text = case.text
    weighted = _WEIGHTED.search(text) is not None
    if not (weighted or _MEAN_OF_PAIRS.search(text)) or _NO_WEIGHT.search(text):
        return None
    found = (_two_lists(case) if weighted else None) or _pairs(case)
    if found is None:
        return None
    values, weights, spans = found
    if not of_one_unit(values) or not of_one_unit(weights):
        return None
    if any(one.value < 0 for one in weights) or not sum(one.value for one in weights):
        return None
    if not weighted and not all(one.unit in COUNTS and one.noun for one in weights):
        # Without a word for it, only what is counted tells that there are weights.
        return None
    if not case.reads(
        (*values, *weights), (_WEIGHTED, _MEAN_OF_PAIRS, _WEIGHED, _WEIGHT_WORDS), (), spans
    ):
        return None
    rates = any(one.unit == PERCENT for one in values)
    values = as_rates(values) if rates or _are_ratios(values, text) else in_one_unit(values)
    rates = values[0].unit == PERCENT
    terms: list[Node] = [
        Operation(one.value, "*", weight.value) for one, weight in zip(values, weights, strict=True)
    ]
    above = reduce(lambda left, right: Operation(left, "+", right), terms)
    node = Operation(above, "/", call("SUM", *(one.value for one in weights)))
    told = listed(
        [f"{one.shown} (poids {weight.shown})" for one, weight in zip(values, weights, strict=True)]
    )
    unit = RATE if rates else {AMOUNT: EUROS, "days": "j"}.get(values[0].unit, "")
    return Made(node, unit, f"Moyenne pondérée de {told}", (), 1.0)


def _are_ratios(values: Sequence[Quantity], text: str) -> bool:
    """Tell whether numbers without unit are rates: « un taux de 0,78 »."""
    bare = all(one.unit == NUMBER for one in values)
    return bare and (
        all(0 < one.value <= 1 for one in values) or re.search(r"%|\btaux\b", text) is not None
    )


Weighing = tuple[list[Quantity], list[Quantity], list[Span]]


def _two_lists(case: Case) -> Weighing | None:
    """Read the weights as one list and the values as another."""
    numbers = undashed(case, unshared(case, _without_count(case)))
    tight = [run for run in tight_runs(case, numbers) if _make_whole(run)]
    if len(tight) == 1:
        values = [one for one in numbers if one not in tight[0]]
        if len(values) == len(tight[0]):
            return values, tight[0], _counts(case, len(values))
    runs = case.runs(numbers)
    if len(runs) != 2 or len(runs[0]) != len(runs[1]) or len(runs[0]) < 2:
        return None
    if any(_BETWEEN_PAIR.search(case.text[run[0].end : run[-1].start]) for run in runs):
        return None
    said = [run for run in runs if _WEIGHED.search(_ahead(case, run, numbers))]
    whole = [run for run in runs if _make_whole(run)]
    weights = said if len(said) == 1 else whole
    if len(weights) != 1 or (not _make_whole(weights[0]) and not said):
        return None
    values = runs[1] if weights[0] is runs[0] else runs[0]
    return values, weights[0], _counts(case, len(values))


#: Joins a value to what it is of, and no two values.
_BETWEEN_PAIR: Final = regex(r"\b(?:pour|sur)\b")


def _ahead(case: Case, run: Sequence[Quantity], numbers: Sequence[Quantity]) -> str:
    return case.before(numbers.index(run[0]), numbers)


def _make_whole(weights: Sequence[Quantity]) -> bool:
    """Tell whether weights make 100, 1 or 10 together."""
    total = sum(one.value for one in weights)
    return any(abs(total - one) < _NOISE for one in (100, 1, 10))


def _pairs(case: Case) -> Weighing | None:
    """Read each value with the weight that stands beside it."""
    numbers = undashed(case, unshared(case, _without_count(case)))
    if len(numbers) < 4 or len(numbers) % 2:
        return None
    first, last = list(numbers[::2]), list(numbers[1::2])
    inner = [case.gap(at, numbers) for at in range(0, len(numbers), 2)]
    between = [
        case.text[one.end : other.start + 1]
        for one, other in zip(last[:-1], first[1:], strict=True)
    ]
    if not all(re.search(r"[,;/)+]|\bet\b|\bpuis\b", one) for one in between):
        return None
    spans = _counts(case, len(first))
    counted = all(one.unit in COUNTS for one in last) and all(
        one.unit in {PERCENT, "days", NUMBER} for one in first
    )
    told = _WEIGHED.search("".join(inner)) or re.search(r"\bponder|\bcoef|\bpoids", case.text)
    named = [case.before(at, numbers) for at in range(0, len(numbers), 2)]
    if all(_WEIGHT_BEFORE.search(one) for one in named) and all(
        _WEIGHT_GAP.fullmatch(one) for one in inner
    ):
        return last, first, spans
    if all(_PAIR_GAP.fullmatch(one) for one in inner) and (
        counted or _make_whole(last) or (told and not _make_whole(first))
    ):
        return first, last, spans
    heads = all(one.unit in COUNTS for one in first) and all(one.unit == PERCENT for one in last)
    if all(_WEIGHT_FIRST.fullmatch(one) for one in inner) and (heads or _make_whole(first)):
        return (last, first, spans) if not _make_whole(last) else None
    return None


_COUNT_OF: Final = regex(
    rf"\b{COUNTED} (?:[a-z]+ )?(?:indicateurs?|composantes?|taux|plateaux|plateau|sites?"
    rf"|caisses?|notes?|sous"
    r"|resultats?|valeurs?|groupes?|antennes?|agences?|equipes?|services?|poles?|criteres?"
    r"|branches?"
    r"|mesures?|enquetes?|trimestres?|mois|processus)\b"
)


def _counts(case: Case, many: int) -> list[Span]:
    """Return where it is said how many there are."""
    return [one.span() for one in _COUNT_OF.finditer(case.text) if count_of(one) == many]


def _without_count(case: Case) -> list[Quantity]:
    """Return the numbers without the one that says how many there are: « 3 plateaux : … »."""
    numbers = case.numbers
    if len(numbers) % 2 == 0:
        return numbers
    pairs = (len(numbers) - 1) // 2
    spans = _counts(case, pairs)
    return [one for one in numbers if not any(a <= one.start < b for a, b in spans)]


# ---------------------------------------------------------------- a list
_MEDIAN: Final = regex(r"\bmed[a-z]{0,3}an+e?s?\b|\bmiddle\b|\bcoupe en deux\b")
_DECILE: Final = regex(
    r"\b(?:(?P<rank>[1-9]|premier|deuxieme|troisieme|quatrieme|cinquieme|sixieme|septieme"
    r"|huitieme|neuvieme|dernier)"
    r" ?(?:e|er|eme|ieme|em)? ?)?(?:deciles?|decile|dec\b|decil\w*)(?: (?:n° ?"
    r"|numero )?(?P<behind>[1-9])(?! ?\d|\d|[,;/]))?"
    r"|\bd ?(?P<short>[1-9])\b"
)
_OTHER_STATS: Final = (
    ("AVERAGE", "moyenne", regex(r"\bmoyennes?\b|\bmoy\b|\bdelai moyen\b|\ben moyenne\b")),
    ("MIN", "minimum", regex(r"\bmin(?:imum|i)?\b|\bplus (?:petit|court|bas|faible)\w*")),
    ("MAX", "maximum", regex(r"\bmax(?:imum|i)?\b|\bplus (?:grand|long|haut|eleve)\w*")),
)
_STATS: Final = (("SUM", "total", regex(r"\b(?:total|somme)\b")), *_OTHER_STATS)
#: What else may be meant by two of these words.
_NOT_SEVERAL: Final = regex(
    r"\bpar\b|\bponder|\bpoids\b|\bfaut\b|\bobjectif|\bcible|\becart|\bdu total|\ben tout\b"
    r"|\bbudget total|\bau (?:minimum|maximum|total)|\bmoyenne (?:totale|generale)|\bagents?\b"
)
_LIST_WORDS: Final = regex(
    r"\b(?:valeurs?|delais?|jours?|jrs?|j|total|ou|par|celui|celle|cumul|moyens?|plus|et|au)\b"
)
_USUAL: Final = 9
_PLAIN_DECILE: Final = regex(r"(?:\b9e |neuvieme ?)decile (?:de|des|pour) ")
_HOURS: Final = regex(r"\d ?(?:h|heures?|minutes?|mn|min|semaines?|mois)\b")


def of_list(case: Case) -> Made | None:
    """Read the median and the deciles of a list of values, with what else is asked of it."""
    text = case.text
    deciles = [one for one in _DECILE.finditer(text)]
    median = _MEDIAN.search(text)
    several = len([one for _, _, one in _STATS if one.search(text)]) > 1
    if not (deciles or median or several) or _HOURS.search(text):
        return None
    if not (deciles or median) and _NOT_SEVERAL.search(text):
        return None
    numbers = case.quantities(one.span() for one in deciles)
    least = _LEAST if deciles or median else _PAIR
    if numbers is None or len(numbers) < least:
        return None
    numbers = undashed(case, numbers)
    runs = case.runs(numbers)
    sized = {count_of(one) for one in _COUNT_OF.finditer(text)}
    listed_ones = max(runs, key=len)
    others = [one for run in runs if run is not listed_ones for one in run]
    if any(one.value != len(listed_ones) for one in others) or len(listed_ones) < least:
        return None
    if sized - {len(listed_ones)} and others:
        return None
    if not of_one_unit(listed_ones) or any(one.value < 0 for one in listed_ones):
        return None
    ranks = [_rank(one) for one in deciles]
    if ranks == [_USUAL] and not median and _PLAIN_DECILE.search(text):
        # It is asked as the intent of it knows it.
        return None
    known = _OTHER_STATS if deciles or median else _STATS
    stats = [(name, said, one) for name, said, one in known if one.search(text)]
    used = [_MEDIAN, _DECILE, _LIST_WORDS, *(one for _, _, one in stats)]
    if not case.reads(numbers, used):
        return None
    values = [one.value for one in listed_ones]
    asked: list[tuple[str, Computed]] = []
    if median:
        asked.append(("Médiane", call("MEDIAN", *values)))
    asked += [
        (f"{rank}{'er' if rank == 1 else 'e'} décile", call("COG_DECILE", column([*values]), rank))
        for rank in dict.fromkeys(ranks)
    ]
    asked += [(said.capitalize(), call(name, *values)) for name, said, _ in stats]
    unit = _unit_of_list(listed_ones, text)
    (title, node), *more = asked
    shown = listed([one.shown.removesuffix(" j") for one in listed_ones])
    extras = tuple(Extra(f"{name.lower()} : {{value}}", one, unit) for name, one in more)
    return Made(node, unit, f"{title} de {shown}", (), 1.0, extras=extras)


def _unit_of_list(values: Sequence[Quantity], text: str) -> str:
    units = {one.unit for one in values} - {NUMBER}
    if units == {PERCENT}:
        return RATE
    if units == {AMOUNT}:
        return EUROS
    days = units == {"days"} or re.search(r"\bjours?\b|\bdelais?\b|\bj\b", text) is not None
    return "j" if days else ""


def _rank(match: re.Match[str]) -> int:
    said = match["rank"] or match["behind"] or match["short"] or ""
    if said.isdigit():
        return int(said)
    return ORDINALS.index(said) if said and said != "dernier" else _USUAL
