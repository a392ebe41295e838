"""A turn about what the last figures make together, what is left of them, or what was said."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.conventions import BudgetLine
from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.compared_turns import Comparing
from pycog.dialogue.frames.figure_operations import Figure, how_many
from pycog.dialogue.frames.remembering import MOST_SEVERAL
from pycog.dialogue.frames.standalone import asked_of_subject, years_of
from pycog.dialogue.intents import AND
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import LONGEST_TEXT, State
from pycog.lazy_patterns import regex

_PAIR: Final = 2
#: « Total », after figures of one kind.
_TOTAL: Final = regex(
    r"(?:(?:et|le|leur|au|en|donc|la|ca fait|fait|combien|ca donne|quel(?:le)? est|un) )*"
    r"(?:total|somme|cumul|tout)(?: (?:(?:des|les|ces|pour les) (?:deux|trois|quatre)|ensemble"
    r"|cumule|general|de tout|de l ensemble))*(?: (?:ca fait|c est|donne)(?: combien)?)?"
)
#: « Moyenne par an », after a sum over several years.
_YEARLY: Final = regex(
    r"(?:(?:et|la|en|soit|combien|ca fait|une?|quelle(?: est)?) )*(?:moyenne )?"
    r"(?:par an|annuelle|par exercice|par annee|chaque annee)(?: en moyenne)?"
)
#: « Le reste, c'est combien ? »
_REST: Final = regex(
    r"(?:(?:et|il|le|la|du|donc|ce qui|qu est ce qui|combien|que|quel(?:le)? est) )*"
    r"(?:reste|restant|solde|surplus|complement|reliquat|non consomme"
    r"|disponible)(?: (?:t il|a combien))?"
    r"(?:,? (?:c est|ca fait|fait|represente|vaut|a|est|s eleve|y|il)"
    r"(?: (?:quoi|combien|de combien))?)*(?: et(?: combien)?)?(?: quoi)?"
)
#: « Quelle part de l'incorporel ? »
_SHARE_OF: Final = regex(
    r"(?:quelle |la |sa )?(?:part|proportion|pourcentage|poids)(?: (?:represente|pour))?"
    r"(?: (?:de|du|des|d))?(?: (?:la|le|l|les))? (?P<what>[a-z][a-z ]+)"
)
#: « Rien que la qualité de service ? », of a grid.
_THEME: Final = regex(
    r"(?:(?:et|rien|que|qu|juste|seulement|uniquement|dont|pour|combien|en|sur|dans|la|le|les|l) )*"
    r"(?P<what>[a-z]{4}[a-z ]*?)(?: (?:uniquement|seulement|seule?))?"
)
#: Words that ask something else than for a theme.
_NO_THEME: Final = regex(
    r"\b(?:l[ea]s?quel(?:le)?s?|quel(?:le)?s?|qui|memes?|plus|moins|pas|sans|sommes?|totaux|total"
    r"|cumul\w*|ensemble|seuils?|planchers?|cibles?)\b"
)
_OF_CARD: Final = "composee-bareme"
_GRID: Final = regex(r"\bgrille\b|\bpoints\b")
#: « Compare les deux poids »
_TWO_OF: Final = regex(
    r"(?:(?:et|fais|la|l) )*(?:compare\w*|ecart|difference)(?: (?:entre|de|des|les|ces|deux))+"
    r" (?P<what>poids|points|cibles|seuils)"
)
#: « Reviens au montant d'origine et donne l'écart avec 2014 »
_ORIGIN: Final = regex(
    r"(?:(?:on|je) )?(?:reviens?|revenons|reprends?|reprenons|retour\w*|redonne\w*)"
    r"(?: (?:a|au|aux|sur|le|la|les|l|en))*(?: (?:montant|chiffre|valeur|total|budget))?"
    r" (?:d origine|initiale?|de depart|de base|d avant|origine)"
    r"(?:,? (?:et|puis)(?: (?:donne\w*|calcule\w*|dis|fais)(?: moi)?)?"
    r"(?: l| le| la)? (?P<more>.+))?"
)
#: « Écart avec ce que j'ai dit », « avec mon chiffre ».
_SAID: Final = regex(
    r"(?:(?:et|l|quel(?:le)? est|quel|la|de combien|combien|ca fait|un|d) )*"
    r"(?:ecart|difference|delta|compar\w+|je me (?:suis )?trompe\w*|me suis je trompe\w*)"
    r"(?: (?:de combien|d))?(?: (?:avec|par rapport a|et|entre|sur|a|de))*"
    r"(?: (?:ce que (?:j ai|je|j avais) (?:dit|dis|disais|annonce|donne|indique|avance|croyais"
    r"|pensais|cite)|(?:mon|ma|le|la) (?:chiffre|montant|valeur|estimation|nombre|annonce"
    r"|hypothese)"
    r"(?: que j ai (?:dit|donne|annonce|cite))?))?"
)
_OWN: Final = regex(r"\b(?:j ai|j avais|je|mon|ma|me)\b")
COMPRISED: Final = "Je n'additionne pas : l'un de ces montants est compris dans un autre."


class TotalsAndRest(Comparing):
    """A turn that takes the last figures as parts of a whole."""

    def _of_whole(self, turn: str) -> Answer | None:
        """Answer a turn about a total, a rest, a yearly mean or a figure that was said."""
        if _SAID.fullmatch(turn) and _OWN.search(turn):
            return self._against_said()
        if _REST.fullmatch(turn):
            return self._rest()
        if share := _SHARE_OF.fullmatch(turn):
            return self._share_of_pair(share["what"])
        if pair := _TWO_OF.fullmatch(turn):
            return self._two_measures(pair["what"].rstrip("s"))
        if _YEARLY.fullmatch(turn):
            return self._yearly()
        if _TOTAL.fullmatch(turn) and not self.state.op:
            return self._total(how_many(turn))
        theme = _THEME.fullmatch(turn)
        if theme is None:
            return None
        return self._other_theme(theme["what"]) or self._of_theme(theme["what"])

    # -- what was said

    def _against_said(self) -> Answer:
        """Set the last figure against the one that its question took for granted."""
        figure = self._figure(self.state)
        said = []
        if self.state.text and not self.state.op:
            read = read_question(self.state.text, self.known)
            said = [one for one in read.entities if one.kind in {"amount", "number"}]
        if (
            figure is None
            or figure.kind != "amount"
            or len(said) != 1
            or not isinstance(said[0].value, int | float)
        ):
            return self._unclear("Je ne sais pas de quel montant il s'agit. Redites-le.")
        answer = self._operated(f"- {float(said[0].value):.10g}", 0)
        return answer or self._unclear("Je ne calcule pas : ces deux chiffres ne se comparent pas.")

    def _of_same_unit(self, asking: Answer) -> Answer | None:
        """Take of several figures the one that is shown as the last answer is: « dont … ».

        A count is no share of itself, though both have the same words.
        """
        last = self.state.last_subject
        again = None if last is None or self.state.pending else self._again(last)
        if again is None or not again.display:
            return None
        found = [(one, self.single(one, asking.state)) for one in asking.choices]
        shown = [pair for pair in found if pair[1].kind == ANSWERED and pair[1].display]
        alike = [pair for pair in shown if _unit(pair[1].display) == _unit(again.display)]
        if len(alike) != 1 or len(shown) != len(found):
            return None
        choice, answer = alike[0]
        state = replace(answer.state, previous=self.state.then("", {}).previous)
        text = normalise(choice)[:LONGEST_TEXT]
        return replace(answer, state=replace(state, text=text, about=self.state.about))

    # -- what is left

    def _rest(self) -> Answer | None:
        """Take the part that was said last away from its whole."""
        if self.state.intent == "execution" and not self.state.op:
            again = self.rerun(replace(self.state, intent="disponible"))
            return again if again.kind == ANSWERED else None
        if self.state.intent in _OWN_REST and not self.state.op:
            return None
        figures = self._last_pair()
        if figures is None and self.state.intent == "budget" and not self.state.previous:
            return None
        calculated = self.state.op not in {"", "part"}
        if calculated or figures is None or not self._is_part(*figures):
            return self._unclear(
                "Je ne sais pas de quel total et de quelle part il s'agit. Nommez-les."
            )
        part, whole = figures
        answer = self._operated("écart", _PAIR)
        if answer is None or answer.kind != ANSWERED or answer.value != whole.value - part.value:
            turned = replace(whole.state, previous=replace(part.state, previous=None))
            answer = self._at(turned)._operated("écart", _PAIR)
        if answer is None or answer.kind != ANSWERED:
            return answer
        named = self._other_parts(part, whole)
        lead = f"Le reste, soit {named} : " if named else "Le reste : "
        told = f"{lead}{answer.display} ({whole.shown} moins {part.shown})."
        return replace(answer, text=told)

    def _share_of_pair(self, what: str) -> Answer | None:
        """Say which share one of the last two figures, which is named again, is of the other."""
        figures = self._last_pair()
        lines = {str(one.value) for one in read_question(what, self.known).of("line")}
        if figures is None or len(lines) != 1:
            return None
        part = min(figures, key=lambda one: abs(one.value))
        if part.state.slots.get("line") not in lines or part.kind in _RATES:
            return None
        return self._operated("part", _PAIR)

    def _two_measures(self, measure: str) -> Answer | None:
        """Set the weights, or the targets, of the last two rows of a scorecard side by side."""
        rows = self.state.own_subjects[:_PAIR]
        if len(rows) < _PAIR or any("row" not in one.slots for one in rows):
            return None
        state: State | None = None
        for row in reversed(rows):
            text = asked_of_subject("points" if measure == "poid" else measure, row, self.known)
            state = State(text=text, about=row.about, previous=state)
            if self._figure(state) is None:
                return self._unclear(
                    "Je ne calcule pas : ces deux valeurs ne sont pas des nombres."
                )
        return None if state is None else self._at(state)._operated("écart", _PAIR)

    def _other_theme(self, what: str) -> Answer | None:
        """Give the points of another theme of the scorecard after those of one."""
        frame = self.state.last_subject
        again = None if frame is None or self.state.op else self._again(frame)
        if frame is None or again is None or again.intent != _OF_CARD:
            return None
        themes = {normalise(one.theme) for one in self.known.card_rows.rows if one.theme}
        said = {stem(one) for one in words(what)} - self.known.filler
        held = [one for one in themes if one in frame.text]
        meant = [one for one in themes if said and said <= {stem(each) for each in words(one)}]
        if len(held) != 1 or len(meant) != 1 or held == meant:
            return None
        text = frame.text.replace(held[0], meant[0])
        answer = self.single(text, State(about=frame.about))
        fits = answer.kind == ANSWERED and answer.intent == _OF_CARD
        return self._with(answer, text) if fits else None

    def _of_theme(self, what: str) -> Answer | None:
        """Give the points of one theme of the grid whose total was just told."""
        frame = self.state.last_subject
        named = [] if frame is None else read_question(frame.text, self.known).of("category")
        if frame is None or len(named) != 1 or _GRID.search(frame.text) is None:
            return None
        if _NO_THEME.search(what):
            return None
        year = years_of(frame, self.known)
        text = " ".join(f"total points {what} grille {named[0].text} {year}".split())
        answer = self.single(text, State(about=frame.about))
        fits = answer.kind == ANSWERED and answer.intent == "composee-bareme"
        return self._with(answer, text) if fits else None

    def _at_origin(self, turn: str) -> Answer | None:
        """Return to the figure that was changed or put in another unit."""
        origin = _ORIGIN.fullmatch(turn)
        if origin is None or not (self.state.op or "unit" in self.state.slots):
            return None
        more = origin["more"]
        frame = self.state.last_subject or self.state
        slots = {name: value for name, value in frame.slots.items() if name != "unit"}
        frame = replace(frame, slots=slots) if slots != frame.slots else frame
        again = self._again(frame)
        if again is None or again.kind != ANSWERED:
            return None
        if more:
            return self._at(replace(frame, previous=None)).answer(more)
        return replace(again, state=replace(frame, previous=self.state.then("", {}).previous))

    def _last_pair(self) -> tuple[Figure, Figure] | None:
        """Return the last two figures where they are alike in all but one thing."""
        figures = list(self._figures(_PAIR, "écart"))
        if len(figures) < _PAIR or not self._goes_with(figures[0], figures[1]):
            return None
        return figures[0], figures[1]

    def _other_parts(self, part: Figure, whole: Figure) -> str:
        """Return the lines that a whole is made of besides a part, ``""`` where none are known."""
        lines = self._lines(whole)
        parts = lines[whole_line].parts if (whole_line := self._line_of(whole)) in lines else ()
        line = self._line_of(part)
        others = [lines[one].label for one in parts if one != line and one in lines]
        return ", ".join(f"« {one} »" for one in others) if line in parts else ""

    def _lines(self, figure: Figure) -> dict[str, BudgetLine]:
        """Return the lines of the fund that a figure is of: the one said, else that has it."""
        funds, slots = self.known.convention.funds, figure.state.slots
        named = funds.get(str(slots.get("fund", "")))
        held = [named] if named is not None else list(funds.values())
        label = slots.get("line")
        found = next((one for one in held if any(it.label == label for it in one.lines)), None)
        return {} if found is None else {one.key: one for one in found.lines}

    def _line_of(self, figure: Figure) -> str:
        label = figure.state.slots.get("line")
        return next((key for key, one in self._lines(figure).items() if one.label == label), "")

    def _is_part(self, part: Figure, whole: Figure) -> bool:
        """Tell whether one figure is printed as a part of another."""
        if part.kind in _RATES or not 0 <= part.value <= whole.value:
            return False
        if "line" not in part.state.slots and "line" not in whole.state.slots:
            return _TOTAL_WORD in words(normalise(f"{whole.answer.text} {whole.state.text}"))
        lines, line = self._lines(whole), self._line_of(part)
        below = [self._line_of(whole)]
        for one in below:
            below += lines[one].parts if one in lines else ()
        return bool(line) and line in below[1:] and self._lines(part) == lines

    # -- what several make

    def _total(self, count: int) -> Answer | None:
        """Add up the last figures of one kind, sums over several years too."""
        figures = list(self._figures(MOST_SEVERAL, "somme"))
        if not figures:
            return self._total_of_spans(count)
        if count and count <= len(figures):
            return self._operated("somme", count)
        run = figures[:1]
        for one in figures[1:]:
            if not self._goes_with(run[-1], one):
                break
            run.append(one)
        if any(self._is_part(one, other) for one in run for other in run if one is not other):
            return self._unclear(COMPRISED)
        if len(run) < _PAIR <= len(figures) and self.state.intent == "ligne-bareme":
            return self._unclear(
                "Je n'additionne pas ces valeurs : elles ne sont pas d'une grille."
            )
        if len(run) < _PAIR or run[0].kind in _RATES or self.state.intent in _NO_SUM:
            return None
        return self._operated("somme", len(run))

    def _total_of_spans(self, count: int) -> Answer | None:
        """Add up the totals over several years that were just shown year by year."""
        spans: list[State] = []
        for frame in self.state.stack():
            text = f"somme {frame.text}"[:LONGEST_TEXT]
            if frame.intent != "budget" or AND not in str(frame.slots.get("year", "")):
                break
            if frame.op or not frame.text or not _same_years(frame, self.state):
                break
            spans.append(State(text=text, about=frame.about))
        wanted = count or len(spans)
        if not _PAIR <= wanted <= len(spans):
            return None
        state: State | None = None
        for span in reversed(spans[:wanted]):
            if self._figure(span) is None:
                return None
            state = replace(span, previous=state)
        return None if state is None else self._at(state)._operated("somme", wanted)

    def _yearly(self) -> Answer | None:
        """Divide a sum over several years by their number."""
        if not self.state.op.startswith("somme"):
            return None
        count = int(self.state.op.partition(" × ")[2] or _PAIR)
        frames = [one.state for one in self._figures(count, "somme")]
        spans = [self._years_in(one) for one in frames]
        years: set[str] = set()
        if len({frozenset(one) for one in spans}) == 1:
            years = spans[0]
        elif all(len(one) == 1 for one in spans) and self._of_one_thing(frames):
            years = set().union(*spans)
            years = years if len(years) == len(frames) else set()
        if len(years) < _PAIR:
            return self._unclear("Je ne sais pas sur combien d'années porte cette somme.")
        return self._operated(f"÷ {len(years)}", 0)

    def _years_in(self, frame: State) -> set[str]:
        """Return the years of a figure: those of its slots, else of its words."""
        if frame.slots.get("year"):
            return set(str(frame.slots["year"]).split(AND))
        read = read_question(frame.text, self.known)
        years = {str(one.value) for one in read.of("year")}
        for one in read.of("period"):
            if isinstance(one.value, tuple):
                first, last = (int(year) for year in (one.value[0], one.value[-1]))
                years |= {str(year) for year in range(first, last + 1)}
        return years

    @staticmethod
    def _of_one_thing(frames: list[State]) -> bool:
        """Tell whether figures differ in their years alone."""
        return len({tuple(sorted(_undated(one).items())) for one in frames}) == 1

    def _goes_with(self, newer: Figure, older: Figure) -> bool:
        """Tell whether two figures are of one kind and differ in one thing alone."""
        if newer.kind != older.kind or newer.document != older.document:
            return False
        if _unit(newer.shown) != _unit(older.shown):
            return False
        if newer.answer.intent != older.answer.intent or newer.state.op or older.state.op:
            return False
        first, second = newer.state.slots, older.state.slots
        if not first and not second:
            return self._beside(newer.state) == self._beside(older.state)
        named = {*first, *second}
        # The one fund that has a line is said of it or not.
        differing = {one for one in named if first.get(one) != second.get(one)} - {"fund"}
        # Of a scorecard, two rows of one grid alone: no threshold with a target, no two campaigns.
        return differing <= {"row"} if "row" in named else len(differing) <= 1

    def _beside(self, frame: State) -> tuple[str, frozenset[str]]:
        """Return the year and the bodies that the words of a subject name."""
        read = read_question(frame.text, self.known)
        bodies = frozenset(str(one.value) for one in read.of("category", "document"))
        return years_of(frame, self.known), bodies


def _unit(display: str) -> str:
    """Return what a figure is shown in: « % », « € », « jours », nothing for a count."""
    return re.sub(r"[-+\d\s.,\u202f\xa0]", "", display)


def _same_years(one: State, other: State) -> bool:
    return one.slots.get("year") == other.slots.get("year")


def _undated(frame: State) -> dict[str, str]:
    """Return the slots of a subject without its year and its fund, which may go unsaid."""
    beside = {"year", "op", "fund"}
    return {name: str(value) for name, value in frame.slots.items() if name not in beside}


_TOTAL_WORD: Final = "total"
_RATES: Final = {"rate"}
#: Figures of which no sum is made unasked.
_NO_SUM: Final = {"objectif", "reference", "statut"}
#: Intents that say themselves what is left: « il reste combien ? » of credits.
_OWN_REST: Final = {"disponible", "report"}
