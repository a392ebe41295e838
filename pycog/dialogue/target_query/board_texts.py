"""Texts of a board beside its figures: who answers for an indicator, remarks, its direction."""

from __future__ import annotations

from pycog.dialogue.answers import Answer
from pycog.dialogue.target_query.board_columns import RESULT, TARGET, UNIT
from pycog.dialogue.target_query.board_figures import WORDS, BoardFigures
from pycog.dialogue.target_query.board_query import COUNT, LEAST, MOST
from pycog.dialogue.target_query.boards import stems_of
from pycog.dialogue.workbook.cell_answers import enumerated


class BoardTexts(BoardFigures):
    """The texts of a board."""

    def texts(self) -> Answer | None:
        """Say what the columns of text have of indicators: who, which service."""
        query = self.query
        if query.items is None or query.op in {MOST, LEAST, COUNT} or query.status:
            return None
        told = []
        for item in query.scope:
            parts = [f"Unité : {item.unit or 'non indiquée'}"] if UNIT in query.texts else []
            parts += [
                f"{title} : {item.texts[title]}" for title in query.texts if title in item.texts
            ]
            missing = [
                title
                for title in query.texts
                if title not in item.texts and title not in {*WORDS, UNIT}
            ]
            parts += [f"{title} : non renseigné" for title in missing]
            roles = [query.what] if query.what in WORDS and query.years else []
            for role in dict.fromkeys([*(one for one in query.texts if one in WORDS), *roles]):
                parts += [
                    f"{WORDS[role]}{self.of(y)} : {self.shown(item, y, role)}"
                    for y in self.years()
                    if y in item.marks and role in item.marks[y].cells
                ]
            if not parts:
                return None
            cell = next(iter(next(iter(item.marks.values())).cells.values()))
            told.append(f"{item.name} (ligne {cell.row.index + 1}) – {' ; '.join(parts)}")
        return self.said(f"« {self.board.tables[0].open.sheet} », {' | '.join(told)}.")

    def notes(self) -> Answer | None:
        """Quote the remarks on indicators: the workbook gives no other cause."""
        query = self.query
        if query.items is None or not query.scope or len(query.scope) > 4:
            return None
        noted = [one for one in query.scope if one.notes]
        below = self._noted_below()
        if below and not noted:
            return self.said(below)
        figures = self._noted_figures() if len(query.scope) == 1 else ""
        if not noted:
            names = enumerated([one.name for one in query.scope])
            return self.said(
                f"Le classeur n'en donne pas la raison : aucune remarque sur {names}.{figures}"
            )
        told = [
            f"{one.name} – "
            + " ; ".join(f"{c.column.title} : « {c.shown} » ({self.place(c)})" for c in one.notes)
            for one in noted
        ]
        return self.said(f"{' | '.join(told)}.{figures}")

    def _noted_below(self) -> str:
        """Quote what is noted below a table of one of the indicators, in a year that is meant."""
        years = self.query.years
        told = []
        for item in self.query.scope:
            names = {one for one in stems_of(item.label) if len(one) > 3}
            told += [
                f"« {note} » (feuille « {table.open.sheet} »)"
                for table in self.board.tables
                if not years or table.year in {None, *years}
                for note in table.notes
                if names & stems_of(note.split(":")[0])
            ]
        return f"Noté sous le tableau : {' ; '.join(told)}." if told else ""

    def _noted_figures(self) -> str:
        (item,) = self.query.scope
        years = self.query.years or []
        told = [
            f"{y} : {self.pair(item, y)}"
            for y in years
            if item.marks.get(y)
            and item.marks[y].number(RESULT) is not None
            and item.marks[y].number(TARGET) is not None
        ]
        return f" {'Résultat et cible – ' + ' ; '.join(told) + '.' if told else ''}" if told else ""

    def of_way(self) -> Answer | None:
        """List the indicators that should rise, or fall."""
        query = self.query
        found = query.scope
        names = enumerated([one.name for one in found])
        guessed = [one.name for one in found if one.guessed]
        aside = f" Le classeur ne dit pas le sens de {enumerated(guessed)}." if guessed else ""
        return self.said(
            f"{len(found)} indicateurs attendus {self.way_told(query.way)} : {names}.{aside}"
        )
