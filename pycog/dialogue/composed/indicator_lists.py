"""Which indicators, and how many: by sheet, subject, tool, unit, direction and target."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from pycog.conventions import Indicator
from pycog.conventions.facts.numbering import cell_value
from pycog.dialogue.answers import ANSWERED, Answer, Table, answered
from pycog.dialogue.composed.conditions import (
    COUNT,
    LARGEST,
    LIST,
    MAX,
    Compared,
    compared,
    taken_extreme,
)
from pycog.dialogue.composed.scan import Scan, stems_of
from pycog.dialogue.expressions import call, column
from pycog.dialogue.labels import LabelIndex
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.operators import ALL, BASED, DEFERRED, KEPT, ONLY, WITH, WITHOUT
from pycog.dialogue.turn import Turn
from pycog.dialogue.vocabulary import indicator_words
from pycog.values import counted, format_number

_HEAD: Final = re.compile(
    r"\b(?:indicateurs?|indics?)\b(?: (?:de|dans) (?:l )?annexe 4| suivis?| de la (?:cog"
    r"|convention))*"
)
_MANY: Final = re.compile(
    r"\b(?:quels|lesquels|lequel|kels|les|des|tous|combien|nombre|liste\w*|ceux|indicateurs)\b"
)
_TARGET: Final = re.compile(
    r"\b(?:(?:dont )?(?:l|la|une?|leur|les|ont|avec|ayant|pour) )*(?:objectifs?|cibles?"
    r"|valeurs? cibles?)"
    r"(?: (?:fixee?|prevue?|est|sont|soit))?\b"
)
_REACHED: Final = re.compile(r"\b(?:realises?|resultats?|valeurs? (?:de depart|initiales?))\b")
_FALLING: Final = re.compile(
    r"\b(?:(?:a |en |orientes? a )?(?:la )?baisse|(?:doi(?:t|vent) )?(?:baisser|diminuer|decroitre"
    r"|reduire|etre reduits?)|a reduire|a baisser|de baisse|sens (?:de la )?baisse|decroissants?)\b"
)
_RISING: Final = re.compile(
    r"\b(?:(?:a |en |orientes? a )?(?:la )?hausse|(?:doi(?:t|vent) )?(?:monter|augmenter|croitre"
    r"|progresser)|de hausse|sens (?:de la )?hausse|croissants?)\b"
)
_UNITS: Final = (
    (
        "en jours",
        re.compile(r"\b(?:exprim\w+ |mesur\w+ )?en (?:nombre de )?jours?(?: calendaires)?\b"),
    ),
    (
        "en %",
        re.compile(
            r"(?:\b(?:exprim\w+ |mesur\w+ )?en )(?:%|pourcentages?\b|pour ?cents?\b|taux\b)"
        ),
    ),
)
_TOOL: Final = re.compile(
    r"\b(?:mesures?|outils?|source|grace|moyen|suivis?|utilis\w+|issus?|par|avec|via)\b"
)
_ABOUT: Final = re.compile(
    r"\b(?:sur|concern\w+|port\w+ sur|relati\w+ a|traitant de|theme|thematique|domaine|chapitre"
    r"|parl\w+ de|li\w+ a|en matiere de|au sujet de|a propos de|relevant|relev\w+|dependent|dans)\b"
)
_CONSTANT: Final = re.compile(
    r"\b(?:ne (?:change|bouge|varie|evolue)\w* pas|reste\w* (?:la meme|le meme|stables?"
    r"|constante?s?"
    r"|identiques?|inchange\w*)|(?:stables?|constante?s?|identiques?|inchange\w*)"
    r"|(?:est|sont) (?:la|les|le) memes?|(?:la|le) meme(?= (?:objectif|cible)))\b"
)
_GROWS: Final = re.compile(r"\b(?:augment\w+|progress\w+|hausse|monte\w*|relev\w+|croit|s eleve)\b")
_NOT: Final = re.compile(
    r"\b(?:pas|sauf(?: ceux)?|hors|hormis|excepte(?: ceux)?|autres? que(?: ceux)?|sans ceux)\b"
)
_ONLY: Final = re.compile(
    r"\b(?:uniquement|seulement|exclusivement|que pour la seule annee|pour la seule annee)\b"
)
_THEN_NOT: Final = re.compile(
    r"\b(?:en|pour) (20\d\d) (?:mais|et) (?:plus )?(?:rien|pas(?: d objectif| de cible)?"
    r"|aucun(?:e)?(?: objectif| cible)?|plus) (?:en|pour) (20\d\d)\b"
)
_SAID: Final = {
    DEFERRED: "renvoyé à une autre convention", KEPT: "non renvoyé à une autre convention",
    WITHOUT: "sans cible", WITH: "avec une cible", BASED: "avec un réalisé de référence",
    ONLY: "avec une cible cette seule année",
}  # fmt: skip


class _Query:
    """The conditions on indicators that a question states."""

    def __init__(self, scan: Scan, turn: Turn) -> None:
        self.scan, self.turn = scan, turn
        self.tests: list[Callable[[Indicator], bool]] = []
        self.said: list[str] = []
        self.years = self._years()

    def _years(self) -> tuple[int, ...]:
        years: list[int] = []
        for one in self.scan.entities("year", "period", "due"):
            if isinstance(one.value, tuple):
                years += range(int(one.value[0]), int(one.value[1]) + 1)
            elif one.kind == "due":
                years.append(int(str(one.value)[-4:]))
            else:
                years.append(int(one.value))
        self.always = bool(self.scan.entities("every", "total"))
        return tuple(dict.fromkeys(years))

    def where(self, said: str, test: Callable[[Indicator], bool]) -> None:
        """Add one condition."""
        self.said.append(said)
        self.tests.append(test)

    def found(self) -> list[Indicator]:
        """Return the indicators that all conditions hold for."""
        every = self.turn.convention.indicators.values()
        return [one for one in every if all(test(one) for test in self.tests)]


def indicator_list(scan: Scan, turn: Turn) -> Answer | None:
    """Answer which indicators some conditions hold for, and how many they are."""
    if any(
        one.kind == "indicator" and re.search(r"\d", one.text) for one in scan.question.entities
    ):
        return None
    if scan.has(
        re.compile(r"\b(?:bareme|grille|points?|interessement|retards?|atteints?|ponderation)\b")
    ):
        return None
    counting = scan.take(COUNT) is not None
    if not scan.has(_MANY) or scan.take(_HEAD) is None:
        return None
    if any(scan.question.has(kind) for kind in ("category", "line", "document", "fund")):
        return None
    scan.take(LIST)
    scan.words(scan.known.own_name)
    query = _Query(scan, turn)
    _conditions(query)
    if scan.take(_NOT):
        # One condition may be turned round; of several, nothing says which is.
        if len(query.tests) != 1 or len(_NOT.findall(scan.text)) != 1:
            return None
        test, said = query.tests[0], query.said[0]
        query.tests, query.said = [lambda item: not test(item)], [f"autres que ceux {said}"]
    outside = [year for year in query.years if year not in turn.convention.years]
    baseline = turn.convention.baseline_year
    if outside and not (outside == [baseline] and "réalisé" in " ".join(query.said)):
        return None
    if scan.left() or (not query.tests and not counting and not _everything(scan)):
        return None
    return _listed(query, counting)


def _everything(scan: Scan) -> bool:
    return scan.has(re.compile(r"\b(?:list\w+|tous les|toutes les|quels sont les|quels) "))


def _conditions(query: _Query) -> None:
    scan = query.scan
    sheets = [int(str(one.value)) for one in scan.entities("sheet")]
    if sheets:
        noun = "de la fiche" if len(sheets) == 1 else "des fiches"
        query.where(f"{noun} {', '.join(map(str, sheets))}", lambda item: item.sheet in sheets)
    _by_two_years(query)
    conditions = [str(one.value) for one in scan.entities("condition")]
    if scan.has(_ONLY) and scan.has(_TARGET) and query.years:
        # The word is used only where it restricts: elsewhere it is left over, and refuses.
        scan.take(_ONLY)
        scan.take(_TARGET)
        conditions = [ONLY]
    if WITH in conditions and compared(Scan(scan.question, scan.known)) is not None:
        conditions.remove(WITH)
    if DEFERRED in conditions or KEPT in conditions:
        scan.words(stems_of(query.turn.convention.deferred_to))
    for name in conditions:
        if name != ALL:
            query.where(_SAID[name], _condition(name, query.years or query.turn.convention.years))
    for unit, pattern in _UNITS:
        if scan.take(pattern):
            query.where(unit, _in_days if unit == "en jours" else _in_percent)
    _by_tool(query)
    _by_value(query)
    _by_course(query)
    _by_subject(query)


def _in_days(item: Indicator) -> bool:
    return item.unit.startswith("jour")


def _in_percent(item: Indicator) -> bool:
    return item.unit == "%"


def _by_two_years(query: _Query) -> None:
    """A target in one year and none in another: « en 2013 mais rien en 2014 »."""
    scan = query.scan
    match = scan.take(_THEN_NOT)
    if match is None:
        return
    scan.entities("condition")
    scan.take(_TARGET)
    first, second = int(match[1]), int(match[2])
    query.years = (first, second)
    query.where(f"avec un objectif en {first}", _condition(WITH, (first,)))
    query.where(f"sans objectif en {second}", _condition(WITHOUT, (second,)))


def _condition(name: str, years: tuple[int, ...]) -> Callable[[Indicator], bool]:
    from pycog.dialogue.handlers.list_questions import holds

    return lambda item: holds(name, item, years)


def _by_tool(query: _Query) -> None:
    """The tool that measures them, by a word that only tools have."""
    scan = query.scan
    tools: dict[str, set[str]] = {}
    for item in query.turn.convention.indicators.values():
        for word in words(normalise(item.source_tool)):
            if len(word) > 3:
                tools.setdefault(stem(word), set()).add(item.number)
    labels = {
        stem(word)
        for number in query.turn.convention.indicators
        for word in indicator_words(query.turn.convention, number)
    }
    proper = {word for word in tools if word not in labels}
    said = [word for word in (w.stem for w in scan.telling()) if word in proper]
    meant = {word: _spelled(word, proper) for word in _unknown(scan)}
    said += [word for word in meant.values() if word]
    if not said or not scan.has(_TOOL):
        return
    scan.take(_TOOL)
    together = {w.stem for w in scan.telling() if w.stem in tools} | set(said)
    numbers = set.intersection(*(tools[word] for word in together))
    scan.words(together | {word for word, tool in meant.items() if tool})
    query.where(
        f"mesurés par « {' '.join(sorted(together))} »", lambda item: item.number in numbers
    )


def _unknown(scan: Scan) -> list[str]:
    return [word.stem for word in scan.telling() if word.stem not in scan.known.lexicon.stems]


def _spelled(word: str, known: Iterable[str]) -> str:
    """Return the known word that a word is one letter away from (« Hyperion »), ``""`` if none."""
    from rapidfuzz.distance import OSA

    near = [one for one in known if len(one) > 5 and OSA.distance(word, one, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else ""


def _by_value(query: _Query) -> None:
    """A target, or a value of the base year, above, below or at a number."""
    scan, years = query.scan, query.years or query.turn.convention.years
    limit = compared(scan)
    if limit is None:
        return
    base = scan.take(_REACHED) is not None or query.years == (query.turn.convention.baseline_year,)
    scan.take(_TARGET)
    if base:
        query.where(f"dont le réalisé est {limit.text}", lambda item: _is(item.baseline, limit))
        return
    each = all if query.always else any
    when = (
        "" if len(years) == 1 else " toutes les années" if query.always else " au moins une année"
    )
    query.where(
        f"dont l'objectif est {limit.text}{when}",
        lambda item: each(_is(item.targets.get(year), limit) for year in years),
    )


def _is(printed: object, limit: Compared) -> bool:
    from pycog.conventions.facts.models import Printed

    if not isinstance(printed, Printed) or printed.target.value is None:
        return False
    target, value = printed.target, printed.target.value
    if limit.unit.startswith("j") != (target.kind == "decile_delay"):
        return False
    if limit.in_percent != (target.kind in {"rate", "share_within_delay"}):
        return False
    return limit.holds(value)


def _by_course(query: _Query) -> None:
    """The direction of an indicator, and how its target moves over the years."""
    scan = query.scan
    years = query.years if len(query.years) > 1 else query.turn.convention.years
    if scan.take(_CONSTANT):
        scan.take(_TARGET)
        query.where("dont l'objectif reste le même", lambda item: _course(item, years) == 0)
    elif scan.has(_TARGET) and scan.has(_GROWS):
        scan.take(_TARGET)
        scan.take(_GROWS)
        query.where("dont l'objectif augmente", lambda item: (_course(item, years) or 0) > 0)
    elif scan.take(_FALLING):
        query.where("à la baisse", lambda item: item.direction == "baisse")
    elif scan.take(_RISING):
        query.where("à la hausse", lambda item: item.direction == "hausse")


def _course(item: Indicator, years: tuple[int, ...]) -> float | None:
    """Return by how much the target moves from the first to the last year, if both have one."""
    ends = [item.targets.get(year) for year in (years[0], years[-1])]
    values = [one.target.value for one in ends if one is not None and one.target.value is not None]
    kept = {one.text for year in years if (one := item.targets.get(year)) is not None}
    if len(values) < 2:
        return None
    return values[1] - values[0] if len(kept) > 1 else 0.0


def _by_subject(query: _Query) -> None:
    """What they are about: the words of their labels, themes and sheets."""
    scan = query.scan
    scan.take(_ABOUT)
    telling = [one for one in scan.telling()]
    if not telling:
        return
    labels = {
        number: [stem(word) for word in indicator_words(query.turn.convention, number)]
        for number in query.turn.convention.indicators
    }
    index = LabelIndex(labels)
    said = [one.stem for one in telling]
    if not all(index.knows(one) for one in said):
        return
    numbers = {number for number, own in labels.items() if set(said) <= set(own)}
    if not numbers:
        return
    scan.words(set(said))
    text = scan.question.as_typed(telling[0].start, telling[-1].end)
    query.where(f"sur « {text} »", lambda item: item.number in numbers)


def _listed(query: _Query, counting: bool) -> Answer:
    turn, found = query.turn, query.found()
    years = tuple(year for year in query.years if year in turn.convention.years)
    when = "" if not years else f" ({', '.join(map(str, years))})"
    what = " ".join(("", *query.said)) if query.said else ""
    if not found:
        return Answer("", ANSWERED, f"Aucun indicateur{what}{when}.")
    numbers = [cell_value(one.number) for one in found]
    asked = column(list(numbers))
    node = (
        call("COG_TARGET_TEXT", asked, years[0])
        if len(years) == 1
        else call("COG_INDICATOR", asked)
    )
    if counting:
        node = call("ROWS", node)
    result = turn.compute(node)
    shown = years or turn.convention.years
    rows = tuple((one.number, one.label, _texts(one, shown)) for one in found)
    listed = ", ".join(one.number for one in found)
    said = f"{counted(len(found), 'indicateur')}{what}{when} : {listed}."
    return answered(
        result, said, table=Table(("Indicateur", "Libellé", "Cible"), rows),
        source=turn.convention.cited("indicateurs"),
    )  # fmt: skip


def _texts(item: Indicator, years: tuple[int, ...]) -> str:
    texts = [one.text for year in years if (one := item.targets.get(year)) is not None]
    return " ; ".join(text for text in texts if text) or "–"


def extreme_target(scan: Scan, turn: Turn) -> Answer | None:
    """Answer which indicator has the highest or the lowest target of a year, among the rates."""
    extreme = taken_extreme(scan)
    if extreme is None or scan.take(_HEAD) is None or scan.take(_TARGET) is None:
        return None
    largest = extreme == MAX
    years = scan.entities("year")
    if len(years) != 1 or years[0].value not in turn.convention.years:
        return None
    if scan.left():
        return None
    year = int(years[0].value)
    rates = [
        one
        for one in turn.convention.indicators.values()
        if (printed := one.targets.get(year)) is not None and printed.target.kind == "rate"
    ]
    node = call(
        "MAX" if largest else "MIN",
        call("COG_TARGET", column([cell_value(one.number) for one in rates]), year),
    )
    result = turn.compute(node)
    holders = [one for one in rates if one.targets[year].target.value == result.value]
    names = ", ".join(f"{one.number} « {one.label} »" for one in holders)
    which = "élevé" if largest else "bas"
    noun = "indicateurs" if len(holders) > 1 else "indicateur"
    said = (
        f"Objectif le plus {which} de {year}, parmi les taux : {result.display} ({noun} {names})."
    )
    return answered(result, said, source=turn.convention.cited("indicateurs"))


def most_progress(scan: Scan, turn: Turn) -> Answer | None:
    """Answer which indicator's target is furthest from an earlier value, among the rates."""
    if not scan.has(LARGEST) or scan.take(_HEAD) is None or scan.take(_PROGRESS) is None:
        return None
    scan.take(LARGEST), scan.take(_TARGET), scan.take(_REACHED), scan.take(_BETWEEN)
    query = _Query(scan, turn)
    base, years = turn.convention.baseline_year, sorted(query.years)
    if len(years) != 2 or scan.left() or years[1] not in turn.convention.years:
        return None
    first, last = years
    if first != base and first not in turn.convention.years:
        return None
    moved = []
    for item in turn.convention.indicators.values():
        start = item.baseline if first == base else item.targets[first]
        end = item.targets[last]
        if start.target.kind == end.target.kind == "rate" and None not in (
            start.target.value,
            end.target.value,
        ):
            moved.append((item, (end.target.value or 0.0) - (start.target.value or 0.0)))
    if not moved:
        return None
    edge = max(gap for _, gap in moved)
    item = next(one for one, gap in moved if gap == edge)
    number = cell_value(item.number)
    start_node = (
        call("COG_BASELINE", number) if first == base else call("COG_TARGET_TEXT", number, first)
    )
    # The gap of a value from its target: here of the later one from the earlier one.
    node = call("COG_GAP", call("COG_TARGET", number, last), start_node)
    start_text = item.baseline.text if first == base else item.targets[first].text
    points = format_number(round(edge * 100, 6), 4)
    said = (
        f"Indicateur {number} « {item.label} » : {'+' if edge > 0 else ''}{points} points, de "
        f"{start_text} ({first}) à {item.targets[last].text} ({last}), le plus fort écart parmi "
        "les taux."
    )
    return answered(turn.compute(node), said, source=item.citation)


_BETWEEN: Final = re.compile(r"\bentre\b")
_PROGRESS: Final = re.compile(
    r"\b(?:doi(?:t|vent) )?(?:progress\w+|augment\w+|evolu\w+|grimp\w+|mont(?:er|e|ent)|hausse"
    r"|effort"
    r"|bond\w*)\b"
)
