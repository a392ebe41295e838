"""The audit of a convention: every check, declared once.

Each check looks at one kind of coherence and yields what breaks it, always by
computing over the data: no check knows what it is going to find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from pycog.conventions.checks import (
    budget_checks,
    card_checks,
    relation_checks,
    scorecard_checks,
    silence_checks,
    target_checks,
    trajectory_checks,
    wording_checks,
)
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import Finding

__all__ = ["CHECKS", "Check", "Finding", "audit", "full_audit", "read_findings"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        id: Stable id; the ids of its findings begin with it.
        rule: The rule that the convention should obey, in French.
        run: Yields the findings.
    """

    id: str
    rule: str
    run: Callable[[Convention], Iterator[Finding]]


CHECKS: tuple[Check, ...] = (
    Check("total-ligne", "Le total d'une ligne est la somme des années.", budget_checks.row_totals),
    Check("total-parties", "Un total est la somme de ses lignes.", budget_checks.part_totals),
    Check("equilibre", "Les recettes égalent les dépenses.", budget_checks.balances),
    Check("evolution", "L'évolution imprimée se recalcule.", budget_checks.evolutions),
    Check(
        "cible-contredite",
        "Les fiches objectif et les chapitres donnent les cibles de l'annexe.",
        target_checks.contradicted_targets,
    ),
    Check(
        "cible-cumulee",
        "Un critère sur la période est la dernière cible annuelle.",
        target_checks.cumulated_targets,
    ),
    Check(
        "cible-composee",
        "Des variations annuelles font la variation de la période, additionnées ou composées.",
        trajectory_checks.compounded_changes,
    ),
    Check(
        "cible-depassee",
        "Une cible demande au moins le réalisé de départ.",
        trajectory_checks.targets_behind_baseline,
    ),
    Check(
        "cible-en-recul",
        "Une cible ne recule pas d'une année sur l'autre.",
        trajectory_checks.backward_targets,
    ),
    Check("sans-cible", "Chaque indicateur a une cible.", target_checks.missing_targets),
    Check(
        "cible-interrompue",
        "Les cibles vont jusqu'à la dernière année.",
        target_checks.interrupted_targets,
    ),
    Check(
        "cible-reportee",
        "Ce qu'un chapitre fixe sans année vaut pour toutes les années.",
        silence_checks.deferred_targets,
    ),
    Check(
        "cible-unique",
        "Les cibles commencent avec la convention.",
        silence_checks.single_targets,
    ),
    Check(
        "realise-non-imprime",
        "Un indicateur qui a une cible a un réalisé de départ.",
        silence_checks.missing_references,
    ),
    Check(
        "evolution-absente",
        "La colonne des évolutions est remplie où les montants le sont.",
        silence_checks.blank_evolutions,
    ),
    Check(
        "total-non-imprime",
        "Des nombres de même nature, donnés ensemble, ont un total imprimé.",
        silence_checks.unprinted_totals,
    ),
    Check(
        "fiche-sans-titre",
        "Chaque fiche objectif a son titre.",
        silence_checks.untitled_sheets,
    ),
    Check(
        "realise-absent",
        "L'annexe donne le réalisé de référence connu.",
        target_checks.missing_baselines,
    ),
    Check(
        "realise-contredit",
        "Le réalisé de l'annexe est celui de la fiche, arrondi.",
        target_checks.contradicted_baselines,
    ),
    Check(
        "realise-periode",
        "Le réalisé d'une année couvre cette année.",
        target_checks.baseline_periods,
    ),
    Check(
        "libelle-nature",
        "Un libellé de taux, de nombre ou de délai a une cible de cette nature.",
        wording_checks.label_kinds,
    ),
    Check("libelle-sens", "Une qualité n'est pas plafonnée.", wording_checks.label_directions),
    Check(
        "libelle-double", "Un libellé désigne un seul indicateur.", wording_checks.repeated_labels
    ),
    Check("theme-fiche", "L'annexe reprend le titre de la fiche.", wording_checks.themes),
    Check(
        "numero-fiche",
        "La fiche numérote ses indicateurs comme l'annexe.",
        wording_checks.printed_numbers,
    ),
    Check(
        "fiche-indicateurs",
        "Les indicateurs d'une fiche sont ceux qui la citent.",
        wording_checks.sheet_indicators,
    ),
    Check(
        "outil-orthographe",
        "Un outil de mesure s'écrit d'une seule façon.",
        wording_checks.tool_spellings,
    ),
    Check(
        "echeance-hors-periode",
        "Une échéance tombe dans la période de la convention.",
        trajectory_checks.dates_outside,
    ),
    Check(
        "relation",
        "Un chiffre est celui que les autres chiffres du document donnent.",
        relation_checks.relations,
    ),
    Check(
        "chiffre-contredit",
        "Un chiffre imprimé deux fois a la même valeur.",
        relation_checks.repeated_figures,
    ),
    Check("seuil-au-dela", "Un seuil est en deçà de sa cible.", scorecard_checks.floors),
    Check(
        "echeance-hors-campagne",
        "Une échéance tombe dans l'année de sa campagne.",
        scorecard_checks.deadlines,
    ),
    Check("total-bareme", "Les poids d'un barème font le total attendu.", scorecard_checks.totals),
    Check(
        "lignes-indecises",
        "Le total place les lignes que rien d'autre ne place.",
        scorecard_checks.undecided_rows,
    ),
    Check(
        "poids-imprimes",
        "Les poids d'un barème font son total dans l'ordre où ils sont imprimés.",
        scorecard_checks.printed_weights,
    ),
    Check("autre-lecture", "Une ligne de barème a une lecture.", scorecard_checks.other_readings),
    Check(
        "montant-national",
        "Une cible locale est à la portée d'un organisme.",
        card_checks.national_amounts,
    ),
    Check(
        "seuil-nul",
        "Un indicateur de même cible a un seuil dans tous les barèmes, ou dans aucun.",
        card_checks.floors_at_zero,
    ),
    Check(
        "points-themes",
        "Les points du barème national se partagent comme les poids des thèmes.",
        card_checks.theme_points,
    ),
    Check(
        "seuil-hors-campagne",
        "Ce qui se mesure pour une campagne finit avec son année.",
        card_checks.late_floors,
    ),
    Check(
        "parties-sans-poids",
        "Un indicateur en plusieurs parties dit ce que vaut chacune.",
        card_checks.unweighted_parts,
    ),
    Check(
        "valeur-non-imprimee",
        "Une cible et un seuil sont des valeurs.",
        scorecard_checks.unprinted_values,
    ),
)


#: Checks that amended amounts have to pass too: an amendment may leave a total behind.
_AMENDED = ("total-ligne", "total-parties", "equilibre")


def audit(convention: Convention) -> list[Finding]:
    """Recompute a convention and return what does not hold, in the order of the checks.

    The agreement is checked as it was signed: what an amendment changed contradicts
    nothing. Then the totals of amended amounts are checked as they stand.
    """
    found = [finding for check in CHECKS for finding in check.run(convention.original)]
    return [*found, *_after_amendments(convention, found)]


def _after_amendments(convention: Convention, signed: list[Finding]) -> Iterator[Finding]:
    """Yield what does not hold of the amended amounts and did hold, or differently."""
    if not any(line.amended for fund in convention.funds.values() for line in fund.lines):
        return
    known = {(one.id, one.printed, one.recomputed) for one in signed}
    for check in CHECKS:
        for one in check.run(convention) if check.id in _AMENDED else ():
            if (one.id, one.printed, one.recomputed) not in known:
                yield replace(
                    one, id=f"{one.id}/avenant", reading=f"Montants après avenant. {one.reading}"
                )


def read_findings(convention: Convention) -> list[Finding]:
    """Return the contradictions that were found by reading, in the same form."""
    return [
        Finding(
            id=f"lecture/{item.id}",
            document=convention.short_title,
            place=item.place,
            printed=item.printed,
            recomputed=item.conflicting,
            severity=item.severity,
            reading=item.reading,
            derived=False,
            verb="contredit par",
        )
        for item in convention.findings
    ]


def full_audit(convention: Convention) -> list[Finding]:
    """Return what computing finds, then what only reading finds."""
    return [*audit(convention), *read_findings(convention)]
