"""Puts the parts of a printed target together, and reads one or refuses it.

A value is a number × a unit × a comparator, before or after × what stands around it. Two of
them make an interval, a value with « ± » its tolerance; a share and a delay a share within
a delay; a variation starts from an earlier year. Reading is cached, since a workbook
repeats the same few texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex
from pycog.milestones import read_due
from pycog.targets.intervals import read_interval, read_tolerance
from pycog.targets.printed import EMPTY, EXAMPLES, HIGHER, LOWER, Target
from pycog.targets.qualifiers import (
    Stripped,
    compared,
    runs_over_period,
    stripped,
    without_heading,
    without_marks,
    without_notes,
)
from pycog.targets.quantities import (
    DELAY_UNITS,
    is_rate_unit,
    read_quantity,
)
from pycog.targets.variations import read_variation
from pycog.values import (
    Scalar,
    capital,
    clean,
    date_serial,
    display,
    epoch,
    excerpt,
    format_number,
    is_blank,
    month_end,
    month_number,
    serial_of,
    to_number,
)

#: A figure without a word. No other spelling of it is known, and no wording is one: they need
#: not be compiled, which takes longer than all the rest of a small workbook.
_BARE_FIGURE = regex(r"(?:[<>≤≥]=? ?)?\d[\d ]*(?:[,.]\d+)? ?%?")
_DECILE = regex(
    r"(?P<value>.+?),? \(?(?:au )?(?P<rank>\d{1,2})(?:er|e|è|eme|ème|ième) décile\)?"
    r"|(?:d(?P<short>\d{1,2})|(?P<first>\d{1,2})(?:er|e|è|eme|ème|ième) décile)"
    r"(?: à| de)? ?[:=]? ?(?P<after>[<>≤≥\da-z].*)"
)
_MEDIAN = regex(
    r"(?:délai )?médiane? ?(?:de|:|=)? ?(?P<after>[<>≤≥\d].*)"
    r"|(?P<value>.+?),? \(?(?:en )?médiane?\)?"
)
_LINK = (
    r"en|sous|à|dans les|dans un délai(?: (?:maximal|maximum))?(?: de| d'| inférieur à)?"
    r"|avec un délai de|au bout de|avant"
)
_SHARE = regex(
    rf"(?P<share>\D*\d.*?) "
    rf"(?:(?:{_LINK})(?P<under> moins de| au plus| maximum)?|(?P<sign><=|[<≤]|en)) ?"
    r"(?P<delay>j ?\+.+|\d.*|[a-z]+ (?:jours?|mois|semaines?|heures?|minutes?|h|j)\b.*)"
)
_DATE = regex(
    r"(?P<lead>(?:au plus tard |livré |échéance |d'ici |avant )?(?:(?:le|au|fin|la fin|fin du) )*)"
    r"(\d{1,2}([/.-])\d{1,2}\3\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:er)? [a-zéû]+ \d{4})"
)
#: « 3 pour 1000 » has the shape of a date, and is none.
_COUNTED_OUT = regex(r" (?:pour|sur) \d")
_MONTH = regex(r"([a-zéû]+) ((?:19|20|21)\d\d)")
_SHORT_MONTH = regex(r"([a-zéû]{3,5})\.?[ /-]((?:20)?\d\d)")
_MONTH_NUMBER = regex(r"(0[1-9]|1[0-2])/(20\d\d)")
_MONTHS: Final = {
    "janv": "janvier", "jan": "janvier", "févr": "février", "fév": "février", "fev": "février",
    "mars": "mars", "avr": "avril", "avril": "avril", "mai": "mai", "juin": "juin",
    "juil": "juillet", "juill": "juillet", "août": "août", "aout": "août", "sept": "septembre",
    "sep": "septembre", "oct": "octobre", "nov": "novembre", "déc": "décembre", "dec": "décembre",
}  # fmt: skip
#: A part of a year, or its end: never a year alone.
_PERIOD = regex(
    r"(?:au plus tard |d'ici (?:à )?|avant (?=(?:la )?fin)|échéance )?"
    r"((?:(?:la )?fin|courant|en|au|le|à la fin|à fin)? ?(?:du |de |d')?"
    r"(?:(?:\d(?:er|e|ème|eme|nd|nde|re)?|premier|deuxième|second|troisième|quatrième) ?"
    r"(?:trimestre|semestre) (?:de )?20\d\d|[tsq] ?\d[ -]?20\d\d)|fin (?:de )?(?:l'année )?20\d\d"
    r"|fin [a-zéû]+ 20\d\d)"
)
_YEAR = regex(r"20\d\d")
_GAP = regex(r" ?[/;] | ")
_KEPT_AT = regex(r"(?:maintien|maintenir|stabilisation|stable|stabilité)(?: (?:à|au|a|de))? (.+)")
_LINE_IN_NUMBER = regex(r"\d\s*[\t\n\r\v\f]\s*\d")


def parse_target(value: Scalar, what: str = "la cible") -> Target:
    """Read a target as it is printed, or as a plain number.

    Args:
        value: ``"98%"``, ``"<5%"``, ``"7 j calendaires au 9ème décile"``… A number is a
            value to reach whose kind and direction cannot be known: kind ``count``.
        what: How to name the target in the error message.

    Returns:
        The target; blank gives kind ``empty``.

    Raises:
        InvalidInput: ``cible-illisible``, ``cibles-cote-a-cote``,
            ``cible-annee-seule``, or the code of the number or date inside that cannot
            be read.

    Source:
        COG CAMIEG 2012-2015, annexe 4; annexe intéressement, branche maladie, 2.1 et 2.2.
    """
    if isinstance(value, str):
        if len(value) > _LONGEST and len(clean(value)) > _LONGEST:
            raise _unreadable(value, what)
        return _cached(value, what, epoch())
    number = to_number(value, what)
    if number is None:
        return EMPTY
    return Target(format_number(number), "count", number, ">=")


def to_direction(value: Scalar, what: str = "le sens") -> str | None:
    """Read a direction: ``"hausse"``/``"augmenter"`` or ``"baisse"``/``"diminuer"``.

    Args:
        value: A cell value.
        what: How to name it in the error message.

    Returns:
        ``"hausse"``, ``"baisse"``, or ``None`` for a blank.

    Raises:
        InvalidInput: ``sens-inconnu``.

    Source:
        :data:`pycog.assumptions.ASSUMPTIONS` (``"sens-par-defaut"``): the annexes print no
        direction.
    """
    if is_blank(value):
        return None
    found = _DIRECTIONS.get(clean(value).lower()) if isinstance(value, str) else None
    if found is None:
        raise InvalidInput(
            "sens-inconnu",
            f"{capital(what)} « {excerpt(display(value))} » n'est pas reconnu. Écrivez « hausse » "
            "s'il faut augmenter ou « baisse » s'il faut diminuer.",
            value=value,
        )
    return found


_DIRECTIONS = {
    "hausse": HIGHER, "augmenter": HIGHER, "augmentation": HIGHER,
    "baisse": LOWER, "diminuer": LOWER, "diminution": LOWER,
}  # fmt: skip

#: No printed target is longer; prose is refused unread.
_LONGEST: Final = 120


@lru_cache(maxsize=4096)
def _cached(text: str, what: str, _epoch: object) -> Target:
    """Read and remember; the epoch is part of the key, since dates are stored as serials."""
    plain = clean(text)
    if not plain:
        return EMPTY
    if _LINE_IN_NUMBER.search(text):
        raise _side_by_side(text, what)
    whole = without_marks(plain.lower().replace("’", "'"))
    lowered = without_marks(without_notes(whole))
    # « maintien du résultat 2022 »: what looks like a remark is the target itself.
    target = _read(lowered, what) or _read(whole, what)
    if target is not None:
        return replace(target, text=text.strip())
    from pycog.targets.refusals import reason_against, what_is_in_the_way

    if reason := reason_against(lowered):
        raise _refused(text, what, reason)
    if _holds_several_values(lowered):
        raise _side_by_side(text, what)
    if reason := what_is_in_the_way(lowered):
        raise _refused(text, what, reason)
    raise _unreadable(text, what)


def _read(plain: str, what: str) -> Target | None:
    """Read a text, as it stands or without its heading."""
    spelled = _respelled(plain)
    for form in dict.fromkeys((spelled, without_heading(spelled))):
        if not form or (form != spelled and _is_refused(form)):
            continue
        for reader in _READERS:
            target = reader(form, what)
            if target is not None:
                return target
    return None


def _unreadable(text: str, what: str) -> InvalidInput:
    return InvalidInput(
        "cible-illisible",
        f"{capital(what)} « {excerpt(text)} » est illisible. On peut écrire {EXAMPLES}.",
        value=text,
    )


def _refused(text: str, what: str, reason: str) -> InvalidInput:
    return InvalidInput(
        "cible-illisible", f"{capital(what)} « {excerpt(text)} » {reason}.", value=text
    )


def _respelled(plain: str) -> str:
    if _BARE_FIGURE.fullmatch(plain):
        return plain
    from pycog.targets.spellings import respelled

    return respelled(plain)


def _is_refused(form: str) -> bool:
    from pycog.targets.refusals import reason_against

    return bool(reason_against(form))


def _wording(plain: str, what: str) -> Target | None:
    if _BARE_FIGURE.fullmatch(plain):
        return None
    from pycog.targets.wordings import read_wording

    return read_wording(plain)


def _date(plain: str, what: str) -> Target | None:
    comparator = "<="
    if due := _end_of_period(plain):
        serial = due
    elif (match := _DATE.fullmatch(plain)) and not _COUNTED_OUT.search(plain):
        serial = date_serial(match[2], what)
        comparator = "<" if match["lead"].startswith("avant") else "<="
    elif (match := _MONTH.fullmatch(plain)) and (month := month_number(match[1])):
        serial = serial_of(month_end(int(match[2]), month))
    else:
        return None
    return Target(plain, "date", serial, comparator, direction=LOWER, imposed=True)


def _end_of_period(plain: str) -> float | None:
    """Return the last day of a quarter, a half-year, a month or a year that a text names."""
    if (match := _SHORT_MONTH.fullmatch(plain)) and match[1] in _MONTHS:
        wanted = f"{_MONTHS[match[1]]} {match[2] if len(match[2]) == 4 else '20' + match[2]}"
    elif match := _MONTH_NUMBER.fullmatch(plain):
        return serial_of(month_end(int(match[2]), int(match[1])))
    elif match := _PERIOD.fullmatch(plain):
        wanted = re.sub(r"\bq(?= ?\d)", "t", match[1]).strip()
        wanted = re.sub(r"([ts]) ?(\d)[ -]?(20\d\d)", r"\1\2 \3", wanted)
        wanted = re.sub(r"^(?:à la|à|la|en|courant|au|le) ", "", wanted)
    else:
        return None
    try:
        return serial_of(read_due(wanted).last)
    except InvalidInput:
        return None


def _decile(plain: str, what: str) -> Target | None:
    around = stripped(plain)
    if match := _DECILE.fullmatch(around.core):
        rank = int(match["rank"] or match["short"] or match["first"])
    elif match := _MEDIAN.fullmatch(around.core):
        rank = 5
    else:
        return None
    comparator, rest = compared(match["value"] or match["after"])
    delay = _delay(rest, what)
    if not delay or not 1 <= rank <= 10 or comparator not in {None, "<="}:
        return None
    value, unit, _ = delay
    return Target(
        plain,
        "decile_delay",
        value,
        "<=",
        unit,
        LOWER,
        value,
        unit,
        float(rank),
        imposed=True,
        scope=around.scope,
    )


def _share(plain: str, what: str) -> Target | None:
    around = stripped(plain)
    match = _SHARE.fullmatch(around.core)
    if not match or around.base:
        return None
    comparator, rest = compared(match["share"])
    limit, delay_text = compared(match["delay"])
    share, delay = read_quantity(rest, what, words=True), _delay(delay_text, what)
    if share is None or delay is None or not is_rate_unit(share.unit):
        return None
    if comparator not in {None, ">=", ">"} or limit not in {None, "<="}:
        return None
    short = match["under"] == " moins de" or match["sign"] == "<" or "inférieur" in match[0]
    before = around.core[match.end("share") : match.start("delay")].split()[:1] == ["avant"]
    scope = " ".join(filter(None, (share.scope, delay[2], around.scope)))
    return Target(
        plain,
        "share_within_delay",
        share.value,
        comparator or ">=",
        "%",
        HIGHER,
        delay[0],
        delay[1],
        imposed=True,
        scope=scope,
        delay_strict=short or before,
    )


def _kept(plain: str, what: str) -> Target | None:
    """Read « maintien à 92 % »: a value to hold is a value to reach."""
    match = _KEPT_AT.fullmatch(plain)
    return _plain_value(match[1], what) if match else None


def _year(plain: str, what: str) -> Target | None:
    """Refuse four digits that are a year: they are no number, and no date either."""
    year = compared(plain)[1]
    if not _YEAR.fullmatch(year):
        return None
    raise InvalidInput(
        "cible-annee-seule",
        f"{capital(what)} « {plain} » se lit comme une année. Pour une échéance, écrivez la date "
        f"(31/12/{year}) ; pour un résultat de cette année-là, « ≥ résultat {year} » ; pour un "
        f"nombre, séparez les milliers ({year[0]} {year[1:]}) ou saisissez-le comme un nombre, pas "
        "comme un texte.",
        value=plain,
    )


def _plain_value(plain: str, what: str) -> Target | None:
    if runs_over_period(plain):
        return None
    around = stripped(plain)
    if around.base:
        around = Stripped(plain)  # « 12 audits par an » counts; « 5 % par an » is refused below
    comparator, rest = compared(around.core)
    if comparator is not None and compared(rest)[0] is not None:
        return None
    if delay := _delay(rest, what):
        value, unit, scope = delay
        return Target(
            plain,
            "delay",
            value,
            comparator or "<=",
            unit,
            _DIRECTION_OF.get(comparator or "<="),
            value,
            unit,
            imposed=comparator is not None,
            scope=f"{scope} {around.scope}".strip(),
        )
    number = read_quantity(rest, what, words=True)
    if number is None:
        return None
    rate = is_rate_unit(number.unit)
    direction = _DIRECTION_OF.get(comparator) if comparator else HIGHER if rate else None
    return Target(
        plain,
        "rate" if rate else "count",
        number.value,
        comparator or ">=",
        number.unit,
        direction,
        imposed=direction is not None and comparator is not None,
        scope=f"{number.scope} {around.scope}".strip(),
    )


_Reader = Callable[[str, str], Target | None]
_READERS: tuple[_Reader, ...] = (
    _wording,
    _date,
    read_tolerance,
    read_interval,
    read_variation,
    _decile,
    _share,
    _year,
    _kept,
    _plain_value,
)
_DIRECTION_OF = {"<": LOWER, "<=": LOWER, ">": HIGHER, ">=": HIGHER}


def _delay(plain: str, what: str) -> tuple[float, str, str] | None:
    """Read a delay, its unit and what is said of it."""
    number = read_quantity(plain, what, words=True)
    if number is None or number.unit not in DELAY_UNITS:
        return None
    return number.value, number.unit, number.scope


def _holds_several_values(plain: str) -> bool:
    """Tell whether the text is two or more values side by side and nothing else."""
    gaps = [match.span() for match in _GAP.finditer(plain)][:12]
    starts = [0, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(plain)]
    covered = {0}  # pieces that can be read as whole values so far
    for last, end in enumerate(ends):
        for first, start in enumerate(starts[: last + 1]):
            if first in covered and _is_value(plain[start:end]):
                covered.add(last + 1)
    return bool(gaps) and len(ends) in covered


def _is_value(plain: str) -> bool:
    try:
        return any(reader(plain, "") for reader in (_date, read_variation, _plain_value))
    except InvalidInput:
        return False


def _side_by_side(text: str, what: str) -> InvalidInput:
    return InvalidInput(
        "cibles-cote-a-cote",
        f"{capital(what)} « {excerpt(text)} » contient plusieurs valeurs côte à côte, comme dans "
        "un document dont le suivi des modifications a été aplati. Gardez-en une seule.",
        value=text,
    )
