"""Formulas on credits: nature, group, ceiling, updating, balance."""

from __future__ import annotations

from typing import Final

from pycog.budget import ceilings, credits, updating
from pycog.budget.credit_rules import rules_of
from pycog.conventions.facts.budget_rules import UPDATING
from pycog.values import Scalar, is_blank
from udfs.arguments import AUTHORISED, CONVENTION, EXECUTED, FUND
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.declarations.reference import convention_of

CATEGORY: Final = "Règles budgétaires"

_LINE: Final = Argument(
    "line",
    "ligne",
    "Libellé imprimé ou code d'une ligne, nom d'un groupe de la convention ou d'un fonds "
    "pluriannuel, « évaluatif » ou « recette ». Vide : pas de résultat.",
)
_NO_LINE: Final = "La ligne n'est pas renseignée : pas de résultat"


@formula(
    "COG_NATURE",
    help="Nature d'une ligne budgétaire : limitatif, évaluatif ou recette.",
    arguments=(_LINE, FUND, CONVENTION),
    returns="text",
    source=citing.BUDGET_RULES,
    example='=COG_NATURE("Charges exceptionnelles")',
    category=CATEGORY,
    cited=citing.budget_rules(2),
)
def nature(line: Scalar, fund: Scalar = None, convention: Scalar = None) -> str | None:
    """Return the nature of a line."""
    reference = convention_of(convention)
    if is_blank(line):
        return None
    return credits.nature_of(credits.find_credit(reference, line, fund))


@formula(
    "COG_GROUP",
    help="Groupe de crédits d'une ligne, au nom que la convention lui donne, évaluatif, recette, "
    "ou le fonds quand ses crédits forment un seul groupe pluriannuel.",
    arguments=(_LINE, FUND, CONVENTION),
    returns="text",
    source=citing.BUDGET_RULES,
    example='=COG_GROUP("dont immobilisations incorporelles")',
    category=CATEGORY,
    cited=citing.budget_rules(2),
)
def group(line: Scalar, fund: Scalar = None, convention: Scalar = None) -> str | None:
    """Return the group of a line."""
    reference = convention_of(convention)
    if is_blank(line):
        return None
    return credits.group_of(credits.find_credit(reference, line, fund))


formula(
    "COG_AUTHORISED",
    help="Montant autorisé : base + report + virements entrants − virements sortants + "
    "actualisation.",
    arguments=(
        Argument("base", "base", "Montant de l'annexe en euros. Vide : pas de résultat."),
        Argument("carryover", "report", "Crédits reportés de N−1, en euros.", optional=True),
        Argument("in", "virements entrants", "Total des virements reçus, en euros.", optional=True),
        Argument(
            "out", "virements sortants", "Total des virements cédés, en euros.", optional=True
        ),
        Argument(
            "update",
            "actualisation",
            "Actualisation du personnel, en euros (COG_UPDATE_ALLOWED dit si son motif est admis).",
            optional=True,
        ),
    ),
    returns="amount",
    source=citing.BUDGET_RULES,
    example="=COG_AUTHORISED(14225000,50000,0,20000)",
    category=CATEGORY,
    cited=citing.budget_rules(),
    explain=ceilings.explain_authorised,
)(ceilings.authorised)

formula(
    "COG_AVAILABLE",
    help="Disponible : montant autorisé moins montant exécuté, négatif en cas de dépassement.",
    arguments=(AUTHORISED, EXECUTED),
    returns="amount",
    source=citing.BUDGET_RULES,
    example="=COG_AVAILABLE(14255000,14000000)",
    category=CATEGORY,
    cited=citing.budget_rules(),
    explain=ceilings.explain_available,
)(ceilings.available)


def _explain_breach(
    authorised: Scalar, executed: Scalar, line: Scalar, convention: Scalar = None
) -> str:
    if is_blank(line):
        return _NO_LINE
    credit = credits.find_credit(convention_of(convention), line)
    return ceilings.explain_breach(authorised, executed, credit)


def _breach_assumptions(
    authorised: Scalar, executed: Scalar, line: Scalar, convention: Scalar = None
) -> tuple[str, ...]:
    if is_blank(line):
        return ()
    return ceilings.ceiling_assumptions(credits.find_credit(convention_of(convention), line))


@formula(
    "COG_BREACH",
    help="Respect du plafond : « Conforme », « Dépassement de … » pour un groupe limitatif, "
    "« Ajustement de … » pour une ligne évaluative. Une ligne « dont » se juge sur son groupe.",
    arguments=(AUTHORISED, EXECUTED, _LINE, CONVENTION),
    returns="text",
    source=citing.BUDGET_RULES,
    example='=COG_BREACH(14225000,14225000.01,"Personnel")',
    category=CATEGORY,
    cited=citing.budget_rules(3),
    assumptions=("plafond-fngr",),
    explain=_explain_breach,
    used=_breach_assumptions,
)
def breach(
    authorised: Scalar, executed: Scalar, line: Scalar, convention: Scalar = None
) -> str | None:
    """Judge an executed amount against the authorised one."""
    reference = convention_of(convention)
    if is_blank(line):
        return None
    return ceilings.breach(authorised, executed, credits.find_credit(reference, line))


formula(
    "COG_BALANCE",
    help="Dotation FNGT qui équilibre un budget : dépenses brutes moins autres recettes. Avec une "
    "dotation, l'écart à l'équilibre, 0 quand le budget est équilibré.",
    arguments=(
        Argument(
            "expenditure",
            "dépenses brutes",
            "Total des dépenses brutes en euros. Vide : pas de résultat.",
        ),
        Argument(
            "revenue_without_allocation",
            "recettes hors dotation",
            "Total des recettes sans la dotation, en euros ; 0 s'il n'y en a pas. Vide : pas de "
            "résultat.",
        ),
        Argument(
            "allocation",
            "dotation",
            "Dotation inscrite, en euros ; sans elle, la dotation d'équilibre est calculée.",
            optional=True,
        ),
    ),
    returns="amount",
    source=citing.BUDGETS,
    example="=COG_BALANCE(25835000,6000000)",
    category=CATEGORY,
    cited=citing.budgets(),
    assumptions=("dotation-solde",),
    explain=ceilings.explain_balance,
)(ceilings.balance)


def _update_cited(line: Scalar, reason: Scalar, convention: Scalar = None) -> str:
    return rules_of(convention_of(convention), UPDATING).cite(UPDATING)


@formula(
    "COG_UPDATE_ALLOWED",
    help="Actualisation d'un montant de l'annexe, selon les règles de la convention : les lignes "
    "et les motifs qu'elle admet.",
    arguments=(
        _LINE,
        Argument(
            "reason",
            "motif",
            "Un motif que la convention nomme, par exemple une hausse de prélèvements "
            "obligatoires, ou « autre motif ». Vide : pas de résultat.",
        ),
        CONVENTION,
    ),
    returns="text",
    source=citing.BUDGET_RULES,
    example='=COG_UPDATE_ALLOWED("Personnel","prélèvements obligatoires")',
    category=CATEGORY,
    cited=_update_cited,
)
def update_allowed(line: Scalar, reason: Scalar, convention: Scalar = None) -> str | None:
    """Tell whether an amount may be updated."""
    reference = convention_of(convention)
    if is_blank(line):
        return None
    credit = credits.find_credit(reference, line)
    return updating.update_allowed(credit, reason, rules_of(reference, UPDATING))
