"""Which targets are met, missed or unknown: one by one, listed, counted, ranked, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pycog.arithmetic import compare
from pycog.dialogue.answers import Answer, Table
from pycog.dialogue.expressions import Operation
from pycog.dialogue.target_query.board_columns import RESULT, TARGET
from pycog.dialogue.target_query.board_query import (
    ALWAYS,
    COUNT,
    GAP,
    LACKING,
    LEAST,
    LIST,
    MET,
    MISSED,
    MOST,
    RANK,
    SHARE,
)
from pycog.dialogue.target_query.board_rows import grouped
from pycog.dialogue.target_query.board_telling import BoardTelling
from pycog.dialogue.target_query.boards import Item
from pycog.dialogue.workbook.cell_answers import enumerated
from pycog.values import counted, display, format_number

_MEANT: Final = {MET: "atteint", MISSED: "non atteint"}
#: A target is missed by little where the gap is no more than this share of it.
_LITTLE: Final = 0.02
_FEW: Final = 3


class BoardVerdicts(BoardTelling):
    """The verdicts of a board."""

    def verdicts(self) -> Answer | None:
        """Answer which targets are met or missed."""
        query = self.query
        if query.status == LACKING:
            return self._lacking()
        if query.every == ALWAYS:
            return self._every_year()
        if query.by and query.op in {MOST, LEAST, RANK, COUNT, "", LIST, SHARE}:
            return self._by_group()
        if query.when:
            return self._when()
        single = query.items is not None and (query.named or len(query.scope) == 1)
        if single and not query.op and not query.near:
            return self.judged()
        if query.what == GAP and query.op in {MOST, LEAST}:
            return self._farthest()
        if query.op == SHARE:
            return self._share()
        return self._listed()

    def _met(self, item: Item, year: int | None) -> bool | None:
        self.guessed.append(item)
        return item.verdict(year)

    def _fits(self, item: Item, year: int | None) -> bool:
        query, met = self.query, self._met(item, year)
        if met is None or met is not (query.status == MET):
            return False
        lead = item.lead(year) or 0.0
        if query.strict and lead <= 0:
            return False
        if query.limit is not None:
            if not self._in_unit(item):
                return False
            scale = 0.01 if item.rate else 1.0
            return compare(abs(lead), query.limit * scale) < 0
        return not query.near or self._is_near(item, year)

    def _in_unit(self, item: Item) -> bool:
        unit = self.query.unit
        if unit.startswith(("point", "pts", "%")):
            return item.unit == "%"
        return not unit or item.unit[:1].lower() == unit[:1]

    @staticmethod
    def _is_near(item: Item, year: int | None) -> bool:
        target = item.marks[year].number(TARGET)
        lead = item.lead(year)
        return bool(target) and lead is not None and abs(lead) <= _LITTLE * abs(target or 1)

    def judged(self) -> Answer | None:
        """Say of named indicators whether their target is met, and by how much."""
        years = self._newest_first()
        told = []
        verdicts: list[bool] = []
        first: tuple[Item, int | None] | None = None
        for item in self.query.scope:
            for year in years:
                if item.marks.get(year) is None:
                    continue
                met = self._met(item, year)
                if met is None:
                    told.append(f"{item.name}{self.of(year)} : {self._why_not(item, year)}")
                    continue
                first = first or (item, year)
                verdicts.append(met)
                told.append(
                    f"{item.name}{self.of(year)} : {'atteint' if met else 'non atteint'}, "
                    f"{self.shown(item, year, RESULT)} pour {self.shown(item, year, TARGET)}, "
                    f"écart {self._gap(item, year)}"
                )
        if not told:
            return None
        if not verdicts:
            return self.said(f"Je ne sais pas : {enumerated(told)}.")
        asked = self.query.status == MET
        head = ""
        if self.query.what == GAP and not self.query.yes_no:
            # By how much is asked, not whether.
            pass
        elif len(verdicts) == 1 and len(told) == 1:
            head = "Oui. " if verdicts[0] is asked else "Non. "
        elif len(self.query.scope) == 1 and not self.query.years:
            # The last year that is known is the one that is meant.
            head = "Oui. " if verdicts[0] is asked else "Non. "
        elif self.query.yes_no:
            head = "Oui. " if all(one is asked for one in verdicts) else "Non. "
        text = f"{head}{' ; '.join(told)}."
        if len(told) == 1 and first is not None:
            return self._of_gap(*first, text)
        return self.said(text)

    def _newest_first(self) -> list[int | None]:
        """Return the years that are said; where none is, all of them from the last one on."""
        years = self.years(judged=True)
        return years if self.query.years else years[::-1]

    def _of_gap(self, item: Item, year: int | None, text: str) -> Answer:
        mark = item.marks[year]
        result, target = mark.cells[RESULT], mark.cells[TARGET]
        if target.number is None or result.number is None:
            return self.said(text)
        return self.computed(Operation(result.ref(), "-", target.ref()), text)

    def _why_not(self, item: Item, year: int | None) -> str:
        mark = item.marks[year]
        note = f" Remarque : « {item.notes[0].shown} »" if item.notes else ""
        if mark.number(TARGET) is None:
            return f"pas de cible, résultat {self.shown(item, year, RESULT)}{note}"
        if mark.number(RESULT) is None:
            return f"le résultat n'est pas connu ; cible {self.shown(item, year, TARGET)}{note}"
        return "le sens (hausse ou baisse) n'est pas dit"

    def _gap(self, item: Item, year: int | None) -> str:
        mark = item.marks[year]
        result, target = mark.number(RESULT), mark.number(TARGET)
        assert result is not None and target is not None
        gap = round(result - target, 9)
        return f"{'+' if gap > 0 else ''}{item.shown(gap, gap=True)}"

    def _listed(self) -> Answer | None:
        query = self.query
        parts, rows = [], []
        years = [self.year] if not query.years else self.years(judged=True)
        for year in years:
            judged = [one for one in query.scope if one.verdict(year) is not None]
            found = [one for one in query.scope if self._fits(one, year)]
            rows += [(one, year) for one in found]
            if not judged:
                parts.append(f"{year or 'Aucun résultat'} : aucun résultat à comparer à une cible")
                continue
            names = enumerated([f"{one.name} ({self.pair(one, year)})" for one in found])
            parts.append(
                self._counted(len(found), len(judged), year) + (f" : {names}" if names else "")
            )
            aside = self.aside(query.scope, year)
            parts[-1] += f".{aside}" if aside else ""
        text = " ".join(one if one.endswith(".") else f"{one}." for one in parts)
        if query.near and query.limit is None:
            text += f" « De peu » : écart d'au plus {display(_LITTLE, 'rate')} de la cible."
        table = Table(
            ("Indicateur", "Année", "Résultat et cible", "Écart"),
            tuple((o.name, str(y or ""), self.pair(o, y), self._gap(o, y)) for o, y in rows),
        )
        if len(years) == 2 and len(rows) > 1:
            both = [o.name for o in query.scope if all((o, y) in rows for y in years)]
            text += f" Les deux années : {enumerated(both) or 'aucun'}."
        return self.said(text, table if rows else None)

    def counted(self) -> Answer | None:
        """Say how many indicators there are."""
        names = enumerated([one.name for one in self.query.scope])
        return self.said(f"{counted(len(self.query.scope), 'indicateur')}{self.of_what} : {names}.")

    def _counted(self, found: int, judged: int, year: int | None) -> str:
        what = "objectif atteint" if self.query.status == MET else "objectif non atteint"
        plural = "objectifs atteints" if self.query.status == MET else "objectifs non atteints"
        if self.query.strict:
            what, plural = "objectif dépassé", "objectifs dépassés"
        how = " de peu" if self.query.near else ""
        head = counted(found, what, plural) if found else f"Aucun {what}"
        when = f"{year} – " if year else ""
        return f"{when}{head}{how} sur {judged} jugés{self.of_what}"

    def _share(self) -> Answer | None:
        year = self.year
        judged = [one for one in self.query.scope if one.verdict(year) is not None]
        found = [one for one in judged if self._fits(one, year)]
        if not judged or (len(self.years()) > 1 and len(self.query.years) != 1):
            return self._shares()
        what = "atteints" if self.query.status != MISSED else "non atteints"
        text = (
            f"{{value}} : {len(found)} objectifs {what} sur {len(judged)} jugés"
            f"{self.of_what},{self.of(year)}.{self.aside(self.query.scope, year)}"
        )
        return self.computed(Operation(len(found), "/", len(judged)), text, "rate")

    def _shares(self) -> Answer | None:
        parts, rates = [], []
        for year in self.years(judged=True):
            judged = [one for one in self.query.scope if one.verdict(year) is not None]
            found = [one for one in judged if self._fits(one, year)]
            if judged:
                rates.append(len(found) / len(judged))
                share = display(len(found) / len(judged), "rate")
                parts.append(f"{year} : {share} ({len(found)} sur {len(judged)})")
        what = "atteints" if self.query.status != MISSED else "non atteints"
        head = ""
        if self.query.compared and len(rates) == 2:
            side = compare(rates[-1], rates[0]) * self.query.compared
            head = "Oui. " if side > 0 else "Non. "
        return self.said(f"{head}Part d'objectifs {what} – {' ; '.join(parts)}.") if parts else None

    def _every_year(self) -> Answer | None:
        """List what is met, or missed, in every year of which a result is known."""
        query = self.query
        good = query.status == MET
        years = self.years(judged=True)
        if query.items is not None and query.named and len(query.scope) == 1:
            (item,) = query.scope
            told = [(y, v) for y in years if (v := self._met(item, y)) is not None]
            if not told:
                return self.judged()
            yes = all(v is good for _, v in told)
            shown = " ; ".join(
                f"{y} : {'atteint' if v else 'non atteint'} ({self.pair(item, y)})" for y, v in told
            )
            return self.said(f"{'Oui' if yes else 'Non'}. {item.name} – {shown}.")
        found, rows = [], []
        for item in query.scope:
            verdicts = [(y, v) for y in years if (v := self._met(item, y)) is not None]
            full = len(verdicts) == len(years)
            if verdicts and all(v is good for _, v in verdicts):
                known = (
                    ""
                    if full
                    else f", seules années connues : {enumerated([str(y) for y, _ in verdicts])}"
                )
                shown = " ; ".join(f"{y} : {self.pair(item, y)}" for y, _ in verdicts)
                found.append(f"{item.name} ({shown}{known})")
                rows.append(
                    (
                        item.name,
                        *(
                            self.pair(item, y) if item.verdict(y) is not None else "–"
                            for y in years
                        ),
                    )
                )
        what = "Atteint chaque année" if good else "Jamais atteint"
        of = enumerated([str(one) for one in years if one is not None])
        names = f" – {enumerated(found)}" if found else ""
        text = f"{what}{self.of_what} ({of}) : {len(found)}{names}."
        return self.said(
            text, Table(("Indicateur", *map(str, years)), tuple(rows)) if rows else None
        )

    def _when(self) -> Answer | None:
        """Say in which years a target is met, or since when."""
        query = self.query
        if len(query.scope) != 1 or not query.named:
            return self._when_most()
        (item,) = query.scope
        told = [(y, v) for y in self.board.judged_years if (v := self._met(item, y)) is not None]
        good = query.status == MET
        years = [y for y, v in told if v is good]
        shown = " ; ".join(f"{y} : {self.pair(item, y)}" for y, _ in told)
        what = "atteint" if good else "non atteint"
        if query.since:
            run: list[int] = []
            for year, verdict in reversed(told):
                if verdict is not good:
                    break
                run.insert(0, year)
            head = (
                f"depuis {run[0]}" if run else f"non, pas en {told[-1][0]}" if told else "inconnu"
            )
            return self.said(f"{item.name}, {what} {head} ({shown}).")
        head = (
            f"{what} en {enumerated([str(y) for y in years])}"
            if years
            else f"{what} : aucune année"
        )
        return self.said(f"{item.name}, {head} ({shown}).")

    def _when_most(self) -> Answer | None:
        """Say in which year the most targets are met."""
        if not self.query.when:
            return None
        tally = []
        for year in self.board.judged_years:
            judged = [one for one in self.query.scope if one.verdict(year) is not None]
            tally.append((len([o for o in judged if self._fits(o, year)]), len(judged), year))
        if not tally:
            return None
        best = max(one[0] for one in tally)
        shown = " ; ".join(f"{y} : {n} sur {m}" for n, m, y in tally)
        names = enumerated([str(y) for n, _, y in tally if n == best])
        what = "atteints" if self.query.status == MET else "non atteints"
        return self.said(f"Le plus d'objectifs {what} : {names}, {best} ({shown}).")

    def _farthest(self) -> Answer | None:
        """Rank the indicators by how far from their target they are, as a share of it."""
        query, year = self.query, self.year
        held = [one for one in query.scope if self._met(one, year) is not None]
        if query.status:
            held = [one for one in held if one.verdict(year) is (query.status == MET)]
        if query.points:
            held = [one for one in held if one.unit == "%"]
        if not held:
            none = "Aucun objectif de cette sorte" if query.status else "Aucun écart connu"
            return self.said(
                f"{none}{self.of_what},{self.of(year)}.{self.aside(query.scope, year)}"
            )
        units = {one.unit for one in held}

        def size(item: Item) -> float:
            lead = abs(item.lead(year) or 0.0)
            target = item.marks[year].number(TARGET)
            return lead if len(units) == 1 else lead / abs(target or 1.0)

        held.sort(key=size, reverse=query.op == MOST)
        told = (
            held[: query.most]
            if query.most
            else [o for o in held if compare(size(o), size(held[0])) == 0]
        )
        names = enumerated(
            [
                f"{one.name} ({self.pair(one, year)}, écart {self._gap(one, year)}"
                + ("" if len(units) == 1 else f", soit {display(size(one), 'rate')} de la cible")
                + ")"
                for one in told
            ]
        )
        word = "Le plus loin de la cible" if query.op == MOST else "Le plus près de la cible"
        if query.status == MET and query.op == MOST:
            word = "Le mieux au-delà de la cible"
        rows = tuple((o.name, self.pair(o, year), self._gap(o, year)) for o in held)
        return self.said(
            f"{word}{self.of_what},{self.of(year)} : {names}.",
            Table(("Indicateur", "Résultat et cible", "Écart"), rows),
        )

    def _by_group(self) -> Answer | None:
        """Count the targets met or missed of each service or family."""
        query, year = self.query, self.year
        if query.near:
            return None
        good = query.status != MISSED
        tally = []
        for name, items in grouped(query.scope, query.by).items():
            judged = [one for one in items if self._met(one, year) is not None]
            found = [one for one in judged if one.verdict(year) is good]
            tally.append((name, found, judged))
        if not tally:
            return None
        what = "atteints" if good else "non atteints"
        shares = query.op == SHARE or query.what == GAP

        def rate(one: tuple[str, Sequence[Item], Sequence[Item]]) -> float:
            return len(one[1]) / len(one[2]) if shares and one[2] else float(len(one[1]))

        if query.none:
            names = [f"{n} ({len(j)} jugés)" for n, f, j in tally if j and not f]
            free = [n for n, f, j in tally if not j]
            aside = f" Rien à juger : {enumerated(free)}." if free else ""
            none = f"Aucun objectif {what[:-1]},{self.of(year)}"
            return self.said(f"{none} : {enumerated(names) or 'personne'}.{aside}")
        tally.sort(key=rate, reverse=query.op != LEAST)
        shown = [
            f"{n} : {len(f)} sur {len(j)}"
            + (f" ({enumerated([o.name for o in f])})" if f and query.op in {MOST, LIST} else "")
            for n, f, j in tally
        ]
        rows = tuple((n, str(len(f)), str(len(j))) for n, f, j in tally)
        table = Table(
            (query.by if query.by != "§" else "Partie", f"Objectifs {what}", "Jugés"), rows
        )
        head = f"Objectifs {what},{self.of(year)} – "
        if query.op in {MOST, LEAST}:
            best = [s for s, t in zip(shown, tally, strict=True) if rate(t) == rate(tally[0])]
            word = "le plus" if query.op == MOST else "le moins"
            return self.said(f"{head}{word} : {enumerated(best)}.", table)
        return self.said(f"{head}{' ; '.join(shown)}.", table)

    def _lacking(self) -> Answer | None:
        """List the results, or the targets, that are not known."""
        query = self.query
        role = TARGET if query.what == TARGET else RESULT
        word = "Cible" if role == TARGET else "Résultat"
        years = self.years() if query.years else self._lacking_years(role)
        if query.items is not None and query.named and len(query.scope) == 1:
            return self._one_lacking(role, years)
        found: list[tuple[Item, int | None]] = []
        for year in years:
            found += [
                (o, y)
                for o in query.scope
                for y in [year]
                if (m := o.marks.get(y)) and m.is_blank(role)
            ]
        shown = enumerated(
            [
                f"{o.name}{self.of(y) if len(years) > 1 else ''} "
                f"({self.place(o.marks[y].cells[role])})"
                for o, y in found
            ]
        )
        items = {one.key: one for one, _ in found}
        notes = enumerated(
            [f"{one.name} : « {note.shown} »" for one in items.values() for note in one.notes]
        )
        when = enumerated([str(one) for one in years if one is not None])
        text = f"{word} non renseigné{'e' if role == TARGET else ''}{self.of_what}"
        text += f"{f', {when}' if when else ''} : {len(found)}"
        text += f" – {shown}." if found else "."
        text += f" Remarques : {notes}." if notes else ""
        rows = tuple((o.name, str(y or ""), o.marks[y].cells[role].address) for o, y in found)
        return self.said(text, Table(("Indicateur", "Année", "Cellule"), rows) if rows else None)

    def _lacking_years(self, role: str) -> list[int | None]:
        """Return the years of which some cells of a role are filled: a year to come has none."""
        years: list[int | None] = list(self.board.years) or [None]
        held = [
            y
            for y in years
            if any((m := o.marks.get(y)) and m.number(role) is not None for o in self.board.items)
        ]
        return held

    def _one_lacking(self, role: str, years: Sequence[int | None]) -> Answer | None:
        (item,) = self.query.scope
        told = [y for y in years if y in item.marks]
        if not told:
            return None
        blank = [y for y in told if item.marks[y].is_blank(role)]
        shown = " ; ".join(f"{y or ''} : {self.shown(item, y, role)}".strip(" :") for y in told)
        note = (
            f" Remarque : « {item.notes[0].shown} » ({self.place(item.notes[0])})."
            if item.notes
            else ""
        )
        yes = f"{'Oui' if blank else 'Non'}. " if self.query.yes_no else ""
        return self.said(
            f"{yes}{item.name} – {'cible' if role == TARGET else 'résultat'} {shown}.{note}"
        )


def number_told(value: float) -> str:
    """Write a plain number."""
    return format_number(round(value, 6), 4)
