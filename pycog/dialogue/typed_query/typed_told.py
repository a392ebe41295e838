"""What the answer to a typed query told, so that the turn after it can speak of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pycog.dialogue.table_query.plain_tables import FIGURE
from pycog.dialogue.typed_query.typed_fields import Field, Record
from pycog.dialogue.typed_query.typed_figures import Figure, added


@dataclass(slots=True)
class Told:
    """What one answer told.

    Attributes:
        records: The rows it told, ``None`` where these are all that were chosen.
        figures: The figures it told, in order.
        cells: Cells of figures that it told, as rows with a column.
        group: The column and the value of the one group that it told: « Service : Accueil ».
        fields: The columns of the figures that it told.
    """

    records: list[Record] | None = None
    figures: list[Figure] = field(default_factory=list)
    cells: list[tuple[Record, Field]] = field(default_factory=list)
    group: tuple[Field, str] | None = None
    fields: tuple[Field, ...] = ()

    def keep(self, records: Iterable[Record], fields: Sequence[Field] = ()) -> None:
        """Note rows that were told, with columns of figures."""
        self.records = list(records)
        self.cells = [(row, one) for row in self.records for one in fields if one.kind == FIGURE]
        self.fields = tuple(dict.fromkeys(one for _, one in self.cells))

    def all_figures(self) -> list[Figure]:
        """Return the figures that were told.

        Raises:
            Unreadable: A cell holds an error or a number kept as text.
        """
        if self.figures:
            return self.figures
        found = [added([row], [one]) for row, one in self.cells]
        return [one for one in found if one is not None]
