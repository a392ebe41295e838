"""Whole scorecards: their points by theme, their indicators, what weighs most in them."""

from __future__ import annotations

from typing import Final

from pycog.conventions import Scorecard, ScorecardRow
from pycog.dialogue.answers import ANSWERED, Answer, Table, answered
from pycog.dialogue.card_themes import theme_patterns
from pycog.dialogue.composed.conditions import COUNT, LIST, MAX, Compared, compared, taken_extreme
from pycog.dialogue.composed.fact_table import CARD_COLUMNS, WEIGHT
from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.expressions import Computed, call
from pycog.dialogue.spoken import NUMERALS, numeral
from pycog.dialogue.turn import Turn
from pycog.lazy_patterns import regex
from pycog.values import counted, counted_points, format_number

#: Letters of the longest abbreviation of a category.
_LONGEST_ABBREVIATION: Final = 6
#: Indicators that are named in a sentence that counts them.
_MOST_NAMED: Final = 20
_POINTS: Final = regex(
    r"\b(?:(?:de |des |en )?(?:points?|pts)|poids|pondere\w*|ponderations?|pes\w+|valent|vaut"
    r"|rapport\w+)\b"
)
_CARD: Final = regex(
    r"\b(?:l |la |le |du |de |des |dans )?(?:baremes?|grilles?(?: locales?)?(?: d interessement)?"
    r"|interessement|score ?cards?"
    r"|part locale|contrat)\b"
)
_ROWS: Final = regex(
    r"\b(?:d |les |des )?(?:indicateurs?|indics?|lignes|criteres|objectifs|items)\b"
)
_SUM: Final = regex(
    r"\b(?:au total|en tout|totale?s?|totaux|totalis\w*|total|sommes?|cumul\w*|ensemble|maximum|max"
    r"|addition\w*|agreg\w*|global\w*|entiere?|complete?)\b"
)
_THEME: Final = regex(
    r"\b(?:par |chaque |selon le |quel(?:s)? )?(?:themes?|thematiques?|blocs?|axes?|volets?|poles?"
    r"|repartition)\b"
)
_CATEGORY_WORD: Final = regex(r"\b(?:categories?|organismes?|caisses?|campagnes?)\b")
_ORDERED: Final = regex(
    r"\b(?:(?:du|des|de la) plus \w+ aux? plus \w+|par ordre (?:de )?\w+(?: \w+)?"
    r"|(?:ordre )?decroissant\w*|class(?:e|es|er|ez|ees?|ement)|tri(?:e|es|er|ez|ees)?)\b"
)
#: Stands beside a theme and a category, and says no more than they do.
_BESIDE: Final = regex(
    r"\b(?:en jeu|(?:a|ont|pese|vaut|represente|compte) t (?:elle|il|on)|chez|pour|au sein"
    r"|(?:la |le |du |de la |au )?(?:partie|volet|bloc|theme|axe|rubrique|domaine)(?= )"
    r"|attribu\w*|reserve\w*|affecte\w*|alloue\w*|consacre\w*|accorde\w*|disponibles?|possibles?"
    r"|distribu\w*|en tout et pour tout)\b"
)
#: « Dans l'ordre de la grille » is the order in which they are told.
_AS_PRINTED: Final = regex(
    r",? ?\b(?:dans|selon|suivant|par) (?:l |leur )?ordre(?: (?:d apparition|d affichage|imprime))?"
    r"(?: (?:de|du|dans|d)(?: (?:la|le|l))? (?:grilles?|baremes?|tableau|annexe|document|texte))?"
    r"(?! (?:\w+ )?(?:de)?croissant)\b,?"
)
#: « Les trois indicateurs » says how many there are.
_SO_MANY: Final = regex(
    rf"\b(?:les |ces |des )(?P<n>{'|'.join(NUMERALS[2:])}|\d{{1,2}})"
    r" (?=indicateurs|lignes|criteres)"
)
#: « … et dans quel thème ? »: the theme of the row that is asked for, not a sum by theme.
_AND_THEME: Final = regex(
    r",? ?(?:\b(?:et|dans|ainsi que|avec)\b |\+ ?)+(?:de )?(?:quel |le |son |leur )?"
    r"(?:themes?|poles?|volets?)\b"
    r"(?: (?:se trouve|est|figure|correspond|concerne)\w*(?: t)?(?: (?:elle|il))?)?"
)
_ONE_ROW: Final = regex(
    r"\b(?:(?:sur|attribue\w*|donnee?|accordee?|a|pour) )*(?:une?|l|la|le) (?:seule? )?"
    r"(?:ligne|indicateur|critere)\b"
)
_TOP: Final = regex(r"\b(?:le )?max(?:imum|i)?\b(?: de\b)?")
_COMPOSITES: Final = regex(r"\bcomposites?\b")


def card_totals(scan: Scan, turn: Turn) -> Answer | None:
    """Answer about the whole scorecard of a category, or a theme of it."""
    if any(scan.question.has(kind) for kind in ("document", "line", "fund", "percent", "sheet")):
        return None
    categories = [str(one.value) for one in scan.entities("category")]
    years = [int(str(one.value)) for one in scan.entities("year")]
    patterns = theme_patterns(turn.known.cards, loose=True)
    scan.take(_AS_PRINTED)
    so_many = scan.take(_SO_MANY)
    themes = [name for name, pattern in patterns.items() if scan.take(pattern)]
    if themes:
        scan.take(_BESIDE)
    with_theme = scan.take(_AND_THEME) is not None
    top = scan.take(_TOP) if with_theme else None
    if with_theme:
        scan.take(_ONE_ROW)
    by_theme = scan.take(_THEME) is not None
    spoken = scan.take(_CARD) is not None
    points, rows = scan.take(_POINTS) is not None, scan.take(_ROWS) is not None
    if not categories or len(set(categories)) > 1 or len(themes) > 1 or len(set(years)) > 1:
        return None
    total = scan.take(_SUM) is not None
    if not (spoken or points or rows or (themes and total)):
        return None
    composites = scan.take(_COMPOSITES) is not None
    limit = compared(scan)
    ordered = scan.take(_ORDERED) is not None
    extreme = taken_extreme(scan) or (MAX if top else None)
    counting = scan.take(COUNT) is not None
    scan.take(LIST)
    scan.take(_CATEGORY_WORD)
    if scan.left() or (limit is not None and (limit.in_percent or not points)):
        return None
    cards = [card for card in turn.known.cards if card.category == categories[0]]
    if years:
        cards = [card for card in cards if card.campaign == years[0]]
    if not cards or (not (points or rows or themes or total or by_theme) and extreme is None):
        return None
    if with_theme and (extreme is None or themes):
        return None
    wanted = _Wanted(themes[0] if themes else "", limit, composites)
    if so_many is not None and any(len(wanted.of(one)) != numeral(so_many["n"]) for one in cards):
        return None
    if ordered:
        return _rows(turn, cards, wanted, counting, ordered=True)
    if extreme is not None and by_theme and not themes:
        return _extreme_theme(turn, cards, extreme == MAX)
    if extreme is not None:
        return _extreme(turn, cards, wanted, extreme == MAX, with_theme=with_theme)
    if limit is not None or composites or (rows and not (total and points)):
        return _rows(turn, cards, wanted, counting)
    if by_theme and not themes:
        return _by_theme(turn, cards)
    return _points(turn, cards, wanted) if points or total else _rows(turn, cards, wanted, counting)


class _Wanted:
    """Which rows of a scorecard are meant."""

    def __init__(self, theme: str, limit: Compared | None, composites: bool) -> None:
        self.theme, self.limit, self.composites = theme, limit, composites

    def of(self, card: Scorecard) -> list[ScorecardRow]:
        """Return the rows that are meant."""
        return [
            row
            for row in card.rows
            if self.theme in ("", row.theme)
            and (self.limit is None or self.limit.holds(row.weight))
            and (not self.composites or row.components)
        ]


def _place(card: Scorecard, wanted: ScorecardRow) -> list[int]:
    """Return the lines of COG_SCORECARD that a row fills, the heading being the first."""
    place = 1
    for row in card.rows:
        lines = len(row.components) or 1
        if row is wanted:
            return list(range(place + 1, place + 1 + lines))
        place += lines
    return []


def _named(card: Scorecard) -> str:
    return f"{_as_name(card.category)} {card.campaign}"


def _as_name(category: str) -> str:
    """Write the key of a category: an abbreviation in capitals, a word with one."""
    return category.upper() if len(category) <= _LONGEST_ABBREVIATION else category.capitalize()


def _points(turn: Turn, cards: list[Scorecard], wanted: _Wanted) -> Answer | None:
    told, node = [], None
    for card in cards:
        result = turn.compute(_sum(card, wanted))
        node = _sum(card, wanted)
        if not isinstance(result.value, float):
            return None
        told.append(f"{counted_points(result.value)} ({_named(card)})")
    theme = cards[0].terms.themes.get(wanted.theme, "") if wanted.theme else ""
    what = f"Poids de « {theme} »" if theme else "Total de la grille"
    said = f"{what} : {', '.join(told)}."
    source = cards[-1].terms.source
    if len(cards) == 1 and node is not None:
        return answered(turn.compute(node), said, source=source, table=_table(cards, wanted))
    return Answer("", ANSWERED, said, source=source, table=_table(cards, wanted))


def _sum(card: Scorecard, wanted: _Wanted) -> Computed:
    block = call("COG_SCORECARD", card.category, card.campaign)
    if not wanted.theme:
        return call("SUM", call("INDEX", block, 0, CARD_COLUMNS[WEIGHT]))
    places = [place for row in wanted.of(card) for place in _place(card, row)]
    return call("SUM", *(call("INDEX", block, place, CARD_COLUMNS[WEIGHT]) for place in places))


def _table(cards: list[Scorecard], wanted: _Wanted, *, falling: bool | None = None) -> Table:
    """Return the rows, by weight where ``falling`` says which way, else as printed."""
    sign = 0 if falling is None else -1 if falling else 1
    rows = tuple(
        (
            str(card.campaign),
            card.terms.themes.get(row.theme, ""),
            row.label,
            format_number(row.weight, 4),
        )
        for card in cards
        for row in sorted(wanted.of(card), key=lambda one: sign * one.weight)
    )
    return Table(("Campagne", "Thème", "Indicateur", "Points"), rows)


def _extreme_theme(turn: Turn, cards: list[Scorecard], largest: bool) -> Answer | None:
    if len(cards) != 1:
        return None
    card = cards[0]
    sums = {key: _sum(card, _Wanted(key, None, False)) for key in card.terms.themes}
    result = turn.compute(call("MAX" if largest else "MIN", *sums.values()))
    names = [
        card.terms.themes[key]
        for key, node in sums.items()
        if turn.compute(node).value == result.value
    ]
    if not isinstance(result.value, float):
        return None
    which = "le plus lourd" if largest else "le plus léger"
    said = f"{_named(card)}, thème {which} : {' ; '.join(names)}, {counted_points(result.value)}."
    return answered(result, said, source=card.terms.source)


def _by_theme(turn: Turn, cards: list[Scorecard]) -> Answer | None:
    rows = []
    for card in cards:
        for key, theme in card.terms.themes.items():
            result = turn.compute(_sum(card, _Wanted(key, None, False)))
            rows.append((str(card.campaign), theme, result.display))
    told = ", ".join(f"{theme} {points} ({campaign})" for campaign, theme, points in rows)
    said = f"Points par thème, {cards[0].category.upper()} : {told}."
    table = Table(("Campagne", "Thème", "Points"), tuple(rows))
    return Answer("", ANSWERED, said, table=table, source=cards[-1].terms.source)


def _rows(
    turn: Turn, cards: list[Scorecard], wanted: _Wanted, counting: bool, *, ordered: bool = False
) -> Answer | None:
    told = []
    for card in cards:
        found = wanted.of(card)
        if ordered:
            found = sorted(found, key=lambda row: -row.weight)
        names = " ; ".join(f"{row.label} ({format_number(row.weight, 4)})" for row in found)
        listed = f" : {names}" if found and not (counting and len(found) > _MOST_NAMED) else ""
        told.append(f"{_named(card)}, {counted(len(found), 'indicateur')}{listed}")
    said = ". ".join(told) + "."
    source = cards[-1].terms.source
    if len(cards) == 1 and not wanted.theme and wanted.limit is None and not wanted.composites:
        node = call("COG_SCORECARD", cards[0].category, cards[0].campaign)
        return answered(turn.compute(node), said, source=source, table=_table(cards, wanted))
    return Answer("", ANSWERED, said, source=source, table=_table(cards, wanted))


def _extreme(
    turn: Turn, cards: list[Scorecard], wanted: _Wanted, largest: bool, *, with_theme: bool
) -> Answer | None:
    told, last = [], None
    for card in cards:
        rows = wanted.of(card)
        if not rows:
            return None
        edge = (max if largest else min)(row.weight for row in rows)
        holders = [row for row in rows if row.weight == edge]
        block = call("COG_SCORECARD", card.category, card.campaign)
        parts: list[Computed] = [
            call(
                "SUM", *(call("INDEX", block, at, CARD_COLUMNS[WEIGHT]) for at in _place(card, row))
            )
            for row in rows
        ]
        labels = " ; ".join(
            f"« {row.label} »" + _theme_of(card, row, said=with_theme) for row in holders
        )
        told.append(f"{_named(card)} : {labels}, {counted_points(edge)}")
        last = call("MAX" if largest else "MIN", *parts), holders[0].citation
    if last is None:
        return None
    said = f"Le poids le plus {'élevé' if largest else 'faible'}. {' ; '.join(told)}."
    if len(cards) > 1:
        return Answer("", ANSWERED, said, source=last[1], table=_table(cards, wanted))
    # « Et la deuxième ? » is the second row.
    table = _table(cards, wanted, falling=largest)
    return answered(turn.compute(last[0]), said, source=last[1], table=table)


def _theme_of(card: Scorecard, row: ScorecardRow, *, said: bool) -> str:
    theme = card.terms.themes.get(row.theme, "") if said else ""
    return f" (thème : {theme})" if theme else ""


def card_categories(scan: Scan, turn: Turn) -> Answer | None:
    """Answer which categories of bodies have a scorecard."""
    if not turn.known.cards or scan.take(_HOLDERS) is None or scan.take(_CARD) is None:
        return None
    counting = scan.take(COUNT) is not None
    scan.take(LIST)
    years = [int(str(one.value)) for one in scan.entities("year")]
    scan.take(_AROUND)
    if scan.left():
        return None
    cards = [card for card in turn.known.cards if not years or card.campaign in years]
    found = {card.category: card for card in cards if not card.terms.national}
    if not found:
        return None
    said = f"{len(found)} catégories d'organismes" if counting else "Catégories d'organismes"
    names = ", ".join(_as_name(key) for key in found)
    rows = tuple((key, card.title) for key, card in found.items())
    return Answer(
        "",
        ANSWERED,
        f"{said} qui ont un barème : {names}.",
        table=Table(("Catégorie", "Titre"), rows),
        source=next(iter(found.values())).terms.source,
    )


_HOLDERS: Final = regex(
    r"\b(?:d )?(?:organismes?|categories?(?: d organismes?)?|types? d organismes?|caisses?)\b"
)
_AROUND: Final = regex(
    r"\b(?:ont|a|locales?|propres?|annexes?|leur|dans|existent?|disposent?|points|interessement"
    r"|par)\b"
)
