"""The actions of ``pycog convention`` on the form: write it, check it, turn it into tables."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pycog.cli import streams
from pycog.cli.json_lines import say_record
from pycog.errors import InvalidConvention, InvalidInput

if TYPE_CHECKING:
    from pycog.conventions.form.form_check import Checked
    from pycog.conventions.loading.tables import Fault

_NEW: Final = "écrit le formulaire d'une convention : un classeur à remplir"
_CHECK: Final = "contrôle un classeur ou un dossier de convention, et dit toutes les anomalies"
_IMPORT: Final = "fait d'un dossier de tables un classeur, ou d'un classeur un dossier"
_EXPORT: Final = "fait d'un classeur un dossier de tables"
#: Says that there is no base year.
_NO_BASE: Final = "aucune"
_SUFFIX: Final = ".xlsx"
EPILOG: Final = """\
  pycog convention new ma-caisse-2024 --annees 2024-2027 --output convention.xlsx
  pycog convention check convention.xlsx
  pycog convention import mes-tables/ma-caisse-2024 --output convention.xlsx
  pycog convention export convention.xlsx --output mes-tables
"""


def configure(actions: Any) -> None:
    """Declare the actions."""
    new = _action(actions, "new", _NEW, _new)
    new.add_argument("id", metavar="IDENTIFIANT", help="par exemple ma-caisse-2024")
    new.add_argument(
        "--annees", required=True, type=_years, metavar="ANNÉES", help="par exemple 2024-2027"
    )
    new.add_argument(
        "--reference",
        type=_base_years,
        metavar="ANNÉES",
        help="année des réalisés de départ (celle d'avant la première par défaut) ; plusieurs se "
        "séparent par une virgule, 2021,2022 ; « aucune » s'il n'y en a pas",
    )
    new.add_argument(
        "--fonds", nargs="+", default=[], metavar="FONDS", help="noms courts des fonds"
    )
    _output(new, "classeur à écrire")

    check = _action(actions, "check", _CHECK, _check)
    check.add_argument(
        "paths", nargs="+", type=Path, metavar="CLASSEUR|DOSSIER", help="ce qui est à contrôler"
    )
    check.add_argument("--json", action="store_true", help="écrit un objet JSON par convention")

    for name, help_text, source in (
        ("import", _IMPORT, "CLASSEUR|DOSSIER"),
        ("export", _EXPORT, "CLASSEUR"),
    ):
        action = _action(actions, name, help_text, _turn)
        action.add_argument("source", type=Path, metavar=source, help="ce qui est à convertir")
        _output(action, "classeur ou dossier à écrire" if name == "import" else "dossier à écrire")


def _action(actions: Any, name: str, help_text: str, act: Any) -> ArgumentParser:
    parser: ArgumentParser = actions.add_parser(
        name, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}."
    )
    parser.set_defaults(act=act)
    return parser


def _output(parser: ArgumentParser, help_text: str) -> None:
    parser.add_argument("--output", required=True, type=Path, metavar="SORTIE", help=help_text)


def _year(text: str) -> int:
    if not (text.isdigit() and 1900 <= int(text) <= 2100):
        raise ArgumentTypeError(f"« {streams.readable(text)} » n'est pas une année")
    return int(text)


def _base_years(text: str) -> list[int]:
    if text.strip().lower() == _NO_BASE:
        return []
    return sorted({_year(one.strip()) for one in text.split(",")})


def _years(text: str) -> list[int]:
    first, _, last = text.partition("-")
    years = range(_year(first.strip()), _year((last or first).strip()) + 1)
    if not 0 < len(years) <= 20:
        raise ArgumentTypeError(f"« {text} » : écrivez la première et la dernière, 2024-2027")
    return list(years)


def _new(args: Namespace) -> int:
    from pycog.cli.output import write_file
    from pycog.conventions.form.exchange import new_form
    from pycog.conventions.loading.description import is_id

    identity = streams.readable(args.id)
    if not is_id(identity):
        raise InvalidInput(
            "identifiant-mal-forme",
            f"L'identifiant « {identity} » est mal formé. Écrivez des minuscules sans accent, des "
            "chiffres et des tirets, par exemple ma-caisse-2024.",
        )
    reference = [args.annees[0] - 1] if args.reference is None else args.reference
    if reference and reference[-1] >= args.annees[0]:
        raise InvalidInput(
            "annee-de-reference",
            f"L'année de référence {reference[-1]} doit précéder la première année, "
            f"{args.annees[0]}.",
        )
    _refuse_existing(args.output)
    funds = [streams.readable(fund) for fund in args.fonds]
    write_file(args.output, new_form(identity, args.annees, reference, funds))
    streams.say(f"{args.output} : formulaire de {identity}. Remplissez-le, puis contrôlez-le :")
    streams.say(f"  pycog convention check {args.output}")
    return streams.DONE


def _refuse_existing(output: Path) -> None:
    if output.suffix.lower() != _SUFFIX:
        raise InvalidInput(
            "extension-inconnue", f"{output} : nommez le classeur à écrire en {_SUFFIX}."
        )
    if output.exists():
        raise InvalidInput(
            "sortie-existante",
            f"{output} existe déjà et n'est pas remplacé. Choisissez un autre nom, ou "
            "supprimez-le.",
        )


def _check(args: Namespace) -> int:
    from pycog.conventions.form.form_check import check

    code, seen = streams.DONE, dict[str, Path]()
    for path in _conventions_in(args.paths):
        try:
            checked = check(path)
        except InvalidConvention as error:
            if args.json:
                say_record({"file": str(path), "refused": {"code": error.code}})
            streams.warn(error.message)
            code = streams.REFUSED
            continue
        doubles = _double(checked, seen)
        if args.json:
            say_record(_record(checked, doubles))
        else:
            _tell(checked, doubles)
        if checked.faults or doubles:
            code = max(code, streams.FINDINGS)
    return code


def _conventions_in(paths: list[Path]) -> list[Path]:
    """Return the conventions that are named, and those in the folders that are."""
    from pycog.conventions import places

    found: list[Path] = []
    for path in paths:
        if path.is_file():
            found.append(path)
            continue
        inside = places.found((path,)) if path.is_dir() else []
        if not inside:
            why = "ne contient aucune convention" if path.is_dir() else "n'existe pas"
            raise InvalidInput(
                "convention-introuvable",
                f"{path} {why}. Donnez le classeur d'une convention, son dossier de tables, ou un "
                "dossier qui en contient.",
            )
        found += inside
    return found


def _double(checked: Checked, seen: dict[str, Path]) -> list[str]:
    if checked.convention is None:
        return []
    first = seen.setdefault(checked.convention.id, checked.path)
    if first == checked.path:
        return []
    return [
        f"{checked.path} : l'identifiant « {checked.convention.id} » est déjà celui de {first}. "
        "Donnez-en un autre à l'une des deux."
    ]


def _tell(checked: Checked, doubles: list[str]) -> None:
    for remark in checked.remarks:
        streams.say(f"remarque – {remark}")
    for fault in checked.faults:
        streams.say(str(fault))
    for double in doubles:
        streams.say(double)
    number = len(checked.faults) + len(doubles)
    if number:
        streams.say(f"{checked.path} : {streams.counted(number, 'anomalie')}.")
    elif checked.convention is not None:
        known = checked.convention
        parts = (
            streams.counted(len(known.indicators), "indicateur"),
            f"{len(known.funds)} fonds",
            streams.counted(len(known.milestones), "échéance"),
            streams.counted(len(known.cards()), "barème"),
            streams.counted(len(known.figures), "chiffre clé", "chiffres clés"),
        )
        told = "Aucune anomalie"
        if checked.remarks:
            told += f", {streams.counted(len(checked.remarks), 'remarque')} à regarder"
        streams.say(f"{checked.path} : {known.id}, {', '.join(parts)}. {told}.")


def _record(checked: Checked, doubles: list[str]) -> dict[str, object]:
    known = checked.convention
    return {
        "file": str(checked.path),
        "id": known.id if known is not None else None,
        "faults": [
            *map(_fault, checked.faults),
            *({"file": str(checked.path), "text": text} for text in doubles),
        ],
        "remarks": list(map(_fault, checked.remarks)),
    }


def _fault(fault: Fault) -> dict[str, object]:
    return {
        "file": fault.file,
        "sheet": fault.sheet or None,
        "cell": fault.cell or None,
        "line": fault.line,
        "text": fault.text,
    }


def _turn(args: Namespace) -> int:
    """Turn a folder into a workbook, or a workbook into a folder."""
    from pycog.cli.output import write_file
    from pycog.conventions.facts.schema import DESCRIPTION
    from pycog.conventions.form.exchange import folder_of, id_in, workbook_of

    source: Path = args.source
    if source.is_dir() and args.action == "import":
        if not (source / DESCRIPTION).is_file():
            raise InvalidInput(
                "convention-introuvable",
                f"{source} n'est pas le dossier d'une convention : {DESCRIPTION} y manque.",
            )
        _refuse_existing(args.output)
        write_file(args.output, workbook_of(source))
        streams.say(f"{args.output} : classeur de {source.name}.")
        return streams.DONE
    if not source.is_file():
        raise InvalidInput(
            "convention-introuvable",
            f"{source} n'est pas un classeur de convention. Donnez un fichier {_SUFFIX}"
            + (" ou un dossier de tables." if args.action == "import" else "."),
        )
    files = folder_of(source)
    folder = args.output if args.output.name == id_in(files) else args.output / id_in(files)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput(
            "sortie-existante",
            f"{folder} existe déjà et n'est pas vide. Choisissez un autre dossier.",
        )
    for name, content in files.items():
        write_file(folder / name, content)
    streams.say(f"{folder} : {streams.counted(len(files), 'fichier')}.")
    return streams.DONE
