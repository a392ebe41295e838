"""Words of a question that only an answer of a certain shape serves, and what is said else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.answers import Answer
from pycog.dialogue.normalise import normalise
from pycog.dialogue.state import State
from pycog.lazy_patterns import regex

_TEXT: Final = "definition"
_ONE_CALL: Final = regex(r"=COG_[A-Z_]+\([^(){}]*\)")


@dataclass(frozen=True, slots=True)
class Told:
    """A question and what it was answered with.

    Attributes:
        asked: The question, normalised.
        answer: The answer.
        plain: Its text, normalised.
        before: What was said before.
    """

    asked: str
    answer: Answer
    plain: str
    before: State

    @property
    def is_text(self) -> bool:
        """Whether a text was told, and no figure."""
        return self.answer.intent == _TEXT

    @property
    def decides(self) -> bool:
        """Whether the answer is yes or no."""
        return self.plain.startswith(("oui", "non"))

    def calls(self, *names: str) -> bool:
        """Tell whether the formula has one of some functions."""
        return any(f"COG_{name}(" in self.answer.formula for name in names)

    def lacks(self, pattern: str) -> bool:
        """Tell whether a pattern is nowhere in the answer."""
        return re.search(pattern, self.plain) is None


@dataclass(frozen=True, slots=True)
class Rule:
    """What words of a question ask for, which answers do not serve it, and what is said then."""

    asked: re.Pattern[str]
    beside: Callable[[Told], bool]
    why: str


#: Some of those whom a figure may be about.
_SOME: Final = (
    "medecins?|infirmier\\w*|pharmacien\\w*|dentistes?|kinesitherapeutes?|sages femmes|cadres"
    "|femmes|hommes|jeunes|retraites?|seniors?|etudiants?|independants?"
)
#: Parts of the spending that are a whole of their own.
_WHOLES: Final = ("nationales", "regionales", "limitati", "evaluati")
#: What holds for any question.
RULES: Final = (
    Rule(
        # « Quel % des dépenses nationales » is of these, and of no other whole.
        regex(
            r"(?:%|\bparts?|\bpourcentage) (?:de |du |des |dans )(?:les |le total des |la )?"
            r"depenses (?:a caractere )?(?:nationales|regionales|limitati\w+|evaluati\w+)"
        ),
        lambda told: (
            told.plain.startswith("part de")
            and any(one in told.asked and told.lacks(one) for one in _WHOLES)
        ),
        "Je ne sais pas de quel total vous demandez la part. Nommez les deux lignes en entier.",
    ),
    Rule(
        regex(
            r"\b(?:objectifs?|cibles?)\b[^?]*\b(?:etai(?:en)?t|sont|est|deja|ete) (?:deja )?"
            r"(?:satisfait|tenu|rempli)"
        ),
        lambda one: one.calls("INDICATOR") and one.lacks(r"\batteint deja l objectif"),
        "Je ne compare pas le résultat de départ à l'objectif pour tous les indicateurs : nommez "
        "l'indicateur.",
    ),
    Rule(
        regex(
            r"^(?!.*\b(?:qu(?:el|oi|i|and)\w*|combien|comment)\b)"
            r".*\b(?:susceptibles?|possibles?|reportables?|peu(?:t|vent)(?: (?:il|elle)s?| on))\b"
        ),
        lambda one: (
            one.is_text
            and one.lacks(
                r"\b(?:peu(?:t|vent)|possib\w*|doi(?:t|vent)|oui|non(?! perenne)|ne|n|interdit\w*"
                r"|autoris\w*|decid\w*)\b"
            )
        ),
        "Je n'ai trouvé qu'un texte, qui ne dit pas si c'est possible.",
    ),
    Rule(
        regex(r"\b(?:ne|n) (?:sont|est|concernent?|portent?|relevent?) pas\b"),
        lambda one: (
            one.answer.intent == "composee-chiffres"
            and re.match(r"\d+ chiffres?\b", one.plain) is not None
        ),
        "Je ne sais pas compter ceux qui ne le sont pas : demandez le total, puis la partie.",
    ),
    Rule(
        regex(r"\bpremiere (?:annee|fois)\b|\bau plus tot\b|\bdes quelle annee\b"),
        lambda one: one.decides,
        "Je ne cherche pas la première année où une valeur est atteinte : demandez la valeur de "
        "chaque année.",
    ),
    Rule(
        regex(r"\b(?:le plus|le moins|plus grand nombre) d (?:indicateurs|fiches|lignes)\b"),
        lambda one: one.calls("TARGET", "TARGET_TEXT", "BUDGET"),
        "Je ne compte pas ainsi : vous demandez un nombre de choses, et non la plus grande valeur.",
    ),
    Rule(
        regex(
            r"\bpas (?:d |l |de |un )?(?:objectifs?|cibles?) (?:en )?(?:\d{4} )?renvoy"
            r"|\brenvoie(?:nt)? pas\b"
        ),
        lambda one: (
            not one.lacks(r"(?<!pas )(?<!non )(?<!ceux )\brenvoyes? a une autre convention")
        ),
        "Je ne sais pas lire ce que « pas » écarte ici. Demandez les indicateurs renvoyés à une "
        "autre convention, puis les autres.",
    ),
    Rule(
        regex(
            r"\bcomme indicateurs\b|^(?:listez?|citez?|enumerez?|quelles sont|quelles)"
            r"(?: moi)?(?: les| des)? (?:fiches|lignes|themes)\b|\bquelle ligne n\b"
        ),
        lambda one: one.is_text,
        "Je n'ai pas cette liste : je n'ai trouvé qu'un texte qui en parle.",
    ),
    Rule(
        regex(
            r"(?=.*\bannexe \d)(?=.*\bfiche (?:objectif )?(?:n ?° ?)?\d)"
            r".*\b(?:memes?|pareil\w*|d accord|concord\w*|coheren\w*|identiques?|differ\w*)\b"
        ),
        lambda one: one.decides and one.lacks(r"\bfiche\b"),
        "Je ne compare pas ce qu'impriment deux endroits de la convention : demandez l'un, puis "
        "l'autre.",
    ),
    Rule(
        regex(r'" dont "|\bles dont\b|\bsous[ -]?(?:lignes?|postes?|rubriques?)\b'),
        lambda one: _ONE_CALL.fullmatch(one.answer.formula) is not None and one.lacks(r"\bdont\b"),
        "Je ne donne pas ce montant pour ses sous-lignes : nommez celle que vous voulez.",
    ),
    Rule(
        regex(r"(?<=[a-z\)\"]) ?[<>]=? ?(?=[a-z\(\"])"),
        lambda one: (
            one.calls("BUDGET", "TARGET")
            and "{" in one.answer.formula
            and one.lacks(r"\b(?:depasse|sous|inferieur|superieur)")
        ),
        "Je n'ai pas comparé : écrivez « dépasse » ou « est inférieur à » au lieu du signe.",
    ),
    Rule(
        regex(r"(?<!merci d )\bavance\b|\bretard\b"),
        lambda one: one.calls("FORECAST"),
        "Je ne donne pas l'avance ou le retard sur un budget : donnez la dépense et le budget, "
        "puis demandez le taux d'exécution.",
    ),
    Rule(
        regex(r"\b(?:addition|somme|cumul|totalis)\w*"),
        lambda one: one.plain.startswith("taux d execution") and ", puis " in one.plain,
        "Je n'ai pas fait la somme que vous demandez. Donnez-la, ou demandez-la d'abord seule.",
    ),
    Rule(
        regex(r"\d.*\b(?:chacun|chacune|(?:chaque|par) (?:agent|personne|etp|salarie|tete))\b"),
        lambda one: (
            one.calls("SHARE", "EXECUTION", "RATE")
            and "*" not in one.answer.formula
            and len(re.findall(r"\bsur\b", one.plain)) > 1
        ),
        "Je ne sais pas à quoi « chacun » s'applique : donnez le total, puis demandez le taux.",
    ),
    Rule(
        regex(r"\barrondi\w*.*\b(?:avant|apres|puis)\b|\b(?:lignes|montants) arrondi"),
        lambda one: bool(one.answer.formula) and "ROUND" not in one.answer.formula,
        "Je ne compare pas la somme des arrondis à l'arrondi de la somme : demandez chaque "
        "arrondi.",
    ),
    Rule(
        regex(
            r"\b(?:cibles|objectifs|seuils)\b[^?]*?\d(?:[.,]\d+)? ?%? (?:et|ou) "
            r"\d+(?:[.,]\d+)? ?%"
        ),
        lambda one: one.answer.intent == "atteinte",
        "Deux cibles sont données : laquelle faut-il prendre ? Donnez un seul objectif.",
    ),
    Rule(
        regex(r"^(?:et )?(?:il|elle|ils|elles|celui ci|celle ci)\b"),
        lambda one: (
            one.before.has_subject
            and one.answer.intent == "ligne-bareme"
            and one.before.intent != "ligne-bareme"
        ),
        "Je ne sais pas de quoi il s'agit : nommez l'indicateur ou la ligne.",
    ),
    Rule(
        regex(r"\b(?:y a|en a|ya|y avait)(?: t il)?(?: il)? d autres\b|^(?:et )?d autres\b"),
        lambda one: one.before.has_subject and bool(one.answer.formula),
        "Je ne cherche pas les autres à partir de la réponse d'avant. Posez la question en entier.",
    ),
    Rule(
        regex(r"^(?!.*\b(?:interessement|grille|bareme|part (?:locale|nationale))\b)"),
        lambda one: (
            "indicator" in one.before.slots
            and one.answer.intent == "calcul"
            and one.calls("SCORECARD")
        ),
        "Je ne sais pas si vous parlez encore du même indicateur : nommez celui dont vous voulez "
        "la cible.",
    ),
    Rule(
        regex(r"\bne? (?:[a-z]+ )+?(?:[a-z]+ )?qu (?:en|a|au|une?|dans)\b"),
        lambda one: one.is_text and one.lacks(r"\b(?:qu|que|seul\w*|uniquement|exclusivement)\b"),
        "Je n'ai trouvé qu'un texte, qui ne dit pas ce qui est seul dans ce cas.",
    ),
    Rule(
        regex(
            r"\bannuel\w* moyen|\bmoyen\w* annuel|\btcam\b|\ben moyenne (?:par an|chaque annee)"
            r"|\bpar an en moyenne"
        ),
        lambda one: (
            "%" in one.plain
            and one.lacks(r"\ban\b|\bannuel|\bmoyen")
            and re.search(r"\^|POWER|AVERAGE|CAGR|/", one.answer.formula) is None
        ),
        "Je ne donne que l'évolution totale, et vous demandez une moyenne annuelle : donnez les "
        "deux montants et leurs années.",
    ),
    Rule(
        regex(r"\bcumul|\badditionn|\bajout|\ben tout\b|\bensemble\b"),
        lambda one: (
            one.before.has_subject
            and _ONE_CALL.fullmatch(one.answer.formula) is not None
            and "fund" in one.answer.slots
            and one.answer.slots.get("fund") != one.before.slots.get("fund")
        ),
        "Je n'ai pas fait ce total : nommez la ligne, les deux fonds et l'année.",
    ),
    Rule(
        regex(r"\bn ?[+-] ?\d\b"),
        lambda one: re.search(r"COG_CARRYOVER\(.*,\d,", one.answer.formula) is not None,
        "Donnez le montant exécuté : « n+1 » n'en est pas un.",
    ),
    Rule(
        regex(r"\b(?:par qui|qui|combien|quand|quel(?:le)?s? (?!questions?|sujets?))\b.*\w{4}"),
        lambda one: one.answer.intent == "aide" and len(one.asked.split()) > 7,
        "Je ne sais pas : je n'ai pas compris cette question. Posez une seule chose à la fois.",
    ),
    Rule(
        regex(r"^(?:et )?(?:(?:pour|le|la|l|les|au|du|a) )*[a-z]+ (?:aussi|egalement) ?\??$"),
        lambda one: one.answer.intent != one.before.intent and bool(one.answer.formula),
        "Je ne sais pas ce qui vaudrait aussi ici. Posez la question en entier.",
    ),
    Rule(
        regex(
            r"\b(?:ca|cela) (?:fait|donne) combien\b|\bcombien (?:ca|cela) (?:fait|donne)"
            r"|\bcombien par (?:an|mois|trimestre|agent|etp)\b|\breparti\w* sur \d"
        ),
        lambda one: one.is_text,
        "Je ne sais pas faire ce calcul à partir de ce qui a été dit. Donnez les nombres.",
    ),
    Rule(
        regex(
            r"(?=.*\b(?:combien|quels?|quelles?)\b).*\b(?:faut|faudrait|permettr\w+|vis(?:e|er|ons"
            r"|ez)|necessaires?|requis\w*)\b"
        ),
        lambda one: (
            one.answer.intent in {"taux-national", "declenchement"}
            and not one.calls("REQUIRED_RATE")
        ),
        "Je ne calcule pas à rebours le taux qu'il faudrait : essayez un taux après l'autre.",
    ),
    Rule(
        regex(r"\bpoints?\b"),
        lambda one: re.search(r"COG_TRL\(.*\)[+-]0\.\d", one.answer.formula) is not None,
        "Des points de barème ou des points de pourcentage ? Donnez les points acquis et le "
        "maximum, le taux en sera calculé.",
    ),
    Rule(
        regex(r"\bparts? (?:du|d un|de ce|dans le|dans ce|au) total\b"),
        lambda one: "%" not in f"{one.plain} {one.answer.formula}" and not one.calls("SHARE"),
        "Je ne calcule pas cette part : nommez le montant et le total.",
    ),
    Rule(
        regex(r"\b(?:a |de )?combien de (?:points?|pts?) (?:de|du|sous|sur|manqu|d ecart)"),
        lambda one: one.answer.intent == "statut" and one.lacks(r"\bpoints?\b"),
        "Je n'ai pas l'écart en points de ce résultat.",
    ),
    Rule(
        regex(r"(?=.*\bengage).*\bmandate"),
        lambda one: len(re.findall(r"\bdisponible\b", one.plain)) > 1,
        "Deux dépenses sont données : je ne sais pas s'il faut en faire la somme. Donnez-en une.",
    ),
    Rule(
        regex(r"\bsoit\b.*\bsoit\b"),
        lambda one: _ONE_CALL.fullmatch(one.answer.formula) is not None,
        "Je n'ai trouvé que l'un des deux : demandez l'un, puis l'autre, ou leur somme.",
    ),
    Rule(
        regex(r"^(?!.*\d).*\b(?:vous|tu) (?:trouve[sz]|estime[sz]|juge[sz]) (?:que|qu)\b"),
        lambda one: True,
        "Je ne donne pas d'avis : je lis ce que les conventions impriment et je calcule avec "
        "leurs formules.",
    ),
    Rule(
        regex(r"\b(?:hors|sans|sauf|hormis|excepte)\b[^?,]* et \w"),
        lambda one: re.match(r"=SUM\(COG_BUDGET\([^()]*\)-COG_", one.answer.formula) is not None,
        "Je ne sais pas si la seconde ligne est à retrancher aussi ou à ajouter : retirez l'une, "
        "puis l'autre.",
    ),
    Rule(
        regex(
            r"\b(?:sur|budgets?|autoris\w*|objectifs?|cibles?|contre)\b[^\d]*\d[\d ]*(?:,\d+)?"
            r"(?: ?(?:€|k€|m€|%|euros?))? (?:et|ou) (?:de )?\d[\d ]*(?:,\d+)?"
            r"(?: ?(?:€|k€|m€|%|euros?))?[ ?.!]*$"
        ),
        lambda one: one.answer.intent in {"execution", "atteinte"} and one.answer.value is None,
        "Deux montants ou deux cibles sont donnés : lequel faut-il prendre ? Donnez-en un seul.",
    ),
    Rule(
        regex(
            r"^(?!.*\b(?:budget|autoris|prevu|enveloppe|credits?|dotation|sur|base|annuel"
            r"|l annee)\w*)"
        ),
        lambda one: one.calls("FORECAST") and "pour un budget de" in one.plain,
        "Je ne sais pas lequel des deux montants est la dépense : dites « dépense » et « budget ».",
    ),
    Rule(
        regex(r"\b(?:[a-z]{5,}euses|[a-z]{4,}trices)\b"),
        lambda one: (
            one.answer.intent in {"chiffre", "composee-chiffres"}
            and not one.lacks(r"\b[a-z]{4,}(?:eurs|teurs)\b")
            and one.lacks(r"(?:euses|trices)\b")
        ),
        "Ce chiffre est imprimé pour tous, femmes et hommes ensemble : je n'ai pas celui des "
        "femmes.",
    ),
    Rule(
        regex(r"\b(?:repousse|annule|abandonne|decale|manque|prolonge)e?s?\b"),
        lambda one: one.is_text and one.lacks(r"\b(?:repouss|annul|abandon|decal|manqu|prolong)"),
        "Je n'ai trouvé qu'un texte, qui ne le dit pas.",
    ),
    Rule(
        regex(r"\bne [a-z]+ qu(?:e|en|au|aux)?\b"),
        lambda one: re.match(r"\d+ indicateurs? :", one.plain) is not None,
        "Je ne sais pas lire cette restriction : demandez les indicateurs sans « ne … que ».",
    ),
    # Ways to calculate, of which one alone was followed.
    Rule(
        regex(r"\ben (?:nombre|valeur absolue|volume)\b|\ben combien d"),
        lambda one: one.answer.display.endswith("%") and one.calls("TARGET", "BASELINE"),
        "Je n'ai que ce taux : donnez le nombre auquel il s'applique.",
    ),
    Rule(
        regex(
            r"^(?:(?:quelle? est|calcul\w*|fais|donne\w*) )?(?:la |le |l )?"
            r"(?:somme|moyenne|ecart|difference) d"
        ),
        lambda one: one.is_text,
        "Je n'ai trouvé qu'un texte, et aucun calcul à faire : nommez les montants ou les taux.",
    ),
    Rule(
        regex(
            r"\b(?:evolution|hausse|baisse|croissance|progression|variation)s? (?:annuelle )?"
            r"moyenne"
        ),
        lambda one: (
            one.answer.formula.startswith("=AVERAGE(")
            and not one.calls("EVOLUTION")
            and "-" not in one.answer.formula
        ),
        "Je n'ai que la moyenne des montants, et vous demandez celle des évolutions.",
    ),
    Rule(
        regex(r"\beuros? constants?\b|\bhors inflation\b|\bcorrig\w+ de l inflation\b"),
        lambda one: bool(one.answer.formula),
        "Les montants imprimés sont en euros courants : je n'ai pas l'inflation.",
    ),
    Rule(
        regex(
            r"\b(?:baiss|dimin|recul|augment|hauss|progress|mont|grimp|evolu)\w* le moins\b"
            r"|\b(?:plus (?:faible|petite)|moindre) (?:baisse|hausse|progression|evolution|recul)"
        ),
        lambda one: not one.lacks(r"\bla plus forte\b"),
        "Je ne cherche que la plus forte hausse ou la plus forte baisse : demandez la liste des "
        "évolutions.",
    ),
    Rule(
        regex(r"\bsi\b.*\bn [a-z]+ pas\b|\ben cas de non\b"),
        lambda one: one.is_text and one.lacks(r"\b(?:pas|non|sinon|defaut|refus\w*)\b"),
        "Je n'ai trouvé qu'un texte, qui ne dit pas ce qui se passe alors.",
    ),
    Rule(
        regex(r"% du (?:reste|solde|restant|reliquat)\b"),
        lambda one: re.search(r"% de (\d[\d ]*) .*% de \1\b", one.plain) is not None,
        "Je n'ai pas appliqué le second taux à ce qui reste : demandez le reste, puis son taux.",
    ),
    Rule(
        regex(r"%.*\b(?:puis|ensuite|suivie? d)\b.*%"),
        lambda one: (
            one.answer.intent == "calcul"
            and re.fullmatch(r"=\d+(?:\.\d+)?\*\(1[+-][\d.]+\)", one.answer.formula) is not None
        ),
        "Je n'ai appliqué qu'un des deux taux : demandez l'un, puis l'autre.",
    ),
    Rule(
        regex(rf"\b(?:pour|chez|parmi) (?:les? |la |l )?(?:{_SOME})\b"),
        lambda one: bool(one.answer.formula) and one.lacks(rf"\b(?:{_SOME})\b"),
        "Je n'ai ce chiffre que pour tous ensemble.",
    ),
)
#: Turns that go on with what was said before, and what they may not be answered with.
TURN_RULES: Final = (
    Rule(
        regex(r"^et (?!.*\b(?:indicateurs?|objectifs?|cibles?|taux|delais?)\b)"),
        lambda one: one.before.intent == "budget" and one.answer.intent == "objectif",
        "Je ne sais pas si vous passez à un indicateur : nommez-le, ou nommez la ligne du budget.",
    ),
    Rule(
        regex(r"\b(?:de|que|a) quoi\b"),
        lambda one: one.answer.intent == "suite",
        "Je ne cherche pas de quel montant il s'agit : demandez le calcul que vous voulez.",
    ),
    Rule(
        regex(r"\d.*\b(?:puis|ensuite)\b.*\d"),
        lambda one: one.plain.count("disponible sur") > 1,
        "Je ne sais pas s'il faut ôter les deux montants ensemble : donnez leur somme.",
    ),
    Rule(
        regex(r"^(?:et )?(?!.*\b(?:total|depenses?|brutes?|budget)\b)"),
        lambda one: (
            one.answer.intent == "budget"
            and one.plain.startswith('" total')
            and "line" in one.before.slots
            and "total" not in normalise(str(one.before.slots["line"]))
        ),
        "Je n'ai pas cette ligne dans l'autre fonds : nommez la ligne que vous voulez.",
    ),
    Rule(
        regex(r"^(?:et )?(?!.*\b(?:total|depenses?|brutes?|budget)\b)"),
        lambda one: (
            one.answer.intent == "budget"
            and one.before.intent in {"virement", "report", "approbation"}
        ),
        "Je ne sais pas si la même règle y vaut : posez la question en entier.",
    ),
    Rule(
        regex(r"\b(?:autre sens|sens inverse|inversement|contraire)\b"),
        lambda one: (
            one.answer.intent == one.before.intent
            and "from_line" in one.before.slots
            and one.answer.slots.get("from_line") == one.before.slots["from_line"]
        ),
        "Je n'ai pas inversé le sens : nommez les deux groupes dans l'ordre.",
    ),
    Rule(
        regex(r"^(?:et )?lesquel(?:le)?s\b(?!.*\bfiche\b)"),
        lambda one: "sheet" in one.before.slots and one.answer.intent == "composee-requete",
        "Je ne sais pas chercher parmi ceux qui viennent d'être donnés : nommez-les, ou redites la "
        "fiche.",
    ),
    Rule(
        regex(
            r"^(?!.*\b(?:objectifs?|cibles?)\b).*\b(?:(?:realise|resultat|constate)e?s?\b"
            r"|(?:l a|a t il|a t elle|a t on|ont) (?:ete )?(?:depass|attein|respect)\w+)"
        ),
        lambda one: (
            (one.calls("TARGET", "TARGET_TEXT") or one.plain.startswith("objectif"))
            and not one.calls("BASELINE", "STATUS", "GAP", "ATTAINMENT", "REQUIRED", "POINTS")
        ),
        "Je ne sais pas ce qui a été obtenu : la convention imprime des objectifs. Donnez le "
        "résultat dans la question.",
    ),
)
