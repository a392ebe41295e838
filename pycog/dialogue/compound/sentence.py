"""A question cut into tokens: words, numbers, years, funds, documents, lines of the budget."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pycog.dialogue.calculations.typed_quantities import Quantity, typed_quantities
from pycog.dialogue.coverage import IDIOMS
from pycog.dialogue.entities import Question
from pycog.dialogue.kinship import every_kin
from pycog.dialogue.lexicon import stem
from pycog.dialogue.spans import Entity, Span, lies_in
from pycog.dialogue.turn import Turn
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

WORD, NUMBER, YEAR, FUND, LINE, BODY = "word", "number", "year", "fund", "line", "document"
#: Names of one indicator by its number, of all years together, and of what nothing here knows.
INDICATOR, TOTAL, FOREIGN = "indicator", "total", "foreign"
_TOKEN: Final = regex(r"[a-z]+|\d+(?:[.,]\d+)*|[<>=%€+/*-]")
#: Entities that are one token each; every other one is read by its words.
_KEPT: Final = frozenset({"fund", "total", "category"})
#: A plain word that asks, measures precision or is polite, and names nothing.
_ASKING: Final = regex(
    r"\b(?:combien(?: de)?|cb|quel(?:le)?s?|calcul\w*|recalcul\w*|refai\w+|verifi\w+|retrouv\w+"
    r"|estim\w+|chiffr\w+|s il (?:te|vous) plait|soit|exact(?:e|es|s|ement)?|precis\w*|environ a"
    r"|a (?:\d|une?|deux|trois) (?:decimales?|chiffres? apres la virgule)"
    r"|(?:\d|deux|trois) decimales?"
    r"|au centime(?: pres)?|arrondi\w*(?: a l unite)?|en euros?|en €|resultat|donc|alors|du coup"
    r"|tu (?:peux|pourrais)|vous (?:pouvez|pourriez)|(?:peux|pourrais|pouvez|pourriez) (?:tu|vous)"
    r"|dis moi|dites moi|donnez moi|donne moi|je (?:voudrais|veux|souhaite|cherche)(?: a)?"
    r"|j aurais besoin de|il me faut|me faut|besoin d[eu]|selon (?:le|la|l) \w+|imprimee?s?"
    r"|affichee?s?|publiee?s?|a ete|ont ete|du document|du rapport(?! a)|rapport d activite"
    r"|dans le rapport(?! a)|ca (?:fait|faisait|donne|represente)|cela (?:fait|donne|represente)"
    r"|(?:des|les|ces|aux|leurs|nos) (?:\d|deux|trois) (?:cotes|lignes|groupes|montants|chiffres"
    r"|valeurs|annees|exercices)|fait on|est ce que|bien|au juste|a peu pres|par curiosite"
    r"|si on (?:fait|calcule|prend))\b"
)


#: Stands before the place of a body.
_CALLED: Final = regex(
    r"\b(?:la |l |le )?(?:caisse|organisme|departement)(?: primaire)?(?: d assurance maladie)?"
    r"(?: (?:de|du|d|l|la|le))* ?$"
)
_PLUS: Final = regex(r"\+ ?")
#: Clauses that say who asks and what for; none of them has a number.
_CLAUSE: Final = regex(
    r"\b(?:si |quand )?(?:le |la |l |mon |ma |notre |nos )(?:directeur|directrice|tutelle|dg|daf"
    r"|president|presidente|conseil|etat|controleur|agent comptable|collegue)(?: (?:me|nous|m))?"
    r" (?:demande\w*|impose\w*|exige\w*|veut|souhaite|voudrait|interroge\w*)"
    r"(?: (?:de|d|si|que|qu))?\b"
    r"|^dans le cadre [^,;:\d]*[,;:]"
    r"|^pour [^,;:\d]*?(?=\b(?:j aurais|il me faut|je (?:voudrais|dois)))"
    r"|\btous? (?:types?|genres?|postes?) (?:de |d )?\w+ (?:confondus?|compris)\b"
)
_LESS: Final = regex(r"(?:moins|hors|sans|sauf|hormis|excepte)(?: (?:l|la|le|les|d|du|de|des))* ")


#: Years of an agreement said by their place in it.
_PLACES: Final = (
    r"premiere|1 ?(?:re|ere)", r"deuxieme|seconde|2 ?(?:e|eme|nde)", r"troisieme|3 ?e(?:me)?",
    r"quatrieme|4 ?e(?:me)?", r"cinquieme|5 ?e(?:me)?",
)  # fmt: skip
_BY_PLACE: Final = regex(r"\b(?:annees?|exercices?)\b")
_LAST_AIM: Final = regex(
    r"\b(?P<aim>cible|objectif|niveau|valeur) (?:finale?|de fin|terminale?|d arrivee)\b"
    r"|\b(?P<end>(?:a|en) fin de (?:cog|convention|periode|parcours)|(?:au"
    r"|a) terme(?: de la cog)?)\b"
)


def with_years(text: str, years: Sequence[int]) -> str:
    """Return a question with its years in digits: « entre la 1re et la 2e année ».

    Args:
        text: A normalised question.
        years: Those of the agreement, in order.
    """
    if not years:
        return text
    last = _LAST_AIM.sub(lambda one: f"{one['aim'] or 'objectif'} {years[-1]}", text)
    if not _BY_PLACE.search(last) or re.search(r"\b(?:19|20)\d\d\b", text):
        return last
    ends = (
        r"(?= (?:annee|exercice)\b| (?:et|a|puis|->) (?:la |l )?(?:\d|[a-z]+eme|seconde|derniere))"
    )
    found = last
    for place, said in enumerate(_PLACES[: len(years)]):
        found = re.sub(rf"\b(?:la |l )?(?:{said})\b{ends}", f"{years[place]}", found)
    found = re.sub(rf"\b(?:la |l )?derniere{ends}", f"{years[-1]}", found)
    # « 2012 et 2013 annee ».
    return re.sub(r"(?<=\b\d{4}) (?:annee|exercice)\b", "", found)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a question.

    Attributes:
        kind: One of the constants of this module.
        start: First character.
        end: Character behind the last one.
        forms: Stems of a word as typed and as recognised.
        value: What a piece that is no word means.
    """

    kind: str
    start: int
    end: int
    forms: tuple[str, ...] = ()
    value: object = None

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.start, self.end

    @property
    def quantity(self) -> Quantity:
        """The number that a :data:`NUMBER` is."""
        assert isinstance(self.value, Quantity)
        return self.value

    @property
    def years(self) -> tuple[int, ...]:
        """The years that a :data:`YEAR` is, none for any other one."""
        return self.value if self.kind == YEAR and isinstance(self.value, tuple) else ()

    def inside(self, places: Iterable[Span]) -> bool:
        """Tell whether it stands within one of some pieces."""
        return lies_in(self.span, places)

    def kin(self, stems: frozenset[str]) -> frozenset[str]:
        """Return the stems that a word is, or is akin to."""
        return frozenset(one for form in self.forms for one in every_kin(form, stems))


class Sentence:
    """A question as a row of tokens, with what each operator has used of it.

    Args:
        question: As read.
        turn: Gives the vocabulary and computes.
    """

    def __init__(self, question: Question, turn: Turn) -> None:
        self.question, self.turn = question, turn
        self.text = question.text
        self.known: Vocabulary = turn.known
        quantities = typed_quantities(question)
        #: Whether every number of it can be read in one way.
        self.is_clear = quantities is not None
        self.quantities: list[Quantity] = quantities or []
        self.tokens: list[Token] = sorted(self._tokens(), key=lambda one: one.start)

    def _tokens(self) -> Iterator[Token]:
        held: list[tuple[int, int]] = []

        def free(start: int, end: int) -> bool:
            return not any(start < last and first < end for first, last in held)

        whole = [*self._numbered_bodies()]
        whole += [
            Token(BODY, one.start, one.end, (), one.value) for one in self.question.of("document")
        ]
        whole += [*self._years(), *self._indicators()]
        whole += [
            Token(
                one.kind if one.kind != "category" else FOREIGN, one.start, one.end, (), one.value
            )
            for one in self.question.entities
            if one.kind in _KEPT and not self._in_line(one)
        ]
        for one in whole:
            if free(one.start, one.end):
                held.append(one.span)
                yield one
        for quantity in self.quantities:
            start = quantity.start + self._sign_before(quantity)
            if free(start, quantity.end):
                held.append((start, quantity.end))
                yield Token(NUMBER, start, quantity.end, (), quantity)
        for match in _TOKEN.finditer(self.text):
            if free(*match.span()):
                yield Token(WORD, *match.span(), self._forms(match))

    def _in_line(self, one: Entity) -> bool:
        """Tell whether a kind of body is a word of a line: « Remise de gestion CPAM »."""
        return one.kind == "category" and any(
            map(one.overlaps, self.question.of("line", "without"))
        )

    def _sign_before(self, quantity: Quantity) -> int:
        """Return the length of a sign that adds a number to what stands before it."""
        match = _PLUS.match(self.text, quantity.start)
        added = match is not None and quantity.unit != "percent" and quantity.value > 0
        before = self.text[: quantity.start].rstrip()[-1:]
        return len(match[0]) if match is not None and added and before.isalnum() else 0

    def _forms(self, match: re.Match[str]) -> tuple[str, ...]:
        read = self._recognised.get(match.start(), match[0])
        return tuple(dict.fromkeys((stem(match[0]), read)))

    @cached_property
    def _recognised(self) -> dict[int, str]:
        return {one.start: one.stem for one in self.question.words}

    def _numbered_bodies(self) -> Iterator[Token]:
        """Yield the documents that a body and the number of its department name: « cpam 34 »."""
        for phrase, document in self.known.documents:
            if not any(one.isdigit() for one in phrase):
                continue
            pattern = r"\b" + r" (?:de |du |d |l |la )*".join(map(re.escape, phrase)) + r"\b"
            for match in re.finditer(pattern, self.text):
                yield Token(BODY, *match.span(), (), document)

    def _years(self) -> Iterator[Token]:
        for one in self.question.entities:
            if one.kind == "year":
                yield Token(YEAR, one.start, one.end, (), (int(str(one.value)),))
            elif one.kind == "period" and isinstance(one.value, tuple):
                yield Token(YEAR, one.start, one.end, (), tuple(int(year) for year in one.value))
            elif one.kind == "due" and re.fullmatch(r"(?:fin|début) \d{4}", str(one.value)):
                yield Token(YEAR, one.start, one.end, (), (int(str(one.value)[-4:]),))
            elif one.kind in {"due", "date", "day", "cell", "sheet"}:
                yield Token(FOREIGN, one.start, one.end, (), one.value)

    def _indicators(self) -> Iterator[Token]:
        for one in self.question.of("indicator"):
            if any(map(str.isdigit, one.text)) and not isinstance(one.value, tuple):
                yield Token(INDICATOR, one.start, one.end, (), str(one.value))

    @cached_property
    def lines(self) -> list[Token]:
        """Lines of the budget; their words name other things too."""
        found = [(one.start, one) for one in self.question.of("line")]
        for one in self.question.of("without"):
            # « A moins B »: the sign is no part of the name of B.
            less = _LESS.match(one.text)
            if less is not None:
                found.append((one.start + less.end(), one))
        return sorted(
            (Token(LINE, start, one.end, (), str(one.value)) for start, one in found),
            key=lambda one: one.start,
        )

    @cached_property
    def idle(self) -> list[tuple[int, int]]:
        """Pieces that ask, or are a turn of phrase, and name nothing."""
        found = [match.span() for match in IDIOMS.finditer(self.text)]
        for one in self.of(BODY):
            # « La caisse d'assurance maladie de l'Hérault » is a name of its document.
            before = _CALLED.search(self.text[: one.start])
            if before is not None:
                found.append(before.span())
        found += [match.span() for match in _CLAUSE.finditer(self.text)]
        return found + [match.span() for match in _ASKING.finditer(self.text)]

    def within(self, start: int, end: int, used: Iterable[tuple[int, int]] = ()) -> list[Token]:
        """Return the tokens of a piece that mean something and that no operator has used."""
        taken = [*used, *self.idle]
        return [
            one
            for one in self.tokens
            if start <= one.start
            and one.end <= end
            and not any(first < one.end and one.start < last for first, last in taken)
            and not self.is_idle(one)
        ]

    def beside(self, tokens: Sequence[Token]) -> list[Token]:
        """Return the words of little meaning within a piece and right behind it.

        « Actions en cours » : some label has them, and is then told from its neighbours.
        """
        if not tokens:
            return []
        found: list[Token] = []
        last = tokens[-1].end
        for one in self.tokens:
            if one.start < tokens[0].start:
                continue
            if one.start >= last and not self.is_idle(one):
                break
            if self.is_idle(one):
                found.append(one)
        return found

    def is_idle(self, token: Token) -> bool:
        """Tell whether a token is a word that means nothing by itself."""
        return token.kind == WORD and any(one in self.known.filler for one in token.forms)

    def of(self, kind: str) -> list[Token]:
        """Return the tokens of a kind."""
        return [one for one in self.tokens if one.kind == kind]

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that are said, in the order of the text, each once."""
        return tuple(dict.fromkeys(year for one in self.of(YEAR) for year in one.years))

    @cached_property
    def is_of_all_years(self) -> bool:
        """Whether the only years that are said are all those of the agreement: « 2012-2015 »."""
        every = tuple(self.turn.convention.years)
        said = self.of(YEAR)
        return (
            len(every) > 1
            and bool(said)
            and all(one.years == (every[0], every[-1]) for one in said)
        )

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The documents that are named, each once."""
        return tuple(dict.fromkeys(str(one.value) for one in self.of(BODY)))

    @cached_property
    def funds(self) -> tuple[str, ...]:
        """The funds that are named, each once."""
        return tuple(dict.fromkeys(str(one.value) for one in self.of(FUND)))
