"""Which cells of a row are blank or filled: « sans pilote », « dont la date n'est pas notée »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.kept_registers.column_parts import (
    AMOUNT,
    ASKED_ON,
    DECIDED_ON,
    DECIDER,
    DEPUTY,
    DONE_ON,
    DUE,
    LEAD,
    PLANNED,
    REASON,
    REMARK,
    SPENT,
    START,
    STATE,
)
from pycog.dialogue.kept_registers.kept_register import Item, Register
from pycog.dialogue.kept_registers.question_words import Words
from pycog.dialogue.kept_registers.state_words import DONE_WORD
from pycog.dialogue.lexicon import stem
from pycog.dialogue.table_query.plain_tables import PlainColumn
from pycog.lazy_patterns import regex

_NOUN: Final = r"(?P<what>[a-z]+(?: (?:de |d |du |des |a |au )?[a-z]+){0,3})"
_ARTICLE: Final = (
    r"(?:aucune? |de |d |des |un |une |la |le |l |les |leurs? |son |sa |toujours "
    r"|encore )*"
)
_SOME: Final = r"(?:aucune? |de |d |des |un |une |leurs? |son |sa )+"
#: How it is said that something is missing, or is there.
_BLANK: Final = tuple(
    regex(rf"\b(?:{said})(?!\w)")
    for said in (
        rf"(?:il )?(?:me )?manque(?:nt)?(?: (?:t il|encore|toujours|il))* {_ARTICLE}{_NOUN}",
        rf"(?:n (?:a|ont|avait|y a)(?: t (?:il|elle)s?)?|ont|a) (?:pas|toujours pas|jamais"
        rf"|plus)(?: (?:encore|eu|recu|toujours))* {_SOME}{_NOUN}",
        rf"(?:n (?:a|ont|y a)) aucune? {_NOUN}",
        r"(?:n (?:a|ont|y a) |sans )(?P<what>personne)(?: (?:pour|qui|a|de|les?|la|s en|en|y"
        r"|suivre|piloter|porter|gerer|suit|pilote|porte|gere|occup\w+|charge|responsable"
        r"|traiter))*",
        r"(?P<what>personne) (?:ne |n )(?:s en |s |les? |la |l )?(?:suit|pilote|porte|gere"
        r"|occupe|traite|est en charge|est charge)",
        rf"sans (?!suite(?! donnee)\b){_ARTICLE}{_NOUN}",
        rf"pas {_SOME}{_NOUN}",
        rf"(?:dont |ou |pour (?:lesquelles|lesquels|laquelle"
        rf"|lequel) )?{_ARTICLE}{_NOUN} (?:n (?:est|sont|a|ont|y est)(?: (?:pas|toujours|encore"
        rf"|ete|jamais))* |(?:est|sont|reste\w*) (?:encore |toujours )?(?:non |pas |a )?|non "
        rf"|pas )(?:(?:remplir|saisir|completer|preciser|designer|definir|renseign|indiqu|not"
        rf"|saisi|rempli|precis|connu|design|nomm|fix|mentionn|inscri|donn|defini|prevu"
        rf"|identifi)\w*|vides?|blanche?s?|manquante?s?|absente?s?|inconnue?s?)",
        rf"(?:a |en )?(?:manqu\w+|vides?|blancs?) (?:dans|en|pour|sur) (?:la colonne "
        rf"|la case )?{_ARTICLE}{_NOUN}",
        rf"{_ARTICLE}{_NOUN} (?:manqu\w+|vides?|en blanc|inconnue?s?|non (?:renseign|indiqu"
        rf"|saisi|precis|connu|design)\w*|a (?:preciser|definir|designer|completer|renseigner"
        rf"|fixer))",
    )
)
_FILLED: Final = tuple(
    regex(rf"\b(?:{said})(?!\w)")
    for said in (
        rf"(?:ont|a)(?: (?:t )?(?:ils|elles|il|elle))?(?: (?:bien|tous|toutes"
        rf"|deja))* {_SOME}{_NOUN}",
        rf"avec {_ARTICLE}{_NOUN}",
        rf"{_ARTICLE}{_NOUN} (?:est |sont )?(?:bien )?(?:renseign|indiqu|saisi|rempli|precis"
        rf"|design|nomm)e?e?s?",
    )
)
#: Words for a column → its role.
_ROLE_WORDS: Final = (
    (DEPUTY, "suppleant remplacant binome doublure"),
    (LEAD, "pilote porteur responsable referent titulaire personne"),
    (DECIDER, "decideur signataire decision"),
    (DUE, "echeance"),
    (START, "debut demarrage"),
    (DONE_ON, "cloture livraison fin realisation"),
    (DECIDED_ON, "accord notification validation approbation decision information info avis"
                 " visa tutelle"),
    (ASKED_ON, "demande reception depot"),
    (STATE, "etat statut"),
    (REASON, "motif objet justification raison explication"),
    (REMARK, "remarque commentaire observation explication note"),
    (AMOUNT, "montant somme"),
    (PLANNED, "budget enveloppe credit"),
    (SPENT, "depense"),
)  # fmt: skip
_STEMS: Final = {stem(word): role for role, said in reversed(_ROLE_WORDS) for word in said.split()}
_CARRIES: Final = frozenset(
    ["date", "dates", "de", "d", "du", "des", "jour", "l", "la", "le", "les", "nom", "noms"]
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A column of which the cells are to be blank, or filled.

    Attributes:
        column: The column.
        blank: Whether they are to be blank.
    """

    column: PlainColumn
    blank: bool

    def fits(self, item: Item) -> bool:
        """Tell whether a cell is so."""
        return item.cell(self.column).is_missing is self.blank

    @property
    def said(self) -> str:
        """How it is told."""
        return f"« {self.column.column.title} » {'vide' if self.blank else 'renseigné'}"


def filled_said(said: Words, register: Register) -> list[Filled]:
    """Return which cells are to be blank or filled, and use the words that say so.

    Args:
        said: The question.
        register: Tells the columns.
    """
    found: list[Filled] = list(_neither(said, register))
    for patterns, blank in ((_BLANK, True), (_FILLED, False)):
        for pattern in patterns:
            for match in list(said.find(pattern)):
                told = _named(match["what"], register, said.text[: match.start("what")])
                if told is None:
                    continue
                column, used = told
                end = match.start("what") + used
                if match.end("what") == match.end():
                    said.use(match.start(), end)
                else:
                    if used != len(match["what"]):
                        continue
                    said.use(*match.span())
                found.append(Filled(column, blank))
    return [*found, *_not_yet(said, register)]


_NEITHER: Final = regex(
    r"\b(?:n )?(?:a|ont"
    r"|avec)? ?ni (?P<a>[a-z]+),? (?:et )?ni (?P<b>[a-z]+)\b"
)


def _neither(said: Words, register: Register) -> Iterator[Filled]:
    """Yield two columns that are both to be blank: « ni pilote ni contributeur »."""
    for match in list(said.find(_NEITHER)):
        told = [_named(match[one], register, "") for one in ("a", "b")]
        if None not in told:
            said.use(*match.span())
            yield from (Filled(one[0], blank=True) for one in told if one is not None)


#: « Pas encore jugées », « non notifiés »: the day of it is blank.
_NOT_YET: Final = regex(
    r"\b(?:n (?:est|sont|a|ont) )?(?:toujours pas|pas|non|jamais)(?: encore)?(?: ete)?"
    r" (?P<what>[a-z]{3,}(?:e|ee|es|ees|i|ie|is|ies|u|ue|us|ues|t|te|ts|tes))\b"
)
_ROOT: Final = 4


def _not_yet(said: Words, register: Register) -> Iterator[Filled]:
    """Yield the columns of days whose own participle a question denies."""
    for match in list(said.find(_NOT_YET)):
        if DONE_WORD.fullmatch(match["what"]):
            # A state tells this of more rows than a day does.
            continue
        for column in register.table.of("jour"):
            head = column.own.split(" ")[0]
            if len(head) >= _ROOT and match["what"][:_ROOT] == head[:_ROOT]:
                said.use(*match.span())
                yield Filled(column, blank=True)
                break


def _named(text: str, register: Register, before: str) -> tuple[PlainColumn, int] | None:
    """Return the column that words begin to name, and how many letters name it."""
    used, wanted = 0, list[str]()
    best: tuple[PlainColumn, int] | None = None
    dated = False
    for match in re.finditer(r"[a-z]+", text):
        word = match[0]
        if word in _CARRIES:
            dated |= word.startswith("date")
            continue
        wanted.append(stem(word))
        column = _column(wanted, register, dated=dated)
        if column is None:
            break
        used = match.end()
        best = column, used
    if best is None and dated and (not wanted or _column(wanted, register, dated=False) is None):
        # « Validés sans date »: that of the decision; a measure without one has no end.
        column = register.column(DUE) if register.is_plan else register.column(DECIDED_ON)
        end = re.match(r"(?:(?:la|l|le|les|de|d|des) )*dates?", text)
        return None if column is None or end is None else (column, end.end())
    return best


def _column(wanted: list[str], register: Register, *, dated: bool) -> PlainColumn | None:
    columns = [one for one in register.table.columns if one.index not in _names(register)]
    days = [one for one in columns if one.kind == "jour"]
    headed = [one for one in (days if dated else columns) if set(wanted) <= one.stems]
    if headed:
        plain = [one for one in headed if one.stems == set(wanted)]
        return (plain or headed)[0]
    roles = {_STEMS.get(one) for one in wanted}
    if len(roles) == 1 and (role := roles.pop()):
        held = register.roles.get(role, [])
        if role == DECIDER and dated:
            held = register.roles.get(DECIDED_ON, [])
        if dated or role in {DECIDED_ON}:
            held = [one for one in held if one.kind == "jour"]
        if role in {DECIDED_ON, DECIDER} and not held:
            held = register.roles.get(DECIDED_ON, [])
        return held[0] if held else None
    return None


def _names(register: Register) -> set[int | None]:
    """Return the columns that name and number rows, where these say nothing else."""
    label = next((o for o in register.table.columns if o.index == register.table.label), None)
    named = label is not None and register.role(label)
    return {register.table.code, *(() if named else (register.table.label,))}
