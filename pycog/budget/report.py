"""The budget report: the annex with what was authorised, executed and is left.

Pure data: hosts lay :class:`BudgetReport` out as they need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pycog.arithmetic import compare, difference, same
from pycog.budget.credit_rules import rules_of, side
from pycog.budget.credits import (
    EVALUATIVE,
    LIMITATIVE,
    REVENUE,
    Credit,
    adds_up,
    credit_of,
    find_credit,
    groups_of,
    leaves,
)
from pycog.budget.entries import Entry
from pycog.budget.lines import (
    COLUMNS,
    ReportLine,
    Sums,
    judge,
    judge_total,
    less,
    minus,
    plus,
    start,
    sum_known,
    with_rates,
)
from pycog.budget.unit_scale import require_unit
from pycog.budget.updating import require_update
from pycog.conventions.facts.budget_rules import (
    CARRYOVER,
    TRANSFER,
    UPDATING,
    join_places,
    no_rule,
)
from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import BudgetLine, Fund
from pycog.conventions.lookup import find_fund, require_year
from pycog.errors import InvalidInput, NotAvailable, PycogError
from pycog.registers import Problem
from pycog.values import Block, Scalar, format_number

__all__ = ["BudgetReport", "ReportLine", "report"]

_HEADING: Final = "titre"
_DETAIL: Final = "dont"
#: Natures as they qualify a line.
_ADJECTIVES: Final = {EVALUATIVE: "évaluative", LIMITATIVE: "limitative"}
_NO_PROBLEM: Final = "Aucune"


class BudgetReport(Struct, frozen=True):
    """The execution of one fund's budget in one year.

    Attributes:
        convention: Short title of the convention.
        fund: Id of the fund.
        title: Title of its annex.
        year: Fiscal year.
        baseline_year: Last base year of the convention, ``None`` where it has none.
        lines: Every line of the annex in its order, headings included.
        problems: Entries that could not be used, or that contradict each other.
        source: Citation of the annex.
        unit: Unit of its amounts.
        decimals: Decimals that its annex prints.
    """

    convention: str
    fund: str
    title: str
    year: int
    baseline_year: int | None
    lines: tuple[ReportLine, ...]
    problems: tuple[Problem, ...]
    source: str
    unit: str = "€"
    decimals: int = 0

    def line(self, key: str) -> ReportLine:
        """Return the line of that key.

        Args:
            key: Key of a line of the annex.

        Raises:
            KeyError: There is none.
        """
        for line in self.lines:
            if line.key == key:
                return line
        raise KeyError(key)

    @property
    def groups(self) -> tuple[ReportLine, ...]:
        """The lines that stand for a whole limitative group, in order."""
        return tuple(line for line in self.lines if line.ceiling)

    @property
    def headings(self) -> tuple[str, ...]:
        """French headings of :meth:`rows`; amounts other than euros say their unit."""
        unit = "" if self.unit == "€" else f" ({self.unit})"
        return (
            "Ligne",
            f"Base COG {self.year}{unit}",
            f"Report{unit}",
            f"Virements{unit}",
            f"Autorisé{unit}",
            f"Exécuté{unit}",
            f"Disponible{unit}",
            "Taux d'exécution",
            f"Évolution {self.year}/{self.year - 1}",
            f"Évolution {self.year}/{self.baseline_year or 'départ'}",
            "Constat",
            f"Actualisation{unit}",
        )

    def rows(self) -> Block:
        """Return the report: :attr:`headings`, a row a line, then the row of the problems.

        Each row has as many cells as there are headings; amounts are in :attr:`unit`, the rate and
        the evolutions are ratios, and what is unknown is ``None``.
        """
        block: Block = [list(self.headings)]
        for line in self.lines:
            block.append(
                [
                    line.label,
                    line.base,
                    line.carryover,
                    line.transfers,
                    line.authorised,
                    line.executed,
                    line.available,
                    line.rate,
                    line.evolution_previous,
                    line.evolution_reference,
                    line.verdict,
                    line.update,
                ]
            )
        told = " ".join(problem.text for problem in self.problems) or _NO_PROBLEM
        return [*block, ["Anomalies", *([""] * (self.headings.index("Constat") - 1)), told, ""]]


def report(
    convention: Convention,
    fund: Scalar,
    year: Scalar,
    entries: Iterable[Entry],
    problems: Sequence[Problem] = (),
) -> BudgetReport:
    """Draw up the budget report of a fund and a year.

    The lines and their order are those of the annex. A line with "dont" lines takes its
    own entries, or the sum of theirs where it has none. A total adds its lines up; its
    available amount, rate and evolutions are left out as long as one of its lines with
    credits has no executed amount.

    Args:
        convention: The convention whose annex is followed.
        fund: Id of the fund.
        year: Fiscal year.
        entries: What was entered, in any order. Entries of the year before give its
            executed amounts; entries of other years and other funds are left out.
        problems: What went wrong while the entries were read; kept first.

    Returns:
        Every line of the annex with its amounts in the unit of the fund, and what is wrong.

    Raises:
        NotAvailable: ``fonds-inconnu``, ``annee-hors-convention``.
        InvalidInput: ``annee-illisible``, ``resultat-hors-limites``.

    Source:
        COG CAMIEG 2012-2015, annexe 1, 1.2.5 and 2.1.2; annexes 2 and 3.
    """
    return _Builder(convention, find_fund(convention, fund), require_year(convention, year)).build(
        tuple(entries), problems
    )


class _Builder:
    def __init__(self, convention: Convention, fund: Fund, year: int) -> None:
        self.convention, self.fund, self.year = convention, fund, year
        self.sums: dict[str, Sums] = {}
        self.on_totals: list[tuple[Entry, BudgetLine]] = []
        self.problems: list[Problem] = []
        self.done: dict[str, ReportLine] = {}

    def build(self, entries: tuple[Entry, ...], problems: Sequence[Problem]) -> BudgetReport:
        self.problems += problems
        self._collect(entries)
        for line in self.fund.lines:
            if line.role == _HEADING or adds_up(self.fund, line):
                continue
            self.done[line.key] = self._leaf(line)
        lines = tuple(self._line(line) for line in self.fund.lines)
        self._check_totals(lines)
        self._check_transfers()
        self._check_groups()
        self._check_rules()
        return BudgetReport(
            self.convention.short_title,
            self.fund.id,
            self.fund.title,
            self.year,
            self.convention.baseline_year,
            lines,
            tuple(self.problems),
            self.fund.citation,
            self.fund.unit,
            self.fund.decimals,
        )

    def _collect(self, entries: tuple[Entry, ...]) -> None:
        placed = list(self._placed(entries))
        mixed = any(line is None for _, line in placed)
        for entry, line in placed:
            if line is None:
                continue
            try:
                self._refuse(entry, line, mixed)
            except PycogError as error:
                self.problems.append(Problem.of(entry.row, error))
                continue
            if adds_up(self.fund, line):
                self.on_totals.append((entry, line))
            else:
                self._enter(entry, line)

    def _placed(self, entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, BudgetLine | None]]:
        """Yield the entries of the year, with their line or ``None`` for another fund's."""
        for entry in entries:
            if entry.year not in {None, self.year, self.year - 1}:
                continue
            if entry.fund not in {"", self.fund.id}:
                continue
            try:
                yield entry, self._find(entry)
            except PycogError as error:
                self.problems.append(Problem.of(entry.row, error))

    def _find(self, entry: Entry) -> BudgetLine | None:
        try:
            credit = find_credit(self.convention, entry.line, self.fund.id)
        except NotAvailable:
            if entry.fund:
                raise
            find_credit(self.convention, entry.line)  # refuses what no fund has
            return None
        line = self.fund.line(credit.key)
        if line is None:
            raise InvalidInput(
                "ligne-attendue",
                f"« {entry.line} » est un groupe : donnez l'une de ses lignes.",
            )
        return line

    def _refuse(self, entry: Entry, line: BudgetLine, mixed: bool) -> None:
        if mixed and not entry.fund and self._elsewhere(line):
            raise InvalidInput(
                "fonds-a-preciser",
                f"La ligne « {line.label} » existe dans plusieurs fonds et la table en mélange : "
                "ajoutez une colonne « fonds ».",
            )
        credit = credit_of(self.convention, line)
        moved = any((entry.incoming, entry.outgoing))
        if credit.nature == REVENUE and (entry.carryover or moved):
            place = self._places(TRANSFER, CARRYOVER)
            raise InvalidInput(
                "ligne-sans-report-ni-virement",
                f"« {line.label} » est une ligne de recette : elle ne reçoit ni report ni virement"
                f"{f' ({place})' if place else ''}.",
            )
        if entry.update and not adds_up(self.fund, line):
            require_update(credit, entry.reason, rules_of(self.convention, UPDATING))
        if entry.carryover and not adds_up(self.fund, line):
            self._refuse_carryover(credit)
        self._require_scale(entry, line)

    def _refuse_carryover(self, credit: Credit) -> None:
        """Refuse a carry-over to credits that the rules let carry nothing."""
        rules = self.convention.rules
        rule = rules.find(CARRYOVER, side(credit)) if rules else None
        if rule is not None and not rule.allowed:
            kind = f"une ligne {_ADJECTIVES.get(credit.nature, credit.nature)}"
            raise InvalidInput(
                "ligne-sans-report",
                f"« {credit.label} » est {kind} : {rule.note or rule.refusal}",
            )

    def _places(self, *kinds: str) -> str:
        rules = self.convention.rules
        if rules is None:
            return ""
        found = (rule.source for kind in kinds for rule in rules.of(kind, self.fund.id))
        return join_places(found)

    def _require_scale(self, entry: Entry, line: BudgetLine) -> None:
        """Refuse euros entered for a fund that counts in thousands or millions."""
        base = line.amounts.get(str(self.year))
        for column, name in COLUMNS.items():
            amount = getattr(entry, column, None)
            require_unit(amount, base, self.fund.unit, f"« {line.label} » ({name})")

    def _elsewhere(self, line: BudgetLine) -> bool:
        return any(
            other.id != self.fund.id and any(item.label == line.label for item in other.lines)
            for other in self.convention.funds.values()
        )

    def _enter(self, entry: Entry, line: BudgetLine) -> None:
        sums = self.sums.setdefault(line.key, Sums())
        if entry.year == self.year - 1:
            sums.before = plus(sums.before, entry.executed)
            return
        for column in COLUMNS:
            amount = getattr(entry, column, None)
            setattr(sums, column, plus(getattr(sums, column), amount))

    def _money(self, amount: float) -> str:
        return f"{format_number(amount)} {self.fund.unit}"

    def _say(self, code: str, message: str, row: int | None = None) -> None:
        self.problems.append(Problem(row, code, message))

    def _sums(self, line: BudgetLine) -> Sums:
        """Return the sums of a line, those of its "dont" lines where it has none."""
        own = self.sums.get(line.key, Sums())
        details = [self.sums.get(key, Sums()) for key in line.parts]
        result = Sums()
        for column, name in COLUMNS.items():
            amount = getattr(own, column)
            inside = sum_known(getattr(detail, column) for detail in details)
            if amount is not None and inside is not None and compare(inside, amount) > 0:
                self._say(
                    "details-excessifs",
                    f"Les lignes « dont » de « {line.label} » font {self._money(inside)} "
                    f"({name}), plus que la ligne ({self._money(amount)}).",
                )
            setattr(result, column, inside if amount is None else amount)
        return result

    def _leaf(self, line: BudgetLine) -> ReportLine:
        sums, credit = self._sums(line), credit_of(self.convention, line)
        base = line.amounts.get(str(self.year))
        transfers = plus(sums.incoming, minus(sums.outgoing))
        authorised = sum_known((base, sums.carryover, transfers, sums.update))
        if authorised is not None and authorised < 0:
            self._say(
                "virements-excessifs",
                f"« {line.label} » : les virements cédés dépassent les crédits de "
                f"{self._money(-authorised)}.",
            )
        draft = replace(
            start(line, credit),
            base=base,
            carryover=sums.carryover,
            transfers=transfers,
            authorised=authorised,
            executed=sums.executed,
            available=less(authorised, sums.executed),
            previous=self._previous(line, sums),
            reference=line.amounts.get(str(self.convention.baseline_year)),
            update=sums.update,
        )
        breached, verdict = judge(draft, credit)
        return with_rates(replace(draft, breached=breached, verdict=verdict))

    def _previous(self, line: BudgetLine, sums: Sums) -> float | None:
        """Return the executed amount of N−1: as entered, or as printed for the first year."""
        stated, before = sums.previous, sums.before
        if stated is not None and before is not None and not same(stated, before):
            self._say(
                "n-1-different",
                f"« {line.label} » : l'exécuté de N−1 est de {self._money(stated)} dans sa "
                f"colonne et de {self._money(before)} dans les lignes de l'exercice "
                f"{self.year - 1}.",
            )
        if stated is None and before is None and self.year - 1 == self.convention.baseline_year:
            return line.amounts.get(str(self.convention.baseline_year))
        return before if stated is None else stated

    def _line(self, line: BudgetLine) -> ReportLine:
        if line.role == _HEADING:
            return start(line, credit_of(self.convention, line))
        if line.key not in self.done:
            self.done[line.key] = self._total(line)
        return self.done[line.key]

    def _total(self, line: BudgetLine) -> ReportLine:
        parts = [self.done[leaf.key] for leaf in leaves(self.fund, line)]
        credit = credit_of(self.convention, line)
        missing = [part.label for part in parts if part.authorised and part.executed is None]
        draft = replace(
            start(line, credit),
            base=sum_known(part.base for part in parts),
            carryover=sum_known(part.carryover for part in parts),
            transfers=sum_known(part.transfers for part in parts),
            update=sum_known(part.update for part in parts),
            authorised=sum_known(part.authorised for part in parts),
            executed=sum_known(part.executed for part in parts),
            reference=sum_known(part.reference for part in parts),
            previous=sum_known(part.previous for part in parts) if self._all_before(line) else None,
        )
        over = [part.label for part in parts if part.breached]
        if not missing:
            draft = replace(draft, available=less(draft.authorised, draft.executed))
            draft = with_rates(draft)
        breached, verdict = judge_total(draft, credit, over, missing)
        return replace(draft, breached=breached, verdict=verdict)

    def _all_before(self, line: BudgetLine) -> bool:
        """Tell whether no line with credits in N−1 lacks its executed amount of N−1."""
        before = self.year - 1
        if before == self.convention.baseline_year:
            return True
        return all(
            self.done[leaf.key].previous is not None or not leaf.amounts.get(str(before))
            for leaf in leaves(self.fund, line)
        )

    def _check_totals(self, lines: tuple[ReportLine, ...]) -> None:
        """Compare the totals that were entered with those computed."""
        computed = {line.key: line for line in lines}
        for entry, line in self.on_totals:
            total = computed[line.key]
            pairs = {
                "report": (entry.carryover, total.carryover),
                "virements": (plus(entry.incoming, minus(entry.outgoing)), total.transfers),
                "exécuté": (entry.executed, total.executed),
                "actualisation": (entry.update, total.update),
            }
            if entry.year == self.year - 1:
                pairs = {"exécuté de N−1": (entry.executed, total.previous)}
            for name, (entered, found) in pairs.items():
                if entered is not None and not same(entered, found or 0.0):
                    self._say(
                        "total-different",
                        f"« {line.label} » est un total ({name}) : {self._money(entered)} "
                        f"saisis, {self._money(found or 0.0)} calculés. Saisissez ses lignes.",
                        entry.row,
                    )

    def _check_transfers(self) -> None:
        """Transfers move credits within a fund: what one line gives, another receives."""
        moved = sum_known(
            self.done[line.key].transfers
            for line in self.fund.lines
            if line.key in self.done and line.role != _DETAIL and not adds_up(self.fund, line)
        )
        if moved:
            self._say(
                "virements-desequilibres",
                f"{self.fund.id} : les virements reçus et cédés ne s'équilibrent pas, l'écart est "
                f"de {self._money(moved)}.",
            )

    def _check_groups(self) -> None:
        """Judge the limitative groups that no line of the annex stands for."""
        for group, lines in groups_of(self.convention, self.fund).items():
            credit = credit_of(self.convention, lines[0])
            if len(lines) < 2 or credit.nature != LIMITATIVE:
                continue
            own = [self.done[line.key] for line in lines if line.key in self.done]
            allowed = sum_known(one.authorised for one in own) or 0.0
            spent = sum_known(one.executed for one in own)
            if spent is not None and compare(spent, allowed) > 0:
                over = f"{self._money(difference(spent, allowed))}"
                self._say("groupe-depasse", f"Groupe {group} : dépassement de {over}.")

    def _check_rules(self) -> None:
        """Say what was counted without a rule of the agreement to judge it."""
        lines = [line for line in self.done.values() if line.role != _DETAIL]
        rules = self.convention.rules
        moves = {
            TRANSFER: any(line.transfers for line in lines),
            CARRYOVER: any(line.carryover for line in lines),
        }
        for kind, moved in moves.items():
            if moved and not (rules and rules.of(kind, self.fund.id)):
                missing = no_rule(self.convention.short_title, kind).message
                self._say(
                    "regle-absente", f"{missing} Les montants saisis sont comptés tels quels."
                )
