"""Turns that say nothing by themselves are answered from what was told last, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pycog.dialogue.answers import ANSWERED, DECLINED, UNKNOWN, Answer, unknown
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.table_query.best_readings import tables_of
from pycog.dialogue.table_query.initials import FILLER
from pycog.dialogue.table_query.rows_listed import read_listed
from pycog.dialogue.table_query.table_lexis import CONCEPTS
from pycog.dialogue.table_query.table_operators import read_operators
from pycog.dialogue.table_query.turn_patterns import (
    GOES_ON,
    OF_IT,
    OF_ONE,
    OF_THEM,
    SHORT,
    bare_turn,
)
from pycog.dialogue.vocabulary import vocabulary
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.dialogue.state import State
    from pycog.dialogue.turn import Context

#: What hangs on something that was told before.
_HANGS: Final = regex(
    r"(?:(?:pourquoi|quand|qui|combien)$|et|donc|alors|du coup|pareil|idem|meme chose|soit"
    r"|dont|ca|cela|pour (?:quel|combien|quoi)"
    r"|lesquel\w+|lequel|laquelle|l autre|les autres|le reste|de combien|sur combien|qui ca"
    r"|le (?:premier|deuxieme|second|troisieme|dernier|suivant|precedent)"
    r"|les (?:deux|trois|quatre|cinq|[2-5]) (?:premi\w+|derni\w+|autres)"
    r"|la (?:premiere|deuxieme|seconde|troisieme|derniere|suivante|precedente))\b"
)
_SAME: Final = regex(r"(?:et )?(?:pareil|idem|meme (?:chose|question|calcul))\b")
#: Words that name nothing of a workbook.
_EMPTY: Final = frozenset(
    map(
        stem,
        words(
            "et donc alors du coup pareil idem meme memes chose soit dont ca cela pour quel quelle "
            "quels quelles combien quoi lesquels lesquelles lequel laquelle autre autres reste de "
            "sur qui le la les l un une des d au aux en a est c etait fait font faire donne "
            "represente font premiers premieres premier premiere "
            "deuxieme second seconde troisieme quatrieme dernier "
            "derniere suivant suivante suivantes suivants precedent precedente montant montants "
            "somme total tout tous toutes part parts pourcentage annee annees an ans mois "
            "trimestre avant apres plus moins gros petit grand haut bas ecart difference "
            "pourquoi quand eux elles ils il elle on y entre deux trois quatre cinq leur leurs "
            "son sa ses ou ce cette "
            "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "
            "juil sept oct nov dec janv fev pr ces celui celle ceux celles "
            "possible exactement alors sans sauf hors excepte avec euros moyenne evolution"
        ),
    )
)
_YEAR: Final = regex(r"(?:(?:19|20)\d\d|\d{1,2}(?:e|er|eme)?|%|€|t[1-4]|k€)")
_PARTED: Final = regex(r"\b(?P<first>\d{1,3})[ .-]\d{1,3}\b")
_NUMBER: Final = regex(r"\(n° (\d{1,3})\)")
_HALF_READ: Final = (
    "Je ne sais pas : je n'ai lu que le début de ce numéro. Nommez la ligne par ses mots."
)
#: Letters of a word that names something.
_LONG: Final = 4
_EXCEPT: Final = regex(
    r"\b(?:sauf|hors|excepte|hormis|a part|sans)(?: (?:en|l annee|pour|celui de|celle de|ceux de))?"
    r" (?P<year>(?:19|20)\d\d)\b"
)
_NAMED_BY: Final = regex(
    r"(?<!\w)(?:m|mr|mme|monsieur|madame|chez|en|pour|par|du|de|la|des|au|et) (?=(?P<word>[a-z]+))"
)
_NEVER: Final = regex(r"[Jj]amais|[Aa]ucun|sans (?:date|valeur)|vide")
_NOT_USED: Final = (
    "Je ne donne pas de réponse : je ne sais pas tenir compte de « {word} ». Posez la question "
    "sans ce mot, ou avec les mots du classeur."
)
_NTH: Final = regex(r"^(?:et |pour )*l[ea] (?:\w+ieme|\d{1,2}e(?:me)?)\b(?! trim| sem| mois)")
_NO_SUCH_PLACE: Final = (
    "Je ne sais pas : la liste que j'ai donnée n'a pas cette place. Nommez la ligne."
)
#: What sets the last figure against another one.
_COMPARES: Final = regex(
    r"\b(?:au dessus|en dessous|depass\w*|superieure?s?|inferieure?s?|(?:plus|moins) qu\w*)\b"
    r"|^de combien$"
)
_COMPARED: Final = regex(
    r"^(?:Oui|Non)\b|[Éé]cart|[Ss]upérieur|[Ii]nférieur|[Dd]épass|[Rr]este|jours|Évolution|aucun"
    r"|au-dessus|en dessous|tteint|^Total|[Pp]lus |[Mm]oins "
)
_NOT_COMPARED: Final = (
    "Je ne sais pas comparer : ce que je trouve n'est qu'une des deux valeurs. Nommez les deux "
    "colonnes, ou les deux années."
)
_SHEET: Final = regex(r"feuille « (?P<name>.+?) »")
#: What is said of the answer itself, or computed with its figure.
_OF_ANSWER: Final = frozenset({"suite", "calcul", "source", "formule", "inserer", "arithmetique"})
_NOTHING: Final = (
    "Je ne sais pas de quoi vous parlez : rien n'a été dit avant à quoi cette question se "
    "rattache. Nommez la ligne, la colonne et l'année."
)
#: What is kept as rows told once a whole question was not understood.
LOST: Final = "?"
_TOTAL: Final = frozenset(map(stem, ("total", "totaux", "ensemble", "somme")))
#: Why a turn on a question that was not understood has no answer.
NOT_UNDERSTOOD: Final = (
    "Je ne sais pas de quoi : je n'ai pas su répondre à la question d'avant. Posez la question en "
    "entier, avec la ligne et la colonne."
)
_ELSEWHERE: Final = (
    "Je ne sais pas : ce que je trouve ne vient pas du tableau dont nous parlions. Posez la "
    "question en entier, avec la feuille et la ligne."
)


def hung(answer: Answer, question: str, before: State, context: Context) -> Answer:
    """Return an answer, or a refusal where a turn was answered from anything but the last answer.

    Args:
        answer: What was found.
        question: As typed.
        before: What was said before it.
        context: The open workbook.
    """
    if answer.kind != ANSWERED or answer.intent in _OF_ANSWER or context.sheet is None:
        return answer
    typed = " ".join(words(normalise(question)))
    why = _why_not(answer, typed, before, context)
    return replace(unknown(why), intent=answer.intent, state=before) if why else answer


def _why_not(answer: Answer, typed: str, before: State, context: Context) -> str:
    """Return why what was found is no answer to a turn, ``""`` where it is one."""
    here = answer.intent == "classeur"
    if any(number == part for number, part in _halves(answer.text, typed)):
        return _HALF_READ
    if here and (why := _left_over(answer.text, typed, context)):
        return why
    text, sheets = bare_turn(typed), _sheets_of(before)
    if here and _NTH.search(typed) and answer.table is not None and len(answer.table.rows) > 1:
        return _NO_SUCH_PLACE
    # « Moins de 3 mois » is the name of a row.
    said = re.sub("«[^»]*»", "", answer.text)
    if here and sheets and _COMPARES.search(text) and not _COMPARED.search(said):
        return _NOT_COMPARED
    hangs = _HANGS.match(typed) is not None and (_is_empty(text) or _SAME.match(typed) is not None)
    short = here and not is_whole(typed)
    if before.listed == LOST:
        # What was asked last was not understood.
        brief = short and len(typed.split()) <= SHORT
        goes_on = hangs or OF_ONE.match(typed) or (brief and _HANGS.match(typed))
        return NOT_UNDERSTOOD if goes_on or (brief and not names_row(text, context)) else ""
    if not sheets:
        alone = not before.has_subject or before.pending != ""
        return _NOTHING if here and alone and (hangs or OF_ONE.match(typed)) else ""
    named = _SHEET.search(answer.source)
    told = named["name"] if named else ""
    if here and (not told or told in sheets or _is_sibling(told, sheets)):
        return ""
    if here and _is_same_row(answer, before, context):
        return ""
    # What another document prints is no answer where the table has every word itself.
    turn = not is_whole(typed)
    known = turn and not _names_only(text, told, context) and _is_known(text, sheets, context)
    return _ELSEWHERE if (hangs and _is_empty(text)) or known else ""


def _is_same_row(answer: Answer, before: State, context: Context) -> bool:
    """Tell whether another table is told of the row that was spoken of."""
    assert context.sheet is not None
    labels = {
        row.label
        for told in (before.listed, before.focus.partition(";")[0])
        for one in read_listed(told, tables_of(context.sheet))
        for row in one.rows
        if row.label
    }
    return any(f"« {label} »" in answer.text for label in labels)


def _left_over(told: str, typed: str, context: Context) -> str:
    """Return a refusal that names what a question restricts and its answer does not."""
    for match in _EXCEPT.finditer(typed):
        if not re.search(rf"\b(?:hors|sauf|sans|autres que)\b[^.]*{match['year']}", told):
            return _NOT_USED.format(word=match[0])
    never = re.search(r"\bjamais\b", typed)
    denied = re.search(r"\b(?:n|ne)\b", typed)
    if never and not (_NEVER.search(told) or (denied and told.startswith(("Oui", "Non")))):
        return _NOT_USED.format(word="jamais")
    if not is_whole(typed) and (unknown_word := _unknown_name(told, typed, context)):
        return _NOT_USED.format(word=unknown_word)
    return ""


def _unknown_name(told: str, typed: str, context: Context) -> str:
    """Return the word behind « M. », « pour », « en » … that nothing knows, ``""`` for none."""
    assert context.sheet is not None
    lexes = tables_of(context.sheet).lexes
    known, flat = vocabulary().lexicon.stems, normalise(told)
    read = read_operators(typed)
    for match in _NAMED_BY.finditer(read.text):
        word = match["word"]
        soft = any(start <= match.start("word") < end for start, end, _ in read.soft)
        plain = stem(word)
        if soft or len(word) < _LONG or plain in _EMPTY or plain in FILLER or plain in known:
            continue
        if word[:_LONG] in flat or any(one.search(word) for one, _ in CONCEPTS.values()):
            continue
        if not any(lexis.exact(word).is_any or lexis.loose(word).is_any for lexis in lexes):
            return word
    return ""


def _halves(told: str, typed: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers that an answer reads, with the first part of each « 4.3 » of a turn."""
    for whole in _PARTED.finditer(typed):
        if whole[0].replace(" ", ".") not in told:
            for number in _NUMBER.findall(told):
                yield number, whole["first"]


def _contents(text: str) -> set[str]:
    return {
        stem(word)
        for word in text.split()
        if stem(word) not in _EMPTY and stem(word) not in FILLER and not _YEAR.fullmatch(word)
    }


def names_row(text: str, context: Context) -> bool:
    """Tell whether a word of a turn chooses rows of a table.

    Args:
        text: The turn, without accents and signs.
        context: The open workbook.
    """
    assert context.sheet is not None
    said = _contents(text)
    return any(
        said & (set(lexis.label) | set(lexis.value)) - _TOTAL
        for lexis in tables_of(context.sheet).lexes
    )


def _names_only(text: str, sheet: str, context: Context) -> bool:
    """Tell whether a turn names the sheet that it is answered from."""
    return bool(_contents(text) & {stem(one) for one in words(normalise(sheet))})


def _is_known(text: str, sheets: set[str], context: Context) -> bool:
    """Tell whether the table that was spoken of has every word of a turn itself."""
    assert context.sheet is not None
    said = _contents(text)
    return bool(said) and any(
        said <= lexis.all_stems
        for lexis in tables_of(context.sheet).lexes
        if lexis.table.open.sheet in sheets
    )


def is_lost(answer: Answer, question: str, before: State) -> bool:
    """Tell whether a question that was about no earlier one was not understood.

    Args:
        answer: What it got.
        question: As typed.
        before: What was said before it.
    """
    if answer.kind not in {UNKNOWN, DECLINED}:
        return False
    alone = not (before.has_subject or before.listed or before.focus or before.pending)
    return alone or is_whole(question)


def is_whole(question: str) -> bool:
    """Tell whether a question says by itself what it is about.

    Args:
        question: As typed.
    """
    text = " ".join(words(normalise(question)))
    goes_on = GOES_ON.match(text) or OF_THEM.search(text) or OF_IT.match(text)
    return len(text.split()) > SHORT and not goes_on and not _HANGS.match(text)


def _is_empty(text: str) -> bool:
    return all(
        stem(word) in _EMPTY or stem(word) in FILLER or _YEAR.fullmatch(word)
        for word in text.split()
    )


def _sheets_of(before: State) -> set[str]:
    """Return the sheets that were told last."""
    told = [*before.listed.split(" | "), before.focus]
    if before.asked.startswith("@"):
        told.append(before.asked[1:])
    return {one.rpartition("!")[0] for one in told if "!" in one}


def _is_sibling(told: str, sheets: set[str]) -> bool:
    """Tell whether sheets differ by their year alone: « 2024 » and « 2025 »."""
    bare = {re.sub(r"\d+", "", one).strip().lower() for one in sheets}
    return re.sub(r"\d+", "", told).strip().lower() in bare
