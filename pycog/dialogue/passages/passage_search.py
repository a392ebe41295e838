"""Finds the passage that a question asks for, by the weight of the words that both have.

What is told is a text with its place and no computed figure. It is told only where the words that
tell one subject from another are nearly all there, and every number, name and operator is.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.coverage import IDIOMS
from pycog.dialogue.entities import Question
from pycog.dialogue.families import restricting
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.passages.passage_data import Passage, Passages, passages
from pycog.dialogue.provisions.provision_data import provisions
from pycog.dialogue.spoken import NUMERALS, digits, numeral
from pycog.dialogue.state import State
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: The intent of what is told in words: no subject of a next question.
OF_TEXT: Final = "definition"
#: Share of the weight of a question's words that a passage must have.
_LEAST_SHARE: Final = 0.62
#: Weight that these must have together: « la cible » alone is said of everything.
_LEAST_WEIGHT: Final = 8.0
#: The same where so many things of a document are asked for by their names.
_LISTED_WEIGHT: Final = 4.0
#: Asks for something to be made of figures.
MADE: Final = regex(
    r"\bpoids\b|\ben (?:plus|moins)\b|\bretrouv\w+"
    r"|\b(?:quels|quelles|combien d|liste) (?:(?:sont|etaient) )?(?:d |des |les )?"
    r"(?:indicateurs|lignes|mesures|criteres)\b"
    r"|^(?:redige\w*|ecri[st]|raconte|invente|traduis|resume|imagine)\b"
    r"|^(?:et )?(?:compar\w+|calcul\w+|class\w+|additionn\w+)\b"
)
#: Asks for things by their names, and how many they are: « les 3 pôles », « liste les chantiers ».
_LISTS: Final = regex(
    r"^(?:et |alors )?(?:(?:peux tu|pouvez vous|tu peux|merci de) )?(?:me |m |nous )?"
    r"(?P<verb>(?:donne|list|cit|enumer|nomm|detaill|indiqu|rappel)(?:e[rsz]?|es)?(?: moi| nous)?"
    r"|quel(?:le)?s (?:sont|etaient|(?=(?:types?|sortes?|categories|noms|genres?)\b)))?(?: ?:)?"
    r" ?(?:les |le nom des |les noms des |des )?"
    rf"(?P<n>\d\d?|{'|'.join(NUMERALS[2:])})?\b"
)
#: How many are wanted of those that there are.
_AT_LEAST: Final = regex(
    r",? ?\(?\b(?:au moins|au minimum|(?:donne|cite)\w*(?: en)?)"
    rf" (?:\d\d?|{'|'.join(NUMERALS[1:])})\)?"
)
#: Between the things that a text names.
_BETWEEN: Final = regex(r",(?! \d)| ; | et (?=\w)|\bpuis\b")
#: Asks for a number, or for a day.
_NUMBER_ASKED: Final = regex(
    r"\b(?:combien|cb|cbien|vs|versus|chiffres(?! cles?))\b|^(?:et |mais )?dont\b"
    r"|\bdont (?:les |la |le |l )?[a-z]+ ?\??$"
    r"|\bquel(?:le)?s? (?:est |sont |etai(?:t|ent) )?(?:le |la |les )?"
    r"(?:montants?|nombre|pourcentage|taux|part|proportion|effectif|somme|age)\b"
    r"|\b(?:nombre|nb|nbre|montant|effectif) d"
)
#: Asks for a share, which a text has to print as one.
_SHARE_ASKED: Final = regex(r"\b(?:part|pourcentage|proportion|ratio|poids) d|%")
#: A rate of change is no share.
_CHANGE_TOLD: Final = regex(
    r"(?:évolution|hausse|baisse|augmentation|progression|diminution)[^,;.()]{0,24}?\d+(?:,\d+)? ?%"
)
#: Asks how something is divided: a text that gives no number does not say it.
_SPLIT_ASKED: Final = regex(r"\b(?:reparti\w*|ventil\w*|detail\w*)\b.*\bpar [a-z]{4,}")
_DAY_ASKED: Final = regex(
    r"^dates?\b|\bdates? d|\b(?:quand|quelles? dates?|date limite|echeances?|delais?|pour quand"
    r"|en quelle annee|quel mois)\b"
)
#: « Combien de dossiers »: the thing that is counted, whatever stands in between.
_COUNTED: Final = regex(r"\b(?:combien|nombre|nb|nbre) (?:de |d |des |du )([a-z]{3,})")
#: Words behind a number among which what it counts is.
_BEHIND: Final = 6
_NUMBER: Final = regex(
    r"(?<!n°)(?<!n° )(?<!fiche )(?<!Indicateur )(?<!indicateur )(?<!annexe )\b(?!(?:19|20)\d\d\b)\d"
)
_DAY: Final = regex(
    r"\b(?:19|20)\d\d\b|\d+ ?(?:jours?|mois|ans?|semaines?|heures?|h)\b"
    r"|\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
    r"|décembre|trimestres?|semestres?)\b"
)
#: Asks for what typed numbers give.
_COMPUTED: Final = regex(r"\b(?:combien|ca (?:fait|donne)|donne|soit|calcul\w*)\b")
#: How much nearer than the next one a passage must be to be told alone.
_AHEAD: Final = 0.06
#: Passages told at once.
_MOST: Final = 2
#: Asks for somebody: who does what.
_WHO_ASKED: Final = regex(
    r"^(?:et |mais |alors |donc )?(?:(?:c est |par |avec |pour |a |de |chez |aupres de )?qui"
    r"|(?:par |de |a )?quel(?:le)?s? (?:personnes?|responsables?|organismes?))\b"
)
#: Asks who has a function: a name answers, and nothing that is said of the function.
_PERSON_ASKED: Final = regex(
    r"\bqui (?:est|sont|etait|etaient|preside\w*|dirige\w*)(?: (?:actuellement|donc))?"
    r"(?: (?:le|la|les|l|leur))?(?: (?:vice|nouve\w+|conseil|caisse))*"
    r"(?: (?:president|direct(?:eur|rice)|mediat(?:eur|rice)|ministre|agent comptable"
    r"|secretaire)|(?<=conseil)|(?<=caisse))"
)
_PERSON: Final = regex(r"\b[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)? [A-ZÀ-Ý][a-zà-ÿ]+")
#: A text that tells somebody: a name, a body, a function.
_SOMEBODY: Final = regex(
    r"\b(?:directeurs?|directrices?|presidente?s?|conseil|commission|comite|agents?|agence|services?"
    r"|ministres?|ministeres?|caisses?|etat|controleur|equipes?|referente?s?"
    r"|managers?|medecins?|praticiens?|organismes?|prestataires?|assures?|beneficiaires?|salaries?"
    r"|employeurs?|entreprises?|partenaires?|syndicats?|delegues?|conseillers?|tuteurs?"
    r"|responsables?|cadres?|pilotes?|reseaux?|groupe|pole|departement|personnels?|fonds"
    r"|infirmier\w*|professionnels|etablissements?|copil|codir|unites?|centres?|antennes?)\b"
)
#: What somebody does, and what money is for.
_HEAD: Final = regex(
    r"^(?:et |mais |alors |donc )?(?:c est )?qui (?:(?:a|ont|est|sont|doit|doivent|peut|peuvent|va"
    r"|vont|avait|etait) )?(?:bien |ete )?(?!est\b|sont\b|le\b|la\b|les\b|l\b)([a-z]{4,})"
    r"(?: (?:(?:le|la|les|l|un|une|des|du|de la|de l|nos|leurs?|cette|ces?) )?([a-z]{4,}))?"
    r"|\b(?:budgets?|depenses?|credits?|enveloppes?|couts?) (?:de la|de l|du|des|de|d) ([a-z]{4,})"
)
#: Asks where, or for a name.
_PLACE_ASKED: Final = regex(
    r"^(?:et )?ou\b|\b(?:quelles? |les )(?:villes?|communes?|lieux)\b|\bnoms? d"
)
_NAMED: Final = regex(r"(?<=[\w,’'(] )[A-ZÀ-Ý]\w+")
#: What kind of answer is asked for: it names no subject.
_KIND_ASKED: Final = regex(
    r"\b(?:(?:a )?(?:quelles? )?dates?(?= (?:a|de|du|des|d|pour)\b)|depuis(?= quand)"
    r"|noms?(?= (?:de|du|des|d)\b)|(?<=quelle )ville|(?<=quelles )(?:villes|communes)"
    r"|(?<=les )(?:villes|communes)|^communes|^villes|horaires?(?= (?:de|du|des|d)\b))"
)
#: A word that stands nowhere tells less than one of another passage.
_UNKNOWN: Final = 0.5
#: How much what is said another way counts.
_KIN: Final = 0.7
#: Share of the words that it must have.
_LEAST_COUNT: Final = 0.6
#: Share of the weight that must be found word for word.
_LEAST_DIRECT: Final = 0.45
#: Words that ask for another figure than a printed one, which a passage must have as they are.
_OPERATORS: Final = regex(
    r"\b(?:difference|ecart|evolution|total\w*|cumul\w*|moyen\w*|somme|part|pourcentage|ratio"
    r"|taux|combien de fois|moins|plus|resultats?|realise\w*|constate\w*|execute\w*|hausse"
    r"|baisse|hors|sauf|lesquel(?:le)?s|liste|classe\w*)\b"
)
#: A word with a capital that opens no sentence names somebody or something.
_NAME: Final = regex(r"(?<=[\w,'’] )[A-ZÀ-Ý][\w-]+")


#: A rule may be asked with a denial: « ne faut-il pas ».
_DENIALS: Final = frozenset(map(stem, ("pas", "non", "ni", "aucun", "aucune", "rien", "presque")))
#: Digits of a number that may be one of a title, and what then stands before it.
_SMALL: Final = 2
_PLACED: Final = (
    r"\b(?:annexes?|fiches?|chapitres?|articles?|sections?|parties?|objectifs?|indicateurs?|ind"
    r"|points?|le|du|la|dans|caisse|departement|\d[.])"
    r"(?: (?:l|le|du|la|de|objectif|indicateur|n ?°|n|no|numero))* ?"
)
#: What stands before a word that says for whom, in what or by what.
_WHOSE: Final = (
    r"\b(?:(?:pour|chez|en|par|au|aux)(?: (?:l|la|le|les|un|une|nos|notre))?"
    r"|(?:hors|sauf|sans|excepte|hormis)(?: \w+){0,2}|branche) "
)


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of a question: how it may stand in a passage and what it weighs.

    A small number is a value unless it says where something stands: the text itself must have it.
    A head is what somebody does, or what money is for: a text without it is of something else.
    """

    typed: str
    stems: frozenset[str]
    kin: frozenset[str]
    weight: float
    needed: bool
    value: bool = False
    head: bool = False


TYPED: Final = frozenset({"amount", "percent", "points", "change", "staff", "number"})
#: So many typed numbers are those of a calculation.
_SEVERAL: Final = 2
_GOES_ON: Final = regex(r"(?:et|mais|sinon|alors|donc|ou bien|pareil|idem|dans l autre) ")
#: Words of a piece of a question.
_PIECE: Final = 5


def names_in(typed: str) -> frozenset[str]:
    """Return the words of a question that are names, as they are typed with a capital."""
    if typed.isupper():
        return frozenset()
    return frozenset(word for one in _NAME.findall(typed) for word in words(normalise(one)))


def told_passage(
    question: Question, state: State, known: Vocabulary, *, names: Collection[str] | None = None
) -> Answer | None:
    """Tell what a document says on what a question asks, ``None`` where none clearly does.

    Args:
        question: The question.
        state: What was said before; a passage leaves it as it is.
        known: The vocabulary.
        names: Names that a passage must have; those of the question as typed for ``None``.
    """
    names = names_in(question.typed) if names is None else names
    if any(one not in words(question.text) for one in names):
        # A shorter reading that leaves a name out is of another body.
        return None
    if is_piece(question.typed, state):
        return None
    if len({one.value for one in question.of("line")}) > 1 and _MOVED.search(question.text):
        # Who decides hangs on both ends, which a passage on « every other transfer » leaves open.
        return None
    if question.has("per") or MADE.search(question.text) or _calculates(question):
        return None
    data = passages()
    listed = listing(question.text)
    whole = question.text
    if listed is not None:
        whole = _AT_LEAST.sub(" ", known.without_departments(whole[listed.end() :]))
    ranked: list[tuple[float, Passage]] = []
    # The kind of answer that is asked for may be a word of the passage, or of none.
    for text in dict.fromkeys((whole, _KIND_ASKED.sub(" ", whole))):
        if not ranked and (asked := asked_in(text, data, known, names)):
            ranked = _ranked(asked, question, data, known, listed)
    if not ranked:
        return None
    best = ranked[0][0]
    told = [one for score, one in ranked if best - score < _AHEAD][: _MOST + 1]
    if len(told) > _MOST:
        return None
    text = " ".join(dict.fromkeys(one.text for one in told))
    source = " ; ".join(dict.fromkeys(one.source for one in told))
    return Answer(OF_TEXT, ANSWERED, text, source=source, state=state)


def is_piece(typed: str, state: State) -> bool:
    """Tell whether a piece of a question goes on with what was said before."""
    text = normalise(typed)
    return state.has_subject and (_GOES_ON.match(text) is not None or len(words(text)) < _PIECE)


_MOVED: Final = regex(r"\b(?:virements?|virer|transferts?|transferer|basculer)\b")


def listing(text: str) -> re.Match[str] | None:
    """Return how a question asks for things by their names, ``None`` where it does not.

    Args:
        text: Normalised.
    """
    found = _LISTS.match(text)
    return found if found is not None and (found["verb"] or found["n"]) else None


def _names_all(text: str, number: str) -> bool:
    """Tell whether a text names several things: so many, where a question says how many."""
    things = 1 + len(_BETWEEN.findall(text.rpartition(":")[2]))
    if not number:
        return things > 1
    count = numeral(number)
    plain = words(normalise(text))
    printed = any(one in plain for one in (str(count), *NUMERALS[count : count + 1]))
    return things > 1 and (printed or things == count)


def _calculates(question: Question) -> bool:
    """Tell whether a question gives numbers of its own, of which something is to be made."""
    listed = listing(question.text)
    begin = 0 if listed is None else listed.end()
    typed = [one for one in question.entities if one.kind in TYPED and one.start >= begin]
    if question.has("change"):
        return True
    return len(typed) >= _SEVERAL or (bool(typed) and bool(_COMPUTED.search(question.text)))


def asked_in(
    whole: str, data: Passages, known: Vocabulary, names: Collection[str]
) -> list[AskedWord]:
    """Return the words of a question that tell what it is about."""
    text = IDIOMS.sub(" ", whole)
    free = known.filler | provisions().asking
    told = {word for found in _OPERATORS.findall(text) for word in words(found)} | {*names}
    qualifying = known.qualifying - _DENIALS
    told |= {word for word in words(text) if stem(word) in qualifying}
    heads = {one for match in _HEAD.finditer(whole) for one in match.groups() if one}
    found = []
    for word in dict.fromkeys(words(text)):
        plain = stem(word)
        digit = word[0].isdigit()
        if (len(word) < 2 and not digit) or (plain in free and word not in names):
            continue
        stems = frozenset({plain} if digit else {plain, data.lexicon.recognise(word)})
        weight = max((data.weights.get(one, 0.0) for one in stems), default=0.0)
        weight = weight or (data.unknown if word in names else data.unknown * _UNKNOWN)
        kin = frozenset().union(*(data.kin.get(one, frozenset()) for one in stems))
        needed = digit or word in told or plain in restricting() or _says_whose(word, text)
        value = digit and len(word) <= _SMALL and not re.search(f"{_PLACED}{word}\\b", text)
        found.append(AskedWord(word, stems, kin, weight, needed, value, word in heads))
    return found


def _says_whose(word: str, text: str) -> bool:
    """Tell whether a word says for whom, in what or by what: it is never left aside."""
    return re.search(f"{_WHOSE}{re.escape(word)}\\b", text) is not None


def _ranked(
    asked: list[AskedWord],
    question: Question,
    data: Passages,
    known: Vocabulary,
    listed: re.Match[str] | None,
) -> list[tuple[float, Passage]]:
    """Return the passages that have enough of a question, the nearest first."""
    parts = [places_of(word, data) for word in asked]
    documents = {str(one.value) for one in question.of("document")}
    if listed is not None:
        documents |= {document for document, _ in known.departments_said(question.text)}
    amounts = [normalise(one.text) for one in question.of("percent", "amount")]
    values = {word.typed for word in asked if word.value}
    found = []
    sure = listed is not None and bool(listed["n"] or documents)
    for place in _heavy(asked, parts, _LISTED_WEIGHT if sure else _LEAST_WEIGHT):
        one = data.every[place]
        if any(place not in part for word, part in zip(asked, parts, strict=True) if word.head):
            continue
        held = [
            (word, part.get(place, 0.0))
            for word, part in zip(asked, parts, strict=True)
            if place in part or not word.stems & one.titled
        ]
        # The first of the words is what is asked for.
        if not held[0][1]:
            continue
        direct = sum(word.weight for word, part in held if part == 1.0)
        whole = sum(word.weight for word, _ in held)
        share = sum(word.weight * part for word, part in held) / whole
        if share < _LEAST_SHARE or direct < _LEAST_DIRECT * whole:
            continue
        if any(word.needed and part < 1.0 for word, part in held):
            continue
        if sum(part > 0 for _, part in held) < _LEAST_COUNT * len(held):
            # One rare word alone does not make a passage of another subject.
            continue
        printed = normalise(one.text)
        if any(amount not in printed for amount in amounts):
            continue
        if values and not values <= set(words(digits(printed))):
            continue
        own = one.stems - one.titled
        if sure and not any(word.stems & own for word in asked if not word.typed[0].isdigit()):
            # The title of the document alone names no list of it.
            continue
        if listed is not None and not _names_all(one.text, listed["n"] or ""):
            continue
        if may_tell(one, documents, known) and (
            answers(question.text, one.text) and counts(question.text, one.text, asked)
        ):
            found.append((share + nearness(asked, one, data) / 2, one))
    return sorted(found, key=lambda pair: -pair[0])


def _heavy(asked: list[AskedWord], parts: list[dict[int, float]], least: float) -> list[int]:
    """Return the passages that have enough of the words as they are: most have one or two."""
    found: dict[int, float] = {}
    for word, part in zip(asked, parts, strict=True):
        for place, share in part.items():
            if share == 1.0:
                found[place] = found.get(place, 0.0) + word.weight
    return [place for place, weight in found.items() if weight >= least]


def places_of(word: AskedWord, data: Passages) -> dict[int, float]:
    """Return the passages that have a word or what says the same → how much of it."""
    found = {place: _KIN for one in word.kin for place in data.holding.get(one, ())}
    found.update((place, 1.0) for one in word.stems for place in data.holding.get(one, ()))
    return found


def answers(question: str, text: str) -> bool:
    """Tell whether a text has what a question asks for: a number, a day."""
    if _SHARE_ASKED.search(question) and "%" not in _CHANGE_TOLD.sub(" ", text):
        return False
    if _PLACE_ASKED.search(question) and not _NAMED.search(text):
        return False
    if _PERSON_ASKED.search(question) and not _PERSON.search(text):
        return False
    if _WHO_ASKED.search(question) and not (
        _NAMED.search(text) or _SOMEBODY.search(normalise(text))
    ):
        return False
    numbered = _NUMBER_ASKED.search(question) or _SPLIT_ASKED.search(question)
    if numbered and not _NUMBER.search(text):
        return False
    return not _DAY_ASKED.search(question) or _DAY.search(text) is not None


def counts(question: str, text: str, asked: list[AskedWord]) -> bool:
    """Tell whether a text has a number of what a question counts, and not of something else."""
    counted = _COUNTED.search(question)
    if counted is None:
        return True
    thing = next((word for word in asked if word.typed == counted[1]), None)
    if thing is None:
        return True
    forms, plain = thing.stems | thing.kin, words(digits(normalise(text)))
    return any(
        one[0].isdigit() and forms & set(map(stem, plain[max(0, at - _BEHIND) : at + _BEHIND + 1]))
        for at, one in enumerate(plain)
    )


def nearness(asked: list[AskedWord], passage: Passage, data: Passages) -> float:
    """Return how much of the nearest way of asking a question has."""
    said = frozenset().union(*(word.stems | word.kin for word in asked))

    def share(way: frozenset[str]) -> float:
        weights = {one: data.weights.get(one, 0.0) for one in way}
        whole = sum(weights.values()) or 1.0
        return sum(weight for one, weight in weights.items() if one in said) / whole

    return max(map(share, passage.asked), default=0.0)


def may_tell(passage: Passage, documents: Collection[str], known: Vocabulary) -> bool:
    """Tell whether a passage is of a document that the question may be about."""
    if documents:
        return any(one.startswith(passage.document) for one in documents)
    # An agreement's own words are never told of another one.
    return known.speaks_of(passage.of)
