"""What the columns of a register hold: states, people, both sides of a transfer, days of a kind."""

from __future__ import annotations

import re
from typing import Final

from pycog.dialogue.kept_registers.state_words import state_of
from pycog.dialogue.normalise import normalise
from pycog.dialogue.table_query.plain_tables import (
    CODE,
    DAY,
    FIGURE,
    NOTE,
    TEXT,
    PlainColumn,
    PlainTable,
)
from pycog.lazy_patterns import regex

STATE, LEAD, DEPUTY, DECIDER, ASKER, BODY, ORIGIN, DESTINATION, REASON, REMARK, YEAR = (
    "état", "pilote", "suppléant", "décideur", "demandeur", "service", "origine", "destination",
    "motif", "remarque", "exercice",
)  # fmt: skip
START, DUE, DONE_ON, ASKED_ON, DECIDED_ON = "début", "échéance", "fait le", "demande", "décision"
PLANNED, SPENT, AMOUNT, PROGRESS = "prévu", "dépensé", "montant", "avancement"
DAYS: Final = (START, DUE, DONE_ON, ASKED_ON, DECIDED_ON)
PEOPLE: Final = (LEAD, DEPUTY, DECIDER, ASKER, BODY)

_DAYS: Final = (
    (DONE_ON, r"reel(?:le)?s?|effecti(?:f|ve)s?|constatee?s?"),
    (DUE, r"echeances?|a (?:finir|rendre|livrer|terminer|faire|realiser|remettre|boucler|solder)"
          r"|limite|butoir|prevue?s?|attendue?s?|previsionnel\w*|deadline|terme|au plus tard"
          r"|(?:pour|avant) le|cible|du le|objectif|jusqu(?: au)?|expir\w*|(?:fin de )?validite"),
    (START, r"depuis|effet|a compter|debut\w*|demarr\w*|lance\w*|commenc\w*|depart|ouvert\w*"
            r"|entree"),
    (DONE_ON, r"fin\w*|clotur\w*|clos\w*|realis\w*|faite?s?|livr\w*|termin\w*|achev\w*|sold\w*"
              r"|effectu\w*|remis\w*|rendu\w*|regle\w*|traite\w*|retour\w*|resolu\w*|boucl\w*"
              r"|execut\w*|mise? en (?:service|oeuvre|production)|sortie"),
    (DECIDED_ON, r"accord\w*|jug\w*|rendu\w*|decision|decid\w*|notif\w*|valid\w*|approuv\w*"
                 r"|approb\w*|sign\w*"
                 r"|info\w*|autoris\w*|vot\w*|vis[ae]\w*|agrement|reponse|avis|arbitr\w*"
                 r"|tranch\w*"),
    (ASKED_ON, r"demand\w*|saisi\w*|recu\w*|recept\w*|depo[ts]\w*|saisi\w*|arriv\w*|transmi\w*"
               r"|envo\w*"
               r"|emis\w*|soumis\w*|dates?|jour|le|inscri\w*"),
)  # fmt: skip
_TEXTS: Final = (
    (STATE, r"etats?|statuts?|situation|ou on en est|ou en est(?: on)?|suivi|verdict|suites?"
            r"|issue|resultat|faite?s?|realisee?s?|terminee?s?|livree?s?|soldee?s?|stade"),
    (DEPUTY, r"suppleante?s?|remplacante?s?|adjointe?s?|binomes?|doublure|back ?up|interim"
             r"|en l absence|second"),
    (ASKER, r"demandeu(?:r|se)s?|demande par|(?:saisi|depose|emis|initie) par|emetteurs?"
            r"|auteurs?|origine de la demande|a la demande de"),
    (DECIDER, r"qui (?:a )?(?:decid\w*|autoris\w*|valid\w*|approuv\w*|tranch\w*|sign\w*)"
              r"|(?:decid\w*|autoris\w*|valid\w*|approuv\w*|tranch\w*|sign\w*) par"
              r"|decideurs?|signataires?|autorite|valideur|instance|ordonnateur"),
    (LEAD, r"pilotes?|porteurs?|responsables?|resp|referente?s?|chefs?|charges?|suivi par"
           r"|instructeurs?|instructrice|gestionnaires?|animateurs?|traite par|qui|affecte a"
           r"|contacts?"
           r"|correspondante?s?|titulaires?|proprietaire|interlocuteurs?|agents?|redacteurs?"
           r"|qui s en occupe|qui fait quoi|qui pilote|qui suit|coordinat\w+"),
    (BODY, r"services?|directions?|equipes?|departements?|poles?|entites?|sites?"),
    (ORIGIN, r"origine|on (?:prend|preleve|ponctionne|retire)|preleve\w*|pris\w*|depuis|source"
             r"|debit\w*|provenance|de(?: la ligne| quelle ligne)?|moins|sort\w*|cede\w*"
             r"|a prendre"),
    (DESTINATION, r"destination|on (?:met|verse|abonde|ajoute)|vers|benefici\w*|credit\w*|abond\w*"
                  r"|a|au profit\w*|recoit|plus|recev\w*|a mettre|affectation"),
    (REMARK, r"suites?|a suivre|infos?|details?|precisions?|points? de blocage|blocages?"),
    (REASON, r"motifs?|pourquoi|objets?|justifi\w*|raisons?|but|nature du besoin"),
)  # fmt: skip
_FIGURES: Final = (
    (PROGRESS, r".*(?:\bavanc\w*|% ?(?:fait|realis\w*|d avanc\w*)|progression).*"
               r"|%|taux (?:de realisation|d avancement)"),
    (SPENT, r".*\b(?:depens\w*|execut\w*|consomm\w*|engage\w*|facture\w*|paye\w*|mandate\w*"
            r"|cout reel|realise|reel)\b.*"),
    (PLANNED, r".*\b(?:budgets?|prevue?s?|previsions?|alloue\w*|autorise\w*|enveloppes?|estime\w*"
              r"|vote\w*|credits?|cout)\b.*"),
    (AMOUNT, r".*\b(?:montants?|sommes?)\b.*|.*€.*"),
)  # fmt: skip
_DAY_ROLES: Final = tuple((role, regex(rf"\b(?:{said})\b")) for role, said in _DAYS)
_TEXT_ROLES: Final = tuple((role, regex(rf"(?:{said})\b.*")) for role, said in _TEXTS)
_OF_NAMES: Final = tuple(
    one for one in _TEXT_ROLES if one[0] in {DEPUTY, DECIDER, LEAD, BODY, REASON}
)
_FIGURE_ROLES: Final = tuple((role, regex(said)) for role, said in _FIGURES)
_BARE: Final = regex(r"dates?|jour|le")
_PERSON: Final = regex(
    r"(?:m|mme|mlle|mr|me|dr|monsieur|madame)\.? [a-z' ]+|[a-z]\. ?[a-z][a-z' ]+|[a-z]+ [a-z]\."
)
_YEARS: Final = range(1990, 2101)
_OUTCOME: Final = regex(r"(?:decisions?|issues?|resultats?|sens|verdicts?|avis|sorts?)\b.*")
_MOST_STATES: Final = 12
_MOSTLY: Final = 0.7
_FEWEST: Final = 2


def role_of(column: PlainColumn, table: PlainTable) -> str:
    """Return what a column holds, ``""`` where nothing tells.

    Args:
        column: The column.
        table: Its table.
    """
    heading = f"{column.group} {column.own}".strip()
    if _holds_years(column, table):
        return YEAR
    if column.kind == NOTE:
        return REMARK
    if column.kind == DAY:
        bare = _BARE.fullmatch(column.own) and column.group
        return _role_of_days(column.group if bare else column.own) or ASKED_ON
    if column.kind == FIGURE:
        return _first(_FIGURE_ROLES, column.own) or (AMOUNT if column.column.unit else "")
    if column.kind != TEXT or column.index == table.label:
        # « Qui suit quoi » names its rows by people too.
        return _first(_OF_NAMES, column.own) if column.index == table.label else ""
    return _role_of_text(column, heading, table)


def _role_of_text(column: PlainColumn, heading: str, table: PlainTable) -> str:
    texts = shown_texts(column, table)
    states = [one for one in texts if state_of(one)]
    few = 0 < len(set(texts)) <= _MOST_STATES
    if few and len(states) >= _MOSTLY * len(texts):
        return STATE
    if few and states and _OUTCOME.fullmatch(column.own) and len(set(texts)) < len(texts):
        return STATE
    known = _TEXT_ROLES if states or not texts else _TEXT_ROLES[1:]
    for said in (column.own, column.group, heading):
        if said and (role := _first(known, said)):
            return role
    people = [one for one in texts if _PERSON.fullmatch(normalise(one))]
    return LEAD if len(people) >= max(_FEWEST, _MOSTLY * len(texts)) else ""


def _role_of_days(heading: str) -> str:
    found = _first_found(_DAY_ROLES, heading)
    if found == DONE_ON and re.match(r"(?:date de )?fin(?: prevue)?$", heading):
        # « Début », « Fin »: the end that is planned, unless a due day stands beside it.
        return DUE
    return found


def _first(roles: tuple[tuple[str, re.Pattern[str]], ...], heading: str) -> str:
    return next((role for role, said in roles if said.fullmatch(heading)), "")


def _first_found(roles: tuple[tuple[str, re.Pattern[str]], ...], heading: str) -> str:
    return next((role for role, said in roles if said.search(heading)), "")


def shown_texts(column: PlainColumn, table: PlainTable) -> list[str]:
    """Return the texts of a column, blank cells left out."""
    cells = [table.cell(row, column) for row in table.entries]
    return [one.shown for one in cells if not one.is_blank]


def _holds_years(column: PlainColumn, table: PlainTable) -> bool:
    if column.kind not in {CODE, FIGURE} or column.period is not None:
        return False
    numbers = [table.cell(row, column).number for row in table.entries]
    return bool(numbers) and all(one is not None and one in _YEARS for one in numbers)
