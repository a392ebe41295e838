"""Amounts of a fund that counts in thousands or millions of euros: none is taken for euros."""

from __future__ import annotations

from typing import Final

from pycog.errors import InvalidInput
from pycog.values import AMOUNT_UNITS, format_number

#: Beyond this many times the amount of the annex, an entry is in another unit: one unit is a
#: thousand euros or more, and no budget is exceeded a hundredfold.
_FAR: Final = 100


def require_unit(amount: float | None, base: float | None, unit: str, what: str) -> None:
    """Refuse an amount that is plainly in euros where the fund counts in k€ or M€.

    Args:
        amount: What was entered, ``None`` for nothing.
        base: The amount of the annex beside it, ``None`` for none.
        unit: Unit of the fund.
        what: How to name the amount in the message.

    Raises:
        InvalidInput: ``unite-du-fonds``.

    Source:
        The unit printed above the table of the fund.
    """
    if not AMOUNT_UNITS.get(unit) or amount is None or not base:
        return
    if abs(amount) > _FAR * abs(base):
        raise InvalidInput(
            "unite-du-fonds",
            f"{what} : {format_number(amount)} pour une base de {format_number(base)} {unit}. Le "
            f"fonds compte en {unit} : saisissez le montant en {unit}.",
            value=amount,
        )
