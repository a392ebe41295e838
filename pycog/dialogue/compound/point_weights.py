"""Points of a theme of a scorecard, alone and as a share of all of its points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pycog.dialogue.composed.fact_table import WEIGHT, Fact, facts
from pycog.dialogue.compound.named_operands import MADE, RATE, Operand
from pycog.dialogue.compound.readings import POINTS, Made, cues
from pycog.dialogue.compound.sentence import FOREIGN, WORD, YEAR, Sentence
from pycog.dialogue.expressions import Call, call
from pycog.dialogue.kinship import kin_of
from pycog.dialogue.lexicon import stem
from pycog.dialogue.vocabulary import label_words
from pycog.lazy_patterns import regex

_WEIGHS: Final = regex(
    r"\bpoids\b|\bpes(?:e|ent|ait)\b|\bpoints?\b|\bpts\b|\brepresent\w*\b|\bponder\w*\b|\bpart\b"
    r"|\bcombien de points?\b|%|\bpour ?cents?\b|\bpourcentage\b"
)
_AROUND: Final = regex(
    r"\bindicateurs?\b|\btableau\b|\bgrille\b|\bbareme\b|\bcampagne\b|\btotal(?:e|es)?\b|\bthemes?\b"
    r"|\brubrique\b|\bcriteres?\b|\blocale?\b|\bensemble\b|\bla part\b|\bpart\b|\btous\b"
)
_SHARE: Final = regex(r"%|\bpour ?cents?\b|\bpourcentage\b|\bpart\b|\bproportion\b")
_LATEST: Final = "campagne la plus récente, faute d'année dans la question"


def weights(sentence: Sentence) -> Iterator[Made]:
    """Read the points of a theme of a scorecard, as a share of all points where that is asked."""
    bodies = {str(one.value) for one in sentence.of(FOREIGN)}
    if len(bodies) != 1 or not _WEIGHS.search(sentence.text) or len(sentence.years) > 1:
        return
    body = bodies.pop()
    rows = [one for one in facts(WEIGHT) if one.body == body and one.value is not None]
    campaigns = sorted({one.period for one in rows})
    if not campaigns:
        return
    campaign = str(sentence.years[0]) if sentence.years else campaigns[-1]
    rows = [one for one in rows if one.period == campaign]
    used = [*cues(sentence, _WEIGHS), *cues(sentence, _AROUND)]
    tokens = sentence.within(0, len(sentence.text), used)
    words = [one for one in tokens if one.kind == WORD]
    if not rows or not words or any(one.kind not in {WORD, YEAR, FOREIGN} for one in tokens):
        return
    themes = {
        theme
        for theme in {one.theme for one in rows}
        if all(_says(theme, one.forms) for one in words)
    }
    if len(themes) != 1:
        return
    theme = themes.pop()
    own = [one for one in rows if one.theme == theme]
    assumed = "" if sentence.years else f"Campagne {campaign} : {_LATEST}."
    part = _together(own, f"« {theme} »", assumed)
    whole = _together(rows, "tous les indicateurs", assumed)
    parts = (part, whole) if _SHARE.search(sentence.text) else (part,)
    if len(parts) == 2:
        node = call("COG_SHARE", part.node, whole.node)
        title = f"{body.upper()} {campaign}, part de {part.told} dans {whole.told}"
        yield Made(node, RATE, title, parts, 1.4)
    elif isinstance(part.node, Call):
        yield Made(part.node, "", f"{body.upper()} {campaign}, points de « {theme} »", parts, 1.4)


def _says(theme: str, forms: tuple[str, ...]) -> bool:
    own = frozenset(map(stem, label_words(theme)))
    return any(kin_of(one, own) for one in forms)


def _together(rows: list[Fact], named: str, assumed: str) -> Operand:
    """Return the points of some rows as one operand."""
    points = sum(one.value or 0.0 for one in rows)
    node = call("SUM", *(one.formula for one in rows))
    first = rows[0]
    return Operand(
        node, points, POINTS, named, MADE, 1.0, first.body,
        first.theme, named, first.period, first.source, assumed=assumed,
    )  # fmt: skip
