"""What is asked of the rows of a register: who, when, why, how many, how much, the oldest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.kept_registers.column_parts import (
    ASKED_ON,
    ASKER,
    BODY,
    DECIDED_ON,
    DECIDER,
    DEPUTY,
    DONE_ON,
    DUE,
    LEAD,
    PLANNED,
    SPENT,
    START,
)
from pycog.dialogue.kept_registers.question_words import Words
from pycog.dialogue.kept_registers.state_words import APPROVED_SAID, BEGUN_SAID, DONE_SAID
from pycog.dialogue.spoken import NUMERALS
from pycog.lazy_patterns import regex

(
    COUNT, SUM, MEAN, LARGEST, SMALLEST, SHARE, PER, MOST, LEAST, EVERY, OLDEST, NEWEST, NEXT,
    LATENESS, BETWEEN, OVER, REMAINS, RATE, EXISTS, WHO, WHEN, WHY, STAGE, AMOUNT_ASKED, FIRST,
) = (
    "count", "sum", "mean", "largest", "smallest", "share", "per", "most", "least", "every",
    "oldest", "newest", "next", "lateness", "between", "over", "remains", "rate", "exists", "who",
    "when", "why", "stage", "amount", "first",
)  # fmt: skip

_BIG: Final = (
    r"(?:gro(?:s|sses?)|eleve\w*|cher\w*|importante?s?|hautes?|hauts?|grande?s?"
    r"|couteu\w+|forte?s?|lourde?s?)"
)
_LITTLE: Final = r"(?:petite?s?|faibles?|basse?s?|bas|modestes?)"
_OLD: Final = r"(?:ancien(?:ne)?s?|vieux|vieilles?|agee?s?)"
_ITS: Final = (
    r"(?:le |la |l |les |un |une |son |sa |leurs? |cet(?:te)? |ce |notre |du |de la "
    r"|de l |des )?"
)
#: Nouns and verbs of a day → the role of its column.
DAY_NOUNS: Final = (
    (ASKED_ON, r"demandes?|demandee?s?|depots?|deposee?s?|saisines?|saisie|reception|recue?s?"
               r"|soumission|soumise?s?"
               r"|envoi|enregistrement|arrivee|creation|ouverture"),
    (DECIDED_ON, rf"accords?|decisions?|decidee?s?|validations?|approbations?|signatures?"
                 rf"|reponses?|notifications?|notifiee?s?"
                 rf"|(?:info(?:rmation)?s?)(?: (?:de )?(?:la )?tutelle)?|avis|visas?|vote"
                 rf"|agrement|{APPROVED_SAID}"),
    (START, rf"debuts?|demarrages?|lancements?|commencements?|{BEGUN_SAID}"),
    (DUE, r"echeances?|date limite|date prevue|fin prevue|terme|butoir"),
    (DONE_ON, rf"fins?|cloture|livraison|achevement|realisation|terminaison|{DONE_SAID}"),
)  # fmt: skip
_NOUN: Final = "|".join(said for _, said in DAY_NOUNS)
_SPAN: Final = (
    r"(?:delais?|durees?|temps|combien de (?:jours?|temps)|nombre de jours?|jours?"
    r"|ecarts?)"
)
_THE: Final = r"(?:(?:la|le|l|les|date|dates|de|d|du|des|sa|son|leurs?|un|une) )"
#: What a day is called, resolved by the roles and the headings of a register.
_DAY_SAID: Final = rf"(?:{_NOUN}|[a-z]{{4,}}(?: (?:reel|reelle|prevue?|effectif|effective))?)"
_COUNTED: Final = r"(?:(?:le )?(?:nombre|nb|nbr)(?: (?:de|d|des))?|combien(?: (?:de|d))?)"
_ASKED: Final = (
    (BETWEEN, rf"{_SPAN}(?: moyen(?:ne)?s?)?(?: (?:en moyenne|y a t il|il y a|(?:se |s )?(?:sont?"
              rf"|est) (?:t )?(?:il )?(?:ecoulee?s?|passee?s?)(?: en moyenne)?|s ecoule\w*"
              rf"|(?:ont |a )?separ\w*|a t on mis|met on|faut il))*"
              rf" (?:entre |de |du |d )?{_THE}*(?P<first>{_DAY_SAID}) (?:et|a|au|jusqu a|jusqu au)"
              rf" {_THE}*(?P<last>{_DAY_SAID})"),
    (BETWEEN, rf"{_SPAN}(?: moyen(?:ne)?s?)?(?: (?:en moyenne|d attente|a t il fallu|faut il"
              rf"|a t on mis|met on|on met|a mis|ont mis|mis|t on|avons nous|on a))*"
              r" (?:pour (?:obtenir |avoir |recevoir |rendre |donner )?|de |d |avant |attendu )"
              rf"{_THE}*(?P<one>(?!retards?|avance|plus\b|moins\b)[a-z]{{4,}})"),
    (BETWEEN, r"(?:duree|delai)s? moyen(?:ne)?s?(?= (?:de|d|des|pour) )(?P<all>)"),
    (BETWEEN, r"(?:combien de (?:jours?|temps)|quelle duree"
              r"|duree)(?: moyenne)?(?: en moyenne)?(?: (?:a|ont|est|de|d|l|la|le|les|prevue?|t"
              r"|elle|il|duree?s?|dure\w*|pris|prend|aura))* ?(?:duree?|dure|pris|prend)(?P<all>)"),
    (BETWEEN, r"(?:a |ont )?(?:mis|pris|demande|attendu|dure|traine) le (?P<edge>plus|moins) (?:de "
              r"temps|longtemps)(?: (?:a|pour|avant) (?:(?:etre|avoir|obtenir|recevoir|de|d|la|l"
              r"|une?) )*"
              r"(?P<one>[a-z]+))?"),
    (LATENESS, r"(?:(?:avec|de|en|depuis|a|et) )?combien de (?:jours?|temps|semaines)(?: (?:de "
               r"|d )?(?:retards?|avance))?(?: en moyenne)?"
               r"|retard de combien(?: de jours?)?|combien (?:de |d )?(?:retards?|avance)\b"
               r"|quel(?:le)? (?:est )?(?:le |l |leur |son |la )?(?:retard|avance)(?: moyenne?)?"
               r"|(?:nombre|nb) de jours (?:de |d )?(?:retard|avance)|retards? moyens?"
               r"|retard en jours"
               r"|en retard de combien|depuis combien(?! d)"),
    (OLDEST, rf"(?:la |le |les |l )?(?:echeances? (?:la |les )?)?plus {_OLD}(?: (?:echeances?"
             rf"|retards?|en retard))?|depuis (?:le )?plus (?:longtemps|de temps)"
             r"|(?:le |la |les |du |au )?(?:plus|pires?) (?:gro(?:s|sse)|grand|long|fort"
             r"|important|mauvais)?s? ?retards?"
             r"|(?:le |la |les )?plus (?:en retard|tardive?s?|a la traine)|le plus de retard"),
    (NEWEST, r"(?:la |le |les )?plus recent\w*|(?:la |le |les "
             r"|l )?(?:toute? )?derniere?s?(?! mois| trimestre| semaine| an)"),
    (NEXT, r"(?:la |le |les |nos |mes |ses )?prochaine?s? (?:echeances?|dates? limites?)|(?:la "
           r"|le |les )?prochaine?s?(?! jour| semaine| mois)"
           r"|(?:la |le |les )?premiere?s? a (?:finir|rendre|livrer|terminer|boucler|tomber"
           r"|echoir|venir)"
           r"|(?:echeance )?la plus proche"),
    (FIRST, r"(?:la |le |les )?(?:toute? )?premiere?s?"),
    (OVER, r"(?:depens\w+|coute?\w*|consomm\w+|mange\w*|claque\w*|paye?\w*|utilis\w+"
           r"|engage\w*) (?:plus(?: cher)?|davantage) (?:que|d argent que|qu)(?: (?:prevu"
           r"|budgete|le|la"
           r"|leur|leurs|son|sa|budget|enveloppe|montant|prevue?|autorise|ce qui etait))+"
           r"|(?:depass\w+|creve\w*|explos\w+|exced\w+|(?:est|sont|ont ete) au dessus d(?:e"
           r"|u))(?: (?:le|la|leur|leurs|son|sa|de|du))* (?:budgets?|enveloppes?|prevu"
           r"|montants? prevus?|credits?)"
           r"|plus (?:depense|coute|consomme|mange)e?s? que (?:prevu|(?:le|leur|son) budget|(?:l"
           r"|leur|son) enveloppe)"
           r"|depassements?(?: (?:de|d|du|budgetaires?|budget|enveloppe))*|hors budget|surcouts?"),
    (REMAINS, r"(?:(?:il |nous |que |qu est ce qu il |combien )*reste\w*(?: (?:t )?(?:il|on"
              r"|elle))?(?: (?:encore|il|combien))*(?: a (?:depenser|engager|consommer"
              r"|payer))(?: (?:sur|pour|dans))?)"
              r"|(?:pas|non) (?:encore )?(?:depense|consomme)e?s?|disponible"),
    (RATE, r"(?:taux|%|part|quel %) (?:de |d )?(?:consommation|execution|depenses?|utilisation"
           r"|consomme\w*|depense\w*)"),
    (MOST, r"(?:qui|qui est ce qui|lequel|laquelle) (?:a|cumul\w+|port\w*|pilot\w*|ger\w*"
           r"|compt\w*)(?: (?:en|le|la))? (?:le )?plus (?:grand nombre )?(?:de|d)"
           r"|qui est le plus (?:charge|en retard|concerne)|(?:(?:a|ont|compte\w*|cumule\w*"
           r"|porte\w*|pilote\w*|affich\w*|gere\w*) )?le plus (?:de|d)"
           r"|(?:le )?plus grand nombre (?:de|d)"),
    (LEAST, r"(?:(?:a|ont|compte\w*|cumule\w*|porte\w*|pilote\w*) )?le moins (?:de|d)"),
    (LARGEST, rf"(?:(?:la|le|les|quelles? sont les|nos) )?(?:(?P<n>\d|deux|trois|quatre"
              rf"|cinq) )?(?:(?:sommes?|montants?|budgets?|enveloppes?) (?:la|le"
              rf"|les) )?plus {_BIG}(?: (?:montants?|sommes?|budgets?|enveloppes?|depenses?))?"
              r"|(?:coute\w*|depens\w+) le plus(?: cher)?|top (?P<top>\d)|(?:montant"
              r"|budget) max\w*|(?:au|le) maximum"),
    (SMALLEST, rf"(?:(?:la|le|les|nos) )?(?:(?P<n>\d|deux|trois|quatre|cinq) )?(?:(?:sommes?"
               rf"|montants?|budgets?|enveloppes?) (?:la|le|les) )?(?:plus {_LITTLE}"
               rf"|moins (?:cher\w*|couteu\w+|eleve\w*))(?: (?:montants?|sommes?|budgets?"
               rf"|enveloppes?))?"
               r"|(?:montant|budget) min\w*|(?:au|le) minimum"),
    (MEAN, r"(?:en |la |le )?moyen(?:ne)?s?(?: (?:de|d|des))?"),
    (SHARE, r"(?:quel(?:le)? |la |le |en )?(?:part|proportion|pourcentage|%|taux)(?: (?:de|des|du"
            r"|d))?(?! fait)|ca fait (?:combien en )?%|en %"),
    (SUM, r"(?:le |la |au |en |du |de |un )?(?:montants? |sommes? )?(?:total\w*|totaux"
          r"|cumule?\w*|globa\w+)(?: (?:de|des|du|d))?|(?:la )?somme (?:des|de|du)"
          r"|en tout(?: et pour tout)?|additionn\w*|au total"),
    (COUNT, _COUNTED),
    (EXISTS, r"est ce que(?= .*\b(?:a|ont|reste\w*|existe\w*) (?:des|d|encore|une?|plusieurs)\b)"
             r"|(?:est ce (?:qu on|que nous|qu il) (?:a|avons|y a))|y (?:en )?a t (?:il|elle)"
             r"|existe t (?:il|elle)|(?:est ce qu )?il y (?:en )?a(?: t il)?|y a|a t on"
             r"|avons nous|on a|on en a|en a t on|y en a"),
    (EVERY, r"(?:bien )?(?:est ce que )?(?:tous|toutes)(?: (?:les|nos|mes|ces|ils|elles))?"
            r"|chaque|tout(?= (?:est|a|le monde))(?: le monde)?|chacune?s?"),
)  # fmt: skip
_OPS: Final = tuple((op, regex(rf"\b(?:{said})(?!\w)")) for op, said in _ASKED)
_HEAD: Final = r"(?:(?:c est|alors|et|mais|dis moi|donc|par|a|de|chez) )*"
_BETWEEN_VERB: Final = (
    r"(?: (?:est ce qui|est ce que|l|la|le|les|a|ont|avait|en|s|est|sont|y"
    r"|doit|va|t|on|il|elle|ce|deja|c|ete|etait|etaient|donc|bien))*"
)
_TOLD: Final = (
    ((ASKER,), rf"\b(?:par )?qui{_BETWEEN_VERB} ?(?:demand\w*|sollicit\w*|depos\w*|saisi\w*"
               rf"|reclam\w*)|a la demande de qui|(?:le |la "
               rf"|quel(?:le)? (?:est le )?)?demandeurs?(?! \w+e?s? par)"),
    ((DEPUTY,), r"(?:qui )?(?:l |la |le |les )?(?:suppleante?s?|supplee\w*|suppleer|remplace\w*"
                r"|remplacante?s?|back ?up|binomes?|doublures?)|en (?:l |son |leur )?absence"),
    ((DECIDER,), rf"\b(?:par )?qui{_BETWEEN_VERB} ?(?:decid\w*|sign\w*|valid\w*|autoris\w*"
                 rf"|approuv\w*|tranch\w*|accord\w*|donne le feu vert|dit oui|arbitr\w*)(?! du)"
                 r"|(?:decid\w*|sign\w*|valid\w*|autoris\w*|approuv\w*|tranch\w*"
                 r"|arbitr\w*) par qui|(?:le |la |quel(?:le)? )?(?:signataires?|decideurs?"
                 r"|autorite)(?! \w+e?s? par)"),
    ((BODY,), r"(?:quel(?:le)?s?|de quel(?:le)?|dans quel(?:le)?) (?:est le |est la "
              r"|est l )?(?:services?|directions?|equipes?|departements?|poles?)"
              rf"{_BETWEEN_VERB} ?(?:occupe\w*|pilot\w*|port\w*|suit|suiv\w*|ger\w+|charge"
              rf"|responsable|concerne\w*)?"),
    ((LEAD,), rf"{_HEAD}qui{_BETWEEN_VERB} ?(?:pilot\w*|port\w*|occup\w*|suit|suiv\w*|ger\w+"
              rf"|(?:en )?charge|responsables?|referente?s?|trait\w*|men\w+|anim\w*|la main"
              rf"|travaill\w*|s y colle|tien\w*|tenu\w*|instrui\w*|coordonn\w*|manag\w*"
              rf"|realis\w*|defend\w*|plaid\w*|represent\w*|redig\w*|supervis\w*|control\w*)"
              r"|(?:(?:le |la |les |quel(?:le)?s? (?:est |sont )?(?:le |la |les )?|nom du "
              r"|noms des |^)(?:pilotes?|porteurs?|porteuses?|responsables?|referente?s?"
              r"|chefs? de projet|interlocut\w+)(?! (?:par|de chaque))|(?:pilote|porteur"
              r"|responsable|referent)$)"
              r"|a qui(?: (?:est|sont|a t on|on a|a|ete|revient))* ?(?:confie\w*|attribue\w*"
              r"|affecte\w*|donne\w*)?|confiee?s? a qui|chez qui|aupres de qui|qui (?:contacter"
              r"|appeler|relancer|voir|joindre|solliciter)(?: pour)?|c est a qui|c est qui"),
    ((LEAD, DECIDER), r"^(?:et )?(?:par |a )?qui\b|\bpar qui\b|\bqui$"),
)  # fmt: skip
_WHO: Final = tuple((roles, regex(rf"(?:(?<=\s)|^)(?:{said})(?!\w)")) for roles, said in _TOLD)
#: « M. Colin est suppléant de qui ? »: the rows of which he is the deputy.
IS_DEPUTY: Final = regex(
    r"\b(?:(?:est|sont) )?(?:le |la |les )?(?:suppleante?s?|remplacante?s?|doublure"
    r"|binome) (?:de|d|pour|sur)"
    r" (?:qui|quoi|quel(?:le)?s? [a-z]+)\b|\b(?:supplee|remplace) (?:t (?:il|elle) )?qui\b"
)
_WHEN: Final = regex(
    r"\b(?:(?:depuis|pour|jusqu a|a partir de|c est pour|c est|c etait"
    r"|et) )?quand\b(?: est ce que)?|\b(?:a |pour |de |depuis )?quel(?:le)?s? (?:est |etait "
    r"|sont )?(?:la |l |les )?(?:dates?|jours?|mois)(?: (?:de|d|du|des|prevue?s?|limites?))*"
    # « À la date du 30/09/2025 » says when, and asks for nothing.
    r"|\b(?:la |les )?dates?(?: (?:de|d|du|des|prevue?s?|limites?))+(?! \d)|\bdepuis quelle date\b"
    r"|\bc est pour quel\w* (?:jour|date)\b|^dates?\b"
)
_WHY: Final = regex(
    r"\b(?:pourquoi|pour (?:quelle|quelles) raisons?|(?:pour )?quel(?:le)?s? (?:est |etait "
    r"|sont )?(?:le |la |l |les )?(?:motifs?|objets?|raisons?|causes?|justifications?"
    r"|explications?|remarques?|commentaires?|observations?)(?: (?:de|d|du))?"
    r"|(?:le |la |les |l |une )?(?:motifs?|raisons?|remarques?|commentaires?|observations?"
    r"|explications?|justifications?)|(?:c est |c etait |a servi |servi )?(?:pour "
    r"|a )quoi(?: (?:faire|ca sert|sert|servait|a servi|ont servi|servent|c etait|c est"
    r"|est ce que))*"
    r"|qu est ce qui(?: l| la| le| les)? (?:coince|bloque|cloche|freine|retarde|manque)\w*"
    r"|(?:ce )?qui (?:coince|bloque|cloche|freine)\w*|a cause de quoi|comment ca se fait"
    r"|(?:bloqu|coinc|frein)\w* (?:sur|a cause de) quoi"
    r"|(?:sur )?quoi (?:ca )?(?:bloque|coince)|(?:qu est ce qu on|qu est ce que l on|ce qu on"
    r"|que) attend(?: t on|ons nous)?(?: pour)?)(?!\w)"
)
_STAGE: Final = regex(
    r"\b(?:ou (?:en )?(?:est|sont|etait)(?: (?:t )?(?:on|il|elle|ils|elles))?(?: (?:avec|sur"
    r"|dans|de|du))?|on en est ou(?: (?:avec|sur|de|du|dans))?|ca en est ou|en est ou"
    r"|c est quoi l (?:etat|avancement)|(?:quel(?:le)?s? (?:est |sont )?(?:le |la |l |les )?|le "
    r"|la |l |son |leur |a |point sur )?(?:etats?|statuts?|situation|avancement|stade"
    r"|progression|sort)(?: (?:d avancement|de|d|du|des))*"
    r"|(?:est |sont )?avancee?s? a (?:combien|quel\w*)(?: (?:%|pour cent))?|qu est devenue?"
    r"|que sont devenue?s|qu est il advenu d\w+|ca donne quoi|ca avance(?: ou)?"
    r"|quelle suite(?: (?:a ete|est))?(?: donnee)?(?: a)?)(?!\w)"
)
_HOW_MUCH: Final = regex(
    r"\b(?:(?:pour |de |a )?quel(?:le)?s? (?:est |etait |sont )?(?:le |la |l |les )?(?:montants?"
    r"|sommes?|couts?|prix)|combien|(?:le |les |son |leur |pour un )?montants?)\b"
)
#: What is done with money → role of the column that tells how much.
SPENDING: Final = (
    (SPENT, regex(r"\b(?:depens\w*|claque\w*|mange\w*|consomm\w*|paye?\w*|execut\w*"
                       r"|coute?r?|coutent|facture\w*|utilise\w*)\b")),
    (PLANNED, regex(r"\b(?:budgets?|budgete\w*|prevue?s?|enveloppes?|alloue\w*|autorise\w*"
                         r"|credits?|provisionne\w*)\b")),
)  # fmt: skip
#: « Combien » is said of these as of money, and not of rows.
MONEY: Final = regex(r"\b(?:euros?|argent|k€|€|sous|fric|credits?|budgets?|enveloppes?)\b")
#: Stems of what is counted in days and money, and never as rows.
_NUMBERS: Final = {name: at for at, name in enumerate(NUMERALS) if name}


@dataclass(frozen=True, slots=True)
class OpSaid:
    """An operation that a question names.

    Attributes:
        op: The operation.
        start: Where it stands.
        end: Where it ends.
        count: How many rows, 0 where it is not said.
        groups: What its pattern names.
    """

    op: str
    start: int
    end: int
    count: int
    groups: dict[str, str | None]


def ops_said(said: Words) -> Iterator[OpSaid]:
    """Yield the operations of a question, and use their words."""
    for op, pattern in _OPS:
        match = said.take(pattern)
        if match is not None:
            groups = match.groupdict()
            n = groups.get("n") or groups.get("top") or ""
            count = int(n) if n.isdigit() else _NUMBERS.get(n, 0)
            yield OpSaid(op, match.start(), match.end(), count, groups)


def roles_of_people(said: Words) -> tuple[str, ...]:
    """Return the roles of the people that a question asks for, and use its words."""
    for roles, pattern in _WHO:
        if said.take(pattern) is not None:
            return roles
    return ()


def asks_when(said: Words) -> re.Match[str] | None:
    """Return where a question asks for a day, and use these words."""
    return said.take(_WHEN)


def asks_why(said: Words) -> bool:
    """Tell whether a question asks for a reason or a remark, and use these words."""
    return bool(said.take_all(_WHY))


def asks_stage(said: Words) -> bool:
    """Tell whether a question asks how things stand, and use these words."""
    return bool(said.take_all(_STAGE))


def asks_how_much(said: Words) -> bool:
    """Tell whether a question asks for an amount, and use these words."""
    return bool(said.take_all(_HOW_MUCH))
