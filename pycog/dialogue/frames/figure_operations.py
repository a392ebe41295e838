"""What a turn does with the figures that were answered: their difference, sum, share, a change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.answers import Answer, Result, answered, compute, unknown
from pycog.dialogue.entities import Question
from pycog.dialogue.expressions import Call, Computed, Node, Operation, Ref, call
from pycog.dialogue.frames.turn_words import WHICH_CHANGE, YEAR
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.operators import DIVISORS
from pycog.dialogue.state import State
from pycog.dialogue.turn import Context
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex
from pycog.values import display

_SUM: Final = regex(r"\b(?:sommes?|totaux|total|ensemble|cumul\w*|addition\w*|en tout)\b")
_SUM_ALONE: Final = regex(r"(?:fais |et |donne )?(?:la |leur )?(?:somme|cumul|additionne\w*)")
_MEAN: Final = regex(r"\bmoyennes?\b")
_GAP: Final = regex(
    r"\b(?:ecarts?|differences?|de (?:plus|moins)|compar\w+|points? d ecart|soustra\w+|gagn\w+"
    r"|separe\w*)\b"
)
_EVOLUTION: Final = regex(
    r"\b(?:evolution|evolue\w*|augment\w*|hausse|baisse|progress\w+|variation|croissance)\b"
)
_SHARE: Final = regex(r"\b(?:parts?|proportion|poids|pese\w*|represente\w*|ratio|rapport)\b")
_PERCENT: Final = regex(r"%|\b(?:pour ?cents?|pourcentages?)\b")
_BOTH: Final = regex(
    r"\b(?:(?:les|des|ces) (?:deux|trois|quatre)|l ensemble|de tout(?: ca| cela)?|entre eux"
    r"|entre elles)\b"
)
_GROWTH: Final = regex("|".join(one.pattern for one in (_BOTH, _PERCENT, WHICH_CHANGE)))
_CUES: Final = (_SUM, _MEAN, _GAP, _EVOLUTION, _SHARE, _PERCENT, _BOTH)
_COUNT: Final = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
_LARGEST: Final = regex(
    r"(?:\b(?:l[ea]quel(?:le)?|quel(?:le)?|qui)\b.*\b|^le )plus"
    r" (?:eleve|haut|fort|grand|gros|important)\w*"
    r"|\b(?:l[ea]quel(?:le)?|qui)\b.*\b(?:pese|coute|vaut|represente|rapporte|fait) le plus\b"
)
_SMALLEST: Final = regex(
    r"(?:\b(?:l[ea]quel(?:le)?|quel(?:le)?|qui)\b.*\b|^le )plus (?:bas|faible|petit|modeste)\w*"
    r"|\b(?:l[ea]quel(?:le)?|qui)\b.*\b(?:pese|coute|vaut|represente|rapporte|fait) le moins\b"
)
_CHANGED: Final = regex(
    r"(?P<s>moins|plus|-|\+) ?(?P<n>\d{1,3}(?:[.,]\d{1,4})?) ?(?:%|pour ?cents?)"
)
#: The document of a key figure is the last argument of its formula.
_DOCUMENT: Final = regex(r'COG_KEY_FIGURE\([^()]*"([^"]+)"\)')
#: A rate that a cell holds as a ratio is no larger.
LARGEST_RATIO: Final = 1.5
#: Words that a turn about figures alone may have besides.
PLAIN: Final = frozenset(
    map(
        stem,
        words(
            "les des ces deux entre eux elles en et ca cela fait combien quel quelle quoi donne "
            "est la le l un une de du d soit represente dans ce cet cette total convertis converti "
            "mets mettre mis calcule calculer exprime a plus moins points point c y pese pesent "
            "gagner deux trois quatre tous toutes dis moi peux tu vous avec sur tout par rapport "
            "premier second il y"
        ),
    )
)
AMOUNTS: Final = frozenset({"amount", *DIVISORS})
MONEY: Final = frozenset({"€", *DIVISORS})


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that was answered.

    Attributes:
        state: The subject that it is the answer to.
        answer: Its answer, computed anew.
        result: Its formula, computed.
    """

    state: State
    answer: Answer
    result: Result

    @property
    def node(self) -> Node:
        """Its formula, the cell itself where that is all it is."""
        made = self.result.node
        if isinstance(made, Call) and made.name == "SUM" and len(made.args) == 1:
            return made.args[0] if isinstance(made.args[0], Ref) else made
        return made

    @property
    def value(self) -> float:
        """What it is worth."""
        return number_in(self.result) or 0.0

    @property
    def kind(self) -> str:
        """How it is shown; a cell of a workbook tells it by its display alone."""
        if self.state.slots.get("unit") in DIVISORS and not self.state.op:
            return str(self.state.slots["unit"])
        if self.result.kind == "rate" and self.shown_so.endswith(" €"):
            # What a rate makes of an amount is an amount.
            return "amount"
        if self.result.kind != "number":
            return self.result.kind
        for end, kind in (("k€", "k€"), ("M€", "M€"), ("€", "amount"), ("%", "rate")):
            if self.answer.display.endswith(end):
                return kind if kind != "rate" or abs(self.value) <= LARGEST_RATIO else "number"
        return "number"

    @property
    def shown_so(self) -> str:
        """Its display with plain spaces."""
        return re.sub(r"[\u202f\xa0]", " ", self.answer.display)

    @property
    def shown(self) -> str:
        """Its value in French."""
        if self.kind in DIVISORS:
            return display(self.value, self.kind)
        return self.answer.display or self.result.display

    @property
    def document(self) -> str:
        """The document that it stands in."""
        named = _DOCUMENT.search(self.answer.formula)
        return named[1] if named else self.state.about


def number_in(result: Result) -> float | None:
    """Return the number of a result, a text of digits too; ``None`` for anything else."""
    if isinstance(result.value, float):
        return result.value
    plain = isinstance(result.value, str) and re.fullmatch(r"-?\d{1,12}", result.value)
    return float(str(result.value)) if plain else None


def operation_on(turn: str) -> tuple[str, str] | None:
    """Return what a turn does with an earlier figure and the last one, and the words for it.

    « Les AT pèsent combien dans ce total ? » is a share, of what was said of « AT ».

    Args:
        turn: The turn, without the words that only join it.
    """
    if not _LAST_ONE.search(turn):
        return None
    for name, pattern in (("part", _SHARE), ("écart", _GAP)):
        if pattern.search(turn):
            rest = _LAST_ONE.sub(" ", pattern.sub(" ", turn))
            said = [one for one in words(rest) if stem(one) not in PLAIN]
            return (name, " ".join(said)) if said else None
    return None


_LAST_ONE: Final = regex(
    r"\b(?:dans|sur|par rapport a|avec|de) (?:ce|cet|cette) (?:total|montant|ensemble|somme|chiffre"
    r"|enveloppe)\b|\bdedans\b|\bla dedans\b"
)


def asked_operation(question: Question, known: Vocabulary) -> str | None:
    """Return what a turn does with figures that were answered, ``None`` where it says more.

    Args:
        question: The turn, without the words that only join it.
        known: The vocabulary.
    """
    text = question.text
    change = _CHANGED.fullmatch(text)
    if change is not None:
        sign = "-" if change["s"] in {"moins", "-"} else ""
        return f"{sign}{change['n'].replace(',', '.')} %"
    for name, pattern in (("maximum", _LARGEST), ("minimum", _SMALLEST)):
        if pattern.fullmatch(text):
            return name
    said = [one for one in question.entities if one.text not in {"points", "point", "pts"}]
    if any(one.kind not in {"op", "unit", "per", "total", "report", "condition"}
           for one in said):  # fmt: skip
        return None
    left = [
        one
        for one in question.words
        if not {one.stem, stem(text[one.start : one.end])} & PLAIN and not _is_cue(one, question)
    ]
    if any(one.stem not in known.filler or one.stem in known.qualifying for one in left):
        return None
    units = [str(one.value) for one in question.of("unit") if one.value != "%"]
    if units:
        return units[0]
    for name, pattern in (
        ("moyenne", _MEAN), ("évolution", _EVOLUTION), ("part", _SHARE),
        ("écart", _GAP), ("%", _PERCENT), ("somme", _SUM),
    ):  # fmt: skip
        if pattern.search(text):
            if name == "somme" and not (_BOTH.search(text) or _SUM_ALONE.fullmatch(text)):
                continue
            if name == "évolution" and "combien" in text and not _PERCENT.search(text):
                return "écart"
            if name == "évolution" and not _GROWTH.search(text):
                continue
            return name
    return None


def _is_cue(word: object, question: Question) -> bool:
    start, end = getattr(word, "start", 0), getattr(word, "end", 0)
    return any(one.fullmatch(question.text[start:end]) for one in _CUES) or any(
        one.kind == "unit" and one.start <= start < one.end for one in question.entities
    )


def how_many(text: str) -> int:
    """Return how many figures a turn speaks of, 0 where it says none.

    Args:
        text: Normalised.
    """
    return next((count for word, count in _COUNT.items() if re.search(rf"\b{word}\b", text)), 0)


def run_of(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures at the end of a conversation that are of one kind and one document.

    Args:
        figures: The figures, the last one first.
    """
    found: list[Figure] = []
    for one in figures:
        if found and (one.document != found[0].document or not _alike(one, found[0])):
            break
        found.append(one)
    return found


def operated(op: str, figures: Sequence[Figure], context: Context, count: int = 2) -> Answer | None:
    """Return what an operation makes of the figures before it; ``None`` where there are too few.

    Args:
        op: One of the operations of the state, with the number of its figures: « somme 3 ».
        figures: The figures, the last one first.
        context: Computes the formula.
        count: How many are meant where the operation does not say it, 0 for all alike.
    """
    named, _, told = op.partition(" × ")
    if told:
        op, count = named, int(told)
    if not figures:
        return None
    if op[:1] in _BY_NUMBER and not op.endswith("%"):
        return _by_number(op, figures[0], context)
    if op in MONEY or op.endswith(" %"):
        return _unary(op, figures[0], context)
    last = _in_euros(figures[0].node)
    if op in {"%", "évolution"} and isinstance(last, Operation) and last.sign == "-":
        return _rate_of_gap(last, figures[0], context)
    if len(figures) < 2:
        return None
    if op in _OVER and count != _PAIR:
        meant = run_of(figures)[: count or None]
        return _over(op, meant, context) if len(meant) >= (count or _PAIR) else None
    newer, older = figures[0], figures[1]
    if newer.document != older.document:
        return unknown(
            "Je ne calcule pas avec des chiffres de deux documents différents. Donnez les deux "
            "montants dans la question."
        )
    if not _alike(newer, older):
        return unknown(
            f"Je ne calcule pas : {older.shown} et {newer.shown} ne sont pas de même nature."
        )
    if op == "%":
        op = "évolution" if years_apart(newer, older) else "part"
    return _binary(op, older, newer, context)


def _in_euros(node: Node) -> Node:
    """Return what was told anew in k€ or M€, as it was before."""
    if isinstance(node, Operation) and node.sign == "/" and node.right in DIVISORS.values():
        return node.left
    return node


def _over(op: str, figures: Sequence[Figure], context: Context) -> Answer | None:
    """Add up, average or compare several figures, the first one first."""
    first = list(reversed(figures))
    kind = first[0].kind
    gathered = sum(map(_is_of_years, first))
    lines = {one.state.slots.get("line") for one in first if "op" not in one.state.slots}
    if op in {"maximum", "minimum"} and gathered and len(first) > min(gathered, len(lines)):
        return None  # A total of years is none of them.
    if op == "somme" and kind == "rate":
        return unknown("Je ne calcule pas : des taux ne s'additionnent pas.")
    node = call(_OVER[op], *(one.node for one in first))
    told = ", ".join(one.shown for one in first)
    if op in {"maximum", "minimum"}:
        pick = max if op == "maximum" else min
        best = pick(one.value for one in first)
        which = [one.answer.text for one in first if one.value == best]
        return _told(node, f"{_SAID[op]} de {told} : {{value}}. {' '.join(which)}", kind, context)
    return _told(node, f"{_SAID[op]} de {told} : {{value}}.", kind, context)


def _is_of_years(figure: Figure) -> bool:
    """Tell whether a figure gathers several years."""
    slots = figure.state.slots
    return slots.get("year") == "total" or slots.get("op") in {"somme", "moyenne"}


_SAID: Final = {
    "somme": "Somme", "moyenne": "Moyenne",
    "maximum": "Le plus élevé", "minimum": "Le plus faible",
}  # fmt: skip
_OVER: Final = {"somme": "SUM", "moyenne": "AVERAGE", "maximum": "MAX", "minimum": "MIN"}
_PAIR: Final = 2


def _apart(first: Figure, second: Figure, context: Context) -> str:
    """Return what separates two amounts or counts, as it is said behind an evolution."""
    if first.kind == "rate" or first.shown.endswith("%"):
        return ""
    gap = compute(Operation(second.node, "-", first.node), context.host)
    return f", soit {display(gap.value, first.kind)}" if isinstance(gap.value, float) else ""


def years_apart(newer: Figure, older: Figure) -> bool:
    """Tell whether two figures are of one thing in two years."""
    first, second = newer.state.slots, older.state.slots
    if not first and not second and (undated := _same_key(newer, older)) is not None:
        return undated
    if not first and not second:
        # Of a workbook, the words of a question hold what its slots hold elsewhere.
        texts = {" ".join(YEAR.sub(" ", one.state.text).strip(" ?").split())
                 for one in (newer, older)}  # fmt: skip
        years = {_year_of(one) for one in (newer, older)}
        return len(texts) == 1 and len(years) == _PAIR and None not in years
    differing = {one for one in {*first, *second} if first.get(one) != second.get(one)}
    return differing in ({"year"}, {"campaign"}) and newer.state.intent == older.state.intent


_KEYED: Final = regex(r'=COG_KEY_FIGURE\("([^"]+)"(?:,([^,)]*))?(?:,("[^"]+"))?\)')
_PERIOD: Final = regex(r"\(((?:19|20)\d\d)\)")


def _same_key(newer: Figure, older: Figure) -> bool | None:
    """Tell whether two key figures are one in two years, ``None`` where they are none."""
    keys = [_KEYED.fullmatch(one.answer.formula) for one in (newer, older)]
    named = [(one[1], one[3]) for one in keys if one is not None]
    if len(named) < _PAIR:
        return None
    years = {_year_of(newer), _year_of(older)}
    return named[0] == named[1] and len(years) == _PAIR and None not in years


def _alike(newer: Figure, older: Figure) -> bool:
    kinds = {newer.kind, older.kind}
    if newer.shown.endswith("%") != older.shown.endswith("%"):
        return False
    return len(kinds) == 1 or kinds <= AMOUNTS


def same_in_two_years(figures: Sequence[Figure]) -> list[Figure]:
    """Return the last figure and the same of another year, ``[]`` where none was told.

    A share told in between is none of them: « 89, quelle part ?, et en 2020 ?, progression ? ».

    Args:
        figures: The figures, the last one first.
    """
    if not figures or figures[0].state.op:
        return []
    found = [one for one in figures[1:] if not one.state.op and years_apart(figures[0], one)]
    return [figures[0], found[0]] if found else []


def _unary(op: str, figure: Figure, context: Context) -> Answer | None:
    kind = figure.kind
    if op.endswith(" %"):
        ratio = float(op.removesuffix(" %")) / 100
        if kind == "rate" or figure.shown.endswith(("%", "point", "points")):
            return unknown("Je ne sais pas : un taux augmenté en pour cent se lit de deux façons.")
        factor = Operation(1, "+" if ratio > 0 else "-", abs(ratio))
        node: Computed = Operation(figure.node, "*", factor)
        way = "plus" if ratio > 0 else "moins"
        said = f"{figure.shown}, {way} {display(abs(ratio), 'percent')} : {{value}}."
        return _told(node, said, _kind_shown(figure), context)
    if figure.kind in DIVISORS and op == "€":
        return _told(
            Operation(figure.node, "*", DIVISORS[figure.kind]), "{value}.", "amount", context
        )
    if kind not in AMOUNTS or _kind_shown(figure) not in {"amount", "€"}:
        return None
    if op == "€":
        return _told(figure.result.node, "{value}.", "amount", context)
    node = Operation(figure.node, "/", DIVISORS[op])
    return _told(node, f"{figure.shown} : {{value}}.", op, context)


#: Sign of an operation of a state → the one of a formula, and how it is said.
_BY_NUMBER: Final = {"×": ("*", "×"), "÷": ("/", "÷"), "+": ("+", "plus"), "-": ("-", "moins")}


def _by_number(op: str, figure: Figure, context: Context) -> Answer | None:
    """Take a figure times a number, or with an amount in euros added or taken away."""
    sign, said = _BY_NUMBER[op[0]]
    number = float(op[1:])
    shown = _kind_shown(figure)
    if figure.kind == "rate" or (sign in "+-" and shown not in {"amount", "€"}):
        return None
    if sign == "/" and not number:
        return unknown("Je ne sais pas diviser par zéro.")
    with_what = display(number, "amount" if sign in "+-" else "number")
    node = Operation(figure.node, sign, number)
    return _told(node, f"{figure.shown} {said} {with_what} : {{value}}.", shown, context)


def _kind_shown(figure: Figure) -> str:
    """Return how the figure of an operation is shown: « 979 k€ » stays in k€."""
    return figure.state.op if figure.state.op in DIVISORS else figure.kind


def _rate_of_gap(node: Operation, figure: Figure, context: Context) -> Answer | None:
    """Say a difference in per cent of what it starts from."""
    if figure.kind == "rate":
        return None
    before, after = node.right, node.left
    ends = [_shown(one, context, figure) for one in (before, after)]
    said = f"{figure.shown} d'écart, soit {{value}} ({' → '.join(ends)})."
    return _told(call("COG_EVOLUTION", before, after), said, "evolution", context)


def _shown(node: Node, context: Context, figure: Figure) -> str:
    if isinstance(node, Call | Operation):
        result = compute(node, context.host)
        return result.display
    value = node.value if isinstance(node, Ref) else node
    return display(value, figure.kind) if isinstance(value, float | int) else str(value)


def _binary(op: str, older: Figure, newer: Figure, context: Context) -> Answer | None:
    first, second = _in_order(older, newer)
    names = f"{first.shown} et {second.shown}"
    kind = first.kind
    units = {one.shown.rsplit("\u202f", 1)[-1].split()[-1] for one in (first, second)}
    if len(units) > 1 and units <= MONEY:
        # 20 k€ is 20 000 € said once more.
        return None
    if op in {"maximum", "minimum"}:
        return _over(op, (newer, older), context)
    if op == "somme":
        if kind == "rate":
            return unknown("Je ne calcule pas : deux taux ne s'additionnent pas.")
        return _told(
            Operation(first.node, "+", second.node), f"Somme de {names} : {{value}}.", kind, context
        )
    if op == "moyenne":
        node = call("AVERAGE", first.node, second.node)
        return _told(node, f"Moyenne de {names} : {{value}}.", kind, context)
    if op == "évolution":
        node = call("COG_EVOLUTION", first.node, second.node)
        said = f"De {first.shown} à {second.shown} : {{value}}{_apart(first, second, context)}."
        return _told(node, said, "evolution", context)
    if op == "part":
        part, whole = sorted((first, second), key=lambda one: abs(one.value))
        if not whole.value or kind == "rate":
            return None
        node = call("COG_SHARE", part.node, whole.node)
        said = f"Part de {part.shown} dans {whole.shown} : {{value}}."
        return _told(node, said, "evolution", context)
    gap = Operation(second.node, "-", first.node)
    said = f"{second.shown} moins {first.shown} : {{value}}."
    return _told(gap, said, "points" if kind in {"rate", "percent"} else kind, context)


def _year_of(figure: Figure) -> int | None:
    """Return the year or the campaign of a figure: of its slots, else the one of its words."""
    slots = figure.state.slots
    held = slots.get("year", slots.get("campaign"))
    if isinstance(held, int):
        return held
    said = YEAR.findall(figure.state.text) if not slots else []
    if not slots and _KEYED.fullmatch(figure.answer.formula):
        # The period that is told is the one of the figure, whatever its question said.
        said = _PERIOD.findall(figure.answer.text)
    return int(said[0]) if len(said) == 1 else None


def _in_order(older: Figure, newer: Figure) -> tuple[Figure, Figure]:
    """Return two figures from the earlier year to the later one, else as they were said."""
    first, last = _year_of(older), _year_of(newer)
    turned = first is not None and last is not None and first > last
    return (newer, older) if turned else (older, newer)


def _told(node: Computed, said: str, kind: str, context: Context) -> Answer:
    result = compute(node, context.host)
    if result.error:
        return unknown(f"Je ne sais pas : {result.error[:1].lower()}{result.error[1:]}")
    value = result.value
    shown = display(value, kind) if isinstance(value, float) else result.display
    text = said.replace("{value}", shown)
    return answered(result, text, display=shown, source="", intent="suite")
