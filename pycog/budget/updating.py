"""Updating of the amounts of the annex: personnel credits only, for two reasons (1.1.2)."""

from __future__ import annotations

from typing import Final

from pycog.budget.credits import EVALUATIVE, PERSONNEL, Credit, group_of
from pycog.errors import InvalidInput
from pycog.values import Scalar, choose, display, is_blank

#: Reasons that may be given for an updating; the first two alone allow it (1.1.2).
LEVIES: Final = "prélèvements obligatoires"
AGREEMENTS: Final = "mesures agréées ou SNB"
UPDATE_REASONS: Final = (LEVIES, AGREEMENTS, "autre motif")
UPDATED: Final = "Actualisation admise"


def update_allowed(credit: Credit, reason: Scalar) -> str | None:
    """Tell whether an amount may be updated during the convention.

    Only personnel is, and only for higher compulsory levies on the employer, or for the
    measures agreed and approved and the revaluation of the SNB.

    Args:
        credit: What would be updated.
        reason: One of :data:`UPDATE_REASONS`; ``None`` gives ``None``.

    Returns:
        :data:`UPDATED`, or why not.

    Raises:
        InvalidInput: ``choix-inconnu``.
        NotAvailable: ``groupe-melange``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.2.
    """
    if is_blank(reason):
        return None
    wanted = choose(reason, UPDATE_REASONS, "le motif")
    own = group_of(credit)
    if own == EVALUATIVE:
        return "Pas d'actualisation : les crédits évaluatifs s'ajustent dans le budget"
    if own != PERSONNEL:
        return f"Pas d'actualisation : réservée au personnel, pas au groupe {own}"
    if wanted not in (LEVIES, AGREEMENTS):
        return "Pas d'actualisation : motif non prévu pour le personnel"
    return UPDATED


def require_update(credit: Credit, reason: Scalar) -> None:
    """Refuse an updating that annexe 1 does not allow.

    Args:
        credit: What is updated.
        reason: One of :data:`UPDATE_REASONS`, or several of them with semicolons between.

    Raises:
        InvalidInput: ``motif-d-actualisation-absent``, ``actualisation-non-admise``,
            ``choix-inconnu``.
        NotAvailable: ``groupe-melange``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.1.2.
    """
    if is_blank(reason):
        raise InvalidInput(
            "motif-d-actualisation-absent",
            f"Le motif de l'actualisation manque : « {LEVIES} » ou « {AGREEMENTS} » (annexe 1, "
            "1.1.2).",
        )
    for one in filter(None, map(str.strip, display(reason).split(";"))):
        verdict = update_allowed(credit, one) or ""
        if verdict != UPDATED:
            raise InvalidInput(
                "actualisation-non-admise",
                f"« {credit.label} » : {verdict[:1].lower()}{verdict[1:]} (annexe 1, 1.1.2).",
            )
