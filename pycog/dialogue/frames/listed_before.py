"""What a turn asks of the last list: an entry of it, and something about that entry."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer, Table
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.recalled import as_list, how_many_asked, of_list, subject_of
from pycog.dialogue.frames.remembering import NO_SUBJECT, Remembering
from pycog.dialogue.frames.turn_words import YEAR
from pycog.dialogue.intents import AND
from pycog.dialogue.normalise import normalise
from pycog.dialogue.said_before import ordinal_in, place_said
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import counted

#: Words of a turn that may ask something of a list.
_LISTING: Final = (
    "premi", "deuxieme", "second", "troisieme", "quatrieme", "cinquieme", "sixieme", "dernier",
    "quel", "qui", "plus", "moins", "combien", "d abord",
)  # fmt: skip
_STEP: Final = regex(
    r"(?:(?:et|pour|du|au) )*(?:le |la |celui |celle |l )?(?:indicateur |fiche )?(?:d )?"
    r"(?P<way>suivante?|apres|precedente?|avant)(?: (?P<rest>en (?:19|20)\d\d))?"
)
_AMONG: Final = regex(
    r"(?:(?:parmi|dans|de|sur)(?: (?:eux|elles|ceux (?:la|ci)|celles (?:la|ci)|cette liste"
    r"|ces indicateurs|ces \d{1,2}|la liste|le lot))+|(?:la )?dedans|ceux|celles),? "
)
_WHICH_ONES: Final = regex(
    r"^(?:et )?(?:lesquel(?:le)?s|quels?(?: indicateurs?)?|combien|ceux|celles|qui|il y en a"
    r"|y a t il)(?= )(?: (?:sont|est|qui|ont|en) (?:ceux |celles )?(?=de |du |sans |dans ))?"
)
_ATTACHED: Final = regex(
    r"(?:(?:c est |et )?(?:quel(?:le)?s?|les?|l|avec quels?) )?indicateurs?"
    r"(?: (?:y|lui|leur|qui y|en))?(?: (?:est|sont|correspond\w*|depend\w*))?"
    r" ?(?:r?attachee?s?|associee?s?|liee?s?|suivis?|correspondants?|la suivent|la mesurent)?"
)
_ENTRY: Final = regex(r"indicateur (\d{1,3})")
#: « Laquelle est en deuxième ? », of a ranking.
_RANK: Final = regex(
    r"(?:(?:et|qui|laquelle|lequel|quel(?:le)?|annee|ligne|poste|est|vient|arrive|en|le|la|l|a"
    r"|c est) )*"
    r"(?P<nth>premi(?:er|ere)|seconde?|derni(?:er|ere)|deuxieme|troisieme|quatrieme|cinquieme"
    r"|sixieme)(?: (?:place|position|rang|annee|ligne|poste|c est (?:qui|laquelle|lequel)))*"
)
RANKING: Final = regex(r": 1\. .+ ; 2\. ")
_MARKS: Final = str.maketrans("«»()", "    ")
#: « Lesquels ? », after a list or how many it has.
_THE_LIST: Final = regex(
    r"(?:(?:et|c est|ce sont|donne\w*|montre\w*|affiche\w*|cite\w*|enumere\w*|moi|la|les|leur)"
    r" )*"
    r"(?:lesquel(?:le)?s|liste|noms|quel(?:le)?s sont ils|quel(?:le)?s sont elles)"
    r"(?: (?:sont ce|c est|exactement|ca))*"
)
_OF_ALL: Final = regex(r"\b(?:leurs?|de (?:chacun|chaque|tous|toutes)|pour chacun)\b")
#: Entries of a list about which one thing is asked at once.
_MOST_ASKED: Final = 12


class Listing(Remembering):
    """A turn that speaks of the last list."""

    def _of_list(self, turn: str) -> Answer | None:
        stepped = _STEP.fullmatch(turn)
        if stepped is not None:
            return self._next(stepped) or self._no_next()
        of_all = _OF_ALL.search(turn)
        if self.state.op or self.state.pending:
            return None
        if _THE_LIST.fullmatch(turn):
            return self._told_again()
        if not of_all and not any(word in turn for word in _LISTING):
            return None
        if (rank := _RANK.fullmatch(turn)) and (ranked := self._of_ranking(rank["nth"])):
            return ranked
        held = self._listed()
        if held is None:
            return None
        frame, again, table = held
        if of_all:
            return self._of_each(_OF_ALL.sub(" ", turn), table) if frame is self.state else None
        found = of_list(turn, table) if frame is self.state else None
        if found is not None:
            told, row = found
            return self._entry(again, told, subject_of(table, row) if row else "")
        if frame is not self.state and how_many_asked(turn):
            return self._entry(again, f"{counted(len(table.rows), 'ligne')}.", "")
        place = ordinal_in(turn, len(table.rows))
        if place is None:
            return None
        subject = subject_of(table, table.rows[place[0]])
        return self._asked_of(subject, place[1], anew=frame is self.state) if subject else None

    def _of_ranking(self, said: str) -> Answer | None:
        """Tell the entry of a ranking that a turn says the place of, which becomes the subject."""
        last = self._again(self.state)
        frames = list(self.state.stack())[:2]
        table: Table | None = None
        for frame in frames:
            again = last if frame is self.state else self._again(frame)
            ranked = again is not None and RANKING.search(again.text) is not None
            if again is None or not ranked or again.table is None:
                continue
            of_it = last is not None and any(row[-1] == last.display for row in again.table.rows)
            table = again.table if frame is self.state or of_it else None
            break
        place = None if table is None else place_said(f"le {said}", len(table.rows))
        if table is None or place is None:
            return None
        row = table.rows[place]
        text = " ".join(normalise(" ".join(row[:-1]).translate(_MARKS)).split())
        answer = self.single(text, State(about=self.state.about))
        if answer.kind != ANSWERED or answer.display != row[-1]:
            return None
        return self._with(answer, text)

    def _told_again(self) -> Answer | None:
        """Show the list that was counted: « lesquels ? »."""
        again = self._again(self.state)
        listed = again is not None and again.kind == ANSWERED and again.table is not None
        return replace(again, state=self.state) if again is not None and listed else None

    def _of_entry(self, turn: str, asking: Answer) -> Answer | None:
        """Ask of the one entry of the last list what a turn asks of no other."""
        entry = _ENTRY.fullmatch(self.state.text)
        if entry is None or asking.choices or self.state.pending or self.state.op:
            return None
        answer = self.single(f"{turn} {entry[0]}", State(about=self.state.about))
        if answer.kind == ANSWERED and answer.intent == asking.intent:
            return self._with(answer, f"{turn} {entry[0]}")
        return None

    def _of_sheet(self, turn: str) -> Answer | None:
        """Tell the indicators of the sheet just spoken of: « quel indicateur y est attaché ? »."""
        if _ATTACHED.fullmatch(turn) is None or self.state.pending:
            return None
        for frame in self.state.stack():
            named = read_question(frame.text, self.known).of("sheet") if frame.text else []
            sheet = frame.slots.get("sheet") or (named[0].value if len(named) == 1 else None)
            if sheet is None:
                continue
            text = f"indicateurs de la fiche {sheet}"
            answer = self.single(text, State(about=frame.about))
            found = answer.kind == ANSWERED
            return self._of_one_row(self._with(answer, text)) if found else None
        return None

    def _refined(self, turn: str) -> Answer | None:
        """Keep of the last list what fits one more condition: « et parmi eux … »."""
        among = _AMONG.match(turn)
        if among is None or self.state.op or self.state.pending:
            return None
        again = self._again(self.state)
        condition = _WHICH_ONES.sub("", turn[among.end() :]).strip(" ,")
        if again is None or again.table is None or not condition:
            return None
        held = {subject_of(again.table, row) for row in again.table.rows} - {""}
        if not held:
            return None
        read = read_question(condition, self.known)
        lists = f"quels indicateurs {condition}"
        if all(one.kind == "year" for one in read.entities):
            # « Lesquels en 2015 aussi » has the condition of the list, in another year.
            year = YEAR.search(condition)
            if year is None or not YEAR.search(self.state.text):
                return None
            lists = YEAR.sub(year[0], self.state.text)
            return self._both_lists_of(lists, held)
        for text in (f"{self.state.text} {condition}", f"{self.state.text} et {condition}", lists):
            answer = self.single(text, State(about=self.state.about))
            rows = answer.table.rows if answer.table is not None else ()
            found = [row for row in rows if answer.table and subject_of(answer.table, row) in held]
            if answer.kind != ANSWERED or not rows:
                continue
            if len(found) == len(rows) < len(held) and text != lists:
                return self._with(answer, text)
            if text == lists:
                return self._both_lists(answer, found)
        return None

    def _both_lists_of(self, text: str, held: set[str]) -> Answer | None:
        answer = self.single(text, State(about=self.state.about))
        if answer.kind != ANSWERED or answer.table is None:
            return None
        table = answer.table
        return self._both_lists(
            answer, [row for row in table.rows if subject_of(table, row) in held]
        )

    def _both_lists(self, answer: Answer, found: list[tuple[str, ...]]) -> Answer:
        """Return what two lists have in common."""
        if answer.table is None or not found:
            return as_list(answer, "Aucun des indicateurs de cette liste.", self.state)
        # No question has this list by itself: nothing is counted in another one later on.
        state = replace(self.state.then("", {}), about=self.state.about)
        numbers = [subject_of(answer.table, row).partition(" ")[2] for row in found]
        told = f"{counted(len(found), 'indicateur')} de cette liste : {', '.join(numbers)}."
        table = Table(answer.table.headings, tuple(found))
        return replace(as_list(answer, told, state), table=table)

    def _listed(self) -> tuple[State, Answer, Table] | None:
        """Return the last list, which what was asked since is an entry of."""
        for frame in self.state.stack():
            if frame.op:
                return None
            if frame is self.state and self._entry_of_list(frame):
                # It is an entry of the list before, whatever table it has of its own.
                continue
            again = self._again(frame)
            if again is None:
                return None
            table = again.table
            if table is None or len(table.rows) < 2:
                continue
            if frame is self.state or self._is_entry(table):
                return frame, again, table
            return None
        return None

    def _entry_of_list(self, frame: State) -> bool:
        """Tell whether the subject before is a list that has this entry."""
        number = frame.slots.get("indicator", "") if "year" not in frame.slots else ""
        entry = _ENTRY.fullmatch(frame.text) if not frame.intent else None
        subject = frame.text if entry else f"indicateur {number}"
        before = frame.previous if entry or number else None
        again = None if before is None or before.op else self._again(before)
        if again is None or again.table is None:
            return False
        return any(subject_of(again.table, row) == subject for row in again.table.rows)

    def _is_entry(self, table: Table) -> bool:
        """Tell whether the subject is an entry of a list."""
        number = self.state.slots.get("indicator", "")
        subject = f"indicateur {number}" if number else self.state.text
        return any(subject_of(table, row) == subject for row in table.rows)

    def _entry(self, again: Answer, told: str, subject: str) -> Answer:
        state = self.state
        if subject:
            state = replace(self.state.then("", {}), text=subject, about=self.state.about)
        return as_list(again, told, state)

    def _asked_of(self, subject: str, rest: str, *, anew: bool) -> Answer | None:
        """Answer what is asked of an entry; with nothing asked, the same as of the last one."""
        if not anew:
            answer = self.single(f"et {subject} {rest}".strip(), self.state)
            if answer.kind == ANSWERED and answer.intent == self.state.intent:
                return self._kept(f"et {subject} {rest}", answer)
        text = f"{rest} {subject}".strip()
        answer = self.single(text, State(about=self.state.about))
        # What is not printed of the entry is said of it, and of no other.
        if answer.state.pending or answer.intent in {*NO_SUBJECT, "inconnu"}:
            return None
        return self._with(answer, text)

    def _next(self, step: re.Match[str]) -> Answer | None:
        """Answer about the indicator or the sheet after the last one, or before it."""
        known, slots = self.known.convention, self.state.slots
        number = str(self.state.slots.get("indicator", ""))
        if not self.state.slots and (alone := _ENTRY.fullmatch(self.state.text)):
            number = alone[1]
        places = [str(one) for one in known.indicators]
        if not number and "sheet" in self.state.slots:
            number, places = str(self.state.slots["sheet"]), [str(one) for one in known.sheets]
        if self.state.pending or AND in number or number not in places:
            return None
        place = places.index(number) + (1 if step["way"][:2] in {"su", "ap"} else -1)
        if not 0 <= place < len(places):
            return None
        name = "fiche" if "indicator" not in slots and "sheet" in slots else "indicateur"
        return self._asked_of(f"{name} {places[place]}", step["rest"] or "", anew=False)

    def _no_next(self) -> Answer | None:
        """Say that nothing is known to follow, where the last answer is no entry of a list."""
        if self.state.pending or not self.state.has_subject:
            return None
        said = "Je ne sais pas : la dernière réponse n'est pas une entrée d'une liste numérotée."
        return self._unclear(said)

    def _of_each(self, asked: str, table: Table) -> Answer | None:
        """Answer the same of each entry of a list."""
        rows = [subject_of(table, row) for row in table.rows]
        numbers = [one.removeprefix("indicateur ") for one in rows if one]
        if not asked.strip() or len(numbers) != len(rows) or len(rows) > _MOST_ASKED:
            return None
        found = []
        for number in numbers:
            text = " ".join(f"{asked} indicateur {number}".split())
            found.append(self.single(text, State(about=self.state.about)))
        first = found[0]
        alike = all(one.kind == ANSWERED and one.intent == first.intent for one in found)
        if not alike or any(one.table is not None for one in found):
            return None
        told = [one.display or "non imprimé" for one in found]
        pairs = zip(numbers, told, strict=True)
        said = " ; ".join(f"indicateur {number} : {shown}" for number, shown in pairs)
        listed = Table(("Indicateur", "Réponse"), tuple(zip(numbers, told, strict=True)))
        answer = as_list(first, f"{said[:1].upper()}{said[1:]}.", self.state)
        return replace(answer, slots={}, table=listed, source=first.source.rpartition(",")[0])
