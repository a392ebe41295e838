"""A turn that sets the figures just told against each other: which is above, and by how much."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.composed.fact_table import FIGURE, facts
from pycog.dialogue.expressions import Operation
from pycog.dialogue.frames.figure_operations import how_many, run_of
from pycog.dialogue.frames.neighbourhood import figures_in
from pycog.dialogue.frames.remembering import MOST_SEVERAL
from pycog.dialogue.frames.turn_words import YEAR, unmarked
from pycog.dialogue.frames.typed_again import TypedAgain
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_PAIR: Final = 2
_HIGH: Final = (
    r"(?:au dessus|devant|en tete|superieure?s?|le plus|la plus|(?:le |la |les )?plus (?:eleve\w*"
    r"|nombreu\w*|grande?s?|gros(?:se)?s?|haut\w*|fort\w*|important\w*|lourd\w*|couteu\w*|chere?s?"
    r"|frequente?s?))"
)
_LOW: Final = (
    r"(?:(?:au|en) dessous|derriere|inferieure?s?|le moins|la moins|(?:le |la |les )?"
    r"(?:plus (?:bas\w*|faible\w*|petite?s?|leger\w*|modeste\w*|rares?)|moins (?:eleve\w*"
    r"|nombreu\w*|important\w*"
    r"|couteu\w*|chere?s?|forte?s?|lourde?s?)))"
)
#: « Laquelle des deux est au-dessus, et de combien »
_WHICH: Final = regex(
    r"(?:(?:et|alors|donc|du coup|mais|au final) )*"
    r"(?:l[ea]s?quel(?:le)?s?|qui|quel(?:le)? (?:ligne|poste|chiffre|montant|depense|prestation))"
    r"(?: (?:des|de ces|de ceux|d entre eux|d entre elles|parmi (?:eux|elles)) ?"
    r"(?:deux|trois|quatre|2|3|4)?)?"
    r"(?: (?:est|sont|etait|etaient|arrive|arrivent|a ete|passe|pese|pesent|coute|coutent"
    r"|represente|compte|fait))?"
    rf" (?:(?P<high>{_HIGH})|(?P<low>{_LOW}))"
    r"(?P<gap>,?(?: et)?(?: (?:de|a) combien(?: (?:d ecart|de plus|de moins))?"
    r"| (?:avec |c est |pour )?quel(?:le)? (?:ecart|difference|avance)"
    r"| (?:l|la) (?:ecart|difference)| d ecart))?"
)


class FiguresTold(TypedAgain):
    """A turn about the last figures together."""

    def _which_of_told(self, question: str, *, gap: bool) -> Answer | None:
        """Say which of the last figures is above or below, with the gap where it is asked.

        Args:
            question: As typed.
            gap: Only where it is asked by how much.
        """
        turn = unmarked(question)
        if self.state.op in _EXTREMES and _BY_HOW_MUCH.fullmatch(turn):
            return self._at(self.state.previous or State())._gap_of_told()
        asked = _WHICH.fullmatch(turn)
        if asked is not None and gap and not asked["gap"]:
            return None
        if asked is None or not self._speaks_of_subject or self.state.last_subject is None:
            return None
        op = "maximum" if asked["high"] else "minimum"
        count = how_many(asked[0]) or len(run_of(list(self._figures(MOST_SEVERAL, op))))
        if count < _PAIR:
            return None
        answer = self._at(self.state)._operated(op, count)
        if answer is None or answer.kind != ANSWERED or not asked["gap"]:
            return answer
        if count > _PAIR:
            return self._unclear(_OF_SEVERAL)
        figures = list(self._figures(_PAIR, op))
        larger, smaller = sorted(figures, key=lambda one: one.value, reverse=True)
        kind = "points" if larger.shown.endswith("%") else larger.kind
        said = f"{answer.text} Écart : {{value}}."
        return self._told_computed(Operation(larger.node, "-", smaller.node), said, kind)

    def _gap_of_told(self) -> Answer | None:
        """Say by how much the larger of the last two figures is above the other."""
        figures = list(self._figures(_PAIR, "écart"))
        if len(figures) < _PAIR or figures[0].document != figures[1].document:
            return None
        larger, smaller = sorted(figures, key=lambda one: one.value, reverse=True)
        kind = "points" if larger.shown.endswith("%") else larger.kind
        said = f"{larger.shown} moins {smaller.shown} : {{value}}."
        return self._told_computed(Operation(larger.node, "-", smaller.node), said, kind)

    def _printed_share(self, question: str) -> Answer | None:
        """Tell the share that a document prints of the last figure: « en % ? »."""
        frame = self.state.last_subject
        if _IN_PERCENT.fullmatch(unmarked(question)) is None or frame is None or self.state.op:
            return None
        again = self._again(frame) if self._speaks_of_subject else None
        held = [] if again is None else figures_in(again.formula, self.known.convention.id)
        if again is None or len(held) != 1:
            return None
        key, document = held[0]
        year = YEAR.findall(again.formula.partition('"')[2].partition('"')[2].split('"')[0])
        shares = [
            one
            for one in facts(FIGURE)
            if (one.body, one.subject) == (document, f"{key}-part")
            and (not year or one.period == year[0])
        ]
        if len(shares) != 1:
            return None
        whole = f"{shares[0].label} {self._phrase_of(document)}"
        answer = self.single(whole, State(about=self.state.about, told=whole))
        if answer.kind != ANSWERED or f'"{key}-part"' not in answer.formula:
            return None
        return self._kept(whole, replace(answer, state=self._over(answer.state)))


_EXTREMES: Final = frozenset({"maximum", "minimum"})
#: « De combien ? », after the larger of two.
_BY_HOW_MUCH: Final = regex(
    r"(?:(?:et|donc|c est) )*(?:de|a) combien(?: (?:d ecart|de plus|de moins|c est))?"
    r"|(?:(?:et|quel|quelle|l|la) )*(?:ecart|difference|avance)"
)
_IN_PERCENT: Final = regex(
    r"(?:(?:et|soit|donc|ca fait|c est|combien|quel|quelle|en|de|la|le) )*"
    r"(?:%|pour ?cents?|pourcentage|part|proportion)"
    r"(?: (?:du total|ca fait|c est|combien|ca donne|donc))*"
)
_OF_SEVERAL: Final = "Je ne sais pas entre lesquels mesurer l'écart. Nommez les deux."
