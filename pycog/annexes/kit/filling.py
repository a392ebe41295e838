"""What stands in the input cells of a workbook that is built filled in, as an example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pycog.values import Scalar

#: Opens every title of a workbook whose data are made up; reports repeat it on every page.
FICTITIOUS: Final = "Données fictives"


@dataclass(frozen=True, slots=True)
class Filling:
    """Made-up entries.

    Attributes:
        typed: (sheet, cell) → what is typed there.
    """

    typed: Mapping[tuple[str, str], Scalar]
