"""A turn that computes with the values just told and something of the same document.

« Ça représente quelle part des professionnels de santé ? » after a count or a sum of counts, « ça
fait combien par professionnel ? » after an amount and its number, « et le total avec les ALD et
l'invalidité ? » after one of three, « et si on garde ce rythme ? » after an evolution, « perte par
agent du coup ? » after two results, « et avec 40 points de moins ? » after what a rate made.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.fact_table import FIGURE, Fact, facts
from pycog.dialogue.composed.figure_words import grouped, same_words
from pycog.dialogue.composed.search import bag
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Operation
from pycog.dialogue.frames.arithmetic_turns import plain_number
from pycog.dialogue.frames.figure_operations import Figure, asked_operation, how_many, operated
from pycog.dialogue.frames.neighbourhood import beside, fact_named, figures_in
from pycog.dialogue.frames.rate_turns import RateTurns
from pycog.dialogue.frames.remembering import MOST_SEVERAL, SEVERAL
from pycog.dialogue.frames.same_document import ELSEWHERE, leaves_what_was_told
from pycog.dialogue.frames.several_questions import told_together
from pycog.dialogue.frames.turn_words import YEAR, plain_turn
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

_LONGEST: Final = 16
_PAIR: Final = 2
#: « Ça représente quelle part des professionnels de santé ? »
_SHARE_OF: Final = regex(
    r"(?:(?:ca|cela|ce qui|elles?|ils?|on|c est|et|soit|donc|represente\w*|pese\w*|fait|font|compte"
    r"\w*|quel(?:le)?|la|le|leur|sa|en) )*"
    r"(?:part|proportion|pourcentage|(?:combien )?(?:en |de )?(?:%|pour ?cents?))"
    r"(?: (?:ca|cela|ils?|elles?|(?:represente|fait|pese)\w*))*"
    r" (?:des?|du|d|sur|dans|parmi|par rapport a)(?: (?:l|le|la|les|total|totalite|ensemble|tous"
    r"|toutes|des?|du|d))* (?P<what>[a-z].*)"
)
#: « Et de salariés ? », after a text that counts them.
_NAMES_ALONE: Final = regex(
    r"(?:(?:et|de|des|d|du|pour|les|la|le|l|combien|en|nombre|nb) )*"
    r"(?P<what>[a-z]{3,}(?: [a-z]+){0,2})"
)
#: Words between a number and what it counts.
_NEAR: Final = 3
#: « Et ceux de toutes les CPAM ? »
_THOSE: Final = regex(
    r"(?:et )?(?:ceux|celles|celui|celle)(?: qui (?:sont|concern\w+|mobilis\w+|port\w+))?"
    r" (?:(?:de|du|des|d|sur|pour|la|le|les|l|en|avec) )*(?P<what>[a-z].+)"
)
#: The whole is named by itself, and has no number of its own.
_NO_WHOLE: Final = regex(r"\d|^(?:total|tout|ensemble)$")
#: « Ça fait combien par professionnel ? »
_PER: Final = regex(
    r"(?:(?:et|soit|donc|ca|cela|fait|combien|quel(?:le)?|montant|cout|une?|la|le|moyenn?e?|en"
    r"|represente|c est|d euros?) )*(?:par|pour chaque) (?P<what>[a-z][a-z ]*?)"
    r"(?: (?:en moyenne|combien|ca fait|concerne\w*|environ))*"
)
_OF_TIME: Final = frozenset(
    words("an annee mois trimestre semestre semaine jour heure exercice etp fonds ligne")
)
#: « Et le total avec l'ALD et l'invalidité ? »
_WITH_OTHERS: Final = regex(
    r"(?:(?:et|le|la|quel(?:le)?|est|un|fais|donne|donc|calcule|ca fait|combien|au|en) )*"
    r"(?:total|somme|cumul|tout|additionn\w*)(?: (?:si on|en))?"
    r" (?:avec|y compris|en (?:ajoutant|comptant|incluant)|ajoute|compte|inclut|plus)"
    r" (?P<what>[a-z].+)"
)
_BETWEEN: Final = regex(r",? et |, ?| plus | ainsi que ")
_JOINS: Final = regex(r"^(?:(?:le|la|les|l|de|des|du|d|ceux|celles|celui|pour|aussi) )+")
#: « Et si on garde ce rythme en 2024 ? »
_PACE: Final = regex(
    r"(?:(?:et|si|on|nous|ca|avec|a|au|en|donc|je|garde\w*|gardait|conserv\w+|maint\w+|poursui\w+"
    r"|continu\w+|prolong\w+|applique\w*|reconduit|reconduis\w*|projet\w+|sur) )*"
    r"(?:ce|cette|le|la|au|du) (?:meme )?(?:rythme|tendance|taux|progression|evolution|hausse"
    r"|baisse|croissance)(?: (?:la|annuel(?:le)?))?"
    r",?(?: (?:(?:(?:en|pour) )?(?P<year>(?:19|20)\d\d)"
    r"|l (?:annee|an|exercice) (?:suivante?|d apres"
    r"|prochaine?)))?"
    r",?(?: (?:combien|ca fait|ca donne|on aurait|on arrive a|on obtient|quoi|serait))*"
)
#: « Perte par agent du coup ? », after two results.
_LOST: Final = regex(
    r"(?:(?:et|donc|soit|c est|quel(?:le)?|la|le|ca|fait|on|nous|combien|j ai|de|du coup|a|une?"
    r"|represente) )*(?:perte|perdu|perd\w*|manque a gagner|gain|gagne\w*|surcout|economie)"
    r"(?P<each> (?:par|pour (?:un|chaque)) (?:agent|etp|salarie|tete|personne))?"
    r"(?: (?:ca|fait|combien|donc|du coup|represente|quelle|entre (?:les|ces) deux(?: cas"
    r"| situations?| hypotheses?| calculs?| scenarios?| resultats?)?|d un cas a l autre"
    r"|entre avant et apres|par rapport au (?:premier cas|cas d avant)))*"
)
#: « Combien ont fermé ? », after the same count in two years.
_GONE: Final = regex(
    r"(?:(?:et|donc|du coup|alors|il|on|y|en|ca fait|combien|de|a|ont|sont|ete|disparu) )*"
    r"(?:ferm|disparu|supprim|perdu|ouvert|gagn|cree|ajout|moins|plus)\w*(?: (?:en tout|donc"
    r"|sur la periode|entre les deux))*"
)
#: « 40 points de moins »
_POINTS: Final = regex(
    r"(?:(?:et|mais|si|on|nous|il|avait|avions|a|eu|ai|avec|j|aurait|pour|fait|obtenu|que) )*"
    r"(?P<n>\d[\d ]*(?:,\d+)?) (?:points?|pts) (?:de |en )?(?P<way>plus|moins)"
    r"(?: (?:ca|fait|donne|combien|alors|quoi|au local))*"
)
_AND: Final = regex(r",? (?:et|puis|ainsi que)(?: aussi)? (?=(?:leur|le|la|l|un|en|quel)\b)")
_TOTAL: Final = regex(
    r"(?:(?:leur|le|la|un|au|en|quel|est) )*(?:total|somme|cumul|tout)"
    r"(?: (?:des (?:deux|trois)|svp|stp|aussi|des|s il (?:vous|te) plait))*"
)
_MADE_OF_TWO: Final = frozenset({"somme", "moyenne", "écart", "évolution", "part", "%"})
_RATED: Final = frozenset({"taux-local"})


class ToldValues(RateTurns):
    """A turn about the values just told, and what the same document has beside them."""

    def _of_told_values(self, question: str) -> Answer | None:
        """Compute with what was told, ``None`` for a turn that does something else.

        Args:
            question: As typed.
        """
        if self.context.sheet is not None or self.state.pending:
            return None
        turn = plain_turn(question).replace(" ?", "")
        if not turn or len(words(turn)) > _LONGEST:
            return None
        if not self.state.has_subject:
            if not self.state.told:
                return None
            return self._total_with_others(turn) or self._within_told(turn)
        return (
            self._two_operations(turn)
            or self._share_of_named(turn)
            or self._each(turn)
            or self._total_with_others(turn)
            or self._at_that_pace(turn)
            or self._lost(turn)
            or self._gone(turn)
            or self._points_moved(turn)
            or self._of_those(turn)
        )

    def _leaves_told(self, question: str, answer: Answer) -> str:
        """Return why an answer is none to a turn on the text just told, ``""`` where it is one."""
        if not self.state.told or answer.kind != ANSWERED:
            return ""
        read = read_question(question, self.known)
        told = self.single(self.state.told, State(about=self.state.about))
        left = leaves_what_was_told(read, told, answer, self.known.convention.id)
        return ELSEWHERE if left else ""

    def _two_operations(self, turn: str) -> Answer | None:
        """Do two things with the last figures: « l'écart entre les deux, et le total »."""
        halves = _AND.split(turn)
        if len(halves) != _PAIR or re.search(r"\d", turn):
            return None
        ops = [self._operation_in(one) for one in halves]
        if not all(ops) or ops[0] == ops[1]:
            return None
        count = how_many(turn) or _PAIR
        first, last = (self._operated(one, count if one in SEVERAL else 0) for one in ops)
        if first is None or last is None:
            return None
        return told_together(first, last, self.state)

    def _operation_in(self, half: str) -> str:
        """Return what a half of a turn does with the last figures, ``""`` for anything else."""
        if _TOTAL.fullmatch(half):
            return "somme"
        op = asked_operation(read_question(half, self.known), self.known)
        return op if op in _MADE_OF_TWO else ""

    def _within_told(self, turn: str) -> Answer | None:
        """Tell the text just told once more, which gives the number of what a turn names."""
        asked = _NAMES_ALONE.fullmatch(turn)
        said = [stem(one) for one in words(asked["what"])] if asked is not None else []
        said = [one for one in said if one not in self.known.filler]
        if not 0 < len(said) <= _PAIR or re.search(r"\d", turn):
            return None
        told = self.single(self.state.told, State(about=self.state.about))
        if told.kind != ANSWERED or told.intent != "definition":
            return None
        text = [stem(one) for one in re.findall(r"[a-z]+|\d+", normalise(told.text))]
        places = [at for at, one in enumerate(text) if one == said[-1]]
        near = (text[max(at - _NEAR, 0) : at] for at in places)
        counted = any(one.isdigit() or one.startswith("million") for part in near for one in part)
        if not counted or not all(one in text for one in said):
            return None
        return replace(told, state=self.state)

    def _of_those(self, turn: str) -> Answer | None:
        """Tell a figure of the kind just told: « et ceux de toutes les CPAM ? »."""
        asked = _THOSE.fullmatch(turn)
        frame = self.state.last_subject
        again = None if asked is None or frame is None or self.state.op else self._again(frame)
        if asked is None or again is None or re.search(r"\d", asked["what"]):
            return None
        held = self._facts_in(again)
        if len(held) != 1:
            return None
        head = held[0].subject.partition("-")[0]
        fact = beside(read_question(f"{head} {asked['what']}", self.known), held, self.known)
        if fact is None or fact.subject.partition("-")[0] != head or fact.theme != held[0].theme:
            return None
        return self._of_fact(fact, self.state, f"{fact.label} {self._phrase_of(fact.body)}")

    # -- a share

    def _share_of_named(self, turn: str) -> Answer | None:
        """Set the last figure, or the sum just made, against a figure of the same document."""
        asked = _SHARE_OF.fullmatch(turn)
        part = self._figure(self.state) if asked is not None else None
        if asked is None or part is None or _NO_WHOLE.search(asked["what"]):
            return None
        if self.state.op in {"évolution", "écart", "part", "%"}:
            # Of which of the two figures is not said.
            return self._unclear(_WHICH_PART) if self._facts_in(part.answer) else None
        whole = self._figure_named(asked["what"], part)
        if whole is None or whole.kind != part.kind or whole.value < part.value:
            return None
        if part.shown.endswith("%") or part.answer.formula == whole.answer.formula:
            return None
        answer = operated("part", [part, whole], self.context)
        if answer is None or answer.kind != ANSWERED:
            return None
        held = self._facts_in(part.answer)
        told = (whole.answer.text, *_printed_shares(held))
        answer = replace(answer, details=(*answer.details, *told), state=self.state)
        if self.state.op or len(held) != 1:
            return answer
        text = f"part de {held[0].label} dans {asked['what']} {self._phrase_of(held[0].body)}"
        alone = self.single(normalise(text), State(about=self.state.about))
        # The same may be asked next of another part: « et la maternité ? »
        return self._with(answer, text) if alone.formula == answer.formula else answer

    def _figure_named(self, what: str, last: Figure) -> Figure | None:
        """Return the figure of the document of the last one that some words name."""
        held = self._facts_in(last.answer)
        if not held:
            return None
        phrase = self._phrase_of(held[0].body)
        dated = " ".join(sorted({one.period for one in held if one.period.isdigit()}))
        for text in (f"{what} {phrase} {dated}", f"{what} {phrase}"):
            answer = self.single(text, State(about=self.state.about))
            fits = answer.kind == ANSWERED and answer.intent in {"chiffre", "composee-chiffres"}
            named = figures_in(answer.formula, "")
            if fits and [document for _, document in named] == [held[0].body]:
                state = answer.state if answer.state.has_subject else State(text=text)
                return self._figure(replace(state, previous=None, about=self.state.about))
        fact = beside(read_question(what, self.known), held, self.known)
        named_so = None if fact is None else self._of_fact(fact, State(), fact.label)
        return None if named_so is None else self._figure(named_so.state)

    def _facts_in(self, answer: Answer) -> list[Fact]:
        """Return the printed figures of one document that an answer is made of."""
        named = figures_in(answer.formula, self.known.convention.id)
        if len({document for _, document in named}) != 1:
            return []
        years = YEAR.findall(answer.formula)
        found = (fact_named(key, document, years) for key, document in named)
        return [one for one in found if one is not None]

    # -- one for each

    def _each(self, turn: str) -> Answer | None:
        """Divide one of two figures just told by the other, which a turn names."""
        asked = _PER.fullmatch(turn)
        if asked is None or set(words(asked["what"])) & _OF_TIME:
            return None
        figures = (
            self._row_figures()
            or [one for one in self._figures(MOST_SEVERAL, "écart") if not one.state.op][:_PAIR]
        )
        if len(figures) != _PAIR:
            return None
        said = [stem(one) for one in words(asked["what"]) if stem(one) not in self.known.filler]
        counts = [
            one for one in figures
            if said and one.kind == "number" and not one.shown.endswith("%")
            and all(_is_said(word, one) for word in said)
        ]  # fmt: skip
        if len(counts) != 1 or not counts[0].value:
            return None
        count = counts[0]
        other = figures[0] if figures[1] is count else figures[1]
        rated = other.shown.endswith("%") or other.kind in {"rate", "evolution"}
        if rated or other.document != count.document:
            return None
        said_so = f"{other.shown} ÷ {count.shown} : {{value}} par {asked['what']}."
        kind = "amount" if other.kind == "amount" else _hundredths
        return self._told_computed(Operation(other.node, "/", count.node), said_so, kind)

    def _row_figures(self) -> list[Figure]:
        """Return the figures of the rows that the last answer told, the first one first."""
        raise NotImplementedError

    # -- a total

    def _total_with_others(self, turn: str) -> Answer | None:
        """Add figures that a turn names, several of them, to the one just told."""
        asked = _WITH_OTHERS.fullmatch(turn)
        if asked is None or re.search(r"\d", asked["what"]):
            return None
        named = [_JOINS.sub("", one).strip() for one in _BETWEEN.split(asked["what"])]
        if not all(named) or len(named) >= MOST_SEVERAL:
            return None
        told = self._facts_of_text(self.state.told, named) if self.state.told else []
        states = [one.state for fact in told if (one := self._of_fact(fact, State(), fact.label))]
        if not states and self.state.has_subject and len(named) >= _PAIR:
            states = self._states_named(named)
        if len(states) != len(named) + 1:
            return None
        chain = replace(self.state, previous=None) if self.state.told else self.state
        for each in states:
            chain = replace(each, previous=chain.then("", {}).previous)
        return self._at(chain)._operated("somme", len(states))

    def _states_named(self, named: list[str]) -> list[State]:
        """Return the last subject with those that words name, ``[]`` where one names none."""
        last = self.state.last_subject
        if last is None or self.state.op:
            return []
        found = [replace(last, previous=None)]
        for one in named:
            answer = self._at(replace(last, previous=None)).answer(f"et {one}")
            if answer.kind != ANSWERED or answer.node is None or answer.state.op:
                return []
            found.append(replace(answer.state, previous=None))
        return found

    def _facts_of_text(self, told: str, named: list[str]) -> list[Fact]:
        """Return the figures of the text just told: the one asked for first, then those named."""
        answer = self.single(told, State(about=self.state.about))
        printed = {plain_number(one) for one in re.findall(r"\d[\d ]*(?:,\d+)?", normalise(
            answer.text))}  # fmt: skip
        title = answer.source.rpartition(",")[0]
        if answer.intent != "definition" or not title:
            return []
        held = [
            one for one in facts(FIGURE)
            if one.source.startswith(title.partition(",")[0]) and one.value in printed
        ]  # fmt: skip
        asked = {stem(one) for one in words(told)}
        found: list[Fact] = []
        for what in named:
            fitting = [one for one in held if all(_names(word, one) for word in words(what))]
            if len(fitting) != 1:
                return []
            found += fitting
        own = [one for one in held if one not in found and asked & _own_words(one, held)]
        alike = {(one.body, one.theme, one.unit, one.period) for one in (*own, *found)}
        return [*own, *found] if len(own) == 1 and len(alike) == 1 else []

    # -- what follows

    def _at_that_pace(self, turn: str) -> Answer | None:
        """Take the evolution of two typed amounts once more: « si on garde ce rythme »."""
        asked = _PACE.fullmatch(turn)
        figure = self._figure(self.state) if asked is not None else None
        made = self._call_of(figure, "COG_EVOLUTION")
        if asked is None or figure is None or made is None:
            return None
        base, reached = (self._worth(one) for one in made.args[:_PAIR])
        if base is None or reached is None or not base:
            return None
        years = sorted({int(one) for one in YEAR.findall(figure.state.text)})
        if asked["year"] and (len(years) != _PAIR or int(asked["year"]) != 2 * years[1] - years[0]):
            return self._unclear(_WHICH_STEP)
        node = Operation(made.args[1], "*", Operation(1, "+", figure.node))
        euros = "€" in f"{figure.answer.text} {figure.state.text}"
        kind = "amount" if euros else "number"
        shown = display(reached, kind)
        when = f" en {asked['year']}" if asked["year"] else ""
        said = f"{shown} avec la même évolution ({figure.shown}){when} : {{value}}."
        return self._told_computed(node, said, kind)

    def _lost(self, turn: str) -> Answer | None:
        """Tell the difference of the last two results of one calculation: « la perte ? »."""
        asked = _LOST.fullmatch(turn)
        frames = self.state.own_subjects[:_PAIR]
        if asked is None or self.state.op or len(frames) < _PAIR:
            return None
        if frames[0].intent != frames[1].intent or frames[0].intent not in _RESULTS:
            return None
        figures = [self._figure(one) for one in frames]
        last, before = figures
        if last is None or before is None or kind_of(last) != kind_of(before):
            return None
        each = all("par ETP" in one.answer.text for one in (last, before))
        if asked["each"] and not each:
            return None
        higher, lower = sorted((last, before), key=lambda one: -one.value)
        way = "De moins" if last.value < before.value else "De plus"
        per = " par ETP" if each else ""
        both = f"{higher.shown} moins {lower.shown}"
        said = f"{way} que dans le cas d'avant : {{value}}{per} ({both})."
        return self._told_computed(Operation(higher.node, "-", lower.node), said, kind_of(last))

    def _gone(self, turn: str) -> Answer | None:
        """Tell by how many one count changed between the two years just told."""
        frame = self.state.last_subject
        if _GONE.fullmatch(turn) is None or self.state.op or frame is None:
            return None
        figures = list(self._figures(_PAIR, "écart"))
        keys = {tuple(figures_in(one.answer.formula, "")) for one in figures}
        undated = (one.answer.formula.replace(one.document, "") for one in figures)
        years = {tuple(YEAR.findall(one)) for one in undated}
        if len(figures) < _PAIR or len(keys) != 1 or len(years) != _PAIR or keys == {()}:
            return None
        return self._operated("écart", _PAIR)

    def _points_moved(self, turn: str) -> Answer | None:
        """Tell the last amount anew where its rate is made of more or fewer points."""
        asked, frames = _POINTS.fullmatch(turn), self.state.own_subjects
        rated = next((one for one in frames[1:] if one.intent in _RATED), None)
        if asked is None or rated is None or frames[0].intent in _RATED:
            return None
        held, more = rated.slots.get("points"), plain_number(asked["n"])
        if not isinstance(held, int | float):
            return None
        points = held - more if asked["way"] == "moins" else held + more
        if points < 0:
            return None
        return self._other_points(f"{format_number(points, 2)} points".replace("\u202f", ""))


_WHICH_PART: Final = (
    "Je ne sais pas duquel des deux derniers chiffres vous voulez la part. Nommez-le, avec son "
    "année."
)
_WHICH_STEP: Final = (
    "Je ne sais pas projeter sur cette année : la même évolution vaut pour un pas de temps égal à "
    "celui des deux montants. Donnez les deux années, ou l'année qui suit."
)
#: Calculations with typed numbers of which two results may be compared.
_RESULTS: Final = frozenset(
    {"mtid", "prime", "declenchement", "disponible", "report", "besoin", "points-bareme"}
)


def _printed_shares(held: list[Fact]) -> list[str]:
    """Return what a document prints itself as the share of the figure just told."""
    keys = {f"part-{one.subject}" for one in held} | {f"{one.subject}-part" for one in held}
    bodies = {one.body for one in held}
    found = [one for one in facts(FIGURE) if one.body in bodies and one.subject in keys]
    return [f"Le document imprime « {one.label} » : {one.printed}." for one in found[:1]]


def kind_of(figure: Figure) -> str:
    """Return how a figure is shown: an amount by its sign, whatever made it.

    Args:
        figure: One that was answered.
    """
    return "amount" if figure.shown_so.endswith(" €") else figure.kind


def _is_said(word: str, figure: Figure) -> bool:
    """Tell whether a word is one of the label of a figure, or of its question."""
    told = normalise(f"{figure.answer.text.partition(' : ')[0]} {figure.state.text}")
    stems = frozenset(stem(one) for one in words(told))
    return word in stems or bool(kin_of(word, stems))


def _names(word: str, fact: Fact) -> bool:
    """Tell whether a word is one of the label or the key of a figure."""
    named = bag(f"{fact.label} {fact.subject.replace('-', ' ')}")
    forms = set(grouped(same_words()[0], {stem(word)}))
    return len(word) == 1 or bool(forms & set(grouped(same_words()[0], named)))


def _own_words(fact: Fact, held: list[Fact]) -> set[str]:
    """Return the words of a figure that those beside it have not."""
    others = [bag(f"{one.label} {one.subject}") for one in held if one is not fact]
    return set(bag(f"{fact.label} {fact.subject.replace('-', ' ')}")).difference(*others)


def _hundredths(value: float) -> str:
    return format_number(value, 2)
