"""``pycog score``: points and success rate of one body, or of a folder of bodies."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.cli import streams
from pycog.cli.json_lines import say_record
from pycog.errors import InvalidInput, NotAvailable, PycogError
from pycog.values import counted_points, display, format_number

if TYPE_CHECKING:
    from pycog.interessement.scorecards import Score, Sums

EPILOG = """\
Le fichier a pour en-têtes « indicateur;résultat », ou « indicateur;composante;résultat ».
L'indicateur est nommé par sa clé ou son libellé. Un résultat absent laisse ses points
ouverts ; « neutralisé : motif » retire l'indicateur des deux sommes. Là où la cible du
barème est nationale, deux colonnes « cible propre;seuil propre » donnent celles de
l'organisme ; sans elles, les points restent ouverts. Un classeur équipé par « pycog equip »
est lu par sa feuille « Correspondances », qui dit aussi sa catégorie et sa campagne. Pour
un dossier, chaque fichier CSV ou classeur est un organisme et le résultat est un tableau.

exemples :
  pycog score resultats.csv --category cpam --campaign 2022
  pycog score organismes --category cpam --campaign 2022 --json
  pycog score interessement-equipe.xlsx
"""


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "path",
        metavar="FICHIER|DOSSIER",
        type=Path,
        help="fichier CSV des résultats, classeur équipé, ou dossier",
    )
    parser.add_argument(
        "--category",
        metavar="CATÉGORIE",
        default="",
        help="catégorie, par exemple cpam ; inutile si le classeur équipé n'en a qu'une",
    )
    parser.add_argument(
        "--campaign",
        metavar="ANNÉE",
        default="",
        help="campagne, par exemple 2022 ; inutile si la convention n'en a qu'une",
    )
    parser.add_argument(
        "--reading", metavar="LECTURE", help="autre lecture du barème imprimé, s'il y en a"
    )
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par organisme")


def run(args: Namespace) -> int:
    """Score the file, or every file of the folder."""
    paths = _files(args.path)
    code, scored = streams.DONE, []
    for path in paths:
        try:
            scored.append((path.stem, _score(path, args)))
        except (PycogError, OSError) as error:
            if not args.path.is_dir():
                raise
            reason = error.message if isinstance(error, PycogError) else str(error)
            streams.warn(f"{path} : {reason}")
            code = streams.REFUSED
    if args.json:
        for name, score in scored:
            say_record(_record(name, score, args))
    elif args.path.is_dir():
        _write_table(scored)
    else:
        _write(scored[0][1])
    return code


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(item for item in path.iterdir() if _holds_results(item))
    if not found:
        raise InvalidInput(
            "dossier-sans-csv", f"Le dossier {path} n'a pas de fichier CSV ni de classeur."
        )
    return found


def _holds_results(path: Path) -> bool:
    from pycog.equip.files import is_kept_copy
    from pycog.xlsx.placing import is_workbook

    return path.suffix.lower() == ".csv" or (is_workbook(path) and not is_kept_copy(path))


def _score(path: Path, args: Namespace) -> Score:
    from pycog.cli.score_files import read_results
    from pycog.cli.score_workbooks import score_workbook
    from pycog.conventions.scorecard_lookup import find_rows
    from pycog.interessement import scorecards
    from pycog.interessement.card_lines import lines_of
    from pycog.xlsx.placing import is_workbook

    category, campaign = streams.readable(args.category), streams.readable(args.campaign)
    if is_workbook(path):
        return score_workbook(path, category, campaign, args.reading).score
    card, rows = find_rows(category, campaign, args.reading)
    try:
        given = read_results(path, lines_of(rows))
        return scorecards.score(rows, given.results, card.terms, given.own)
    except PycogError as error:
        if error.message.startswith(path.name):
            raise
        raise type(error)(error.code, f"{path.name} : {error.message}", **error.fields) from error


def _write(score: Score) -> None:
    for mark in score.lines:
        points = "—" if mark.earned is None else format_number(float(mark.earned), 2)
        possible = format_number(float(mark.line.weight), 2)
        remark = f" ({mark.remark})" if mark.remark else ""
        streams.say(f"{mark.line.name} : {points} / {possible}{remark}")
    streams.say("")
    for theme, sums in score.themes.items():
        streams.say(f"{score.terms.themes[theme]} : {_sums(sums)}")
    streams.say(f"Total : {_sums(score.total)}")
    for title, low, high in _rates(score):
        streams.say(f"{title} : {_interval(low, high)}. {_verdict(score, low, high)}.")


def _sums(sums: Sums) -> str:
    earned = counted_points(round(float(sums.earned), 2))
    possible = format_number(float(sums.possible), 2)
    left = f", {format_number(float(sums.open), 2)} encore ouverts" if sums.open else ""
    return f"{earned} sur {possible}{left}"


def _rates(score: Score) -> list[tuple[str, float, float]]:
    title = "Taux de réussite national" if score.terms.national else "Taux de réussite"
    names = list(score.terms.weightings) or [""]
    return [
        (f"{title}, lecture « {name} »" if name else title, *score.rates(name)) for name in names
    ]


def _interval(low: float, high: float) -> str:
    first, last = display(low, "evolution"), display(high, "evolution")
    return first if low == high else f"entre {first} et {last}"


def _verdict(score: Score, low: float, high: float) -> str:
    from pycog.interessement.score_blocks import verdict

    return verdict(low, high, score.terms.trigger)


def _write_table(scored: Sequence[tuple[str, Score]]) -> None:
    headings = ("Organisme", "Points", "Ouverts", "Possibles", "Minimum", "Maximum", "Seuil")
    table = [headings, *(_cells(name, score) for name, score in scored)]
    widths = [max(len(row[column]) for row in table) for column in range(len(headings))]
    for row in table:
        first, *middle, last = row
        numbers = (cell.rjust(width) for cell, width in zip(middle, widths[1:-1], strict=True))
        streams.say("  ".join([first.ljust(widths[0]), *numbers, last]).rstrip())
    streams.say(streams.counted(len(scored), "organisme") + ".")


def _cells(name: str, score: Score) -> tuple[str, ...]:
    total = score.total
    points = (format_number(float(n), 2) for n in (total.earned, total.open, total.possible))
    try:
        low, high = score.rates()
    except NotAvailable:
        return (name, *points, "—", "—", "Aucun point possible")
    rates = (display(low, "evolution"), display(high, "evolution"))
    return (name, *points, *rates, _verdict(score, low, high))


def _record(name: str, score: Score, args: Namespace) -> dict[str, object]:
    try:
        low, high = score.rates()
    except NotAvailable:
        low, high = None, None
    return {
        "body": name,
        "category": score.category,
        "convention": score.terms.convention,
        "campaign": score.terms.campaign,
        "reading": args.reading or "défaut",
        "rows": [
            {
                "key": mark.line.row.key,
                "theme": mark.line.row.theme,
                "indicator": mark.line.row.label,
                "component": mark.line.component,
                "points": None if mark.earned is None else float(mark.earned),
                "weight": float(mark.line.weight),
                "neutralised": mark.neutralised,
                "remark": mark.remark,
                "scope": mark.line.row.scope,
                "own_target": display(mark.line.own_target) or None,
                "own_floor": display(mark.line.own_floor) or None,
            }
            for mark in score.lines
        ],
        "themes": {theme: _json_sums(sums) for theme, sums in score.themes.items()},
        "total": _json_sums(score.total),
        "minimum": low,
        "maximum": high,
    }


def _json_sums(sums: Sums) -> dict[str, float]:
    return {
        "earned": float(sums.earned),
        "open": float(sums.open),
        "possible": float(sums.possible),
    }
