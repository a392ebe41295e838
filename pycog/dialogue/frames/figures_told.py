"""A turn that sets the figures just told against each other: which is above, and by how much."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.expressions import Operation
from pycog.dialogue.frames.figure_operations import how_many, run_of
from pycog.dialogue.frames.remembering import MOST_SEVERAL
from pycog.dialogue.frames.same_operation import SameOperation
from pycog.dialogue.frames.turn_words import unmarked

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
_WHICH: Final = re.compile(
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


class FiguresTold(SameOperation):
    """A turn about the last figures together."""

    def _which_of_told(self, question: str, *, gap: bool) -> Answer | None:
        """Say which of the last figures is above or below, with the gap where it is asked.

        Args:
            question: As typed.
            gap: Only where it is asked by how much.
        """
        asked = _WHICH.fullmatch(unmarked(question))
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


_OF_SEVERAL: Final = "Je ne sais pas entre lesquels mesurer l'écart. Nommez les deux."
