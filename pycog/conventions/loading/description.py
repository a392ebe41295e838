"""Reads ``convention.toml``: what a convention is, whom it binds and which years it covers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from pycog.arithmetic import amount_unit
from pycog.conventions.facts.convention import Description
from pycog.conventions.facts.schema import (
    BASE_YEAR,
    BASE_YEARS,
    DESCRIPTION,
    DESCRIPTION_KEYS,
    FUND_KEYS,
    REGIME,
    REGIMES,
    TEXTS,
)
from pycog.conventions.loading.tables import Faults, Source
from pycog.lazy_patterns import regex
from pycog.values import AMOUNT_UNITS

_ID = regex(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: What stands for an id and for a text that are missing, and told.
_NAMELESS: Final = "sans-identifiant"
_UNSAID: Final = "?"
_YEARS: Final = ("annees", BASE_YEAR, BASE_YEARS)
_FUND_TEXTS: Final = ("titre", "annexe")
_TYPE_NAMES = {
    str: "un texte entre guillemets",
    int: "un nombre entier",
    list: "une liste",
    dict: "un tableau [textes]",
}


class FundEntry(Struct, frozen=True):
    """One ``[[fonds]]`` entry."""

    id: str
    title: str
    annex: str
    unit: str
    regime: str


class Described(Description, frozen=True, kw_only=True):
    """The content of ``convention.toml``.

    Attributes:
        funds: Its ``[[fonds]]`` entries, in order.
    """

    funds: tuple[FundEntry, ...]


def is_id(text: str) -> bool:
    """Tell whether a text may be the id of a convention."""
    return _ID.fullmatch(text) is not None


def read_description(source: Source, faults: Faults) -> Described | None:
    """Return the description of a source.

    Returns:
        What it says, with stand-ins for what is wrong and told, so that the tables are read
        against it all the same, and no years where it gives none that follow each other;
        ``None`` where it cannot be read.
    """
    data = source.description(faults)
    if data is None:
        return None
    before = len(faults.found)
    _check_keys(data, faults)
    if len(faults.found) > before:
        data = _sound(data)
    _check_values(source.id, data, faults)
    if not _follow_each_other(data.get("annees", ())):
        data = {key: value for key, value in data.items() if key not in _YEARS}
    return _build(data, _funds(data, faults))


def _sound(data: dict[str, Any]) -> dict[str, Any]:
    """Return a description with faulty keys, told already, left out or stood in for."""
    sound: dict[str, Any] = {}
    for key, (kind, needed) in DESCRIPTION_KEYS.items():
        value = data.get(key)
        if type(value) is kind and (value or not needed):
            sound[key] = value
        elif needed and key != "annees":
            sound[key] = _NAMELESS if key == "id" else [] if kind is list else _UNSAID
    faulty = {BASE_YEAR, BASE_YEARS} & data.keys() - sound.keys()
    if faulty and all(type(year) is int for year in sound.get("annees", ())[:1]):
        sound[BASE_YEARS] = [year - 1 for year in sound.get("annees", ())[:1]]
    return sound


def _check_keys(data: dict[str, Any], faults: Faults) -> None:
    allowed = f"Clés admises : {', '.join(DESCRIPTION_KEYS)}."
    for key in data:
        if key not in DESCRIPTION_KEYS:
            faults.add(DESCRIPTION, None, f"la clé « {key} » n'existe pas. {allowed}")
    for key, (kind, needed) in DESCRIPTION_KEYS.items():
        if key not in data:
            if needed:
                faults.add(DESCRIPTION, None, f"la clé « {key} » manque. {allowed}")
        elif type(data[key]) is not kind:
            faults.add(DESCRIPTION, None, f"la clé « {key} » doit être {_TYPE_NAMES[kind]}.")
        elif (needed and not data[key]) or (isinstance(data[key], str) and not data[key].strip()):
            faults.add(DESCRIPTION, None, f"la clé « {key} » est vide.")


def _check_values(name: str, data: dict[str, Any], faults: Faults) -> None:
    if not is_id(data["id"]):
        faults.add(
            DESCRIPTION,
            None,
            f"l'identifiant « {data['id']} » est mal formé. Écrivez des "
            "minuscules sans accent, des chiffres et des tirets, par exemple herault-2021.",
        )
    elif name and data["id"] not in (name, _NAMELESS):
        faults.add(
            DESCRIPTION,
            None,
            f"l'identifiant « {data['id']} » diffère du nom du dossier "
            f"« {name} ». Donnez-leur le même nom.",
        )
    if not _follow_each_other(data.get("annees", ())):
        faults.add(
            DESCRIPTION,
            None,
            "la clé « annees » doit lister des années qui se suivent, par "
            "exemple [2012, 2013, 2014, 2015].",
        )
    elif "annees" in data:
        _check_base_years(data, faults)
    if not all(isinstance(party, str) and party.strip() for party in data["parties"]):
        faults.add(DESCRIPTION, None, "la clé « parties » doit lister des textes entre guillemets.")
    for key, text in data.get("textes", {}).items():
        if key not in TEXTS:
            faults.add(
                DESCRIPTION,
                None,
                f"[textes] : la clé « {key} » n'existe pas. Clés admises : {', '.join(TEXTS)}.",
            )
        elif not isinstance(text, str) or not text.strip():
            faults.add(
                DESCRIPTION,
                None,
                f"[textes] : la clé « {key} » doit être un texte entre guillemets, par exemple "
                '"annexe 2".',
            )
    if not all(isinstance(name, str) and name.strip() for name in data.get("interessement", ())):
        faults.add(
            DESCRIPTION,
            None,
            "la clé « interessement » doit lister les identifiants des conventions qui portent les "
            "barèmes, entre guillemets.",
        )
    if not all(type(year) is int for year in data.get("campagnes_imprimees", ())):
        faults.add(
            DESCRIPTION,
            None,
            "la clé « campagnes_imprimees » doit lister des années, par exemple [2021, 2022].",
        )


def _follow_each_other(years: list[Any]) -> bool:
    return all(type(year) is int and 1900 <= year <= 2100 for year in years) and all(
        later == year + 1 for year, later in itertools.pairwise(years)
    )


def _check_base_years(data: dict[str, Any], faults: Faults) -> None:
    """Refuse base years that are none, come twice or do not precede the convention."""
    if BASE_YEAR in data and BASE_YEARS in data:
        faults.add(
            DESCRIPTION,
            None,
            f"les clés « {BASE_YEAR} » et « {BASE_YEARS} » disent deux fois la même chose. "
            f"Gardez « {BASE_YEARS} ».",
        )
    given = base_years_of(data)
    if not all(type(year) is int and 1900 <= year <= 2100 for year in given):
        faults.add(
            DESCRIPTION,
            None,
            f"la clé « {BASE_YEARS} » doit lister des années, par exemple [2021, 2022].",
        )
        return
    if len(set(given)) < len(given):
        faults.add(DESCRIPTION, None, f"la clé « {BASE_YEARS} » donne deux fois la même année.")
    for year in given:
        if year >= data["annees"][0]:
            faults.add(
                DESCRIPTION,
                None,
                f"l'année de référence {year} doit précéder la "
                f"première année de la convention, {data['annees'][0]}.",
            )


def base_years_of(data: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the base years that a description gives with either key, possibly none."""
    return (*data.get(BASE_YEARS, ()), *([data[BASE_YEAR]] if BASE_YEAR in data else ()))


def _funds(data: dict[str, Any], faults: Faults) -> tuple[FundEntry, ...]:
    found: list[FundEntry] = []
    allowed = f"Clés admises : {', '.join((*FUND_KEYS, REGIME))}."
    for number, entry in enumerate(data.get("fonds", []), 1):
        where = f"le fonds n°{number}"
        if not isinstance(entry, dict):
            faults.add(DESCRIPTION, None, f"{where} doit s'écrire sous un titre [[fonds]].")
            continue
        unknown = [key for key in entry if key not in (*FUND_KEYS, REGIME)]
        missing = [key for key in FUND_KEYS if not _filled(entry, key)]
        for key in unknown:
            faults.add(DESCRIPTION, None, f"{where} a une clé « {key} » inconnue. {allowed}")
        for key in missing:
            faults.add(DESCRIPTION, None, f"{where} n'a pas de clé « {key} » remplie. {allowed}")
        regime = entry.get(REGIME, REGIMES[0])
        unit = amount_unit(entry["unite"]) if _filled(entry, "unite") else "€"
        if unit is None:
            faults.add(
                DESCRIPTION,
                None,
                f"{where} a une unité « {entry['unite']} » inconnue. Écrivez "
                f"{' ou '.join(f'« {one} »' for one in AMOUNT_UNITS)}.",
            )
        elif regime not in REGIMES:
            faults.add(
                DESCRIPTION,
                None,
                f"{where} a un régime « {regime} » inconnu. Écrivez "
                f"« {REGIMES[0]} » ou « {REGIMES[1]} ».",
            )
        if not _filled(entry, "id"):
            continue
        # A fund with a fault, told above, is kept so that its amounts are read.
        title, annex = (entry[key] if _filled(entry, key) else _UNSAID for key in _FUND_TEXTS)
        kept = regime if regime in REGIMES else REGIMES[0]
        fund = FundEntry(entry["id"], title, annex, unit or "€", kept)
        if any(other.id == fund.id for other in found):
            faults.add(DESCRIPTION, None, f"le fonds « {fund.id} » figure deux fois.")
        found.append(fund)
    return tuple(found)


def _filled(entry: dict[str, Any], key: str) -> bool:
    return isinstance(entry.get(key), str) and bool(entry[key].strip())


def _base_years(data: dict[str, Any]) -> tuple[int, ...]:
    """Return the base years; one that is wrong, and told, stands for the year before the first."""
    if "annees" not in data:
        return ()
    before = data["annees"][0] - 1
    given = base_years_of(data)
    return tuple(
        sorted({year if type(year) is int and year <= before else before for year in given})
    )


def _build(data: dict[str, Any], funds: tuple[FundEntry, ...]) -> Described:
    return Described(
        id=data["id"],
        title=data["titre"],
        short_title=data["titre_court"],
        parties=tuple(one for one in data["parties"] if isinstance(one, str)),
        years=tuple(data.get("annees", ())),
        baseline_years=_base_years(data),
        document=data["document"],
        status=data["statut"],
        version=data["version"],
        deferred_to=data.get("renvoi", ""),
        texts={
            key: text.strip()
            for key, text in data.get("textes", {}).items()
            if isinstance(text, str)
        },
        scored_in=tuple(data.get("interessement", ())),
        printed_together=tuple(data.get("campagnes_imprimees", ())),
        funds=funds,
    )
