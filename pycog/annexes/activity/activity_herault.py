"""What the workbook of the Hérault activity report 2021 compares, shares and divides."""

from __future__ import annotations

from typing import Final

from pycog.annexes.activity.activity_content import (
    WORKING_DAYS,
    CardTarget,
    Change,
    CogTarget,
    Link,
    OwnTarget,
    RateChange,
    Ratio,
    RatioGroup,
    Report,
    Series,
    Shares,
)

_AME: Final = "@2021-07/2021-12"
_PROFESSIONS: Final = tuple(
    f"ps-{name}"
    for name in (
        "medecins",
        "specialistes",
        "dentistes",
        "biologistes",
        "laboratoires",
        "sages-femmes",
        "infirmiers",
        "kines",
        "pedicures",
        "orthophonistes",
        "orthoptistes",
        "pharmacies",
        "fournisseurs",
        "transporteurs",
    )
)
_RISKS: Final = tuple(
    f"prestations-{name}"
    for name in ("maladie", "maternite", "invalidite", "deces", "at", "c2s", "soins-urgents")
)
_ACCOMPANIED: Final = ("maternite", "longue-maladie", "retraite")
_DECROCHE: Final = "Taux de décroché de la PFS MDA, recalculé"

_CHANGES: Final[tuple[Change | RateChange, ...]] = (
    Change("travailleurs-handicapes", before="travailleurs-handicapes@2020"),
    Change("demandes-rh", before="demandes-rh@2020"),
    Change("absence-maladie", before="absence-maladie@2020"),
    Change("absence-maternite", before="absence-maternite@2020"),
    Change("absence-at", before="absence-at@2020"),
    Change("part-temps-partiel", by="part-temps-partiel-evolution"),
    *(
        Change(f"accompagnement-{name}", by=f"accompagnement-{name}-evolution")
        for name in _ACCOMPANIED
    ),
    Change("teletravailleurs@2020", before="teletravailleurs@2019"),
    Change(
        "teletravailleurs", before="teletravailleurs@2020", printed="teletravailleurs-evolution"
    ),
    Change("ps", by="ps-variation", printed="ps-evolution"),
    Change("appels-3646", by="appels-3646-evolution"),
    Change("pfs-appels", by="pfs-appels-evolution"),
    Change("pfs-appels-traites", by="pfs-appels-traites-evolution"),
    RateChange(_DECROCHE, "pfs-appels-traites", "pfs-appels", printed="pfs-decroches-evolution"),
)

_SHARES: Final = (
    Shares("Prestations versées par risque", _RISKS, "prestations"),
    Shares("Collaborateurs par contrat", ("effectif-cdi", "effectif-cdd"), "effectif"),
    Shares("Professionnels de santé", _PROFESSIONS, "ps"),
    Shares(
        "Absence pour maladie", ("absence-maladie-hors-covid", "absence-maladie-covid"),
        "absence-maladie",
    ),
    Shares(
        "Arrêts de travail prescrits par mois, 2020",
        ("arrets-par-mois-as@2020", "arrets-par-mois-at@2020"), "arrets-par-mois@2020",
    ),
    Shares(
        "Dossiers de médiation",
        tuple(
            f"mediation-{name}"
            for name in ("revenus", "medecin-traitant", "transport", "c2s", "independants")
        ),
        "mediation", rest="Autres dossiers",
    ),
    Shares(
        "Actions du SDRH planifiées en 2021",
        ("sdrh-realisees", "sdrh-en-cours", "sdrh-non-lancees"), "sdrh-planifiees",
    ),
    Shares(
        "Observations de la validation des comptes",
        tuple(
            f"observations-{name}"
            for name in ("atmp", "comptabilite", "pssi", "fsa", "etablissements")
        ),
        "observations",
    ),
    Shares("Appels reçus par ligne", ("appels-3646", "appels-3608", "appels-3679")),
)  # fmt: skip

_RATIOS: Final = (
    RatioGroup(
        "Taux de réponse et de traitement",
        (
            Ratio("Appels traités sur appels reçus, PFS MDA", "pfs-appels-traites", "pfs-appels",
                  "pfs-decroches"),
            Ratio("Mails traités par les conseillers sur mails reçus", "courriels-traites",
                  "courriels", "part-courriels-traites"),
            Ratio("Rendez-vous AME honorés sur contacts de partenaires", f"ame-rendez-vous{_AME}",
                  f"ame-contacts{_AME}", f"ame-taux-honores{_AME}"),
            Ratio("Appels aboutis sur assurés de la requête, 80 ans et plus",
                  "vaccination-appels", "vaccination-requete"),
            Ratio("Appels de l'Hérault sur appels reçus par la PFS MDA", "appels-3608",
                  "pfs-appels", "part-appels-3608"),
            Ratio("Accompagnements MisAS avec réalisation de soins", "misas-soins", "misas"),
            Ratio("Contestations sur professionnels notifiés d'un indu DIPA",
                  "dipa-contestations", "dipa-ps"),
        ),
    ),
    RatioGroup(
        "Parts de l'effectif",
        (
            Ratio("Télétravailleurs contractuels sur collaborateurs", "teletravailleurs",
                  "effectif", "part-teletravailleurs"),
            Ratio("Inscrits au covoiturage sur collaborateurs", "klaxit", "effectif",
                  "part-klaxit"),
            Ratio("Covoitureurs activés sur inscrits", "klaxit-actifs", "klaxit",
                  "part-klaxit-actifs"),
            Ratio("Travailleurs handicapés sur collaborateurs", "travailleurs-handicapes",
                  "effectif"),
            Ratio("Bénéficiaires de formations sur collaborateurs", "formation-beneficiaires",
                  "effectif"),
            Ratio("Embauches en CDD affectées au contact tracing", "embauches-cdd-tracing",
                  "embauches-cdd"),
        ),
    ),
    RatioGroup(
        "Moyennes par jour ouvré",
        (
            Ratio("Mails traités par les conseillers", "courriels-traites", WORKING_DAYS,
                  "courriels-traites-par-jour", unit="par jour"),
            Ratio("Mails reçus", "courriels", WORKING_DAYS, unit="par jour"),
            Ratio("Appels au 36 46", "appels-3646", WORKING_DAYS, unit="par jour"),
            Ratio("Appels reçus par la PFS MDA", "pfs-appels", WORKING_DAYS, unit="par jour"),
            Ratio("Appels au 36 79", "appels-3679", WORKING_DAYS, unit="par jour"),
            Ratio("Visites en accueil physique", "visites", WORKING_DAYS, unit="par jour"),
        ),
    ),
    RatioGroup(
        "Montants et nombres moyens",
        (
            Ratio("Indu DIPA par professionnel notifié", "dipa-montant", "dipa-ps", unit="€",
                  decimals=2),
            Ratio("Subvention par projet financé", "ass-montant", "ass-projets-finances",
                  unit="€", decimals=2),
            Ratio("Aide par association, grippe et Covid-19", "grippe-montant",
                  "grippe-associations", unit="€", decimals=2),
            Ratio("Coût d'un TDR de l'angine", "tdr-montant", "tdr", unit="€", decimals=2),
            Ratio("TDR commandés par professionnel", "tdr", "tdr-ps", unit="", decimals=1),
            Ratio("Patients de plus avec un médecin traitant, par contrat d'assistant médical",
                  "assistants-medicaux-patients", "assistants-medicaux", unit="", decimals=1),
        ),
    ),
)  # fmt: skip

_OTHER_PUBLIC: Final = (
    "Mesure voisine : la cible porte sur les assurés, le résultat sur les professionnels de santé."
)
_OTHER_COG: Final = (
    "Repère d'une autre caisse et d'une autre période : il situe le résultat, il n'engage pas "
    "l'Hérault."
)

_LINKS: Final = (
    Link(
        "courriels-48h",
        CardTarget(2022, "national", "courriels_48h"),
        "Même mesure, autre périmètre : la cible est nationale, niveaux 1 et 2, et l'indicateur "
        "n'existe qu'en 2022. Le résultat est celui des conseillers de la caisse.",
    ),
    Link("courriels-48h", CogTarget("25", 2012), f"Même délai (2 jours), niveau 1. {_OTHER_COG}"),
    Link("courriels-48h", CogTarget("25", 2013), f"Même délai (2 jours), niveau 1. {_OTHER_COG}"),
    Link(
        "pfs-fiabilite",
        OwnTarget("pfs-fiabilite-objectif"),
        "Même mesure : objectif imprimé dans le rapport.",
    ),
    Link("pfs-fiabilite", CogTarget("24", 2012), f"{_OTHER_PUBLIC} {_OTHER_COG}"),
    Link("pfs-fiabilite", CogTarget("24", 2013), f"{_OTHER_PUBLIC} {_OTHER_COG}"),
    Link(
        "pfs-decroches",
        OwnTarget("pfs-decroches-objectif"),
        "Même mesure : le rapport dit le taux conforme au nouvel objectif du contrat de "
        "gestion (CPG).",
    ),
    Link(
        "pfs-decroches",
        CardTarget(2021, "national", "decroches"),
        f"{_OTHER_PUBLIC} La cible est nationale, au second semestre.",
    ),
    Link("pfs-decroches", CogTarget("23", 2013), f"{_OTHER_PUBLIC} {_OTHER_COG}"),
    Link(
        "comptes",
        CardTarget(2021, "cpam", "comptes"),
        "Même mesure, même exercice : le score de validation des comptes 2021 est un indicateur "
        "du barème local CPAM.",
    ),
)

_CONTRIBUTIONS: Final = (
    Link(
        "misas",
        CardTarget(2021, "cpam", "misas"),
        "La cible est nationale : la part de l'Hérault, et non une atteinte.",
    ),
    Link(
        "assistants-medicaux",
        CardTarget(2021, "cpam", "assistants_medicaux"),
        "La cible est nationale et compte des assistants ; le rapport compte des contrats signés.",
    ),
    Link(
        "fraudes",
        CardTarget(2021, "cpam", "prejudice"),
        "La cible est nationale et ne compte que le préjudice subi ; le rapport additionne "
        "évité et subi.",
    ),
)

_CHARTS: Final = (
    Series(
        "Prestations versées en 2021, par risque (M€)",
        tuple(
            (label, (name,))
            for label, name in zip(
                ("Maladie", "Maternité", "Invalidité", "Décès", "Accident du travail", "C2S",
                 "Soins urgents"),
                _RISKS, strict=True,
            )
        ),
        ("Montant",), "bar", "#,##0.0,,",
        "Barres horizontales : prestations versées par risque, en millions d'euros. La maladie "
        "fait l'essentiel du total. Les mêmes valeurs sont dans le premier tableau.",
    ),
    Series(
        "Appels et mails : reçus et traités",
        (
            ("Appels PFS 2020 (déduits)", ("avant:pfs-appels", "avant:pfs-appels-traites")),
            ("Appels PFS 2021", ("après:pfs-appels", "après:pfs-appels-traites")),
            ("Mails 2021", ("courriels", "courriels-traites")),
        ),
        ("Reçus", "Traités"), "column", "#,##0",
        "Colonnes : appels reçus et traités par la plateforme des professionnels de santé en 2020 "
        "et 2021, mails reçus et traités par les conseillers en 2021.",
    ),
    Series(
        "Effectif et mouvements de 2021",
        (
            ("CDI", ("effectif-cdi",)), ("CDD", ("effectif-cdd",)),
            ("Embauches CDI", ("embauches-cdi",)), ("Embauches CDD", ("embauches-cdd",)),
            ("Sorties", ("sorties",)),
        ),
        ("Agents",), "column", "#,##0",
        "Colonnes : collaborateurs en CDI et en CDD, embauches et sorties de l'année.",
    ),
    Series(
        "Salariés en télétravail",
        (
            ("2019", ("teletravailleurs@2019",)), ("2020", ("teletravailleurs@2020",)),
            ("2021", ("teletravailleurs",)),
        ),
        ("Agents",), "column", "#,##0",
        "Colonnes : salariés en télétravail fin 2019, en 2020 et en 2021.",
    ),
)  # fmt: skip

HERAULT: Final = Report(
    id="herault-2021",
    period="2021",
    title="Rapport d'activité 2021 – Assurance Maladie de l'Hérault",
    purpose=(
        "Les chiffres clés du rapport, repris un par un avec l'endroit où ils sont imprimés, et "
        "ce qui s'en déduit : parts, évolutions, taux, moyennes par jour, densités.",
        "Chaque total, part, taux et évolution imprimé est recalculé ; ce qui ne se retrouve pas "
        "est dans la feuille « Constats ».",
        "Les résultats sont rapprochés des cibles de l'intéressement 2021 et 2022 et de la COG "
        "CAMIEG 2012-2015, avec la source des deux côtés.",
        "Les chiffres que le rapport ne donne qu'en image (population protégée, taux de dépistage, "
        "densités, évolution 2018-2021 des prestations) n'y sont pas.",
    ),
    changes=_CHANGES,
    shares=_SHARES,
    ratios=_RATIOS,
    densities=("ps", *_PROFESSIONS, "msp", "sites-accueil"),
    population="Population du département",
    links=_LINKS,
    contributions=_CONTRIBUTIONS,
    charts=_CHARTS,
)
