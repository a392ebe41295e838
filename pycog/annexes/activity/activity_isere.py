"""What the workbook of the Isère activity report 2020 compares, shares and divides."""

from __future__ import annotations

from typing import Final

from pycog.annexes.activity.activity_content import (
    WORKING_DAYS,
    Change,
    Ratio,
    RatioGroup,
    Report,
    Series,
    Shares,
)

_END: Final = "@2020-12-31"

_CHANGES: Final = (
    Change("mediation-saisines", by="mediation-saisines-evolution"),
    Change("newsletters-envoyees", before="newsletters-envoyees@2019"),
    Change("agences", before="agences@2019"),
    Change("zones-accueil", before="zones-accueil@2019"),
    Change("france-services-objectif@2021", before=f"france-services{_END}"),
)

_SHARES: Final = (
    Shares("Rendez-vous des parcours de vie", ("rdv-ald", "rdv-maternite", "rdv-invalidite")),
    Shares(
        "Saisines de la médiation",
        ("mediation-revenus-substitution",),
        "mediation-saisines",
        rest="Autres motifs",
    ),
    Shares(
        "Lieux d'accueil en 2020",
        ("agences", "points-conseil", f"france-services{_END}"),
    ),
)

_RATIOS: Final = (
    RatioGroup(
        "Taux et objectif",
        (
            Ratio(
                "Saisines sur les revenus de substitution",
                "mediation-revenus-substitution",
                "mediation-saisines",
                "mediation-part-revenus-substitution",
            ),
            Ratio(
                "France services ouvertes sur l'objectif de 2021",
                f"france-services{_END}",
                "france-services-objectif@2021",
            ),
        ),
    ),
    RatioGroup(
        "Moyennes",
        (
            Ratio(
                "Factures payées pour les fournisseurs",
                "factures-fournisseurs",
                WORKING_DAYS,
                unit="par jour",
            ),
            Ratio(
                "Saisines de la médiation",
                "mediation-saisines",
                WORKING_DAYS,
                unit="par jour",
                decimals=1,
            ),
            Ratio(
                "Essentiels par catégorie de professionnels",
                "newsletters-envoyees",
                "newsletters-categories",
                unit="",
                decimals=1,
            ),
        ),
    ),
)

_CHARTS: Final = (
    Series(
        "Rendez-vous des parcours de vie en 2020",
        (
            ("Maternité", ("rdv-maternite",)),
            ("Affections de longue durée", ("rdv-ald",)),
            ("Invalidité", ("rdv-invalidite",)),
        ),
        ("Rendez-vous",), "bar", "#,##0",
        "Barres horizontales : rendez-vous téléphoniques par parcours de vie en 2020. La maternité "
        "vient en premier.",
    ),
    Series(
        "Saisines de la médiation et Essentiels envoyés",
        (
            ("Saisines", ("avant:mediation-saisines", "après:mediation-saisines")),
            ("Essentiels", ("avant:newsletters-envoyees", "après:newsletters-envoyees")),
        ),
        ("2019", "2020"), "column", "#,##0",
        "Colonnes : saisines de la médiation et newsletters envoyées, en 2019 et en 2020. Les "
        "saisines de 2019 sont déduites de l'évolution imprimée.",
    ),
    Series(
        "Campagnes d'emailing, toutes campagnes",
        (
            ("Aboutissement", ("emailing-aboutissement",)),
            ("Ouverture", ("emailing-ouverture",)),
            ("Réactivité", ("emailing-reactivite",)),
        ),
        ("Taux",), "column", "0.0%",
        "Colonnes : taux d'aboutissement, d'ouverture et de réactivité des campagnes de 2020.",
    ),
)  # fmt: skip

ISERE: Final = Report(
    id="isere-2020",
    period="2020",
    title="Rapport d'activité 2020 – CPAM de l'Isère",
    purpose=(
        "Les chiffres de la page qualité de service, repris un par un avec l'endroit où ils sont "
        "imprimés, et ce qui s'en déduit : évolutions, parts, moyennes.",
        "Les saisines de 2019 ne sont pas imprimées : 435 saisines en 2020 et une évolution de "
        "5,84 % les redonnent.",
        "Le total des rendez-vous et celui des lieux d'accueil ne sont pas imprimés : ils sont la "
        "somme des chiffres imprimés.",
    ),
    changes=_CHANGES,
    shares=_SHARES,
    ratios=_RATIOS,
    charts=_CHARTS,
)
