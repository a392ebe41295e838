"""One year of the FNGA and FNGR worked by hand, from the first budget to the carry-over.

What is typed in the workbook of annex 1, and what it has to show. Amounts of the
convention are those of annexes 2 and 3; everything else was computed by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

Cells = Mapping[str, Any]

#: Sheet → cell → what the officer types.
TYPED: Final[Mapping[str, Cells]] = {
    "Virements": {
        # Training, then servers: the director decides and informs the contrôleur général.
        "A7": dt.datetime(2012, 3, 15), "B7": "Personnel", "C7": "Fonctionnement", "D7": 100_000,
        "E7": "Formation", "G7": dt.datetime(2012, 3, 20),
        "A8": dt.datetime(2012, 6, 1), "B8": "Fonctionnement", "C8": "Investissement",
        "D8": 60_000, "E8": "Serveurs", "G8": dt.datetime(2012, 6, 5),
    },
    "Reports": {
        "A7": 2012, "B7": "Fonctionnement", "C7": "Fonctionnement", "D7": 80_000,
        "E7": "Déménagement", "F7": "Oui", "G7": dt.datetime(2013, 2, 26),
        "A8": 2012, "B8": "Personnel", "C8": "Investissement", "D8": 41_000, "E8": "Serveurs",
        "F8": "Oui", "G8": dt.datetime(2013, 2, 26), "H8": dt.datetime(2013, 3, 5),
    },
    "Exécution": {
        "C7": 13_984_000, "C8": 5_125_000, "C9": 929_000, "C12": 440_000, "C13": 12_000,
        "C14": 4_950_000, "C16": 6_000_000, "C17": 19_440_000, "C18": 78_000, "C19": 12_000,
        "C20": 30_000, "C21": 9_000, "C22": 370_000, "C23": 499_000,
    },
    "Budgets": {
        # Primitif 2012 of the FNGA, as the annex prints it.
        "C7": 14_225_000, "C8": 5_185_000, "C9": 979_000, "C12": 429_000, "C13": 17_000,
        "C14": 5_000_000, "C16": 6_000_000, "C17": 19_835_000,
        # Rectificatif 1 of 2013: bases, and the 121 000 carried over from 2012.
        "G7": 14_052_000, "G8": 5_184_000, "G9": 458_000, "G12": 448_000, "G13": 17_000,
        "G14": 5_017_000, "G16": 6_000_000, "G17": 19_176_000,
    },
    "Approbations": {"E13": dt.datetime(2011, 12, 5), "E21": dt.datetime(2013, 4, 10)},
}  # fmt: skip

#: Line → carry-over, transfers, authorised, executed, available, in 2012.
FNGA_2012: Final[Mapping[str, tuple[float | None, ...]]] = {
    "Personnel": (0, -100_000, 14_125_000, 13_984_000, 141_000),
    # 5 185 000 + 100 000 - 60 000
    "Fonctionnement": (0, 40_000, 5_225_000, 5_125_000, 100_000),
    "Total personnel et fonctionnement": (0, -60_000, 19_350_000, 19_109_000, 241_000),
    "Investissement": (0, 60_000, 1_039_000, 929_000, 110_000),
    "Total des dépenses à caractère limitatif": (0, 0, 20_389_000, 20_038_000, 351_000),
    "Dotation aux amortissements et provisions": (None, None, 429_000, 440_000, -11_000),
    # 429 000 + 17 000 + 5 000 000; 440 000 + 12 000 + 4 950 000
    "Total des dépenses à caractère évaluatif": (None, None, 5_446_000, 5_402_000, 44_000),
    "Total des dépenses brutes": (0, 0, 25_835_000, 25_440_000, 395_000),
    "Dotation FNGT": (None, None, 19_835_000, 19_440_000, 395_000),
}
#: Line → execution rate and evolution of the executed amount since 2011, in 2012.
RATES_2012: Final = {
    "Personnel": (13_984 / 14_125, 171 / 13_813),
    "Fonctionnement": (5_125 / 5_225, -174 / 5_299),
    "Total des dépenses brutes": (25_440 / 25_835, 700 / 24_740),
}
#: Line → carry-over, transfers, authorised in 2013: what 2012 left, moved on.
FNGA_2013: Final[Mapping[str, tuple[float | None, ...]]] = {
    "Personnel": (0, 0, 14_052_000),
    "Fonctionnement": (80_000, 0, 5_184_000),
    "Investissement": (41_000, 0, 458_000),
    "Total des dépenses à caractère limitatif": (121_000, 0, 19_694_000),
}
FNGR_2012: Final[Mapping[str, tuple[float | None, ...]]] = {
    "Communication": (0, 0, 80_000, 78_000, 2_000),
    "Total des dépenses nationales": (0, 0, 132_000, 129_000, 3_000),
    "Total des dépenses régionales": (0, 0, 375_000, 370_000, 5_000),
    "Total des dépenses brutes": (0, 0, 507_000, 499_000, 8_000),
}
