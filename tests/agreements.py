"""Made-up intéressement agreements, of another shape than those that pycog is shipped with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

RECOUVREMENT = "recouvrement-2021"
RETRAITE = "retraite-2023-2025"

_DESCRIPTION = """\
id = "{id}"
titre = "Accord d'intéressement fictif {id}"
titre_court = "Accord fictif {id}"
parties = ["Branche fictive"]
annees = [{years}]
annee_reference = {before}
document = "Accord fictif"
statut = "projet"
version = "1"
"""

#: Four themes, weights in per cent, one national card whose themes are weighted, three triggers.
_RECOUVREMENT = {
    "scorecard_categories.csv": """\
catégorie;titre;niveau;total;déclenchement;montant;taux;part;source
nationale;Caisse nationale;national;100 %;≥ 60 %;Part commune;Taux commun;30 %;Accord, annexe A
urssaf;Urssaf;;100 %;> 60 %;Part locale;Taux local;70 %;Accord, annexe B
cgss;CGSS;;100 %;;Part locale;Taux local;70 %;Accord, annexe C
""",
    "scorecard_themes.csv": """\
thème;libellé;catégorie;poids
cotisants;Service aux cotisants;nationale;40 %
fraude;Lutte contre la fraude;nationale;20 %
cout;Coût de gestion;nationale;30 %
social;Responsabilité sociale;nationale;10 %
""",
    "scorecards.csv": """\
catégorie;clé;thème;libellé;cible;seuil;poids;règle
nationale;paiement;cotisants;Taux de paiement;98 %;96 %;50 %;lineaire
nationale;redressement;fraude;Taux de redressement;90 %;80 %;20 %;lineaire
nationale;gestion;cout;Coût de gestion;≤ 0,30 %;0,35 %;20 %;lineaire
nationale;accord;social;Accord signé;O/N;;10 %;tout_ou_rien
urssaf;telephone;cotisants;Appels décrochés;90 %;80 %;30 %;lineaire
urssaf;delais;cotisants;Délais de traitement;;;25 %;lineaire
urssaf;controle;fraude;Couverture du contrôle;8 %;6 %;20 %;lineaire
urssaf;budget;cout;Exécution du budget;entre 98 % et 102 %;entre 90 % et 110 %;12,5 %;intervalle
urssaf;egalite;Responsabilité sociale;Plan égalité;O/N;;12,5 %;tout_ou_rien
cgss;telephone;cotisants;Appels décrochés;90 %;80 %;60 %;lineaire
cgss;controle;fraude;Couverture du contrôle;8 %;6 %;40 %;lineaire
""",
    "components.csv": """\
catégorie;ligne;rang;libellé;part;cible;seuil
urssaf;delais;1;Courriers;60%;10 j;15 j
urssaf;delais;2;Courriels;40%;95 %;85 %
""",
    "scorecard_bodies.csv": """\
organisme;branche;caisse;règle;source;note
Caisse insulaire;Cotisations;Caisse A;;Accord, 7;
Caisse insulaire;Prestations;Caisse B;payeur unique;Accord, 7;
""",
}

#: 500 points, two campaigns of one agreement of three years, themes named on the rows.
_RETRAITE = {
    "scorecard_categories.csv": """\
campagne;catégorie;titre;total;règle;déclenchement;source
;carsat;Caisses régionales;500;lineaire;> 40 %;Accord, annexe 1
2024;carsat;Caisses régionales;500;lineaire;> 45 %;Accord, annexe 1
""",
    "scorecards.csv": """\
campagne;catégorie;clé;thème;libellé;cible;seuil;poids;règle
2023-2024;carsat;delai;Droits;Délai d'attribution;30 j;60 j;200;
2023-2024;carsat;exactitude;Droits;Taux d'exactitude;95 %;85 %;150;
2023-2024;carsat;sobriete;Sobriété;Plan de sobriété;O/N;;150;tout_ou_rien
""",
}


def write_agreements(folder: Path) -> Path:
    """Write both agreements into a folder of conventions, and return it."""
    for name, years, tables in (
        (RECOUVREMENT, (2021,), _RECOUVREMENT),
        (RETRAITE, (2023, 2024, 2025), _RETRAITE),
    ):
        listed = ", ".join(map(str, years))
        described = _DESCRIPTION.format(id=name, years=listed, before=years[0] - 1)
        write_tables(folder / name, {"convention.toml": described, **tables})
    return folder


def write_tables(place: Path, files: Mapping[str, str]) -> None:
    """Write the files of one agreement into a new folder."""
    place.mkdir(parents=True)
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8")
