"""The operators of a question, said in any of their words; each is found once, here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from pycog.dialogue.composed.scan import Scan
from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import words
from pycog.lazy_patterns import regex

COUNT, SUM, MEAN, ORDER, GAP, RATE, SHARE = (
    "nombre", "somme", "moyenne", "ordre", "écart", "évolution", "part",
)  # fmt: skip
LARGEST, SMALLEST = "maximum", "minimum"

_BIG: Final = (
    r"(?:gros(?:se)?s?|grande?s?|eleve?e?s?|importante?s?|fort(?:e|es|s)?|haut(?:e|es|s)?|lourd\w*"
    r"|ambitieu\w+|cher\w*|couteu\w+|exigeant\w*|nombreu\w+|long(?:ue)?s?|consequent\w*|dur\w*"
    r"|recent\w*|tard(?:iv\w+)?|loin(?:tain\w*)?|eloign\w+|generale?s?)"
)
_SMALL: Final = (
    r"(?:petit\w*|faible\w*|bas(?:se|ses)?|modeste\w*|leger\w*|maigre\w*|court\w*|mince\w*"
    r"|tot|proche\w*|ancien\w*|precoce\w*|reduit\w*)"
)
_ART: Final = r"(?<!\bau )(?:(?:le|la|les|l|un|une|son|sa|leurs?) )?"
_LARGEST: Final = regex(
    rf"\b{_ART}plus {_BIG}\b|\bmaxim(?:um|ale?s?|aux|a)\b(?! ?\d)|\b{_ART}moins {_SMALL}\b"
    r"|\ben (?:tete|premiere? place)\b|\brecord\b|\bprincipa\w+\b"
    r"|\b(?:premier )?(?:gros )?poste de "
    r"depenses? n ?° ?1\b|\bpremiers? poste\b|\ble plus(?: de)?(?= |$|\?)|\bsommet\b|\bpic\b"
    r"|\b(?:la |le |en )?(?:derniere?|ultime)s?\b(?! (?:annee|exercice))"
)
_SMALLEST: Final = regex(
    rf"\b{_ART}plus {_SMALL}\b|\bminim(?:um|ale?s?|aux|a)\b(?! ?\d)|\b{_ART}moins {_BIG}\b"
    r"|\ble moins(?: de)?(?= |$|\?)|\bbon dernier\b"
    r"|\b(?:la |le |en )?premiere?s?\b(?! (?:annee|exercice|poste|place))"
)
#: « Le plus » alone says less than the word behind it.
_BARE: Final = regex(r"(?:le|la) (?:plus|moins)(?: de)?")
_EDGE_OF_TIME: Final = regex(r"\b(?:derniere?|premiere?|ultime)s?\b")
#: « Indicateurs en % » are those of that unit, and no share.
_NO_UNIT: Final = (
    r"(?<!\bindicateurs )(?<!\bsont )(?<!exprimes )(?<!\bmesures )(?<!\blibelles )(?<!\bchiffres )"
)

_VERBS_UP: Final = (
    r"(?:augment\w+|progress\w+|mont(?:e|ent|er|ee|ees|es)\b|gagn\w+|grimp\w+"
    r"|croi(?:t|tre|ssent)|hausse)"
)
_VERBS_DOWN: Final = r"(?:baiss\w+|diminu\w+|recul\w+|redui\w+|decroi\w+|chut\w+|perd(?!u)\w*)"
_VERBS_ANY: Final = (
    r"(?:evolu\w+|boug\w+|vari\w+|chang\w+|resserr\w+|durci\w+|assoupli\w+|relev(?:e|ent|ee)\b"
    r"|abaiss\w+|allong\w+|raccourc\w+)"
)
_MOVES: Final = regex(
    rf"\b(?P<up>{_VERBS_UP})\b|\b(?P<down>{_VERBS_DOWN})\b|\b(?P<any>{_VERBS_ANY})\b"
)
_NUMERALS: Final = ("deux", "trois", "quatre", "cinq", "six")
_N: Final = rf"(?P<n>[2-9]|10|{'|'.join(_NUMERALS)})"
_TOP: Final = (
    regex(rf"\btop ?{_N}\b"),
    regex(
        rf"\b(?:les |des )?{_N} (?:(?!est |sont |qui )\w+ ){{0,3}}?"
        r"(?:les |aux |a la |au |le )*(?=(?:plus|moins) )"
    ),
    regex(
        rf"\b(?:les |des )?{_N} (?P<w>premiere?s?|derniere?s?|principa\w+)\b(?! (?:annee|exercice))"
    ),
)
_OPERATORS: Final = (
    (
        ORDER,
        regex(
            r"\b(?:class\w+|tri(?:e|es|er|ee|ees|ez)?|ordonn\w+|rang(?:e|er|es|ez)?|palmares"
            r"|hierarch\w+)\b|\b(?:par |dans l |en )?ordre(?: (?:de"
            r"|d) (?:\w+))?(?: (?:de)?croissant\w*)?"
            r"|\b(?:de)?croissant\w*\b|\bdu (?:meilleur|plus \w+) au (?:moins \w+|plus \w+|pire)\b"
        ),
    ),
    (
        SHARE,
        regex(
            r"\b(?:(?:quelle |la |sa |leur |une )?(?:part|proportion|fraction|ratio)(?: relative)?"
            rf"|(?:quel |le |un )?(?<!en )pourcentages?|{_NO_UNIT}en pourcentages?"
            r"|(?:que |qu )?represent\w+|en part\b"
            r"|(?:en |de )?combien (?:en |de )?(?:%|pour ?cents?|pourcents?|pourcentages?)"
            r"|(?:en |quel |le )?% (?:de|du|des|d)\b(?! (?:l )?(?:evolution|hausse|baisse|variation"
            r"|progression|augmentation|diminution))|\bpoids relatif)\b"
            rf"|\b{_NO_UNIT}en (?:%|pour ?cents?\b)|\ben%|\bpes\w+ (?=.*\b(?:dans|sur)\b)"
        ),
    ),
    (
        SUM,
        regex(
            r"\b(?:(?:la |le |en |au |une )?(?:sommes?|cumul\w*|total(?:ise\w*|es?)?|totaux"
            r"|tout\b(?= ?\?))"
            r"|addition\w*|ajout\w+|en tout|ensemble|reuni\w*|confondu\w*|global(?:e|ement)?"
            r"|agreg\w+)\b"
            r"|(?<=[a-z]) ?\+ ?(?!ou\b)(?=[a-z])|(?<=\d\d\d\d) (?:plus|\+) (?=(?:en )?20\d\d)"
        ),
    ),
    (
        MEAN,
        regex(r"\b(?:en |la |une |quelle )?(?:moyennes?|moyen\b|moy\b)(?: (?:annuelle|par an))?"),
    ),
    (
        RATE,
        regex(
            r"\b(?:(?:l |quelle |une? |la |de |en |d |taux d )*(?:evolutions?|variations?"
            r"|croissances?"
            r"|progressions?|hausses?|augmentations?|baisses?|diminutions?|reculs?"
            r"|trajectoires?))\b"
            r"|\b(?:monte|augmente|hausse|progresse|en hausse)\w* ou (?:(?:elle|il) )?(?:en )?"
            r"(?:descend|baisse|diminue|recule)\w*"
        ),
    ),
    (
        GAP,
        regex(
            r"\b(?:(?:l |les |un |d |quel )?(?:ecarts?|differences?|differentiel\w*|delta|diff)"
            r"|(?:de )?combien (?:de )?(?:points? |jours? |euros? )?(?:de |en )?(?:plus|moins"
            r"|d ecart)"
            r"|(?:de |en )(?:combien|cb)|gagn\w+(?: t on)? combien|compar\w+|gains?|vs|versus"
            r"|contre"
            r"|par rapport (?:a|au|aux)"
            r"|face (?:a|au|aux)|marge|separ\w+)\b"
        ),
    ),
)
_THING: Final = (
    r"(?:indicateurs?|indics?|ind|lignes?|postes?|rubriques?|criteres?|items?|mesures?|echeances?"
    r"|jalons?|etapes?|actions?|objectifs?|cibles?|fiches?|depenses?|recettes?|chantiers?)"
)
_COUNT: Final = regex(
    rf"\b(?:combien (?:y a t il |existe t il |compte t on |avons nous |a t on |il y a |on a )?"
    rf"(?:d |de |des |en |y )*(?={_THING}|ont\b|sont\b|atteign|visent|tomb|arriv|n \w+ )"
    rf"|(?:le |quel est le |quel |donne\w* le )?(?:nombre|nb|nbre)(?: total)?(?: de| d"
    rf"| des)+ (?={_THING}))"
)
_LIST: Final = regex(
    r"\b(?:quel(?:le)?s|lesquel(?:le)?s|list\w+|enumer\w+|cite[rsz]?|recens\w+|tous les(?! ans)"
    r"|toutes les(?! annees)"
    r"|toute la liste|quels sont|quelles sont|sors|ressors|extrai\w+|affiche[rsz]?|kels)\b"
)
_WHICH: Final = regex(
    r"\b(?:lequel|laquelle|quel(?:le)?|qui|est ce|c est|quoi|ou est|quel est|quelle est)\b"
)
#: « Pèse plus chez les CGSS ou les CPAM » compares two.
_COMPARES: Final = regex(
    r"\b(?:pes\w+|val\w+|vaut|rapport\w+|cout\w+) (?:le |la )?(?:plus|(?P<less>moins))\b(?! de \d)"
)
#: Verbs of what comes first: « arrive à 100 % en premier ».
_REACHES: Final = regex(r"\b(?:arriv|attei|parvien|touch|mont)\w+")
_THAN_SAID: Final = regex(r"\b(?:plus|moins)\b.*\b(?:que|qu)\b")
_WHICH_ONE: Final = regex(r"\b(?:lequel|laquelle|lesquel(?:le)?s|quel(?:le)?s?)\b")
_WHICH_YEAR: Final = regex(
    r"\b(?:en |sur |de )?(?:quelles?|kelle|qu elle|quels?) (?:annees?|exercices?|millesimes?)\b"
    r"|\ben quel an\b"
)
#: Whoever reports what another says wants it confirmed.
_REPORTED: Final = regex(
    r"^(?:.*\b)?(?:affirm|pretend|soutien|(?<=m a )dit|(?<=me )dit|(?<=nous )dit|pens|croi[st]"
    r"|annonc"
    r"|assur|crois|semble|parait|not[ée]|lu|entendu|ecrit|dit)\w* (?:que|qu)\b"
)
#: Asks in which scorecards a row stands.
BODIES_ASKED: Final = regex(
    r"\b(?:dans )?quel(?:le)?s? (?:tableaux?|baremes?|grilles?|organismes?|categories?|caisses?)"
    r"(?: locaux| locales?)?(?: (?:trouve|retrouve)(?: t on)?| ont| voit on| figure\w*)?"
    r"|\bdans (?:leur|la|sa) part locale\b"
)
#: Asks whether what is printed for several is the same.
SAME: Final = regex(r"\b(?:(?:les?|la) )?(?:memes?|identiques?|pareil\w*|autant)\b")
_YES_NO: Final = regex(
    r"\b(?:est ce (?:bien )?que?|est ce qu|est il|est elle|sont ils|sont elles|a t (?:il"
    r"|elle) raison|ai je raison|a t il|a t elle"
    r"|ont ils"
    r"|ont elles|vrai ou faux|c est (?:vrai|exact|juste|correct|bien|ca)|est il (?:vrai|exact)"
    r"|(?:tu |vous )?confirm\w+(?: que)?|n est ce pas|pas vrai|hein|bien|exact(?:ement)?|correct"
    r"|vrai"
    r"|on est (?:bien )?d accord|je me trompe|oui ou non|y a t il(?: bien)?|existe t il)\b"
    r"|(?<=[a-z]) t (?:ils?|elles?)\b|(?<=ent) (?:ils|elles)\b"
    r"|\b(?:non|oui)(?= ?\??$)"
)


def asks_year(text: str) -> bool:
    """Tell whether a normalised question asks for a year."""
    return _WHICH_YEAR.search(text) is not None


@dataclass(slots=True)
class Said:
    """What a question wants of the values.

    Attributes:
        operators: :data:`COUNT`, :data:`SUM`, … in the order of the text.
        extreme: :data:`LARGEST`, :data:`SMALLEST` or ``""``.
        top: How many of the largest or smallest; 0 for those of the extreme alone.
        moves: ``"up"``, ``"down"`` or ``"any"`` where a course is said by a verb.
        lists: Whether a list is asked for.
        which_year: Whether a year is asked for.
        yes_no: Whether a statement is to be confirmed.
        rising: Whether an order goes from the smallest up.
        which: Whether one or several of them are to be told: « lequel ».
        bodies: Whether the scorecards in which something stands are to be told.
        same: Whether it is asked if several have the same value.
        in_time: Whether the extreme is said of time alone: « la dernière ».
    """

    operators: list[str]
    extreme: str = ""
    top: int = 0
    moves: str = ""
    lists: bool = False
    which_year: bool = False
    yes_no: bool = False
    which: bool = False
    bodies: bool = False
    same: bool = False
    in_time: bool = False
    rising: bool = False

    def has(self, *names: str) -> bool:
        """Tell whether one of some operators is said."""
        return any(name in self.operators for name in names)


def ambiguous(text: str) -> list[str]:
    """Return the operators whose words may be those of a label in this text."""
    return [name for name, pattern in _OPERATORS if pattern.search(text)]


def operator_stems(text: str, names: Collection[str]) -> frozenset[str]:
    """Return the stems of the words of some operators, which a label must then have.

    Args:
        text: A normalised question.
        names: Operators whose words are left to the labels.
    """
    return frozenset(
        stem(word)
        for name, pattern in _OPERATORS
        if name in names
        for match in pattern.finditer(text)
        for word in words(match[0])
        if len(word) > _SHORTEST
    )


#: Longer words of an operator mean something: « part », « total ».
_SHORTEST: Final = 3


#: « Indicateurs qui ne bougent pas » asks for them without a word of asking.
_THOSE: Final = regex(
    r"^(?:les |des |nos )?(?:indicateurs|lignes|postes|criteres|mesures)\b[^?]*"
    r"\b(?:qui|dont|ayant)\b"
    r"|\b(?:y a t il|existe t il|avons nous|a t on) (?:un|une|des|au moins une?) "
    r"(?:indicateurs?|lignes?|postes?|criteres?)\b"
)


def read_operators(scan: Scan, without: frozenset[str] = frozenset()) -> Said:
    """Claim the words of the operators and return them.

    Args:
        scan: The question.
        without: Operators whose words are left to the labels.
    """
    said = Said([])
    said.yes_no = scan.take(_REPORTED) is not None
    said.which_year = scan.take(_WHICH_YEAR) is not None
    said.yes_no |= scan.take(_YES_NO) is not None
    _order(scan, said)
    _top(scan, said)
    _extreme(scan, said)
    if scan.take(_COUNT) is not None:
        said.operators.append(COUNT)
    for name, pattern in _OPERATORS:
        if name not in without and scan.take(pattern) is not None:
            said.operators.append(name)
    said.lists = scan.take(_LIST) is not None or scan.has(_THOSE)
    _than(scan, said)
    sides = len(scan.question.of("category", "fund", "line"))
    if not scan.has(_LIST):
        sides = max(sides, len(scan.question.of("year", "period")))
    if not said.extreme and sides > 1 and (match := scan.take(_COMPARES)) is not None:
        said.extreme = SMALLEST if match["less"] else LARGEST
        # « Vaut plus en 2022 qu'en 2021 » states it; « lequel vaut plus » asks.
        said.yes_no |= scan.has(_THAN_SAID) and not scan.has(_WHICH_ONE)
    if said.in_time:
        scan.take(_REACHES)
    said.which = scan.has(_WHICH_ONE)
    scan.take(_WHICH)
    return said


def course_said(text: str) -> str:
    """Return ``"up"`` or ``"down"`` where one course alone is said of a value, else ``""``.

    Args:
        text: A normalised question. « Le plus augmenté » asks for the largest of several courses.
    """
    ways = {str(one.lastgroup) for one in _MOVES.finditer(text)}
    alone = len(ways) == 1 and not _BARE.search(text)
    return ways.pop() if alone and ways <= {"up", "down"} else ""


def read_moves(scan: Scan, said: Said) -> None:
    """Claim the verb of a course that no condition has taken."""
    match = scan.take(_MOVES)
    if match is not None:
        said.moves = match.lastgroup or ""


#: « De la plus grosse à la plus petite » ; « croissant » says the same in a word.
_FROM_TO: Final = regex(
    r"\b(?:de la|du|des) (?:(?P<first>plus|moins) (?P<word>\w+)|meilleur\w*)"
    r" (?:a la|au|aux|vers l[ae])"
    r" (?:(?:plus|moins) \w+|pire)"
)
_RISING: Final = regex(r"(?<!de)\bcroissant")
_SMALL_WORD: Final = regex(_SMALL)


#: Sets one thing above or below another, not a number: « dépasse-t-il celui de 2012 ».
_ABOVE: Final = regex(r"\b(?:depass(?!ement)\w+|exced\w+|superieur\w* a(?: celle| celui| ceux)?)\b")
_BELOW: Final = regex(r"\binferieur\w* a(?: celle| celui| ceux)?\b")


def _than(scan: Scan, said: Said) -> None:
    if said.extreme or any(map(scan.question.has, ("percent", "amount", "days", "points"))):
        return
    for name, pattern in ((LARGEST, _ABOVE), (SMALLEST, _BELOW)):
        if not said.extreme and scan.take(pattern) is not None:
            said.extreme = name


def _order(scan: Scan, said: Said) -> None:
    said.rising = _RISING.search(scan.text) is not None
    match = scan.take(_FROM_TO)
    if match is None:
        return
    said.operators.append(ORDER)
    if match["word"]:
        small = _SMALL_WORD.fullmatch(match["word"]) is not None
        said.rising = small == (match["first"] == "plus")


def _top(scan: Scan, said: Said) -> None:
    for pattern in _TOP:
        match = scan.take(pattern)
        if match is None:
            continue
        said.top = int(match["n"]) if match["n"].isdigit() else _NUMERALS.index(match["n"]) + 2
        word = match.groupdict().get("w") or ""
        if pattern is _TOP[0] or word.startswith("princ"):
            said.extreme = LARGEST
        return


def _extreme(scan: Scan, said: Said) -> None:
    found = {}
    for name, pattern in ((LARGEST, _LARGEST), (SMALLEST, _SMALLEST)):
        hits = [one[0] for one in pattern.finditer(scan.text) if scan.is_free(*one.span())]
        if hits:
            found[name] = all(_BARE.fullmatch(one) for one in hits)
            said.in_time |= all(_EDGE_OF_TIME.search(one) for one in hits)
    if not found:
        return
    telling = [name for name, bare in found.items() if not bare] or list(found)
    if len(telling) != 1:
        return
    scan.take(_LARGEST)
    scan.take(_SMALLEST)
    said.extreme = telling[0]
