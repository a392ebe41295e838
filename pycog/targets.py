"""The grammar of printed targets: ``"< 5 %"``, ``"90 % en 21 jours calendaires"``…

A target is read as it is printed or refused with the list of what can be written;
nothing is guessed. Reading is cached, since a workbook repeats the same few texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pycog.errors import InvalidInput
from pycog.values import (
    Number,
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
    parse_number,
    serial_of,
    to_number,
)

HIGHER: Final = "hausse"
LOWER: Final = "baisse"

#: Kind → its French name, as officers see it.
KINDS: Final[dict[str, str]] = {
    "rate": "taux",
    "count": "nombre",
    "delay": "délai",
    "share_within_delay": "part dans un délai",
    "decile_delay": "délai au décile",
    "change": "variation",
    "date": "date",
    "yes_no": "oui/non",
    "interval": "intervalle",
    "deferred": "renvoyé",
    "empty": "vide",
}
#: Units in which a ratio is written.
RATE_UNITS: Final = frozenset({"%", "/100", "/1000"})
#: Kinds whose value is a ratio, where 77 would be a mistake for 77 %.
RATIO_KINDS: Final = frozenset({"rate", "share_within_delay", "change"})
#: Examples of all that can be written, for help texts and error messages.
EXAMPLES: Final = (
    "98 %, < 5 %, ≤ 10 jours, 7 j, 7 j calendaires au 9ème décile, 90 % en 21 jours calendaires, "
    "+3 %, Baisse de 14 %, 7 000 000, 799 millions, 75/100, 31/12/2021, juillet 2021, O/N, "
    "entre 98 % et 102 % ou cf. COG CNAMTS"
)


@dataclass(frozen=True, slots=True)
class Target:
    """A target as printed and as understood.

    Attributes:
        text: As printed.
        kind: One of :data:`KINDS`.
        value: Ratios for rates, shares and changes (90 % is 0.9); an Excel serial for
            dates; the lower bound of an interval; ``None`` when deferred or empty.
        comparator: ``">="``, ``"<="``, ``"<"``, ``">"`` or ``"="``; ``None`` where
            nothing is compared.
        unit: ``"%"``, ``"/100"``, ``"jours calendaires"``, ``"€"``… or ``""``.
        direction: ``"hausse"`` or ``"baisse"``; ``None`` where the text alone
            cannot tell (a bare number) or where it has no sense.
        delay: The delay itself, for the three kinds that have one.
        delay_unit: ``"jours"``, ``"jours calendaires"``, ``"heures"``…
        rank: Rank of the decile, 1 to 10.
        upper: Upper bound of an interval.
        imposed: Whether the text itself states the direction, so that a caller
            may not ask for the other one.
    """

    text: str
    kind: str
    value: float | None = None
    comparator: str | None = None
    unit: str = ""
    direction: str | None = None
    delay: float | None = None
    delay_unit: str | None = None
    rank: float | None = None
    upper: float | None = None
    imposed: bool = False

    @property
    def kind_name(self) -> str:
        """French name of the kind."""
        return KINDS[self.kind]

    @property
    def shown_as(self) -> str:
        """How to show a value of this kind (see :func:`pycog.values.display`)."""
        if self.kind == "change":
            return "evolution"
        if self.unit in RATE_UNITS:
            return "rate"
        if self.kind in {"delay", "decile_delay"}:
            return "number" if self.unit == "heures" else "days"
        if self.kind == "date":
            return "date"
        return "amount" if self.unit == "€" else "number"

    def write(self, value: float) -> str:
        """Write ``value`` in the target's unit, precisely enough for an explanation."""
        if self.kind == "date":
            return display(value, "date")
        if self.kind == "yes_no":
            return "Oui" if value else "Non"
        if self.unit.startswith("/"):
            return f"{format_number(value * float(self.unit[1:]), 4)}{self.unit}"
        if self.unit == "%":
            sign = "+" if self.kind == "change" and value > 0 else ""
            return sign + display(value, "percent")
        unit = _SHORT_UNITS.get(self.unit, self.unit)
        return f"{format_number(value, 4)} {unit}".rstrip()


_SHORT_UNITS = {"jours": "j", "jours calendaires": "j", "jours ouvrés": "j", "heures": "h"}
#: Units in which a delay is written.
DELAY_UNITS: Final = frozenset(
    {"jours", "jours calendaires", "jours ouvrés", "jours ouvrables", "heures"}
)
_WORDS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "quinze": 15, "vingt": 20, "trente": 30,
}  # fmt: skip
_COMPARATORS = {
    "<": "<", ">": ">", "=": "=", "≤": "<=", "<=": "<=", "=<": "<=", "≥": ">=", ">=": ">=",
    "=>": ">=", "inférieur à": "<", "supérieur à": ">", "inférieur ou égal à": "<=",
    "supérieur ou égal à": ">=", "moins de": "<", "plus de": ">", "au moins": ">=", "au plus": "<=",
    "au minimum": ">=", "au maximum": "<=",
}  # fmt: skip

_COMPARED = re.compile(
    r"(<=|=<|>=|=>|[<>=≤≥]|(?:inf|sup)érieur (?:ou égal )?à|moins de|plus de"
    r"|au (?:moins|plus|minimum|maximum)) ?(.+)"
)
_SIGNED = re.compile(r"([+-]) ?(\d.*)")
_WORDED = re.compile(r"(?:(baisse|diminution|réduction)|hausse|augmentation) de (\d.*)")
_DECILE = re.compile(r"(.+?) \(?(?:au )?(\d{1,2})(?:er|e|è|eme|ème|ième) décile\)?")
_SHARE = re.compile(r"(.+?) (?:en|sous|dans les|dans un délai de) (.+)")
_INTERVAL = re.compile(r"entre (.+?) et (.+)")
_YES_NO = re.compile(r"o(?:ui)? ?/ ?n(?:on)?")
_DEFERRED = re.compile(
    r"(?:(?:cf\.?|voir) ?)?(?:la )?cog [a-zà-ÿ][a-zà-ÿ'’ -]*(?: \d{4}(?: ?- ?\d{4})?)?"
)
_DATE = re.compile(
    r"(?:au plus tard )?(?:(?:le|au) )?"
    r"(\d{1,2}([/.-])\d{1,2}\2\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:er)? [a-zéû]+ \d{4})"
)
_MONTH = re.compile(r"([a-zéû]+) ((?:19|20|21)\d\d)")
_NOTE = r"(?:mesure au (?:1er|premier|2nd|2e|2ème|second) semestre|résultat (?:au [\d/]{10}|\d{4}))"
_NOTES = re.compile(rf"(?: ?(?:{_NOTE}|\({_NOTE}\)))+$")
_YEAR = re.compile(r"20\d\d")
_GAP = re.compile(r" ?[/;] | ")
_LINE_IN_NUMBER = re.compile(r"\d\s*[\t\n\r\v\f]\s*\d")


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

EMPTY: Final = Target("", "empty")
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
    lowered = _without_notes(plain.lower())
    for reader in _READERS:
        target = reader(lowered, what)
        if target is not None:
            return replace(target, text=text.strip())
    if _holds_several_values(lowered):
        raise _side_by_side(text, what)
    raise _unreadable(text, what)


def _unreadable(text: str, what: str) -> InvalidInput:
    return InvalidInput(
        "cible-illisible",
        f"{capital(what)} « {excerpt(text)} » est illisible. On peut écrire {EXAMPLES}.",
        value=text,
    )


def _without_notes(plain: str) -> str:
    """Drop the remarks that the annexes print after a value, from a closed list."""
    return _NOTES.sub("", plain)


def _yes_no(plain: str, what: str) -> Target | None:
    return Target(plain, "yes_no", 1.0, "=") if _YES_NO.fullmatch(plain) else None


def _deferred(plain: str, what: str) -> Target | None:
    return Target(plain, "deferred") if _DEFERRED.fullmatch(plain) else None


def _date(plain: str, what: str) -> Target | None:
    if match := _DATE.fullmatch(plain):
        serial = date_serial(match[1], what)
    elif (match := _MONTH.fullmatch(plain)) and (month := month_number(match[1])):
        serial = serial_of(month_end(int(match[2]), month))
    else:
        return None
    return Target(plain, "date", serial, "<=", direction=LOWER, imposed=True)


def _interval(plain: str, what: str) -> Target | None:
    match = _INTERVAL.fullmatch(plain)
    if not match:
        return None
    low, high = _number(match[1], what), _number(match[2], what)
    if low is None or high is None or low.unit != high.unit or low.value > high.value:
        return None
    return Target(plain, "interval", low.value, unit=low.unit, upper=high.value)


def _change(plain: str, what: str) -> Target | None:
    if match := _SIGNED.fullmatch(plain):
        down = match[1] == "-"
    elif match := _WORDED.fullmatch(plain):
        down = match[1] is not None
    else:
        return None
    size = _number(match[2], what)
    if size is None or size.unit != "%":
        return None
    if down:
        return Target(plain, "change", -size.value, "<=", "%", LOWER, imposed=True)
    return Target(plain, "change", size.value, ">=", "%", HIGHER, imposed=True)


def _decile(plain: str, what: str) -> Target | None:
    match = _DECILE.fullmatch(plain)
    delay = match and _delay(_compared(match[1])[1], what)
    if not match or not delay or not 1 <= int(match[2]) <= 10:
        return None
    if _compared(match[1])[0] not in {None, "<="}:
        return None
    value, unit = delay
    return Target(
        plain, "decile_delay", value, "<=", unit, LOWER, value, unit, float(match[2]), imposed=True
    )


def _share(plain: str, what: str) -> Target | None:
    match = _SHARE.fullmatch(plain)
    if not match:
        return None
    comparator, rest = _compared(match[1])
    share, delay = _number(rest, what), _delay(match[2], what)
    if share is None or delay is None or share.unit != "%" or comparator not in {None, ">=", ">"}:
        return None
    return Target(
        plain,
        "share_within_delay",
        share.value,
        comparator or ">=",
        "%",
        HIGHER,
        *delay,
        imposed=True,
    )


def _year(plain: str, what: str) -> Target | None:
    """Refuse four digits that are a year: they are no number, and no date either."""
    if not _YEAR.fullmatch(plain):
        return None
    raise InvalidInput(
        "cible-annee-seule",
        f"{capital(what)} « {plain} » se lit comme une année. Pour une échéance, écrivez la date "
        f"(31/12/{plain}) ; pour un nombre, séparez les milliers ({plain[0]} {plain[1:]}) ou "
        "saisissez-le comme un nombre, pas comme un texte.",
        value=plain,
    )


def _plain_value(plain: str, what: str) -> Target | None:
    comparator, rest = _compared(plain)
    if delay := _delay(rest, what):
        value, unit = delay
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
        )
    number = _number(rest, what)
    if number is None:
        return None
    rate = number.unit in RATE_UNITS
    direction = _DIRECTION_OF.get(comparator) if comparator else HIGHER if rate else None
    kind = "rate" if rate else "count"
    return Target(
        plain,
        kind,
        number.value,
        comparator or ">=",
        number.unit,
        direction,
        imposed=direction is not None and comparator is not None,
    )


_Reader = Callable[[str, str], Target | None]
_READERS: tuple[_Reader, ...] = (
    _yes_no,
    _deferred,
    _date,
    _interval,
    _change,
    _decile,
    _share,
    _year,
    _plain_value,
)
_DIRECTION_OF = {"<": LOWER, "<=": LOWER, ">": HIGHER, ">=": HIGHER}


def _compared(plain: str) -> tuple[str | None, str]:
    """Split a printed comparator from what follows it."""
    match = _COMPARED.fullmatch(plain)
    return (_COMPARATORS[match[1]], match[2]) if match else (None, plain)


def _number(plain: str, what: str) -> Number | None:
    """Read an unsigned number; ``None`` when it is none, an error when it is ambiguous."""
    if not plain[:1].isdigit():
        return None
    try:
        return parse_number(plain, what)
    except InvalidInput as error:
        if error.code == "nombre-illisible":
            return None
        raise


def _delay(plain: str, what: str) -> tuple[float, str] | None:
    first, _, rest = plain.partition(" ")
    number = _number(f"{_WORDS[first]} {rest}" if first in _WORDS else plain, what)
    return (number.value, number.unit) if number and number.unit in DELAY_UNITS else None


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
        return any(reader(plain, "") for reader in (_date, _change, _plain_value))
    except InvalidInput:
        return False


def _side_by_side(text: str, what: str) -> InvalidInput:
    return InvalidInput(
        "cibles-cote-a-cote",
        f"{capital(what)} « {excerpt(text)} » contient plusieurs valeurs côte à côte, comme dans "
        "un document dont le suivi des modifications a été aplati. Gardez-en une seule.",
        value=text,
    )
