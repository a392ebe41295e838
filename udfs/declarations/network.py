"""Formulas on the network: shares of a total, useful size, mergers of bodies."""

from __future__ import annotations

from typing import Final

from pycog import mergers, network
from udfs.catalogue import Argument, formula

CATEGORY: Final = "Réseau et mutualisation"

_NOTE: Final = "Note mutualisation du 5 décembre 2007"

formula(
    "COG_SHARE",
    help="Part d'un total : somme des parties divisée par le total.",
    arguments=(
        Argument(
            "parts",
            "parties",
            "Cellule ou plage des nombres à additionner, positifs ou nuls. Les cellules vides "
            "sont ignorées.",
            whole=True,
        ),
        Argument("total", "total", "Nombre plus grand que 0. Vide : pas de résultat."),
    ),
    returns="rate",
    source=f"{_NOTE}, périmètre et répartition des 189 projets",
    example="=COG_SHARE(44,189)",
    category=CATEGORY,
    explain=network.explain_share,
)(network.share)

formula(
    "COG_USEFUL_SIZE",
    help="Test de la taille utile d'un organisme : « Taille utile atteinte », ou le seuil qui "
    "n'est pas atteint.",
    arguments=(
        Argument(
            "beneficiaries",
            "bénéficiaires",
            "Nombre de bénéficiaires du fichier. Vide : pas de résultat.",
        ),
        Argument("staff", "effectif", "Nombre d'agents. Vide : pas de résultat."),
    ),
    returns="text",
    source=f"{_NOTE}, notion de taille utile",
    example="=COG_USEFUL_SIZE(150000,230)",
    category=CATEGORY,
    assumptions=("taille-utile",),
    explain=network.explain_useful_size,
)(network.useful_size)

formula(
    "COG_MERGER_CHECK",
    help="Examen d'un projet de rapprochement d'organismes, critère par critère : critère, "
    "situation, verdict, puis le verdict d'ensemble.",
    arguments=(
        Argument(
            "table",
            "critères",
            "Plage de deux colonnes, avec ses titres ou dans cet ordre : critère, valeur. La "
            "valeur est Oui ou Non, ou un nombre pour les bénéficiaires gérés et les salariés "
            "employés de l'organisme rapproché.",
            whole=True,
        ),
        Argument(
            "tolerance",
            "tolérance",
            "Écart admis autour d'un million de bénéficiaires et de 1 000 salariés ; 10 % par "
            "défaut.",
            optional=True,
        ),
    ),
    returns="table",
    source=f"{_NOTE}, rapprochement d'organismes",
    example='=COG_MERGER_CHECK({"Critère","Valeur";"Proximité géographique","Oui";'
    '"Salariés employés",1040})',
    category=CATEGORY,
    assumptions=("fusion-environ",),
)(mergers.check_merger)
