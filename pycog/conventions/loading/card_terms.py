"""Reads what an agreement says of its scorecards: categories, themes, totals, triggers.

Both tables may be left out. A category or a theme is then named as the scorecards write
it, and what only these tables tell, such as the trigger, is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct

from pycog.conventions.facts import schema
from pycog.conventions.facts.terms import PERCENT, POINTS, TRIGGER_FORMS, Terms, Trigger
from pycog.conventions.loading.description import Described
from pycog.conventions.loading.tables import Faults, Row
from pycog.lazy_patterns import regex
from pycog.values import fold

_CATEGORIES = schema.CARD_CATEGORIES.file
_THEMES = schema.CARD_THEMES.file
_SHARE = regex(r"(\d{1,3}(?:,\d{1,2})?) ?%|(\d{1,3})/(\d{1,2})")
_WEIGHT = regex(r"(\d+(?:[.,]\d+)?)(%|points?|pts?)?")


class Weight(NamedTuple):
    """A weight as typed: its number, and whether it counts points or hundredths."""

    number: Fraction
    unit: str


def read_weight(text: str) -> Weight | None:
    """Read « 75 », « 1 000 points » or « 12,5 % »; ``None`` where it is none of them."""
    match = _WEIGHT.fullmatch("".join(text.split()))
    if match is None:
        return None
    number = Fraction(match[1].replace(",", "."))
    return Weight(number, PERCENT if match[2] == PERCENT else POINTS)


def read_share(text: str) -> Fraction | None:
    """Read the share of a component, « 25 % » or « 1/3 »; ``None`` where it is neither."""
    match = _SHARE.fullmatch(" ".join(text.split()))
    if match is None or match[3] == "0":
        return None
    if match[1]:
        return Fraction(match[1].replace(",", ".")) / 100
    return Fraction(int(match[2]), int(match[3]))


def campaigns_of(about: Described, file: str, row: Row, faults: Faults) -> tuple[int, ...]:
    """Return the campaigns that a row of a scorecard holds for; none when it has a fault."""
    years = row["campagne"]
    if years == (None,):
        if len(about.years) == 1:
            return about.years
        faults.add(
            file,
            row.line,
            f"la convention couvre {about.years[0]} à {about.years[-1]} : écrivez l'année de la "
            "campagne dans la colonne « campagne ».",
        )
        return ()
    outside = [year for year in years if year not in about.years]
    if outside:
        faults.add(
            file,
            row.line,
            f"la campagne {outside[0]} n'est pas une année de la convention ({about.years[0]} à "
            f"{about.years[-1]}).",
        )
        return ()
    return tuple(years)


class CardTerms:
    """The categories and themes of an agreement, looked up campaign by campaign.

    Args:
        about: The agreement.
        tables: Its tables.
        faults: Collects what is wrong.
    """

    def __init__(self, about: Described, tables: Mapping[str, list[Row]], faults: Faults) -> None:
        self.about = about
        self.faults = faults
        self._categories = tables[_CATEGORIES]
        self._themes = tables[_THEMES]
        for file, rows in ((_CATEGORIES, self._categories), (_THEMES, self._themes)):
            for row in rows:
                self._check_years(file, row)
        self._read = {id(row): _entry(row, faults) for row in self._categories}
        self._shares = {id(row): _share(row, faults) for row in self._themes}
        self._check_categories()

    def _check_years(self, file: str, row: Row) -> None:
        if row["campagne"] != (None,):
            campaigns_of(self.about, file, row, self.faults)

    def _check_categories(self) -> None:
        known = {fold(row["catégorie"]) for row in self._categories}
        for row in self._themes:
            if row["catégorie"] and fold(row["catégorie"]) not in known:
                self.faults.add(
                    _THEMES,
                    row.line,
                    f"la catégorie « {row['catégorie']} » n'est pas dans {_CATEGORIES}.",
                )

    def category(self, file: str, row: Row, campaign: int) -> str:
        """Return the key of the category that a row names; an unknown one is a fault."""
        key = fold(row["catégorie"])
        if self._categories and self._category_row(key, campaign) is None:
            listed = dict.fromkeys(one["catégorie"] for one in self._categories)
            self.faults.add(
                file,
                row.line,
                f"la catégorie « {row['catégorie']} » n'est pas dans {_CATEGORIES} pour la "
                f"campagne {campaign}. Catégories : {', '.join(listed)}.",
            )
        return key

    def theme(self, file: str, row: Row, campaign: int) -> str:
        """Return the key of the theme that a row names by its key or its printed name."""
        wanted = fold(row["thème"])
        if not self._themes:
            return wanted
        for one in self._of(self._themes, campaign):
            if wanted in (fold(one["thème"]), fold(one["libellé"])):
                return fold(one["thème"])
        listed = dict.fromkeys(one["thème"] for one in self._of(self._themes, campaign))
        self.faults.add(
            file,
            row.line,
            f"le thème « {row['thème']} » n'est pas dans {_THEMES} pour la campagne {campaign}. "
            f"Thèmes : {', '.join(listed)}.",
        )
        return wanted

    def rule(self, category: str, campaign: int) -> str:
        """Return the rule of the rows that give none, ``""`` where nothing says it."""
        row = self._category_row(category, campaign)
        return "" if row is None else str(row["règle"])

    def source(self, category: str, campaign: int) -> str:
        """Return where the scorecard is printed, ``""`` where nothing says it."""
        row = self._category_row(category, campaign)
        return "" if row is None else str(row["source"])

    def of(self, campaign: int, named: Mapping[str, str], category: str, unit: str) -> Terms:
        """Return what the agreement says of one scorecard.

        Args:
            campaign: Year.
            named: Key of a theme → what the scorecards call it, in their order.
            category: Key of its category.
            unit: Of its weights.
        """
        row = self._category_row(category, campaign)
        themes = self._titles(campaign) or dict(named)
        if row is None:
            return Terms(
                convention=self.about.id,
                campaign=campaign,
                category=category,
                title=category.capitalize(),
                themes=themes,
                unit=unit,
            )
        entry = self._read[id(row)]
        if entry.full is not None and entry.full.unit != unit:
            self.faults.add(
                _CATEGORIES,
                row.line,
                f"le total « {row['total']} » est en {entry.full.unit} et les poids du barème "
                f"« {row['catégorie']} » sont en {unit} : écrivez-les de la même façon.",
            )
        return Terms(
            convention=self.about.id,
            campaign=campaign,
            category=category,
            title=row["titre"],
            national=row["niveau"] == schema.NATIONAL,
            themes=themes,
            weightings=self._weightings(campaign, category),
            trigger=entry.trigger,
            amount=row["montant"],
            rate=row["taux"],
            full=None if entry.full is None else float(entry.full.number),
            unit=unit,
            share=entry.share,
            source=row["source"],
        )

    def check_weighted(self, terms: Terms, used: Sequence[str], line: int) -> None:
        """Refuse weights of themes that do not fit the rows of the scorecard."""
        for shares in terms.weightings.values():
            extra = [terms.themes[key] for key in shares if key not in used]
            left = [terms.themes.get(key, key) for key in used if key not in shares]
            if extra or left:
                what = f"sans ligne : {', '.join(extra)}" if extra else ""
                other = f"sans poids : {', '.join(left)}" if left else ""
                self.faults.add(
                    schema.SCORECARDS.file,
                    line,
                    f"le taux du barème « {terms.title} » pondère les thèmes, mais il en reste "
                    f"{' ; '.join(filter(None, (what, other)))}. Corrigez {_THEMES}.",
                )

    def _category_row(self, category: str, campaign: int) -> Row | None:
        rows = [
            row
            for row in self._of(self._categories, campaign)
            if fold(row["catégorie"]) == category
        ]
        # What is said of one campaign stands before what is said of all.
        return next((row for row in rows if row["campagne"] != (None,)), next(iter(rows), None))

    def _of(self, rows: Sequence[Row], campaign: int) -> list[Row]:
        return [row for row in rows if campaign in row["campagne"] or row["campagne"] == (None,)]

    def _titles(self, campaign: int) -> dict[str, str]:
        found: dict[str, str] = {}
        for row in self._of(self._themes, campaign):
            title = found.setdefault(fold(row["thème"]), row["libellé"])
            if title != row["libellé"]:
                self._once(
                    row,
                    f"le thème « {row['thème']} » a deux libellés : « {title} » et "
                    f"« {row['libellé']} ».",
                )
        return found

    def _weightings(self, campaign: int, category: str) -> dict[str, dict[str, Fraction]]:
        found: dict[str, dict[str, Fraction]] = {}
        last: Row | None = None
        for row in self._of(self._themes, campaign):
            share = self._shares[id(row)]
            if share is not None and fold(row["catégorie"]) in ("", category):
                found.setdefault(row["pondération"], {})[fold(row["thème"])] = share
                last = row
        for name, shares in found.items():
            total = sum(shares.values(), Fraction(0))
            if total != 1 and last is not None:
                named = f" « {name} »" if name else ""
                made = f"{float(total * 100):g}".replace(".", ",")
                self._once(
                    last, f"les poids des thèmes{named} font {made} % au lieu de 100 %.", category
                )
        return found

    def _once(self, row: Row, text: str, category: str = "") -> None:
        """Add a fault of the themes, which many scorecards may meet, a single time."""
        about = f"catégorie « {category} » : " if category else ""
        before = len(self.faults.found)
        self.faults.add(_THEMES, row.line, f"{about}{text}")
        if self.faults.found[-1] in self.faults.found[:before]:
            self.faults.found.pop()


class _Entry(Struct, frozen=True):
    """The figures of one row of the categories."""

    full: Weight | None
    trigger: Trigger | None
    share: float | None


def _entry(row: Row, faults: Faults) -> _Entry:
    full = trigger = share = None
    if row["total"]:
        full = read_weight(row["total"])
        if full is None or not full.number:
            faults.add(
                _CATEGORIES,
                row.line,
                f"le total « {row['total']} » est illisible. Écrivez 1 000, ou 100 %.",
            )
    if row["déclenchement"]:
        trigger = Trigger.read(row["déclenchement"])
        if trigger is None:
            faults.add(
                _CATEGORIES,
                row.line,
                f"le déclenchement « {row['déclenchement']} » est illisible. {TRIGGER_FORMS}",
            )
    if row["part"]:
        share = _percent(_CATEGORIES, row.line, "la part", row["part"], faults)
    return _Entry(full, trigger, None if share is None else float(share))


def _share(row: Row, faults: Faults) -> Fraction | None:
    if not row["poids"]:
        return None
    return _percent(_THEMES, row.line, "le poids", row["poids"], faults)


def _percent(file: str, line: int, what: str, text: str, faults: Faults) -> Fraction | None:
    read = read_weight(text)
    if read is None or read.unit != PERCENT or not 0 < read.number <= 100:
        faults.add(file, line, f"{what} « {text} » est illisible. Écrivez par exemple 35 %.")
        return None
    return read.number / 100
