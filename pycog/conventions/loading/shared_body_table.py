"""Reads the bodies of several branches of an intéressement agreement, and their rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pycog.conventions.facts import schema
from pycog.conventions.facts.shared_bodies import BodyBranch, SharedBody
from pycog.conventions.loading.card_terms import campaigns_of
from pycog.conventions.loading.description import Described
from pycog.conventions.loading.tables import Faults, Row
from pycog.values import fold

_FILE = schema.CARD_BODIES.file


def read_bodies(about: Described, rows: Sequence[Row], faults: Faults) -> tuple[SharedBody, ...]:
    """Return the bodies in the order of the table; one that cannot be paid out is a fault."""
    grouped: dict[tuple[str, tuple[int, ...]], list[Row]] = {}
    for row in rows:
        written = row["campagne"] != (None,)
        campaigns = campaigns_of(about, _FILE, row, faults) if written else ()
        grouped.setdefault((fold(row["organisme"]), campaigns), []).append(row)
    return tuple(_body(own, years, faults) for (_, years), own in grouped.items())


def _body(rows: Sequence[Row], campaigns: tuple[int, ...], faults: Faults) -> SharedBody:
    branches = tuple(
        BodyBranch(row["branche"], row["caisse"], row["règle"] or schema.AVERAGED) for row in rows
    )
    bonus = any(one.rule == schema.BONUS for one in branches)
    body = SharedBody(
        name=rows[0]["organisme"],
        branches=() if bonus else branches,
        bonus=bonus,
        citation=rows[0]["source"],
        note=next(filter(None, (row["note"] for row in rows)), ""),
        pro_rata=rows[0]["prorata"],
        campaigns=campaigns,
    )
    for row, text in _wrong(rows, body):
        faults.add(_FILE, row.line, f"organisme « {body.name} » : {text}")
    return body


def _wrong(rows: Sequence[Row], body: SharedBody) -> Iterator[tuple[Row, str]]:
    """Yield what keeps the amounts of a body from being worked out."""
    if body.bonus:
        if len(rows) > 1 or rows[0]["branche"]:
            yield rows[0], "une prime n'a pas de branche. Gardez une seule ligne, sans branche."
        return
    for row in rows:
        if not row["branche"]:
            yield row, "la cellule « branche » est vide."
        if row["prorata"]:
            yield row, f"« prorata » ne se remplit que pour la règle « {schema.BONUS} »."
    sole = [row for row in rows if row["règle"] == schema.SOLE_PAYER]
    for row in sole[1:]:
        yield row, f"une seule branche peut être « {schema.SOLE_PAYER} »."
    if sole and body.paid_by_others:
        yield (
            sole[0],
            f"« {schema.SOLE_PAYER} » et « {schema.PAID_BY_OTHERS} » ne vont pas ensemble : "
            "l'un verse déjà pour tous.",
        )
    if len(body.paid_by_others) > 1:
        yield rows[-1], f"une seule branche peut être « {schema.PAID_BY_OTHERS} »."
    if len(body.paying) < 2:
        yield rows[0], "il faut au moins deux branches qui ont leur propre montant."
