"""What is said around a question: who asks it and what for, typed short forms, words of emphasis.

A question is read whole first. Only where that gives no answer is it read again without these,
and no piece that states a figure, a year or a number is ever left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from pycog.dialogue.normalise import normalise
from pycog.lazy_patterns import regex

_WORDS: Final = Path(__file__).parent / "data" / "words.toml"
#: Short forms as typed in messages → the words that they stand for.
_SHORT: Final = {
    "ki": "qui", "koi": "quoi", "kel": "quel", "kelle": "quelle", "kels": "quels", "ke": "que",
    "keske": "qu est ce que", "cb": "combien", "cbien": "combien", "kombien": "combien",
    "ds": "dans", "pr": "pour", "tt": "tout", "ts": "tous", "tte": "toute", "ttes": "toutes",
    "ya": "il y a", "yatil": "y a t il", "svt": "souvent", "pdt": "pendant", "entr": "entre",
    "pls": "plusieurs", "mm": "meme", "qd": "quand", "c": "c est", "cest": "c est", "jai": "j ai",
    "g": "j ai", "nb": "nombre", "nbre": "nombre", "nbr": "nombre", "mtt": "montant",
    "jsuis": "je suis", "jveux": "je veux", "jpeux": "je peux", "kan": "quand",
    "nat": "nationale", "loc": "locale", "deadline": "echeance", "obj": "objectif",
    "moy": "moyenne", "evol": "evolution", "diff": "difference", "chrg": "charges",
    "chges": "charges", "tot": "total", "prev": "previsionnel", "chge": "charge",
    "chrgs": "charges", "except": "exceptionnelles", "exc": "exceptionnelles",
    "dep": "depenses", "deps": "depenses", "dev": "developpement",
    "mutu": "mutualisation", "prest": "prestations", "presta": "prestations", "subv": "subvention",
    "hosp": "hospitalisation", "remb": "remboursement", "incorp": "incorporelles",
    "corp": "corporelles", "amort": "amortissements", "amorts": "amortissements",
    "dot": "dotation", "dec": "decembre", "janv": "janvier", "fev": "fevrier", "oct": "octobre",
    "nov": "novembre", "sept": "septembre", "admin": "administrative", "reg": "regionales",
    "tps": "temps", "pop": "population", "qlq": "quelque", "vx": "veux", "dt": "dont",
    "rech": "recherche", "regl": "reglement", "secu": "securite", "dpt": "departement",
    "certif": "certification", "certifs": "certification",
    "tx": "taux", "pcent": "pourcent", "pct": "pourcentage", "ss": "sans", "doc": "documentation",
}  # fmt: skip
_SHORT_FORM: Final = regex(rf"(?<!plus )\b(?:{'|'.join(_SHORT)})\b(?!€| ?euros?)")
#: « C est » is written in full as it is.
_TWICE: Final = regex(r"\bc est (?=(?:est|etait|etaient|sera|serait)\b)")
#: « Le + élevé » is typed for « le plus élevé ».
_SIGNED: Final = regex(
    r"(?P<sign>[+-]) ?(?=(?:eleve|gros|grand|haut|bas|faible|petit|important|cher|fort|lourd"
    r"|tard)\w*|tot\b)"
)
#: « C'est du + ou du - ? » asks which way an amount goes.
_WHICH_WAY: Final = regex(
    r"(?:\bc est )?\b(?:du|en) (?:\+|plus) ou (?:(?:du|en) )?(?:-|moins\b)(?! ?[a-z0-9])"
)
_SIGNS: Final = {"+": "plus ", "-": "moins "}
#: Whom or what a question is for.
_FOR: Final = (
    r"(?:note|rapport|reunion|comite|conseil|president\w*|direct\w+|dg|dirigeant\w*|chef\w*|tutelle"
    r"|dossier|tableau|presentation|diaporama|ppt|slides?|suivi|controle|audit|point|ca|codir|copil"
    r"|collegue\w*|equipe|controleu\w+|agent comptable|cadre|courrier|mail|dialogue de gestion)"
)
#: What somebody does with an answer: « pour planifier l'exercice, … ».
_PURPOSE: Final = (
    r"(?:(?:afin|dans le but|dans l optique|dans l objectif|en vue|histoire|dans l idee) (?:de |d )"
    r"(?:\w+er|\w+ir|\w+re)\b"
    r"|(?:pour|avant de|avant d) (?:bien |mieux |pouvoir |vite )?(?:me |m |nous |y |le |la |l "
    r"|les )?"
    r"(?:planifi|prepar|mesur|rempli|compl|aliment|situ|rediger|redig|verifi|control|document"
    r"|illustr|boucl|fini|repond|expliqu|justifi|present|brief|compren|memoir|voir clair|etabli"
    r"|renseign|suiv|compar|fair|mettr|reprend|actualis|construir|cal|tranch|orient|eclair"
    r"|commenc|parti|quitt|rentr|ecrir|cit|argument|discut|debattr|negoci|valid|prevoi|anticip|tenir|assur)\w*"
    r"|(?:a|aux) (?:toutes |des |seules )?fins (?:de|d)\b|a (?:la demande|l attention) d"
    r"|(?:en|dans le cadre d|lors d|a l occasion d|suite a|au titre d|en vue d)e? ?"
    r"(?:\w+ant\b|(?:une? |la |le |l |notre |mon |ma )?(?:preparation|reunion|revue|audit|suivi"
    r"|comparaison|dialogue|controle|mise a jour|actualisation|conseil|cloture|demande))"
    r"|(?:en tant que|nouveau|nouvelle|nouvellement) \w+)"
)
#: Opens a clause that says who asks or what for.
_OPENS: Final = (
    rf"(?:{_PURPOSE}|"
    rf"(?:bonjour|bonsoir|bjr|salut|slt|hello|comme je|je|j|nous|(?:mon|ma|mes|notre|nos|le|la|l"
    rf"|un|une) {_FOR}"
    rf"|pour (?:ma|mon|mes|notre|nos|le|la|l|un|une) {_FOR}|petite question|dans le cadre"
    rf"|question(?: rapide)?"
    r"|rapide(?:ment)?|c est urgent|il me (?:faut|manque)|besoin|quand je|en preparant|excus\w+"
    r"|desole\w*"
    r"|pardon|alors|bon|euh|dites(?: moi)?|dis(?: moi)?))"
)
#: « Je dois présenter au conseil le total … » : what somebody has to do with the answer.
_DUTY: Final = regex(
    r"^(?:(?:et |donc |alors |or )?(?:(?:je|j|nous|on|il) (?:me |m |nous )?(?:(?:ai|aurai\w*|avons"
    r"|faut|faudrait|aurions|manque) (?:besoin )?(?:de|du|d|des)?\b(?! combien)"
    r"|(?:ne |n )?(?:retrouve|trouve|vois"
    r"|connais|sais|ai|comprends)\w* (?:pas|plus)(?: (?:retrouve|trouve|note))?|cherche|recherche)"
    r"|merci de (?:bien vouloir )?(?:me |m |nous )?(?:fournir|donner|communiquer|indiquer|rappeler"
    r"|preciser|transmettre|dire|confirmer)"
    r"|(?:pouvez|pourriez|peux|pourrais) (?:vous|tu) (?:bien )?(?:me |m |nous )?(?:fournir|donner"
    r"|communiquer|indiquer|rappeler|preciser|transmettre|dire)"
    r"|(?:il )?(?:me|nous) (?:faut|faudrait|manque)(?! combien))(?: (?:de|du|d|des))?"
    r"|(?:je|j|nous|on) (?:dois|doit|devons|voudrai\w*|veux|veut|souhait\w+|vais|cherche a|ai a"
    r"|aimerai\w*)"
    r" (?:presenter|montrer|donner|fournir|transmettre|expliquer|sortir|rendre|communiquer|rappeler"
    r"|justifier|preparer|verifier|dire|savoir|connaitre|retrouver|avoir|obtenir|voir|indiquer"
    rf"|citer)(?: (?:au|a la|a l|aux|a mon|a ma|a notre|au prochain) {_FOR})?) (?!pas\b|plus\b)"
)
_CLAUSE: Final = regex(
    rf"^{_OPENS}\b(?P<clause>[^?]*?)(?P<end>[,:;.!?]+ |\b(?:et (?:il me (?:manque|faut)"
    rf"|j ai besoin (?:de|d|du)"
    r"|je (?:cherche|voudrais|veux|souhaite)|me (?:demande|faut|manque))|j (?:aurais"
    r"|ai) besoin (?:de|d|du)"
    r"|et (?:(?:je|j|on|nous) )?(?:ne |n )?(?:sai[st]?|savons|vois|voit|trouve|retrouve|comprends"
    r"|connais|suis|ai) (?:pas|plus)(?: (?:bien|trop|sur|sure|certain))?"
    r"|(?:veu\w+|voudrai\w+|souhait\w+|demand\w+|aimerai\w*|cherch\w+ a|faudrait) (?:savoir"
    r"|connaitre|verifier)"
    r"(?: si)?|(?:pouvez|peux|pourriez|pourrais) (?:vous|tu) (?:me )?(?:dire|donner|indiquer"
    r"|rappeler|confirmer)"
    r"|(?:dites|dis|donnez|donne|rappel\w+) moi)\b ?)"
)
#: Behind the question: what it is for, and politeness. Alone, it asks for what was said before it.
_BEHIND: Final = regex(
    rf"(?:[,.;?!] ?|\bet )(?:c est (?:urgent|pour (?:\w+ )?{_FOR}[^?]*)|pour (?:\w+ )?{_FOR}\b[^?]*"
    r"|merci(?: (?:d avance|beaucoup|bien))*|vous avez ca|tu as ca|c est possible|possible"
    r"|si possible"
    r"|(?:(?:tu|vous) (?:peux|pouvez|pourrais|pourriez|saurais|sauriez)|(?:pouvez|peux|pourriez"
    r"|pourrais|sauriez|saurais) (?:vous|tu))(?: (?:me|m|nous))?(?: (?:le|la|l|les|en))?"
    r" (?:dire|aider|confirmer|repondre|verifier|preciser|rappeler|donner|indiquer|communiquer"
    r"|fournir|transmettre|retrouver|sortir|redonner|redire|expliquer|eclairer|renseigner))"
    r"(?: (?:svp|stp|merci|s il (?:te|vous) plait|rapidement|vite|dessus))*[ ?.!]*$"
)
_EMPHASIS: Final = regex(
    r"(?<=\d) (?:seulement|uniquement|exclusivement)\b|\b(?:seulement|uniquement"
    r"|exclusivement)(?=[ ?.!]*$)"
    r"|\b(?:separement|respectivement|distinctement|precisement|au juste|svp|stp)\b"
)
#: How the answer is to be written: it is as it is printed, to the last digit.
_MANNER: Final = regex(
    r"\b(?:au centime|a l euro|au jour|a l unite|a la decimale)(?: pres)?\b"
    r"|,? ?\b(?:arrondi\w*|avec les? (?:centimes|decimales?)"
    r"|(?:a |avec )?(?:une|deux|[123]) decimales?|sans arrondi\w*|en gros"
    r"|grosso modo|a peu pres|texto|tel quel|mot pour mot|en clair"
    r"|en un mot|en bref|pour info\w*|au fait|a ton avis|a votre avis|si tu l as|si vous l avez"
    r"|si je peux me permettre|rien que (?:ca|le chiffre)|juste le chiffre|le chiffre seul)"
    r"(?= ?[,.?!)]|$| (?:svp|stp|merci|s il|pour|en|de|du|des|d)\b)(?! (?:au|a l[ae']?) )"
)
_ARROW: Final = regex(r"(?<=[a-z]) ?[-=]+> ?(?=[a-z])")
#: Why it is asked: « parce que le projet a glissé ».
_REASON: Final = regex(r",? ?\b(?:parce qu(?:e|il|elle|on)?|car) [^,;.?!:\d]+(?=[,;.?!:]|$)")
_LISTS: Final = regex(r"\b(?:indicateurs|lignes|quels|quelles|lesquels|lesquelles|criteres)\b")
_FACT: Final = regex(r"\d|%|€")
#: A word with a capital that opens no sentence is a name.
_NAME: Final = regex(r"(?<=[a-zà-ÿ,'’] )[A-ZÀ-Ý][\w-]+")
_LETTERS: Final = regex(r"\w+")
_LEAST_WORDS: Final = 2


def shorter_readings(typed: str, alike: Collection[str] = ()) -> Iterator[str]:
    """Yield the question without what is said around it, each form once.

    Args:
        typed: As typed.
        alike: Names of one kind, of which one may be said not to be meant: the funds.
    """
    text = normalise(typed)
    plain = expanded(typed)
    # « 2012 -> 2015 » is a span, « fonctionnement -> personnel » a way.
    plain = _ARROW.sub(" vers ", plain)
    plain = re.sub(r"\s+", " ", _MANNER.sub(" ", plain)).strip()
    seen = {text}
    names = {normalise(one) for one in _NAME.findall(typed)} - _around()[0]
    bare = _bare(plain, names)
    meant = _without_what_is_not(plain, alike)
    for made in (plain, meant, _spans(plain), bare, _calm(_spans(bare))):
        if made not in seen and len(made.split()) >= _LEAST_WORDS:
            seen.add(made)
            yield made


def expanded(typed: str) -> str:
    """Return a question in plain form, its typed short forms written in full."""
    plain = short_bodies(normalise(typed))
    text = _SHORT_FORM.sub(lambda one: _SHORT[one[0]], plain)
    return _TWICE.sub("c ", text)


def short_bodies(text: str) -> str:
    """Return a text in which a body that is called in full has its short name.

    Args:
        text: Normalised.
    """
    for short, pattern in _in_full():
        text = pattern.sub(short, text)
    return text


@lru_cache(maxsize=1)
def _words_held() -> dict[str, dict[str, str]]:
    with _WORDS.open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def _in_full() -> tuple[tuple[str, re.Pattern[str]], ...]:
    known = _words_held()["in_full"]
    behind = " (?=d(?:e|u|es)? )"
    return tuple((f"{one} ", regex(rf"\b(?:{said}){behind}")) for one, said in known.items())


@lru_cache(maxsize=1)
def _around() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]:
    """Return names that every question is about, what names a body, and what names another one.

    A clause that says whose figure is meant is never left out; « pour comparer avec une autre
    caisse » says whose is not.
    """
    known = _words_held()["around"]
    bodies = "|".join(known["bodies"].split())
    other = rf"\b(?:avec|a|de|d|pour|chez) (?:une |un |d |des |les |l )?autres? (?:{bodies})\w*\b"
    own = frozenset(known["own"].split())
    return own, regex(rf"\b(?:{bodies})\w*\b"), regex(other)


def signed(text: str) -> str:
    """Write « le + élevé » as « le plus élevé », « du + ou du - » as « hausse ou baisse ».

    Args:
        text: Normalised.
    """
    text = _WHICH_WAY.sub("hausse ou baisse", text)
    return _SIGNED.sub(lambda one: _SIGNS[one["sign"]], text)


def _bare(text: str, names: Collection[str]) -> str:
    """Leave out the clauses before and behind the question that state no fact and name nothing."""

    def states(piece: str) -> bool:
        piece = _around()[2].sub(" ", piece)
        found = _FACT.search(piece) or _around()[1].search(piece)
        return bool(found) or any(word in names for word in _LETTERS.findall(piece))

    while (match := _CLAUSE.match(text)) and not states(match[0]):
        rest = text[match.end() :].strip(" ,:;.")
        if not rest or _BEHIND.fullmatch(f", {rest}"):
            break
        text = rest
    text = _DUTY.sub("", text)
    text = _REASON.sub(lambda one: one[0] if states(one[0]) else "", text)
    match = _BEHIND.search(text)
    if match is not None and not states(match[0]) and match.start():
        text = text[: match.start()].strip(" ,:;.")
    return text


#: « 2022 (pas 2021) », « du FNGR et pas le FNGA » : what is not meant, said beside what is.
_NOT_THAT: Final = regex(
    r"[,(]? ?\b(?:et |mais )?(?:surtout )?pas (?:en |le |la |l |du |de |celle? du |celui du "
    r"|ceux du )*"
    r"(?P<w>20\d\d|[a-z]+)\)?"
)


def _without_what_is_not(text: str, others: Collection[str]) -> str:
    """Leave out a year or a fund that is said not to be meant, where another one is named."""

    def left(match: re.Match[str]) -> str:
        said = match["w"]
        if said.isdigit() and "(" not in match[0] and _LISTS.search(text):
            # « Baissent en 2013 mais pas en 2014 » is a second condition on the rows.
            return match[0]
        alike = _YEAR.findall(text) if said.isdigit() else [one for one in others if one in text]
        meant = said.isdigit() or said in others
        return "" if meant and len(set(alike)) > 1 else match[0]

    return re.sub(r"\s+", " ", _NOT_THAT.sub(left, text)).strip()


_YEAR: Final = regex(r"\b20\d\d\b")
#: « Cumul 12-15 » : years of two digits.
_SHORT_SPAN: Final = regex(
    r"(?<![\d.,/-])(?P<a>1\d|2\d) ?[-/] ?(?P<b>1\d|2\d)(?![\d/.,%-]| ?(?:%|€|points?|jours?))"
)


def _spans(text: str) -> str:
    """Write a span of years of two digits in full."""
    return _SHORT_SPAN.sub(lambda one: f"20{one['a']}-20{one['b']}", text)


def _calm(text: str) -> str:
    """Leave out words of emphasis: in a list « seulement » is a condition, and stays."""
    return text if _LISTS.search(text) else re.sub(r"\s+", " ", _EMPHASIS.sub(" ", text)).strip()
