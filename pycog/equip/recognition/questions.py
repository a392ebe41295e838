"""Puts what is not certain into French questions, with the values concerned and the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pycog.audit.grid import shown
from pycog.equip.model import AMOUNTS, FIGURES, RESULTS, Choice, Column, Doubt, Row, Subject
from pycog.equip.recognition.cell_readings import shown_value
from pycog.equip.recognition.heading_words import is_part_of_year, is_total_heading, read_words
from pycog.equip.recognition.sheet_view import View
from pycog.equip.recognition.subject_frames import Frame
from pycog.values import excerpt

_NONE: Final = Choice("Aucun : laisser cette ligne de côté", "non")
_MOST_SAMPLES: Final = 6
_UNITS: Final = {"€": "euros", "k€": "milliers d'euros", "M€": "millions d'euros"}


def name_of(subject: Subject) -> str:
    """Return how a question names a subject: « 7 – Taux de satisfaction »."""
    label = excerpt(subject.label)
    return f"{subject.key} – {label}" if subject.kind == "indicateur" else label


def choice_of(subject: Subject) -> Choice:
    """Return the answer that sets a subject."""
    value = "/".join(part for part in (subject.frame, subject.key) if part)
    named = name_of(subject)
    return Choice(f"{named} ({subject.frame})" if subject.frame else named, value, subject)


def row_question(
    view: View, row: Row, code: str, columns: Sequence[Column], where: tuple[int, int]
) -> Doubt:
    """Return the question that a row leaves.

    Args:
        view: Its sheet.
        row: The row.
        code: Code of the doubt.
        columns: The columns of the table, for the values shown.
        where: The cell asked about.
    """
    choices = tuple(
        choice_of(one)
        for one in dict.fromkeys(
            [
                *([row.subject] if row.subject else []),
                *(proposal.subject for proposal in row.proposals),
            ]
        )
    )
    return Doubt(
        code,
        view.grid.name,
        shown(where),
        _row_message(row, code),
        _samples(view, row, columns),
        (*choices, _NONE) if choices else (),
        blocking=code != "ligne-inconnue",
    )


def unknown_rows_question(view: View, rows: Sequence[Row], column: int) -> Doubt:
    """Return what is told of many rows that are none of the agreement."""
    labels = tuple(excerpt(row.label) for row in rows[:_MOST_SAMPLES])
    return Doubt(
        "ligne-inconnue",
        view.grid.name,
        shown((rows[0].index, column)),
        f"Rien dans l'accord ne correspond à {len(rows)} lignes, de la ligne {rows[0].index + 1} "
        f"à la ligne {rows[-1].index + 1}. Elles sont laissées de côté.",
        labels,
        blocking=False,
    )


def _row_message(row: Row, code: str) -> str:
    label = f"« {excerpt(row.label)} »" if row.label else "la ligne sans libellé"
    best = name_of(row.subject) if row.subject else ""
    other = name_of(row.proposals[0].subject) if row.proposals else ""
    if code == "numero-et-libelle" and other and "numéro" not in row.signals:
        text = (
            f"Le numéro {row.number} est celui de « {other} », le libellé {label} celui de "
            f"« {best} ». Lequel est-ce ?"
        )
    elif code == "numero-et-libelle":
        beside = (
            f", le libellé {label} est plus proche de « {other} »"
            if other
            else (f", mais le libellé {label} est tout autre")
        )
        text = f"Le numéro {row.number} est celui de « {best} »{beside}. Lequel est-ce ?"
    elif code == "numero-seul":
        text = (
            f"Seul le numéro {row.number} désigne « {best} » : ni le libellé ni les cibles ne le "
            "confirment. Confirmez-le."
        )
    elif code == "libelle-seul":
        text = (
            f"Le libellé {label} est bien celui de « {best} », mais rien d'autre ne le confirme "
            "(ni numéro, ni cible, ni ordre). Confirmez-le."
        )
    elif code == "libelle-ambigu":
        text = f"Le libellé {label} convient à plusieurs lignes de l'accord. Choisissez la bonne."
    elif code == "doublon":
        text = f"Plusieurs lignes du tableau désignent « {best} ». Gardez celle qui fait foi."
    elif code == "ligne-inconnue":
        text = f"Rien dans l'accord ne correspond à {label}. Cette ligne est laissée de côté."
    else:
        text = f"Le libellé {label} ressemble à « {best} » sans être le même. Confirmez-le."
    return text


def _samples(view: View, row: Row, columns: Sequence[Column]) -> tuple[str, ...]:
    found = []
    for column in columns:
        if column.role in FIGURES and view.is_filled(row.index, column.index):
            stored = view.row(row.index).get(column.index)
            found.append(f"{column.heading} : {shown_value(stored)}")
    return tuple(found[:_MOST_SAMPLES])


def _is_partial(column: Column) -> bool:
    """Tell whether a result may be of a part of a year: « au 30/06 », the total of some months."""
    return is_part_of_year(column.heading) or is_total_heading(column.heading)


def column_questions(
    view: View,
    columns: Sequence[Column],
    header: Sequence[int],
    rows: Sequence[Row],
    told: frozenset[int],
    known: Sequence[int],
) -> Iterator[Doubt]:
    """Yield a question for each column whose role or year is not certain.

    Args:
        view: The sheet.
        columns: The columns of a table.
        header: Its rows of headings.
        rows: Its rows with a subject, for the values shown.
        told: Columns that another question is about.
        known: Years of the agreement.
    """
    budget = any(column.role in AMOUNTS for column in columns)
    scored = any(column.role in {"poids", "points"} for column in columns)
    seen: dict[tuple[str, int | None], int] = {}
    for column in columns:
        seen[column.role, column.year] = seen.get((column.role, column.year), 0) + 1
    for column in columns:
        double = seen[column.role, column.year] > 1
        if column.sure or (column.index in told and not double):
            continue
        named = f"La colonne « {excerpt(column.heading)} »"
        choices: tuple[Choice, ...]
        partial = column.year is not None and column.role in RESULTS and _is_partial(column)
        if partial and not double:
            code = "colonne-inconnue"
            text = (
                f"{named} peut n'être que d'une partie de l'année ou de l'organisme. Est-ce le "
                f"résultat de {column.year} ?"
            )
            choices = (Choice(f"Oui, le résultat de {column.year}", column.role),)
        elif column.year is None or (
            not any(sign.isdigit() for sign in column.heading)
            and bool(read_words(column.heading).role)
            and seen[column.role, column.year] < 2
            and not scored
        ):
            code = "annee-inconnue"
            text = (
                f"{named} ne dit pas son année, et ni le titre ni la feuille ne la disent. "
                "Choisissez."
            )
            years = sorted({one.year for one in columns if one.year is not None} or known)
            choices = tuple(Choice(str(year), str(year)) for year in years)
        elif seen[column.role, column.year] > 1:
            code = "colonne-en-double"
            text = (
                f"{named} a le même rôle ({column.role}) et la même année ({column.year}) qu'une "
                "autre. Laquelle fait foi ?"
            )
            choices = (Choice("Celle-ci fait foi", column.role), Choice("L'autre", "autre"))
        else:
            code = "colonne-inconnue"
            text = f"{named} ne dit pas ce qu'elle contient. Choisissez."
            roles: tuple[str, ...] = ("objectif", "réalisé")
            if budget:
                roles = ("base", "voté", "exécuté")
            if scored:
                roles = ("objectif", "réalisé", "seuil", "poids", "points")
            choices = tuple(
                Choice(role.capitalize(), role)
                for role in sorted(roles, key=lambda one: one != column.role)
            )
        yield Doubt(
            code,
            view.grid.name,
            shown((header[-1] if header else 0, column.index)),
            text,
            _column_samples(view, column.index, [row.index for row in rows]),
            (*choices, Choice("Laisser cette colonne de côté", "non")),
        )


def _column_samples(view: View, column: int, rows: Sequence[int]) -> tuple[str, ...]:
    return tuple(
        shown_value(view.row(row).get(column)) for row in rows if view.is_filled(row, column)
    )[:_MOST_SAMPLES]


def points_question(view: View, column: Column, header: int, rows: Sequence[int]) -> Doubt:
    """Return the question that rates typed in points leave."""
    samples = _column_samples(view, column.index, rows)
    first = samples[0] if samples else ""
    cells = ", ".join(shown((row, column.index)) for row in rows[:_MOST_SAMPLES])
    more = f" et {len(rows) - _MOST_SAMPLES} autres" if len(rows) > _MOST_SAMPLES else ""
    hold = "contient" if len(rows) == 1 else "contiennent"
    return Doubt(
        "points-ou-ratio",
        view.grid.name,
        shown((rows[0], column.index)),
        f"Colonne « {excerpt(column.heading)} » : {cells}{more} {hold} un nombre sans « % » "
        f"pour une cible en %. {first} est-il {first} % ?",
        samples,
        (
            Choice(f"Oui, des points : {first} = {first} %", "points"),
            Choice("Non, laisser ces cellules de côté", "non"),
        ),
    )


def unit_question(
    view: View, column: Column, header: int, rows: Sequence[int], announced: str, shown_by: str
) -> Doubt:
    """Return the question of a column of amounts whose unit is not certain."""
    named = f"La colonne « {excerpt(column.heading)} »"
    order: tuple[str, ...]
    if announced:
        text = (
            f"{named} est annoncée en {_UNITS[announced]}, mais ses montants sont ceux de l'accord "
            f"en {_UNITS[shown_by]}. Choisissez."
        )
        code, order = "unite-douteuse", (shown_by, announced)
    else:
        near = f" Leur taille fait penser à des {_UNITS[shown_by]}." if shown_by else ""
        text = (
            f"{named} ne dit pas l'unité de ses montants, et aucun ne la prouve.{near} Choisissez."
        )
        code, order = "unite-inconnue", (*([shown_by] if shown_by else []), *_UNITS)
    return Doubt(
        code,
        view.grid.name,
        shown((header, column.index)),
        text,
        _column_samples(view, column.index, rows),
        tuple(Choice(f"En {_UNITS[unit]}", unit) for unit in dict.fromkeys(order)),
    )


def frame_question(view: View, header: int, first: int, frames: Sequence[Frame]) -> Doubt:
    """Return the question of a table that several funds or scorecards fit."""
    names = tuple(frame.names[0] for frame in frames)
    return Doubt(
        "fonds-incertain",
        view.grid.name,
        shown((header, first)),
        "Ce tableau peut être celui de "
        + " ou de ".join(f"« {name} »" for name in names)
        + " : ses lignes conviennent aux deux et rien au-dessus ne le dit. Choisissez.",
        (),
        tuple(Choice(frame.names[0], frame.id) for frame in frames),
    )
