"""Questions about the network of bodies and the key figures of other documents."""

from __future__ import annotations

from typing import Final

from pycog.conventions import load
from pycog.dialogue.answers import Answer, Result, Table, answered, unable, unknown
from pycog.dialogue.composed.asked_figure import part_fits
from pycog.dialogue.composed.fact_table import FIGURE, facts
from pycog.dialogue.composed.figure_words import said_enough, shown_figure
from pycog.dialogue.expressions import Array, Operation, call, column
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.dialogue.state import SlotValue
from pycog.dialogue.turn import Ask, Turn, handles
from pycog.lazy_patterns import regex
from pycog.values import display, format_number

_NOTE: Final = "mutualisation-2007"
_SIZES: Final = ("taille-utile-beneficiaires", "taille-utile-agents")
_PRINTED_IN: Final = 2007


@handles("taille-utile")
def useful_size(turn: Turn) -> Answer | Ask:
    """Whether a body has the useful size; the two sizes when no body is described."""
    covered, employed = turn.given("beneficiaries"), turn.given("staff")
    if covered is None and employed is None:
        keys = column(list(_SIZES))
        result = turn.compute(call("COG_KEY_FIGURE", keys, _PRINTED_IN, _NOTE))
        if result.error:
            return unable(result.error)
        figures = [load(_NOTE).figures[key][0] for key in _SIZES]
        said = f"Un organisme de taille utile a {figures[0].printed} et {figures[1].printed}."
        rows = tuple((one.label, one.printed) for one in figures)
        table = Table(("Critère", "Imprimé"), rows)
        return answered(result, said, source=figures[0].citation, table=table)
    if (covered is None or employed is None) and _HOW_FAR.search(turn.text):
        return _how_far(turn, covered, employed)
    if covered is None:
        return Ask("beneficiaries", "Combien de bénéficiaires au fichier ?")
    if employed is None:
        return Ask("staff", "Combien d'agents ?")
    result = turn.compute(call("COG_USEFUL_SIZE", covered, employed))
    if result.error:
        return unable(result.error)
    told = [one for one in map(_gap_told, _gaps(turn, covered, employed)) if one]
    missing = f" Il manque {' et '.join(told)}." if told else ""
    reached = "Non" if told else "Oui"
    whether = f"{reached}. " if _WHETHER.search(turn.text) else ""
    return answered(result, f"{whether}{result.display}.{missing}")


#: Asks how much lacks to the useful size.
_HOW_FAR: Final = regex(r"\b(?:manqu\w*|distance|loin|ecart)\b")
#: Asks whether it is reached.
_WHETHER: Final = regex(r"\batteint\w*|\best ce\b|\ba t elle\b|\bdedans\b|\bou (?:pas|non)\b")


def _how_far(turn: Turn, covered: SlotValue | None, employed: SlotValue | None) -> Answer | Ask:
    """Tell what lacks to the one size that is asked about."""
    (found,) = _gaps(turn, covered, employed)
    result, value, unit = found
    if result.error or not isinstance(result.value, float):
        return unable(result.error)
    told = _gap_told(found)
    size = f"{format_number(value + result.value, 0)} {unit}"
    said = (
        f"{format_number(value, 0)} {unit} : il manque {told} pour la taille utile ({size})."
        if told
        else f"{format_number(value, 0)} {unit} : la taille utile ({size}) est atteinte."
    )
    return answered(result, said, source=load(_NOTE).figures[_SIZES[0]][0].citation)


def _gaps(
    turn: Turn, covered: SlotValue | None, employed: SlotValue | None
) -> list[tuple[Result, float, str]]:
    """Return for each size that is given what separates it from the useful one."""
    sizes = zip(_SIZES, (covered, employed), ("bénéficiaires", "agents"), strict=True)
    return [
        (
            turn.compute(
                Operation(call("COG_KEY_FIGURE", key, _PRINTED_IN, _NOTE), "-", float(given))
            ),
            float(given),
            unit,
        )
        for key, given, unit in sizes
        if given is not None
    ]


def _gap_told(found: tuple[Result, float, str]) -> str:
    result, _, unit = found
    if not isinstance(result.value, float) or result.value <= 0:
        return ""
    return f"{format_number(result.value, 0)} {unit}"


@handles("fusion")
def merger(turn: Turn) -> Answer | Ask:
    """The two sizes of a merged body against the note, the other conditions listed."""
    rows = (
        ("Critère", "Valeur"),
        ("Bénéficiaires gérés", turn.slots["beneficiaries"]),
        ("Salariés employés", turn.slots["staff"]),
    )
    result = turn.compute(call("COG_MERGER_CHECK", Array(rows)))
    if result.error:
        return unable(result.error)
    block = result.value if isinstance(result.value, list) else []
    heading, *lines = [tuple(display(cell, "number") for cell in line) for line in block]
    said = (
        "Voici le rapprochement face aux conditions de la note ; celles qui ne sont pas "
        "renseignées demandent votre réponse."
    )
    return answered(result, said, table=Table(heading, tuple(lines)))


@handles("chiffre")
def key_figure(turn: Turn) -> Answer | Ask:
    """A key figure as printed."""
    figure = turn.known.figures.get(turn.words("figure"))
    if figure is None:
        return unknown("Je ne sais pas : ce chiffre n'est pas dans les documents que je connais.")
    year = turn.given("year")
    stems = {stem(word) for word in words(turn.text)}
    named = next(
        (
            one
            for one in facts(FIGURE)
            if one.body == figure.convention and one.subject == figure.key
        ),
        None,
    )
    if named is not None and not said_enough(stems, named):
        text = "Je ne connais pas ce chiffre, mais un chiffre voisin. Est-ce lui ?"
        return Ask("figure", text, (figure.label,))
    if not part_fits(figure.label, turn.text):
        return unknown(
            f"Je ne donne pas de valeur : « {figure.label} » est une part, non un nombre."
        )
    result = turn.compute(call("COG_KEY_FIGURE", figure.key, year, figure.convention))
    if result.error:
        return unable(result.error)
    convention = load(figure.convention)
    of_year = [
        one
        for one in convention.figures[figure.key]
        if year is None or one.period.startswith(str(year))
    ]
    printed = of_year[0] if len(of_year) == 1 else None
    period = f" ({printed.period})" if printed else ""
    unit = "" if named is None else named.unit
    shown = shown_figure(result.display, printed.printed if printed else "", unit)
    said = f"{figure.label}{period} : {shown}."
    return answered(
        result,
        said,
        printed=printed.printed if printed else "",
        source=(printed or convention.figures[figure.key][0]).citation,
    )


@handles("part")
def share(turn: Turn) -> Answer | Ask:
    """The share of a number in a total."""
    part, total = turn.slots["part"], turn.slots["total"]
    result = turn.compute(call("COG_SHARE", part, total))
    if result.error:
        return unable(result.error)
    shown = f"{format_number(float(part), 4)} sur {format_number(float(total), 4)}"
    return answered(result, f"{shown} : {result.display}.")
