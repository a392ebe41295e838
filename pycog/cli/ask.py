"""``pycog ask``: a question in French, answered with a value, its formula and its source."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pycog.cli import streams
from pycog.cli.clock import add_clock
from pycog.cli.json_lines import say_record
from pycog.errors import InvalidInput
from pycog.values import counted
from pycog.xlsx.collector import collector_paused

if TYPE_CHECKING:
    from pycog.cli.ask_workbook import WorkbookReader
    from pycog.dialogue.answering import Context, State
    from pycog.dialogue.answers import Answer
    from pycog.refresh.host import FunctionHost

EPILOG = """\
Sans question, la commande ouvre un dialogue ; « quitter » le ferme. Les questions d'une
même commande sont indépendantes, sauf avec --continue. Rien n'est enregistré.

codes de sortie :
  0  toutes les questions ont une réponse
  1  une question est restée sans réponse : précision demandée, non comprise, déclinée
  2  refusé ou en échec : classeur illisible, entrée qui n'est pas en UTF-8

exemples :
  pycog ask "budget de personnel 2014"
  pycog ask --continue "objectif de l'indicateur 2 en 2013" "et en 2014 ?"
  pycog ask --json - < questions.txt
  pycog ask --classeur annexe-4-indicateurs.xlsx "quels indicateurs sont en retard ?"
"""

_PROMPT: Final = "> "
_QUIT: Final = {"quitter", "quit", "exit", "fin", "stop"}
#: Rows of a list shown in the terminal; --json gives them all.
_MOST_ROWS: Final = 12
#: Parts of a workbook that are not read, listed one by one.
_MOST_ASIDE: Final = 5
_OPEN_ONE: Final = "Ajoutez --classeur FICHIER (et --cellule Feuille!A1 pour une cellule)."


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "questions",
        metavar="QUESTION",
        nargs="*",
        help="question en français, ou - pour lire l'entrée standard ligne par ligne",
    )
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par question")
    parser.add_argument(
        "--continue",
        dest="goes_on",
        action="store_true",
        help="garde le sujet d'une question à la suivante",
    )
    parser.add_argument(
        "--classeur", metavar="FICHIER", type=Path, help="classeur que les questions peuvent lire"
    )
    parser.add_argument(
        "--cellule", metavar="FEUILLE!A1", help="cellule active de ce classeur (et sa feuille)"
    )
    add_clock(parser)


def run(args: Namespace) -> int:
    """Answer the questions in order, each as soon as it is read."""
    with collector_paused():
        from pycog.default_convention import using
        from pycog.dialogue.answering import Context
        from udfs.hosts.engine import EngineHost

    host = EngineHost()
    today = args.clock.date() if args.clock else None
    reader = _reader(args, host)
    context = Context(host, reader, today, cells=reader is not None)
    # Questions beside an open workbook are about the convention that it follows.
    with using(None if reader is None else reader.convention):
        code = _dialogue(context) if not args.questions else _answer_all(args, context)
    if reader is not None and reader.aside:
        _tell_aside(reader.aside)
    if reader is not None and reader.calculated:
        streams.warn(
            f"{counted(reader.calculated, 'formule')} sans valeur enregistrée : calculées en "
            "mémoire, comme le ferait l'actualisation ; le classeur n'est pas modifié."
        )
    return code


def _tell_aside(aside: Sequence[str]) -> None:
    """Say what the answers leave out of an equipped workbook."""
    streams.warn(
        f"Non lu dans le classeur, donc absent des réponses ({len(aside)}) ; à confirmer dans la "
        "feuille « Correspondances » :"
    )
    for text in aside[:_MOST_ASIDE]:
        streams.warn(f"  {text}")
    if len(aside) > _MOST_ASIDE:
        streams.warn(f"  … et {len(aside) - _MOST_ASIDE} autres")


def _answer_all(args: Namespace, context: Context) -> int:
    from pycog.dialogue.answering import State

    code, state = streams.DONE, State()
    for number, question in enumerate(_questions(args.questions)):
        # What the first question loads is kept: there is no rubbish in it to be looked for.
        with nullcontext() if number else collector_paused():
            answer = _answer(question, state, context)
        if args.goes_on:
            state = answer.state
        _write(answer, question, args.json)
        code = max(code, _code(answer))
    return code


def _reader(args: Namespace, host: FunctionHost) -> WorkbookReader | None:
    if args.classeur is None:
        if args.cellule is not None:
            raise InvalidInput(
                "classeur-absent",
                "L'option --cellule désigne une cellule d'un classeur : ajoutez --classeur "
                "FICHIER.",
            )
        return None
    from pycog.cli.ask_workbook import WorkbookReader

    return WorkbookReader.open(args.classeur, args.cellule, host, args.clock)


def _answer(question: str, state: State, context: Context) -> Answer:
    from pycog.dialogue.answering import reply

    return reply(question, state, context)


def _questions(given: list[str]) -> Iterator[str]:
    for question in given:
        if question != "-":
            yield streams.readable(question)
            continue
        for number, raw in enumerate(sys.stdin.buffer, start=1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            except UnicodeDecodeError:
                raise InvalidInput(
                    "entree-pas-en-utf-8",
                    f"La ligne {number} de l'entrée n'est pas en UTF-8. Enregistrez le fichier au "
                    "format « UTF-8 ».",
                    line=number,
                ) from None
            if line:
                yield line


def _code(answer: Answer) -> int:
    return streams.DONE if answer.kind == "answered" else streams.FINDINGS


def _write(answer: Answer, question: str, as_json: bool) -> None:
    if as_json:
        say_record({"question": question, **answer.to_json()})
        return
    for line in _lines(answer):
        streams.say(line, now=True)


def _lines(answer: Answer) -> Iterator[str]:
    rows = 0 if answer.table is None else len(answer.table.rows)
    lines = answer.lines()
    if rows > _MOST_ROWS:
        # The text, the headings and the first rows; then what follows the list.
        yield from lines[: 2 + _MOST_ROWS]
        yield f"… et {rows - _MOST_ROWS} autres lignes (toutes avec --json)."
        yield from lines[2 + rows :]
    else:
        yield from lines
    if answer.needs:
        yield _OPEN_ONE
    if answer.report is not None:
        yield f"Commande : {_command(answer.report)}"
    for number, choice in enumerate(answer.choices, start=1):
        # Indicators keep their own numbers: a second one beside them would mislead.
        yield f"  {choice}" if answer.state.pending == "indicator" else f"  {number}. {choice}"


def _command(report: Mapping[str, float | int | str | None]) -> str:
    """Write the command that draws a report."""
    from pycog.reports.kinds import KINDS
    from pycog.reports.making import order

    kind, year = str(report["report"]), report["year"]
    sheet = None if report["sheet"] is None else int(report["sheet"])
    number = "" if sheet is None else f" {sheet}"
    when = "" if KINDS[kind].whole_convention else f" --year {year}"
    wanted = order(kind, str(report["format"]), year, sheet)
    return f"pycog report {kind}{number}{when} DOSSIER --output {wanted.file_name}"


def _dialogue(context: Context) -> int:
    """Talk until the officer leaves or the input ends."""
    from pycog.dialogue.answering import State

    prompt = _PROMPT if sys.stdin.isatty() else ""
    if prompt:
        streams.say("Posez votre question, « que sais-tu faire ? » ou « quitter ».", now=True)
    state, choices = State(), tuple[str, ...]()
    while True:
        try:
            typed = streams.readable(input(prompt)).strip()
        except EOFError:
            return streams.DONE
        if typed.lower().rstrip(" .!") in _QUIT:
            return streams.DONE
        if not typed:
            continue
        answer = _answer(_chosen(typed, choices, state), state, context)
        state, choices = answer.state, answer.choices
        _write(answer, typed, as_json=False)


def _chosen(typed: str, choices: tuple[str, ...], state: State) -> str:
    """Return the choice whose number was typed; the engine knows those it asked for."""
    if state.pending or not typed.isdecimal() or len(typed) > 2:
        return typed
    place = int(typed)
    return choices[place - 1] if 1 <= place <= len(choices) else typed
