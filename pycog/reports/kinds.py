"""The reports drawn from a folder of annexes: the one place where each is declared.

The command, the pane and the assistant take their lists, their words and their help from
here, and :mod:`pycog.reports.making` its layout. A new report is one :class:`Kind` and the
layout that it names. Nothing else is loaded with this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A report that can be asked for.

    Attributes:
        id: Its name in the command, and the start of the name of its file.
        title: What an officer calls it.
        help: What it is, in one line of the help of the command, after its name.
        example: How it is asked for, after ``pycog report``.
        phrases: How an officer names it in a question, in small letters without accents.
        triggers: Words that make a question a request for it, with their weights, as
            ``intents.toml`` writes them.
        layout: ``"module:function"`` that lays a :class:`.Bilan` out as a :class:`.Document`;
            of a report of one sheet, it takes the number of the sheet as well.
        workbook: ``"module:function"`` that writes the workbook of a :class:`.Bilan`, where it
            is not that of every document.
        short_title: What it is called in front of its years, the title where it is ``""``.
        one_sheet: Whether it is about one objective sheet, whose number has to be given.
        whole_convention: Whether it is about all the years of the convention, so that no year
            has to be given.
    """

    id: str
    title: str
    help: str
    example: str
    phrases: tuple[str, ...]
    triggers: tuple[str, ...]
    layout: str
    workbook: str = ""
    short_title: str = ""
    one_sheet: bool = False
    whole_convention: bool = False

    @property
    def before_years(self) -> str:
        """Its title as it stands in front of its years."""
        return self.short_title or self.title


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file.

    Attributes:
        id: Its extension.
        media_type: Its type on the web.
        label: What the pane calls it.
        spoken: What it is called within a sentence.
    """

    id: str
    media_type: str
    label: str
    spoken: str


KINDS: Final[Mapping[str, Kind]] = {
    kind.id: kind
    for kind in (
        Kind(
            id="bilan",
            title="Bilan annuel",
            help="le bilan annuel de la convention, tiré d'un dossier d'annexes remplies et "
            "recalculées.",
            example="bilan --year 2013 workbooks/exemple-fictif --output bilan-2013.pdf",
            phrases=("bilan", "rapport annuel"),
            triggers=(
                "bilan*2",
                "bilan annuel*3",
                "bilan toutes annees*5",
                "rapport annuel*3",
            ),
            layout="pycog.reports.bilan.layouts:bilan_document",
        ),
        Kind(
            id="fiche",
            title="Fiche objectif",
            help="une fiche objectif ; son numéro suit le mot « fiche ».",
            example="fiche 16 --year 2013 workbooks/exemple-fictif --output fiche-16.docx",
            phrases=("fiche",),
            triggers=(
                "=donne moi la fiche*4",
                "=je veux la fiche*4",
                "fiche pdf*3",
                "fiche word*3",
                "fiche html*3",
                "fiche excel*3",
                "fiche page web*3",
                "=fais la fiche*3",
                "=fais moi la fiche*3",
                "prepare fiche*3",
                "sors fiche*3",
                "imprime fiche*3",
                "tire fiche*3",
                "edite fiche*3",
                "genere fiche*3",
            ),
            layout="pycog.reports.bilan.layouts:sheet_document",
            one_sheet=True,
        ),
        Kind(
            id="evaluation",
            title="Évaluation de fin de convention",
            help="l'évaluation de fin de convention, tous les indicateurs sur toutes les années.",
            example="evaluation workbooks/exemple-fictif --output evaluation.html",
            phrases=(
                "evaluation de la convention",
                "evaluation de fin de convention",
                "evaluation finale",
                "evaluation de la cog",
                "evaluation contradictoire",
            ),
            triggers=(
                "evaluation contradictoire*5",
                "evaluation convention*3",
                "evaluation finale*3",
                "evaluation cog*3",
            ),
            layout="pycog.reports.bilan.convention_evaluation:evaluation_document",
            short_title="Évaluation",
            whole_convention=True,
        ),
        Kind(
            id="tableau-de-bord",
            title="Tableau de bord",
            help="tous les indicateurs de pilotage sur une page ; en .xlsx, un tableau vivant.",
            example="tableau-de-bord --year 2013 workbooks/exemple-fictif --output tableau.xlsx",
            phrases=("tableau de bord", "tdb"),
            triggers=(
                "tdb*2.5",
                "tableau de bord*2.5",
            ),
            layout="pycog.reports.bilan.dashboard:dashboard_document",
            workbook="pycog.reports.bilan.dashboard_xlsx:dashboard_workbook",
        ),
    )
}

FORMS: Final[Mapping[str, Form]] = {
    form.id: form
    for form in (
        Form("pdf", "application/pdf", "PDF", "PDF"),
        Form(
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Word, à compléter",
            "Word",
        ),
        Form(
            "odt",
            "application/vnd.oasis.opendocument.text",
            "LibreOffice Writer, à compléter",
            "LibreOffice",
        ),
        Form("html", "text/html; charset=utf-8", "Page web", "page web"),
        Form(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "Excel",
            "Excel",
        ),
    )
}
