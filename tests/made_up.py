"""Three made-up agreements of different shape, for tests that no agreement is built in.

- ``ALIZE``: indicators only, four years, numbers ``1.1``, ``2a``, ``R12``, no sheet, no fund.
- ``BRUME``: one fund in M€ without revenue, dated measures, whole numbers, two years.
- ``CIRRUS``: two funds in k€, sheets, follow-ups, rates.

No word of one stands in another, so that a word found in an output tells whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from pycog import conventions
from tests.agreements import write_tables


@dataclass(frozen=True)
class MadeUp:
    """One agreement: its id, its files, and the words that are its own."""

    id: str
    files: Mapping[str, str]
    words: tuple[str, ...]

    def write(self, folder: Path) -> Path:
        """Write it as a folder of tables inside ``folder``, and return that folder."""
        write_tables(folder / self.id, self.files)
        return folder


ALIZE = MadeUp(
    "alize-2023-2026",
    {
        "convention.toml": """\
id = "alize-2023-2026"
titre = "Contrat pluriannuel de gestion de la caisse Alizé"
titre_court = "CPG Alizé 2023-2026"
parties = ["Caisse nationale Mistral", "Caisse Alizé"]
annees = [2023, 2024, 2025, 2026]
annee_reference = 2022
document = "CPG Alizé, tableau des engagements"
statut = "en vigueur"
version = "1"

[textes]
indicateurs = "tableau des engagements"
bilan = "article 9"
""",
        "indicators.csv": """\
numéro;libellé;thème;unité;sens;source
1.1;Taux de dossiers liquidés à la date d'effet;Liquidation;%;hausse;engagement 1.1
1.2;Délai de réponse aux réclamations vélos;Liquidation;jours;baisse;engagement 1.2
2a;Comptes en ligne ouverts;Numérique;comptes;hausse;engagement 2a
R12;Taux d'erreurs à incidence financière;Risques;%;baisse;engagement R12
""",
        "statements.csv": """\
indicateur;année;lieu;rôle;imprimé;source
1.1;2022;annexe;réalisé;81 %;engagement 1.1
1.1;2023;annexe;cible;85 %;engagement 1.1
1.1;2024;annexe;cible;88 %;engagement 1.1
1.1;2025;annexe;cible;90 %;engagement 1.1
1.1;2026;annexe;cible;92 %;engagement 1.1
1.2;2023-2024;annexe;cible;≤ 20 jours;engagement 1.2
1.2;2025-2026;annexe;cible;≤ 15 jours;engagement 1.2
2a;2023;annexe;cible;1200;engagement 2a
2a;2024-2026;annexe;cible;1500;engagement 2a
R12;2022;annexe;réalisé;3,5 %;engagement R12
R12;2023-2026;annexe;cible;< 3 %;engagement R12
""",
    },
    ("Alizé", "Mistral", "liquidés", "vélos", "tableau des engagements", "article 9"),
)

BRUME = MadeUp(
    "brume-2024-2025",
    {
        "convention.toml": """\
id = "brume-2024-2025"
titre = "Convention d'objectifs et de gestion de l'Urbanor"
titre_court = "COG Urbanor 2024-2025"
parties = ["État", "Urbanor"]
annees = [2024, 2025]
annee_reference = 2023
document = "COG Urbanor, annexe financière"
statut = "en vigueur"
version = "1"

[textes]
budget = "annexe financière"

[[fonds]]
id = "FAG"
titre = "Fonds d'administration d'Urbanor"
annexe = "annexe financière"
unite = "M€"
""",
        "budget_lines.csv": """\
fonds;clé;libellé;nature;groupe;rôle;parties;équilibre;source
FAG;remunerations;Rémunérations des navigants;limitatif;rémunérations;ligne;;;ligne 1
FAG;moyens;Moyens des phares;limitatif;moyens;ligne;;;ligne 2
FAG;bouees;Contributions aux bouées;évaluatif;;ligne;;;ligne 3
FAG;ensemble;Ensemble des dépenses;;;total;remunerations moyens bouees;;ligne 4
""",
        "budget_amounts.csv": """\
fonds;ligne;colonne;imprimé
FAG;remunerations;2023;1 012,4
FAG;remunerations;2024;1 018,0
FAG;remunerations;2025;1 021,5
FAG;moyens;2023;210,0
FAG;moyens;2024;215,0
FAG;moyens;2025;214,0
FAG;bouees;2023;9,0
FAG;bouees;2024;9,1
FAG;bouees;2025;9,2
FAG;ensemble;2023;1 231,4
FAG;ensemble;2024;1 242,1
FAG;ensemble;2025;1 244,7
""",
        "milestones.csv": """\
clé;mesure;échéance;source
balisage;Publier le plan de balisage;fin 2024;mesure 1
radar;Ouvrir le service radar;juin 2025;mesure 2
""",
    },
    ("Urbanor", "FAG", "navigants", "phares", "bouées", "balisage", "radar", "annexe financière"),
)

CIRRUS = MadeUp(
    "cirrus-2021-2023",
    {
        "convention.toml": """\
id = "cirrus-2021-2023"
titre = "Convention d'objectifs et de gestion de Nimbo"
titre_court = "COG Nimbo 2021-2023"
parties = ["État", "Nimbo"]
annees = [2021, 2022, 2023]
annee_reference = 2020
document = "COG Nimbo, annexes A à D"
statut = "échue"
version = "2"

[textes]
indicateurs = "annexe C"
budget = "annexe D"
bilan = "chapitre 8"
evaluation = "chapitre 9"

[[fonds]]
id = "FAN"
titre = "Action Nimbo"
annexe = "annexe A"
unite = "k€"

[[fonds]]
id = "FPN"
titre = "Prévention Nimbo"
annexe = "annexe B"
unite = "k€"
""",
        "indicators.csv": """\
numéro;libellé;thème;fiche;unité;sens;source
1;Taux d'ateliers cerfs-volants tenus;Prévention;1;%;hausse;annexe C, 1
2;Nombre de visites de hangars;Prévention;1;visites;hausse;annexe C, 2
3;Délai de paiement des montgolfières;Qualité;2;jours;baisse;annexe C, 3
""",
        "statements.csv": """\
indicateur;année;lieu;rôle;imprimé;source
1;2020;annexe;réalisé;70 %;annexe C, 1
1;2021;annexe;cible;75 %;annexe C, 1
1;2022;annexe;cible;80 %;annexe C, 1
1;2023;annexe;cible;85 %;annexe C, 1
2;2021-2023;annexe;cible;40;annexe C, 2
3;2021;annexe;cible;30 jours;annexe C, 3
3;2022-2023;annexe;cible;25 jours;annexe C, 3
""",
        "sheets.csv": """\
numéro;titre;intitulé;indicateurs;suivi;source
1;Prévenir par le vent;imprimé;1 2;indicateur;fiche 1
2;Payer les aérostiers;imprimé;3;indicateur;fiche 2
""",
        "ratios.csv": """\
indicateur;numérateur;dénominateur;fondement;source
1;ateliers tenus;ateliers prévus;imprimé;fiche 1
""",
        "follow_ups.csv": """\
clé;fiche;libellé;nature;unité;source
nacelles;1;Nacelles contrôlées;nombre;nacelles;fiche 1
""",
        "budget_lines.csv": """\
fonds;clé;libellé;nature;groupe;rôle;parties;équilibre;source
FAN;equipages;Équipages;limitatif;équipages;ligne;;;annexe A
FAN;toiles;Toiles;limitatif;toiles;ligne;;;annexe A
FAN;total_fan;Total Action;;;total;equipages toiles;;annexe A
FAN;dotation;Dotation;recette;;recette;;total_fan;annexe A
FPN;campagnes;Campagnes;évaluatif;;ligne;;;annexe B
FPN;total_fpn;Total Prévention;;;total;campagnes;;annexe B
FPN;cotisations;Cotisations;recette;;recette;;total_fpn;annexe B
""",
        "budget_amounts.csv": """\
fonds;ligne;colonne;imprimé
FAN;equipages;2020;900
FAN;equipages;2021;910
FAN;equipages;2022;920
FAN;equipages;2023;930
FAN;toiles;2020;100
FAN;toiles;2021;110
FAN;toiles;2022;120
FAN;toiles;2023;130
FAN;total_fan;2020;1 000
FAN;total_fan;2021;1 020
FAN;total_fan;2022;1 040
FAN;total_fan;2023;1 060
FAN;dotation;2020;1 000
FAN;dotation;2021;1 020
FAN;dotation;2022;1 040
FAN;dotation;2023;1 060
FPN;campagnes;2020;50
FPN;campagnes;2021;55
FPN;campagnes;2022;60
FPN;campagnes;2023;65
FPN;total_fpn;2020;50
FPN;total_fpn;2021;55
FPN;total_fpn;2022;60
FPN;total_fpn;2023;65
FPN;cotisations;2020;50
FPN;cotisations;2021;55
FPN;cotisations;2022;60
FPN;cotisations;2023;65
""",
    },
    ("Nimbo", "FAN", "FPN", "cerfs-volants", "montgolfières", "Nacelles", "aérostiers", "annexe C"),
)

MADE_UP = (ALIZE, BRUME, CIRRUS)
#: Words of the agreement that comes with pycog: they may stand in no output of another.
SHIPPED_WORDS = ("CAMIEG", "FNGA", "FNGR", "CNAMTS", "industries électriques", "annexe 4")


@contextmanager
def known_in(root: Path) -> Iterator[Path]:
    """Write the three into ``root / "conventions"``; pycog knows them while the block runs."""
    for one in MADE_UP:
        one.write(root / "conventions")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(conventions.VARIABLE, str(root / "conventions"))
        yield root
