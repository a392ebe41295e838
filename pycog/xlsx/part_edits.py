"""Edits of a package before it is written: parts changed, added and taken out together.

Short XML parts are edited as text, in the encoding that they have; every record that no edit
names stays as it stands.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from pycog.errors import RefusedFile
from pycog.xlsx.encoding import encoded
from pycog.xlsx.markup import attributes, elements, insert_last, quoted
from pycog.xlsx.package import Package, refused
from pycog.xlsx.package_parts import with_records

TYPES, ROOT_RELATIONS = "[Content_Types].xml", "_rels/.rels"


@dataclass(slots=True)
class PartEdits:
    """Parts as they become.

    Attributes:
        package: The package as it is.
        texts: New text by name of part; of new parts too.
        bodies: New bytes by name of part, where a part is not edited as text.
        removed: Names of the parts to leave out.
    """

    package: Package
    texts: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)

    def text(self, name: str) -> str:
        """Return a part as it is by now.

        Raises:
            RefusedFile: It is missing, damaged or no text.
        """
        if name in self.texts:
            return self.texts[name]
        return self.package.text(name).body.decode("utf-8")

    def add(self, name: str, parent: str, child: str) -> None:
        """Put an element at the end of its parent; ``{0}`` stands for the parent's prefix.

        Raises:
            RefusedFile: ``partie-inattendue``: the part has no such parent.
        """
        new = insert_last(self.text(name), parent, child)
        if new is None:
            raise unexpected(self.package, name)
        self.texts[name] = new

    def drop(self, name: str, element: str) -> None:
        """Take the first such element out of a part."""
        self.texts[name] = self.text(name).replace(element, "", 1)

    def declare(self, part: str, kind: str) -> None:
        """Give a part its content type."""
        self.add(
            TYPES,
            "Types",
            f"<{{0}}Override PartName={quoted('/' + part)} ContentType={quoted(kind)}/>",
        )

    def relate(self, source: str, kind: str, target: str) -> str:
        """Add a relation of a part (of the package for ``""``) and return its id.

        Args:
            source: Name of the part that points at the target.
            kind: Type of the relation.
            target: Name of the part pointed at, from the root of the package.
        """
        rels = relations_of(source)
        key = free_id(self.text(rels))
        facts = f"Id={quoted(key)} Type={quoted(kind)} Target={quoted('/' + target)}"
        self.add(rels, "Relationships", f"<{{0}}Relationship {facts}/>")
        return key

    def unrelate(self, source: str, keys: Collection[str]) -> None:
        """Take relations of a part out, by their ids; :meth:`relate` adds one."""
        rels = relations_of(source)
        for element in list(elements(self.text(rels), "Relationship")):
            if attributes(element).get("Id") in keys:
                self.drop(rels, element)

    def remove(self, name: str) -> None:
        """Take a part out, with its content type and its own relations."""
        self.removed.add(self.package.name_of(name))
        self.texts.pop(name, None)
        for element in elements(self.text(TYPES), "Override"):
            if attributes(element).get("PartName", "").lower() == f"/{name}".lower():
                self.drop(TYPES, element)
        if relations_of(name) in self.package:
            self.removed.add(self.package.name_of(relations_of(name)))

    def body(self, name: str) -> bytes:
        """Return the bytes of a part as they become."""
        if name in self.bodies:
            return self.bodies[name]
        text = self.texts[name].encode()
        return encoded(text, self.package.text(name)) if name in self.package else text

    def data(self) -> bytes:
        """Return the package with the edits in it."""
        package = self.package
        # In the order in which they were written, so that the same edits give the same bytes.
        names = dict.fromkeys((*self.texts, *self.bodies))
        changed = {name: self.body(name) for name in names if name in package}
        added = {name: self.body(name) for name in names if name not in package}
        data = package.rewrite(changed) if changed else package.data
        return with_records(data, added, self.removed) if added or self.removed else data


def relations_of(part: str) -> str:
    """Return the name of the part that holds the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def free_id(text: str) -> str:
    """Return an id that no relation in the text of a relations part has."""
    taken = {attributes(element).get("Id", "") for element in elements(text, "Relationship")}
    return next(key for number in range(1, len(taken) + 2) if (key := f"rId{number}") not in taken)


def free_part(package: Package, names: str, but: Iterable[str] = ()) -> str:
    """Return the first free name of a series, such as ``xl/worksheets/sheet{}.xml``."""
    taken, number = set(but), 1
    while (name := names.format(number)) in package or name in taken:
        number += 1
    return name


def unexpected(package: Package, name: str) -> RefusedFile:
    """Return the refusal of a part that cannot be completed as it is."""
    return refused(
        package.path,
        "partie-inattendue",
        f"contient une partie « {name} » d'une forme que pycog ne sait pas compléter. Ouvrez-le "
        "dans Excel et enregistrez-le de nouveau",
    )
