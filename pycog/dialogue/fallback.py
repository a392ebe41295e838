"""What the assistant says when it does not understand: what it did, and close questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pycog.conventions import load
from pycog.dialogue.answers import Answer, unknown
from pycog.dialogue.entities import Question
from pycog.dialogue.matcher import closest
from pycog.dialogue.offered import offered
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import State
from pycog.dialogue.vocabulary import Vocabulary

#: Things said back of a question that is not understood.
_MOST_NAMED: Final = 6


def not_understood(question: Question, known: Vocabulary, state: State) -> Answer:
    """Say what was understood, what lacks, and offer three close questions."""
    common = (known.intents[name] for name in ("objectif", "budget", "echeances"))
    near = offered(known.convention, *closest(question, known), *common)
    choices = tuple(dict.fromkeys(near))[:3]
    understood = named(question.entities)
    if understood:
        text = (
            f"Je ne sais pas. J'ai compris : {', '.join(understood)} ; il me manque ce que vous "
            "voulez en savoir."
        )
    else:
        text = "Je ne sais pas : je n'ai reconnu aucun sujet que je connais."
    answer = unknown(f"{text} Voici des questions proches.", choices)
    return replace(answer, intent="inconnu", state=state)


def named(entities: Iterable[Entity]) -> list[str]:
    """Return what entities are called when they are said back."""
    found = dict.fromkeys(_name_of(one) for one in entities if one.kind in _NAMES)
    return list(found)[:_MOST_NAMED]


_NAMES: Final = {
    "indicator": "indicateur {}", "sheet": "fiche {}", "year": "année {}", "line": "« {} »",
    "fund": "{}", "category": "{}", "due": "{}", "document": "{}",
}  # fmt: skip


def _name_of(entity: Entity) -> str:
    value = entity.value
    if isinstance(value, tuple):
        value = " ou ".join(map(str, value))
    if entity.kind == "document":
        value = load(str(value)).title
    return _NAMES[entity.kind].format(value)
