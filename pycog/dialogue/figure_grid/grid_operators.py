"""What a question wants of the figures of a grid, as officers write it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from pycog.dialogue.table_query.table_operators import Limit
from pycog.lazy_patterns import regex

LOOK, SUM, MEAN, SHARE, EVOLUTION, CHECK = (
    "lire",
    "somme",
    "moyenne",
    "part",
    "évolution",
    "contrôle",
)
RANK, LARGEST, SMALLEST, LIMITED, PROJECTED = "classer", "max", "min", "seuil", "projection"
PLAIN, GAP, RATE = "", "écart", "taux"
YEAR, QUARTER, MONTH, HALF = 12, 3, 1, 6

#: Small numbers, as they are written out.
COUNTS: Final = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "dix": 10,
    "douze": 12,
}  # fmt: skip
_N: Final = rf"(?:\d{{1,2}}|{'|'.join(COUNTS)})"
_UNITS_OF_TIME: Final = {"an": YEAR, "ex": YEAR, "tr": QUARTER, "mo": MONTH, "se": HALF}
_TIME: Final = r"(?P<time>ans?|annees?|exercices?|trimestres?|trims?|mois|semestres?)"
_BIG: Final = (
    r"(?:gros(?:se)?|grande?|elevee?|importante?|haute?|chere?|forte?|lourde?|longue?"
    r"|nombreu(?:x|se)"
    r"|couteu(?:x|se)|absente?|charge|chargee|active?|fourni|depensiere?|depensier"
    r"|consommat\w+|gourmande?|touchee?|concernee?|intense)s?"
)
_LITTLE: Final = (
    r"(?:petite?|bas(?:se)?|faible|legere?|modeste|mince|mauvaise?|calme|tranquille|courte?"
    r"|econome|creu(?:x|se))s?"
)
_BEST: Final = r"(?:mieux|meilleure?s?)"

_EVERY: Final = regex(
    rf"\b(?:(?:sur|pour|pendant|durant|de|des|en|ces|les|d|l"
    rf"|au cours des?) )*(?P<n>{_N}) (?:dernier\w* )?"
    rf"{_TIME}\b(?: (?:cumule|confondu|reuni|passe|ecoule|ci)e?s?)*"
    rf"|\b(?:sur|pour|de|pendant|durant) (?:toute )?(?:la|l ensemble de la) periode\b"
    rf"|\b(?:chaque|(?:tou(?:te)?s|l ensemble des?) (?:les |ces )?) ?(?P<each>ans?|annees?"
    rf"|exercices?"
    rf"|trimestres?|mois|semestres?)\b|\b(?P<by>annee|trimestre|mois|exercice) (?:par|apres) "
    rf"(?:annee|trimestre|mois|exercice)\b"
    rf"|\bpar (?P<per>ans?|annees?|exercices?|trimestres?|mois|semestres?)\b"
)
_WHICH: Final = regex(
    r"\b(?:(?:a |en |dans |sur |pour |au |de )?(?:quel(?:le)?s?|lequel des|laquelle des)"
    r" (?:est (?:le|la|l) )?|(?:le|la|l|les|des)(?= (?:mois|trimestre|annee|exercice|semestre)s? "
    r"(?:(?:la |le |les )?(?:plus|moins)|ou|record|le mieux)))"
    r" ?(?P<part>mois|trimestre|trim|semestre|annee|exercice)s?\b"
)
_CHECK: Final = regex(
    r"\b(?:re ?(?:compt|calcul|verifi|additionn|fait)\w*(?: (?:le|la|les|moi|nous|stp|svp|ca|tout"
    r"|pour|le calcul|l addition))*|verifi\w+(?: si)?|control(?:e|er|ez) (?:si|que|le|la|moi)\b"
    r"|(?:(?:est|sont|c est|il est|elle est|etait)(?: (?:il|elle|ils|elles"
    r"|ce))? ?)?(?:bien |vraiment "
    r"|tout a fait )?(?:justes?|corrects?|correctes?|exacts?|exactes?|faux|fausses?|coherente?s?"
    r"|errone\w*|bons?|bonnes?)(?= ?(?:$|ou\b|non\b|hein\b|stp|svp|en\b|pour\b|sur\b"
    r"|\?))(?: ou (?:pas"
    r"|non|faux|fausse|errone))?"
    r"|tombe\w*(?: t (?:il|elle))? juste|(?:ca |cela )?(?:me |nous )?(?:parait"
    r"|semble)(?: (?:trop|bizarre"
    r"|faux|louche|beaucoup|eleve|peu|faible|haut|bas|juste|excessif|gros|etrange|un peu))+"
    r"|(?:j ai|un|avec un) (?:gros )?doutes?(?: (?:sur|dans))?"
    r"|y a t il une erreur(?: (?:dans|sur|de))?"
    r"|(?:une )?erreur (?:dans|sur|de|d) (?:le |la |l )?(?:total|addition|somme)"
    r"|(?:on )?(?:retrouve|retombe)(?: t on| on)?(?: bien)?(?: sur)?|(?:c est"
    r"|est ce) (?:bien )?(?:bon|ca)"
    r"|vrai(?: ou (?:faux|pas))?|fiables?|sur de ce)\b"
)
_SHARE: Final = regex(
    r"\b(?:quel(?:le)? (?:est |etait )?)?(?:le |la |l )?(?:poids|parts?|proportion"
    r"|fraction|repartition|ventilation)(?: relative?)?\b"
    r"(?: (?:de|du|des|d|en|que)\b)?"
    r"|\b(?:pes|represent|fai(?=\w* (?:quel|combien de) (?:%|pourcentage)))\w+(?: t (?:il"
    r"|elle|ils|elles))?"
    r"(?: (?:quel(?:le)?|combien)(?: (?:%|pourcentage|part|de %|en %|proportion))?)?"
    r"|\b(?:quel(?:le)? |combien de )(?:%|pourcentage)(?: (?:du|de la|de|des|d))?"
    r"|\ble (?:%|pourcentage) (?:du|de la|de|des|d)\b"
    r"|\b(?:en )?% (?:du|de la|des|de) (?=total|tout|l ensemble)"
)
_EVOLUTION: Final = regex(
    r"\b(?:(?:a|ont|l|est|sont) )?(?:(?P<down>baiss\w*|diminu\w*|recul\w*|chut\w*|perdu?e?s?|perte"
    r"|repli|fondu|regress\w*|raccourc\w*|redui\w*|tombe\w*)|(?P<up>augment\w*|progress\w*"
    r"|hausse|gagne\w*|gain"
    r"|croissance"
    r"|grimp\w*|r?allong\w*|grossi\w*|accru\w*|mont(?:e|ee|er)\b)|evolu\w*|variation\w*"
    r"|varie\w*|boug\w*|delta"
    r"|(?:combien )?en (?:plus|moins)|(?:combien )?de plus(?: (?=.* qu)| (?:qu en|que|qu))"
    r"|(?:combien )?de moins(?: (?=.* qu)| (?:qu en|que|qu))"
    r"|(?:en )?compar(?:aison|e|er)\w*|par rapport (?:a|au|aux)|versus|vs|contre)"
    r"(?: de combien)?"
)
_GAP: Final = regex(
    r"\b(?:(?:quel |l |un |le |d )*(?:ecarts?|differences?|difference|delta|decalage"
    r"|differentiel))\b"
    r"(?: (?:entre|de|d|du|en|constate))*"
)
_MEAN: Final = regex(r"\b(?:(?:en|la|le|de) )?(?:moyen(?:ne)?s?|moy)\b(?: (?:de|des|du|d))?")
_SUM: Final = regex(
    r"\b(?:(?:la |le |l |au |en |de )?(?:somme|cumul|addition)\w*|(?:au |le |en |du |la )?total\b"
    r"|totaux|ensemble|en tout|total\w+|additionn\w+|cumul\w+|globale?(?:ment)?|au global"
    r"|tout confondu"
    r"|toutes lignes confondues)\b(?: (?:de|des|du|d))?"
)
_FIRST_ONE: Final = regex(
    r"\b(?:le |la |du |de la )?premi(?:er|ere)(?= (?:motif|poste|service|ligne|site|cause"
    r"|groupe|domaine)\b)"
)
_BY_HOW_MUCH: Final = regex(
    r"\b(?:et |avec )?(?:de combien|(?:avec )?quel(?:le)? (?:ecart|difference))\b"
    r"(?: (?:de )?(?:points?|jours?|euros?))?"
)
_SPEED: Final = regex(
    r"\b(?:le |la |les )?plus (?:(?P<fast>rapides?|courte?s?)|(?:lente?s?|longue?s?))\b"
)
_RANK: Final = regex(
    r"\b(?:re)?class\w*(?: (?:moi|nous))?(?: par| selon)?|\btri(?:e|er|ez|es)\b(?: par)?"
    r"|\bordonn\w*"
    r"|\brang\w*|\bpalmares\b|\bpar ordre\b(?: de)?|\bhierarchi\w*|\bpodium\b"
    rf"|\bdu (?:plus|moins) (?:{_BIG}|{_LITTLE}|bon) au (?:plus|moins) \w+"
    rf"|\bdu meilleur au \w+(?: \w+)?"
)
_UP: Final = regex(rf"\b(?<!de)croissante?\b|\bdu (?:plus {_LITTLE}|moins \w+) au plus \w+")
_TOP: Final = regex(
    rf"\b(?:les |des |le |l |de )?(?:top ?(?P<top>{_N})|(?P<n>{_N}) (?:premi\w+|plus(?: {_BIG}\b)?"
    rf"|lignes?|postes?"
    rf"|services?|motifs?|groupes?|meilleur\w+)(?= .*\b(?:plus|moins)|$| |s\b))"
)
_EXTREME: Final = (
    (
        SMALLEST,
        regex(
            rf"\b(?:le |la |les |l |au |du )?(?:plus {_LITTLE}|moins (?:{_BIG}|bien"
            rf"|bon)(?! \w*que\b))"
            r"(?= |$)|\bmini(?:mum|male?|mal)?\b|\b(?:le|la) moins\b(?: (?:de|d))?|\bplomb\w+"
            r"|\bdernier de la classe\b|\b(?:le |la )?plus mal\b|\btrain\w+ le plus\b"
        ),
    ),
    (
        LARGEST,
        regex(
            rf"\b(?:pes|cout|depens|consomm|mang)\w+ le plus\b(?: (?:de|d|cher))?"
            rf"|\b(?:le |la |les |l |au |du )?(?:plus|\+) {_BIG}\b|\bmaxi?(?:mum|male?|mal)?\b"
            rf"|\b(?:le |la |les )?{_BEST}\b|\ben tete\b|\brecords?\b|\bpics?\b"
            r"|\b(?:le|la) (?:plus|\+)(?= |$)(?: (?:de|d))?"
        ),
    ),
)
_WORST: Final = regex(
    r"\b(?:le |la |les )?pires?\b|\b(?:le |la )?plus (?:preoccupante?|inquietante?)\b"
)
_RATE: Final = regex(
    r"(?:\b(?:le |quel |les )?(?:taux|niveau|degre|pourcentage)|%) ?(?:d |de |du |des )?(?:l |la )?"
    r"(?P<noun>execution|exec\b|exe\b|consommation|conso\b|realisation|utilisation|depense"
    r"|mandatement"
    r"|paiement|payement|engagement|liquidation|emploi|versement)s?(?: (?:des? |du |de la )?"
    r"(?:budgets?|credits?|budgetaires?)\b)?"
)
_OF_RATE: Final = regex(
    r"\b(?:d |de )(?P<noun>execution|consommation|realisation|utilisation|mandatement"
    r"|paiement|engagement)\b"
)
_BEYOND: Final = regex(
    r"\b(?:(?:ont|a|qui|sont|est) )*(?:depass\w+|exced\w+|creve\w*|explos\w+|passe\w* au dessus)"
    r"(?: (?:de|du|d|leurs?|son|sa|ses|le|la|les|l))*(?! combien)"
)
_RATE_WORD: Final = regex(
    r"(?:\b(?:les? |quels? |en )?(?:taux|pourcentages?|ratios?)\b|%)(?: (?:de|du|d))?"
)
_DONE_WELL: Final = regex(
    r"\b(?P<how>(?:le |la |les )?(?:mieux|moins bien|plus mal|moins|plus))"
    r" (?P<done>execut|consomm|realis|utilis)e?e?s?\b"
)
_REMAINS: Final = regex(
    r"\b(?:(?:le |la |les |combien |que |il |nous |me |on a |y a )*(?:reste\w*"
    r"|restant\w*)(?: t il| il)?"
    r"(?: (?:encore|combien))*(?: (?:a|pour) (?P<what>payer|mandater|regler|decaisser"
    r"|engager|depenser"
    r"|consommer|utiliser|executer|realiser))?"
    r"|(?:encore |toujours )?(?:non|pas (?:encore )?(?:ete )?)(?= ?(?:consomm|depens"
    r"|utilis|execut)e)"
    r" ?(?:consomm|depens|utilis|execut)\w*|disponibles?|dispo|inutilise\w*"
    r"|sous (?:consommation|execution)s?"
    r"|marge(?: de manoeuvre)?|soldes?|economis\w*|economies?)\b"
)
_OVER: Final = regex(
    r"\bdepassements?\b|\bde combien (?:a t on |on a )?depass\w+|\bdepass\w+ de combien\b"
)
_PROJECT: Final = regex(
    rf"\b(?:(?:au|le|du) (?:meme )?(?:rythme|cadence|prorata) (?:de |des "
    rf"|du )?(?:ces )?(?P<n>{_N})? ?(?:premier\w*|dernier\w*)?"
    r" ?(?P<unit>mois|trimestres?|semestre)(?: ecoules?| passes?)?|(?:a|au|avec|sur"
    r"|en gardant|si on (?:garde|tient|continue (?:a|sur|avec)))"
    r" (?:ce|cette|le|un|meme|le meme|ce meme) (?:meme )?(?:rythmes?|tendance|cadence"
    r"|allure)(?: la)?(?: constante?| actuel\w*)?"
    r"|(?:a )?(?:rythme|cadence) (?:constante?|actuel\w*|inchange\w*)|si (?:on"
    r"|ca) continue(?: (?:comme ca|ainsi|a ce"
    r" rythme))?|(?:en )?(?:projet|extrapol)\w+|projection\w*|atterri\w+|au prorata|estim\w+)\b"
    r"(?: (?:de|sur|a|la|l|en|fin|d|annee|an|toute|du))*"
)
_LIMIT: Final = regex(
    r"\b(?P<way>au moins|au plus|(?:plus|moins) (?:de|d|que)"
    r"|superieure?s? (?:ou egale?s? )?(?:a|aux?)"
    r"|inferieure?s? (?:ou egale?s? )?(?:a|aux?)|au dessus (?:de|des|du)|en dessous (?:de"
    r"|des|du)|sous (?:les?|la)?"
    r"|depass\w+(?: les?| la)?|exced\w+(?: les?)?|sous la barre des?|a partir de"
    r"|franchi\w*(?: les?)?"
    r"|attei\w+(?: les?)?)"
    r" ?(?P<n>\d[\d ]*(?:,\d+)?) ?(?P<unit>%|k€|m€|€|euros?|jours?|j\b|points?|pts|etp|pour cent)?"
)
_UNIT: Final = regex(
    r"\ben (?P<u>k ?€|m ?€|€|euros|%|pourcentage|pour ?cent|milliers d euros|points?|pts"
    r"|valeur|volume|montant"
    r"|absolu|nombre|jours)(?=\W|$)"
)
_HOW_MANY: Final = regex(
    r"\b(?:combien|nombre|nb) (?:de |d )(?P<noun>services?|lignes?|postes?|motifs?"
    r"|groupes?|annees?|mois"
    r"|trimestres?|sites?|agences?|directions?|poles?)\b(?: (?:sont|ont|etaient|avaient))?"
)


@dataclass(slots=True)
class Wanted:
    """What is wanted of the figures.

    Attributes:
        text: What is left of the question, blanks for what was read.
        ops: The operations.
        form: How one figure is made: plain, a gap or a rate of two.
        done: The word that says what the rate or the rest is of: « engagement ».
        against: What the rest is taken from: the noun of a verb, ``""`` for none.
        which: The length in months of what is asked for where that is a period, 0 for none.
        every: The length in months of the periods that all are meant, 0 for any.
        all_periods: Whether all periods are meant.
        count: How many periods were said to be all, 0 for none.
        most: How many of a ranking are asked for.
        least: Whether the ranking begins with the smallest.
        limits: Bounds on the figures.
        unit: The unit that is asked for.
        counted: Whether it is asked how many lines or periods fit.
        falls: Whether what fell is asked for.
        rises: Whether what rose is asked for.
        gap: Whether a gap is said.
        rated: Whether a rate is said.
        remains: What was said of a gap: « reste », « dépassement ».
        worst: Whether the worst is asked for, which is the largest or the smallest.
        speed: Whether the quickest or the slowest is asked for.
        by_how_much: Whether it is asked by how much the first is ahead.
        dated: Whether a period is said.
        skipped: How many of a ranking were told before.
        known: The months that a projection rests on, where they are said.
    """

    text: str
    ops: list[str] = field(default_factory=list)
    form: str = PLAIN
    done: str = ""
    against: str = ""
    which: int = 0
    every: int = 0
    all_periods: bool = False
    count: int = 0
    most: int = 0
    least: bool = False
    limits: list[Limit] = field(default_factory=list)
    unit: str = ""
    counted: bool = False
    falls: bool = False
    rises: bool = False
    gap: bool = False
    gap_at: int = -1
    rated: bool = False
    share_at: int = -1
    evolution_said: str = ""
    whole_said: bool = False
    remains: str = ""
    known: int = 0
    skipped: int = 0
    worst: bool = False
    speed: bool = False
    dated: bool = False
    by_how_much: bool = False

    def blank(self, start: int, end: int) -> None:
        """Take a piece of the text for read."""
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take the first place of a pattern for read."""
        match = pattern.search(self.text)
        if match is not None and match[0].strip():
            self.blank(*match.span())
            return match
        return None

    def has(self, *ops: str) -> bool:
        """Tell whether one of some operations is wanted."""
        return any(one in self.ops for one in ops)

    def ops_move(self) -> bool:
        """Tell whether what changes is asked for: a rate of change is none of two columns."""
        return self.has(EVOLUTION, SHARE)


def wanted(text: str, remains: bool) -> Wanted:
    """Read what a question wants of figures.

    Args:
        text: Plain, its periods blanked.
        remains: Whether the table has a column of what remains, which the words then name.
    """
    read = Wanted(text)
    _units(read)
    if match := read.take(_PROJECT):
        read.ops.append(PROJECTED)
        if match["n"]:
            read.known = _number_of(match["n"]) * _UNITS_OF_TIME[match["unit"][:2]]
        while read.take(_PROJECT):
            pass
    _limits(read)
    _periods(read)
    _forms(read, remains)
    if _UP.search(read.text):
        read.least = True
    if read.take(_FIRST_ONE):
        read.ops.append(LARGEST)
    while read.take(_RANK):
        if RANK not in read.ops:
            read.ops.append(RANK)
    if match := read.take(_TOP):
        said = match["top"] or match["n"]
        read.most = _number_of(said)
        read.ops.append(RANK)
    if read.take(_WORST):
        read.worst = True
        read.ops.append(LARGEST)
    if match := read.take(_SPEED):
        read.speed = True
        read.ops.append(SMALLEST if match["fast"] else LARGEST)
    for op, pattern in _EXTREME:
        if read.take(pattern):
            read.ops.append(op)
    if read.has(LARGEST, SMALLEST) and read.take(_BY_HOW_MUCH):
        read.by_how_much = True
    _operations(read)
    return read


def _operations(read: Wanted) -> None:
    if read.take(_CHECK):
        read.ops.append(CHECK)
        while read.take(_CHECK):
            pass
    if match := read.take(_SHARE):
        read.ops.append(SHARE)
        read.share_at = match.end()
    if match := read.take(_GAP):
        read.gap, read.gap_at = True, match.start()
    if match := read.take(_EVOLUTION):
        read.ops.append(EVOLUTION)
        read.falls, read.rises = bool(match["down"]), bool(match["up"])
        read.evolution_said = match[0].strip()
        read.take(_EVOLUTION)
    if read.take(_MEAN):
        read.ops.append(MEAN)
    while read.take(_SUM):
        if SUM not in read.ops:
            read.ops.append(SUM)
        read.whole_said = True
    if read.take(_RATE_WORD):
        read.rated = True


def _units(read: Wanted) -> None:
    while match := read.take(_UNIT):
        unit = match["u"].replace(" ", "")
        unit = {
            "euros": "€", "pourcentage": "%", "pourcent": "%", "m€": "M€", "milliersdeuros": "k€",
            "points": "point", "pts": "point", "volume": "valeur", "montant": "valeur",
            "absolu": "valeur", "nombre": "valeur",
        }.get(unit, unit)  # fmt: skip
        read.unit = f"{read.unit}+{unit}" if read.unit and read.unit != unit else unit


def _limits(read: Wanted) -> None:
    while match := read.take(_LIMIT):
        way, unit = match["way"], match["unit"] or ""
        number = float(match["n"].replace(" ", "").replace(",", "."))
        number *= {"k€": 1_000, "m€": 1_000_000}.get(unit, 1)
        down = way.startswith(("moins", "au plus", "infer", "en dessous", "sous"))
        closed = (
            way.startswith(("au moins", "au plus", "attei", "a partir", "franchi")) or "egal" in way
        )
        low, high = (None, number) if down else (number, None)
        read.limits.append(Limit(match[0].strip(), low, high, closed, unit))
    if match := read.take(_HOW_MANY):
        read.counted = True
        if match["noun"].startswith(("annee", "mois", "trim")):
            read.which = _UNITS_OF_TIME[match["noun"][:2]]


def _periods(read: Wanted) -> None:
    if match := read.take(_WHICH):
        read.which = _UNITS_OF_TIME[match["part"][:2]]
    while match := read.take(_EVERY):
        read.all_periods = True
        said = match["time"] or match["each"] or match["by"] or match["per"]
        if said:
            read.every = _UNITS_OF_TIME[said[:2]]
        if match["n"]:
            read.count = _number_of(match["n"])


def _forms(read: Wanted, remains: bool) -> None:
    if match := read.take(_RATE):
        read.form, read.done, read.rated = RATE, match["noun"], True
    if any(one.unit == "%" for one in read.limits) and (match := read.take(_OF_RATE)):
        read.form, read.done, read.rated = RATE, match["noun"], True
    if match := read.take(_DONE_WELL):
        read.form, read.done, read.rated = RATE, match["done"], True
        how = match["how"].split()
        few = "mal" in how or "moins" in how
        read.ops.append(SMALLEST if few else LARGEST)
    if remains:
        return
    if not read.limits and not _OVER.search(read.text) and (match := read.take(_BEYOND)):
        read.form, read.remains = GAP, "dépassement"
        read.limits.append(Limit("en dépassement", 0.0, None, False, ""))
    elif read.take(_OVER):
        read.form, read.remains = GAP, "dépassement"
    elif match := read.take(_REMAINS):
        read.form, read.remains = GAP, "reste"
        read.done = match["what"] or ""
        read.take(_REMAINS)


def _number_of(said: str) -> int:
    return int(said) if said.isdigit() else COUNTS[said]
