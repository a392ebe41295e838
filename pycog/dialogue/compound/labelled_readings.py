"""What is asked of typed numbers: their rate, how they moved, what was before, what is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from pycog.dialogue.calculations.typed_quantities import AMOUNT, NUMBER, PERCENT, Quantity
from pycog.dialogue.compound.labelled_numbers import (
    Labelled,
    all_places,
    are_amounts,
    are_counts,
    is_undone,
)
from pycog.dialogue.compound.labelled_signs import written_out
from pycog.dialogue.compound.named_operands import EUROS, RATE
from pycog.dialogue.compound.readings import NEAREST, POINTS, Extra, Made
from pycog.dialogue.compound.sentence import Sentence
from pycog.dialogue.expressions import Computed, Operation, call
from pycog.values import format_number

_PAIR: Final = 2
#: A count above it is told without « à l'unité ».
_MOST_COUNT: Final = 1e9
#: Says how sure a reading is; one that goes before the other readers is above :data:`SURE`.
PLAIN, SURE = 1.0, 2.0

# ---------------------------------------------------------------- a part of a whole
_RATE: Final = re.compile(
    r"\b(?:a )?(?:quel(?:le)? |le |la |leur |un |en |combien de |combien en )?"
    r"(?:taux|tx|pourcentages?|pct|proportion|ratio|parts?|fraction|poids)\b"
    r"|\b(?:en|quel|combien de|le|a combien de|de) ?%|% ?\?|\? ?%|\ben pour ?cents?\b|^ ?% "
    r"|\b(?:represente\w*|pes(?:e|ent))\b(?: (?:quoi|combien))?"
)
_NAMED: Final = re.compile(
    r"\b(?:taux|tx|parts?|proportion|pourcentage|%)(?: (?:de|d|du|des|la|les|l|en))* (?P<name>[a-z]+)"
)
_JOINS: Final = re.compile(
    r"\b(?:sur|parmi|pour|dont|contre|et|rapporte\w* a|rapporte\w* aux?)\b|[,/:;]"
)
_OF_WHOLE: Final = re.compile(r"\b(?:sur|parmi)\b|\brapporte\w* aux?\b")
#: Words behind « taux » that name none.
_NO_NAME: Final = frozenset(
    "a au exact exacte precis est sont ca cela donc svp stp merci sur et pour en quel quelle"
    " obtenu correspondant total global reel calcule c si cb combien".split()
)


def _rate(held: Labelled) -> Made | None:
    """Read what rate a part makes of a whole: « 249 203 traités sur 290 775 reçus, taux ? »."""
    numbers, text = held.numbers, held.text
    if len(numbers) != _PAIR or not (are_counts(numbers) or are_amounts(numbers)):
        return None
    first, last = numbers
    part, whole = sorted(numbers, key=lambda one: one.value)
    between = text[first.end : last.start]
    if part.value == whole.value or not _RATE.search(text) or _MOVES.search(text):
        return None
    if len({year for year, _, _ in held.years}) > 1:
        return None
    if _OF_WHOLE.search(between) and first is not part:
        return None
    if not _JOINS.search(between) and not _names_part(held, part, whole, text):
        # « 290 775 appels reçus 249 203 traités » : each has a word of its own.
        return None
    if not _fits_name(held, part, whole, text):
        return None
    if "/" in between and first is not part and not _names_part(held, part, whole, text):
        return None
    if not held.is_read(all_places(text, _RATE, _JOINS), _ASKED_OF):
        return None
    name = "COG_RATE" if are_counts(numbers) else "COG_SHARE"
    title = f"{held.told(part)} sur {held.told(whole)}"
    return Made(
        call(name, part.value, whole.value), RATE, title,
        (held.operand(part), held.operand(whole)), PLAIN,
    )  # fmt: skip


_ASKED_OF: Final = frozenset({"par", "total", "ensemble"})


def _fits_name(held: Labelled, part: Quantity, whole: Quantity, text: str) -> bool:
    """Tell whether a rate that is called by its name may be that of the part.

    What was not done is no part of what was: « 41 000 pris, taux d'abandon ».
    """
    names = [one["name"] for one in _NAMED.finditer(text) if one["name"] not in _NO_NAME]
    own, others = held.nouns(part), held.nouns(whole)
    undone = any(map(is_undone, own))
    for name in names:
        if held.says(name, own):
            continue
        if held.says(name, others) and own:
            return False
        if is_undone(name) or undone:
            return False
    return True


def _names_part(held: Labelled, part: Quantity, whole: Quantity, text: str) -> bool:
    """Tell whether the rate is called by the word of the part, or each number has its own."""
    names = [one["name"] for one in _NAMED.finditer(text)]
    own, others = held.nouns(part), held.nouns(whole)
    if not own or not others or set(own) == set(others):
        return False
    return not names or any(held.says(one, own) for one in names) or "/" not in text


# ---------------------------------------------------------------- from one to another
_UP: Final = (
    r"hauss\w*|augment\w*|progress\w*|croissance|croi(?:t|tre)|grimp\w*|bond\w*|gain\w*|gagn\w*"
    r"|accroiss\w*|mont(?:e|ee|er)\b|pris\b(?= combien)"
)
_DOWN: Final = (
    r"baiss\w*|diminu\w*|recul\w*|chut\w*|reduc\w*|redui\w*|repli\w*|perd\w*|perte|descen\w*"
    r"|tomb\w*|fond\w*"
)
_EITHER: Final = (
    r"evolu\w*|variation|vari(?:e|ent|er)|passe\w*|progression|difference|ecart|delta|boug\w*"
    r"|(?:de|en) (?:plus|moins)"
)
#: « Ça fait + combien ? »
_SIGNED_ASK: Final = r"{0} ?(?=(?:de )?(?:combien|cb|quel|quoi|%))"
_MORE: Final = rf"(?<![a-z])(?:{_UP})(?![a-z])|{_SIGNED_ASK.format('[+]')}"
_FEWER: Final = rf"(?<![a-z])(?:{_DOWN})(?![a-z])|{_SIGNED_ASK.format('-')}"
_MOVES: Final = re.compile(rf"{_MORE}|{_FEWER}|(?<![a-z])(?:{_EITHER})(?![a-z])")
_WAY_UP: Final = re.compile(_MORE)
_WAY_DOWN: Final = re.compile(_FEWER)
_MOVE_WORDS: Final = re.compile(
    r"\b(?:taux|tx|en (?:pourcentage|valeur|nombre|points?|euros?|pour ?cents?)|pourcentages?"
    r"|combien|cb|de plus|de moins|points?|puis|depuis|entre|avant|apres|par rapport aux?"
    r"|par rapport a|contre|vs|au lieu de|l an(?:nee)? (?:derniere?|d avant|passee?|precedente?)"
    r"|il y a (?:un|1) an|cette annee|sur (?:un|1) an|en (?:un|1) an|jusqu a|maintenant"
    r"|annuel(?:le)?s?|moyen(?:ne)?s?)\b|[+%-]"
)
#: Stands before the number that it was.
_WAS: Final = re.compile(
    r"\b(?:contre|au lieu de|vs|par rapport aux?|par rapport a|depuis|etait (?:de|a)|avait|avions"
    r"|partait de|partant de|avant|l an(?:nee)? (?:derniere?|passee?|d avant|precedente?))"
    r"(?: (?:les?|la|aux?|a|de|des|seulement|en (?:19|20)\d\d :?))* ?$"
)
_WAS_BEHIND: Final = re.compile(
    r"^[a-z %€]{0,30}\b(?:avant|l an(?:nee)? (?:derniere?|passee?|d avant|precedente?)"
    r"|il y a (?:un|1) an|precedemment|auparavant)\b"
)
_ORDERED: Final = re.compile(r"\b(?:puis|a|vers|et|ensuite|jusqu a|maintenant)\b|->|>|,")
_AS_GAP: Final = re.compile(
    r"\b(?:ecarts?|differences?|delta|(?:de|en) (?:plus|moins)|combien)\b|\bcb\b"
)
_AS_RATE: Final = re.compile(r"%|pour ?cent|\btaux\b|\btx\b|\bevolution\b")
_GROWTH: Final = re.compile(
    r"\btcam\b|\b(?:taux|rythme|croissance|evolution|progression|hausse|baisse)\b[^?]*"
    r"\bannuel\w*(?: moyen\w*)?\b|\bmoyen\w* (?:annuel\w*|par an)\b|\bpar an en moyenne\b"
)


def _ends(held: Labelled) -> tuple[Quantity, Quantity] | None:
    """Return the earlier and the later of two numbers, ``None`` where that is open."""
    first, last = held.numbers
    years = held.year_of(first), held.year_of(last)
    if None not in years and years[0] != years[1]:
        return (first, last) if years[0] < years[1] else (last, first)  # type: ignore[operator]
    text = held.text
    was_last = _WAS.search(text[first.end : last.start]) or _WAS_BEHIND.search(text[last.end :])
    was_first = _WAS.search(text[: first.start]) or _WAS_BEHIND.search(text[first.end : last.start])
    if was_first and was_last:
        return None
    if was_last:
        return last, first
    if was_first:
        return first, last
    if not _ORDERED.search(text[first.end : last.start]):
        return None
    up, down = _WAY_UP.search(text), _WAY_DOWN.search(text)
    grows = last.value > first.value
    if (up and not down and not grows) or (down and not up and grows):
        # « 95 et 78, quelle hausse ? »
        return None
    return first, last


def _moved(held: Labelled) -> Made | None:
    """Read how a number moved: « 399 en 2020 puis 630, hausse en % »."""
    numbers, text = held.numbers, held.text
    if len(numbers) != _PAIR or not _MOVES.search(text):
        return None
    units = {one.unit for one in numbers}
    rates = units == {PERCENT} or (units == {PERCENT, NUMBER} and _in_points(numbers))
    if not (are_counts(numbers) or are_amounts(numbers) or rates):
        return None
    if _SUBTRACTS.search(text):
        return None
    ends = _ends(held)
    if ends is None or not ends[0].value:
        return None
    used = all_places(text, _MOVES, _MOVE_WORDS, _GROWTH)
    if not held.is_read(used, _ASKED_OF):
        return None
    if rates:
        return _of_rates(held, *ends)
    early, late = ends
    gap: Computed = Operation(late.value, "-", early.value)
    rate = call("COG_EVOLUTION", early.value, late.value)
    parts = (held.operand(early), held.operand(late))
    unit = EUROS if are_amounts(numbers) else ""
    told = f"{held.told(early)} → {held.told(late)}"
    if _GROWTH.search(text):
        return _growth(held, early, late)
    asks_gap = _AS_GAP.search(text) and not _AS_RATE.search(text)
    if asks_gap:
        return Made(
            gap, unit, f"Écart : {told}", parts, PLAIN, True, (Extra("soit {value}", rate, RATE),)
        )
    return Made(
        rate, RATE, f"Évolution : {told}", parts, PLAIN, True, (Extra("soit {value}", gap, unit),)
    )


#: Takes a printed or typed amount away: no evolution.
_SUBTRACTS: Final = re.compile(
    r"\b(?:si (?:on|je|nous) (?:baisse|augmente|perd|retire|enleve)|moins de|objectif\w*|cibles?"
    r"|budget\w* (?:de|:)|reste\w*|execut\w+|consomm\w+|depens\w+|represente\w*)\b|\bsur \d"
)
#: A rate is at most so many per cent.
_FULL: Final = 100.0


def _in_points(numbers: list[Quantity]) -> bool:
    """Tell whether a number without its sign may be a rate: « 91 % puis 93 »."""
    return all(one.unit == PERCENT or 1 < one.value <= _FULL for one in numbers)


def _of_rates(held: Labelled, early: Quantity, late: Quantity) -> Made:
    values = [one.value if one.unit == PERCENT else one.value / _FULL for one in (early, late)]
    told = " → ".join(f"{format_number(_FULL * one, 2)} %" for one in values)
    gap: Computed = Operation(values[1], "-", values[0])
    parts = (held.operand(early), held.operand(late))
    return Made(gap, POINTS, f"Écart : {told}", parts, PLAIN, True)


def _growth(held: Labelled, early: Quantity, late: Quantity) -> Made | None:
    years = held.year_of(early), held.year_of(late)
    if years[0] is None or years[1] is None:
        return None
    many = years[1] - years[0]
    node = Operation(
        Operation(Operation(late.value, "/", early.value), "^", Operation(1, "/", many)), "-", 1
    )
    title = f"Taux annuel moyen sur {many} ans : {held.told(early)} → {held.told(late)}"
    return Made(node, RATE, title, (held.operand(early), held.operand(late)), SURE, True)


# ---------------------------------------------------------------- what it was before
_BACK: Final = re.compile(
    r"\b(?:combien|cb|quel\w*|chiffre|valeur|nombre)\b[^?]*\b(?:en|pour) (?P<year>(?:19|20)\d\d)\b"
    r"|\b(?:avant|auparavant|precedemment|partait|parti\w*|initial\w*|au depart|de depart"
    r"|l an(?:nee)? (?:derniere?|d avant|passee?|precedente?)|un an plus tot|etai(?:t|ent)"
    r"|avait|y avait)\b"
)
_AFTER: Final = re.compile(
    r"\b(?:soit|c est|ca fait|apres|suite a|represente\w*|correspond\w*|vs|par rapport a"
    r"|de (?:plus|moins) (?:qu|que)|en (?:hausse|baisse) de|depuis)\b|[=(,:]"
)
_BACK_WORDS: Final = re.compile(
    rf"(?<![a-z])(?:{_UP}|{_DOWN}|evolu\w*|variation|(?:de|en) (?:plus|moins)(?: (?:que|qu))?"
    r"|combien|cb|chiffre|valeur|nombre|avant|auparavant|precedemment|depuis|vs|apres"
    r"|sur (?:un|1) an|en (?:un|1) an|par rapport aux?|par rapport a|suite a|au depart|de depart"
    r"|initial\w*|un an plus tot|l an(?:nee)? (?:derniere?|d avant|passee?|precedente?)|sachant"
    r"|vu)(?![a-z])|[=+-]"
)


def _before(held: Labelled) -> Made | None:
    """Read a number and how it came to be: « 435 en 2020 soit +5,84 %, combien en 2019 ? »."""
    numbers, text = held.numbers, held.text
    rates = [one for one in numbers if one.unit == PERCENT]
    if len(numbers) != _PAIR or len(rates) != 1 or not _BACK.search(text):
        return None
    rate = rates[0]
    other = next(one for one in numbers if one is not rate)
    if not (are_counts([other]) or are_amounts([other])):
        return None
    first, last = sorted((rate, other), key=lambda one: one.start)
    if not _AFTER.search(text[first.end : last.start + 1]) and not _AFTER.search(text[last.end :]):
        return None
    change = _signed(rate, text)
    if change is None or not _looks_back(held, other):
        return None
    if not held.is_read(all_places(text, _BACK, _BACK_WORDS, _AFTER), {"que", "par"}):
        return None
    unit = EUROS if other.unit == AMOUNT else ""
    sign = "+" if change > 0 else "-"
    told = f"{held.told(other)} après {sign}{format_number(_FULL * abs(change), 4)} %"
    return Made(
        call("COG_BASE", other.value, change), unit, f"{told}, valeur de départ",
        (held.operand(other),), PLAIN, rounded="" if unit or other.value > _MOST_COUNT else NEAREST,
    )  # fmt: skip


def _signed(rate: Quantity, text: str) -> float | None:
    typed = text[rate.start : rate.start + 1]
    if typed in "+-" and rate.value:
        return rate.value
    up, down = _WAY_UP.search(text), _WAY_DOWN.search(text)
    more, less = re.search(r"\bde plus\b", text), re.search(r"\bde moins\b", text)
    ways = (bool(up or more), bool(down or less))
    if ways[0] == ways[1] or rate.value <= 0:
        return None
    return rate.value if ways[0] else -rate.value


def _looks_back(held: Labelled, reached: Quantity) -> bool:
    """Tell whether the year that is asked for is before the one of the number."""
    asked = [int(one["year"]) for one in _BACK.finditer(held.text) if one["year"]]
    known = held.year_of(reached)
    years = {year for year, _, _ in held.years}
    if asked:
        return (known is None and years == {asked[-1]}) or (known is not None and asked[-1] < known)
    return len(years) <= _PAIR


# ---------------------------------------------------------------- a share of a period
_PERIODS: Final = {"mois": 12, "trimestre": 4, "semestre": 2, "semaine": 52}
_PER: Final = re.compile(
    r"\b(?:par|chaque|au|tous les|en moyenne par) (?P<one>mois|trimestre|semestre|semaine)\b"
    r"|\b(?P<word>mensuel\w*|trimestriel\w*|semestriel\w*|hebdomadaire)\b"
)
_BY_WORD: Final = {"mens": "mois", "trim": "trimestre", "seme": "semestre", "hebd": "semaine"}
_PER_YEAR: Final = re.compile(
    r"\b(?:par an|annuel\w*|a l annee|sur (?:l annee|un an|1 an|12 mois|une annee)|dans l annee"
    r"|a l an|en (?:un|1) an|chaque annee|l annee|l an|en annee pleine)\b"
)
_PERIOD_WORDS: Final = re.compile(
    r"\b(?:moyen(?:ne)?s?|en moyenne|par|chaque|represente\w*|ramene\w*|total|soit)\b|[=]"
)


def _over_period(held: Labelled) -> Made | None:
    """Read one number of a year by months, or of a month by years: « 875 716, par mois ? »."""
    numbers, text = held.numbers, held.text
    per = [(_period(one), one.span()) for one in _PER.finditer(text)]
    lasting = [one for one in numbers if one.unit == "duration"]
    plain = [one for one in numbers if one.unit != "duration"]
    if len(plain) != 1 or len(lasting) > 1 or len({one for one, _ in per}) > 1:
        return None
    number = plain[0]
    if not (are_counts([number]) or are_amounts([number])):
        return None
    used = all_places(text, _PER, _PER_YEAR, _PERIOD_WORDS)
    if not held.is_read(used):
        return None
    unit = EUROS if number.unit == AMOUNT else ""
    parts = (held.operand(number),)
    if lasting:
        return _over_lasting(held, number, lasting[0])
    if not per:
        return None
    name, span = per[0]
    many, at = _PERIODS[name], span[0]
    yearly = _PER_YEAR.search(text)
    if number.end <= at and at - number.end < _NEAR and yearly and yearly.start() > at:
        title = f"{held.told(number)} par {name}, sur un an"
        return Made(Operation(number.value, "*", many), unit, title, parts, PLAIN)
    if yearly and yearly.start() > at:
        return None
    title = f"{held.told(number)} en un an, par {name}"
    node = Operation(number.value, "/", many)
    whole = "" if unit or number.value % many == 0 else NEAREST
    return Made(node, unit, title, parts, PLAIN, rounded=whole)


#: Characters between a number and the period that it is of.
_NEAR: Final = 40
_LASTS: Final = re.compile(r"(?P<many>\d+) ?(?P<one>mois|semaines?|ans?)\b")


def _over_lasting(held: Labelled, number: Quantity, lasting: Quantity) -> Made | None:
    """Read a number over some months or years: by one of them, or all of them together."""
    text = held.text
    match = _LASTS.search(text, lasting.start)
    if match is None or lasting.value <= 1:
        return None
    one = match["one"].rstrip("s") if match["one"] != "mois" else "mois"
    by_one = re.compile(
        rf"\bpar {one}\b|\bchaque {one}"
        + {"mois": r"|\bmensuel\w*", "an": r"|\bannuel\w*", "semaine": r"|\bhebdo\w*"}[one]
    )
    asked = by_one.search(text)
    if asked is None:
        return None
    unit = EUROS if number.unit == AMOUNT else ""
    parts = (held.operand(number),)
    span = f"{format_number(lasting.value)} {match['one']}"
    if number.end <= asked.start() < lasting.start:
        node = Operation(number.value, "*", lasting.value)
        title = f"{held.told(number)} par {one}, sur {span}"
        return Made(node, unit, title, parts, PLAIN)
    node = Operation(number.value, "/", lasting.value)
    return Made(node, unit, f"{held.told(number)} sur {span}, par {one}", parts, PLAIN)


def _period(match: re.Match[str]) -> str:
    return match["one"] or _BY_WORD[match["word"][:4]]


# ---------------------------------------------------------------- together, apart, missing
_SUM: Final = re.compile(
    r"\b(?:en tout|au total|total|somme|cumul\w*|ensemble|addition\w*|ajout\w*|fait combien"
    r"|ca fait combien)\b"
)
_SUM_JOINS: Final = re.compile(r"^[^.?!/]*?(?:,|;|\+|\bet\b|\bplus\b|\bpuis\b)[^.?!/]*$")
_NO_LIST: Final = re.compile(r"\b(?:dont|sur|parmi|contre|pour|par|moins|reste|soit)\b")
_SUM_WORDS: Final = re.compile(r"\b(?:plus|combien|cb|en)\b|[+=]")


def _added(held: Labelled) -> Made | None:
    """Read the sum of typed numbers: « 4 975 dépistages VIH et 1 159 hépatite, en tout ? »."""
    numbers, text = held.numbers, held.text
    if len(numbers) < _PAIR or not _SUM.search(text):
        return None
    if not (are_counts(numbers) or are_amounts(numbers)):
        return None
    between = [text[one.end : other.start] for one, other in pairwise(numbers)]
    if any(not _SUM_JOINS.match(one) or _NO_LIST.search(one) for one in between):
        return None
    if not held.is_read(all_places(text, _SUM, _SUM_WORDS)):
        return None
    unit = EUROS if are_amounts(numbers) else ""
    told = " + ".join(map(held.told, numbers))
    node = call("SUM", *(one.value for one in numbers))
    return Made(node, unit, f"Somme : {told}", tuple(map(held.operand, numbers)), PLAIN)


_LEFT: Final = re.compile(
    r"\b(?:combien|cb)\b[^?]*\b(?:n (?:ont|a) pas(?: ete)?|ne (?:sont|l ont) pas(?: ete)?"
    r"|(?:reste|restent|restait|manqu\w+)(?: t il)?|non|(?P<undone>perdu\w*|abandonn\w*|rejet\w*"
    r"|refus\w*|rate\w*|en (?:attente|souffrance|stock)|en moins|laisse\w*))\b"
)
_LEFT_WORDS: Final = re.compile(r"\b(?:sans|pas|non|reste\w*|manqu\w*|encore|faire|traiter)\b")


def _left(held: Labelled) -> Made | None:
    """Read what a part leaves of a whole: « 290 775 reçus, 249 203 pris, combien de perdus ? »."""
    numbers, text = held.numbers, held.text
    match = _LEFT.search(text)
    if len(numbers) != _PAIR or match is None or match.start() < numbers[-1].end:
        return None
    if not are_counts(numbers) or _MOVES.search(text) or _RATE.search(text):
        return None
    part, whole = sorted(numbers, key=lambda one: one.value)
    if any(map(is_undone, held.nouns(part))) or len({year for year, _, _ in held.years}) > 1:
        return None
    behind = _after_left(text[match.end() :])
    if behind and not (held.says(behind, held.nouns(part)) or behind in _DONE):
        return None
    if not held.is_read([match.span(), *all_places(text, _LEFT_WORDS, _JOINS)]):
        return None
    title = f"{held.told(whole)} moins {held.told(part)}"
    parts = (held.operand(whole), held.operand(part))
    return Made(Operation(whole.value, "-", part.value), "", title, parts, PLAIN)


#: What any case may have come to.
_DONE: Final = frozenset(
    "traites traite pris faits fait abouti aboutis honores servis regles".split()
)


def _after_left(text: str) -> str:
    match = re.match(r" ?(?:a |ete |de |d )*([a-z]+)", text)
    return "" if match is None else match[1]


_NEED: Final = re.compile(r"\b(?:manqu\w*|encore|faut|faudrait|besoin|de plus|reste\w*)\b")
_HAVE: Final = re.compile(
    r"\b(?:j en ai|on en a|nous en avons|en ai|en a|on a|j ai|avons|ai|acquis|obtenus?|deja)\b"
)
_SHARE_OF: Final = re.compile(r"^ ?(?:des?|d|du|sur|de mes|de nos|de ces|des? [a-z]+ )[a-z ]*$")
_NEED_WORDS: Final = re.compile(
    r"\b(?:seulement|actuellement|aujourd hui|atteindre|avoir|arriver|points?|pts|me|m|moi)\b"
)


def _missing(held: Labelled) -> Made | None:
    """Read what lacks to a share of a whole: « 70 % de mes 1 000 points, j'en ai 610 »."""
    numbers, text = held.numbers, held.text
    rates = [one for one in numbers if one.unit == PERCENT]
    counts = [one for one in numbers if one.unit != PERCENT]
    if len(rates) != 1 or len(counts) != _PAIR or not _NEED.search(text):
        return None
    if any(one.unit not in {"number", "points", "staff", "beneficiaries"} for one in counts):
        return None
    rate = rates[0]
    wholes = [one for one in counts if _SHARE_OF.fullmatch(text[rate.end : one.start] + " ")]
    wholes = wholes or [one for one in counts if re.search(r"\bsur (?:les )?$", text[: one.start])]
    if len(wholes) != 1:
        return None
    whole = wholes[0]
    part = next(one for one in counts if one is not whole)
    if part.value >= whole.value or not 0 < rate.value <= 1 or not _HAVE.search(text):
        return None
    if not held.is_read(all_places(text, _NEED, _HAVE, _NEED_WORDS)):
        return None
    node = Operation(Operation(whole.value, "*", rate.value), "-", part.value)
    title = f"{rate.shown} de {held.told(whole)}, moins {held.told(part)}"
    parts = (held.operand(whole), held.operand(part))
    return Made(node, "", title, parts, PLAIN)


def _expression(held: Labelled) -> Made | None:
    if _RATE.search(held.text) and any(one in held.text for one in (" / ", "/")):
        return None
    return written_out(held)


_READERS: Final[tuple[Callable[[Labelled], Made | None], ...]] = (
    _missing, _before, _rate, _expression, _moved, _over_period, _left, _added,
)  # fmt: skip


def labelled(sentence: Sentence) -> Made | None:
    """Read typed numbers under one plain operator, ``None`` where a word may change them.

    Args:
        sentence: The question.
    """
    held = Labelled(sentence)
    if not held.is_one:
        return None
    for reader in _READERS:
        made = reader(held)
        if made is not None:
            return made
    return None
