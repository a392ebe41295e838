"""Formulas on approval: tacit approval by the State, conformity of a budget."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from pycog.budget import approval
from pycog.budget.conformity import check_budget
from pycog.budget.credit_rules import BudgetRule, assumptions_of, rules_of
from pycog.conventions.facts.budget_rules import BUDGET_APPROVAL, CONFORMITY, UPDATING
from pycog.conventions.facts.schema import MULTI_YEAR
from pycog.conventions.lookup import find_fund
from pycog.errors import InvalidInput
from pycog.values import Block, Scalar, is_blank
from udfs.arguments import CONVENTION, FUND
from udfs.catalogue import Argument, formula
from udfs.declarations import citing
from udfs.declarations.reference import convention_of

CATEGORY: Final = "Approbation des budgets"

_RECEIVED: Final = Argument(
    "received",
    "réception",
    "Date de réception, qui fait courir le délai et ne compte pas. Vide : pas de résultat.",
)
_DELAY: Final = (
    Argument(
        "days",
        "jours",
        "Jours du délai ; par défaut ceux de la convention.",
        optional=True,
    ),
    Argument(
        "calendar",
        "calendrier",
        "Jours comptés : « calendaires » (par défaut, sauf si la convention dit autrement), "
        "« ouvrés » (du lundi au vendredi) ou « ouvrables » (du lundi au samedi), hors jours "
        "fériés.",
        optional=True,
        choices=approval.CALENDARS,
        single=True,
    ),
    Argument(
        "counts",
        "dernier jour compris",
        "« non » (par défaut, sauf si la convention dit autrement) : l'approbation est acquise le "
        "lendemain du dernier jour ; « oui » : le dernier jour même.",
        optional=True,
        choices=approval.COUNTS,
    ),
    CONVENTION,
    Argument(
        "fund",
        "fonds",
        "Fonds du budget ; à préciser quand la convention ne donne pas le même délai à tous.",
        optional=True,
    ),
)
_ASSUMPTIONS: Final = ("approbation-depart", "approbation-vingtieme-jour", "approbation-jours")


def _rule(convention: Scalar, fund: Scalar) -> BudgetRule | None:
    """Return the rule of the agreement on tacit approval, ``None`` where it gives none."""
    reference = convention_of(convention)
    own = "" if is_blank(fund) else find_fund(reference, fund).id
    found = reference.rules.of(BUDGET_APPROVAL, own) if reference.rules else ()
    if any(not rule.says_as(found[0]) for rule in found):
        raise InvalidInput(
            "fonds-a-preciser",
            "Le délai d'approbation n'est pas le même pour tous les fonds de la convention : "
            f"précisez {' ou '.join(rule.fund for rule in found if rule.fund)}.",
        )
    return found[0] if found else None


class _Asked(Struct, frozen=True):
    """The optional arguments of both formulas."""

    days: Scalar = None
    calendar: Scalar = None
    counts: Scalar = None
    convention: Scalar = None
    fund: Scalar = None

    def delay(self, received: Scalar) -> approval.Delay | None:
        """Return the delay, ``None`` where nothing was received and no rule gives one."""
        rule = _rule(self.convention, self.fund)
        delay = approval.read_delay(self.days, self.calendar, self.counts, rule)
        if delay is None and not is_blank(received):
            rules_of(convention_of(self.convention), BUDGET_APPROVAL)
        return delay


_NOTHING_RECEIVED: Final = "La date de réception n'est pas renseignée : pas de résultat"


def _explain_date(received: Scalar, *asked: Scalar) -> str:
    delay = _Asked(*asked).delay(received)
    return approval.explain_approval_date(received, delay) if delay else _NOTHING_RECEIVED


def _date_assumptions(received: Scalar, *asked: Scalar) -> tuple[str, ...]:
    delay = _Asked(*asked).delay(received)
    return delay.assumptions if delay else ()


def _date_cited(received: Scalar, *asked: Scalar) -> str:
    convention = _Asked(*asked).convention
    return rules_of(convention_of(convention), BUDGET_APPROVAL).cite(BUDGET_APPROVAL)


def _explain_status(received: Scalar, on: Scalar, conform: Scalar, *asked: Scalar) -> str:
    delay = _Asked(*asked).delay(received)
    if delay is None:
        return _NOTHING_RECEIVED
    return approval.explain_status(received, on, conform, delay)


def _status_assumptions(
    received: Scalar, on: Scalar, conform: Scalar, *asked: Scalar
) -> tuple[str, ...]:
    return _date_assumptions(received, *asked)


def _status_cited(received: Scalar, on: Scalar, conform: Scalar, *asked: Scalar) -> str:
    return _date_cited(received, *asked)


@formula(
    "COG_APPROVAL_DATE",
    help="Date à laquelle l'approbation de l'État est réputée acquise, à compter de la réception.",
    arguments=(_RECEIVED, *_DELAY),
    returns="date",
    source=citing.BUDGET_RULES,
    example='=COG_APPROVAL_DATE("2013-02-01")',
    category=CATEGORY,
    assumptions=_ASSUMPTIONS,
    explain=_explain_date,
    used=_date_assumptions,
    cited=_date_cited,
)
def approval_date(
    received: Scalar,
    days: Scalar = None,
    calendar: Scalar = None,
    counts: Scalar = None,
    convention: Scalar = None,
    fund: Scalar = None,
) -> float | None:
    """Return the day from which approval is deemed given."""
    delay = _Asked(days, calendar, counts, convention, fund).delay(received)
    return approval.approval_date(received, delay) if delay else None


@formula(
    "COG_APPROVAL_STATUS",
    help="Situation de l'approbation d'un budget à une date : réputée acquise, en attente, ou "
    "jamais tacite si le budget n'est pas conforme à la COG.",
    arguments=(
        _RECEIVED,
        Argument("on", "date du constat", "Jour où l'on regarde. Vide : pas de résultat."),
        Argument(
            "conform",
            "conforme",
            "Oui ou Non (ou VRAI, FAUX, Conforme, Non conforme). Vide : pas de résultat.",
        ),
        *_DELAY,
    ),
    returns="text",
    source=citing.BUDGET_RULES,
    example='=COG_APPROVAL_STATUS("2013-02-01","2013-02-15","oui")',
    category=CATEGORY,
    assumptions=_ASSUMPTIONS,
    explain=_explain_status,
    used=_status_assumptions,
    cited=_status_cited,
)
def approval_status(
    received: Scalar,
    on: Scalar,
    conform: Scalar,
    days: Scalar = None,
    calendar: Scalar = None,
    counts: Scalar = None,
    convention: Scalar = None,
    fund: Scalar = None,
) -> str | None:
    """Return where the approval of a budget stands on a day."""
    delay = _Asked(days, calendar, counts, convention, fund).delay(received)
    return approval.status(received, on, conform, delay) if delay else None


def _conformity_assumptions(
    table: Any, year: Scalar = None, fund: Scalar = None, convention: Scalar = None
) -> tuple[str, ...]:
    reference = convention_of(convention)
    multi_year = any(one.regime == MULTI_YEAR for one in reference.funds.values())
    decided = assumptions_of(rules_of(reference, CONFORMITY).of(CONFORMITY))
    return (*decided, *(("plafond-fngr",) if multi_year else ()))


def _conformity_cited(
    table: Any, year: Scalar = None, fund: Scalar = None, convention: Scalar = None
) -> str:
    rules = rules_of(convention_of(convention), CONFORMITY)
    return rules.cite(CONFORMITY, UPDATING, BUDGET_APPROVAL)


@formula(
    "COG_CONFORMITY",
    help="Conformité d'un budget à la COG, ligne par ligne : montant autorisé retenu, écart, "
    "conforme (Oui ou Non), constat. Sans conformité, pas d'approbation tacite.",
    arguments=(
        Argument(
            "table",
            "budget",
            "Plage du budget, avec ses titres ou dans cet ordre : ligne, budget, autorisé, fonds, "
            "actualisation, motif. Sans montant autorisé, celui de la convention est retenu, avec "
            "l'actualisation.",
            whole=True,
        ),
        Argument(
            "year",
            "exercice",
            "Exercice du budget, nécessaire pour retenir les montants de la convention.",
            optional=True,
        ),
        FUND,
        CONVENTION,
    ),
    returns="table",
    source=citing.BUDGET_RULES,
    example='=COG_CONFORMITY({"Ligne","Budget";"Personnel",14052000;"Investissement",420000},2013)',
    category=CATEGORY,
    assumptions=("conformite-plafond", "plafond-fngr"),
    used=_conformity_assumptions,
    cited=_conformity_cited,
)
def conformity(
    table: Any, year: Scalar = None, fund: Scalar = None, convention: Scalar = None
) -> Block:
    """Return one row per row of the budget."""
    return check_budget(convention_of(convention), table, year, fund).rows()
