"""Several things asked of one indicator at once: « sa cible 2013 et l'outil », « départ et cible ».

A single intent tells the first of them and takes the words of the others for its own.
"""

from __future__ import annotations

import re
from typing import Final

from pycog.conventions.facts.numbering import cell_value, find_number
from pycog.dialogue.answers import Answer, Result, Table, answered
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.expressions import call, row
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.turn import Turn
from pycog.dialogue.vocabulary import indicator_words
from pycog.lazy_patterns import regex

_TARGET, _START = "objectif", "réalisé"
_ART: Final = r"(?:(?:l|le|la|les|son|sa|ses|leurs?|un|une|du|de|d|des|quel|quelle) )*"
#: What may be asked of an indicator, by the field of COG_INDICATOR that has it.
_FACTS: Final = {
    "source": regex(
        rf"\b{_ART}(?:outils?|instruments?)(?: (?:de|pour|du|la|le|qui) (?:la )?"
        r"(?:mesur\w+|suivi|suivre|sert|calcul\w*))*"
        r"|\b(?:mesure comment|comment (?:est il |est elle |on le |on la |on )?mesur\w+"
        r"|avec quoi(?: (?:on )?(?:le |la )?mesur\w+)?|mesure avec quoi)\b"
    ),
    "sens": regex(
        rf"\b{_ART}(?:bon )?sens\b|\b(?:a la |en )?(?:hausse|baisse) ou (?:a la |en )?"
        r"(?:hausse|baisse)\b"
    ),
    "unité": regex(rf"\b{_ART}unites?(?: de mesure)?\b"),
    "libellé": regex(rf"\b{_ART}(?:libelle|intitule|nom)(?: exact| complet)?\b"),
    "numéro de fiche": regex(
        rf"\b{_ART}(?:numero de (?:la |sa )?)?fiche(?: objectif)?(?: concernee)?\b(?! ?n?°? ?\d)"
    ),
    "section": regex(rf"\b{_ART}(?:section|chapitre)\b(?! ?\d)"),
    _START: regex(
        rf"\b{_ART}(?:realises?|constats?|point de depart|valeur de depart|depart|valeur initiale"
        r"|base|reference|situation de depart|niveau de depart|resultat de depart)\b"
        r"|\b(?:d ou|d ou est ce qu)(?: (?:on|l on|nous))? (?:part\w*|partions)(?: t on)?\b"
        r"|\b(?:on |nous )?(?:est |sommes )?part(?:i|is|ait|ions|ons|ent)(?: t on)?"
        r" de (?:combien|quoi)\b"
        r"|\bou (?:on )?en (?:etait|etions|est)(?: t)?(?: on| nous)?\b"
    ),
    _TARGET: regex(
        rf"\b{_ART}(?:cibles?|objectifs?|arrivee|valeur visee|but|ambition)"
        r"(?: (?:vise|fixe|finale?|a atteindre|de fin)\w*)?\b"
        r"|\b(?:on |nous )?vis(?:e|ons|ait)(?: t on)? (?:combien|quoi)\b"
        r"|\bou (?:on |l on |nous )?(?:va|vont|allons|doit aller|veut aller|doit arriver"
        r"|doit en etre|doit on (?:aller|arriver|en etre)|va t on|aller|arriver)\b"
    ),
}
_NAMES: Final = {"source": "outil", "numéro de fiche": "fiche", "section": "chapitre"}
#: What is asked with another thing than one indicator.
_ELSE: Final = (
    "line", "fund", "document", "category", "change", "without", "per", "percent", "amount",
    "points", "days", "number", "cell", "date", "total",
)  # fmt: skip
_LEAST: Final = 2


def indicator_facts(scan: Scan, turn: Turn) -> Answer | None:
    """Answer with the two or more things that are asked of one indicator.

    Args:
        scan: The question, of which nothing is claimed.
        turn: Where it is asked.
    """
    convention = turn.convention
    if any(map(scan.question.has, _ELSE)) or not convention.indicators:
        return None
    named = scan.question.of("indicator")
    if len(named) != 1 or isinstance(named[0].value, tuple):
        return None
    number = find_number(str(named[0].value), convention.indicators)
    if number is None:
        return None
    label: frozenset[str] = frozenset()
    if re.search(r"\d", named[0].text):
        scan.claim_span(named[0].start, named[0].end)
    else:
        label = frozenset(map(stem, indicator_words(convention, number)))
    years = _years(scan, turn)
    wanted = [name for name, pattern in _FACTS.items() if _asks(scan, pattern, label)]
    if years is None or len(wanted) < _LEAST:
        return None
    scan.words(label)
    return None if scan.left() else _told(number, wanted, years, turn)


def _asks(scan: Scan, pattern: re.Pattern[str], label: frozenset[str]) -> bool:
    """Claim what asks for something and tell whether it does: a word of the label does not."""
    match = pattern.search(scan.text)
    if match is None or not label.isdisjoint(map(stem, words(match[0]))):
        return False
    return scan.take(pattern) is not None


def _years(scan: Scan, turn: Turn) -> list[int] | None:
    """Return the years of targets that are said, ``None`` where one is none of the agreement."""
    said = scan.entities("year", "due")
    base = turn.convention.baseline_year
    found = [int(str(one.value)[-4:]) for one in said]
    aims = [year for year in found if year != base]
    return aims if set(aims) <= set(turn.convention.years) else None


def _told(number: str, wanted: list[str], years: list[int], turn: Turn) -> Answer | None:
    cell = cell_value(number)
    rows: list[tuple[str, str]] = []
    for name in wanted:
        if name == _TARGET:
            rows += _targets(cell, years or list(turn.convention.years), turn)
        elif name == _START:
            base = turn.convention.baseline_year
            rows.append((f"réalisé {base}", turn.show("COG_BASELINE", cell) or "non imprimé"))
        else:
            shown = turn.show("COG_INDICATOR", cell, name) or "non imprimé"
            rows.append((_NAMES.get(name, name), shown))
    aims = years or list(turn.convention.years)
    node = (
        call("COG_TARGET_TEXT", cell, aims[0] if len(aims) == 1 else row(list(aims)))
        if _TARGET in wanted
        else call("COG_INDICATOR", cell, next(one for one in wanted if one != _START))
    )
    table = Table(("Élément", "Imprimé"), tuple(rows))
    return facts_told(number, table, turn.compute(node), turn)


def facts_told(number: str, table: Table, result: Result, turn: Turn) -> Answer:
    """Answer with what is printed of an indicator, one thing after the other.

    Args:
        number: Its number.
        table: What is told: a name and what is printed in each row.
        result: The value of the answer.
        turn: Where it is asked.
    """
    told = " ; ".join(f"{name[:1].lower()}{name[1:]} : {shown}" for name, shown in table.rows)
    return answered(
        result,
        f"Indicateur {number} « {turn.convention.indicators[number].label} » : {told}.",
        display=" ; ".join(shown for _, shown in table.rows),
        table=table,
        source=turn.show("COG_SOURCE", cell_value(number)),
    )


def _targets(cell: int | str, years: list[int], turn: Turn) -> list[tuple[str, str]]:
    return [(f"objectif {one}", turn.show("COG_TARGET_TEXT", cell, one) or "–") for one in years]
