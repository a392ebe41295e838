"""Finds one fact of a convention by the words that an officer uses for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pycog.conventions.facts.convention import Convention
from pycog.conventions.facts.models import BudgetLine, Fund, Indicator, Printed
from pycog.conventions.facts.numbering import find_number, read_number, span_in_french
from pycog.errors import InvalidInput, NotAvailable
from pycog.lazy_patterns import regex
from pycog.scales import require_value
from pycog.targets import Target
from pycog.values import Scalar, capital, choose, display, excerpt, fold, is_blank, to_number

TOTAL: Final = "total"

_SHEET = regex(r"fiche(?: objectif)? ?(?:n ?° ?)?(\d+)")
_OF_FUND = regex(r"(.+?) ?\(([^()]+)\)")
_ANNEX = regex(r"annexe ?(\d+)")


def find_indicator(convention: Convention, key: Scalar) -> Indicator:
    """Return an indicator by its number or its exact label.

    Args:
        convention: Where to look.
        key: ``2``, ``"2a"``, ``"indicateur 2"`` or the label, accents and case free.

    Raises:
        NotAvailable: ``indicateur-inconnu``.
        InvalidInput: ``indicateur-ambigu``: several indicators have that label;
            ``numero-ambigu``: 1.1 typed as a number where there is a 1.10.
    """
    number = find_number(key, convention.indicators)
    if number is not None:
        return convention.indicators[number]
    if isinstance(key, str):
        wanted = fold(key)
        found = [item for item in convention.indicators.values() if fold(item.label) == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            numbers = ", ".join(item.number for item in found)
            raise InvalidInput(
                "indicateur-ambigu",
                f"Plusieurs indicateurs s'appellent « {key} » : {numbers}. Donnez le numéro.",
                key=key,
            )
    labels = (item.label for item in convention.indicators.values())
    raise NotAvailable(
        "indicateur-inconnu",
        f"L'indicateur « {shown(key)} » n'existe pas dans {convention.short_title}. Donnez un "
        f"numéro {span_in_french(convention.indicators)} ou le libellé exact."
        f"{_closest(key, labels)}",
        key=key,
    )


def printed_target(convention: Convention, key: Scalar, year: Scalar) -> Printed:
    """Return the target of an indicator for a year, as printed.

    Raises:
        NotAvailable: ``annee-hors-convention``, and those of :func:`find_indicator`.
        InvalidInput: ``annee-illisible``.
    """
    indicator, wanted = find_indicator(convention, key), read_year(year)
    if wanted not in indicator.targets:
        raise _outside(convention, wanted)
    return indicator.targets[wanted]


def target_of(convention: Convention, key: Scalar, year: Scalar) -> Target:
    """Return the target of an indicator for a year, which has a value.

    Raises:
        NotAvailable: ``objectif-non-imprime``, ``objectif-renvoye``,
            ``objectif-sans-valeur`` (a trend, a follow-up…), and those of
            :func:`printed_target`.
    """
    printed = printed_target(convention, key, year)
    if printed.target.kind == "empty":
        raise NotAvailable(
            "objectif-non-imprime",
            f"Aucun objectif n'est imprimé pour {read_year(year)} ({printed.citation}).",
        )
    require_value(printed.target)
    if printed.target.value is None:
        raise NotAvailable(
            "objectif-sans-valeur",
            f"L'objectif imprimé pour {read_year(year)} est « {printed.text} » "
            f"({printed.target.kind_name}) : il n'a pas de valeur ({printed.citation}).",
        )
    return printed.target


def baseline_of(convention: Convention, key: Scalar, year: Scalar = None) -> Target:
    """Return the achieved value of a base year.

    Args:
        convention: Where to look.
        key: As for :func:`find_indicator`.
        year: A base year; the last one when left out.

    Raises:
        InvalidInput: ``annee-illisible``.
        NotAvailable: ``realise-absent``, ``annee-hors-convention``, and those of
            :func:`find_indicator`.
    """
    indicator = find_indicator(convention, key)
    wanted = convention.baseline_year if is_blank(year) else read_year(year)
    if wanted is None:
        raise NotAvailable(
            "realise-absent",
            f"{convention.short_title} n'a pas d'année de référence : aucun réalisé de départ "
            "n'est imprimé.",
        )
    if wanted not in indicator.baselines:
        raise _outside(convention, wanted)
    baseline = indicator.baselines[wanted]
    if baseline.target.value is None:
        raise NotAvailable(
            "realise-absent",
            f"Aucun réalisé {wanted} n'est imprimé ({baseline.citation}).",
        )
    return baseline.target


def find_lines(convention: Convention, key: Scalar, fund: Scalar = None) -> list[BudgetLine]:
    """Return the budget lines of that key or printed label, one per fund.

    Raises:
        NotAvailable: ``fonds-inconnu``, ``ligne-inconnue``.
        InvalidInput: ``ligne-ambigue``: two lines of one fund have that label.
    """
    key, fund = split_fund(convention, key, fund)
    funds = [find_fund(convention, fund)] if not is_blank(fund) else list(convention.funds.values())
    found: list[BudgetLine] = []
    for candidate in funds:
        wanted = fold(key) if isinstance(key, str) else ""
        lines = [line for line in candidate.lines if wanted in {fold(line.key), fold(line.label)}]
        if len(lines) > 1:
            keys = ", ".join(f"« {line.key} »" for line in lines)
            raise InvalidInput(
                "ligne-ambigue",
                f"Plusieurs lignes du {candidate.id} s'appellent « {key} ». Donnez l'un des codes "
                f"{keys}.",
                key=key,
            )
        found.extend(lines)
    if not found:
        labels = [line.label for candidate in funds for line in candidate.lines]
        if not labels:
            raise NotAvailable(
                "ligne-inconnue",
                f"La ligne « {shown(key)} » n'existe pas : {convention.short_title} n'a pas de "
                "budget.",
                key=key,
            )
        raise NotAvailable(
            "ligne-inconnue",
            f"La ligne « {shown(key)} » n'existe pas dans {convention.short_title} "
            f"({', '.join(candidate.id for candidate in funds)}). Donnez le libellé imprimé."
            f"{_closest(key, labels)}",
            key=key,
        )
    return found


def with_fund(label: str, fund: str) -> str:
    """Return the name of a line that other funds have too: ``"Immobilier (FNG)"``.

    Args:
        label: As printed.
        fund: Id of its fund.
    """
    return f"{label} ({fund})"


def split_fund(convention: Convention, key: Scalar, fund: Scalar = None) -> tuple[Scalar, Scalar]:
    """Part the fund from a line named as :func:`with_fund` does.

    Args:
        convention: Where to look.
        key: Key or printed label of a line, or a group, its fund after it or not.
        fund: The fund given beside it.

    Returns:
        The line and its fund; both as given where the key names no fund, is the label of a
        line as it stands, or names another fund than the one given.
    """
    match = _OF_FUND.fullmatch(key.strip()) if isinstance(key, str) else None
    named = match and next(
        (one.id for one in convention.funds.values() if fold(one.id) == fold(match[2])), None
    )
    if not match or not named or (isinstance(key, str) and _is_label(convention, key)):
        return key, fund
    if not is_blank(fund) and find_fund(convention, fund).id != named:
        return key, fund
    return match[1], named


def _is_label(convention: Convention, text: str) -> bool:
    lines = (line for fund in convention.funds.values() for line in fund.lines)
    return any(fold(line.label) == fold(text) for line in lines)


def amount_of(
    convention: Convention, key: Scalar, year: Scalar, fund: Scalar = None
) -> tuple[float, BudgetLine]:
    """Return an amount of a budget annex, and its line.

    Args:
        convention: Where to look.
        key: Key or printed label of the line.
        year: A year of the table, or ``"total"``.
        fund: ``"FNGA"`` or ``"FNGR"``, needed where both have such a line.

    Raises:
        InvalidInput: ``fonds-a-preciser``, ``annee-illisible``.
        NotAvailable: ``annee-hors-convention``, ``montant-non-imprime``, and those of
            :func:`find_lines`.
    """
    lines = find_lines(convention, key, fund)
    if len(lines) > 1:
        ids = " ou ".join(line.fund for line in lines)
        raise InvalidInput(
            "fonds-a-preciser",
            f"La ligne « {lines[0].label} » existe dans plusieurs fonds : précisez {ids}.",
            key=key,
        )
    line, column = lines[0], _column(convention, year)
    amount = line.amounts.get(column)
    if amount is None:
        raise NotAvailable(
            "montant-non-imprime",
            f"Aucun montant n'est imprimé dans la colonne {column} ({line.citation}).",
        )
    return amount, line


def citation(convention: Convention, key: Scalar) -> str:
    """Return where a fact is printed: document and section.

    Args:
        convention: Where to look.
        key: ``2`` or ``"indicateur 2"``, ``"fiche 16"``, ``"annexe 3"``, a fund, or the
            label or key of a budget line or of an indicator.

    Raises:
        NotAvailable: ``source-inconnue``.
        InvalidInput: ``indicateur-ambigu``, ``ligne-ambigue``, ``numero-ambigu``.
    """
    if _is_number(convention, key):
        return find_indicator(convention, key).citation
    plain = fold(key) if isinstance(key, str) else ""
    if match := _SHEET.fullmatch(plain):
        if sheet := convention.sheets.get(int(match[1])):
            return sheet.citation
    elif match := _ANNEX.fullmatch(plain):
        annex = convention.cite(f"annexe {int(match[1])}")
        if any(_is_in(cited, annex) for cited in _all_citations(convention)):
            return annex
    for search in (_cite_fund, _cite_lines, _cite_indicator):
        try:
            return search(convention, key)
        except NotAvailable:
            continue
    raise NotAvailable(
        "source-inconnue",
        f"« {shown(key)} » ne désigne rien dans {convention.short_title}. Donnez par exemple 2, "
        "« indicateur 2 », « fiche 16 », « annexe 3 », un fonds ou le libellé d'une ligne.",
        key=key,
    )


def read_year(year: Scalar, what: str = "l'année") -> int:
    """Read a year.

    Raises:
        InvalidInput: ``annee-illisible``.
    """
    number = to_number(year, what)
    if number is None or number != number // 1:
        raise InvalidInput(
            "annee-illisible",
            f"{capital(what)} « {shown(year)} » n'est pas une année. Écrivez par exemple 2013.",
            value=year,
        )
    return int(number)


def require_year(convention: Convention, year: Scalar) -> int:
    """Read a year that the convention covers.

    Raises:
        InvalidInput: ``annee-illisible``.
        NotAvailable: ``annee-hors-convention``.
    """
    wanted = read_year(year)
    if wanted not in convention.years:
        raise _outside(convention, wanted)
    return wanted


def _column(convention: Convention, year: Scalar) -> str:
    years = convention.known_years
    if isinstance(year, str) and not fold(year).isdigit():
        return choose(year, (TOTAL, *map(str, years)), "l'année")
    wanted = read_year(year)
    if wanted not in years:
        raise _outside(convention, wanted)
    return str(wanted)


def _outside(convention: Convention, year: int) -> NotAvailable:
    bases = ", ".join(map(str, convention.baseline_years))
    known = f" (réalisé de référence : {bases})" if bases else ""
    return NotAvailable(
        "annee-hors-convention",
        f"L'année {year} est hors de {convention.short_title}, qui couvre {_span(convention.years)}"
        f"{known}.",
        year=year,
    )


def _is_number(convention: Convention, key: Scalar) -> bool:
    """Tell whether a key is the number of an indicator, or can be nothing else."""
    if find_number(key, convention.indicators) is not None or not isinstance(key, str):
        return True
    try:
        return read_number(key).isdigit()
    except InvalidInput:
        return False


def find_fund(convention: Convention, key: Scalar) -> Fund:
    """Return a fund by its id, accents and case free.

    Raises:
        NotAvailable: ``fonds-inconnu``.
    """
    wanted = fold(key) if isinstance(key, str) else ""
    for fund in convention.funds.values():
        if fold(fund.id) == wanted:
            return fund
    raise NotAvailable(
        "fonds-inconnu",
        f"Le fonds « {shown(key)} » n'existe pas dans {convention.short_title}. Fonds connus : "
        f"{', '.join(convention.funds)}.",
        key=key,
    )


def _cite_fund(convention: Convention, key: Scalar) -> str:
    return find_fund(convention, key).citation


def _cite_lines(convention: Convention, key: Scalar) -> str:
    return " ; ".join(line.citation for line in find_lines(convention, key))


def _cite_indicator(convention: Convention, key: Scalar) -> str:
    return find_indicator(convention, key).citation


def _all_citations(convention: Convention) -> Iterable[str]:
    yield from (fund.citation for fund in convention.funds.values())
    yield from (item.citation for item in convention.indicators.values())
    yield from (sheet.citation for sheet in convention.sheets.values())


def _is_in(cited: str, annex: str) -> bool:
    return cited == annex or cited.startswith(f"{annex},")


def _span(numbers: Iterable[int]) -> str:
    ordered = sorted(numbers)
    return f"{ordered[0]} à {ordered[-1]}" if ordered else "0"


def shown(key: Scalar) -> str:
    """Return what an officer asked for, as a message quotes it."""
    return excerpt(key if isinstance(key, str) else display(key))


def _closest(key: Scalar, labels: Iterable[str]) -> str:
    """Return " Vouliez-vous dire … ?" when a label is close, else nothing."""
    from difflib import get_close_matches

    known = {fold(label): label for label in labels}
    close = get_close_matches(fold(key) if isinstance(key, str) else "", known, n=1, cutoff=0.75)
    return f" Vouliez-vous dire « {known[close[0]]} » ?" if close else ""
