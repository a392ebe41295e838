"""Numbers in a row with a role each: indices, contributions, rates without what is left out."""

from __future__ import annotations

import re
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
from pycog.dialogue.compound.readings import POINTS, Extra, Made
from pycog.dialogue.expressions import Operation, call
from pycog.dialogue.spoken import ORDINALS
from pycog.dialogue.worked_cases.case_amounts import is_amount, shown_amount
from pycog.dialogue.worked_cases.case_points import way_done
from pycog.dialogue.worked_cases.case_text import Case, in_euros, in_one_unit
from pycog.lazy_patterns import regex
from pycog.values import format_number

_PAIR, _THREE = 2, 3

# ---------------------------------------------------------------- indices
_INDEX: Final = regex(r"\bindices?\b|\bbase 100\b|\b(?:vaut|valent|a|=) ?100\b(?! ?%)")
_INDEX_WORDS: Final = regex(
    r"\b(?:base|reference|serie|annee|combien|si|transform\w*|calcul\w*|valent|vaut)\b"
)


def indices(case: Case) -> Made | None:
    """Read a series in indices: « base 100 en 2019 : 3 200 000, 3 296 000, … »."""
    text = case.text
    if not _INDEX.search(text) or not re.search(r"\b100\b(?! ?%)", text):
        return None
    numbers = [one for one in case.numbers if one.value != _HUNDRED]
    years = [int(str(one.value)) for one in case.question.of("year")]
    if len(numbers) < _PAIR or not all(map(is_amount, numbers)) or not years:
        return None
    if len(numbers) != len(case.numbers) - 1:
        return None
    base = years[0]
    if any(year < base for year in years):
        # The base is no first year: which amount is its own is not said.
        return None
    own = years[1:] if len(years) == len(numbers) + 1 and years[1] == base else years
    if own != sorted(own) or len({*own}) > len(numbers) or numbers[0].value <= 0:
        return None
    if not case.reads(case.numbers, (_INDEX, _INDEX_WORDS)):
        return None
    numbers = in_one_unit(numbers)
    named = [f" {year}" for year in own] if len(own) == len(numbers) else [""] * len(numbers)
    nodes = [
        Operation(Operation(one.value, "*", _HUNDRED), "/", numbers[0].value) for one in numbers[1:]
    ]
    told = [shown_amount(one) for one in numbers]
    title = f"Indice{named[1]}, base 100 en {base} ({told[0]}), {told[1]}"
    extras = tuple(
        Extra(f"{shown}{f' en{year}' if year else ''} : {{value}}", node, "")
        for shown, year, node in zip(told[2:], named[2:], nodes[1:], strict=True)
    )
    return Made(nodes[0], "", title, (), 1.0, extras=extras)


_HUNDRED: Final = 100

# ---------------------------------------------------------------- contribution to a trend
_GIVES: Final = regex(r"\b(?:contribu\w*|apport\w*|viennent|vient|provien\w*|tient au|impute\w*)\b")
_POINTS: Final = regex(r"\bpoints?\b")
_GIVES_WORDS: Final = regex(
    r"\b(?:total|passe\w*|hausse|dont|evolution|variation|combien|pour|sur|plus|en plus|puis"
    r"|depenses?|pris|ce)\b"
)


def contribution(case: Case) -> Made | None:
    """Read how many points of a total's growth one part gives."""
    if not (_GIVES.search(case.text) and _POINTS.search(case.text)):
        return None
    if len(case.numbers) != _THREE or not all(map(is_amount, case.numbers)):
        return None
    if re.search(r"\bbaiss\w*|\bdiminu\w*|\bmoins\b|\brecul", case.text):
        return None
    part = min(case.numbers, key=lambda one: abs(one.value))
    first, last = (one for one in case.numbers if one is not part)
    if part.value <= 0 or first.value >= last.value or part.value > last.value - first.value:
        return None
    if not case.reads(case.numbers, (_GIVES, _POINTS, _GIVES_WORDS)):
        return None
    told = f"{shown_amount(part)} dans l'évolution de {shown_amount(first)} à {shown_amount(last)}"
    whole = call("COG_EVOLUTION", first.value, last.value)
    return Made(
        Operation(part.value, "/", first.value), POINTS, f"Contribution de {told}", (), 1.0,
        signed=True,
        extras=(Extra("évolution du total {value}", whole, RATE),),
    )  # fmt: skip


# ---------------------------------------------------------------- a rate without some cases
_OUT: Final = regex(
    r"\b(?:hors[ -]champ|hors exclusions?|exclu\w*|ne comptent? pas|retir\w*|retranch\w*"
    r"|on en sort|moins|enlev\w*|ecarte\w*)\b"
)
_ASKS_RATE: Final = regex(r"\b(?:taux|tx|pourcentages?|proportion)\b|%")
_OUT_WORDS: Final = regex(
    r"\b(?:taux|pourcentage|sur|dont|denominateur|delais?|recus?|traites?|temps|hors|quel|cas"
    r"|moins|pas)\b"
)
_NO_OUT: Final = regex(r"\bobjectif|\bcible|\bmanqu|\becart|\bevolu|€")


def rate_without(case: Case) -> Made | None:
    """Read a rate of cases, those that do not count left out of the whole."""
    text = case.text
    if not (_OUT.search(text) and _ASKS_RATE.search(text)) or _NO_OUT.search(text):
        return None
    numbers = case.numbers
    if len(numbers) != _THREE or any(
        one.unit not in COUNTS or one.value != int(one.value) for one in numbers
    ):
        return None
    out = [one for at, one in enumerate(numbers) if _is_out(case, at)]
    whole = max(numbers, key=lambda one: one.value)
    if len(out) != 1 or out[0] is whole:
        return None
    part = next(one for one in numbers if one not in (whole, out[0]))
    if not 0 <= part.value <= whole.value - abs(out[0].value):
        return None
    if not case.reads(numbers, (_OUT, _ASKS_RATE, _OUT_WORDS)):
        return None
    kept = Operation(whole.value, "-", abs(out[0].value))
    told = [format_number(abs(one.value)) for one in (part, whole, out[0])]
    title = f"Taux de {told[0]} sur {told[1]}, {told[2]} étant exclus"
    return Made(
        call("COG_RATE", part.value, kept), RATE, title, (), 1.0,
        extras=(Extra("{value} retenus", kept, ""),),
    )  # fmt: skip


def _is_out(case: Case, at: int) -> bool:
    """Tell whether a number is said to be left out, in its own clause."""
    behind = re.split(r"[,;:.()]", case.gap(at, case.numbers))[0]
    before = re.split(r"[,;:.()]", case.before(at, case.numbers))[-1]
    return bool(_OUT_BEHIND.search(behind) or _OUT_BEFORE.search(before))


_OUT_BEFORE: Final = regex(r"\b(?:moins|retir\w*|retranch\w*|on en sort|enlev\w*|exclu\w*)\b")
_OUT_BEHIND: Final = regex(r"\b(?:hors[ -]champ|exclu\w*|a exclure|ne comptent? pas|ecarte\w*)\b")


# ---------------------------------------------------------------- between a floor and a target
_FLOOR: Final = regex(r"\b(?:seuils?|planchers?)\b")
_AIM: Final = regex(r"\b(?:cibles?|objectifs?)\b")
_WAY: Final = regex(r"\bentre (?:le )?seuil et (?:la )?cible\b|\bdu seuil a la cible\b|\bchemin\b")
_WAY_WORDS: Final = regex(
    r"\b(?:taux|atteinte|pourcentage|combien|realisation|proportion\w*|realise|constate\w*|plus"
    r"|bas|mieux|c est|est|entre|delai|dont|pour|indicateur|fait)\b"
)
_NO_WAY: Final = regex(r"\bpoints?\b|\bpoids\b|€")


def share_of_way(case: Case) -> Made | None:
    """Read how much of the way from a floor to a target a result has made."""
    if not _WAY.search(case.text) or _NO_WAY.search(case.text) or len(case.numbers) != _THREE:
        return None
    found: dict[str, Quantity] = {}
    for at, one in enumerate(case.numbers):
        before = re.split(r"[,;:.]", case.before(at, case.numbers))[-1]
        behind = re.split(r"[,;:.]", case.gap(at, case.numbers))[0]
        found.setdefault(_role(before) or _role(behind) or "result", one)
    if len(found) != _THREE or len({one.unit for one in case.numbers} - {NUMBER}) > 1:
        return None
    floor, aim, result = (found[name] for name in ("floor", "aim", "result"))
    if floor.value == aim.value or not case.reads(case.numbers, (_FLOOR, _AIM, _WAY, _WAY_WORDS)):
        return None
    title = (
        "Part du chemin du seuil à la cible, si elle est proportionnelle "
        f"(seuil {floor.shown}, cible {aim.shown}, résultat {result.shown})"
    )
    return Made(way_done(floor, aim, result), RATE, title, (), 1.0)


def _role(piece: str) -> str:
    floor, aim = _FLOOR.search(piece), _AIM.search(piece)
    return "" if bool(floor) == bool(aim) else "floor" if floor else "aim"


# ---------------------------------------------------------------- what a missed indicator costs
_MISSED: Final = regex(
    r"\b(?:rat\w*|pas atteints?|non atteints?|echecs?|echou\w*|manqu\w*|sauf un indicateur"
    r"|perd\w*)\b"
)
_LOCAL: Final = regex(r"\bpili\b|\bpart (?:individuelle )?locale\b")
_MISSED_WORDS: Final = regex(
    r"\b(?:indicateurs?|points?|sur|total\w*|grille|etp|par|euros?|combien|coute|baisse\w*|prime"
    r"|locale?|tous|tout|autres?|reussi|sauf|seul|vala?i?t|acquis|etant|agent|pas)\b|€"
)
_NO_MISSED: Final = regex(r"\bpini\b|\btrn\b|\btrl\b|\bmtid\b|%|\bnational")


def cost_of_missed(case: Case) -> Made | None:
    """Read what a missed indicator costs of the local part: points by all points."""
    text = case.text
    if not (_MISSED.search(text) and _LOCAL.search(text)) or _NO_MISSED.search(text):
        return None
    amounts = [one for one in case.numbers if one.unit == AMOUNT]
    points = sorted(
        (one for one in case.numbers if one.unit in {"points", NUMBER}), key=lambda one: one.value
    )
    if len(amounts) != 1 or len(points) != _PAIR or len(case.numbers) != _THREE:
        return None
    part, whole = points
    per_head = [one for one in case.question.of("per")]
    spans = [(one.start, one.end) for one in per_head if re.search(r"\betp\b|\bagent", one.text)]
    if part.value == whole.value or not case.reads(
        case.numbers, (_MISSED, _LOCAL, _MISSED_WORDS), (), spans
    ):
        return None
    node = Operation(Operation(amounts[0].value, "*", part.value), "/", whole.value)
    told = f"{format_number(part.value)} points sur {format_number(whole.value)}"
    title = f"{told} d'une PILI de {in_euros(amounts[0])}, en moins par ETP"
    return Made(node, EUROS, title, (), 1.0)


# ---------------------------------------------------------------- a part of the scorecard missed
_ALL_OR_NOTHING: Final = regex(
    r"\btout (?:ou rien|sans objectif)\b|\bsans points? intermediaires?\b"
)
_FAILED: Final = regex(
    r"\b(?:le |la |l |seul )*(?P<rank>premier|deuxieme|second|troisieme|quatrieme|cinquieme"
    r"|dernier|[1-9](?:er|e|eme)) (?:indicateur )?(?:n est pas atteint|est (?:rate\w*|en echec"
    r"|manque\w*|perdu\w*|non atteint))\b"
)
_SCORE_WORDS: Final = regex(
    r"\b(?:grille|indicateurs?|points?|attribues?|combien|taux|reussite|total\w*|et|autres"
    r"|quatre|trois|cinq|si|seul|acquis|pas|correspondant|obtient|locale?)\b"
)


def all_or_nothing(case: Case) -> Made | None:
    """Read the points of a scorecard in all or nothing, one indicator missed."""
    text = case.text
    failed = list(_FAILED.finditer(text))
    if len(failed) != 1 or not _ALL_OR_NOTHING.search(text):
        return None
    numbers = [one for one in case.numbers if one.unit != "ordinal"]
    if len(numbers) > _THREE and numbers[0].value == len(numbers) - 1:
        numbers = numbers[1:]
    if len(numbers) < _PAIR or any(one.unit not in {NUMBER, "points"} for one in numbers):
        return None
    said = failed[0]["rank"]
    rank = len(numbers) if said == "dernier" else _rank(said)
    if rank > len(numbers) or numbers[0].start > failed[0].start() > numbers[-1].start:
        return None
    spans = [failed[0].span()]
    if not case.reads(case.numbers, (_ALL_OR_NOTHING, _SCORE_WORDS), (), spans):
        return None
    values = [one.value for one in numbers]
    got = call("SUM", *(value for at, value in enumerate(values, 1) if at != rank))
    rate = call("COG_TRL", got, call("SUM", *values))
    told = listed([format_number(value) for value in values])
    return Made(
        got, "", f"Points obtenus sur {told}, le {rank}{'er' if rank == 1 else 'e'} étant manqué",
        (), 1.0,
        extras=(Extra("taux de réussite {value}", rate, RATE),),
    )  # fmt: skip


def _rank(said: str) -> int:
    return int(said[0]) if said[0].isdigit() else ORDINALS.index(said.replace("second", "deuxieme"))


# ---------------------------------------------------------------- above a mean or below it
_OTHERS: Final = regex(r"\b(?:national\w*|moyennes?|caisses|branche|reseau)\b")
_AGAINST: Final = regex(
    r"\b(?:ecarts?|compar\w*|situ\w*|au[ -]dessus|au[ -]dessous|en dessous|mieux|moins bien)\b"
)
_AGAINST_WORDS: Final = regex(
    r"\b(?:points?|taux|combien|entre|contre|notre|nous|local|sommes nous"
    r"|resultat|moins|bien|mieux|ou|comment)\b"
)
_NO_AGAINST: Final = regex(
    r"\bpini\b|\bpili\b|\btrn\b|\btrl\b|\bmoyenne (?:de|des|entre) (?!caisses)"
)


def against_mean(case: Case) -> Made | None:
    """Read a rate against that of all: in points, above it or below."""
    text = case.text
    if not (_OTHERS.search(text) and _AGAINST.search(text)) or _NO_AGAINST.search(text):
        return None
    numbers = case.numbers
    if len(numbers) != _PAIR or any(one.unit != PERCENT for one in numbers):
        return None
    said = [
        bool(_OTHERS.search(case.before(at, numbers).split(",")[-1]))
        or (
            at == 1
            and bool(
                _OTHERS.match(
                    case.gap(at, numbers).strip().removeprefix("de la ").removeprefix("en ")
                )
            )
        )
        for at in range(_PAIR)
    ]
    if said[0] == said[1]:
        return None
    mean, own = (numbers[0], numbers[1]) if said[0] else (numbers[1], numbers[0])
    if not case.reads(numbers, (_OTHERS, _AGAINST, _AGAINST_WORDS)):
        return None
    place = "au-dessus" if own.value > mean.value else "au-dessous"
    if own.value == mean.value:
        place = "au même niveau"
    title = f"{own.shown} contre {mean.shown} en moyenne ({place}), écart"
    return Made(Operation(own.value, "-", mean.value), POINTS, title, (), 1.0, signed=True)


# ---------------------------------------------------------------- rounded before or behind
_ROUNDED: Final = regex(r"\barrondi\w*\b")
_SUMMED: Final = regex(r"\b(?:som+\w*|addition\w*|total)\b|\+")
_THOUSANDS: Final = regex(r"k ?€|\bmilliers d euros\b|\bkeur\b|\bkeuros\b")
_ROUND_WORDS: Final = regex(
    r"\b(?:ecarts?|differences?|avant|apres|ou|si|montants?|total|valeurs?|lignes?|combien|pas|et)\b"
)


_OTHER_UNIT: Final = regex(r"\b(?:centaines?|dizaines?|decimales?|millions?|virgule)\b|m ?€")


def rounded_sum(case: Case) -> Made | None:
    """Read a sum of amounts rounded in k€ and the rounded sum, with what parts them."""
    text = case.text
    if not all(one.search(text) for one in (_ROUNDED, _SUMMED, _THOUSANDS)):
        return None
    if _OTHER_UNIT.search(text):
        return None
    numbers = case.numbers
    if len(numbers) < _PAIR or not all(map(is_amount, numbers)):
        return None
    if not case.reads(numbers, (_ROUNDED, _SUMMED, _THOUSANDS, _ROUND_WORDS)):
        return None
    each = call("SUM", *(call("ROUND", Operation(one.value, "/", 1000), 0) for one in numbers))
    whole = call("ROUND", Operation(call("SUM", *(one.value for one in numbers)), "/", 1000), 0)
    told = listed([shown_amount(one) for one in numbers])
    return Made(
        each, "", f"Somme des montants arrondis en k€ ({told})", (), 1.0,
        extras=(
            Extra("total arrondi {value}", whole, ""),
            Extra("écart d'arrondi {value}", Operation(each, "-", whole), ""),
        ),
    )  # fmt: skip


# ---------------------------------------------------------------- days of absence
_ABSENT: Final = regex(r"\babsenteisme\b|\b(?:jours?|journees?) d absences?\b|\babsences?\b")
_DAYS_EACH: Final = regex(r"\b(?:chacune?|par agent|theoriques?|par salarie)\b")
_ABSENT_WORDS: Final = regex(
    r"\b(?:taux|pourcentage|represent\w*|travail\w*|potentiel|jours?|journees?|agents?|ouvrables?"
    r"|sur|pour|combien|devaient|total|en tout|bilan|social|en ?%)\b|%"
)


def absence(case: Case) -> Made | None:
    """Read a rate of absence: days of absence over the days that all were to work."""
    text = case.text
    numbers = case.numbers
    if not (_ABSENT.search(text) and _DAYS_EACH.search(text)) or len(numbers) != _THREE:
        return None
    heads = [one for one in numbers if one.unit == "staff"]
    days = [one for one in numbers if one.unit in {"days", NUMBER, "duration"}]
    away = [one for one in days if re.match(r"[^,;\d]{0,12}\babsences?\b", text[one.end :])]
    if len(heads) != 1 or len(days) != _PAIR or len(away) != 1:
        return None
    each = next(one for one in days if one is not away[0])
    spans = [(one.start, one.end) for one in case.question.of("per")]
    if not case.reads(numbers, (_ABSENT, _DAYS_EACH, _ABSENT_WORDS), (), spans):
        return None
    due = Operation(heads[0].value, "*", each.value)
    told = [format_number(one.value) for one in (away[0], heads[0], each)]
    title = f"Taux d'absence, {told[0]} jours pour {told[1]} agents à {told[2]} jours chacun"
    return Made(call("COG_SHARE", away[0].value, due), RATE, title, (), 1.0)
