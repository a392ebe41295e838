"""Groups the files of a network by body, and finds those that are there twice or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pycog.equip.holdings import says_same
from pycog.reports.network.network_model import BLOCKING, TO_CHECK, Difference, Entry, Key, Reading
from pycog.reports.network.network_reading import same_body
from pycog.values import Scalar, fold

#: Fewer equal values may agree by chance.
_LEAST_COPIED: Final = 5


@dataclass(frozen=True)
class Group:
    """The files of one body.

    Attributes:
        name: As its first file names it, or the list of expected bodies.
        readings: Its files.
        counted: Annex → the file whose values count, or the files that complete each other.
        expected: Whether a list of bodies names it, ``None`` without a list.
    """

    name: str
    readings: Sequence[Reading]
    counted: Mapping[str, Sequence[Reading]] = field(default_factory=dict)
    expected: bool | None = None

    @cached_property
    def filled(self) -> set[Key]:
        """Measures and years of which something was typed."""
        return {
            key
            for readings in self.counted.values()
            for reading in readings
            for key, entry in reading.entries.items()
            if entry.actual is not None
        }

    def entry(self, annex: str, key: Key) -> tuple[str, Entry | None]:
        """Return the file and the entry of a measure and year, ``None`` where there is none."""
        found: tuple[str, Entry | None] = ("", None)
        for reading in self.counted.get(annex, ()):
            entry = reading.entries.get(key)
            if entry is not None and entry.actual is not None:
                return reading.path, entry
            if found[1] is None:
                found = reading.path, entry
        return found


def group_bodies(
    readings: Sequence[Reading], expected: Iterable[str] = ()
) -> tuple[list[Group], list[Difference]]:
    """Return the bodies in alphabetical order, with all that differs in their files.

    Args:
        readings: One per workbook.
        expected: Names of the bodies that should have sent their annexes.
    """
    differences = [found for reading in readings for found in reading.differences]
    wanted = {same_body(name): name for name in expected}
    by_body: dict[str, list[Reading]] = {name: [] for name in wanted}
    for reading in readings:
        by_body.setdefault(same_body(reading.body), []).append(reading)
    groups = []
    for key, own in by_body.items():
        listed = key in wanted if wanted else None
        name = wanted.get(key) or own[0].body
        if not own:
            differences.append(_absent(name))
        elif listed is False:
            differences.append(_unexpected(own[0]))
        groups.append(Group(name, own, _counted(name, own, differences), listed))
    differences += _copies(groups)
    return sorted(groups, key=lambda group: fold(group.name)), differences


def _absent(name: str) -> Difference:
    return Difference(
        "",
        name,
        "organisme-absent",
        "",
        "cet organisme attendu n'a envoyé aucun fichier.",
        BLOCKING,
    )


def _unexpected(reading: Reading) -> Difference:
    return Difference(
        reading.path,
        reading.body,
        "organisme-inattendu",
        "",
        f"« {reading.body} » n'est pas dans la liste des organismes attendus. Il est compté : "
        "vérifiez le nom du dossier ou du fichier.",
        TO_CHECK,
    )


def _counted(
    name: str, readings: Sequence[Reading], differences: list[Difference]
) -> dict[str, Sequence[Reading]]:
    """Choose the files of each annex; two that disagree are both left out."""
    counted: dict[str, Sequence[Reading]] = {}
    for annex in dict.fromkeys(reading.annex for reading in readings if reading.annex):
        own = [reading for reading in readings if reading.annex == annex]
        usable = [reading for reading in own if not reading.blocked] or own
        same = all(_typed(reading) == _typed(usable[0]) for reading in usable)
        files = ", ".join(reading.path for reading in own)
        if same:
            counted[annex] = usable[:1]
            end, weight = f"Leurs réalisés sont les mêmes : {usable[0].path} est compté.", TO_CHECK
        elif _agree(usable):
            counted[annex] = usable
            end, weight = "Leurs réalisés se complètent : ils sont comptés ensemble.", TO_CHECK
        else:
            end = "Leurs réalisés diffèrent : aucun n'est compté. Gardez le bon."
            weight = BLOCKING
        if len(own) < 2:
            continue
        message = f"plusieurs fichiers pour l'{annex} de « {name} » : {files}. {end}"
        differences += [
            Difference(reading.path, name, "organisme-en-double", "", message, weight)
            for reading in own
        ]
    return counted


def _typed(reading: Reading) -> dict[Key, Scalar]:
    return {key: entry.actual for key, entry in reading.entries.items() if entry.actual is not None}


def _agree(readings: Sequence[Reading]) -> bool:
    """Tell whether no two files give two values for one measure and year: one a year, as a rule."""
    known: dict[Key, Scalar] = {}
    for reading in readings:
        for key, value in _typed(reading).items():
            if not says_same(known.setdefault(key, value), value):
                return False
    return True


def _copies(groups: Sequence[Group]) -> Iterator[Difference]:
    """Find the bodies whose annexes hold the very same values: one was sent for the other."""
    seen: dict[tuple[str, tuple[tuple[Key, str], ...]], tuple[str, Reading]] = {}
    for group in sorted(groups, key=lambda group: fold(group.name)):
        for annex, readings in group.counted.items():
            reading = readings[0]
            typed = {key: value for one in readings for key, value in _typed(one).items()}
            if len(typed) < _LEAST_COPIED:
                continue
            print_ = annex, tuple(sorted((key, repr(value)) for key, value in typed.items()))
            if print_ in seen:
                other, first = seen[print_]
                yield Difference(
                    reading.path,
                    group.name,
                    "annexe-copiee",
                    "",
                    f"tous les réalisés sont ceux de « {other} » ({first.path}). Les deux sont "
                    "comptés : demandez lequel a envoyé l'annexe de l'autre.",
                    TO_CHECK,
                )
            else:
                seen[print_] = group.name, reading
