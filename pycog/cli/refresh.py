"""``pycog refresh``: recalculates workbooks in place, or checks that they are up to date."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pycog.cli import journal_options, streams
from pycog.cli.convention_options import folders_of
from pycog.cli.host import CatalogueHost
from pycog.cli.progress import Progress, progress
from pycog.cli.refresh_journal import Journal
from pycog.cli.refresh_options import add_choices, add_limits, add_output, chosen, positive
from pycog.cli.refresh_output import MOST_STALE, Totals, record, summary, table, write
from pycog.cli.refresh_verify import add_verification, check_choices, verify_workbooks
from pycog.cli.streams import counted

if TYPE_CHECKING:
    from pycog.refresh import FileReport
    from pycog.refresh.running.jobs import Job, Runner
    from pycog.refresh.running.worker import Setup
    from pycog.refresh.running.workers import Pool

EPILOG = """\
Un dossier vaut pour tous les classeurs .xlsx et .xlsm qu'il contient. Seules les valeurs des
formules changent dans un classeur ; il est remplacé en entier ou pas du tout.

Plusieurs classeurs se calculent à la fois, chacun dans un processus à part : celui qui tombe ou
n'en finit pas est refusé, les autres continuent.

exemples :
  pycog refresh workbooks/camieg-2012-2015
  pycog refresh --check workbooks
  pycog refresh annexe.xlsx --output copies
  pycog refresh annexes --workers 4 --report recalcul.json
  pycog refresh annexes --resume recalcul.json
  pycog refresh annexe.xlsx --verify-with libreoffice
  pycog refresh annexes --journal journal
"""
INTERRUPTED = (
    "Interrompu : les classeurs déjà annoncés sont recalculés en entier, les autres sont inchangés."
)


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "paths", metavar="CHEMIN", nargs="+", type=Path, help="classeur ou dossier de classeurs"
    )
    target = parser.add_mutually_exclusive_group()
    target.add_argument(
        "--check",
        action="store_true",
        help="ne change rien ; code 1 si une valeur enregistrée est périmée",
    )
    add_output(target)
    parser.add_argument("--json", action="store_true", help="écrit un objet JSON par classeur")
    parser.add_argument(
        "--report",
        metavar="FICHIER",
        type=Path,
        help="note chaque classeur terminé dans ce fichier, une ligne JSON par classeur",
    )
    parser.add_argument(
        "--resume",
        metavar="FICHIER",
        type=Path,
        help="reprend un recalcul d'après son rapport, et le complète : les classeurs terminés et "
        "inchangés depuis sont laissés, les refusés sont refaits",
    )
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--workers",
        metavar="N",
        type=positive,
        help="nombre de classeurs calculés à la fois (autant que de cœurs)",
    )
    place.add_argument(
        "--scheduler",
        metavar="ADRESSE",
        help="confie les classeurs à une grappe Dask, par exemple tcp://serveur:8786",
    )
    add_choices(parser)
    add_verification(parser)
    journal_options.add_journal(parser)
    add_limits(parser)


def run(args: Namespace) -> int:
    """Refresh every workbook found and report on each."""
    from pycog.refresh.running.jobs import find_jobs, sweep_folders

    check_choices(args)
    options = chosen(args)
    recorder = journal_options.recorder_of(args)
    # A report brings back the changed cells that will be shown, and no more.
    shown = None if args.json else MOST_STALE if args.check else 0
    jobs, faults = find_jobs(args.paths, args.output, options, shown)
    for fault in faults:
        streams.warn(fault.message)
    totals, whole = Totals(), []
    with Journal(args.report, args.resume, options, record) as journal:
        pending = journal_options.recorded(journal.pending(jobs), recorder)
        if len(pending) < len(jobs):
            totals.count("repris du rapport", len(jobs) - len(pending))
        sweep_folders(pending)
        with progress(len(pending), "Classeurs") as bar, _runner(args, pending) as runner:

            def tell(report: FileReport) -> None:
                totals.add(report, args.check)
                if report.refused is None:
                    whole.append(report.path)
                with bar.aside():
                    write(report, args)

            work(runner, pending, journal, bar, tell)
    journal_options.conclude(recorder, args)
    if len(jobs) > 1 and not args.json:
        _conclude(totals, args.check)
    verified = verify_workbooks(
        args, [job.target for job in jobs if job.path in whole and job.target.exists()]
    )
    unrecorded = journal.failed or totals.unrecorded
    if faults or totals.refused or unrecorded or verified == streams.REFUSED:
        return streams.REFUSED
    return streams.FINDINGS if args.check and totals.changes else verified


def _runner(args: Namespace, jobs: Sequence[Job]) -> Runner:
    """Choose where the jobs are done.

    Args:
        args: The options of the command.
        jobs: The workbooks.
    """
    from pycog.refresh.running import jobs as here

    limited = args.timeout is not None or args.memory is not None
    if not jobs or (len(jobs) == 1 and not (limited or args.workers or args.scheduler)):
        # The command is itself a process for one workbook; another costs its start twice.
        return here.Inline(jobs, _factory(args))
    if args.scheduler:
        from pycog.refresh.running.cluster import Cluster

        return Cluster(jobs, _setup(args), args.scheduler)
    return pool_for(args, jobs)


def pool_for(args: Namespace, jobs: Sequence[Job]) -> Pool:
    """Have the jobs done in processes of this machine.

    Args:
        args: The options of the command.
        jobs: The workbooks.
    """
    from pycog.refresh.running import workers

    return workers.Pool(jobs, _setup(args), args.workers or workers.usable_cores())


def _setup(args: Namespace) -> Setup:
    from pycog.refresh.running import workers
    from pycog.refresh.running.worker import Setup

    memory = workers.MEMORY if args.memory is None else args.memory << 20
    return Setup(_factory(args), args.timeout or workers.TIMEOUT, memory)


def _factory(args: Namespace) -> CatalogueHost:
    return CatalogueHost(tuple(folder.absolute() for folder in folders_of(args)))


def work(
    runner: Runner,
    jobs: Sequence[Job],
    journal: Journal,
    bar: Progress,
    tell: Callable[[FileReport], None],
) -> None:
    """Tell the reports in the order of the jobs, whichever ends first.

    When interrupted, all that is done is told before the interruption goes on.

    Args:
        runner: Does the jobs.
        jobs: The workbooks.
        journal: The report file.
        bar: Counts them.
        tell: Says what happened to one.
    """
    waiting: dict[int, FileReport] = {}
    turn = 0
    try:
        for number, report in runner.results():
            waiting[number] = report
            journal.add(jobs[number], report)
            bar.advance()
            while turn in waiting:
                tell(waiting[turn])
                del waiting[turn]
                turn += 1
    except KeyboardInterrupt:
        runner.stop()
        for number, report in runner.finished():
            waiting[number] = report
            journal.add(jobs[number], report)
        for number in sorted(waiting):
            tell(waiting[number])
        for path in runner.unreported():
            streams.warn(f"{path} : recalculé en entier, interrompu avant son compte rendu.")
        raise


def _conclude(totals: Totals, check: bool) -> None:
    if totals.outcomes:
        for line in table(totals):
            streams.say(line)
    if totals.workbooks:
        streams.say(summary(counted(totals.workbooks, "classeur"), totals, check))
