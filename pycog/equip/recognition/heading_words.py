"""What the words of a heading say: the role of a column, its years, its unit."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pycog.audit.grid import normal
from pycog.equip.model import AMOUNTS
from pycog.equip.recognition.labels_alike import respelt

#: No heading of a column is longer.
LONGEST: Final = 120

_YEAR: Final = re.compile(r"(?<![\d/.,])((?:19|20)\d\d)(?![\d]|[.,]\d)")
_SHORT_YEAR: Final = re.compile(r"(?:(?<=\s)|(?<=^)|(?<='))['’]?(\d\d)$")
_DATE: Final = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-]((?:19|20)\d\d)\b|\b((?:19|20)\d\d)-\d\d-\d\d\b"
)
_SPAN: Final = re.compile(r"(?<!\d)((?:19|20)\d\d) ?(?:-|–|—|a|/|au) ?((?:19|20)\d\d|\d\d)(?!\d)")
_RELATIVE: Final = re.compile(r"(?<![a-z])n ?(?:([-–+]) ?(\d))?$|\(n ?(?:([-–+]) ?(\d))?\)")
#: Unit of amounts in a heading, a title or a note.
_MONEY: Final = re.compile(
    r"(?<![\w])(?P<k>k ?€|k ?eur(?:os?)?\b|keuros?\b|ke\b|(?:en )?milliers? d' ?(?:euros?|€)"
    r"|en milliers\b)"
    r"|(?<![\w])(?P<m>m ?€|meur\b|(?:en )?millions? d' ?(?:euros?|€)|en millions\b)"
    r"|(?P<e>(?<!d)€|\beuros?\b|\beur\b)"
)
_PERCENT: Final = re.compile(r"\(? ?(?:en )?(?:%|pourcentages?|pour ?cents?|pourcent)(?: ?\))?")
_POINTS: Final = re.compile(r"\ben points?\b|\(points?\)|\(pts?\)")
_DAY: Final = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](?:(?:19|20)\d\d)\b")
_ISO_DAY: Final = re.compile(r"\b(?:19|20)\d\d-(\d\d)-(\d\d)\b")
_LAST_DAY: Final = (31, 12)
#: The time that a date has when it is read as a text.
_MIDNIGHT: Final = re.compile(r"(?<=\d) 00:00:00\b")
#: Part of a year that a figure is of: a quarter, a half, a month, but not the year's end.
_PART_OF_YEAR: Final = re.compile(
    r"\b(?:[tqs] ?[1-4]|[1-4] ?(?:er|ere|e|eme|nd|nde|d|st|rd|th)? ?"
    r"(?:trim\w*|quarters?|quadrim\w*|sem(?:estres?)?)"
    r"|(?:premier|deuxieme|second|troisieme|quatrieme|dernier) (?:trim\w*|semestres?)"
    r"|(?:trim\w*|semestres?|quarters?) ?[1-4]"
    r"|janv\w*|fevr?\w*|mars|avr\w*|mai|juin|juil\w*|aout|sept\w*|oct\w*|nov\w*"
    r"|(?<!31 )(?<!31)(?<!fin )dec(?:embre)?)\b"
)
#: Taken out before the role is looked for.
_NOISE: Final = re.compile(
    r"\b(?:exercice|annee|campagne|au 31/12|au 31 decembre|a fin decembre|fin decembre|a fin|fin"
    r"|definitif|provisoire|cog|cumule|annuel(?:le)?s?|au|en date du|a date|de l'annee"
    r"|de l'exercice|en cours)\b"
    r"|[()\[\]*:;'\"’]|\bn[°º]?\s*$"
)
#: Headings of a total of columns.
_TOTAL: Final = re.compile(
    r"\b(?:(?:sous[ -]?)?tota(?:l|ux)|ensemble|cumul\w*|sommes?|general|generaux|global\w*"
    r"|consolidee?s?)\b"
    r"|\b(?:tous|toutes|l ?'?ensemble)\b.*\b(?:fonds|annees|exercices|trimestres?|mois)\b"
)
_MEAN: Final = re.compile(r"\b(?:moy(?:en(?:ne)?)?s?|mediane?s?)\b")
#: Heads the figure of the year among those of its parts.
_WHOLE_YEAR: Final = re.compile(r"(?:annee|annuel\w*|an)(?: (?:19|20)\d\d)?")
#: Marks of footnotes: « Objectif 2014 (2) », « Réalisé* », « Exécuté² ».
_MARKS: Final = re.compile(r"(?<=\S)\s*\((?:\d{1,2}|[a-d])\)|(?<=\w)[¹²³⁴⁵⁶]+|(?<=\S)\*+")
#: What a pivot table puts before the name of a field, with the role of figures it was made of.
_AGGREGATE: Final = re.compile(r"(somme|moyenne|max|min|sum|average) (?:de|of) (?=.)")
_SPACES: Final = re.compile(r"\s+")
_WORD: Final = re.compile(r"[a-z0-9]+")

#: Role → words that are it, whole; the first that matches counts.
_ROLES: Final = tuple(
    (role, re.compile(words))
    for role, words in (
        (
            "numéro",
            r"(?:(?:indicateurs?|indic|ind)\.? ?)?(?:n ?[°º]|no|num|numero|ref"
            r"|reference|code|id|#|ind|index)(?:\.)?"
            r"(?: ?(?:de |d |des |l )*(?:indicateurs?|indic|ind|ligne|critere|fiche)\.?)?",
        ),
        (
            "commentaire",
            r"(?:commentaires?|comments?|observations?|remarques?|remarks?|explications?|analyses?|justifications?"
            r"|precisions?|notes?|actions? correctives?|plan d action)\b.*",
        ),
        (
            "statut",
            r"statuts?|status|rag|etat"
            r"|atteint ?(?:o/n|oui/non|\?)?|atteinte ?\?|conform\w*|avis|feux?"
            r"|meteo|couleurs?|alertes?|situation|verdict|appreciation|ok ?\?|constat"
            r"|controle.*|atteint oui ?/? ?non",
        ),
        (
            "évolution",
            r"(?:taux d |tx d )?(?:evol|evolution|evolutions|variation|var|progression|croissance"
            r"|tendance)\b\.?.*|% (?:d )?evol.*",
        ),
        (
            "taux",
            r"(?:taux|tx|%|pct|ratio|pourcentage|atteinte)\.?(?: ?(?:de |d |des |l )*(?:execution"
            r"|exec|realisation|real|atteinte|consommation|conso|reussite|l objectif|execute"
            r"|realise|atteint|consomme\w*|mandate\w*|engage\w*|depense\w*|cible|budgets?"
            r"|b[prs] ?\d?|base|vote|l objectif|objectif"
            r"|utilisation)\.?)*(?: ?/ ?\w+)?",
        ),
        (
            "écart",
            r"(?:ecarts?|gaps?|variances?|deviations?"
            r"|soldes?|restes?(?: a .*)?|disponibles?|dispo\.?|differences?|delta|marge|diff"
            r"|depassement|non consomme|credits? (?:disponibles?|non consommes?))\b.*",
        ),
        (
            "seuil",
            r"(?:valeur |val\.? |taux )?(?:seuils?|thresholds?|floors?"
            r"|planchers?|socles?|minimum|mini|min"
            r"|bornes? basses?|plancher|declenchement)\b(?: (?:de )?(?:declenchement|bas|mini\w*"
            r"|plancher|propre))?",
        ),
        (
            "poids",
            r"(?:ponderations?|poids|weights?|weightings?"
            r"|coefficients?|coeff?\.?|pond\.?)(?: (?:en |de l )?"
            r"(?:points?|pts?|indicateur))?|(?:points?|pts?|nb(?:re)? (?:de )?(?:points?|pts?)"
            r"|nombre (?:de )?points?|max\w*\.? (?:de )?(?:points?|pts?)"
            r"|bareme)\.? ?(?:max\w*\.?|possibles?|attribuables?|au max\w*"
            r"|total|prevus?|potentiels?|de l indicateur|maxi)?",
        ),
        (
            "points",
            r"(?:points?|pts?|score|nb(?:re)? (?:de )?(?:points?|pts?)|nombre (?:de )?points?)\.? ?"
            r"(?:obtenus?|acquis|gagnes?|realises?|attribues?|calcules?|final|obtenu)",
        ),
        ("numérateur", r"numerateurs?|num\."),
        ("dénominateur", r"denominateurs?|denom\."),
        (
            "exécuté",
            r"(?:montants? |credits? |budgets? |depenses? |total |cumul )?(?:execut\w*|exec\.?"
            r"|exe\.?|spent|consomm\w*|utilises?|ordonnances?|factures?"
            r"|comptabilises?|mandat\w*|conso\.?|depenses? reelles?|comptes? (?:de resultat"
            r"|administratifs?)"
            r"|liquid\w*|paye\w*|previsionnel execute|execut\w* previsionnel)"
            r"(?: (?:previsionnel\w*|budgetaires?|reel\w*|en|des depenses))?",
        ),
        (
            "réalisé",
            r"(?:valeurs? |val\.? |niveau |taux |montants? |donnees? )?(?:realis\w*|real?\.?|rea\.?"
            r"|actuals?|achieved|outturns?"
            r"|resultats?|res\.?|obtenue?s?|constat\w+|mesuree\w*|observee?s?|reel\w*|atteinte?s?"
            r"|valeurs? (?:de reference|initiale|de depart)|situation de depart|reference"
            r"|point de depart)(?: (?:obtenus?|final\w*|constates?|atteints?|\d))?",
        ),
        (
            "voté",
            r"(?:montants? |credits? |budgets? |enveloppes? |total )?(?:budgets?|vot\w+|b[pir] ?\d?"
            r"|bpi|dm ?\d?|budg\.?|initial\w*|rectificatif\w*|primitif\w*|rectifie\w*|modifie\w*"
            r"|ouverts?|autorise\w*|autor?\.?|alloue\w*|notifie\w*|enveloppes?|approuve\w*|credits?"
            r"|prev\w*\.?|prevu\w*)(?: (?:vot\w+|initial\w*|primitif\w*|rectificatif\w*|autorise\w*"
            r"|rectifie\w*|revise\w*|actualise\w*|ouverts?|notifie\w*|approuve\w*|previsionnel\w*"
            r"|ca|n ?[°º]? ?\d|\d))*",
        ),
        (
            "base",
            r"(?:montants? |credits? |budgets? |total )?(?:base|bases|annexe(?: ?\d)?|convention"
            r"\w*|contrat|prevu convention|trajectoire|pluriannuel)"
            r"(?: (?:de |du |la |annexe ?\d?|convention\w*))*",
        ),
        (
            "objectif",
            r"(?:valeurs? |val\.? |niveau |taux )?(?:objectifs?|obj\.?|cibles?|targets?|attendu\w*"
            r"|a atteindre|engagements?)(?: (?:cibles?|a atteindre|fixe\w*|attendu\w*|propre"
            r"|contractuel\w*|negocie\w*|vise\w*|chiffre\w*))?",
        ),
        (
            "cumul",
            r"(?:total|totals|totaux|cumul\w*|sommes?|moyennes?)\b.*",
        ),
        ("unité", r"units?|unites?(?: de mesure| d oeuvre)?|u\.?|unite mesure"),
        ("fonds", r"fonds(?: national)?|fond|enveloppe budgetaire"),
        ("groupe", r"groupes?(?: (?:de |d )?(?:credits?|depenses?))?|nature(?: de)? credits?"),
        (
            "thème",
            r"(?:themes?|thematiques?|axes?|domaines?|chapitres?|orientations?|volets?|fiches?"
            r"|objectifs? (?:strategiques?|operationnels?|generaux|general)|fiches? objectifs?"
            r"|engagements? (?:cog|de la cog)|famille|processus|rubriques? theme)(?: .{0,20})?",
        ),
        (
            "libellé",
            r"(?:etiquettes? de lignes?|row labels?|libelles?|intitules?|designations?"
            r"|indicateurs?|indicators?|kpis?|(?:line )?items?"
            r"|labels?|lignes?|postes?|natures?"
            r"|rubriques?|criteres?|denominations?|noms?|descriptions?|depenses?|recettes?"
            r"|comptes?|chapitres?|objets?)"
            r"(?: ?(?:de |d |des |du |l |la |et |ou |/ ?)*(?:indicateurs?|lignes?|depenses?"
            r"|recettes?|postes?|budgetaires?|charges?|bareme|libelles?|suivi|criteres?|produits?))*",
        ),
        (
            "autre",
            r"(?:n ?[°º]? ?d ordre|rang|pilotes?|responsables?|services?|sources?|outils?"
            r"|frequences?|periodicites?|dates?"
            r"|directions?|referents?|mode de calcul|calcul|methodes?|formules?|regles?|confiance"
            r"|sens|part|annexe|type|fiabilite|echeances?|perimetre|reports?|virements?)\b.*",
        ),
    )
)
#: Roles that a heading row is known by.
_TELLING: Final = frozenset(
    {
        "numéro", "libellé", "thème", "fonds", "groupe", "unité", "objectif", "réalisé", "seuil",
        "poids", "points", "base", "voté", "exécuté", "taux", "écart", "évolution", "statut",
        "commentaire", "numérateur", "dénominateur", "cumul",
    }
)  # fmt: skip


#: Words that any column of figures may have.
_SAYS_NOTHING: Final = re.compile(r"\b(?:montants?|valeurs?|donnees?|chiffres?)\b")
#: Roles that the first word of a longer heading may tell, to be confirmed.
_MEASURED: Final = frozenset({"objectif", "réalisé", "exécuté", "voté", "base", "seuil"})
_MOST_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Words:
    """What a heading says.

    Attributes:
        role: One of :data:`pycog.equip.model.COLUMN_ROLES`, ``""`` where no word tells one.
        years: The years that it names, spans told in full.
        relative: 0 for « N », -1 for « N-1 »… ``None`` where it names no such year.
        unit: ``"€"``, ``"k€"``, ``"M€"``, ``"%"``, ``"points"`` or ``""``.
        bare: Whether it says nothing but a year and a unit: « 2013 », « Montant (k€) ».
        partial: Whether other words stand behind those that tell the role (« Réalisé siège »).
    """

    role: str = ""
    years: tuple[int, ...] = ()
    relative: int | None = None
    unit: str = ""
    bare: bool = False
    partial: bool = False

    @property
    def tells(self) -> bool:
        """Whether the text may head a column."""
        return self.role in _TELLING or bool(self.years) or self.relative is not None


def unit_in(text: str) -> str:
    """Return the unit of amounts that a text names, ``""`` where it names none or several."""
    found = {
        "k€" if match["k"] else "M€" if match["m"] else "€"
        for match in _MONEY.finditer(normal(text).replace("’", "'"))
    }
    return found.pop() if len(found) == 1 else ""


def is_part_of_year(text: str) -> bool:
    """Tell whether a heading names a part of a year: « T3 », « janv. », « au 30/06/2013 »."""
    plain = normal(text)
    if _PART_OF_YEAR.search(plain):
        return True
    days = [(int(match[1]), int(match[2])) for match in _DAY.finditer(plain)]
    days += [(int(match[2]), int(match[1])) for match in _ISO_DAY.finditer(plain)]
    return bool(days) and _LAST_DAY not in days


def years_in(text: str) -> tuple[int, ...]:
    """Return the years that a text names one by one; a span (« 2012-2015 ») names its years."""
    return _years(normal(text))[0]


def _years(text: str) -> tuple[tuple[int, ...], str]:
    found: list[int] = []
    for match in _DATE.finditer(text):  # first: « 2013-12-31 » is no span from 2013 on
        found.append(int(match[1] or match[2]))
    rest = _DATE.sub(" ", text)
    for match in _SPAN.finditer(rest):
        first = int(match[1])
        last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
        if first < last <= first + 15:
            found += range(first, last + 1)
        else:
            found += [first, last] if last > 1900 else [first]
    rest = _SPAN.sub(" ", rest)
    found += [int(year) for year in _YEAR.findall(rest)]
    return tuple(dict.fromkeys(found)), _YEAR.sub(" ", rest)


@lru_cache(maxsize=1 << 13)
def read_words(text: str, years: Collection[int] = frozenset()) -> Words:
    """Read the words of one heading.

    Args:
        text: The text of a heading, its rows joined by spaces.
        years: Years of the agreement, among which a year of two digits is looked for.

    Returns:
        What it says.
    """
    plain = normal(_MARKS.sub(" ", text)).replace("’", "'").replace("_", " ")
    plain = _MIDNIGHT.sub("", plain)
    if not plain or len(plain) > LONGEST:
        return Words()
    found, rest = _years(plain)
    rest = rest.strip()
    relative = None
    if not found and (match := _SHORT_YEAR.search(rest)):
        near = [year for year in years if year % 100 == int(match[1])]
        if len(near) == 1:
            found, rest = (near[0],), rest[: match.start()]
    if not found and (match := _RELATIVE.search(rest)):
        sign, size = match[1] or match[3], match[2] or match[4]
        relative = int(size or 0) * (1 if sign == "+" else -1)
        before = rest[: match.start()]
        if before.strip() or match[0].strip() in {"n", "n-1", "n-2", "n+1", "(n)", "(n-1)"}:
            rest = before + rest[match.end() :]
        else:
            relative = None
    unit = unit_in(rest)
    if not unit:
        unit = "%" if _PERCENT.search(rest) else "points" if _POINTS.search(rest) else ""
    named = bool(found) or relative is not None or bool(_SAYS_NOTHING.search(rest))
    role = _role(rest) or _role(_spelt(rest))
    leading = "" if role or len(rest.split()) > _MOST_WORDS else _role(rest.split(" ", 1)[0])
    partial = leading in _MEASURED
    if partial and {_role(word) for word in rest.split()} == {leading}:
        role, partial = leading, False  # in two languages, one under the other
    role = leading if partial else role
    if gathered := _AGGREGATE.match(rest):
        role, partial = _gathered(rest[gathered.end() :], gathered[1]) or (role, partial)
    return Words(role, found, relative, unit, named and not _left(rest), partial)


def _gathered(field: str, how: str) -> tuple[str, bool] | None:
    """Return the role of the figures that a pivot table gathers, and whether to ask about it.

    A sum of amounts is an amount; whether a mean or a sum of rates is the rate of the year, only
    the officer knows.
    """
    role = _role(field)
    if role not in _MEASURED:
        return None
    return role, how not in {"somme", "sum"} or role not in AMOUNTS


def plain_words(text: str) -> str:
    """Return the words of a text between single spaces, to find a name among them.

    Args:
        text: A heading, the name of a fund.
    """
    return " ".join(_WORD.findall(normal(text)))


def without_names(text: str, names: Collection[str]) -> str:
    """Return a heading without the names of funds that stand in it.

    Args:
        text: The heading.
        names: As :func:`plain_words` gives them.

    Returns:
        The heading itself where it has none of them.
    """
    plain = f" {' '.join(normal(text).replace('(', ' ( ').replace(')', ' ) ').split())} "
    left = plain
    for name in sorted(names, key=len, reverse=True):
        left = left.replace(f" {name} ", " ")
    return text if left == plain else re.sub(r"\( *\)", " ", left).strip(" -–—/:,")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the headings of an agreement's tables are read with.

    Attributes:
        years: Its years.
        funds: Names of its funds, as :func:`plain_words` gives them, which may stand beside
            the words of a heading: « FNGA voté ».
    """

    years: frozenset[int]
    funds: tuple[str, ...] = ()

    def read(self, text: str) -> Words:
        """Return what a heading says beside the name of its fund."""
        return read_words(without_names(text, self.funds) if self.funds else text, self.years)

    def is_fund(self, text: str) -> bool:
        """Tell whether a text is the name of a fund, at most with a unit: « FNGA (k€) »."""
        rest = without_names(text, self.funds)
        return rest != text and not _left(normal(rest))

    def name_funds(self, texts: Collection[str]) -> bool:
        """Tell whether texts are the names of funds and of their total, and nothing else."""
        named = [self.is_fund(text) for text in texts]
        return sum(named) > 1 and all(
            known or is_total_heading(text) for known, text in zip(named, texts, strict=True)
        )


def is_whole_year(text: str) -> bool:
    """Tell whether a heading is that of the year among its parts: « Année », « Annuel 2013 »."""
    return bool(_WHOLE_YEAR.fullmatch(normal(text)))


def is_total_heading(text: str) -> bool:
    """Tell whether a heading is that of a total of columns: « Ensemble », « Total COG ».

    Args:
        text: The heading; a mean is no total.
    """
    plain = normal(text)
    return bool(_TOTAL.search(plain)) and not _MEAN.search(plain)


def without_total(plain: str) -> str:
    """Return a heading without the words that make it one of a total.

    Args:
        plain: The heading, as :func:`normal` gives it.
    """
    return _TOTAL.sub(" ", plain)


def _left(text: str) -> str:
    """Return the words of a heading that are neither a unit nor said of any year."""
    without = _PERCENT.sub(" ", _POINTS.sub(" ", _MONEY.sub(" ", _SAYS_NOTHING.sub(" ", text))))
    plain = _NOISE.sub(" ", _plain(re.sub(r"\ben\b", " ", without)))
    return re.sub(r"[\W_]+", "", plain)


def _role(text: str) -> str:
    without = _MONEY.sub(" ", text)
    for form in (text, without, _PERCENT.sub(" ", _POINTS.sub(" ", without))):
        plain = _plain(re.sub(r"\ben\s*$|\(\s*en\s*\)|\ben\s*\)", " ", form))
        bare = _SPACES.sub(" ", _NOISE.sub(" ", plain)).strip(" -–—/.,")
        for candidate in dict.fromkeys((plain, bare)):
            for role, words in _ROLES:
                if candidate and words.fullmatch(candidate):
                    return role
    return ""


#: Words of headings that are known with one letter too many, too few, wrong or out of place.
_SPELT: Final = (
    "budget", "budgets", "commentaire", "commentaires", "consomme", "designation", "evolution",
    "executee", "execute", "execution", "indicateur", "indicateurs", "intitule", "libelle",
    "numero", "objectif", "objectifs", "observation", "observations", "ponderation", "prevision",
    "realisation", "realise", "realisee", "realises", "resultat", "resultats",
)  # fmt: skip
_LETTERS: Final = re.compile(r"[a-z]{6,}")


def _spelt(text: str) -> str:
    """Return a heading with its misspelt words put right: « bugdet » is « budget »."""
    return _LETTERS.sub(lambda found: respelt(found[0], _SPELT), text)


def _plain(text: str) -> str:
    text = text.replace("'", " ").replace("(", " ").replace(")", " ")
    return _SPACES.sub(" ", text).strip(" -–—/:,")
