"""Finds the provision that a question asks for: its ideas all there, nothing else left over."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from pycog.dialogue.answers import ANSWERED, Answer
from pycog.dialogue.coverage import IDIOMS
from pycog.dialogue.dates import MONTHS
from pycog.dialogue.entities import Question
from pycog.dialogue.families import restricting, says, widened
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, normalise_long, words
from pycog.dialogue.place_words import MADE
from pycog.dialogue.provisions.provision_data import Provision, Provisions, provisions
from pycog.dialogue.provisions.rule_questions import (
    AMOUNT_ASKED,
    CHOICE,
    COUNTED,
    DENIED,
    FIGURE_ASKED,
    HOW_MUCH,
    NAMED_SO,
    PLACE_ASKED,
    TERM_PER,
    WANTED,
    WHAT_THEN,
    WHO_DID,
    asks_whether,
)
from pycog.dialogue.spans import Entity
from pycog.dialogue.state import State
from pycog.dialogue.vocabulary import Vocabulary
from pycog.lazy_patterns import regex

#: The intent of what is told of a rule or a term.
_INTENT: Final = "definition"
_WHEN: Final = frozenset({"quand"})
_TYPED_WORD: Final = regex(r"[^\W\d_]+")
#: « D'une année à l'autre » is every year.
_YEARLY: Final = regex(r"\bd une? (?:annee|an|exercice) (?:a|sur) l autre\b")
#: Rules told at once.
_MOST: Final = 2
#: The idea of credits that go from one group to another.
_TWO_GROUPS: Final = "deuxgroupes"
#: Numbers that a rule has to print, unless it holds for any.
_NUMBERS: Final = frozenset({"amount", "number", "percent", "points", "staff", "change"})


#: Kinds of entity that name what a question is about.
_SUBJECTS: Final = frozenset(
    {"indicator", "sheet", "document", "category", "row", "cell", "figure"}
)
#: Words that mean nothing to the assistant, of which a question about a rule may have some: what
#: is told of it is a text with its place, and no figure.
_MOST_STRAY: Final = 2
#: Words that make the contrary of what is told.
_TURNS: Final = frozenset({"contre"})
#: « Répartition du budget 2014 » asks for amounts of a year, and for no rule.
_DIVIDED: Final = regex(
    r"(?:quel(?:le)? est )?(?:la |le )?(?:repartition|ventilation|detail|decomposition)"
    r" (?:du|des|de|d)\b"
)
#: Words left over of a question beside which the nearest rule is named.
_MOST_LEFT: Final = 3
#: Ideas that such a question must have in common with the rule.
_LEAST_IDEAS: Final = 2
#: What stands before a word that says whose, where or in what: « pour l'Urssaf », « en dollars ».
_LEADS: Final = (
    r"\b(?:pour|en|chez|de|du|des|d|au|aux|a|dans|par|sur)(?: (?:l|la|le|les|un|une|nos|notre))? "
)
_WHOLE_NUMBER: Final = regex(r"[.,]0+$")
_EDGE: Final = regex(r"(?:fin|début) (?:19|20)\d\d")
_CAPITAL: Final = regex(r"(?<=[\s'’(])[A-ZÀ-Ý][\w-]+")
#: Asks whether something may happen: no formula that gives a figure tells that.
_MAY_IT: Final = regex(
    r"\b(?:peu(?:t|vent)|pourr(?:a|ont|ait|aient))(?: (?:t )?(?:(?:il|elle)s?|on))? (?:\w+ )?"
    r"(?:bouger|changer|varier|evoluer|fluctuer|(?:etre )?(?:ajust|modifi|revis|depass|revu)\w*)\b"
)
#: « Tous les agents » is said of each of them, which only what is told of each confirms.
_OF_ALL: Final = regex(
    r"\b(?:tous|toutes) (?!les (?:ans|mois|annees|exercices|jours)\b|deux\b)|\bn importe quel\w*"
    r"|\btoujours\b|\bquel que soit\b"
)
_TOLD_OF_ALL: Final = regex(
    r"\b(?:tou(?:s|tes)|chaque|chacun\w*|uniforme|meme|commun\w*|quel que)\b"
)
#: An adjective behind a word of the rule makes another thing of it: « les virements bancaires ».
_ADJECTIVE: Final = regex(
    r"\w{3,}(?:aires?|ales?|aux|iques?|els?|elles?|ifs?|ives?|eux|euses?|iens?|iennes?|oises?)"
)
#: A word with a capital that opens no sentence names somebody or something.
_NAME: Final = regex(r"(?<=[\w,'’] )[A-ZÀ-Ý][\w-]+")


def ruled(
    question: Question, state: State, known: Vocabulary, *, loose: bool = False
) -> Answer | None:
    """Tell what a rule says, ``None`` where the question asks for none.

    Args:
        question: The question.
        state: What was said before; a rule leaves it as it is.
        known: The vocabulary.
        loose: Whether a few words that mean nothing here may be left over.
    """
    numbered = any(one.kind in _NUMBERS for one in question.entities)
    typed = numbered or question.has("year")
    if any(one.text[-1:].isdigit() for one in question.of("indicator")):
        # No rule is of one indicator alone.
        return None
    if question.has("per") and not TERM_PER.search(question.text):
        return None
    if WHO_DID.search(question.text):
        return None
    if (typed and HOW_MUCH.search(question.text)) or WANTED.search(question.text):
        return None
    if question.has("year") and _DIVIDED.match(question.text):
        return None
    found = _matching(question, state.intent, known, loose=loose)
    if not found:
        return None
    best = found[0]
    if numbered and not best[2]:
        # A word that means nothing here may be what the number is stated of.
        return None
    rivals = [one for one in found[1:] if one[0] == best[0] and one[1].text != best[1].text]
    if rivals:
        # Both are told: each is true, and its place is given.
        rules = [best[1], *(one for _, one, _ in rivals)][:_MOST]
        text = " ".join(one.text for one in rules)
        source = " ; ".join(dict.fromkeys(one.source for one in rules))
        return Answer(_INTENT, ANSWERED, text, source=source, state=state)
    rule = best[1]
    if AMOUNT_ASKED.search(question.text) and rule.amounts is not True:
        return None
    ideas = _ideas(_said(question, known))
    # What only the answer before says may decide, or a word that means nothing here: no yes and no
    # no without it.
    whole = best[2] and any(one <= ideas for one in rule.needs)
    verdict = _verdict(rule, *_decided(question, ideas, known)) if whole else ""
    if PLACE_ASKED.search(question.text):
        verdict = f"{rule.source} : "
    return Answer(_INTENT, ANSWERED, f"{verdict}{rule.text}", source=rule.source, state=state)


def nearest_rule(question: Question, known: Vocabulary) -> str:
    """Say what the nearest rule tells where one has the ideas of a question, but not its words.

    Args:
        question: A question that was not answered.
        known: The vocabulary.

    Returns:
        A sentence that names what was not understood, ``""`` where no rule is clearly the nearest.
    """
    data, said = provisions(), _said(question, known)
    ideas = _ideas(said)
    text = question.text
    if any(map(question.has, ("per", "change", "op"))) or FIGURE_ASKED.search(text):
        return ""
    if HOW_MUCH.search(text) or COUNTED.search(text):
        return ""
    names = {normalise(one) for one in _CAPITAL.findall(question.typed)}
    # What restricts or takes out makes another question of it.
    names |= {word for word in said if stem(word) in known.qualifying | restricting()}
    found: list[tuple[int, int, Provision, list[str]]] = []
    for rule in data.rules:
        if not known.speaks_of(rule.of) or _leaves(rule, question, known):
            continue
        most = max((len(one) for one in rule.needs if one <= ideas), default=0)
        if most < _LEAST_IDEAS:
            continue
        left = _left_over(rule, question, said, data, known, loose=True)
        other = not names.isdisjoint(left) or not all(map(str.isalpha, left))
        if len(left) <= _MOST_LEFT and not other and not _tells_another(left, rule):
            found.append((most, -len(left), rule, left))
    if not found:
        return ""
    best = max(one[:2] for one in found)
    told = [one for one in found if one[:2] == best]
    if len({one[2].text for one in told}) > 1:
        return ""
    _, _, rule, left = told[0]
    as_typed = {normalise(one): one for one in _TYPED_WORD.findall(question.typed)}
    unread = ", ".join(f"« {as_typed.get(one, one)} »" for one in left)
    why = f" : je n'ai pas compris {unread}" if unread else ""
    return (
        f"Je ne suis pas sûr de votre question{why}. La règle la plus proche dit : {rule.text} "
        f"({rule.source}.)"
    )


def _tells_another(left: Collection[str], rule: Provision) -> bool:
    """Tell whether a word left over says what tells another rule from this one."""
    said = _ideas({word: frozenset({stem(word)}) for word in left})
    return bool(said & provisions().telling - frozenset().union(*rule.needs))


def telling_ideas(question: Question, known: Vocabulary) -> frozenset[str]:
    """Return the ideas of a question that tell one rule from another."""
    return _ideas(_said(question, known)) & provisions().telling


#: Ends the clause that asks for a yes or a no, before another question.
_AND_MORE: Final = regex(
    r"\?|, (?=(?:et )?(?:qui|comment|quand|combien|quel\w*)\b"
    r"|et (?:par|a|de|avec|sous|dans|pour) \w)"
)


def _decided(
    question: Question, ideas: frozenset[str], known: Vocabulary
) -> tuple[frozenset[str], str]:
    """Return the ideas and the text of what is asked to be so: « peut-on … ? et comment ? »."""
    text = question.text
    end = _AND_MORE.search(text)
    first = "" if end is None else f"{text[: end.start()]} ?"
    if asks_whether(text) or not asks_whether(first):
        return ideas, text
    return _ideas(_recognised(first, known)), first


def _verdict(rule: Provision, ideas: frozenset[str], text: str) -> str:
    """Return « Oui. » or « Non. » to whoever asks whether it is so."""
    if not asks_whether(text) or DENIED.search(NAMED_SO.sub(" ", IDIOMS.sub(" ", text))):
        return ""
    if (stated := _stated_time(text)) is not None:
        return _of_time(stated, rule.text)
    yes, no = (bool(given & ideas) for given in (rule.yes, rule.no))
    if yes != no:
        return "Oui. " if yes else "Non. "
    # Whoever names an authority asks about it: « doit-il être approuvé par l'État ? ».
    if (ideas & provisions().actors) - frozenset().union(*rule.needs):
        return ""
    if CHOICE.search(text):
        return ""
    if _OF_ALL.search(text) and not _TOLD_OF_ALL.search(normalise_long(rule.text)):
        return ""
    always = {one for one, given in (("Oui. ", rule.yes), ("Non. ", rule.no)) if "*" in given}
    return always.pop() if len(always) == 1 and not yes else ""


#: How long something takes: « un mois », « 15 jours »; « 20 jours ouvrés » are not any 20 days.
_TIME: Final = regex(
    r"(?P<n>\d+|\b(?:une?|deux|trois|quatre|cinq|six|huit|dix|quinze|vingt|trente)) "
    r"(?P<unit>jours?|semaines?|mois|trimestres?|semestres?)\b"
    r"(?P<kind> (?:calendaires?|ouvres?|ouvrables?|francs?))?"
)
_IN_FIGURES: Final = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "huit": 8,
    "dix": 10, "quinze": 15, "vingt": 20, "trente": 30,
}  # fmt: skip


def _times(text: str) -> list[tuple[int, str, bool]]:
    return [
        (int(one["n"]) if one["n"].isdigit() else _IN_FIGURES[one["n"]], one["unit"].rstrip("s"),
         bool(one["kind"]))
        for one in _TIME.finditer(text)
    ]  # fmt: skip


def _stated_time(text: str) -> tuple[int, str, bool] | None:
    """Return the one time that a question states: « l'État a un mois pour répondre ? »."""
    found = _times(text)
    return found[0] if len(found) == 1 else None


def _of_time(stated: tuple[int, str, bool], told: str) -> str:
    """Return « Oui. » or « Non. » where a rule tells one time, else nothing."""
    there = set(_times(normalise_long(told)))
    if len(there) != 1:
        return ""
    number, unit, kind = there.pop()
    if (number, unit) == stated[:2]:
        return "" if stated[2] and not kind else "Oui. "
    return "Non. "


def _matching(
    question: Question, before: str, known: Vocabulary, *, loose: bool
) -> list[tuple[tuple[int, int], Provision, bool]]:
    """Return the provisions that a question fits, the most particular first, each with whether
    it has every word of the question.
    """
    data = provisions()
    said = _said(question, known)
    ideas = _ideas(said)
    if _two_groups(question):
        ideas |= {_TWO_GROUPS}
    # « Faut-il informer quelqu'un ? » after a transfer is about that transfer.
    implied = frozenset({before} & data.followed - ideas)
    # One idea alone is meant only where its word is spelled out.
    spelled = _ideas({word: frozenset({stem(word)}) for word in said})
    # A thing that is named is never one of the words of a rule: « l'indicateur 99 ».
    subjects = {
        word for one in question.entities if one.kind in _SUBJECTS for word in words(one.text)
    }
    found = []
    for rule in data.needing(ideas | spelled | implied):
        if (
            not known.speaks_of(rule.of)
            or _leaves(rule, question, known)
            or (rule.late and not loose and not _MAY_IT.search(question.text))
        ):
            continue
        needs = [one for one in rule.needs if one <= (ideas if len(one) > 1 else spelled)]
        needs += [one for one in rule.needs if one & implied and implied < one <= ideas | implied]
        if loose:
            needs = [one for one in needs if len(one) >= _LEAST_IDEAS]
        left = _left_over(rule, question, said, data, known, loose=loose) if needs else []
        if loose:
            text = question.text
            left = [
                one
                for one in left
                if one in subjects or not _of_place(one, said.get(one, ()), rule, text, known)
            ]
        whole = not left
        if needs and (whole or (loose and _mean_nothing(left, question, known))):
            about = rule.yes.union(rule.no, *rule.needs) & ideas
            found.append(((max(map(len, needs)), len(about)), rule, whole))
    return sorted(found, key=lambda one: one[0], reverse=True)


def _leaves(rule: Provision, question: Question, known: Vocabulary) -> bool:
    """Tell whether a formula answers better: a transfer between two lines, the date of a year."""
    if "open" in rule.unless and not asks_whether(question.text):
        return True
    if "lines" in rule.unless and len(question.of("line")) > 1:
        return True
    if "last" in rule.unless and known.convention.years[-1] in _years(question):
        return True
    return any(map(question.has, rule.unless))


def _years(question: Question) -> list[object]:
    return [one.value for one in question.of("year", "due")]


def _two_groups(question: Question) -> bool:
    """Tell whether two lines of the budget are named, of which one is the other's place."""
    return len({one.value for one in question.of("line")}) > 1


def _said(question: Question, known: Vocabulary) -> dict[str, frozenset[str]]:
    """Return the words of a question, each as typed and as recognised among those of the rules.

    A word that means something elsewhere is no typing error: « annulé » is not « annuel ».
    """
    return _recognised(question.text, known)


@lru_cache(maxsize=512)
def _recognised(asked: str, known: Vocabulary) -> dict[str, frozenset[str]]:
    data, text = provisions(), _YEARLY.sub("chaque annee", IDIOMS.sub(" ", asked))
    return {
        word: frozenset(
            {stem(word)}
            if stem(word) in known.lexicon.stems
            else {stem(word), data.lexicon.recognise(word)}
        )
        for word in words(text)
        if len(word) > 1 or word.isdigit()
    }


def _ideas(said: dict[str, frozenset[str]]) -> frozenset[str]:
    stems = frozenset(form for forms in said.values() for form in forms)
    # Most ideas have no word of the question: they are not looked at.
    said_by = _said_by()
    near = {pair for one in stems for pair in said_by.get(one, ())}
    return frozenset(name for name, alternative in near if alternative <= stems)


@lru_cache(maxsize=1)
def _said_by() -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Return the ideas that a stem helps to say, each with the stems that say it together."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for name, given in provisions().ideas.items():
        for alternative in given:
            for one in alternative:
                found.setdefault(one, []).append((name, alternative))
    return found


def _mean_nothing(left: Collection[str], question: Question, known: Vocabulary) -> bool:
    """Tell whether what is left over says nothing of any rule and is no name."""
    names = {normalise(one) for one in _NAME.findall(question.typed)}
    # What was recognised means something: « au FNGR » is not left aside.
    names.update(word for one in question.entities for word in words(one.text))
    return len(left) <= _MOST_STRAY and all(
        word.isalpha()
        and stem(word) not in known.qualifying | MADE
        and not _says_idea(word)
        and word not in names
        and word not in _TURNS
        and re.search(f"{_LEADS}{word}\\b", question.text) is None
        and not _qualifies(word, question.text)
        for word in left
    )


def _qualifies(word: str, text: str) -> bool:
    """Tell whether a word is an adjective of one that says something of a rule."""
    before = re.search(rf"\b(\w+) {word}\b", text)
    return before is not None and _ADJECTIVE.fullmatch(word) is not None and _says_idea(before[1])


@lru_cache(maxsize=4_096)
def _says_idea(word: str) -> bool:
    """Tell whether a word says something of some rule: it may be about another one."""
    return any(
        frozenset({stem(word)}) == alternative for _, alternative in _said_by().get(stem(word), ())
    )


def _left_over(
    rule: Provision,
    question: Question,
    said: dict[str, frozenset[str]],
    data: Provisions,
    known: Vocabulary,
    *,
    loose: bool,
) -> list[str]:
    """Return the words and numbers of a question that a rule does not use."""
    used = rule.likes.union(rule.yes, rule.no, *rule.needs) - {"*"} | data.around
    stems = frozenset(form for forms in said.values() for form in forms)
    # Of « deux ans », « deux » alone is said of something else.
    own = {form for name in used for one in data.ideas[name] if one <= stems for form in one}
    # « Quand » is a question of its own, though other questions are asked with it.
    meant = own | _asked_with(known)
    printed = _printed(f"{rule.text} {rule.source}")
    left = [word for word, forms in said.items() if not word[0].isdigit() and not forms & meant]
    # Where a formula might give an amount, a rule is told of one to whoever asks yes or no.
    text = question.text
    late = loose and not FIGURE_ASKED.search(text)
    late = late and (asks_whether(text) or bool(WHAT_THEN.search(text)))
    any_amount = rule.amounts is True or (late and bool(rule.amounts))
    others = (one for one in question.entities if not _number_fits(one, any_amount, printed, known))
    return [*left, *(f"{one.kind} {one.text}" for one in others)]


#: Numbers that a rule writes in words.
_IN_WORDS: Final = {"deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6"}


@lru_cache(maxsize=512)
def _printed(text: str) -> frozenset[str]:
    """Return the numbers that a text prints, in digits or in words, and its days."""
    plain = words(normalise_long(text))
    found = {word for word in plain if word[0].isdigit()}
    found.update(_IN_WORDS[word] for word in plain if word in _IN_WORDS)
    for day, month, year in zip(plain, plain[1:], plain[2:], strict=False):
        if month in MONTHS and day.isdigit() and year.isdigit():
            found.add(f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}")
    return frozenset(found)


def _of_place(
    word: str, forms: Collection[str], rule: Provision, asked: str, known: Vocabulary
) -> bool:
    """Tell whether a word is one that the rule is told with: « un poste pérenne ».

    One that denies or compares is one only beside the same word: « les autres dépenses ».
    """
    told = normalise_long(f"{rule.text} {rule.source}")
    if stem(word) in known.qualifying | MADE:
        pair = re.search(rf"\b{word} \w+", asked)
        return pair is not None and pair[0] in told
    return any(says(one, _told_stems(told)) for one in forms)


@lru_cache(maxsize=512)
def _told_stems(told: str) -> frozenset[str]:
    return widened(map(stem, words(told)))


@lru_cache(maxsize=8)
def _asked_with(known: Vocabulary) -> frozenset[str]:
    return frozenset((provisions().asking | provisions().beside | known.filler) - _WHEN)


def _number_fits(one: Entity, any_amount: bool, printed: frozenset[str], known: Vocabulary) -> bool:
    """Tell whether a rule is about a number or a year that the question names."""
    if one.kind in {"year", "period", "date", "due"}:
        years = list(one.value) if isinstance(one.value, tuple) else [one.value]
        # « Fin 2013 » is in 2013.
        years = [int(str(year)[-4:]) if _EDGE.fullmatch(str(year)) else year for year in years]
        return all(year in known.convention.years or str(year) in printed for year in years)
    if one.kind not in {*_NUMBERS, "days", "duration", "ambiguous"} or any_amount:
        return True
    # « 50,0 % » is 50 %.
    return any(_WHOLE_NUMBER.sub("", word) in printed for word in words(one.text))
