"""The network of health-insurance bodies: shares of pooled projects, useful size.

The note of 5 December 2007 counts the pooled projects of the branch and gives the size
from which a body can do its work by itself.
"""

from __future__ import annotations

from typing import Any, Final

from pycog.arithmetic import add, compare, join_terms, not_negative, quotient
from pycog.errors import InvalidInput
from pycog.values import Scalar, display, format_number, to_number
from pycog.vector import elementwise, flatten

#: Useful size of a body.
USEFUL_BENEFICIARIES: Final = 200_000
USEFUL_STAFF: Final = 200

REACHED: Final = "Taille utile atteinte"
NOT_REACHED: Final = "Taille utile non atteinte"


def share(parts: Any, total: Scalar) -> float | None:
    """Return the sum of ``parts`` over ``total``; ``None`` when either is blank.

    Args:
        parts: Amounts or counts, none negative; blanks are ignored.
        total: Their whole, in the same unit, above zero.

    Returns:
        A ratio of at most 1.

    Raises:
        InvalidInput: ``part-superieure-au-total``, ``division-par-zero``,
            ``valeur-negative``, unreadable numbers.

    Source:
        Point de situation sur la démarche mutualisation, 5 December 2007: 189 projects by
        perimeter and by process, with their shares.
    """
    read = _parts(parts)
    whole = not_negative(total, "le total")
    if not read or whole is None:
        return None
    summed = add(*read)
    result = quotient(summed, whole, "le total")
    if compare(summed, whole) > 0:
        raise InvalidInput(
            "part-superieure-au-total",
            f"La part vaut {format_number(summed)}, plus que le total de {format_number(whole)}. "
            "Vérifiez la plage et le total.",
        )
    return result


def explain_share(parts: Any, total: Scalar) -> str:
    """Return the addition and the division behind :func:`share` in French.

    Args:
        parts: As for :func:`share`.
        total: As for :func:`share`.

    Returns:
        A French sentence with the numbers put in.
    """
    result = share(parts, total)
    whole = to_number(total)
    if result is None or whole is None:
        return "La part ou le total n'est pas renseigné : pas de résultat"
    read = [format_number(part, 4) for part in _parts(parts)]
    above = read[0] if len(read) == 1 else f"({join_terms(read)})"
    return f"{above} ÷ {format_number(whole, 4)} = {display(result, 'rate')}"


def _parts(parts: Any) -> list[float]:
    cells = enumerate(flatten(parts), start=1)
    read = [not_negative(cell, f"la partie n° {position}") for position, cell in cells]
    return [part for part in read if part is not None]


@elementwise
def useful_size(beneficiaries: Scalar, staff: Scalar) -> str | None:
    """Tell whether a body has the useful size, and which threshold it misses.

    Args:
        beneficiaries: Beneficiaries on file.
        staff: Employees.

    Returns:
        A French verdict; ``None`` when either is blank.

    Raises:
        InvalidInput: ``valeur-negative``, unreadable numbers.

    Source:
        Point de situation sur la démarche mutualisation, 5 December 2007, « La notion de
        taille utile »: about 200 000 beneficiaries, at least 200 employees.
    """
    covered = not_negative(beneficiaries, "le nombre de bénéficiaires")
    employed = not_negative(staff, "l'effectif")
    if covered is None or employed is None:
        return None
    missed = [
        f"{format_number(number)} {unit} sur {format_number(wanted)}"
        for number, wanted, unit in (
            (covered, USEFUL_BENEFICIARIES, "bénéficiaires"),
            (employed, USEFUL_STAFF, "agents"),
        )
        if compare(number, wanted) < 0
    ]
    return f"{NOT_REACHED} : {', '.join(missed)}" if missed else REACHED


def explain_useful_size(beneficiaries: Scalar, staff: Scalar) -> str:
    """Return the two comparisons behind :func:`useful_size` in French.

    Args:
        beneficiaries: As for :func:`useful_size`.
        staff: As for :func:`useful_size`.

    Returns:
        A French sentence with the numbers put in.
    """
    verdict = useful_size(beneficiaries, staff)
    if verdict is None:
        return "Les bénéficiaires ou l'effectif ne sont pas renseignés : pas de résultat"
    compared = [
        f"{format_number(number, 4)} {'<' if compare(number, wanted) < 0 else '≥'} "
        f"{format_number(wanted)} {unit}"
        for number, wanted, unit in (
            (to_number(beneficiaries) or 0.0, USEFUL_BENEFICIARIES, "bénéficiaires"),
            (to_number(staff) or 0.0, USEFUL_STAFF, "agents"),
        )
    ]
    return f"{' ; '.join(compared)} : {verdict}"
