"""What the words of a question may mean in one table: its rows, its columns, its titles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pycog.dialogue.lexicon import stem
from pycog.dialogue.normalise import normalise, normalise_long, words
from pycog.dialogue.table_query.codes_of_rows import RowCodes
from pycog.dialogue.table_query.initials import SMALL, WORD, initials, initials_within
from pycog.dialogue.table_query.near_words import close_stems
from pycog.dialogue.table_query.plain_tables import (
    CODE,
    DAY,
    DESTINATION,
    FIGURE,
    NOTE,
    ORIGIN,
    TEXT,
    PlainColumn,
    PlainTable,
)
from pycog.dialogue.table_query.table_data import DATA
from pycog.dialogue.table_query.table_periods import first_months
from pycog.equip.open_parts import day_of
from pycog.lazy_patterns import regex

if TYPE_CHECKING:
    from pycog.equip.open_parts import OpenRow

#: A state, and no missing value, in a column of states.
_WAITS: Final = regex(r"en attente|en cours", re.IGNORECASE)
_TOTALS: Final = frozenset(
    map(stem, words("total totaux sous ensemble general generale cumul moyenne"))
)


@dataclass(frozen=True, slots=True)
class Hit:
    """What one word may mean in a table.

    Attributes:
        label: Rows (by index) that are named so.
        value: Rows of which a cell of text says so.
        note: Rows of which a remark says so.
        columns: Columns (by index) that are headed so.
        own: Whether it is a word of the sheet, of a title, or of what the rows are.
        loose: Whether it was understood as a shortened or misspelled word.
    """

    label: frozenset[int]
    value: frozenset[int]
    note: frozenset[int]
    columns: frozenset[int]
    own: bool
    loose: bool = False

    @property
    def is_any(self) -> bool:
        """Whether it means anything."""
        return bool(self.label or self.value or self.columns or self.own or self.note)


_NOTHING: Final = Hit(frozenset(), frozenset(), frozenset(), frozenset(), own=False)


class Lexis:
    """The words of one table."""

    def __init__(self, table: PlainTable) -> None:
        self.table = table
        self.label: dict[str, set[int]] = defaultdict(set)
        self.value: dict[str, set[int]] = defaultdict(set)
        self.note: dict[str, set[int]] = defaultdict(set)
        self.heads: dict[str, set[int]] = defaultdict(set)
        #: Rows by the heading above them.
        self.sections: dict[str, set[int]] = defaultdict(set)
        #: Row → the stems of its label that tell it.
        self.named: dict[int, frozenset[str]] = {}
        for row in table.rows:
            said = _stems(f"{row.label} {row.number}")
            self.named[row.index] = said - SMALL
            headed_by = _stems(row.heading)
            for one in (said | headed_by) - SMALL or said:
                self.label[one].add(row.index)
            for one in headed_by - SMALL:
                self.sections[one].add(row.index)
        for column in table.columns:
            for one in column.stems - SMALL:
                self.heads[one].add(column.index)
            if column.kind in {TEXT, CODE, NOTE, DAY} and column.index != table.label:
                self._read(column)
        #: Pairs of words of cells and headings: « non démarré » denies nothing.
        self.denied: set[str] = set()
        texts = [one.column.title for one in table.columns] + [one.label for one in table.rows]
        texts += [
            table.cell(row, column).shown
            for column in table.of(TEXT)
            for row in table.rows
            if not table.cell(row, column).is_missing
        ]
        for text in texts:
            self.denied |= {
                stem(match)
                for match in re.findall(r"\b(?:non|pas|sans) (\w+)", normalise_long(text))
            }
        #: What other tables of the workbook are called, and what their rows are.
        self.foreign: frozenset[str] = frozenset()
        self._shorten()
        self.own = table.title_stems | table.entities | table.file_stems

    def _shorten(self) -> None:
        """Know a name of several words by its initials: « RH » is « Ressources humaines »."""
        runs: dict[str, set[int]] = defaultdict(set)
        for row in self.table.rows:
            for one in initials(row.label):
                if one not in self.value:
                    self.label[one].add(row.index)
            for one in initials_within(row.label):
                runs[one].add(row.index)
        for one, rows in runs.items():
            # « IJ » of « Délai du 1er versement des indemnités journalières ».
            if len(rows) == 1 and not (self.label.get(one) or self.value.get(one)):
                self.label[one] |= rows
        for column in self.table.of(TEXT):
            if column.index == self.table.label:
                continue
            for row in self.table.rows:
                for one in initials(self.table.cell(row, column).shown):
                    if one not in self.label:
                        self.value[one].add(row.index)

    def _read(self, column: PlainColumn) -> None:
        into = self.note if column.kind == NOTE else self.value
        if column.kind == DAY:
            return
        for row in self.table.rows:
            cell = self.table.cell(row, column)
            if not cell.is_missing or (column.kind == TEXT and _WAITS.search(cell.shown)):
                for one in _stems(cell.shown) - SMALL:
                    into[one].add(row.index)

    @cached_property
    def day_rows(self) -> frozenset[int]:
        """The rows of days of a table of periods: « Versé le », of each year."""
        dated = [one for one in self.table.of(FIGURE) if one.period is not None]
        return frozenset(
            row.index
            for row in self.table.entries
            if 2 * sum(day_of(self.table.cell(row, one).stored) is not None for one in dated)
            >= len(dated)
            > 0
        )

    @cached_property
    def codes(self) -> RowCodes:
        """The codes and numbers of its rows."""
        return RowCodes(self.table)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Every stem that means something here, titles left out."""
        return frozenset({*self.label, *self.value, *self.heads})

    @cached_property
    def all_stems(self) -> frozenset[str]:
        """Every stem, those of remarks and titles too."""
        return self.stems | frozenset(self.note) | self.table.title_stems | self.table.entities

    def stems_in(self, row: OpenRow, column: PlainColumn) -> frozenset[str]:
        """Return the stems that a cell of text says."""
        shown = self.table.cell(row, column).shown
        return _stems(shown) | initials(shown)

    def exact(self, typed: str) -> Hit:
        """Return what a word means as it is spelled."""
        return self._of([stem(typed)], loose=False)

    def loose(self, typed: str) -> Hit:
        """Return what a shortened or misspelled word means."""
        near = close_stems(typed, self.stems) or close_stems(typed, self.own)
        return self._of(near, loose=True) if near else _NOTHING

    def _of(self, stems: Iterable[str], *, loose: bool) -> Hit:
        label, value, note, heads = (
            frozenset().union(*(table.get(one, ()) for one in stems))
            for table in (self.label, self.value, self.note, self.heads)
        )
        own = any(one in self.own for one in stems)
        return Hit(label, value, note, heads, own, loose)

    def tells_all(self, row: int, said: set[str]) -> bool:
        """Tell whether the words said are all that the label of a row says."""
        telling = self.named[row] - _TOTALS
        return bool(telling) and telling <= said


#: « S/T », « ss-total ».
SUBTOTAL: Final = regex(r"\b(?:s ?/ ?t(?:ot(?:al)?)?|ss[ -]?tot(?:al)?)\b\.?")


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, WORD.findall(SUBTOTAL.sub("sous total", normalise_long(text)))))


#: What whoever decides does, in the past.
_DECIDED: Final = "decide|signe|valide|autorise|approuve|accepte|refuse|tranche|accorde"
#: What a question calls the columns by what they hold, and how these are headed.
CONCEPTS: Final = {
    "fait": (
        regex(
            r"\b(?:execut\w*|depens\w+|realis\w+|consomm\w+|mandat\w+|pay(?:e|es|ee|ees|er)"
            r"|regle\w*"
            r"|resultats?|reel(?:le)?s?|effectifs?|presents?|obtenus?|constate\w*|atteints?|fait)\b"
        ),
        regex(
            r"\b(?:execut\w*|realis\w*|depens\w*|resultats?|conso(?:mm\w*)?|mandat\w*|paye\w*"
            r"|reel\w*|engage\w*|presents?"
            r"|constat\w*|obtenus?|factur\w*)\b"
        ),
    ),
    "prévu": (
        regex(
            r"\b(?:autoris\w+|budget\w*|vot(?:e|es|ee|ees)|allou\w+|prevue?s?|credits?|enveloppes?"
            r"|dotations?|notifie\w*|ouverts?|cible|objectifs?|plafonds?)\b"
        ),
        regex(
            r"\b(?:autoris\w*|budget\w*|vote\w*|allou\w*|prevu\w*|credits?|enveloppe\w*|dotation\w*"
            r"|notifi\w*|ouverts?|plafond|base)\b"
        ),
    ),
    "obtenu": (
        regex(
            r"\b(?:obtenu|accorde|octroye|attribue|recu)e?s?\b|\b(?:on )?(?:a|ont|avons) eue?s?\b"
        ),
        regex(r"\b(?:obtenu|accorde|octroye|attribue|recu)e?s?\b|\ba eu\b"),
    ),
    "décideur": (
        regex(
            rf"\b(?:{_DECIDED})e?s? par qui\b|\bqui (?:l |les? |la )?(?:a|ont) (?:{_DECIDED})e?s?\b"
            rf"|\bpar qui\b.*\b(?:{_DECIDED})e?s?\b|\bqui (?:decide|valide|signe|autorise)\b"
        ),
        regex(
            rf"\bqui (?:a |decide|valide|signe)|\b(?:{_DECIDED}|vise) par\b"
            r"|\b(?:decideur|signataire|autorite)\b"
        ),
    ),
    "suppléant": (
        regex(
            r"\b(?:suppleante?s?|remplacante?s?|remplace(?:nt|r)?|supplee(?:nt|r)?|adjointe?s?"
            r"|en l absence d\w+)\b"
        ),
        regex(r"\b(?:suppleante?s?|remplacante?s?|adjointe?s?|interim\w*)\b"),
    ),
    "origine": (
        regex(
            r"\bd ou (?:vien|provien|sort)\w+(?: (?:l argent|les? (?:credits?|fonds|sous)))?"
            r"|\b(?:de|sur) quel\w* (?:ligne|groupe|poste|credit|enveloppe|chapitre)s?"
            r" (?:a t on (?:pris|preleve)|on a (?:pris|preleve)|(?:pro)?vien\w*|est pris\w*|prend)"
            r"(?: t (?:on|il|elle))?(?: (?:l argent|les? (?:credits?|fonds|sous)))?"
            r"|\b(?:pris|preleve)e?s? (?:sur|ou|de|d)\b(?: (?:quoi|quel\w*))?"
        ),
        ORIGIN,
    ),
    "destination": (
        regex(
            r"\b(?:va|vont|est (?:alle|mis|vire)\w*|part\w*) (?:sur|vers|ou)\b"
            r"(?: (?:quoi|quel\w*))?"
            r"|\b(?:sur|vers|pour) quel\w* (?:ligne|groupe|poste|credit|enveloppe|chapitre)s?"
            r" (?:va|vont|est alle\w*|on (?:a )?(?:met|mis))(?: t (?:on|il|elle))?"
            r"(?: (?:l argent|les? (?:credits?|fonds|sous)))?"
        ),
        DESTINATION,
    ),
    "demandé": (
        regex(r"\b(?:demande|sollicite|reclame)e?s?\b"),
        regex(r"\b(?:demande|sollicite|reclame)e?s?\b"),
    ),
    "objectif": (
        regex(r"\b(?:objectifs?|obj|cibles?|attendue?s?|vis(?:e\w*|ai\w+|ions|ant))\b"),
        regex(r"^(?!.*\bsens\b).*\b(?:objectifs?|cibles?|attendue?s?|vise\w*)\b"),
    ),
    "reste": (
        regex(
            r"\b(?:restes?|restent|restait|restant\w*|disponibles?|dispo|soldes?|marge"
            r"|non (?:consomm|depens|utilis|execut|engag)\w*|inutilise\w*)\b"
        ),
        regex(
            r"\b(?:reste\w*|restant\w*|disponibles?|soldes?|marge|non (?:consomm|depens"
            r"|utilis)\w*)\b"
        ),
    ),
    "qui": (
        regex(
            r"\b(?:qui|responsables?|pilotes?|pilot\w+|porteurs?|portee?s?|referents?|charge de"
            r"|(?:suivi|gere|tenu)e?s? par|s en occupe)\b"
        ),
        regex(
            r"\b(?:responsables?|pilotes?|porteurs?|referents?|charge\b.*|agents?"
            r"|chefs? de \w+|chef"
            r"|(?:decid|valid|sign|approuv|autoris)\w* par|qui\b.*|par qui|signataires?"
            r"|vise par|gestionnaires?|animateurs?|contacts?|affecte a|demandeurs?)\b"
        ),
    ),
    "titulaire": (
        regex(
            r"\b(?:titulaires?|prestataires?|fournisseurs?"
            r"|qui (?:l |le |la |les )?(?:detient|detiennent|fournit|livre|a obtenu|a remporte))\b"
        ),
        regex(r"\b(?:titulaires?|prestataires?|fournisseurs?|attributaires?)\b"),
    ),
    "échéance": (
        regex(
            r"\b(?:(?:(?:pour|a|jusqu a) )?quelle date(?: \w+){0,3} (?:attendu|prevu|fixe|du)e?s?"
            r"|(?:pour|jusqu a) (?:quand|quelle date)|echeances?"
            r"|date (?:limite|prevue|butoir|cible|de fin)|fin (?:prevue|theorique|cible)"
            r"|deadline|(?:attendu|prevu|du)e?s? (?:pour )?(?:le|quand|quelle date))\b"
        ),
        regex(
            r"\b(?:echeances?|date (?:limite|prevue|butoir|cible)|fin prevue|terme|deadline|cible"
            r"|butoir|pour le|au plus tard)\b"
        ),
    ),
    "quand": (
        regex(
            r"\b(?:quand|a quelle date|quelle date|dates?|echeances?|pour quand|deadline"
            r"|date limite|jusqu a quand|quel jour)\b"
        ),
        regex(r".*"),
    ),
    "fin": (
        regex(
            r"\b(?:(?:se )?termin\w+|s acheve\w*|fini\w*|expir\w+|arriv\w+ a (?:terme|echeance)|fin"
            r"|terme)\b"
        ),
        regex(r"\b(?:fins?|terme|expiration|achevement|echeance)\b"),
    ),
    "début": (
        regex(r"\b(?:commenc\w+|debut\w*|demarr\w+|lanc\w+|notifi\w+)\b"),
        regex(r"\b(?:debut\w*|demarr\w*|lanc\w*|notifi\w*|commenc\w*|entree en vigueur)\b"),
    ),
    "points": (
        regex(r"\b(?:points?|pts|rapport(?:e|ent|er|ait|erait)|gagn(?:e|ent|er)|marque\w*)\b"),
        regex(r"\b(?:points? (?:acquis|obtenus?|gagnes?|realises?)|score)\b"),
    ),
    "où": (
        regex(r"\bou (?=(?:se|est|sont|a lieu|ont lieu|etait|siege|trouve\w*)\b)"),
        regex(r"\b(?:lieux?|sites?|salles?|adresses?|villes?|localisation|bureau)\b"),
    ),
    "état": (
        regex(
            r"\b(?:etat|statut|ou en est|ou en sont|ou en est on|avancement|situation"
            r"|avancee?s?(?= (?:a|de) (?:combien|quel)))\b"
        ),
        regex(
            r"\b(?:etat|statut|avancement|situation|realise|ou (?:(?:on|ca) )?en (?:est|sont))\b|%"
        ),
    ),
    "pourquoi": (
        regex(
            r"\b(?:pourquoi|pour quoi(?: faire)?|objets?|a quoi (?:ca |cela )?ser\w+|dans quel but"
            r"|motifs?|raisons?|remarques?|observations?|commentaires?|causes?"
            r"|expliqu\w+|justifi\w+)\b"
        ),
        regex(
            r"\b(?:motifs?|raisons?|remarques?|observations?|obs|commentaires?|precisions?|notes?"
            r"|pourquoi|objets?|justifi\w+|explications?|causes?|but)\b"
        ),
    ),
}


def headed(table: PlainTable, concept: str) -> list[PlainColumn]:
    """Return the columns that hold what a concept says.

    Args:
        table: The table.
        concept: A name of :data:`CONCEPTS`.
    """
    if concept == "quand":
        return table.of(DAY)
    pattern = CONCEPTS[concept][1]
    found = []
    for one in table.columns:
        if concept in _OF_FIGURES and one.kind not in {FIGURE, NOTE}:
            continue
        if concept in _OF_TEXTS and one.kind != TEXT:
            continue
        if concept == "échéance" and one.kind != DAY:
            continue
        text = f"{one.group} {one.own}".strip()
        if pattern.search(text) and not (concept in {"fait", "prévu"} and _OPPOSITE.search(text)):
            found.append(one)
    if concept == "pourquoi":
        return found or table.of(NOTE)
    if concept == "décideur":
        # Under « Décision », who decided stands beside when.
        groups = {one.group for one in found} - {""}
        found += [one for one in table.of(DAY) if one.group in groups]
    return found


_OF_TEXTS: Final = frozenset(
    {"qui", "titulaire", "décideur", "suppléant", "origine", "destination"}
)
_OF_FIGURES: Final = frozenset({"fait", "prévu", "reste", "points", "obtenu", "demandé"})
#: « Non consommé », « reste à dépenser », « date de réalisation » are no amounts spent.
_OPPOSITE: Final = regex(r"\b(?:non|reste|restant|ecart|marge|date|taux|%)(?:\b|$)")


def plain(text: str) -> str:
    """Return a question as this room reads it: no punctuation but that of numbers."""
    text = _SHORTENED.sub(lambda one: _LONG[one[0]], normalise(text))
    text = SUBTOTAL.sub("sous total", _ONCE.sub(r"apres \1", text))
    text = first_months(_PLUS.sub(" plus ", text))
    for said, means in _SAID_PLAINLY:
        text = said.sub(means, text)
    text = _FIRST_OF.sub(r"\3 \1\2", text)
    text = re.sub(r"[?!;:\"=]|(?<!\d)[.,]|[.,](?!\d)", " ", text)
    return re.sub(r"\s+", " ", text).strip()


#: « Une fois les virements passés » is after them.
_ONCE: Final = regex(
    r"\b(?:une fois|apres) ((?:les |le |la |l |tous les )?[a-z]+)"
    r" (?:passe|fait|pris en compte|deduit|effectue|realise|comptabilise|enregistre)e?s?\b"
)
#: « 3 + gros ».
_PLUS: Final = regex(r"(?<=\d) ?\+ ?(?=(?:gros|grand|haut|elev|import|petit|faible|cher)\w*)")
#: « Les plus importants en euros (les trois premiers) ».
_FIRST_OF: Final = regex(
    r"\b((?:plus|moins) (?!de\b|d\b|que\b)\w+)((?: en euros| en montant)?) ?\(?(?:les |top )?"
    r"(\d|deux|trois|quatre|cinq|six|dix) premi\w+\)?"
)
#: Turns of phrase about the rows and columns of a table, and about the share of a whole.
_SAID_PLAINLY: Final = (
    (
        regex(
            r"\b(?:pour|par) quel(?:le)?s? (?:raison|motif|cause)s?\b(?: est ce qu[e ]?)?"
            r"|\bcomment (?:se fait il|ca se fait|expliqu\w+)(?: qu[e ]?)?\b|\ba cause de quoi\b"
            r"|\bd ou vient qu[e ]"
        ),
        "pourquoi ",
    ),
    # A row of the table is meant, and no words of a cell: « en ligne ».
    (
        regex(
            r"\b(?:sur |a |dans )?(?:quelles?|la|les) lignes? (?:ou )?la (?:colonne|case) "
            r"([a-z]+(?: [a-z]+)?) (?:est|reste)(?: elle)? (?:encore )?(?:vide|non renseignee?)\b"
        ),
        r"lesquelles n ont pas de \1",
    ),
    (regex(r"\bquelles? lignes? (?=n (?:a|ont) (?:pas|aucun))"), "lesquelles "),
    (regex(r"\b(?:toutes )?les lignes (?=(?:pilot|port|confi|suivi|gere|attribu)\w* )"), " "),
    (regex(r"\bla colonne (?=[a-z])"), " "),
    (regex(r"\b([a-z]+s) en depassement\b"), r"\1 qui depassent leur budget"),
    # « Après » of these names no column of a budget after its changes.
    (regex(r"\b(?:d apres|selon) (?:le|ce|notre|mon) (?:fichier|classeur|tableur)\b"), " "),
    (regex(r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) (?=\d)"), ""),
    (regex(r"\bnumeros? (?:de |du )(?=(?:postes?|tel|telephone|comptes?|bureau)\b)"), ""),
    (regex(r"\bconfiee?s? a(?= [a-z])"), "pilotees par"),
    (regex(r"\b(?:en )?equivalents? temps pleins?\b"), "etp"),
    (regex(r"\btotaliser (?=etp\b)"), "total "),
    (
        regex(
            r"\b((?:mme|m|mr|madame|monsieur) [a-z]+) (?:gere|pilote|porte|suit) "
            r"(?:combien de|quel) budget\b"
        ),
        r"total du budget pilote par \1",
    ),
    (regex(r"\bcombien d euros sont prevus (?=pour )"), "total budget prevu "),
    (
        regex(
            r"\b(?:la (?:mesure|ligne)|l action|quelle (?:mesure|action|ligne)) (?:pour laquelle )?"
            r"aucune? ([a-z]+) n (?:est|a ete|a)(?: encore)? (?:nomme|designe|renseigne|indique"
            r"|prevu|connu)e?\b"
        ),
        r"lesquelles n ont pas de \1",
    ),
    (regex(r"\bpes\w+ (?:pour )?combien(?: (?:de %|en %))?(?= (?:dans|sur) )"), "quelle part"),
    (regex(r"(?<=\w) ?/ ?(?:le )?total\b"), " part du total"),
    (regex(r"\btout ce qui (?:a ete|est) vire\w*"), "total des virements"),
)
#: How officers shorten words.
_LONG: Final[dict[str, str]] = DATA["shortened"]
_SHORTENED: Final = regex(rf"\b(?:{'|'.join(sorted(_LONG, key=len, reverse=True))})\b")
