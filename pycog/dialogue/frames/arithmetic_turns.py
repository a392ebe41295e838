"""A turn that calculates: the largest of what was said, times two, less 10 %, against another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.figure_operations import (
    PLAIN,
    asked_operation,
    how_many,
    operated,
    run_of,
    years_apart,
)
from pycog.dialogue.frames.remembering import MOST_SEVERAL, SEVERAL
from pycog.dialogue.frames.standalone import subject_words
from pycog.dialogue.frames.totals_and_rest import COMPRISED, TotalsAndRest
from pycog.dialogue.intents import AND
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_UP: Final = (
    r"(?:eleve|haut|fort|grand|gros|important|lourd|cher|long|consequent|considerable)(?:e?s?|se)"
)
_DOWN: Final = r"(?:bas|faible|petit|modeste|leger|court|reduit)(?:e?s?|se|ere)"
_WEIGHS: Final = r"(?:pese|coute|vaut|rapporte|compte|represente|fait)"
_LARGEST: Final = regex(
    rf"\bplus {_UP}\b|\bmoins {_DOWN}\b|\b{_WEIGHS} le plus\b|\bmax(?:imum|imal)?\b"
)
_SMALLEST: Final = regex(
    rf"\bplus {_DOWN}\b|\bmoins {_UP}\b|\b{_WEIGHS} le moins\b|\bmin(?:imum|imal)?\b"
)
_EARLIEST: Final = regex(
    r"\b(?:en premier(?: lieu)?|d abord|(?:le )?plus tot|la premiere|le premier"
    r"|(?:la |le )?plus (?:proche|urgente?|ancienne?)|avant (?:l autre|les autres))\b"
)
_LATEST: Final = regex(
    r"\b(?:en dernier(?: lieu)?|(?:le )?plus tard|la derniere|le dernier"
    r"|(?:la |le )?plus (?:lointaine?|eloignee?|recente?)|apres (?:l autre|les autres))\b"
)
_DATE: Final = regex(r"\d{2}/\d{2}/\d{4}")
#: Words around « le plus élevé », which say nothing more than that one of several is asked for.
_AROUND: Final = frozenset(
    words(
        "lequel laquelle lesquels quel quelle qui que c est le la les l un une de des du d et "
        "entre eux elles tous toutes ceux celles deux trois quatre cinq six en donc "
        "alors a tombe arrive vient echoit passe faut faire montant valeur chiffre date echeance "
        "taux poids parmi dans tout ca ces montants chiffres dates echeances celui celle sont "
        "plus se termine finit"
    )
)
#: More than what was said: the whole scorecard.
_WHOLE: Final = regex(r"\b(?:dans |de |sur )?(?:toute )?la grille\b|\bde tout le bareme\b")
_TIMES: Final = regex(
    r"(?:on |je |le |la |les |l |ca )*(?P<op>divis\w+|multipli\w+|fois|x|/|\*)"
    r"(?: (?:ca|cela|le tout))?(?: (?:par|en))? ?(?P<n>\d[\d ]*(?:,\d+)?)"
)
_MORE: Final = r"ajout\w+|rajout\w+|augment\w+|major\w+|hausse|plus"
_LESS: Final = r"sans|enlev\w+|retir\w+|baiss\w+|redui\w+|diminu\w+|minor\w+|retranch\w+|moins"
_CHANGED: Final = regex(
    rf"(?:on |je |le |la |les |l |y |nous |en )*(?:(?P<more>{_MORE})|(?P<less>{_LESS}))"
    r"(?: (?:y|lui|le|la|les|en|ca))?(?: de| d)? ?(?P<n>\d[\d ]*(?:,\d+)?) ?"
    r"(?P<unit>%|pour ?cents?|k€|m€|€|euros?)"
)
_UNITS: Final = {"k€": 1_000, "m€": 1_000_000}
_ADDED: Final = regex(
    r"(?:on |je |tu |peux tu |fais |fait |faites )*(?:additionn\w+|ajout\w+|cumul\w+|somm\w+|total)"
    r"(?: (?:les?|tout|ca|le tout|en tout|les (?:deux|trois|quatre)|ces (?:deux|trois|quatre)"
    r"|ensemble))+|(?:a|pour) (?:eux|elles|les) (?:deux|trois|quatre)"
)
#: « Ajoute le fonctionnement. »
_ADDED_TOO: Final = regex(
    r"(?:on |je |tu |y |et |en )*(?:ajout|rajout|additionn)\w*(?: (?:y|lui|moi|aussi|encore))*"
    r"(?: (?:le|la|les|l))? (?P<what>[a-z].+)"
)
#: « Quel poids dans l'évaluatif ? »
_SHARE_IN: Final = regex(
    r"(?:(?:ca|cela|quel(?:le)?|le|la|sa|son|il|elle|c est|fait) )*"
    r"(?:poids|part|proportion|pourcentage|pese\w*|represente\w*)"
    r"(?: (?:ca|cela|il|elle|quoi|combien|pese|represente))*"
    r" (?:dans|sur|parmi|par rapport a)(?: (?:le|la|les|l))? (?P<what>(?!total|tout|ensemble).+)"
)
#: A comparison, and what the last figure is compared with.
_AGAINST: Final = regex(
    r"(?:et |c est |ca fait |quel(?:le)? est |quel(?:le)? |l |la |le |un |de )*"
    r"(?:(?:combien |de combien )?(?:en |de )?(?:plus|moins)|ecart|difference|compar\w+|delta)"
    r"(?: ca fait| c est| fait)?"
    r" (?:(?:avec|que|qu|par rapport|pour|sur|vis a vis|contre|face|a|au|aux|du|de|des|le|la"
    r"|les|l|en) )+(?P<what>.+)"
    r"|(?:et )?par rapport (?:a|au|aux)(?: (?:la|le|l))? (?P<that>.+?)"
    r"(?:,? (?:ca fait|c est|combien|quoi|quel ecart).*)?"
)
_TOTAL: Final = regex(r"(?:(?:et|le|leur|au) )*(?:total|somme|cumul)")
_CHANGE_ASKED: Final = regex(
    r"(?:et )?(?:de )?combien (?:(?:ca|cela|on|il|elle|c est|a|est ce que|t il) )*(?:chut|baiss"
    r"|recul|augment|mont|grimp|descen|progress|evolu|diminu|plong|fond|gonfl|bondi|degringol|gagn|perd|tomb"
    r"|varie|bouge)\w*(?: (?:en tout|entre les deux))?"
    r"|(?:ca|cela|il|elle) (?:chut|tomb|recul|plong|fond|gonfl|bondi|degringol|bouge|varie)\w*"
    r" de(?: combien)?(?: en tout)?"
    r"|(?:(?:ca fait|ca|c est|soit|donc|quel(?:le)?|la|l|une?|de|combien) )*"
    r"(?:hausse|baisse|progression|evolution|augmentation|variation|(?:monte|augmente|baisse"
    r"|grimpe|descend|progresse|evolue|diminue)(?= de(?: combien)?$))"
    r"(?: (?:ca fait|c est|ca represente|ca donne|de(?: combien)?))?"
)
_PERIOD: Final = regex(
    r"\b(?:sur|pendant|pour|de)(?: toute)? la (?:periode|convention|cog|duree)(?: entiere)?\b"
    r"|\bsur (?:les )?(?:quatre|4) ans\b|\bentre le debut et la fin\b"
)
_CHANGE: Final = regex(
    r"(?:(?:l|la|quel(?:le)?|c est quoi|de combien|comment|ca|est|son|sa) )*"
    r"(?:evolution|progression|hausse|baisse|variation|evolue\w*|augment\w*|progress\w*|baiss\w*"
    r"|diminu\w*)(?: t (?:il|elle))?(?: en (?:%|pourcentage))?"
)
_LONGEST: Final = 5
_OPERATION_WORDS: Final = {
    "écart": "ecart", "évolution": "evolution", "somme": "somme", "moyenne": "moyenne",
    "part": "part",
}  # fmt: skip


class Arithmetic(TotalsAndRest):
    """A turn that asks for a calculation on the figures before it."""

    def _calculated(self, turn: str) -> Answer | None:
        """Answer a turn that calculates with the last figures, ``None`` for any other."""
        if self.state.pending or not self.state.has_subject:
            return None
        last = self.state.op.partition(" × ")
        if _ADDED.fullmatch(turn) or (last[0] in SEVERAL and _TOTAL.fullmatch(turn)):
            return self._operated("somme", how_many(turn) or int(last[2] or 0))
        if _CHANGE_ASKED.fullmatch(turn):
            if not self.state.op:
                return self._changed_by_year()
            if self.state.op in {"évolution", "écart"} and (again := self._again(self.state)):
                return replace(again, state=self.state)
        return (
            self._of_whole(turn)
            or self._extreme(turn)
            or self._by_number(turn)
            or self._with_one_more(turn)
            or self._share_in(turn)
            or self._against(turn)
            or self._of_table(turn)
        )

    def _changed_by_year(self) -> Answer | None:
        """Say how the last figure changes against the one before, where only the year differs."""
        figures = list(self._figures(2, "évolution"))
        if len(figures) < 2 or figures[0].answer.intent != figures[1].answer.intent:
            return None
        if not years_apart(*figures):
            return None
        # What separates two rates is told in points.
        rated = figures[0].shown.endswith("%")
        return self._operated("écart" if rated else "évolution", 2)

    def _extreme(self, turn: str) -> Answer | None:
        """Say which of the last figures or dates is the largest, the smallest, the first."""
        rest = _WHOLE.sub(" ", turn)
        for pattern, name in ((_LARGEST, "maximum"), (_SMALLEST, "minimum")):
            if pattern.search(rest) and _only(pattern.sub(" ", rest)):
                if _WHOLE.search(turn):
                    return self._of_scorecard(name)
                listed = self._again(self.state) if not self.state.op else None
                if listed is not None and listed.table is not None:
                    return None
                if not how_many(turn) and self._one_alone(name):
                    # The largest of one is none: the list that it is of is asked.
                    return None
                return self._operated(name, how_many(turn))
        for pattern, best in ((_EARLIEST, min), (_LATEST, max)):
            if pattern.search(turn) and _only(pattern.sub(" ", turn)):
                return self._dated_first(best, how_many(turn))
        return None

    def _one_alone(self, name: str) -> bool:
        """Tell whether the last figure stands alone, or with the total that it is a part of."""
        run = run_of(list(self._figures(MOST_SEVERAL, name)))
        totals = [one for one in run if "total" in words(normalise(one.answer.text))]
        return len(run) == 1 or 0 < len(totals) < len(run)

    def _of_scorecard(self, name: str) -> Answer | None:
        """Say which row of the last scorecard weighs most."""
        frame = next(iter(self.state.stack()), self.state)
        category = frame.slots.get("category")
        way = "plus" if name == "maximum" else "moins"
        if category is None:
            said = "Je ne sais pas de quelle grille il s'agit. Nommez l'organisme."
            return self._unclear(said)
        year = frame.slots.get("campaign", "")
        text = f"quel critere pese le {way} dans la grille {category} {year}".strip()
        answer = self.single(text, State(about=frame.about))
        return self._with(answer, text) if answer.kind == ANSWERED else None

    def _dated_first(self, best: Callable[..., dt.date], count: int) -> Answer | None:
        """Say which of the last answers has the earliest date, or the latest."""
        found: list[tuple[dt.date, State, Answer]] = []
        for frame in (one for held in self.state.stack() for one in _each_measure(held)):
            again = None if frame.op else self._again(frame)
            if again is None or _DATE.fullmatch(again.display) is None:
                break
            if all(one.text != again.text for _, _, one in found):
                day, month, year = map(int, again.display.split("/"))
                found.append((dt.date(year, month, day), frame, again))
        found = found[: count or None]
        if len(found) < max(count, 2):
            return None
        wanted = best(one[0] for one in found)
        chosen = [one for one in found if one[0] == wanted]
        told = " ".join(one.text for _, _, one in reversed(chosen))
        frame, answer = chosen[0][1], chosen[0][2]
        lead = "En premier" if best is min else "En dernier"
        if len(chosen) > 1:
            return replace(answer, text=f"Même date : {told}", state=self.state)
        state = replace(frame, previous=self.state.then("", {}).previous)
        return replace(answer, text=f"{lead} : {told}", state=state)

    def _by_number(self, turn: str) -> Answer | None:
        """Take the last figure times a number, or with something added or taken away."""
        times = _TIMES.fullmatch(turn)
        if times is not None:
            sign = "÷" if times["op"].startswith(("div", "/")) else "×"
            number = plain_number(times["n"])
            return self._operated(f"{sign} {number:g}", 0) if number else None
        changed = _CHANGED.fullmatch(turn)
        if changed is None:
            return None
        sign, number = "" if changed["more"] else "-", plain_number(changed["n"])
        if changed["unit"].startswith(("%", "pour")):
            return self._operated(f"{sign}{number:g} %", 0)
        number *= _UNITS.get(changed["unit"], 1)
        return self._operated(f"{sign or '+'} {number:.10g}", 0)

    def _with_one_more(self, turn: str) -> Answer | None:
        """Add a figure that is named to the last one, a sum too."""
        asked = _ADDED_TOO.fullmatch(turn)
        other = None if asked is None else self._alike(asked["what"])
        return None if other is None else self._summed_with(other)

    def _summed_with(self, other: Answer) -> Answer | None:
        """Add another figure to the last one, a refusal where one of them is in the other."""
        last, first = self._figure(other.state), self._figure(self.state)
        if last and first and (self._is_part(first, last) or self._is_part(last, first)):
            return self._unclear(COMPRISED)
        state = replace(other.state, previous=replace(self.state, said=""))
        return self._at(state)._operated("somme", 2)

    def _share_in(self, turn: str) -> Answer | None:
        """Say which share the last figure is of another, which is named."""
        asked = _SHARE_IN.fullmatch(turn)
        other = None if asked is None else self._alike(asked["what"])
        part = None if other is None else self._figure(self.state)
        whole = None if other is None else self._figure(other.state)
        if part is None or whole is None or abs(part.value) > abs(whole.value):
            return None
        answer = operated("part", [whole, part], self.context)
        return None if answer is None else replace(answer, state=self.state)

    def _alike(self, what: str) -> Answer | None:
        """Return the figure of the last kind that words name, ``None`` for anything else."""
        last = self.state.last_subject
        if last is None or len(words(what)) > _LONGEST:
            return None
        other = self._at(replace(last, previous=None)).answer(f"et {what}")
        alike = other.kind == ANSWERED and other.intent == self._intent_of(last)
        return other if alike and other.node is not None else None

    def _against(self, turn: str) -> Answer | None:
        """Set the last figure against another like it, which a turn names."""
        asked = _AGAINST.fullmatch(turn)
        last = self.state.last_subject
        if asked is None or last is None or self._figure(last) is None:
            return None
        what = asked["what"] or asked["that"]
        named = read_question(what, self.known).entities
        if len(words(what)) > _LONGEST or not named:
            return None
        if turn.startswith("compar") and last.intent == "budget" and named[0].kind == "year":
            # The line of the budget sets two years side by side by itself.
            return None
        other = self._at(replace(last, previous=None)).answer(f"et {what}")
        if other.kind != ANSWERED or other.intent != self._intent_of(last) or other.node is None:
            return None
        state = replace(other.state, previous=replace(last, previous=None))
        answer = self._at(state)._operated("écart", 2)
        if answer is None:
            return None
        held = replace(answer.state, previous=answer.state.previous)
        return replace(answer, state=held)

    def _over_period(self) -> Answer | None:
        """Say how the last line of the budget, or target, changes over the whole agreement."""
        frame = self.state.last_subject or self.state
        subject, years = subject_words(frame, self.known), self.known.convention.years
        if not subject or frame.intent not in {"budget", "objectif", "evolution"}:
            return None
        text = f"evolution {subject} entre {min(years)} et {max(years)}"
        answer = self.single(text, State(about=frame.about))
        return self._with(answer, text) if answer.kind == ANSWERED else None

    def _intent_of(self, frame: State) -> str:
        again = self._again(frame)
        return "" if again is None else again.intent

    def _of_table(self, turn: str) -> Answer | None:
        """Calculate with the figures of the last answer, where it has several."""
        over = _PERIOD.search(turn)
        turn = " ".join(_PERIOD.sub(" ", turn).split())
        op = asked_operation(read_question(turn, self.known), self.known)
        if over is not None and (_CHANGE.fullmatch(turn) or op == "évolution"):
            return self._over_period()
        name = _OPERATION_WORDS.get(op or "")
        if name is None or self.state.op or not self.state.text:
            return None
        again = self._again(self.state)
        if again is None or again.table is None or again.kind != ANSWERED:
            return None
        count, held = how_many(turn), sum(len(row) - 1 for row in again.table.rows)
        if held < 2:
            return None
        if count and count != held:
            said = f"Je ne sais pas de quels {count} chiffres il s'agit. Nommez-les."
            return self._unclear(said)
        text = f"{name} {self.state.text}"
        answer = self.single(text, State(about=self.state.about))
        if answer.kind != ANSWERED or (answer.table is not None and not answer.display):
            return None
        return self._with(answer, text)


def _each_measure(frame: State) -> Iterator[State]:
    """Yield a subject of several dated measures once for each of them."""
    named = str(frame.slots.get("milestone", "")).split(AND)
    if len(named) < 2:
        yield frame
        return
    for one in named:
        yield replace(frame, slots={**frame.slots, "milestone": one}, text="")


def _only(rest: str) -> bool:
    """Tell whether nothing is left but words that ask which."""
    return all(one in _AROUND or stem(one) in PLAIN for one in words(rest))


def plain_number(text: str) -> float:
    """Return a number of digits and spaces, with one comma at most."""
    return float(text.replace(" ", "").replace(",", "."))
