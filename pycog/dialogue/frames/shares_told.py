"""A turn that sets a figure against those just told: a share, what is not of it, how many times.

« Part des remises là dedans » is a part of the last figure, « en % des mails reçus » the last
figure as a part of another, « et le ratio des CDD ? » another part of the same whole, « combien
n'ont pas été traités ? » what is left of the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.expressions import Computed, Operation
from pycog.dialogue.frames.arithmetic_turns import plain_number
from pycog.dialogue.frames.figure_operations import Figure, operated
from pycog.dialogue.frames.remembering import MOST_SEVERAL
from pycog.dialogue.frames.results_told import ResultsTold
from pycog.dialogue.frames.turn_words import unmarked
from pycog.dialogue.intents import AND
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex
from pycog.values import format_number

_PAIR: Final = 2
_LONGEST: Final = 12
_CUE: Final = r"(?:parts?|proportion|pourcentage|poids|ratio|quote part|%|pour ?cent)"
_LEAD: Final = (
    r"(?:(?:et|quel(?:le)?|la|le|l|en|soit|ca fait|combien|donc|un|une|est|c est|represente|fait"
    r"|du coup|pour|alors) )*"
)
_OF: Final = r"(?: (?:de|du|des|d|la|le|les|l|represente\w*|pese\w*|pour|que|font|fait))*"
_WITHIN: Final = (
    r"(?:la dedans|dedans|dans (?:ce|cet|cette|ces) (?:total|ensemble|montant|chiffre|enveloppe"
    r"|somme|volume|nombre)|parmi (?:eux|elles)|la dessus|sur (?:ce|cet|cette|ces) \w+)"
)
#: « Part des remises là dedans »
_PART_WITHIN: Final = regex(rf"{_LEAD}{_CUE}{_OF} (?P<what>[a-z].*?),? {_WITHIN}")
#: « Les remises pèsent combien là dedans ? »
_WEIGHS: Final = regex(
    rf"(?:et )?(?P<what>[a-z].*?),? (?:(?:ca|cela) )?(?:represente\w*|pese\w*|fait|font|c est"
    rf"|compte\w*)(?: (?:combien|quelle part|quel pourcentage|quoi|en %|de|pour))* {_WITHIN}"
)
#: « Là dedans, les remises pèsent combien ? »
_WITHIN_FIRST: Final = regex(
    rf"(?:et )?{_WITHIN},? (?P<what>[a-z].*?),? (?:(?:ca|cela) )?(?:represente\w*|pese\w*|fait|font"
    r"|c est|compte\w*)(?: (?:combien|quelle part|quel pourcentage|quoi|en %|en pourcentage|de"
    r"|pour|quelle proportion|quel poids))+"
)
#: « Par rapport au total évaluatif, ça pèse combien ? »
_WEIGHS_IN: Final = regex(
    r"(?:et )?(?:par rapport (?:a|au|aux)|sur|dans|rapporte (?:a|au|aux))(?: (?:le|la|les|l))?"
    r" (?P<what>[a-z].+?) (?:(?:ca|cela|c est|quel|quelle|soit) )*(?:pese\w*|represente\w*|poids"
    r"|part|proportion|pourcentage|%|fait)(?: (?:combien|quoi|ca fait|c est|en %|de|%))*"
)
#: « En % des mails reçus »
_AS_PART_OF: Final = regex(
    rf"{_LEAD}(?:en |quel(?:le)? |soit )?{_CUE}(?: (?:de|du|des|d|par rapport (?:a|au|aux)|sur|dans"
    r"|la|le|les|l|ca fait|represente))+ (?P<what>[a-z].*)"
)
#: « Et le ratio CDD ? », after a share.
_SAME_WHOLE: Final = regex(rf"{_LEAD}{_CUE}{_OF} (?P<what>[a-z].*)")
#: « Combien n'ont pas été traités ? », « combien de non traités ? »
_NOT_OF: Final = regex(
    r"(?:(?:et|il|y|en|a|eu|combien|de|d|qui|du coup|donc|on|reste|n|ne|sont|restent|quel nombre"
    r"|le nombre|les) )*(?:n (?:ont|a) pas(?: ete)?|ne (?:sont|l ont) pas(?: ete)?|non|pas"
    r"|n (?:etaient|avaient) pas) (?P<what>[a-z]+)(?: (?P<whose>(?:par|chez|pour) [a-z ]+))?"
)
#: « Le complément ? »
_COMPLEMENT: Final = regex(
    r"(?:(?:et|donc|soit|ca laisse|il reste|quel est|pour|le|l|la|les) )*(?:complement|inverse"
    r"|autres?|ca laisse combien|reste)(?: (?:en %|en pourcentage|c est combien|combien))*"
)
_WHOSE: Final = regex(r"par (?:eux|elles|lui|elle|ceux ci|celles ci)")
#: « Multiplié par combien ? »
_TIMES: Final = regex(
    rf"{_LEAD}(?:(?:ca|a ete|est|s est|on a|ont ete|c est) )*(?:multiplie\w* par combien"
    r"|combien de fois(?: plus)?|facteur(?: de)?(?: combien)?|quel (?:facteur|coefficient"
    r"|multiplicateur)|(?:x|fois) combien)(?: (?:plus|en tout|au total|entre les deux"
    r"|c est|de l un a l autre|d une annee a l autre))*"
)
#: « Moyenne par mois »
_SPREAD: Final = regex(
    r"(?:(?:et|en|la|une|soit|ca fait|combien|quelle|donc|c est|de) )*(?:moyenne )?"
    r"(?:(?P<per>par (?:mois|trimestre|semestre|semaine))|(?P<adj>mensuel\w*|trimestriel\w*"
    r"|semestriel\w*|hebdo\w*))(?: (?:en moyenne|moyenne?|combien|ca fait"
    r"|en (?P<year>(?:19|20)\d\d)|sur (?:l annee|(?:19|20)\d\d)))*"
)
_PARTS_OF_YEAR: Final = {"mois": 12, "mens": 12, "trim": 4, "seme": 2, "sema": 52, "hebd": 52}
#: « Si même hausse en nombre l'année suivante ? »
_SAME_CHANGE: Final = regex(
    r"(?:(?:et|si|avec|on a|avait|la|une|le|on garde|on suppose|en supposant|a|il y a|j applique"
    r"|on applique|j applique|on appliquait|en appliquant|on reconduit) )*"
    r"meme (?:hausse|progression|evolution|baisse|croissance|ecart|augmentation|variation|gain)"
    r"(?: en (?P<how>nombre|valeur|points|%|pourcentage|euros|volume|absolu|taux))?"
    r"(?: (?:en|pour) (?P<year>(?:19|20)\d\d)| l annee (?:suivante|d apres)| l an prochain)?"
    r",?(?: (?:combien|ca fait|ca donne|on aurait|on arrive a|quoi|serait))*"
)
#: « Taux de décroché calculé »
_RATE_MADE: Final = regex(
    r"(?:(?:et|le|un|quel|donne|du coup|donc|soit) )*taux(?: (?:de|d|du|des)(?: [a-z]+){1,2}?)?"
    r" (?:calcule|recalcule|reel|exact|precis|a la decimale|avec (?:une|des) decimales?)"
)
_CONFIRMS: Final = regex(
    r" (?:c est (?:bien )?(?:ca|cela|juste|exact|bon|correct)|exact|correct|vrai|on est d accord"
    r"|tu confirmes|vous confirmez|non)$"
)
#: « À 521 par jour, ça fait combien de jours ouvrés ? »
_PACE: Final = regex(
    r"(?:(?:et|si|on|en|a|avec|au rythme de|traite|fait|traitait|faisait|raison de) )*"
    r"(?P<n>\d[\d ]*(?:,\d+)?)(?: [a-z]+){0,2}? par (?P<per>jour|semaine|mois|an|heure|agent"
    r"|conseiller)(?: ouvres?)?(?: (?:et par agent))?(?: (?:ca fait|il faut|on met|ca prend"
    r"|ca donne|c est|soit|il faudrait))* combien (?:de |d )?"
    r"(?P<what>jours|semaines|mois|ans|annees|heures|agents|conseillers)(?: ouvres?)?"
)
_WAYS: Final = "Précisez « en nombre » ou « en pourcentage » : les deux donnent un autre chiffre."
_NOT_TWO: Final = "Je n'ai pas deux chiffres de même nature à rapporter l'un à l'autre. Nommez-les."


class SharesTold(ResultsTold):
    """A turn about how the last figures go together."""

    def _shared(self, turn: str, question: str) -> Answer | None:
        """Answer a turn that relates figures that were told, ``None`` for any other."""
        if self.state.pending or len(words(turn)) > _LONGEST:
            return None
        text = unmarked(question)
        return (
            self._part_within(text)
            or self._other_part(turn)
            or self._weighs_in(text)
            or self._as_part_of(text)
            or self._not_of(text)
            or self._complement(text)
            or self._rate_made(text)
            or self._confirmed_there(text)
            or self._at_pace(text)
            or self._times(text)
            or self._spread(text)
            or self._same_change(text)
        )

    # -- shares

    def _part_within(self, text: str) -> Answer | None:
        """Tell which share something that a turn names is of the last figure."""
        patterns = (_PART_WITHIN, _WEIGHS, _WITHIN_FIRST)
        asked = next(filter(None, (one.fullmatch(text) for one in patterns)), None)
        whole = self.state.last_subject
        if asked is None or whole is None:
            return None
        return self._share(asked["what"], whole, named_is_part=True)

    def _as_part_of(self, text: str) -> Answer | None:
        """Tell which share the last figure is of something that a turn names."""
        asked, last = _AS_PART_OF.fullmatch(text), self.state.last_subject
        if asked is None or last is None or self.state.op or re.search(r"\d", asked["what"]):
            return None
        if re.search(r"\b(?:total|ensemble|tout|dans|sur|parmi)\b", asked["what"]):
            return None
        lines = read_question(asked["what"], self.known).has("line")
        if lines and self._document(last) is not None:
            # A count of another document is no share of the budget.
            return self._unclear(_NOT_TWO)
        if last.intent == "budget" or lines:
            return None
        return self._share(asked["what"], last, named_is_part=False)

    def _weighs_in(self, text: str) -> Answer | None:
        """Tell which share the last figure, or the sum just made, is of something named."""
        asked = _WEIGHS_IN.fullmatch(text)
        if asked is None and self.state.op.startswith("somme"):
            # « Ça fait quelle part des professionnels ? », of the sum.
            asked = _AS_PART_OF.fullmatch(text)
        last = self.state.last_subject
        part = None if asked is None else self._figure(self.state)
        if asked is None or last is None or part is None:
            return None
        answer = self._at(replace(last, previous=None)).answer(f"et {asked['what']}")
        whole = self._figure(answer.state) if answer.kind == ANSWERED else None
        if whole is None or whole.kind != part.kind or whole.document != part.document:
            return None
        if answer.formula == part.answer.formula or abs(part.value) > abs(whole.value):
            return None
        told = operated("part", [whole, part], self.context)
        return None if told is None else replace(told, state=self.state)

    def _other_part(self, turn: str) -> Answer | None:
        """Tell which share another part is of the whole of the share just told."""
        if both := self._other_line(turn):
            return both
        asked = _SAME_WHOLE.fullmatch(turn)
        if asked is None or self.state.op != "part":
            return None
        figures = list(self._figures(_PAIR, "part"))
        if len(figures) < _PAIR:
            return None
        whole = max(figures, key=lambda one: one.value)
        return self._share(asked["what"], whole.state, named_is_part=True)

    def _other_line(self, turn: str) -> Answer | None:
        """Put another line in the place of the part of a share of the budget."""
        frame = self.state
        lines = str(frame.slots.get("line", "")).split(AND)
        if frame.intent != "budget" or frame.slots.get("op") != "part" or len(lines) != _PAIR:
            return None
        read = read_question(turn, self.known)
        named = read.of("line")
        if len(named) != 1 or any(
            one.kind not in {"line", "op"}
            and not (named[0].start <= one.start and one.end <= named[0].end)
            for one in read.entities
        ):
            return None
        said = [one for one in read.words if not named[0].start <= one.start < named[0].end]
        free = {"part", "proportion", "pourcentage", "poids", "ratio", "celle", "celui"}
        if any(
            one.stem not in self.known.filler and read.text[one.start : one.end] not in free
            for one in said
        ):
            return None
        line = str(named[0].value)
        if line in lines or isinstance(named[0].value, tuple):
            return None
        slots = {**frame.slots, "line": f"{line}{AND}{lines[1]}"}
        answer = self.rerun(replace(frame, slots=slots))
        fits = answer.kind == ANSWERED and "COG_SHARE" in answer.formula
        if not fits or answer.display.startswith("#"):
            return None
        year = "" if slots.get("year") == "total" else slots.get("year", "")
        text = f"part de {line} dans {lines[1]} {slots.get('fund', '')} {year}"
        return self._told_by(answer, text)

    def _share(self, what: str, last: State, *, named_is_part: bool) -> Answer | None:
        """Set a figure that words name against one that was told.

        Args:
            what: The words.
            last: The figure that was told.
            named_is_part: Whether the named one has to be the part.
        """
        found = self._line_share(what, last) if named_is_part else None
        if found is not None:
            return found
        other = self._named_as(what, last)
        figure = self._figure(last)
        if other is None or figure is None:
            return None
        if other.kind != figure.kind or other.document != figure.document:
            return self._unclear(_NOT_TWO)
        part, whole = (other, figure) if named_is_part else (figure, other)
        if abs(part.value) > abs(whole.value):
            if named_is_part:
                return self._unclear(_NOT_TWO)
            part, whole = whole, part
        below = replace(whole.state, previous=self.state.then("", {}).previous)
        above = replace(part.state, previous=below)
        return self._at(above)._operated("part", _PAIR)

    def _line_share(self, what: str, last: State) -> Answer | None:
        """Return the share of a line of the budget in the one that was told."""
        whole = str(last.slots.get("line", ""))
        read = read_question(what, self.known)
        named = {str(one.value) for one in read.of("line") if not isinstance(one.value, tuple)}
        if last.intent != "budget" or not whole or AND in whole or len(named) != 1:
            return None
        spans = [(one.start, one.end) for one in read.of("line")]
        label = {stem(one) for one in words(normalise(next(iter(named))))} | self.known.filler
        if any(
            one.kind not in {"line", "op", "total"}
            and not {stem(w) for w in words(one.text)} <= label
            for one in read.entities
        ):
            return None
        if any(
            not any(start <= one.start < end for start, end in spans) and one.stem not in label
            for one in read.words
        ):
            return None
        year, fund = last.slots.get("year"), str(last.slots.get("fund", ""))
        dated = "sur la periode" if year == "total" else f"en {year}" if year else ""
        text = normalise(f"part de {named.pop()} dans {whole} {fund} {dated}")
        return self._told_alone(text, "COG_SHARE")

    def _named_as(self, what: str, last: State) -> Figure | None:
        """Return the figure that words name: one that was told, else one of the same document."""
        wanted = {stem(one) for one in words(what)} - self.known.filler
        if not wanted or re.search(r"\d", what):
            return None
        for frame in self.state.own_subjects:
            if wanted <= {stem(one) for one in words(frame.text)} and frame is not last:
                return self._figure(frame)
        answer = self._at(replace(last, previous=None)).answer(f"et {what}")
        if answer.kind != ANSWERED or not answer.formula or answer.state.pending:
            return None
        figure = self._figure(answer.state)
        return figure if figure is not None and answer.formula != self._formula(last) else None

    def _formula(self, frame: State) -> str:
        again = self._again(frame)
        return "" if again is None else again.formula

    # -- what is left

    def _not_of(self, text: str) -> Answer | None:
        """Take the part that has a property away from its whole: « combien non traités ? »."""
        asked = _NOT_OF.fullmatch(text)
        if asked is None or (asked["whose"] and not _WHOSE.fullmatch(asked["whose"].strip())):
            return None
        figures = [one for one in self._figures(MOST_SEVERAL, "écart") if not one.state.op]
        parts = [one for one in figures if kin_of(stem(asked["what"]), _label_of(one))]
        if not parts:
            return None
        part = min(parts, key=lambda one: one.value)
        nouns = _label_of(part)
        wholes = [
            one for one in figures
            if one.value > part.value and one.kind == part.kind == "number"
            and one.document == part.document and len(nouns & _label_of(one)) > 0
        ]  # fmt: skip
        if len({one.value for one in wholes}) != 1:
            return None
        whole = wholes[0]
        return self._told_computed(
            Operation(whole.node, "-", part.node),
            f"{whole.shown} moins {part.shown} : {{value}}.",
            "number",
        )

    def _complement(self, text: str) -> Answer | None:
        """Tell what a share leaves of its whole: « le complément ? »."""
        if _COMPLEMENT.fullmatch(text) is None:
            return None
        figure = self._figure(self.state)
        if figure is None or not figure.shown.endswith("%") or not 0 <= figure.value <= 1:
            return None
        shared = "COG_SHARE(" in figure.answer.formula or "part" in words(
            normalise(figure.answer.text)
        )
        if not shared:
            return None
        node = Operation(1, "-", figure.node)
        return self._told_computed(node, f"100 % moins {figure.shown} : {{value}}.", "percent")

    def _rate_made(self, text: str) -> Answer | None:
        """Work out a rate that is printed without decimals of the two counts just told."""
        if _RATE_MADE.fullmatch(text) is None:
            return None
        pair = self._last_two()
        if pair is None or pair[0].kind != "number" or pair[0].value == pair[1].value:
            return None
        return self._operated("part", _PAIR)

    def _confirmed_there(self, text: str) -> Answer | None:
        """Say whether a figure of the last document is what a turn takes it for."""
        asked, frame = _CONFIRMS.search(text), self.state.last_subject
        if asked is None or frame is None or not re.search(r"\d", text[: asked.start()]):
            return None
        found = self._document(frame)
        if found is None:
            return None
        whole = f"{text[: asked.start()].strip()} {found[1]}, c est ca ?"
        answer = self.single(whole, State(about=self.state.about))
        fits = answer.kind == ANSWERED and f'"{found[0]}"' in answer.formula
        if not fits or not answer.text.startswith(("Oui", "Non")):
            return None
        stated = re.search(r"\d[\d ]*(?:,\d+)?", text)
        if answer.text.startswith("Non") and stated is not None:
            # The figure is another one than was said.
            said = f"{answer.text.rstrip('.')}, et non {stated[0].strip()}."
            answer = replace(answer, text=said)
        return self._told_by(answer, whole)

    def _at_pace(self, text: str) -> Answer | None:
        """Say how long the last count takes: « à 521 par jour, combien de jours ? »."""
        asked = _PACE.fullmatch(text)
        figure = next(self._plain_figures(), None) if asked is not None else None
        if asked is None or figure is None or figure.kind != "number":
            return None
        pace = plain_number(asked["n"])
        if not pace or not (asked["per"].startswith(asked["what"][:3])):
            return None
        return self._told_computed(
            Operation(figure.node, "/", pace),
            f"{figure.shown} à {asked['n'].strip()} par {asked['per']} : {{value}}.",
            lambda value: f"{format_number(value, 1)} {asked['what']}",
        )

    def _plain_figures(self) -> Iterator[Figure]:
        """Yield the figures that were told, the last one first, without those made of them."""
        for one in self._figures(MOST_SEVERAL, "écart"):
            if not one.state.op and not _MADE.search(one.answer.formula):
                yield one

    def _last_two(self) -> tuple[Figure, Figure] | None:
        """Return the last two figures of one kind and document, the earlier one first."""
        figures = list(islice(self._plain_figures(), _PAIR))
        if len(figures) < _PAIR or figures[0].kind != figures[1].kind:
            return None
        if figures[0].document != figures[1].document:
            return None
        first, last = figures[1], figures[0]
        dated = [_years_in(one) for one in (first, last)]
        turned = all(len(one) == 1 for one in dated) and dated[0] > dated[1]
        return (last, first) if turned else (first, last)

    def _times(self, text: str) -> Answer | None:
        """Say how many times the earlier of two figures the later one is."""
        if _TIMES.fullmatch(text) is None:
            return None
        pair = self._last_two()
        if pair is None or not pair[0].value:
            return self._unclear(_NOT_TWO)
        first, last = pair
        return self._told_computed(
            Operation(last.node, "/", first.node),
            f"{last.shown} font {{value}} fois {first.shown}.",
            lambda value: format_number(value, 2),
        )

    def _spread(self, text: str) -> Answer | None:
        """Share a yearly figure out among the parts of a year: « moyenne par mois »."""
        asked = _SPREAD.fullmatch(text)
        if asked is None or not re.search(r"\bmoyenne|(?:suel|riel|daire)", text):
            return None
        told = next(self._plain_figures(), None)
        inner = None if told is None else self._at(told.state)
        dated = told is not None and asked["year"] in (None, *_years_in(told))
        if inner is not None and not dated:
            moved = inner.answer(f"et en {asked['year']}")
            inner = self._at(moved.state) if moved.kind == ANSWERED else None
        figure = None if inner is None else inner._figure(inner.state)
        if inner is None or figure is None or figure.kind not in {"number", "amount"}:
            return None
        if figure.shown.endswith("%"):
            return None
        if not (_OF_YEAR.search(figure.answer.formula) and "COG_KEY_" in figure.answer.formula):
            return None
        count = _PARTS_OF_YEAR[(asked["per"] or asked["adj"]).removeprefix("par ")[:4]]
        return self._told_computed(
            Operation(figure.node, "/", count),
            f"{figure.shown} divisé par {count} : {{value}} en moyenne. {figure.answer.text}",
            "amount" if figure.kind == "amount" else _few_decimals,
        )

    def _same_change(self, text: str) -> Answer | None:
        """Take the change between the last two figures once more: « si même hausse en nombre »."""
        asked = _SAME_CHANGE.fullmatch(text)
        pair = self._last_two() if asked is not None else None
        if asked is None or pair is None:
            return None
        how = asked["how"] or {"évolution": "%", "écart": "nombre"}.get(self.state.op)
        if how is None:
            return self._unclear(_WAYS)
        first, last = pair
        years = [_years_in(one) for one in pair]
        if years[0] == years[1] or any(len(one) != 1 for one in years):
            return None
        before, after = (int(one[0]) for one in years)
        year = after + (after - before)
        if asked["year"] not in (None, str(year)):
            return None
        if how in {"%", "pourcentage", "taux"}:
            node: Computed = Operation(Operation(last.node, "*", last.node), "/", first.node)
        else:
            node = Operation(last.node, "+", Operation(last.node, "-", first.node))
        kind = last.kind if last.kind != "rate" else "percent"
        said = f"Même variation qu'entre {first.shown} et {last.shown}, en {year} : {{value}}."
        return self._told_computed(node, said, kind)


#: From here on one decimal says enough.
_TEN: Final = 10
#: A figure of one year; the name of its document may have another one.
_OF_YEAR: Final = regex(r"(?<![-\w])(?:19|20)\d\d\b")


#: Figures that are made of others.
_MADE: Final = regex(r"COG_(?:KEY_EVOLUTION|EVOLUTION|SHARE)\(")


def _few_decimals(value: float) -> str:
    return format_number(value, 1 if abs(value) >= _TEN else 2)


def _years_in(figure: Figure) -> list[str]:
    return _OF_YEAR.findall(figure.answer.formula)


def _label_of(figure: Figure) -> frozenset[str]:
    told = figure.answer.text.partition(" : ")[0]
    return frozenset(stem(one) for one in words(normalise(told)) if len(one) > _PAIR)
