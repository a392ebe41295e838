"""Short turns that lean on the one before: « ceux des employeurs », « dans l'autre sens »."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.calculations.typed_quantities import typed_quantities
from pycog.dialogue.definitions import wants_meaning
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.ellipsis import facts_only
from pycog.dialogue.frames.held_facts import held_in
from pycog.dialogue.frames.number_places import is_in
from pycog.dialogue.frames.remembering import PIECE, made_of
from pycog.dialogue.frames.row_turns import RowTurns
from pycog.dialogue.frames.same_document import UNCLEAR
from pycog.dialogue.frames.standalone import years_of
from pycog.dialogue.frames.turn_words import plain_turn
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_PAIR: Final = 2
_LONGEST: Final = 8
_THE: Final = r"(?:(?:le|la|les|l|du|de|des|d) )*"
#: « Dans l'autre sens, du fonctionnement vers le personnel ? »
_REVERSED: Final = regex(
    r"\b(?:(?:dans|en) (?:l |le )?(?:autre sens|sens inverse|sens contraire)|inversement"
    r"|(?:et |dans )?l inverse|a l inverse)\b"
)
#: « Qui dois-je prévenir ? », of the transfer just asked about.
_WHO: Final = regex(
    r"(?:(?:et|donc|alors) )*(?:qui (?:dois je|doit on|devons nous|faut il|on doit|je dois|est ce"
    r" que je dois) (?:prevenir|informer|avertir|aviser|saisir|consulter)"
    r"|(?:il )?(?:faut|dois je|doit on|je dois|on doit|on) (?:prevenir|informer|avertir|aviser"
    r"|previent|informe|saisir) qui|qui (?:en )?(?:decide|autorise|valide|signe|approuve)"
    r"(?: (?:ca|cela|ce virement))?"
    r"|qui (?:doit (?:etre |en etre )?|est |en est )(?:informe|prevenu|averti|avise))"
)
_ANOTHER: Final = regex(
    r"(?:(?:je|on) (?:voulais|veux|voudrais|parlais|parle) )?(?:de )?(?:celui|celle|ceux|celles)"
    rf" (?:de|du|des|d|pour|sur) {_THE}(?P<what>[a-z].+)"
)
#: « Les remises là-dedans »: a part of what was told.
_WITHIN_IT: Final = regex(
    r"\b(?:la[ -]dedans|la[ -]dessus|dans tout ca|(?:cette annee|cet exercice)[ -]la)\b"
)
_MISSING: Final = regex(
    r"(?:il |on |ca |combien )*(?:(?:en|nous|leur|lui|y) )*(?:manqu|rest)\w*(?: t (?:il|on))?"
    r"(?: (?:donc|combien|encore|de combien))*"
)
_SUMS: Final = regex(r"\b(?:reuni\w+|additionn\w+|cumul\w+|confondus|la somme)\b")
#: « Celle d'après », after a year.
_STEP: Final = regex(
    r"(?:(?:et|pour) )*(?:celle|la|l annee|l exercice|celui|en|et)? ?"
    r"(?:d apres|suivante?|qui suit|apres|(?P<back>d avant|precedente?))"
)
#: « Dans le premier cas, faut informer qui ? »
_CASE: Final = regex(
    r"(?:(?P<first>[a-z].+?),? )?(?:dans|pour) (?:le|ce) (?P<which>premier|second|deuxieme"
    r"|troisieme|dernier) (?:cas|scenario|exemple|virement),? ?(?P<rest>[a-z].+)?"
)
_PERCENT: Final = regex(r"(?:(?:et|soit|donc|ca fait) )*en (?:%|pour ?cents?|pourcentage)")
_WITHOUT: Final = regex(
    rf"(?:et )?(?:sans|hors|hormis)(?: compter)? {_THE}(?P<what>[a-z].+|(?:19|20)\d\d)"
)
#: « Sur combien ? », after « 17 mesures sur 25 ».
_OUT_OF: Final = regex(r"(?:(?:et|mais|donc) )*sur combien(?: (?:de \w+|en tout|au total))*[ ?.!]*")
_COUNTED: Final = regex(r"\b(\d+) [a-zé]+ sur (\d+)\b")
_GAP_IN_POINTS: Final = regex(
    r"(?:(?:l|un|quel(?:le)?|la|c est|ca fait|combien) )*(?:ecarts?|differences?)"
    r"(?: (?:de|en|c est) (?:combien (?:de )?)?points?)(?: (?:de )?(?:pourcentage|%))?"
)
_SAME_OPERATION: Final = regex(
    rf"(?:(?:et|pour|sur) )*{_THE}(?P<what>[a-z].+?),? (?:(?:c est|le|la|l|est ce|on a) )*meme"
    r" (?:ecart|difference|evolution|hausse|baisse|part|proportion|somme|moyenne|total)"
)
#: Rates that are made of points.
_RATE_FRAMES: Final = frozenset({"taux-local", "taux-national"})

#: A turn that asks something more of the last figure.
_GOES_ON: Final = regex(
    r"^(?:et|dont|donc|soit) |\b(?:progression|evolution|hausse|baisse|ecart|difference|part"
    r"|proportion|variation|par rapport a)\b"
)
#: « Le seuil ? », of what was spoken of.
_ONE_THING: Final = regex(
    r"(?:(?:pour|sur|chez|dans|de|du|des|aux?) )?(?:le |la |les |l |son |sa |ses )?[a-z]+[ ?.!]*"
)
#: « Sur quelle base ? », « sur quel type de dépense ? »
_OF_WHICH: Final = regex(r"(?:sur|dans|par|pour|a|de|selon) quel(?:le)?s? (?:[a-z]+ ){0,3}[a-z]+")
#: Intents that find a figure by its words alone.
_BY_WORDS: Final = frozenset({"chiffre", "composee-chiffres"})
_FIGURES: Final = frozenset({"objectif", "reference", "chiffre", "ligne-bareme"})
#: « Lequel … ? »
_PICKS: Final = regex(r"(?:et |donc )?l[ea]s?quel(?:le)?s?\b")
#: « À qui ? »: no figure says.
_BARE_ASK: Final = regex(r"(?:(?:a|par|pour|de|avec|chez) )?qui|ou|comment|quand")
_AMOUNTS: Final = _FIGURES | {"budget", "disponible", "evolution"}
_NO_RATES: Final = "Je n'ai pas deux taux à comparer : un écart en points est celui de deux taux."
_NO_AMOUNT: Final = (
    "Je ne sais pas à quel montant appliquer cette variation. Donnez le montant ou la ligne."
)
_ELSEWHERE: Final = (
    "Je ne sais pas : un autre document en parle, pas celui du dernier chiffre. Nommez le document"
    " pour l'avoir."
)


class ShortTurns(RowTurns):
    """A turn of a few words that says what it means by the last answers."""

    def _short(self, turn: str, question: str) -> Answer | None:
        """Answer a short turn, ``None`` where it is none of those known."""
        if len(words(turn)) > _LONGEST + PIECE:
            return None
        if self.state.pending:
            return self._of_choices(turn)
        return (
            self._in_case(turn)
            or self._next_year(turn)
            or self._in_percent(turn)
            or self._transfer(turn)
            or self._counted(normalise(question))
            or self._gap_in_points(turn)
            or self._same_operation(turn)
            or self._without_one(turn)
            or self._missing(turn)
            or self._another_of(turn)
            or self._other_points(turn)
            or self._of_fund(turn, question)
        )

    def _in_case(self, turn: str) -> Answer | None:
        """Ask something of one of the cases just told: « dans le premier cas, qui informer ? »."""
        asked = _CASE.fullmatch(turn)
        last = self.state.last_subject
        if asked is None or last is None or self.state.op:
            return None
        run: list[State] = []
        for frame in self.state.own_subjects:
            if frame.intent != last.intent or not frame.intent:
                break
            run.append(frame)
        place = {"premier": 0, "second": 1, "deuxieme": 1, "troisieme": 2}.get(asked["which"], -1)
        if len(run) < _PAIR or place >= len(run):
            return None
        frame = run[::-1][place]
        answer = self._at(frame).answer(asked["rest"] or asked["first"])
        return replace(answer, state=self.state) if answer.kind == ANSWERED else None

    def _next_year(self, turn: str) -> Answer | None:
        """Step on by a year, where the last turn did: « et celle d'après ? »."""
        step, frame = _STEP.fullmatch(turn), self.state
        before, year = frame.previous, frame.slots.get("year")
        if step is None or frame.op or before is None or not isinstance(year, int):
            return None
        differing = {
            one for one in {*frame.slots, *before.slots}
            if frame.slots.get(one) != before.slots.get(one)
        }  # fmt: skip
        if differing != {"year"} or frame.intent != before.intent:
            return None
        return self._elliptic(f"et {year - 1 if step['back'] else year + 1}")

    def _in_percent(self, turn: str) -> Answer | None:
        """Tell a share once more, which is in per cent already."""
        again = self._again(self.state) if _PERCENT.fullmatch(turn) else None
        if again is None or again.kind != ANSWERED or not again.display.endswith("%"):
            return None
        return replace(again, state=self.state)

    # -- a transfer

    def _goes_on_with_nothing(self, question: str, answer: Answer) -> Answer:
        """Refuse a figure to « et la gestion du risque ? » where nothing was told before."""
        text = normalise(question)
        alone = text.startswith("et ") and len(words(text)) <= _LONGEST and not self.state.told
        by_words = answer.intent in _BY_WORDS and not self.state.said
        if not (alone and by_words) or self.context.sheet is not None:
            return answer
        if read_question(question, self.known).has("document"):
            return answer
        return self._unclear(UNCLEAR)

    def _of_nothing(self, turn: str) -> Answer | None:
        """Refuse « et ceux de … », « là-dedans » where nothing was told that they could mean."""
        points = _ANOTHER.fullmatch(turn) or _WITHIN_IT.search(turn)
        if points is None or self.state.told or self.context.sheet is not None:
            return None
        return self._unclear(UNCLEAR)

    def _transfer(self, turn: str) -> Answer | None:
        """Answer of the transfer the other way round, or tell who decides it once more."""
        reverse = _REVERSED.search(turn)
        frame = self.state.last_subject
        last = frame is not None and frame.intent == "virement"
        if reverse is None:
            told = frame is not None and last and _WHO.fullmatch(turn)
            again = self._again(frame) if frame is not None and told else None
            return None if again is None else replace(again, state=self.state)
        named = _REVERSED.sub(" ", turn)
        lines = read_question(named, self.known).of("line")
        if len(lines) == _PAIR:
            text = f"virement {' '.join(named.split()).strip(' ,')}"
            answer = self.single(text, State(about=self.state.about))
            return self._told_transfer(text, answer)
        if frame is None or not last or lines or facts_only(read_question(named, self.known),
                                                            self.known):  # fmt: skip
            return None
        slots = dict(frame.slots)
        if not {"from_line", "to_line"} <= set(slots):
            return None
        slots["from_line"], slots["to_line"] = slots["to_line"], slots["from_line"]
        text = f"virement de {slots['from_line']} vers {slots['to_line']}"
        answer = self.single(text, State(about=self.state.about))
        return self._told_transfer(text, answer)

    def _told_transfer(self, text: str, answer: Answer) -> Answer | None:
        """Return an answer about a transfer with what was said before it."""
        if answer.intent != "virement":
            return None
        if answer.kind != ANSWERED:
            return answer
        return self._kept(text, replace(answer, state=self._over(answer.state)))

    # -- counts, differences and sums

    def _counted(self, text: str) -> Answer | None:
        """Tell of how many the last count was: « sur combien ? »."""
        if _OUT_OF.fullmatch(text) is None:
            return None
        again = self._again(self.state)
        found = None if again is None else _COUNTED.search(again.text)
        if again is None or found is None:
            said = "Je ne sais pas de quel ensemble il s'agit. Nommez-le."
            return self._unclear(said)
        return replace(again, text=f"{found[1]} sur {found[2]}.", table=None, state=self.state)

    def _gap_in_points(self, turn: str) -> Answer | None:
        """Set two rates against each other, whose difference is in points anyway."""
        if _GAP_IN_POINTS.fullmatch(turn) is None:
            return None
        answer = self._operated("écart", _PAIR)
        if answer is None or (answer.kind == ANSWERED and "point" not in answer.display):
            return self._unclear(_NO_RATES)
        return answer

    def _same_operation(self, turn: str) -> Answer | None:
        """Do with another subject what was done with the last figures, and set both beside."""
        asked, last = _SAME_OPERATION.fullmatch(turn), self.state
        if asked is None or not made_of(last.op):
            return None
        before = self._again(last)
        frames = [one.state for one in self._figures(_PAIR, last.op)]
        state: State | None = None
        for frame in reversed(frames):
            answer = self._at(replace(frame, previous=None)).answer(f"et {asked['what']}")
            if answer.kind != ANSWERED or answer.node is None or answer.intent != frame.intent:
                return None
            held = None if state is None else state.then("", {}).previous
            state = replace(answer.state, previous=held)
        if before is None or state is None or len(frames) < _PAIR:
            return None
        answer = self._at(state)._operated(last.op.partition(" × ")[0], len(frames)) or answer
        if answer.kind != ANSWERED or not answer.display:
            return replace(answer, state=last)
        same = "Oui" if answer.display == before.display else "Non"
        return replace(answer, text=f"{same} : {answer.text} Avant : {before.display}.")

    def _without_one(self, turn: str) -> Answer | None:
        """Leave one of the figures of a sum out of it: « et sans la maternité ? »."""
        asked, op = _WITHOUT.fullmatch(turn), self.state.op
        if asked is None or not op.startswith("somme"):
            return None
        count = int(op.partition(" × ")[2] or _PAIR)
        frames = [one.state for one in self._figures(count, "somme")]
        wanted = {stem(one) for one in words(asked["what"])}
        left = [one for one in frames if not wanted <= {stem(word) for word in words(one.text)}]
        if len(frames) != count or len(left) != count - 1:
            return None
        state: State | None = None
        for frame in reversed(left):
            held = None if state is None else state.then("", {}).previous
            state = replace(frame, previous=held)
        if state is None:
            return None
        if len(left) == 1:
            again = self._again(left[0])
            return None if again is None else replace(again, state=state)
        return self._at(state)._operated("somme", len(left))

    def _missing(self, turn: str) -> Answer | None:
        """Take what there was away from what was aimed at: « il en manquait combien ? »."""
        if _MISSING.fullmatch(turn) is None or "manqu" not in turn or self.state.op:
            return None
        figures = list(self._figures(_PAIR, "écart"))
        of_document = [one.document for one in figures if one.document != self.state.about]
        if len(of_document) != _PAIR or figures[0].kind != figures[1].kind:
            return None
        return self._operated("écart", _PAIR)

    # -- what takes the place of a word

    def _another_of(self, turn: str) -> Answer | None:
        """Ask the same of what « ceux des employeurs » adds to the question before."""
        asked = _ANOTHER.fullmatch(turn)
        frame = self.state.last_subject
        if asked is None or frame is None or not frame.text or self._document(frame) is None:
            return None
        again = self._again(frame)
        text = f"{frame.text.rstrip(' ?.!')} {asked['what']}"
        answer = self.single(text, State(about=frame.about))
        if again is None or answer.kind != ANSWERED or answer.formula in {"", again.formula}:
            return None
        return self._told_by(answer, text)

    def _of_choices(self, turn: str) -> Answer | None:
        """Take the one of several labels that « celui de l'accueil physique » goes with."""
        asked, choices = _ANOTHER.fullmatch(turn), self.state.choices
        labels = [one.partition(" – ")[2] for one in choices]
        if asked is None or self.state.pending != "indicator" or not labels or not all(labels):
            return None
        held = [{stem(one): one for one in words(normalise(label))} for label in labels]
        shared = [word for name, word in held[0].items() if all(name in one for one in held)]
        year = self.state.slots.get("year", "")
        text = f"{' '.join(shared)} {asked['what']} {year}".strip()
        answer = self.single(text, State(about=self.state.about))
        numbers = {one.partition(" – ")[0] for one in choices}
        number = str(answer.slots.get("indicator", ""))
        if answer.kind == ANSWERED and number in numbers:
            return self._told_by(answer, text)
        said = f"Aucun de ces indicateurs n'est celui-là. Choisissez : {' ; '.join(choices)}."
        return self._unclear(said) if answer.kind == ANSWERED else None

    def _other_points(self, turn: str) -> Answer | None:
        """Put other points in the rate that the last amount was made with."""
        read = read_question(turn, self.known)
        points = [one for one in facts_only(read, self.known) if one.kind != "measure"]
        frames = self.state.own_subjects
        if len(points) != 1 or points[0].kind != "points" or len(frames) < _PAIR:
            return None
        last = frames[0]
        said = points[0].value
        rated = next((one for one in frames[1:] if one.intent in _RATE_FRAMES), None)
        if rated is None or "rate" not in last.slots or "points" in last.slots:
            return None
        if not isinstance(said, int | float):
            return None
        answer = self.rerun(replace(rated, slots={**rated.slots, "points": said}))
        if answer.kind != ANSWERED or not isinstance(answer.value, float):
            return None
        made = self.rerun(replace(last, slots={**last.slots, "rate": answer.value}))
        if made.kind != ANSWERED:
            return None
        state = self.state.then(last.intent, {**last.slots, "rate": answer.value})
        state = replace(state, about=self.state.about)
        return replace(made, text=f"{answer.text} {made.text}", state=state)

    def _of_fund(self, turn: str, question: str) -> Answer | None:
        """Ask a piece of the fund just spoken of: « part nationale ? » is a part of it."""
        frame = self.state.last_subject
        fund = "" if frame is None else str(frame.slots.get("fund", ""))
        read = read_question(turn, self.known)
        if frame is None or not fund or len(words(turn)) > PIECE or wants_meaning(read):
            return None
        if any(one.kind not in {"op", "total", "per", "category"} for one in read.entities):
            return None
        alone = self.single(question, State(about=frame.about))
        again = self._again(frame)
        if alone.kind != ANSWERED or again is None:
            return None
        elsewhere = alone.source.partition(",")[0] != again.source.partition(",")[0]
        if alone.intent != "definition" and not (alone.source and elsewhere):
            return None
        text = f"{fund} {turn} {years_of(frame, self.known)}".strip()
        answer = self.single(text, State(about=frame.about))
        if answer.kind == ANSWERED and f'"{fund}"' in answer.formula:
            return self._with(answer, text)
        refused = self._unclear(_ELSEWHERE)
        return None if alone.intent == "definition" else refused

    def _of_told_document(self, turn: str) -> Answer | None:
        """Ask of the document of the passage just told what a turn says in its words."""
        named = read_question(self.state.told, self.known).of("document")
        if len(named) != 1 or len(words(turn)) > _LONGEST:
            return None
        told = read_question(self.state.told, self.known)
        beside = [one for one in told.entities if one.kind in {"year", "due", "period", "date"}]
        subject = [
            told.text[one.start : one.end]
            for one in told.words
            if one.stem not in self.known.filler
            and not any(held.start <= one.start < held.end for held in beside)
        ]
        text = f"{' '.join(subject)} {turn}"
        answer = self.single(text, State(about=self.state.about))
        fits = answer.kind == ANSWERED and f'"{named[0].value}"' in answer.formula
        return self._with(answer, text) if fits else None

    def _leaves_for_text(self, question: str, answer: Answer) -> Answer | None:
        """Refuse what another document says to a turn that goes on with a figure of this one."""
        frame = self.state.last_subject
        if frame is None or answer.kind != ANSWERED:
            return None
        if answer.intent == "composee-chiffres" and _OF_WHICH.fullmatch(plain_turn(question)):
            return self._unclear(UNCLEAR)
        if answer.intent in _AMOUNTS and _BARE_ASK.fullmatch(plain_turn(question)):
            return self._unclear(UNCLEAR)
        if answer.intent == "calcul" and self._of_no_amount(question, frame, answer):
            return self._unclear(_NO_AMOUNT)
        picks = _PICKS.match(normalise(question)) is not None
        if picks and (answer.intent == "definition" or self._of_no_cost(question, answer)):
            # Which of those just told is asked: no other text says.
            return self._unclear(UNCLEAR)
        if answer.intent != "definition":
            return None
        if _SUMS.search(normalise(question)) and not self.state.told:
            # A term is no sum of what was told.
            return self._unclear(UNCLEAR)
        if self._hangs_on(question, frame):
            return self._unclear(UNCLEAR)
        text, read = normalise(question), read_question(question, self.known)
        goes_on = _GOES_ON.search(text) is not None or _ONE_THING.fullmatch(text) is not None
        goes_on = goes_on and not wants_meaning(read)
        if not goes_on or read.has("document") or read.has("category"):
            return None
        again = self._again(frame)
        if again is None or not again.formula or not again.source or not answer.source:
            return None
        if again.intent == "classeur":
            # A rule is asked of what the workbook holds: « ce reste est-il reportable ? »
            return None
        if again.source.partition(",")[0] == answer.source.partition(",")[0]:
            return None
        return self._unclear(_ELSEWHERE)

    def _of_no_cost(self, question: str, answer: Answer) -> bool:
        """Tell whether targets answer a turn that asks what something costs."""
        asked = re.search(r"\b(?:cout\w*|cher\w*|depens\w*|euros?)\b", normalise(question))
        told = normalise(answer.text)
        return asked is not None and ("COG_TARGET" in answer.formula or told.startswith("objectif"))

    def _hangs_on(self, question: str, frame: State) -> bool:
        """Tell whether a turn only says on what the last figure rests: « sur quelle base ? »."""
        asked = _OF_WHICH.fullmatch(plain_turn(question)) is not None
        return asked and frame.intent in _FIGURES and len(words(question)) <= PIECE

    def _of_no_amount(self, question: str, frame: State, answer: Answer) -> bool:
        """Tell whether a calculation takes its amount from a condition of the question before."""
        held = typed_quantities(held_in(frame, self.known).read) or []
        again = self._again(frame) if held else None
        formulas = ["" if again is None else again.formula, answer.formula]
        if held and all(is_in(one, formula) for one in held for formula in formulas):
            # They are those of the calculation before.
            return False
        read = read_question(question, self.known)
        own = read.of("amount", "number", "points", "days")
        changes = read.has("change") or read.has("percent")
        return not own and changes and frame.intent != "calcul" and bool(frame.text)
