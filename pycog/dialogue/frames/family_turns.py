"""A turn on the figures of a document that belong together: the least of them, a sum, a quotient.

« Et le poste le plus petit ? », after the total of the benefits, asks among the benefits, and never
in the budget of an agreement; « total avec l'invalidité » adds one figure to those just told;
« si je divise l'un par l'autre » makes a rate of the last two.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.entities import read_question
from pycog.dialogue.frames.bounds_told import BoundsTold
from pycog.dialogue.frames.figure_operations import Figure, operated, run_of
from pycog.dialogue.frames.neighbourhood import fact_named, figures_in
from pycog.dialogue.frames.remembering import MOST_SEVERAL
from pycog.dialogue.frames.turn_words import plain_turn
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_PAIR: Final = 2
#: « Et le poste le plus petit, c'est lequel, pour combien ? »
_EXTREME: Final = regex(
    r"(?:(?:et|donc|quel(?:le)?|est|sinon|c est|alors) )*(?:le |la |l )?"
    r"(?:(?P<noun>postes?|categories?|rubriques?|natures?|types?|lignes?)"
    r" (?:qui (?:est|pese|coute) )?"
    r"(?:le|la) (?P<way>plus|moins) (?P<how>[a-z]+)"
    r"|(?P<way2>plus) (?P<how2>petite?|grosse?|gros|grande?|faible) (?P<noun2>postes?|categories?"
    r"|rubriques?|natures?|types?|lignes?))"
    r"(?:,? (?:c est|lequel|laquelle|quel|est|et|pour|combien|de|avec|son|le|montant|svp|il"
    r"|s agit|d|ca|fait))*"
)
_LOW: Final = frozenset({"petit", "petite", "faible", "bas", "basse", "leger", "legere"})
_HIGH: Final = frozenset(
    {"gros", "grosse", "grand", "grande", "fort", "forte", "eleve", "elevee", "haut", "important",
     "importante", "lourd", "lourde"}
)  # fmt: skip
_NOT_THERE: Final = (
    "Je ne sais pas de quelle liste de ce document vous parlez. Nommez les montants à comparer."
)
_NOT_ADDED: Final = "Je ne sais pas ajouter cela aux chiffres d'avant. Nommez-les tous."
#: « Total avec l'invalidité »
_WITH_ONE: Final = regex(
    r"(?:(?:et|le|la|quel(?:le)?|est|un|fais|donne|donc|ca fait|combien|au|en|du coup) )*"
    r"(?:total|somme|cumul) (?:avec|y compris|en (?:ajoutant|comptant|incluant))"
    r" (?:(?:le|la|les|l|ceux|celles|aussi|de|du|d) )*(?P<what>[a-z][a-z0-9 ]*?)"
    r"(?: (?:svp|stp|aussi|en plus|s il (?:vous|te) plait))*"
)
#: « Si je divise l'un par l'autre, je tombe sur quel taux ? »
_DIVIDED: Final = regex(
    r"(?:(?:et|du coup|donc|alors|si|en) )*(?:(?:je|on|nous) )?(?:divis\w+|rapport\w+)"
    r" (?:l un (?:par|a) l autre|le (?:second|deuxieme|dernier) (?:par|au) premier"
    r"|les deux(?: entre eux)?|celui ci par l autre|ces deux (?:chiffres|nombres))"
    r"(?:,? (?:(?:je|j|on|ca|cela|nous|il|elle) )*(?:tombe\w*|obtien\w*|donne|fait|trouve\w*"
    r"|arriv\w*|ca)?(?: (?:sur|a|quel(?:le)?|quoi|combien|taux|pourcentage|part|rapport|exact\w*"
    r"|precis\w*|au juste|comme|en %))*)?"
    r"(?: ?[?.,;]? ?(?:le (?:rapport|document|texte)|il)"
    r" (?:dit|donne|affiche|imprime|annonce|indique)"
    r" \d+(?:,\d+)?(?: ?%)?)?"
)


class FamilyTurns(BoundsTold):
    """A turn on figures of one document that belong together."""

    def _of_family(self, question: str) -> Answer | None:
        """Answer such a turn, ``None`` for any other.

        Args:
            question: As typed.
        """
        if (held := self._against_bound(question)) is not None:
            return held
        if not self._speaks_of_subject:
            return None
        text = normalise(question).strip(" ?.!")
        turn = plain_turn(question).replace(" ?", "")
        return (
            self._least_of_family(text) or self._sum_with_one(turn) or self._quotient_of_two(text)
        )

    def _least_of_family(self, text: str) -> Answer | None:
        """Tell the largest or the smallest of the heading of the last figure."""
        asked = _EXTREME.fullmatch(text)
        last = self._figure(self.state) if asked is not None else None
        if asked is None or last is None:
            return None
        named = figures_in(last.answer.formula, "")
        documents = {document for _, document in named if document}
        if not named or len(documents) != 1:
            return None
        how = asked["how"] or asked["how2"]
        if how not in _LOW | _HIGH:
            return None
        low = (how in _LOW) != (asked["way"] == "moins")
        document = documents.pop()
        found = [fact for key, _ in named if (fact := fact_named(key, document, ()))]
        themes = {one.theme for one in found}
        if len(themes) != 1:
            return self._unclear(_NOT_THERE)
        years = {one.period[:4] for one in found}
        when = f"en {years.pop()}" if len(years) == 1 else ""
        text = (
            f"quel est le poste de {themes.pop()} le plus {'faible' if low else 'eleve'} {when} "
            f"{self._phrase_of(document)}"
        )
        answer = self.single(text, State(about=self.state.about))
        fits = answer.kind == ANSWERED and answer.formula.startswith(("=MIN(", "=MAX("))
        if not fits or {one for _, one in figures_in(answer.formula, "")} != {document}:
            return self._unclear(_NOT_THERE)
        return self._with(answer, text)

    def _sum_with_one(self, turn: str) -> Answer | None:
        """Add a figure that is named to all those of its kind that were just told."""
        asked = _WITH_ONE.fullmatch(turn)
        last = self.state.last_subject
        if asked is None or last is None or self.state.op or " et " in asked["what"]:
            return None
        told = run_of(list(self._figures(MOST_SEVERAL, "somme")))
        if len(told) < _PAIR or not all(_of_document(one) for one in told):
            return None
        other = self._at(replace(last, previous=None)).answer(f"et {asked['what']}")
        if other.kind != ANSWERED or other.node is None or other.state.op:
            return self._unclear(_NOT_ADDED)
        named = self._figure(replace(other.state, previous=None))
        formulas = {one.answer.formula for one in told}
        if named is None or named.answer.formula in formulas or not _of_document(named):
            return self._unclear(_NOT_ADDED)
        if len({_unit_of(one) for one in (named, *told)}) > 1:
            # « Rendez-vous » and « saisines » are not counted together.
            return self._unclear(_NOT_ADDED)
        state = replace(other.state, previous=self.state.then("", {}).previous)
        return self._at(state)._operated("somme", len(told) + 1)

    def _share_worked_out(self, answer: Answer) -> Answer:
        """Return a share that is printed in words alone as that of its part in the last figure."""
        named = figures_in(answer.formula, "") if answer.kind == ANSWERED else []
        if len(named) != 1 or "part-" not in named[0][0] or self.context.sheet is not None:
            return answer
        key, document = named[0]
        share = fact_named(key, document, ())
        part = fact_named(key.replace("part-", "", 1), document, ())
        last = self._figure(self.state) if self._speaks_of_subject else None
        whole = last if last is not None and _of_document(last) else None
        if share is None or part is None or whole is None or re.search(r"\d", share.printed):
            return answer
        told = self._of_fact(part, State(), part.label)
        figure = None if told is None else self._figure(told.state)
        if figure is None or _unit_of(figure) != _unit_of(whole) or figure.value > whole.value:
            return answer
        made = operated("part", [whole, figure], self.context)
        if made is None or not answer.text.startswith(share.label):
            return answer
        return replace(made, text=f"{share.label}, imprimé « {share.printed} ». {made.text}",
                       source=answer.source, state=answer.state)  # fmt: skip

    def _quotient_of_two(self, text: str) -> Answer | None:
        """Make a rate of the last two figures."""
        if _DIVIDED.fullmatch(text) is None or self.state.op:
            return None
        read = read_question(text, self.known)
        if any(map(read.has, ("line", "fund", "year", "document"))):
            return None
        return self._operated("part", _PAIR)


def _of_document(figure: Figure) -> bool:
    """Tell whether a figure is one key figure of a document."""
    named = figures_in(figure.answer.formula, "")
    return len(named) == 1 and bool(named[0][1])


def _unit_of(figure: Figure) -> tuple[str, str]:
    """Return what a figure counts, and its document."""
    key, document = figures_in(figure.answer.formula, "")[0]
    fact = fact_named(key, document, ())
    return ("" if fact is None else fact.unit, document)
