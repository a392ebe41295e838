"""What cells of states say of a row, and how officers ask for the rows of a state."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex

(
    DONE, ONGOING, TO_START, DROPPED, CANCELLED, REFUSED, APPROVED, WAITING, SUSPENDED, UNDONE,
) = (
    "terminé", "en cours", "non commencé", "abandonné", "annulé", "refusé", "validé", "en attente",
    "suspendu", "non fait",
)  # fmt: skip
#: States of what nobody works at any more without its being done.
GIVEN_UP: Final = frozenset({DROPPED, CANCELLED, REFUSED})

#: What cells say: no row has two of them.
OF_CELLS: Final = frozenset(
    {DONE, ONGOING, TO_START, DROPPED, CANCELLED, REFUSED, APPROVED, WAITING, SUSPENDED}
)

_E: Final = r"(?:e|ee|es|ees|er)"
_APPROVED: Final = (
    rf"valid{_E}|approuv{_E}|accept{_E}|accord{_E}|accord|autoris{_E}|favorables?|agre{_E}"
    rf"|adopt{_E}|sign{_E}|vot{_E}|entérin{_E}|enterin{_E}|retenue?s?"
)
_DONE: Final = (
    rf"(?:faite?s?|finie?s?|finalis{_E}|realis{_E}|termin{_E}|livr{_E}|achev{_E}|sold{_E}|boucl{_E}"
    rf"|clotur{_E}|closes?|clos|trait{_E}|resolue?s?|regl{_E}|rendue?s?|execut{_E}|accompli\w*"
    rf"|effectu{_E}|abouti\w*)"
)
_BEGUN: Final = rf"(?:commenc{_E}|demarr{_E}|lanc{_E}|debut{_E}|entam{_E}|engag{_E}|attaqu{_E})"
#: What a cell of states begins with → the state; the first that fits counts.
_CELLS: Final = (
    (CANCELLED, r"annul\w*"),
    (REFUSED, r"refus\w*|rejet\w*|defavorable|non (?:accord|valid|retenu|autoris)\w*|avis negatif"
              r"|retoqu\w*"),
    (DROPPED, r"abandon\w*|sans suite|class\w+ sans suite|supprim\w*|retir\w*|ecart\w*|caduc\w*"
              r"|stopp\w*|arret\w*"),
    (SUSPENDED, r"suspen\w*|gel\w*|en pause|stand ?by|report\w*|bloqu\w*|en sommeil"),
    (WAITING, r"(?:en )?(?:cours d )?(?:attente|instance|instruction|examen|suspens)\b.*|a l etude"
              r"|en cours (?:d instruction|d examen|de validation|d arbitrage|de signature)"
              r"|a (?:valider|arbitrer|instruire|decider|trancher|signer|etudier)|soumis\w*"
              r"|transmis\w*|depos\w*|propos\w*|demand\w*"),
    (TO_START, rf"(?:non|pas|pas encore|jamais) {_BEGUN}|a (?:faire|lancer|demarrer|commencer|venir"
               r"|planifier|engager)|planifi\w*|prevue?s?|programm\w*|0 ?%|nouveau|nouvelle"),
    (UNDONE, rf"(?:non|pas|pas encore) {_DONE}|non|n|inachev\w*|ouverte?s?|en retard"),
    (ONGOING, rf"en cours\b.*|en (?:phase|voie|travaux|realisation)\b.*|{_BEGUN}"
              r"|partiel\w*|avance\w*|a (?:terminer|finir|poursuivre|completer)|\d\d ?%"),
    (DONE, rf"{_DONE}|fait|oui|o|ok|x|100 ?%|en service|en production|operationnel\w*"
           rf"|pay{_E}|expedi{_E}|envoy{_E}"),
    (APPROVED, _APPROVED),
)  # fmt: skip
_STATES: Final = tuple((state, regex(rf"(?:{said})(?:\b.*)?")) for state, said in _CELLS)


@lru_cache(maxsize=1_024)
def state_of(text: str) -> str:
    """Return the state that a cell says, ``""`` where it says none.

    Args:
        text: What stands in the cell.
    """
    plain = normalise(text)
    if not plain or len(plain.split()) > _LONGEST:
        return ""
    return next((state for state, said in _STATES if said.fullmatch(plain)), "")


_LONGEST: Final = 8
#: A participle of what is done, and of what is begun, in a question.
DONE_SAID: Final = _DONE
DONE_WORD: Final = regex(_DONE)
BEGUN_SAID: Final = _BEGUN
APPROVED_SAID: Final = _APPROVED
