"""Turns whose words an answer took for something else than what was told last are refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.table_query.best_readings import tables_of
from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.table_query.rows_listed import Listed, read_listed, told_in
from pycog.dialogue.table_query.table_lexis import plain
from pycog.dialogue.table_query.turn_patterns import IN_PERCENT, LATE, bare_turn
from pycog.dialogue.workbook.hanging_turns import LOST, NOT_UNDERSTOOD, names_row
from pycog.errors import InvalidInput
from pycog.lazy_patterns import regex
from pycog.xlsx.cells import column_letters

if TYPE_CHECKING:
    from pycog.dialogue.state import State
    from pycog.dialogue.table_query.best_readings import Tables
    from pycog.dialogue.turn import Context

#: What is computed with the figures that were told.
_COMPUTED: Final = frozenset({"suite", "calcul", "arithmetique"})
_OF_ONE: Final = regex(r"(?:il|elle)\b(?! (?:y|n y|en|reste|restait|manqu\w*|faut|fallait)\b)")
_SAME_ONE: Final = regex(
    r"(?:pour )?(?:le|la|ce(?:lui|lle) la) meme\b(?! (?:annees?|chose|question|calcul|periode"
    r"|exercice|mois|date|feuille|colonne|trimestre)\b)"
)
_GOES_ON: Final = regex(r"(?:et|sans|hors|sauf|avec|mais|pour|seulement)\b")
_OF_THEM: Final = regex(r"(?:ils|elles|ces \w+)\b|.*\b(?:coute|font|representent) elles\b")
_AMONG: Final = regex(r"(?:laquelle|lequel|lesquel\w+|tou(?:te)?s\b|aucune?\b)")
_LEAVES: Final = regex(r"\b(?:autres?|suivante?s?|reste|hors|sauf|parmi tou\w+)\b")
_SUMMED: Final = regex(r", sur (?P<n>\d+) (?:lignes?|\w+)\b")
_UNIT: Final = regex(
    r"(?:et |donc |ca fait |soit |c est )*(?:combien )?en (?:euros?|k ?euros?|m ?euros?|k?€"
    r"|milliers(?: d euros?)?|millions(?: d euros?)?|jours?|mois)(?: (?:ca fait|c est) combien)?"
)
_OTHER_ROWS: Final = (
    "Je ne sais pas : la question porte sur ce que je venais de citer, et ce que je trouve est "
    "d'autres lignes. Nommez la ligne, ou les lignes."
)
_WHICH_ROW: Final = (
    "Je ne sais pas de quelle ligne : j'en ai cité plusieurs, et la question porte sur une seule. "
    "Nommez la ligne."
)
_SUPPOSED: Final = regex(
    r"\b(?:si|s) ?(?:on|l on|il|elle|ils|elles|nous|le|la|les|c|ca)\b.*\b(?:av(?:ait|aient|ions)"
    r"|etai(?:t|ent)|faisai(?:t|ent)|avions|faisions|passai(?:t|ent)|atteigna\w+|obtena\w+)\b"
)
_TYPED: Final = regex(r"(?<![\w.,-])\d+(?:[.,]\d+)?(?![\w.,]*\d)")
_NOT_SUPPOSED: Final = (
    "Je ne sais pas calculer ce que cela donnerait : je n'ai pas de règle qui aille de « {word} » "
    "à ce que vous demandez. Donnez le calcul, avec ses nombres."
)
_HOW: Final = regex(
    r"(?:comment|de quelle (?:facon|maniere)|par quel calcul)\b.*\b(?:calcul\w*|obten\w+|fait"
    r"|compt\w+|trouve\w*|arrive\w*)\b|d ou (?:vient|sort)\b.*"
)
_ONE_CELL: Final = regex(r"=(?:'[^']+'|[\w.]+)!(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})")
_NO_CALCULATION: Final = (
    "Je ne sais pas comment ce nombre est calculé : la cellule {cell} le porte tel quel, et je "
    "l'ai lu sans calcul. Voyez la règle dans les notes de la feuille."
)
_NO_FIGURE: Final = (
    "Je ne sais pas de quel nombre : ce que je venais de citer n'en est pas un. Nommez la ligne et "
    "la colonne."
)
_WITHOUT: Final = regex(r"(?:et |donc |mais )*(?:sans|hors|sauf|excepte|hormis)\b")
_LEFT_OUT: Final = regex(
    r"\b(?:hors|sans|sauf|moins|autres que|excepté|aucune?|vide|non renseigné|reste)\b|[-−]", re.I
)
_NOT_LEFT_OUT: Final = (
    "Je ne sais pas retirer cela : ce que je trouve est la ligne à retirer, et non ce qui reste. "
    "Demandez les deux montants, ou leur différence."
)
_TIME: Final = regex(
    r"\ble plus (?:en (?:avance|retard)|tot|tard|vite|rapid\w+|longtemps|lent\w*)\b"
    r"|\bla plus (?:en (?:avance|retard)|rapide|lente)\b|\ble (?:mieux|moins) dans les temps\b"
)
_EXTREME: Final = regex(r"« (?P<column>[^»]+) » le plus (?:élevé|faible|haut|bas)")
_OF_TIME: Final = regex(r"\b(?:dates?|jours?|delais?|durees?|retards?|mois|echeances?|le)\b")
_NOT_TIME: Final = (
    "Je ne sais pas : vous demandez une avance ou un retard, et « {column} » n'en est pas un. "
    "Demandez les dates."
)
_WHY: Final = regex(r"(?:et |mais |donc )*pourquoi\b(?P<what>.+)")
_NO_REASON: Final = (
    "Je ne sais pas : je n'ai pas trouvé de raison qui parle de « {word} ». Ce que porte la "
    "ligne : {told}"
)
_SUM: Final = regex(r"\bSUM\((?P<cells>[^()]+)\)")
_ADDRESS: Final = regex(r"(?P<sheet>'[^']+'|[\w.]+)!\$?[A-Z]{1,3}\$?(?P<row>\d{1,7})")
_ADDS: Final = regex(r"\b(?:total|totaux|somme|cumul\w*|en tout|ensemble|additionn\w*)\b")
_SEVERAL: Final = (
    "Je ne sais pas quelle colonne prendre : plusieurs de la même ligne portent ce que vous "
    "demandez, et leur somme n'aurait pas de sens. Nommez la colonne : {columns}."
)
_DAYS: Final = regex(r"(?:c est |soit )*(?:de|depuis) combien de (?:jours?|mois|temps)\b.*")
_OF_DAYS: Final = regex(r"retard|avance|dur[ée]e|d[ée]lai|[ée]cart|ne compte pas|aucun", re.I)
_NO_DAYS: Final = (
    "Je ne sais pas : vous demandez une durée, et ce que je trouve n'en est pas une. Nommez la "
    "ligne, et demandez ses jours de retard."
)
_ALIKE: Final = regex(
    r"\b(?:il|elle|on|ca|c) (?:\w+ ){1,3}(?:pareil|idem|la meme chose|de meme|aussi)$"
)
_NOT_ALIKE: Final = (
    "Je ne sais pas dire s'il en va de même : je n'ai pas de règle à comparer. Demandez pour "
    "chaque ligne ce que porte la colonne."
)
_MANY: Final = regex(r"\b(?:lesquel(?:le)?s|quel(?:le)?s (?=\w)|combien d)")
_DOCUMENT: Final = regex(r"\b(?:cog|convention|annexe|article|texte|regle|droit)\w*\b")
_OF_ANSWER: Final = frozenset({"source", "formule", "inserer", "pourquoi"})
_OTHER_DOCUMENT: Final = (
    "Je ne sais pas : la question porte sur des lignes du classeur, et ce que je trouve est dans "
    "la convention. Nommez la ligne et la colonne, ou la convention."
)
_WHETHER_DONE: Final = regex(
    r"(?:(?:est|sont|c est) )?(?:il|elle|ils|elles)? ?(?:(?:est|sont|a|ont) )?(?:(?:deja|toutes"
    r"|tous|bien|ete) )*(?:finie?s?|terminee?s?|closes?|achevee?s?|soldee?s?)"
)
_STATE_TOLD: Final = regex(
    r"^(?:Oui|Non)\b|[Tt]ermin|[Cc]l[oô]s|[Cc]ours|[Ff]ait|[Ff]ini|[Aa]chev|[Ss]old|[Aa]ucun"
    r"|[Nn]on |retard|[Éé]tat|Etat|[Aa]vance"
)
_NOT_DONE: Final = (
    "Je ne sais pas dire si c'est fini : ce que je trouve ne le dit pas. Nommez la ligne et la "
    "colonne de son état."
)
_COMPARES: Final = regex(r"(?:compar\w*|(?:et )?(?:vs|par rapport))\b")
_RATED: Final = regex(r"%|\b(?:taux|part|pourcentage|ratio)\b")
_WHICH_FIGURE: Final = (
    "Je ne sais pas quel nombre comparer : je venais de donner un taux, et ce que je trouve est "
    "un des montants dont il est fait. Nommez la colonne et les deux années."
)
_YEAR: Final = regex(r"(?:19|20)\d\d")
_FEW: Final = 2
_MOST_CODES: Final = 6
_LONG: Final = 4


def taken_as_told(answer: Answer, question: str, before: State, context: Context) -> Answer:
    """Return an answer, or a refusal where a turn was taken for something that was not told.

    Args:
        answer: What was found.
        question: As typed.
        before: What was said before it.
        context: The open workbook.
    """
    if answer.kind != ANSWERED or context.sheet is None:
        return answer
    try:
        tables = tables_of(context.sheet)
    except InvalidInput:
        return answer
    typed = bare_turn(plain(question))
    if before.listed == LOST:
        why = NOT_UNDERSTOOD if answer.intent == "suite" else ""
    else:
        why = _why_not(answer, typed, before, tables, context)
    return replace(unknown(why), intent=answer.intent, state=before) if why else answer


def late_among(question: str, before: State, context: Context) -> str:
    """Return which of the rows told last are late, as it is asked by their codes, else ``""``.

    Args:
        question: As typed.
        before: What was said before it.
        context: The open workbook.
    """
    typed = bare_turn(plain(question))
    if not before.listed or context.sheet is None or not LATE.search(typed):
        return ""
    held = read_listed(before.listed, tables_of(context.sheet))
    codes = [row.number for one in held for row in one.rows]
    named = all(code[:1].isalpha() and code[-1:].isdigit() for code in codes)
    if not (named and len(held) == 1 and 1 < len(codes) <= _MOST_CODES and _AMONG.match(typed)):
        return ""
    return f"combien de jours de retard pour {', '.join(codes[:-1])} et {codes[-1]}"


def names_another(answer: Answer, question: str, context: Context) -> bool:
    """Tell whether a turn that got no answer named a row: the next one is about that row.

    Args:
        answer: What it got.
        question: As typed.
        context: The open workbook.
    """
    if answer.kind == ANSWERED or context.sheet is None:
        return False
    typed = " ".join(words(normalise(question)))
    return _GOES_ON.match(typed) is not None and names_row(typed, context)


def _why_not(answer: Answer, typed: str, before: State, tables: Tables, context: Context) -> str:
    """Return why what was found is no answer to a turn, ``""`` where it is one."""
    if answer.intent in _COMPUTED:
        supposed = _supposed(answer, typed) if before.listed and answer.intent == "calcul" else ""
        return supposed or _adds_columns(answer, typed, tables)
    if answer.intent == "pourquoi":
        return _how(answer, typed)
    if answer.intent != "classeur":
        return _elsewhere(answer, typed, before, tables)
    readers: tuple[Callable[[], str], ...] = (
        lambda: _supposed(answer, typed),
        lambda: _time(answer, typed),
        lambda: _days(answer, typed),
        lambda: _same(answer, typed),
        lambda: _done(answer, typed),
        lambda: _without(answer, typed, before, tables),
        lambda: _reason(answer, typed, read_listed(told_in(answer, tables), tables)),
    )
    if before.listed:
        held = read_listed(before.listed, tables)
        readers += (
            lambda: _percent(typed, held),
            lambda: _compared(answer, typed, before, held),
            lambda: _others(answer, typed, before, held, tables, context),
        )
    return next((why for reader in readers if (why := reader())), "")


def _supposed(answer: Answer, typed: str) -> str:
    """« Si on avait fait 86 ? », told as it is, or with a number that was only named."""
    if _SUPPOSED.search(typed) is None or answer.text.startswith("Si "):
        return ""
    if answer.intent == "calcul" and len(_TYPED.findall(typed)) > 1:
        return ""
    made = f"{answer.formula} {' '.join(answer.arithmetic)}" if answer.intent != "calcul" else ""
    for number in _TYPED.findall(typed):
        if not _YEAR.fullmatch(number) and number.replace(",", ".") not in made:
            return _NOT_SUPPOSED.format(word=number)
    return ""


def _how(answer: Answer, typed: str) -> str:
    """« Comment c'est calculé ? », of a figure that stands in one cell."""
    found = _ONE_CELL.fullmatch(answer.text.rstrip("."))
    return _NO_CALCULATION.format(cell=found["cell"]) if found and _HOW.match(typed) else ""


def _percent(typed: str, held: list[Listed]) -> str:
    """« Ça fait combien en % ? », of a text."""
    if IN_PERCENT.fullmatch(typed) is None or not held:
        return ""
    columns = [(one, column) for one in held for column in one.columns]
    figure = any(
        one.lexis.table.cell(row, column).number is not None
        for one, column in columns
        for row in one.rows
    )
    return _NO_FIGURE if columns and not figure else ""


def _days(answer: Answer, typed: str) -> str:
    """« De combien de jours ? », told of what is no time."""
    asked = _DAYS.fullmatch(typed) is not None
    return _NO_DAYS if asked and not (answer.formula or _OF_DAYS.search(answer.text)) else ""


def _same(answer: Answer, typed: str) -> str:
    """« Et le 8, il fallait pareil ? », told of the 8 and not of what was alike."""
    alike = _ALIKE.search(typed) is not None
    return _NOT_ALIKE if alike and not answer.text.startswith(("Oui", "Non")) else ""


def _done(answer: Answer, typed: str) -> str:
    """« Elles sont finies ? », told of when they are due."""
    asked = _WHETHER_DONE.fullmatch(typed) is not None
    return _NOT_DONE if asked and not _STATE_TOLD.search(answer.text) else ""


def _compared(answer: Answer, typed: str, before: State, held: list[Listed]) -> str:
    """« Compare avec 2024 », after a rate, told of one of the figures that made it."""
    rated = _RATED.search(plain(before.text)) is not None
    parts = any(len(one.columns) > 1 for one in held)
    if not (_COMPARES.match(typed) and rated and parts) or "%" in answer.display:
        return ""
    return _WHICH_FIGURE


def _without(answer: Answer, typed: str, before: State, tables: Tables) -> str:
    """« Sans l'évaluatif ? », told of that line."""
    if _WITHOUT.match(typed) is None or not (before.asked or before.listed):
        return ""
    rows = [row for one in read_listed(before.listed, tables) for row in one.rows]
    if len(rows) == 1 and answer.formula and rows[0].label not in answer.text:
        return _OTHER_ROWS
    told = normalise(answer.text)
    codes = [word for word in typed.split() if re.search(r"\d", word) and not _YEAR.match(word)]
    kept = _LEFT_OUT.search(answer.text) is not None or answer.formula != ""
    return "" if kept and all(word in told for word in codes) else _NOT_LEFT_OUT


def _time(answer: Answer, typed: str) -> str:
    """« La plus en avance », of a column that holds no time."""
    found = _EXTREME.search(answer.text)
    if found is None or _TIME.search(typed) is None or answer.display.endswith(("jour", "jours")):
        return ""
    column = " ".join(words(normalise(found["column"])))
    return "" if _OF_TIME.search(column) else _NOT_TIME.format(column=found["column"])


def _others(
    answer: Answer, typed: str, before: State, held: list[Listed], tables: Tables, context: Context
) -> str:
    """« Elles coûtent combien ? », of other rows than those that were told."""
    many = sum(len(one.rows) for one in held)
    one = _OF_ONE.match(typed) or _SAME_ONE.match(typed)
    pronoun = one or (_OF_THEM.match(typed) and many > 1)
    unit = _UNIT.fullmatch(typed)
    among = _AMONG.match(typed) and many > 1 and len(typed.split()) > 1
    why = typed.startswith("pourquoi ") and answer.table is not None and len(answer.table.rows) > 1
    if not many or not (pronoun or unit or among or why) or _LEAVES.search(typed):
        return ""
    if many > 1 and _SAME_ONE.match(typed) and _MANY.search(plain(before.text)):
        return _WHICH_ROW
    if not unit and not LATE.search(typed) and names_row(typed, context):
        return ""
    rows = _rows(held)
    told = _rows(read_listed(told_in(answer, tables), tables))
    counted = _SUMMED.search(answer.text)
    if counted is not None and int(counted["n"]) > many:
        return _OTHER_ROWS
    if not told or told <= rows:
        return ""
    return _WHICH_ROW if many > 1 and one else _OTHER_ROWS


def _elsewhere(answer: Answer, typed: str, before: State, tables: Tables) -> str:
    """« Ils sont suivis par qui ? », of rows of the workbook, told from an agreement."""
    if not before.listed or answer.formula or not (_OF_ONE.match(typed) or _OF_THEM.match(typed)):
        return ""
    if _DOCUMENT.search(typed) or answer.intent in _OF_ANSWER:
        return ""
    held = read_listed(before.listed, tables)
    named = [row.label for one in held for row in one.rows if row.label]
    return "" if any(label in answer.text for label in named) else _OTHER_DOCUMENT


def _rows(held: list[Listed]) -> set[tuple[str, int]]:
    return {(one.lexis.table.open.sheet, row.index) for one in held for row in one.rows}


def _reason(answer: Answer, typed: str, held: list[Listed]) -> str:
    """« Pourquoi ça passe par le conseil ? », told of another word of the row."""
    match = _WHY.fullmatch(typed)
    if match is None:
        return ""
    told = normalise(answer.text)
    for word in match["what"].split():
        if len(word) < _LONG or word[: _LONG + 1] in told:
            continue
        # A word of another cell of the row is what the question is about.
        if any(
            stem(word) in {stem(each) for each in words(normalise(cell.shown))}
            for one in held
            for row in one.rows
            for column in one.lexis.table.columns
            if column.kind != FIGURE and not (cell := one.lexis.table.cell(row, column)).is_missing
        ):
            return _NO_REASON.format(word=word, told=answer.text)
    return ""


def _adds_columns(answer: Answer, typed: str, tables: Tables) -> str:
    """« En % du budget ? », of several columns of one row that were added up."""
    if _ADDS.search(typed):
        return ""
    for found in _SUM.finditer(answer.formula_cells):
        cells = list(_ADDRESS.finditer(found["cells"]))
        places = {(one["sheet"], one["row"]) for one in cells}
        if len(cells) < _FEW or len(places) > 1:
            continue
        letters = {one[0].rpartition("!")[2].replace("$", "") for one in cells}
        sheet = cells[0]["sheet"].strip("'")
        names = [
            f"« {lexis.table.cell(row, column).heading} »"
            for lexis in tables.lexes
            if lexis.table.open.sheet == sheet
            for row in lexis.table.rows
            for column in lexis.table.columns
            if f"{column_letters(column.index + 1)}{row.index + 1}" in letters
        ]
        return _SEVERAL.format(columns=", ".join(names) or ", ".join(sorted(letters)))
    return ""
