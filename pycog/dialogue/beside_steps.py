"""Steps that are said one after the other, of which each was worked out by itself."""

from __future__ import annotations

import re
from typing import Final

from pycog import conventions
from pycog.dialogue.beside_rules import Rule, Told
from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex

_RESULT_OF: Final = regex(r"\b(?:realise|resultat|constate)s? (?:de |en |de l annee )?(20\d\d)\b")
_ON: Final = regex(r"\bsur combien d (?:e |es )?([a-z]{4,})")


def _tells_another_result(one: Told) -> bool:
    """Tell whether the result of a year that prints none was left aside."""
    printed = {str(year) for year in conventions.load().baseline_years}
    years = {year for year in _RESULT_OF.findall(one.asked) if year not in printed}
    own = one.calls("TARGET", "TARGET_TEXT") and not one.calls("STATUS", "GAP", "ATTAINMENT")
    return bool(years) and own and "%" not in one.asked


def _is_of_others(one: Told) -> bool:
    """Tell whether a figure is of other things than « sur combien d'agents » asks for."""
    asked = _ON.search(one.asked)
    return asked is not None and one.calls("KEY_FIGURE") and asked[1][:5] not in one.plain


_GROUP: Final = r"\b(?:personnel|fonctionnement|investissement)\b"
_RATE_OF_WHAT: Final = regex(r"\bquel(?:le)? (?:taux|pourcentage) d(?:e|es|u)? ?([a-z]{6,})")


def _is_another_rate(one: Told) -> bool:
    """Tell whether a figure is no rate of what « quel taux de réponse » asks for."""
    asked = _RATE_OF_WHAT.search(one.asked)
    return asked is not None and one.calls("KEY_FIGURE") and asked[1][:5] not in one.plain


_COUNTED: Final = regex(r"^(?:et )?combien d(?:e|es|u)? ?([a-z]{5,})\b")
_HEADS: Final = frozenset(
    ("nombre", "total", "volume", "nb", "le", "la", "les", "l", "des", "de", "du", "d")
)


def _counts_others(one: Told) -> bool:
    """Tell whether a figure counts other things, within which those asked for are only named."""
    asked = _COUNTED.search(one.asked)
    if asked is None or not one.calls("KEY_FIGURE"):
        return False
    label = re.sub(r'^chiffre, |"', "", one.plain).partition(" : ")[0]
    named = [word for word in re.findall(r"[a-z]+", label) if word not in _HEADS]
    head, noun = (named or [""])[0], asked[1][:5]
    inside = any(word.startswith(noun) for word in named[1:])
    return inside and not head.startswith(noun) and head[:5] not in one.asked


_ALL_OF: Final = regex(r"\btou(?:s|tes) les ([a-z]{4,})")


def _is_of_all_others(one: Told) -> bool:
    """Tell whether a figure is of all of something that the question does not name."""
    if "KEY_FIGURE" not in f"{one.answer.formula}" and not one.plain.startswith('"'):
        return False
    said = _ALL_OF.findall(one.plain)
    return bool(said) and not any(word[:4] in one.asked for word in said)


#: « Fiche 28 », « indicateur 12 »: what is told is of that one.
_NUMBERED: Final = regex(
    r"\b(?:fiche|indicateur)(?: objectif)? (?:n ?° ?|no |numero )?(?P<n>\d{1,2})\b(?! ?%)"
)


def _has_its_number(one: Told) -> bool:
    told = f"{one.plain} {normalise(one.answer.source)}"
    asked = [match["n"] for match in _NUMBERED.finditer(one.asked)]
    return all(re.search(rf"(?<![\d,/]){n}(?![\d,/])", told) for n in asked) or bool(
        re.search(r"\b(?:tous|chaque|toute)\b", one.plain)
    )


#: Whether the last of several steps was done on the result of the first.
STEP_RULES: Final = (
    Rule(
        regex(r"\bquel fonds ne\b"),
        lambda one: one.is_text,
        "Je ne sais pas chercher le fonds qui ne le fait pas : demandez celui qui le fait.",
    ),
    Rule(
        regex(r"\bcombien (?:a |ont )?cout\w*|\bquels? (?:est le |sont les )?(?:couts?|prix)\b"),
        lambda one: (
            one.answer.intent in {"chiffre", "composee-chiffres"}
            and one.calls("KEY_FIGURE")
            and "€" not in one.answer.display
        ),
        "Je n'ai trouvé aucun coût de ce nom.",
    ),
    Rule(
        regex(r"\ba combien (?:est|sont|a|ont)\b.*\b(?:mont|descend|pass|grimp|tomb)\w*"),
        lambda one: "ecart :" in one.plain,
        "Je n'ai que l'évolution entre deux objectifs, et vous demandez une valeur atteinte.",
    ),
    Rule(
        regex(
            r"\brecettes?\b.*\b(?:couvr\w+|equilibr\w+|suffi\w+|depass\w+"
            r"|superieur\w*)\b.*\bdepenses?\b"
        ),
        lambda one: not one.decides and "depenses" not in one.plain,
        "Je ne compare pas les recettes aux dépenses : demandez la somme des recettes, puis le "
        "total des dépenses brutes.",
    ),
    Rule(
        regex(r"\btoute (?:une|la|l|leur)\b"),
        _is_of_all_others,
        "Je n'ai trouvé que des chiffres d'autre chose.",
    ),
    Rule(
        regex(
            r"\b(?:gagn|marqu|obtien|obten|touch|pren|scor|empoch)\w*(?: t (?:il|elle|on))?"
            r" combien de points?\b|\bcombien de points? (?:gagn|marqu|obtien|obten|scor)"
        ),
        lambda one: "il manque" in one.plain and not one.calls("POINTS"),
        "Je n'ai que l'écart à la cible : demandez les points obtenus avec ce résultat.",
    ),
    Rule(
        _COUNTED,
        _counts_others,
        "Je n'ai trouvé qu'un chiffre qui compte autre chose.",
    ),
    Rule(
        _RATE_OF_WHAT,
        _is_another_rate,
        "Je n'ai pas trouvé le taux que vous demandez.",
    ),
    Rule(
        regex(r"^(?:est ce qu )?aucun\w* (?:indicateur|fiche|ligne|credit|depense)s?\b"),
        lambda one: one.is_text and not one.decides,
        "Je n'ai trouvé qu'un texte qui en parle : demandez la liste de ceux qui le font.",
    ),
    Rule(
        regex(r"\b(?:une?|la|le|d une?) seule? [a-z]{4,}"),
        lambda one: (
            one.answer.intent in {"chiffre", "composee-chiffres"}
            and one.calls("KEY_FIGURE")
            and one.lacks(r"\bseule?\b")
        ),
        "Je n'ai trouvé qu'un chiffre, qui ne dit pas s'il est de ce seul cas.",
    ),
    Rule(
        regex(r"\bbudgets?\b"),
        lambda one: (
            one.answer.intent in {"chiffre", "composee-chiffres"}
            and one.calls("KEY_FIGURE")
            and one.lacks(r"\b(?:budget|credit|enveloppe|dotation|financ|depens|subvention|post)")
        ),
        "Je n'ai trouvé qu'un chiffre qui n'est pas un budget : nommez le fonds ou la ligne.",
    ),
    Rule(
        regex(rf"{_GROUP}.*\b(?:vers|au|a la|a l|sur|dans|pour)\b.*{_GROUP}"),
        lambda one: one.is_text and one.plain.startswith("tout autre virement"),
        "Je n'ai pas compris ce que vous voulez savoir de ce virement : demandez qui le décide, en "
        "nommant les deux groupes.",
    ),
    Rule(
        regex(r"\d.*\b(?:et|puis|ensuite)\b.*\d"),
        lambda one: (
            re.search(r"disponible sur ([^.,]+?),? .*disponible sur \1", one.plain) is not None
        ),
        "Je ne sais pas s'il faut ôter les deux montants ensemble : donnez leur somme.",
    ),
    Rule(
        regex(r"\bpuis\b|\bensuite\b"),
        lambda one: (
            one.answer.intent == "calcul"
            and one.answer.value is None
            and len(re.findall(r" : [\d+-]", one.plain)) > 1
            and re.search(r"\b(?:retir|ajout|enlev|augment|baiss|hauss|plus|moins)", one.asked)
            is not None
        ),
        "Je n'ai pas enchaîné les deux calculs : demandez le premier, puis le second.",
    ),
    Rule(
        regex(r"\bpoints?\b.*\bpuis\b.*%"),
        lambda one: re.match(r"\d+(?:,\d+)? points? (?:plus|moins)\b", one.plain) is not None,
        "Je n'ai pas enchaîné les deux calculs : demandez le premier, puis le second.",
    ),
    Rule(
        regex(r"\bexecut\w* (?:de |a )?(\d[\d ]*\d)(?=\D)(?=.*\bengag)"),
        lambda one: one.calls("AVAILABLE") and "COG_BUDGET" not in one.answer.formula,
        "Je ne sais pas lequel de vos montants est le budget : donnez le budget, l'exécuté et "
        "l'engagé en une phrase.",
    ),
    Rule(
        regex(r"^et (?:de|pour|sur) \d[\d ]*(?: €)?,? (?:moins|plus|et)\b"),
        lambda one: (
            one.before.has_subject
            and re.fullmatch(r"=\d[\d.]*[+-]\d[\d.]*", one.answer.formula) is not None
        ),
        "Je n'ai pas repris le calcul d'avant : posez la question en entier.",
    ),
    Rule(
        regex(r"\b(?:sans|sauf|hors|hormis) (?:ceux|celles|les indicateurs) d"),
        lambda one: (
            one.answer.intent == "composee-requete" and one.lacks(r"\b(?:sans|sauf|hors|hormis)\b")
        ),
        "Je n'ai pas retiré ceux-là : demandez les deux listes.",
    ),
    Rule(
        regex(r"\b(?:en tout|au total|ensemble)\b.*\bavec (?:ceux|celles) d"),
        lambda one: one.before.has_subject and one.answer.intent == "composee-requete",
        "Je n'ai pas réuni les deux listes : demandez l'une, puis l'autre.",
    ),
    Rule(
        regex(r"\b(?:mecontent|insatisfait|perdu|rate|rejete|refuse|manque)e?s?\b"),
        lambda one: re.match(r"=\d[\d.]*\*COG_TARGET\(", one.answer.formula) is not None,
        "Je n'ai compté que ceux qui répondent à l'objectif : ôtez-les du total pour les autres.",
    ),
    Rule(
        regex(r"\b(?:realise|resultat|constate)"),
        _tells_another_result,
        "Je ne sais pas ce qui a été obtenu cette année-là : la convention n'imprime que ses "
        "objectifs et le réalisé de départ.",
    ),
    Rule(
        regex(r"\bsur combien d"),
        _is_of_others,
        "Je ne sais pas à combien ce chiffre se rapporte : nommez le total.",
    ),
    Rule(
        regex(r"\bindicateurs (?:sont |exprimes |mesures |chiffres )*en (?:euros?|€|heures?)"),
        lambda one: one.calls("INDICATOR") and one.lacks(r"\ben (?:euros?|heures?)"),
        "Je ne sais pas choisir les indicateurs par cette unité.",
    ),
    Rule(
        regex(
            r"\b(?:qui (?:pilote|porte|suit|gere|s occupe)|(?:pilotes?|responsables?|referente?s?"
            r"|porteur\w*|proprietaires?) (?:de|du|des|d|pour)) (?:l |le |la |les |cet |cette )?"
            r"(?:indicateur|objectif|cible|fiche)"
        ),
        lambda one: one.lacks(r"\b(?:pilote|responsable|referent|porteur)"),
        "Je ne connais pas de pilote : la convention n'en désigne pas par indicateur.",
    ),
    Rule(
        regex(r"\b(?:qui pilote|(?:pilotes?|responsables?) (?:de|du|pour)) (?:l )?indicateur \d"),
        lambda one: one.is_text,
        "Je ne connais pas de pilote : la convention n'en désigne pas par indicateur.",
    ),
    Rule(
        regex(r"\btaille (?:utile|critique)\b"),
        lambda one: (
            re.fullmatch(r"=\d+-\d+", one.answer.formula) is not None
            and one.lacks(r"\btaille utile")
        ),
        "Je n'ai pas comparé ces nombres à la taille utile : donnez les bénéficiaires et les "
        "agents.",
    ),
    Rule(
        regex(r"^(?:quels? (?:est|sont) )?(?:les? |un )?(?:delais?|temps) (?:de|pour|d|moyen)\b"),
        lambda one: (
            one.calls("KEY_FIGURE")
            and re.search(
                r"\b(?:delai|duree|temps|heure|h\b|jours?\b|mois\b)",
                one.plain.replace("par jour", ""),
            )
            is None
        ),
        "Je n'ai trouvé qu'un nombre, et vous demandez un délai.",
    ),
    Rule(
        _NUMBERED,
        lambda one: one.is_text and not _has_its_number(one),
        "Je n'ai trouvé qu'un texte, qui n'est pas de ce numéro.",
    ),
    Rule(
        regex(r"^(?:quand|pour quand|a quelle date)\b(?!.*\d)"),
        lambda one: one.answer.intent == "objectif" and one.calls("TARGET_TEXT"),
        "Vous demandez une date, et je n'ai trouvé qu'un objectif chiffré.",
    ),
    Rule(
        regex(r"\bjours? (?:de |en )?tele ?travail"),
        lambda one: one.calls("KEY_FIGURE") and not one.lacks(r"\bpresence\b"),
        "Je n'ai trouvé que les jours de présence sur site, qui sont les autres.",
    ),
    Rule(
        regex(r"\b(?:envoy|envoi|transmet|expedi)\w*\b.*\bpar (?:e ?mail|mail|courriel|sms)\b"),
        lambda one: one.calls("KEY_FIGURE"),
        "Je n'envoie rien : je réponds ici, et la formule s'insère dans le classeur.",
    ),
    Rule(
        regex(r"^(?!.*\b(?:somme|total|cumul)\w* des (?:parts?|pourcentages?))"),
        lambda one: one.answer.formula.startswith("=SUM(COG_SHARE("),
        "Je ne sais pas former cet ensemble : donnez le total, ou demandez chaque part.",
    ),
)
