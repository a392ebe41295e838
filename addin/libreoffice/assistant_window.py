"""The window of the assistant: what was said, examples or choices, a line for the question."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from addin.french_text import typographic
from addin.libreoffice.formula_writing import Inserted, insert, take_back
from addin.libreoffice.menu import place_of
from addin.libreoffice.open_workbook import active_cell
from addin.libreoffice.talks import lines_of, talk_of
from addin.libreoffice.windows import Window
from pycog.dialogue.answers import INSERT, REPORT, UNDO, Answer
from udfs.hosts.calc import CalcHost

_WIDTH, _HEIGHT = 300, 302
_WELCOME: Final = (
    "Posez votre question en français : un objectif, un budget, un virement, une échéance, ou une "
    "cellule de ce classeur. Tout se passe sur ce poste."
)
#: Characters of a cell that are shown before it is replaced.
_SHOWN: Final = 60


class AssistantWindow(Window):
    """The conversation beside a document."""

    def __init__(
        self, context: Any, document: Any, host: CalcHost, spellings: Mapping[str, str]
    ) -> None:
        super().__init__(context, document, "Assistant", _WIDTH, _HEIGHT)
        self._context = context
        self._spellings = spellings
        self._talk = talk_of(document, host, spellings)
        self._inserted: Inserted | None = None
        self._to_replace = ""
        inner = _WIDTH - 12
        self._history = self.add(
            "Edit", "history", (6, 6, inner, 160), MultiLine=True, ReadOnly=True, VScroll=True
        )
        self._label = self.add("FixedText", "offer", (6, 170, inner, 10), Label="")
        self._offered = self.add("ListBox", "offered", (6, 180, inner, 42))
        self.on(self._offered, self.ask_offered)
        self._question = self.add("Edit", "question", (6, 226, inner - 60, 14))
        ask = (inner - 50, 226, 56, 14)
        self.button("ask", "Demander", ask, self.ask, DefaultButton=True)
        self.button("insert", "Insérer la formule", (6, 243, 72, 14), self.insert)
        self.button("undo", "Annuler l'insertion", (80, 243, 74, 14), self.undo)
        self.button("export", "Exporter", (156, 243, 44, 14), self.export)
        self.button("forget", "Effacer", (inner - 50, 243, 56, 14), self.forget)
        self.do(self._refresh)

    def show(self) -> None:
        """Show the window, ready for a question."""
        super().show()
        self._question.setFocus()

    def ask(self) -> None:
        """Answer what stands in the line of the question."""
        question = str(self._question.getText()).strip()
        if not question:
            self.tell("Écrivez une question, ou choisissez-en une d'un double clic.")
            return
        self._ask(question)

    def ask_offered(self) -> None:
        """Ask the example, or give the choice, that was double-clicked."""
        chosen = self._offered.getSelectedItemPos()
        if chosen >= 0:
            self._ask(self._offers()[chosen])

    def insert(self) -> None:
        """Write the formula of the last answer into the chosen cell."""
        answer = self._talk.turns[-1][1] if self._talk.turns else None
        if answer is None or not _formula_of(answer):
            self.tell("La dernière réponse n'a pas de formule à insérer.")
            return
        self._insert(answer)

    def undo(self) -> None:
        """Put back what the cell held before the last insertion."""
        done, self._inserted = self._inserted, None
        if done is None:
            self.tell("Il n'y a pas d'insertion à annuler.")
        elif not done.is_untouched:
            self.tell(f"La cellule {done.place} a changé depuis : elle reste telle quelle.")
        else:
            take_back(self.document, done)
            self.tell(f"Le contenu précédent de {done.place} est remis.")

    def export(self) -> None:
        """Write the conversation into a text file and open it."""
        from addin.libreoffice.opening import open_file

        if not self._talk.turns:
            self.tell("Il n'y a pas encore de conversation à exporter.")
            return
        folder = Path(tempfile.mkdtemp(prefix="pycog-"))
        path = folder / "conversation-cog.txt"
        path.write_text("\n".join(lines_of(self._talk.turns, whole=True)), encoding="utf-8")
        open_file(self._context, path)
        self.tell(f"Conversation écrite dans {path} : enregistrez-la à côté du dossier.")

    def forget(self) -> None:
        """Begin the conversation anew."""
        self._talk.forget()
        self._refresh()
        self.tell("Conversation effacée.")

    def _ask(self, question: str) -> None:
        before = self._talk.state
        self.tell("Recherche de la réponse…")
        answer = self._talk.ask(question)
        self._question.setText("")
        self._to_replace = ""
        self.tell("")
        self._refresh()
        if answer.action == INSERT:
            self._insert(answer)
        elif answer.action == UNDO and before.inserted:
            self.undo()
        elif answer.action == REPORT and answer.report is not None:
            from addin.libreoffice.inside import show

            show(self._context, self.document, "report").choose(answer.report)

    def _insert(self, answer: Answer) -> None:
        cell = active_cell(self.document)
        place = place_of(cell)
        held = str(cell.FormulaLocal)
        if held and self._to_replace != place:
            self._to_replace = place
            shown = held if len(held) <= _SHOWN else f"{held[:_SHOWN]}…"
            self.tell(
                f"{place} contient déjà « {shown} ». Cliquez encore sur « Insérer la formule » "
                "pour remplacer, ou choisissez une autre cellule."
            )
            return
        self._to_replace = ""
        formula = _formula_of(answer)
        self._inserted = insert(self.document, cell, formula, answer.display, self._spellings)
        self.tell(f"Formule insérée en {place}.")

    def _refresh(self) -> None:
        """Show what was said, the last answer in view, and what may be said next."""
        before, last = self._talk.turns[:-1], self._talk.turns[-1:]
        first = "".join(f"{line}\n" for line in lines_of(before, whole=False))
        shown = "\n".join(lines_of(last, whole=False)) if last else _WELCOME
        self._history.setText(typographic(first + shown))
        # From the end back to the question: its line is then the first one in view.
        for place in (len(self._history.getText()), len(typographic(first))):
            self._history.setSelection(_selection(place))
        offers = self._offers()
        self._label.setText(self._what(offers))
        self.offer(self._offered, offers)

    def _offers(self) -> tuple[str, ...]:
        if self._talk.turns:
            return self._talk.turns[-1][1].choices
        return self._talk.examples()

    def _what(self, offers: tuple[str, ...]) -> str:
        if not offers:
            return ""
        what = "Suite possible" if self._talk.turns else "Exemples"
        return f"{what} (double clic) :"


def _formula_of(answer: Answer) -> str:
    """Return the formula that can be inserted: on the cells of the document where it has them."""
    return answer.formula_cells or answer.formula


def _selection(place: int) -> Any:
    from com.sun.star.awt import Selection

    return Selection(place, place)
