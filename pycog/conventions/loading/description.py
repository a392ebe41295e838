"""Reads ``convention.toml``: what a convention is, whom it binds and which years it covers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
from pycog.values import AMOUNT_UNITS

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TYPE_NAMES = {
    str: "un texte entre guillemets",
    int: "un nombre entier",
    list: "une liste",
    dict: "un tableau [textes]",
}


@dataclass(frozen=True, slots=True)
class FundEntry:
    """One ``[[fonds]]`` entry."""

    id: str
    title: str
    annex: str
    unit: str
    regime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described(Description):
    """The content of ``convention.toml``.

    Attributes:
        funds: Its ``[[fonds]]`` entries, in order.
    """

    funds: tuple[FundEntry, ...]


def is_id(text: str) -> bool:
    """Tell whether a text may be the id of a convention."""
    return _ID.fullmatch(text) is not None


def read_description(source: Source, faults: Faults) -> Described | None:
    """Return the description of a source, ``None`` when it has faults."""
    before = len(faults.found)
    data = source.description(faults)
    if data is not None:
        _check_keys(data, faults)
        if len(faults.found) == before:
            _check_values(source.id, data, faults)
            funds = _funds(data, faults)
            if len(faults.found) == before:
                return _build(data, funds)
    return None


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
    elif name and data["id"] != name:
        faults.add(
            DESCRIPTION,
            None,
            f"l'identifiant « {data['id']} » diffère du nom du dossier "
            f"« {name} ». Donnez-leur le même nom.",
        )
    years = data["annees"]
    if not all(type(year) is int and 1900 <= year <= 2100 for year in years) or any(
        later != year + 1 for year, later in itertools.pairwise(years)
    ):
        faults.add(
            DESCRIPTION,
            None,
            "la clé « annees » doit lister des années qui se suivent, par "
            "exemple [2012, 2013, 2014, 2015].",
        )
    else:
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
                '"annexe 4".',
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
        elif not unknown and not missing:
            fund = FundEntry(entry["id"], entry["titre"], entry["annexe"], unit, regime)
            if any(other.id == fund.id for other in found):
                faults.add(DESCRIPTION, None, f"le fonds « {fund.id} » figure deux fois.")
            found.append(fund)
    return tuple(found)


def _filled(entry: dict[str, Any], key: str) -> bool:
    return isinstance(entry.get(key), str) and bool(entry[key].strip())


def _build(data: dict[str, Any], funds: tuple[FundEntry, ...]) -> Described:
    return Described(
        id=data["id"],
        title=data["titre"],
        short_title=data["titre_court"],
        parties=tuple(data["parties"]),
        years=tuple(data["annees"]),
        baseline_years=tuple(sorted(base_years_of(data))),
        document=data["document"],
        status=data["statut"],
        version=data["version"],
        deferred_to=data.get("renvoi", ""),
        texts={key: text.strip() for key, text in data.get("textes", {}).items()},
        scored_in=tuple(data.get("interessement", ())),
        printed_together=tuple(data.get("campagnes_imprimees", ())),
        funds=funds,
    )
