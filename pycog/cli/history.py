"""``pycog history``: the life of a figure, from the journal that refreshes keep."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sqlite3
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pycog.cli import journal_options, streams
from pycog.cli.explain import read_place
from pycog.cli.json_lines import say_record
from pycog.cli.output import write_file
from pycog.cli.streams import counted
from pycog.errors import InvalidInput
from pycog.xlsx.cells import place_of

if TYPE_CHECKING:
    from pycog.journal.causes import Cause
    from pycog.journal.known_files import FileEntry
    from pycog.journal.life import Event, Life

EPILOG = """\
Le journal est tenu par « pycog refresh … --journal DOSSIER ». Une ligne par passage où le
chiffre a changé : la valeur avant et après, et la saisie qui l'a fait changer. Un fichier
renommé reste le même ; annexe-2014-01.xlsx et annexe-2014-02.xlsx se suivent ; une ligne
déplacée est suivie par son libellé. Entourez l'adresse d'apostrophes.

exemples :
  pycog history 'annexe-2014-02.xlsx!Résultats!D12' --journal journal
  pycog history 'annexe-2014-02.xlsx!Résultats!D12' --journal journal --csv
  pycog history annexe-definitive.xlsx --suite-de annexe-2014-02.xlsx --journal journal
  pycog history --journal journal --export journal.csv
  pycog history --journal journal --purge --retention 24
"""
_FORMS: Final = ("csv", "json")
#: Files that are no longer at their place, told one by one.
_MOST_GONE: Final = 3
#: Columns of the life of a figure as a table.
_LIFE: Final = (
    "fichier",
    "quand",
    "utilisateur",
    "version",
    "cellule",
    "nature",
    "avant",
    "apres",
    "causes",
    "autres_causes",
    "depuis_le_fichier",
)
#: Columns of the whole journal as a table.
_EXPORT: Final = (
    "fichier",
    "passage",
    "quand",
    "utilisateur",
    "version",
    "conventions",
    "formules",
    "recalculees",
    "cellule",
    "nom",
    "nature",
    "avant",
    "apres",
    "avant_affiche",
    "apres_affiche",
    "causes",
    "autres_causes",
)


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "place", metavar="FICHIER!Feuille!D12", nargs="?", help="la cellule dont on veut la vie"
    )
    parser.add_argument(
        "--journal",
        metavar="DOSSIER",
        type=Path,
        help="dossier du journal ; sans cette option, celui de la configuration",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="écrit un objet JSON par événement")
    form.add_argument(
        "--csv", action="store_true", help="écrit un tableau CSV (séparateur point-virgule)"
    )
    parser.add_argument(
        "--export",
        metavar="FICHIER",
        type=Path,
        help="écrit tout le journal dans un fichier .csv ou .json",
    )
    parser.add_argument(
        "--suite-de",
        metavar="FICHIER",
        type=Path,
        help="dit que le fichier donné fait suite à celui-ci, quand leurs noms ne le montrent pas",
    )
    parser.add_argument(
        "--purge", action="store_true", help="retire du journal ce que --retention ne garde pas"
    )
    parser.add_argument(
        "--retention",
        metavar="MOIS",
        type=journal_options.months_kept,
        help="avec --purge : nombre de mois gardés ; sans cette option, celui de la configuration",
    )


def run(args: Namespace) -> int:
    """Tell the life of a figure, or export, link or purge."""
    from pycog.journal import store

    folder = journal_options.folder_of(args)
    if folder is None:
        raise InvalidInput(
            "journal-a-preciser",
            "Aucun journal n'est désigné. Donnez son dossier avec --journal, celui que "
            "« pycog refresh --journal » tient.",
        )
    _check(args)
    with store.opened(folder, make=False) as journal:
        store.check(journal, store.journal_file(folder))
        store.settle(journal)
        if args.purge:
            _purge(journal, args)
        if args.export is not None:
            _export(journal, args.export)
        if args.suite_de is not None:
            _link(journal, args)
        elif args.place is not None:
            _tell(journal, args)
    return streams.DONE


def _check(args: Namespace) -> None:
    if args.place is None and not args.purge and args.export is None:
        raise InvalidInput(
            "historique-a-preciser",
            "Dites de quelle cellule vous voulez l'histoire, par exemple "
            "'annexe.xlsx!Résultats!D12', ou ajoutez --export ou --purge.",
        )
    if args.export is not None and args.export.suffix.lower()[1:] not in _FORMS:
        raise InvalidInput(
            "format-inconnu", f"{args.export} : un fichier .csv ou .json est attendu avec --export."
        )


def _purge(journal: sqlite3.Connection, args: Namespace) -> None:
    from pycog import configuration
    from pycog.journal import store

    months = args.retention or configuration.settings().months
    if months is None:
        raise InvalidInput(
            "retention-a-preciser",
            "--purge : donnez le nombre de mois à garder, par exemple --retention 24. Rien n'a été "
            "retiré.",
        )
    removed = store.purge(journal, journal_options.months_ago(months))
    kept = counted(months, "mois gardé", "mois gardés")
    streams.say(f"{counted(removed, 'passage retiré', 'passages retirés')}, {kept}.")


def _link(journal: sqlite3.Connection, args: Namespace) -> None:
    from pycog.journal.known_files import asked_file, link

    if args.place is None:
        raise InvalidInput(
            "historique-a-preciser",
            "--suite-de : donnez d'abord le fichier qui fait suite, par exemple "
            "« pycog history annexe-definitive.xlsx --suite-de annexe-2014-02.xlsx ».",
        )
    later, earlier = (
        asked_file(journal, _linked_file(args.place)),
        asked_file(journal, args.suite_de),
    )
    if later.id == earlier.id:
        raise InvalidInput(
            "historique-a-preciser", f"{later.path} : un fichier ne fait pas suite à lui-même."
        )
    _refuse_a_round(journal, later, earlier)
    link(journal, later, earlier)
    streams.say(f"{later.path} fait suite à {earlier.path}.")


def _refuse_a_round(journal: sqlite3.Connection, later: FileEntry, earlier: FileEntry) -> None:
    """Refuse to make a file follow one of those that follow it."""
    from pycog.journal.known_files import all_files

    known = {one.id: one for one in all_files(journal)}
    seen, at = {earlier.id}, earlier
    while at.follows is not None and at.follows not in seen and at.follows in known:
        at = known[at.follows]
        seen.add(at.id)
    if later.id in seen:
        raise InvalidInput(
            "historique-a-preciser",
            f"{earlier.path} fait déjà suite à {later.path} : l'inverse ne peut pas être vrai "
            "aussi. Vérifiez l'ordre des deux fichiers.",
        )


def _linked_file(text: str) -> Path:
    """Return the file that ``--suite-de`` is about; no cell belongs there."""
    file, mark, _ = text.rpartition("!")
    if mark and not Path(text).exists() and file.partition("!")[0]:
        raise InvalidInput(
            "historique-a-preciser",
            f"« {text} » : --suite-de attend un fichier, sans feuille ni cellule, par exemple "
            "« pycog history annexe-definitive.xlsx --suite-de annexe-2014-02.xlsx ».",
        )
    return Path(text)


def _tell(journal: sqlite3.Connection, args: Namespace) -> None:
    from pycog.journal.known_files import asked_file, gone_beside, shown_path
    from pycog.journal.life import life_of

    place = read_place(args.place)
    at = place_of(place.cell)
    assert at is not None  # it was read as an address
    asked = asked_file(journal, place.path)
    life = life_of(journal, asked, place.sheet, (at[0] - 1, at[1] - 1))
    if args.json:
        for event in life.events:
            say_record(_record(event))
    elif args.csv:
        rows = [_LIFE, *(_row(event) for event in life.events)]
        streams.say(_table(rows).rstrip("\r\n").replace("\r\n", "\n"))
    else:
        for line in _lines(asked.name, life):
            streams.say(line)
    if place.path.exists() and asked.path != shown_path(place.path):
        streams.warn(f"{place.path} : le journal en a le contenu sous le nom de {asked.path}.")
    for note in life.notes:
        streams.warn(note)
    if len({event.file for event in life.events}) == 1:
        for gone in gone_beside(journal, asked)[:_MOST_GONE]:
            streams.warn(
                f"{gone.name} n'est plus à sa place. S'il s'agit du même fichier, renommé puis "
                f"modifié : pycog history {asked.name} --suite-de {gone.name} --journal DOSSIER"
            )


def _lines(file: str, life: Life) -> Iterator[str]:
    """Give the life of a figure as French text."""
    yield f"{file}!{life.place} – {life.name} : {life.now}"
    files = list(dict.fromkeys(event.file for event in life.events))
    changes = sum(event.is_change for event in life.events)
    yield (
        f"{counted(len(files), 'fichier')}, {counted(life.passages, 'passage')} au journal, "
        f"{counted(changes, 'changement')}."
    )
    previous = ""
    for event in life.events:
        if event.file != previous:
            yield ""
            yield event.file
            previous = event.file
        yield f"  {_moment(event.when)}  {_change(event)}{_by(event)}"
        for cause in event.causes:
            yield f"      {_reason(cause)}"
        if event.more:
            yield "      et peut-être d'autres causes"


def _change(event: Event) -> str:
    before, after = event.shown
    if not event.is_change:
        return f"{after} ({event.kind})"
    where = f" en {event.place.rpartition('!')[2]}"
    if event.since:
        where += f", depuis {_told_apart(event.since, event.file)}"
    if before == after:
        return f"{after}, valeur inchangée ({event.kind}{where})"
    return f"{before} → {after} ({event.kind}{where})"


def _told_apart(path: str, other: str) -> str:
    """Return the end of a path that another path does not share: its name as a rule."""
    parts, others = path.split("/"), other.split("/")
    same = 0
    while same < min(len(parts), len(others)) - 1 and parts[-1 - same] == others[-1 - same]:
        same += 1
    return "/".join(parts[-1 - same :])


def _by(event: Event) -> str:
    return f", par {event.user}" if event.user else ""


def _moment(when: str) -> str:
    """Write a moment in the time of this machine."""
    return dt.datetime.fromisoformat(when).astimezone().strftime("%d/%m/%Y %H:%M")


def _reason(cause: Cause) -> str:
    """Say in French because of what a figure changed."""
    from pycog.journal import causes

    if cause.kind == causes.ENTRY:
        return f"parce que {cause.place} ({cause.name}) : {cause.before} → {cause.after}"
    if cause.kind == causes.REWRITTEN:
        return f"la formule de {cause.place} n'est plus la même"
    if cause.kind == causes.AGREEMENT:
        return f"convention modifiée entre-temps : {cause.name}"
    if cause.kind == causes.VERSION:
        return f"version modifiée entre-temps : {cause.name}"
    if cause.kind == causes.DAY:
        return f"la formule dépend du jour : {_days(cause.name)}"
    if cause.kind == causes.FIRST:
        return "premier passage noté : les saisies d'avant ne sont pas connues"
    if cause.name:
        return f"cause non trouvée pour {cause.place} : {cause.name}"
    return (
        f"cause non trouvée pour {cause.place} : aucune des cellules que sa formule lit n'a changé "
        "depuis le passage d'avant"
    )


def _days(text: str) -> str:
    def french(part: str) -> str:
        try:
            return dt.date.fromisoformat(part).strftime("%d/%m/%Y")
        except ValueError:
            return part

    return " → ".join(map(french, text.split(" → ")))


def _record(event: Event) -> dict[str, object]:
    return {
        "fichier": event.file,
        "quand": event.when,
        "utilisateur": event.user or None,
        "version": event.version,
        "cellule": event.place,
        "nature": event.kind,
        "avant": event.before,
        "apres": event.after,
        "avant_affiche": event.shown[0],
        "apres_affiche": event.shown[1],
        "causes": [cause.data() for cause in event.causes],
        "autres_causes": event.more,
        "depuis_le_fichier": event.since or None,
    }


def _row(event: Event) -> Sequence[str]:
    causes = " | ".join(map(_reason, event.causes))
    head = (event.file, event.when, event.user, event.version, event.place, event.kind)
    return (*head, *event.shown, causes, "oui" if event.more else "non", event.since)


def _export(journal: sqlite3.Connection, output: Path) -> None:
    from pycog.journal.known_files import all_files
    from pycog.journal.life import every_change, files_data

    records = list(every_change(journal))
    if output.suffix.lower() == ".json":
        data = {
            "journal": "pycog",
            "fichiers": files_data(journal, all_files(journal)),
            "passages": [{**passage, "changements": changes} for passage, changes in records],
        }
        text = json.dumps(data, ensure_ascii=False, indent=1)
        write_file(output, text.encode("utf-8"))
    else:
        rows = [_EXPORT, *(row for one in records for row in _export_rows(*one))]
        write_file(output, _table(rows).encode("utf-8-sig"))
    cells = sum(len(changes) for _, changes in records)
    streams.say(
        f"{output} : {counted(len(records), 'passage')}, {counted(cells, 'changement')} de cellule."
    )


def _export_rows(
    passage: dict[str, Any], changes: Sequence[dict[str, Any]]
) -> Iterator[Sequence[object]]:
    """Give a row for each change; a refresh that changed nothing has one of its own."""
    head = {**passage, "passage": passage["id"]}
    for change in changes or ({},):
        line = {**head, **change}
        yield [_cell(name, line.get(name)) for name in _EXPORT]


def _cell(name: str, value: object) -> object:
    """Write a value as a cell of a CSV table: what is exact as JSON, the rest as it is."""
    if name in ("avant", "apres", "causes", "conventions") and value is not None:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else value


def _table(rows: Sequence[Sequence[object]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(rows)
    return stream.getvalue()
