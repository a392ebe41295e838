"""Holds the answer that was found against the question as typed: nothing is told beside it.

However a question was read, some words of it can only be served by an answer of a certain shape:
« première année » by no « Non », « annuel moyen » by no total change. Where the shape is another
one, the answer is refused, and said why.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pycog import conventions
from pycog.dialogue.answers import ANSWERED, Answer, unknown
from pycog.dialogue.normalise import normalise, words
from pycog.dialogue.state import State

Ask = Callable[[str], Answer]
#: Answers from the open workbook have their own gate.
_OF_WORKBOOK: Final = "classeur"
_TEXT: Final = "definition"
_MONTHS: Final = (
    r"\b(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
)
_ONE_CALL: Final = re.compile(r"=COG_[A-Z_]+\([^(){}]*\)")


@dataclass(frozen=True, slots=True)
class _Told:
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
class _Rule:
    """What words of a question ask for, which answers do not serve it, and what is said then."""

    asked: re.Pattern[str]
    beside: Callable[[_Told], bool]
    why: str


_RULES: Final = (
    _Rule(
        re.compile(
            r"\b(?:objectifs?|cibles?)\b[^?]*\b(?:etai(?:en)?t|sont|est|deja|ete) (?:deja )?"
            r"(?:satisfait|tenu|rempli)"
        ),
        lambda one: one.calls("INDICATOR"),
        "Je ne compare pas le résultat de 2011 à un objectif pour tous les indicateurs : nommez "
        "l'indicateur.",
    ),
    _Rule(
        re.compile(
            r"\b(?:susceptibles?|possibles?|reportables?|peu(?:t|vent)(?: (?:il|elle)s?| on))\b"
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
    _Rule(
        re.compile(r"\b(?:ne|n) (?:sont|est|concernent?|portent?|relevent?) pas\b"),
        lambda one: (
            one.answer.intent == "composee-chiffres"
            and re.match(r"\d+ chiffres?\b", one.plain) is not None
        ),
        "Je ne sais pas compter ceux qui ne le sont pas : demandez le total, puis la partie.",
    ),
    _Rule(
        re.compile(r"\bpremiere (?:annee|fois)\b|\bau plus tot\b|\bdes quelle annee\b"),
        lambda one: one.decides,
        "Je ne cherche pas la première année où une valeur est atteinte : demandez la valeur de "
        "chaque année.",
    ),
    _Rule(
        re.compile(r"\b(?:le plus|le moins|plus grand nombre) d (?:indicateurs|fiches|lignes)\b"),
        lambda one: one.calls("TARGET", "TARGET_TEXT", "BUDGET"),
        "Je ne compte pas ainsi : vous demandez un nombre de choses, et non la plus grande valeur.",
    ),
    _Rule(
        re.compile(
            r"\bpas (?:d |l |de |un )?(?:(?:objectifs?|cibles?) (?:en )?(?:\d{4} )?)?renvoy"
            r"|\brenvoie(?:nt)? pas\b"
        ),
        lambda one: not one.lacks(r"(?<!pas )\brenvoyes? a une autre convention"),
        "Je ne sais pas lire ce que « pas » écarte ici. Demandez les indicateurs renvoyés à une "
        "autre convention, puis les autres.",
    ),
    _Rule(
        re.compile(
            r"\bcomme indicateurs\b|^(?:listez?|citez?|enumerez?|quelles sont|quelles)"
            r"(?: moi)?(?: les| des)? (?:fiches|lignes|themes)\b|\bquelle ligne n\b"
        ),
        lambda one: one.is_text,
        "Je n'ai pas cette liste : je n'ai trouvé qu'un texte qui en parle.",
    ),
    _Rule(
        re.compile(
            r"(?=.*\bannexe \d)(?=.*\bfiche (?:objectif )?(?:n ?° ?)?\d)"
            r".*\b(?:memes?|pareil\w*|d accord|concord\w*|coheren\w*|identiques?|differ\w*)\b"
        ),
        lambda one: one.decides and one.lacks(r"\bfiche\b"),
        "Je ne compare pas ce qu'impriment deux endroits de la convention : demandez l'un, puis "
        "l'autre.",
    ),
    _Rule(
        re.compile(r'" dont "|\bles dont\b|\bsous[ -]?(?:lignes?|postes?|rubriques?)\b'),
        lambda one: _ONE_CALL.fullmatch(one.answer.formula) is not None and one.lacks(r"\bdont\b"),
        "Je ne donne pas ce montant pour ses sous-lignes : nommez celle que vous voulez.",
    ),
    _Rule(
        re.compile(r"(?<=[a-z\)\"]) ?[<>]=? ?(?=[a-z\(\"])"),
        lambda one: one.calls("BUDGET", "TARGET") and "{" in one.answer.formula,
        "Je n'ai pas comparé : écrivez « dépasse » ou « est inférieur à » au lieu du signe.",
    ),
    _Rule(
        re.compile(r"\b(?:en |d |l |quelle )?avance\b|\bretard\b"),
        lambda one: one.calls("FORECAST"),
        "Je ne donne pas l'avance ou le retard sur un budget : donnez la dépense et le budget, "
        "puis demandez le taux d'exécution.",
    ),
    _Rule(
        re.compile(r"\b(?:addition|somme|cumul|totalis)\w*"),
        lambda one: one.plain.startswith("taux d execution") and ", puis " in one.plain,
        "Je n'ai pas fait la somme que vous demandez. Donnez-la, ou demandez-la d'abord seule.",
    ),
    _Rule(
        re.compile(
            r"\d.*\b(?:chacun|chacune|(?:chaque|par) (?:agent|personne|etp|salarie|tete))\b"
        ),
        lambda one: (
            one.calls("SHARE", "EXECUTION", "RATE")
            and "*" not in one.answer.formula
            and len(re.findall(r"\bsur\b", one.plain)) > 1
        ),
        "Je ne sais pas à quoi « chacun » s'applique : donnez le total, puis demandez le taux.",
    ),
    _Rule(
        re.compile(r"\barrondi\w*.*\b(?:avant|apres|puis)\b|\b(?:lignes|montants) arrondi"),
        lambda one: bool(one.answer.formula) and "ROUND" not in one.answer.formula,
        "Je ne compare pas la somme des arrondis à l'arrondi de la somme : demandez chaque "
        "arrondi.",
    ),
    _Rule(
        re.compile(
            r"\b(?:cibles|objectifs|seuils)\b[^?]*?\d(?:[.,]\d+)? ?%? (?:et|ou) "
            r"\d+(?:[.,]\d+)? ?%"
        ),
        lambda one: one.answer.intent == "atteinte",
        "Deux cibles sont données : laquelle faut-il prendre ? Donnez un seul objectif.",
    ),
    _Rule(
        re.compile(r"^(?:et )?(?:il|elle|ils|elles|celui ci|celle ci)\b"),
        lambda one: (
            one.before.has_subject
            and one.answer.intent == "ligne-bareme"
            and one.before.intent != "ligne-bareme"
        ),
        "Je ne sais pas de quoi il s'agit : nommez l'indicateur ou la ligne.",
    ),
    _Rule(
        re.compile(r"\b(?:y a|en a|ya|y avait)(?: t il)?(?: il)? d autres\b|^(?:et )?d autres\b"),
        lambda one: one.before.has_subject and bool(one.answer.formula),
        "Je ne cherche pas les autres à partir de la réponse d'avant. Posez la question en entier.",
    ),
    _Rule(
        re.compile(r"^(?!.*\b(?:interessement|grille|bareme|part (?:locale|nationale))\b)"),
        lambda one: (
            "indicator" in one.before.slots
            and one.answer.intent == "calcul"
            and one.calls("SCORECARD")
        ),
        "Je ne sais pas si vous parlez encore du même indicateur : nommez celui dont vous voulez "
        "la cible.",
    ),
    _Rule(
        re.compile(r"\bne? (?:[a-z]+ )+?(?:[a-z]+ )?qu (?:en|a|au|une?|dans)\b"),
        lambda one: one.is_text and one.lacks(r"\b(?:qu|que|seul\w*|uniquement|exclusivement)\b"),
        "Je n'ai trouvé qu'un texte, qui ne dit pas ce qui est seul dans ce cas.",
    ),
    _Rule(
        re.compile(
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
    _Rule(
        re.compile(r"\bcumul|\badditionn|\bajout|\ben tout\b|\bensemble\b"),
        lambda one: (
            one.before.has_subject
            and _ONE_CALL.fullmatch(one.answer.formula) is not None
            and "fund" in one.answer.slots
            and one.answer.slots.get("fund") != one.before.slots.get("fund")
        ),
        "Je n'ai pas fait ce total : nommez la ligne, les deux fonds et l'année.",
    ),
    _Rule(
        re.compile(r"\bn ?[+-] ?\d\b"),
        lambda one: re.search(r"COG_CARRYOVER\(.*,\d,", one.answer.formula) is not None,
        "Donnez le montant exécuté : « n+1 » n'en est pas un.",
    ),
    _Rule(
        re.compile(
            r"\b(?:par qui|qui|combien|quand|quel(?:le)?s? (?!questions?|sujets?))\b.*\w{4}"
        ),
        lambda one: one.answer.intent == "aide" and len(one.asked.split()) > 7,
        "Je ne sais pas : je n'ai pas compris cette question. Posez une seule chose à la fois.",
    ),
    _Rule(
        re.compile(r"^(?:et )?(?:(?:pour|le|la|l|les|au|du|a) )*[a-z]+ (?:aussi|egalement) ?\??$"),
        lambda one: one.answer.intent != one.before.intent and bool(one.answer.formula),
        "Je ne sais pas ce qui vaudrait aussi ici. Posez la question en entier.",
    ),
    _Rule(
        re.compile(
            r"\b(?:ca|cela) (?:fait|donne) combien\b|\bcombien (?:ca|cela) (?:fait|donne)"
            r"|\bcombien par (?:an|mois|trimestre|agent|etp)\b|\breparti\w* sur \d"
        ),
        lambda one: one.is_text,
        "Je ne sais pas faire ce calcul à partir de ce qui a été dit. Donnez les nombres.",
    ),
    _Rule(
        re.compile(
            r"(?=.*\b(?:combien|quels?|quelles?)\b).*\b(?:faut|faudrait|permettr\w+|vis(?:e|er|ons"
            r"|ez)|necessaires?|requis\w*)\b"
        ),
        lambda one: (
            one.answer.intent in {"taux-national", "declenchement"}
            and not one.calls("REQUIRED_RATE")
        ),
        "Je ne calcule pas à rebours le taux qu'il faudrait : essayez un taux après l'autre.",
    ),
    _Rule(
        re.compile(r"\bpoints?\b"),
        lambda one: re.search(r"COG_TRL\(.*\)[+-]0\.\d", one.answer.formula) is not None,
        "Des points de barème ou des points de pourcentage ? Donnez les points acquis et le "
        "maximum, le taux en sera calculé.",
    ),
    _Rule(
        re.compile(r"\bparts? (?:du|d un|de ce|dans le|dans ce|au) total\b"),
        lambda one: "%" not in f"{one.plain} {one.answer.formula}" and not one.calls("SHARE"),
        "Je ne calcule pas cette part : nommez le montant et le total.",
    ),
    _Rule(
        re.compile(r"\b(?:a |de )?combien de (?:points?|pts?) (?:de|du|sous|sur|manqu|d ecart)"),
        lambda one: one.answer.intent == "statut" and one.lacks(r"\bpoints?\b"),
        "Je n'ai pas l'écart en points de ce résultat.",
    ),
)


def as_asked(answer: Answer, question: str, before: State, ask: Ask) -> Answer:
    """Return a refusal for an answer that does not serve what a word of the question asks for.

    Args:
        answer: The answer that was found.
        question: The question as typed.
        before: What was said before.
        ask: Answers a whole question.

    Returns:
        The answer itself, another one that serves the whole question, or a refusal.
    """
    if answer.kind != ANSWERED or answer.intent == _OF_WORKBOOK:
        return answer
    one = _Told(normalise(question), answer, normalise(answer.text), before)
    if (better := _asked_fully(one, ask)) is not None:
        return better
    why = next(
        (rule.why for rule in _RULES if rule.asked.search(one.asked) and rule.beside(one)), ""
    )
    why = why or _other_month(one) or _other_term(one, question) or _other_relation(one)
    why = why or _line_unused(one)
    return unknown(why) if why else answer


_GAP: Final = re.compile(r"ecart : (?P<a>\d+(?:,\d+)?) ?% -> (?P<b>\d+(?:,\d+)?) ?%")
_BOTH_WAYS: Final = re.compile(
    r"(?=.*\b(?:en|de) points?\b).*(?:\b(?:hausse|baisse|evolution|variation|progression)\b"
    r"[^,;?]*(?:en %|en pourcentage|relati\w+))"
)
_OF_SHEET: Final = re.compile(r"\bquelle fiche objectif\b")


def _asked_fully(one: _Told, ask: Ask) -> Answer | None:
    """Return the answer of a plainer question where only half of it was told."""
    gap = _GAP.match(one.plain)
    if gap is not None and _BOTH_WAYS.search(one.asked) and "relatif" not in one.plain:
        again = ask(f"évolution en % et en points de {gap['a']} % à {gap['b']} %")
        return again if "relatif" in again.text else None
    if _OF_SHEET.search(one.asked) and one.answer.intent == "objectif":
        again = ask(_OF_SHEET.sub("quelle fiche", one.asked))
        return again if "fiche" in normalise(again.text) else unknown(_NO_SHEET)
    return None


_NO_SHEET: Final = "Je ne sais pas de quelle fiche il s'agit : demandez la fiche de l'indicateur."
_DATED: Final = re.compile(rf"{_MONTHS}(?: \d{{4}})?\b")


def _other_month(one: _Told) -> str:
    """Return why a text is none of the month that is asked for."""
    asked = _DATED.search(one.asked) if one.is_text else None
    if asked is None or asked[0].split()[0] in one.plain or "mois" in one.plain:
        return ""
    return f"Je n'ai trouvé qu'un texte, qui ne dit rien de « {asked[0]} »."


#: Asks what letters stand for.
_MEANING: Final = re.compile(
    r"\b(?:veut|veulent) dire\b|\bsignifi|\bsigle\b|\bacronyme\b|\bc (?:est )?(?:quoi|koi)\b"
    r"|\bcorrespond\w*\b|\blettres\b|\babreviation"
)
_LETTERS: Final = re.compile(r"\b(?=[A-Z]*\d*[A-Z])[A-Z0-9]{3,}\b|\b[a-z]+\d[a-z]+\b")


def _other_term(one: _Told, question: str) -> str:
    """Return why a text that only has some letters does not say what they mean."""
    if not one.is_text or question.isupper() or not _MEANING.search(one.asked):
        return ""
    known = {"cog", *conventions.load().id.split("-")}
    terms = [normalise(term) for term in _LETTERS.findall(question)]
    terms = [term for term in terms if term not in known and not term.isdigit()]
    if not terms:
        return ""
    defined = (
        rf"^(?:le |la |les |l |un |une )?{terms[0]}\b|\b{terms[0]}\b ?[(:=]|\( ?{terms[0]} ?\)"
    )
    if re.search(rf"{defined}|\b{terms[0]},? (?:est|signifie|designe|soit)\b", one.plain):
        return ""
    return f"Je ne connais pas le sens de « {terms[0].upper()} »."


_AMOUNT: Final = r"\d+(?: \d{3})*(?:[.,]\d+)?"
_UNIT: Final = r" ?(?:k€|m€|€|euros?|dossiers|%)?"
_JOINED: Final = re.compile(
    rf"(?P<a>{_AMOUNT}){_UNIT} (?P<how>sur|->|=>) (?P<b>{_AMOUNT})(?P<unit>{_UNIT})"
)
_MOVED: Final = re.compile(rf"\bde (?P<a>{_AMOUNT}){_UNIT} a (?P<b>{_AMOUNT}){_UNIT} :")
_RATED: Final = re.compile(r"COG_(?:EXECUTION|SHARE|RATE)\((?P<a>[\d.]+),(?P<b>[\d.]+)\)")
_CROSSED: Final = (
    "Je ne sais pas calculer cela en une fois : deux de vos nombres seraient rapprochés autrement "
    "que vous ne l'écrivez. Demandez un calcul à la fois."
)


def _other_relation(one: _Told) -> str:
    """Return why numbers were not joined as typed: « 6 696 sur 9 300 » is no change."""
    rates, moves = set(), set()
    for pair in _JOINED.finditer(one.asked):
        ends = _plain_number(pair["a"]), _plain_number(pair["b"])
        (rates if pair["how"] == "sur" else moves).add(ends)
    told_moves = {
        (_plain_number(m["a"]), _plain_number(m["b"])) for m in _MOVED.finditer(one.plain)
    }
    told_rates = {(float(m["a"]), float(m["b"])) for m in _RATED.finditer(one.answer.formula)}
    scaled = {(a * f, b * f) for a, b in rates for f in (1, 1e3, 1e6)}
    started = {(a * f, b * f) for a, b in moves for f in (1, 1e3, 1e6)}
    starts = {a for a, _ in started}
    taken = {a for a, _ in told_rates} | {b for _, b in told_rates}
    crossed = bool(moves) and len(told_rates) > 1 and bool(starts & taken)
    return _CROSSED if scaled & told_moves or crossed else ""


def _plain_number(typed: str) -> float:
    return float(typed.replace(" ", "").replace(",", "."))


_STILL: Final = re.compile(
    r"\b(?:reste|restant\w*|encore|manqu\w+|atteindre|vis(?:e|er|ons|ez)|budget|base|autoris\w+"
    r"|lineaire)\b"
)
_NUMBERS: Final = re.compile(rf"(?<![\d,]){_AMOUNT}(?= ?(?:k€|m€|€|euros?|%)?)")


def _line_unused(one: _Told) -> str:
    """Return why an amount alone was worked with, where the line and year of a budget are named."""
    if one.answer.intent != "calcul" or not _STILL.search(one.asked) or one.before.has_subject:
        return ""
    called = re.sub(r"COG_(?:FORECAST|EXECUTION|SHARE|RATE)\(", "", one.answer.formula)
    years = [year for year in map(str, conventions.load().years) if year in one.asked]
    if "COG_" in called or len(years) != 1 or years[0] in one.plain:
        return ""
    amounts = [n for n in _NUMBERS.findall(one.asked) if len(n.replace(" ", "")) > 4]
    named = {word for word in words(one.asked) if len(word) > 4}
    line = next((label for label in _labels() if set(words(normalise(label))) <= named), "")
    if len(amounts) != 1 or not line:
        return ""
    return (
        f"Je n'ai pas tenu compte de « {line} » {years[0]} : donnez aussi son montant, et demandez "
        "le calcul avec les deux nombres."
    )


def _labels() -> list[str]:
    funds = conventions.load().funds.values()
    return list(dict.fromkeys(line.label for fund in funds for line in fund.lines))
