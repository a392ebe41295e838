"""The window of *Équiper*: what is recognised, the doubts as choices, then writing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from addin.equipping import equipping, taking_back
from addin.french_text import typographic
from addin.libreoffice.calling_convention import convention_named_by
from addin.libreoffice.companion_sheets import take_out, write
from addin.libreoffice.document_copy import as_sent, package_of
from addin.libreoffice.inside import settle
from addin.libreoffice.windows import Window
from pycog.default_convention import using
from pycog.equip.writing.stripping import MADE_OUT
from pycog.values import counted
from udfs.hosts.calc import CalcHost

_WIDTH, _HEIGHT = 320, 300
#: Contents of a doubtful column that are shown.
_MOST_SAMPLES: Final = 4
_MADE_OUT: Final = (
    "Calc ne garde pas la note de ce que pycog a écrit : elle est refaite d'après la feuille "
    "« Correspondances », et « Retirer » laisse le nom COG_CONVENTION"
)


class EquipWindow(Window):
    """What is known of the open document, and what is to be answered before it is written."""

    def __init__(
        self, context: Any, document: Any, host: CalcHost, spellings: Mapping[str, str]
    ) -> None:
        super().__init__(context, document, "Équiper", _WIDTH, _HEIGHT)
        self._spellings = spellings
        self._answers: dict[tuple[str, ...], str] = {}
        self._convention: str | None = None
        self._found: dict[str, Any] = {}
        inner = _WIDTH - 12
        self._seen = self.add(
            "Edit", "found", (6, 6, inner, 110), MultiLine=True, ReadOnly=True, VScroll=True
        )
        self.add("FixedText", "doubted", (6, 120, inner, 10), Label="")
        self._doubts = self.add("ListBox", "doubts", (6, 131, inner, 44))
        self.on_choice(self._doubts, self.show_doubt)
        self._message = self.add("FixedText", "message", (6, 178, inner, 26), MultiLine=True)
        self._choices = self.add("ListBox", "choices", (6, 206, inner - 66, 34))
        self.on(self._choices, self.answer)
        self.button("answer", "Répondre", (inner - 54, 206, 60, 14), self.answer)
        self.button("again", "Relire", (6, 244, 50, 14), self.survey)
        self.button("remove", "Retirer", (60, 244, 50, 14), self.take_out)
        self.button("write", "Équiper", (inner - 54, 244, 60, 14), self.write, DefaultButton=True)
        self.do(self.survey)

    def survey(self) -> None:
        """Read the document anew and show what is recognised; nothing is written."""
        self._show(self._asked({}))
        self.tell("Rien n'est écrit tant que vous ne cliquez pas sur « Équiper ».")

    def show_doubt(self) -> None:
        """Show the doubt that is chosen, with its possible answers."""
        doubt = self._chosen_doubt()
        self.offer(self._choices, [one["label"] for one in doubt["choices"]] if doubt else ())
        if doubt is None:
            self._message.setText("")
            return
        samples = " ; ".join(doubt["samples"][:_MOST_SAMPLES])
        shown = f"{doubt['message']} ({samples})" if samples else doubt["message"]
        self._message.setText(typographic(shown))
        for place, one in enumerate(doubt["choices"]):
            if one["chosen"]:
                self._choices.selectItemPos(place, True)

    def answer(self) -> None:
        """Give the chosen answer to the chosen doubt, or choose the convention."""
        place = self._choices.getSelectedItemPos()
        if place < 0:
            self.tell("Choisissez un doute, puis une réponse.")
            return
        if "conventions" in self._found:
            self._convention = self._found["conventions"][place]["id"]
            self.survey()
            return
        doubt = self._chosen_doubt()
        if doubt is None:
            self.tell("Choisissez un doute, puis une réponse.")
            return
        chosen = self._doubts.getSelectedItemPos()
        self._answers[tuple(doubt["line"])] = doubt["choices"][place]["answer"]
        self.survey()
        self._doubts.selectItemPos(chosen, True)

    def write(self) -> None:
        """Write the sheets of results and of correspondences into the document."""
        found = self._asked({"write": True})
        if "plan" not in found:
            self._show(found)
            return
        if not found["changed"]:
            self._show(found)
            self.tell("Le classeur est déjà équipé ainsi : rien n'a changé.")
            return
        write(self.document, found["plan"], self._spellings)
        settle(self.document)
        self._show(self._asked({}))
        waiting = sum(not one["answered"] and one["blocking"] for one in found["doubts"])
        left = f" {counted(waiting, 'doute reste', 'doutes restent')} à lever." if waiting else ""
        names = " et ".join(f"« {name} »" for name in found["sheets"])
        self.tell(
            f"{names} : {counted(found['formulas'], 'formule écrite', 'formules écrites')}."
            f"{left} Ctrl+Z annule tout d'un coup."
        )

    def take_out(self) -> None:
        """Take out of the document what was written into it."""
        found = taking_back(self._document())
        take_out(self.document, found, self._spellings)
        names = " et ".join(f"« {name} »" for name in found["sheets"])
        kept = " ".join(f"{_in_calc(one)}." for one in found["kept"])
        self._show(self._asked({}))
        self.tell(f"Retiré : {names or 'rien'}. {kept} Ctrl+Z le remet.")

    def _asked(self, more: Mapping[str, Any]) -> dict[str, Any]:
        answers = [{"line": [*line], "answer": said} for line, said in self._answers.items()]
        asked = {"answers": answers, "convention": self._convention, **more}
        with using(convention_named_by(self.document)):
            return equipping({**self._document(), **asked})

    def _document(self) -> dict[str, str]:
        """Return the document as it is now."""
        return as_sent(package_of(self.document, self._spellings))

    def _show(self, found: dict[str, Any]) -> None:
        self._found = found
        if "conventions" in found:
            lines = [found["message"]]
            doubts: Sequence[str] = ()
        else:
            lines = list(_told(found))
            doubts = [_doubt_line(one) for one in found["doubts"]]
        self._seen.setText(typographic("\n".join(lines)))
        title = f"{counted(len(doubts), 'doute')} :" if doubts else ""
        self.control("doubted").setText(title)
        self.offer(self._doubts, doubts)
        self.show_doubt()
        if "conventions" in found:
            self._message.setText("Choisissez la convention que suit ce classeur :")
            self.offer(self._choices, [one["title"] for one in found["conventions"]])

    def _chosen_doubt(self) -> dict[str, Any] | None:
        place = self._doubts.getSelectedItemPos()
        found: Sequence[dict[str, Any]] = self._found.get("doubts", ())
        return found[place] if 0 <= place < len(found) else None


def _told(found: Mapping[str, Any]) -> Iterator[str]:
    state = " (déjà équipé)" if found["equipped"] else ""
    yield f"Convention : {found['convention']}{state}"
    for table in found["tables"]:
        yield ""
        yield f"{table['title']} – {table['summary']}"
        yield f"   Colonnes : {' ; '.join(table['columns'])}"
        for row in table["rows"]:
            subject = row["subject"] or "non reconnue"
            yield f"   ligne {row['row']}, {row['label']} : {subject}, {row['state']}"
    for one in found["ignored"]:
        yield f"Feuille laissée de côté, « {one['sheet']} » : {one['reason']}"
    yield from map(_in_calc, (*found["truncated"], *found["notes"]))
    names = " et ".join(f"« {name} »" for name in found["sheets"])
    yield ""
    yield f"À écrire : {names}, {counted(found['formulas'], 'formule')}."


def _in_calc(note: str) -> str:
    """Return a note as it is meant in Calc, where the memory is never kept."""
    return _MADE_OUT if note == MADE_OUT else note


def _doubt_line(doubt: Mapping[str, Any]) -> str:
    chosen = [one["label"] for one in doubt["choices"] if one["chosen"]]
    state = "à préciser" if doubt["blocking"] else "à vérifier"
    answer = chosen[0] if chosen else state
    return f"{doubt['sheet']}!{doubt['cell']} – {doubt['about']} : {answer}"
