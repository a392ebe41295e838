"""Reads the scorecards of an intéressement campaign from their two tables.

The annex was a file with tracked changes: one printed row may hold the values of two
campaigns, or belong to one of them only. The tables keep every printed row, also the
rows left out of the campaign, and every reading that holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pycog.conventions.facts import schema
from pycog.conventions.facts.models import Component, Scorecard, ScorecardRow
from pycog.conventions.loading.description import Described
from pycog.conventions.loading.tables import Faults, Row
from pycog.errors import InvalidInput
from pycog.scales import scale_of
from pycog.targets import parse_target

_SHARE = re.compile(r"(\d{1,3})(?: ?%|/(\d{1,2}))")
_ROWS = schema.SCORECARDS.file
_PARTS = schema.COMPONENTS.file

#: Where a row stands: category, key, reading.
_Place = tuple[str, str, str]


def read_scorecards(
    about: Described, tables: Mapping[str, list[Row]], faults: Faults
) -> dict[str, Scorecard]:
    """Return the scorecards by category, in printed order; faults are collected."""
    rows = tables[_ROWS]
    if rows and len(about.years) > 1:
        faults.add(
            schema.DESCRIPTION,
            None,
            "un barème vaut pour une seule campagne : la clé « annees » "
            "doit donner une seule année.",
        )
    parts = _components(rows, tables[_PARTS], faults)
    by_category: dict[str, list[tuple[Row, ScorecardRow]]] = {}
    for row in rows:
        built = _row(about, row, parts.get(_place(row), ()), faults)
        by_category.setdefault(row["catégorie"], []).append((row, built))
    return {
        category: _scorecard(about, category, built, faults)
        for category, built in by_category.items()
    }


def _place(row: Row) -> _Place:
    return row["catégorie"], row["clé"], row["lecture"]


def _components(
    rows: list[Row], parts: list[Row], faults: Faults
) -> dict[_Place, tuple[Component, ...]]:
    """Return the components of each composite row, in the order of their rank."""
    kept = {_place(row) for row in rows if row["statut"] == schema.KEPT}
    found: dict[_Place, list[Component]] = {}
    shares: dict[_Place, Fraction] = {}
    for part in sorted(parts, key=lambda part: part["rang"]):
        place = (part["catégorie"], part["ligne"], part["lecture"])
        if place not in kept:
            faults.add(
                _PARTS,
                part.line,
                f"la ligne « {part['ligne']} » ({part['catégorie']}, lecture "
                f"« {part['lecture']} ») n'est pas retenue dans {_ROWS}.",
            )
            continue
        share = _share(part, faults)
        _check_values(_PARTS, part, faults)
        component = Component(
            part["libellé"], float(share), part["cible"], part["seuil"], _to_supply(part)
        )
        found.setdefault(place, []).append(component)
        shares[place] = shares.get(place, Fraction(0)) + share
    _check_shares(rows, shares, faults)
    return {place: tuple(components) for place, components in found.items()}


def _share(part: Row, faults: Faults) -> Fraction:
    match = _SHARE.fullmatch(part["part"])
    if not match or match[2] == "0":
        faults.add(
            _PARTS, part.line, f"la part « {part['part']} » est illisible. Écrivez 25% ou 1/3."
        )
        return Fraction(0)
    return Fraction(int(match[1]), int(match[2] or 100))


def _check_shares(rows: list[Row], shares: Mapping[_Place, Fraction], faults: Faults) -> None:
    for row in rows:
        total = shares.get(_place(row))
        if total is not None and total != 1:
            faults.add(
                _ROWS,
                row.line,
                f"les parts des composantes de « {row['clé']} » font {total} au lieu de 1.",
            )


def _row(
    about: Described, row: Row, components: tuple[Component, ...], faults: Faults
) -> ScorecardRow:
    if row["statut"] == schema.KEPT:
        _check_row(row, components, faults)
    return ScorecardRow(
        key=row["clé"],
        theme=row["thème"],
        label=row["libellé"],
        target=row["cible"],
        floor=row["seuil"],
        weight=float(row["poids"]),
        rule=row["règle"],
        components=components,
        printed=row["imprimé"],
        proof=row["preuve"],
        confidence=row["confiance"],
        reason=row["motif"],
        reading=row["lecture"],
        citation=f"{about.short_title}, {row['source']}",
        to_supply=_to_supply(row),
        note=row["note"],
        scope=row["portée"],
        scope_proof=row["preuve de portée"],
    )


def _to_supply(row: Row) -> tuple[str, ...]:
    return tuple(row["à saisir"].split(" et ")) if row["à saisir"] else ()


def _check_row(row: Row, components: tuple[Component, ...], faults: Faults) -> None:
    if not row["poids"]:
        faults.add(_ROWS, row.line, "une ligne retenue a au moins un point.")
    if not row["règle"]:
        faults.add(
            _ROWS,
            row.line,
            f"une ligne retenue a une règle. Valeurs admises : {', '.join(schema.SCORING_RULES)}.",
        )
    if bool(row["portée"]) != bool(row["preuve de portée"]):
        faults.add(
            _ROWS,
            row.line,
            "une portée nationale et les mots imprimés qui la disent vont "
            "ensemble : remplissez « portée » et « preuve de portée », ou aucune des deux.",
        )
    if components:
        if row["portée"]:
            faults.add(_ROWS, row.line, "une ligne composite n'a pas de portée nationale.")
        if row["cible"] or row["seuil"] or row["à saisir"]:
            faults.add(
                _ROWS,
                row.line,
                "une ligne composite n'a ni cible ni seuil : ce sont ceux de ses "
                f"composantes, dans {_PARTS}.",
            )
        return
    if not row["cible"]:
        faults.add(
            _ROWS, row.line, f"une ligne retenue a une cible, ou des composantes dans {_PARTS}."
        )
    elif row["règle"] != schema.STEPS:
        _check_values(_ROWS, row, faults)


def _check_values(file: str, row: Row, faults: Faults) -> None:
    """Refuse what cannot be read, unless the annex is said not to print the figure."""
    to_supply = _to_supply(row)
    before = len(faults.found)
    for column in ("cible", "seuil"):
        if column not in to_supply:
            _check_value(file, row, column, faults)
    if len(faults.found) == before and not to_supply:
        try:
            scale_of(row["cible"], row["seuil"] or None)
        except InvalidInput as error:
            faults.add_error(file, row.line, error)


def _check_value(file: str, row: Row, column: str, faults: Faults) -> None:
    try:
        parse_target(row[column], "la cible" if column == "cible" else "le seuil")
    except InvalidInput as error:
        faults.add_error(
            file,
            row.line,
            error,
            "Si l'annexe n'imprime pas la valeur, dites-le dans la colonne « à saisir ».",
        )


def _scorecard(
    about: Described, category: str, built: list[tuple[Row, ScorecardRow]], faults: Faults
) -> Scorecard:
    kept: dict[str, list[ScorecardRow]] = {schema.DEFAULT_READING: []}
    excluded: list[ScorecardRow] = []
    for name in dict.fromkeys(row.reading for _, row in built):
        kept[name] = [row for row in _of_reading(name, built) if row is not None]
    known = {row.key for _, row in built if row.reading == schema.DEFAULT_READING}
    for source, row in built:
        if row.key not in known:
            faults.add(
                _ROWS,
                source.line,
                f"la ligne « {row.key} » n'a pas de lecture "
                f"« {schema.DEFAULT_READING} ». Ajoutez-la, écartée s'il le faut.",
            )
        if row.reading == schema.DEFAULT_READING and source["statut"] == schema.LEFT_OUT:
            excluded.append(row)
    default = tuple(kept.pop(schema.DEFAULT_READING))
    return Scorecard(
        category=category,
        title=schema.CATEGORIES[category],
        campaign=about.years[0],
        rows=default,
        excluded=tuple(excluded),
        readings={name: tuple(rows) for name, rows in kept.items()},
    )


def _of_reading(name: str, built: list[tuple[Row, ScorecardRow]]) -> list[ScorecardRow | None]:
    """Return each printed row as ``name`` reads it, ``None`` where it leaves it out."""
    chosen: dict[str, Any] = {}
    for source, row in built:
        if row.reading in {name, schema.DEFAULT_READING}:
            value = row if source["statut"] == schema.KEPT else None
            if row.reading == name or row.key not in chosen:
                chosen[row.key] = value
    return list(chosen.values())
