"""A turn that asks why, how it was calculated, where it is printed, or to insert the formula."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pycog.dialogue.answers import ANSWERED, INSERT, Answer
from pycog.dialogue.frames.narrowed_lists import PICKS
from pycog.dialogue.frames.other_measures import OtherMeasures
from pycog.dialogue.intents import AND
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_MOST_FIGURES: Final = 2
_PAIR: Final = 2
_INSERTS: Final = regex(
    r"(?:tu peux |peux tu )?(?:inser\w+|colle\w*|mets|ecri[st]|pose\w*)(?: moi)?(?: (?:la|le"
    r"|cette|ce|ca))?"
    r"(?: (?:formule|resultat|valeur|calcul))?(?: (?:dans|ici|la).*)?"
)
_EXPLAINS: Final = regex(
    r"pourquoi(?: (?:cet?|cette|ca|une?|autant|tant|si) .*| ca)?"
    r"|comment(?: (?:ca|tu|c est|as tu|est ce).*)?|explique\w*(?: (?:moi|le calcul|ca))*"
    r"|quel calcul|detaille\w*(?: le calcul)?"
)
#: Intents whose values are printed and calculated of nothing.
_PRINTED_ONLY: Final = {"objectif", "budget", "chiffre", "reference", "ligne-bareme", "evolution"}
#: Asks for a reason.
WHY: Final = regex(
    r"(?:et |mais )*(?:pourquoi(?: (?:ca|cela|ce|cette|si|autant|cet|tant|donc)\b.*)?"
    r"|pour quelles? raisons?|quelle (?:en )?est la (?:raison|cause)|a cause de quoi"
    r"|pour quelle cause)"
)


class Explaining(OtherMeasures):
    """A turn about how the last answer came about."""

    def _why(self) -> Answer | None:
        """Say why a figure is what it is: what the agreement prints of it, else that it does not.

        A result of a rule or of other figures is explained by its calculation.
        """
        again = self._again(self.state)
        slots = self.state.slots
        if again is None or self.state.op:
            return None
        if again.arithmetic and self.state.intent == "evolution":
            said = f"{' ; '.join(again.arithmetic)}. Les documents n'en donnent pas la cause."
            return replace(again, intent="pourquoi", text=said, state=self.state)
        if again.arithmetic:
            return None
        if self.state.intent not in _PRINTED_ONLY:
            return None
        remarks = [
            f"« {one.printed} » ({one.citation})"
            for one in self.known.convention.statements
            if one.indicator == str(slots.get("indicator", ""))
            and one.year in {None, slots.get("year")}
            and one.role == "cible" and one.place != "annexe"
            and (one.target is None or one.target.kind == "deferred")
        ]  # fmt: skip
        told = f"{again.text.rstrip('.')}." if again.text else ""
        source = f" Source : {again.source}." if again.source else ""
        if remarks:
            said = f"La convention dit : {' ; '.join(dict.fromkeys(remarks))}. {told}{source}"
        else:
            said = f"Les documents n'en donnent pas la raison. {told}{source}"
        return replace(
            again, intent="pourquoi", kind=ANSWERED, text=" ".join(said.split()), state=self.state
        )

    def _of_formula(self, turn: str) -> Answer | None:
        """Insert the formula of the last answer, or say how it was calculated."""
        inserts, explains = _INSERTS.fullmatch(turn), _EXPLAINS.fullmatch(turn)
        again = self._again(self.state) if inserts or explains else None
        if again is None or again.kind != ANSWERED:
            return None
        if explains:
            told = " ; ".join(again.arithmetic) or again.formula_cells_fr or again.formula_fr
            text = f"{told}." if told else "La valeur est lue, sans calcul."
            if self.state.op in {"écart", "évolution", "k€", "M€"} and turn.startswith("pourquoi"):
                text = f"Les documents n'en donnent pas la cause. {text}"
            return replace(again, intent="pourquoi", text=text, table=None, state=self.state)
        formula = again.formula_cells_fr or again.formula_fr
        if not formula:
            text = "Cette réponse n'a pas de formule."
            return replace(again, intent="insertion", text=text, state=self.state)
        return replace(
            again,
            intent="insertion",
            text=f"J'insère {formula} dans la cellule active.",
            action=INSERT,
            state=replace(self.state, inserted=True),
        )

    def _sources_of_lines(self, frame: State) -> Iterator[str]:
        """Yield where each of the lines is printed that were made one figure of."""
        lines = str(frame.slots.get("line", "")).split(AND)
        if frame.intent != "budget" or len(lines) < _PAIR:
            return
        held = {one: value for one, value in frame.slots.items() if one in {"year", "fund"}}
        for line in lines:
            source = self.rerun(State("budget", {**held, "line": line}, about=frame.about)).source
            if source:
                yield source

    def _source(self) -> Answer | None:
        """Say where the last answer is printed, or the figures that it was computed of."""
        if self.state.op.startswith(PICKS):
            # An entry of a list may have a place of its own.
            entry = self._again(self.state)
            if entry is not None and entry.source:
                return Answer("source", ANSWERED, f"{entry.source}.", source=entry.source,
                              state=self.state)  # fmt: skip
        frames = [self.state]
        while frames[-1].op and frames[-1].previous is not None:
            frames.append(frames[-1].previous)
        again = [self._again(one) for one in frames[-_MOST_FIGURES:] if not one.op]
        below = frames[-1].previous if self.state.op else None
        if below is not None and not below.op:
            again.append(self._again(below))
        told = dict.fromkeys(one.source for one in again if one is not None and one.source)
        told = told or dict.fromkeys(self._sources_of_lines(frames[-1]))
        if not told:
            return None
        text = " ; ".join(told)
        return Answer("source", ANSWERED, f"{text}.", source=text, state=self.state)
