"""Reads the scorecards of an intéressement campaign from their two tables.

An annex may be a file with tracked changes, where one printed row holds the values of two
campaigns or belongs to one of them only. The tables then keep every printed row, also the
rows left out of the campaign, and every reading that holds. Where it is not, the columns
that tell so are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from pycog.arithmetic import to_float
from pycog.conventions.facts import schema
from pycog.conventions.facts.models import Component, Scorecard, ScorecardRow
from pycog.conventions.facts.terms import POINTS
from pycog.conventions.loading.card_terms import CardTerms, campaigns_of, read_share, read_weight
from pycog.conventions.loading.description import Described
from pycog.conventions.loading.tables import Faults, Row
from pycog.errors import InvalidInput
from pycog.scales import scale_of
from pycog.targets import parse_target

_ROWS = schema.SCORECARDS.file
_PARTS = schema.COMPONENTS.file

#: Where a row stands: campaign, category, key, reading.
_Place = tuple[int, str, str, str]


class _Entry(NamedTuple):
    """A row in one of its campaigns."""

    row: Row
    campaign: int
    category: str

    @property
    def reading(self) -> str:
        return str(self.row["lecture"] or schema.DEFAULT_READING)

    @property
    def kept(self) -> bool:
        return bool(self.row["statut"] != schema.LEFT_OUT)

    def place(self, key: str = "clé") -> _Place:
        return self.campaign, self.category, self.row[key], self.reading


#: Printed rows of one scorecard, with what they are read as.
_Built = list[tuple[_Entry, ScorecardRow]]


def read_scorecards(
    about: Described, tables: Mapping[str, list[Row]], faults: Faults
) -> dict[int, dict[str, Scorecard]]:
    """Return the scorecards by campaign and category, in printed order; faults are collected."""
    known = CardTerms(about, tables, faults)
    entries = _entries(about, _ROWS, tables[_ROWS], known, faults)
    parts = _components(entries, _entries(about, _PARTS, tables[_PARTS], known, faults), faults)
    cards: dict[int, dict[str, _Built]] = {}
    for entry in sorted(entries, key=lambda entry: entry.campaign):
        built = _row(about, entry, parts.get(entry.place(), ()), known, faults)
        cards.setdefault(entry.campaign, {}).setdefault(entry.category, []).append((entry, built))
    return {
        campaign: {
            category: _scorecard(known, _named(by_category), built, faults)
            for category, built in by_category.items()
        }
        for campaign, by_category in cards.items()
    }


def _entries(
    about: Described, file: str, rows: list[Row], known: CardTerms, faults: Faults
) -> list[_Entry]:
    return [
        _Entry(row, campaign, known.category(file, row, campaign))
        for row in rows
        for campaign in campaigns_of(about, file, row, faults)
    ]


def _named(cards: Mapping[str, _Built]) -> dict[str, str]:
    """Return what the scorecards of a campaign call their themes, in their order."""
    found: dict[str, str] = {}
    for built in cards.values():
        for entry, row in built:
            found.setdefault(row.theme, entry.row["thème"])
    return found


def _components(
    rows: list[_Entry], parts: list[_Entry], faults: Faults
) -> dict[_Place, tuple[Component, ...]]:
    """Return the components of each composite row, in the order of their rank."""
    kept = {entry.place() for entry in rows if entry.kept}
    found: dict[_Place, list[Component]] = {}
    shares: dict[_Place, Fraction] = {}
    for entry in sorted(parts, key=lambda entry: entry.row["rang"]):
        part, place = entry.row, entry.place("ligne")
        if place not in kept:
            faults.add(
                _PARTS,
                part.line,
                f"la ligne « {part['ligne']} » ({part['catégorie']}, lecture "
                f"« {entry.reading} ») n'est pas retenue dans {_ROWS}.",
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
    share = read_share(part["part"])
    if share is None:
        faults.add(
            _PARTS, part.line, f"la part « {part['part']} » est illisible. Écrivez 25% ou 1/3."
        )
        return Fraction(0)
    return share


def _check_shares(rows: list[_Entry], shares: Mapping[_Place, Fraction], faults: Faults) -> None:
    for entry in rows:
        total = shares.get(entry.place())
        if total is not None and total != 1:
            faults.add(
                _ROWS,
                entry.row.line,
                f"les parts des composantes de « {entry.row['clé']} » font {total} au lieu de 1.",
            )


def _row(
    about: Described,
    entry: _Entry,
    components: tuple[Component, ...],
    known: CardTerms,
    faults: Faults,
) -> ScorecardRow:
    row = entry.row
    rule = row["règle"] or (known.rule(entry.category, entry.campaign) if entry.kept else "")
    if entry.kept:
        _check_row(row, rule, components, faults)
    weight = read_weight(row["poids"])
    if weight is None:
        faults.add(
            _ROWS,
            row.line,
            f"le poids « {row['poids']} » est illisible. Écrivez des points, par exemple 75, ou "
            "une part, par exemple 12,5 %.",
        )
    elif entry.kept and not weight.number:
        faults.add(_ROWS, row.line, "une ligne retenue a un poids au-dessus de zéro.")
    source = row["source"] or known.source(entry.category, entry.campaign)
    return ScorecardRow(
        key=row["clé"],
        theme=known.theme(_ROWS, row, entry.campaign),
        label=row["libellé"],
        target=row["cible"],
        floor=row["seuil"],
        weight=0.0 if weight is None else to_float(weight.number),
        rule=rule,
        components=components,
        printed=row["imprimé"],
        proof=row["preuve"],
        confidence=row["confiance"],
        reason=row["motif"],
        reading=entry.reading,
        citation=f"{about.short_title}, {source}" if source else about.short_title,
        to_supply=_to_supply(row),
        note=row["note"],
        scope=row["portée"],
        scope_proof=row["preuve de portée"],
    )


def _to_supply(row: Row) -> tuple[str, ...]:
    return tuple(row["à saisir"].split(" et ")) if row["à saisir"] else ()


def _check_row(row: Row, rule: str, components: tuple[Component, ...], faults: Faults) -> None:
    if not rule:
        faults.add(
            _ROWS,
            row.line,
            f"une ligne retenue a une règle. Valeurs admises : {', '.join(schema.SCORING_RULES)}.",
        )
    if row["preuve de portée"] and not row["portée"]:
        faults.add(
            _ROWS,
            row.line,
            "la preuve d'une portée est donnée sans la portée : écrivez "
            f"« {schema.NATIONWIDE} » dans la colonne « portée », ou videz la preuve.",
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
    elif rule != schema.STEPS:
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
    known: CardTerms, themes: Mapping[str, str], built: _Built, faults: Faults
) -> Scorecard:
    kept: dict[str, list[ScorecardRow]] = {schema.DEFAULT_READING: []}
    excluded: list[ScorecardRow] = []
    for name in dict.fromkeys(row.reading for _, row in built):
        kept[name] = [row for row in _of_reading(name, built) if row is not None]
    default_keys = {row.key for _, row in built if row.reading == schema.DEFAULT_READING}
    for source, row in built:
        if row.key not in default_keys:
            faults.add(
                _ROWS,
                source.row.line,
                f"la ligne « {row.key} » n'a pas de lecture "
                f"« {schema.DEFAULT_READING} ». Ajoutez-la, écartée s'il le faut.",
            )
        if row.reading == schema.DEFAULT_READING and not source.kept:
            excluded.append(row)
    default = tuple(kept.pop(schema.DEFAULT_READING))
    first = built[0][0]
    terms = known.of(first.campaign, themes, first.category, _unit(built, faults))
    known.check_weighted(terms, list(dict.fromkeys(row.theme for row in default)), first.row.line)
    return Scorecard(
        terms=terms,
        rows=default,
        excluded=tuple(excluded),
        readings={name: tuple(rows) for name, rows in kept.items()},
    )


def _unit(built: _Built, faults: Faults) -> str:
    """Return the unit of the weights of a scorecard: all in points, or all in per cent."""
    read = [(entry, read_weight(entry.row["poids"])) for entry, _ in built]
    units = dict.fromkeys(weight.unit for _, weight in read if weight is not None)
    if len(units) > 1:
        odd = next(entry for entry, weight in read if weight and weight.unit != next(iter(units)))
        faults.add(
            _ROWS,
            odd.row.line,
            f"le poids « {odd.row['poids']} » n'est pas dans l'unité des autres poids du barème. "
            "Écrivez-les tous en points, ou tous avec le signe %.",
        )
    return next(iter(units), POINTS)


def _of_reading(name: str, built: _Built) -> list[ScorecardRow | None]:
    """Return each printed row as ``name`` reads it, ``None`` where it leaves it out."""
    chosen: dict[str, Any] = {}
    for source, row in built:
        if row.reading in {name, schema.DEFAULT_READING}:
            value = row if source.kept else None
            if row.reading == name or row.key not in chosen:
                chosen[row.key] = value
    return list(chosen.values())
