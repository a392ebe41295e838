"""Verifies a sealed workbook: calculates it anew and says what is no longer as it was sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pycog import __version__
from pycog.default_convention import using
from pycog.errors import PycogError
from pycog.refresh.host import FunctionHost
from pycog.seal.cell_comparison import CellDifference, Compared, compare_cells
from pycog.seal.cell_states import defined_names
from pycog.seal.new_sheet_names import names_since
from pycog.seal.plain_formulas import same_formula
from pycog.seal.seal_gathering import Rules, calculated
from pycog.seal.seal_reading import Reading, may_be_sealed, read_seal
from pycog.seal.seal_sheet import moment_shown
from pycog.seal.sealed_content import Agreement, Content, short
from pycog.seal.sealing import without_seal
from pycog.values import counted, date_system
from pycog.xlsx.collector import collector_paused
from pycog.xlsx.package import Package
from pycog.xlsx.structure import read_workbook

if TYPE_CHECKING:
    from cryptography import x509

    from pycog.refresh.calculation.state import Recalculation
    from pycog.seal.signing import SignatureState

#: States of a workbook.
INTACT: Final = "intact"
CHANGED: Final = "modifié"
FORGED: Final = "bordereau altéré"
UNSEALED: Final = "non scellé"
#: Kinds of differences in the order in which they are told: causes before what follows from them.
_RANKS: Final = {"saisie": 1, "formule": 2, "valeur": 3, "enregistrée": 4}
#: The seal is as it was written, and its certificate is not to be relied on.
UNTRUSTED: Final = "signature en défaut"


@dataclass(frozen=True, slots=True)
class SinceThen:
    """What the figures rest on and that has changed since, none of which is in the file.

    Attributes:
        kind: ``"règle"``, ``"accord"`` or ``"pycog"``.
        name: Which one.
        before: Digest or version that was sealed.
        after: The one of today, ``""`` where there is none any more.
        details: Tables that changed, for an agreement.
    """

    kind: str
    name: str
    before: str
    after: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as a French sentence."""
        if self.kind == "pycog":
            return f"calculé avec pycog {self.before}, relu avec pycog {self.after}"
        what = "règle" if self.kind == "règle" else "accord"
        if not self.after:
            return f"{what} {self.name} : n'existe plus (version scellée {short(self.before)})"
        more = f" ({', '.join(self.details)})" if self.details else ""
        return (
            f"{what} {self.name} : changé{'e' if what == 'règle' else ''} depuis le scellement"
            f"{more}, {short(self.before)} → {short(self.after)}"
        )


@dataclass(slots=True)
class Verification:
    """What a verification found.

    Attributes:
        content: What was sealed; ``None`` where nothing can be read.
        state: One of the states above.
        seal_faults: What is wrong with the seal itself, in French.
        differences: Cells and names that are not as they were sealed.
        since: Rules and agreements that changed since.
        signature: State of the signature, ``None`` without one.
        notes: What is worth knowing beside, in French.
    """

    content: Content | None = None
    state: str = UNSEALED
    seal_faults: list[str] = field(default_factory=list)
    differences: list[CellDifference] = field(default_factory=list)
    since: list[SinceThen] = field(default_factory=list)
    signature: SignatureState | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        """Whether the workbook is as it was sealed, and its signature sound."""
        return self.state == INTACT

    @property
    def headline(self) -> str:
        """The state in one French sentence."""
        if self.content is None:
            return "bordereau illisible" if self.state == FORGED else "non scellé"
        by = f" par {self.content.author}" if self.content.author else ""
        sealed = f"scellé le {moment_shown(self.content.moment)}{by}"
        if self.state == CHANGED:
            return f"{sealed} ; modifié depuis ({counted(len(self.differences), 'écart')})"
        return f"{sealed} ; {self.state}"


@collector_paused()
def verify_package(
    package: Package,
    host: FunctionHost,
    rules: Rules,
    authorities: Sequence[x509.Certificate] = (),
    *,
    calculates: bool = True,
) -> Verification:
    """Verify a workbook.

    Args:
        package: The workbook.
        host: Offers the functions of today.
        rules: Gives their versions.
        authorities: Certificates of the authorities that are trusted.
        calculates: Whether the values are calculated anew; otherwise those that the file holds
            are compared, for a caller that has a calculator of its own.

    Raises:
        RefusedFile: The workbook cannot be read with certainty.
        NotAvailable: ``signature-non-installee``.
    """
    info = read_workbook(package)
    if not may_be_sealed(package, info):
        return Verification()
    reading = read_seal(package, info)
    if not reading.is_sealed:
        return Verification()
    result = Verification(reading.content, FORGED, list(reading.faults), notes=list(reading.notes))
    content = reading.content
    if content is None or reading.carried is None:
        return result
    signature = reading.carried.signature
    if signature:
        from pycog.seal.signing import check

        result.signature = check(content.data, signature, content.moment, authorities)
        result.notes += result.signature.notes
        result.seal_faults += [f"signature : {one}" for one in result.signature.faults]
        if not content.signer:
            result.seal_faults.append("signature : elle a été ajoutée après le scellement")
    elif content.signer:
        result.seal_faults.append(f"signature : elle a été retirée ({content.signer})")
    result.since = list(_since(content, rules))
    again = _again(package, reading, content, host, result) if calculates else None
    found = _differences(reading, content, again, result)
    result.differences = sorted(found, key=lambda one: _RANKS.get(one.kind, 0))
    if content.moment > dt.datetime.now(dt.UTC):
        result.notes.append(
            "la date du scellement est encore à venir : l'horloge du poste qui a scellé, ou de "
            "celui-ci, est fausse"
        )
    forged = bool(reading.faults) or (result.signature and not result.signature.holds)
    if not forged and bool(signature) == bool(content.signer):
        told = UNTRUSTED if result.seal_faults else INTACT
        result.state = CHANGED if result.differences else told
    return result


def _since(content: Content, rules: Rules) -> Iterator[SinceThen]:
    if content.pycog != __version__:
        yield SinceThen("pycog", "pycog", content.pycog, __version__)
    for agreement in content.agreements:
        found = _agreement_since(agreement)
        if found is not None:
            yield found
    for rule in content.rules:
        now = rules(rule.name)
        digest = now.digest if now else ""
        if digest != rule.digest:
            yield SinceThen("règle", rule.name, rule.digest, digest)


def _agreement_since(sealed: Agreement) -> SinceThen | None:
    from pycog.conventions.data_digests import data_digest

    try:
        now = data_digest(sealed.id)
    except PycogError:
        return SinceThen("accord", sealed.id, sealed.digest, "")
    if now.whole == sealed.digest:
        return None
    names = sorted({*now.tables, *sealed.parts})
    changed = tuple(one for one in names if now.tables.get(one) != sealed.parts.get(one))
    return SinceThen("accord", sealed.id, sealed.digest, now.whole, changed)


def _differences(
    reading: Reading, content: Content, again: Recalculation | None, result: Verification
) -> Iterator[CellDifference]:
    if reading.info.date_system != content.date_system:
        yield CellDifference("classeur", "", "", content.date_system, reading.info.date_system,
                             "système de dates")  # fmt: skip
    if again is None:
        compared = compare_cells(content, reading.cells, None, by_another=reading.lost_part)
    else:
        with using(again.meant), date_system(reading.info.date_system):
            compared = compare_cells(content, reading.cells, again, by_another=reading.lost_part)
    result.notes += _value_notes(compared)
    yield from _name_differences(content.names, defined_names(reading.info), compared.renamed)
    yield from compared.found


def _value_notes(compared: Compared) -> Iterator[str]:
    if compared.absent:
        yield (
            f"{counted(compared.absent, 'valeur')} à recalculer : le programme qui a enregistré le "
            "classeur ne les calcule pas, ou les calcule autrement"
        )
    if compared.moved:
        yield f"{counted(compared.moved, 'valeur')} d'un autre jour : elles suivent la date du jour"


def _again(
    package: Package,
    reading: Reading,
    content: Content,
    host: FunctionHost,
    result: Verification,
) -> Recalculation | None:
    """Calculate the workbook as at the moment of the sealing; ``None`` where that fails."""
    try:
        return calculated(without_seal(package, reading), host, content.moment)
    except PycogError as error:
        result.notes.append(f"les valeurs n'ont pas pu être recalculées : {error.message}")
        return None


def _name_differences(
    sealed: Mapping[str, str], after: Mapping[str, str], renamed: Mapping[str, str]
) -> Iterable[CellDifference]:
    before = names_since(sealed, renamed)
    for name in sorted({*before, *after}):
        old, new = before.get(name, ""), after.get(name, "")
        if not same_formula(old, new):
            yield CellDifference("nom", "", name, old, new)
