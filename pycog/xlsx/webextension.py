"""The parts by which a workbook names the add-in that serves its functions.

Written as Excel 365 writes them: a task-pane part related from the package root, one
part per add-in with its reference and the ids of its functions. The kinds of store are
those of [MS-OWEXML] 2.2.5.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from pycog.errors import InvalidInput
from pycog.office_addin import FILE_PREFIX, MANIFEST_ID, REFERENCE_VERSION
from pycog.xlsx.markup import attributes, contents, elements, insert_last, quoted

PANES_PART: Final = "xl/webextensions/taskpanes.xml"
PANES_TYPE: Final = "application/vnd.ms-office.webextensiontaskpanes+xml"
EXTENSION_TYPE: Final = "application/vnd.ms-office.webextension+xml"
PANES_RELATION: Final = (
    "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes"
)
EXTENSION_RELATION: Final = "http://schemas.microsoft.com/office/2011/relationships/webextension"

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WE = "http://schemas.microsoft.com/office/webextensions/webextension/2010/11"
_WETP = "http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
#: Extensions of the list that Excel adds for an add-in with functions.
_CONTAINS = "{D87F86FE-615C-45B5-9D79-34F1136793EB}"
_FUNCTION_IDS = "{7C84B067-C214-45C3-A712-C9D94CD141B2}"
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

#: What the command calls a store, and what Excel stores: (store, storeType).
_STORES: Final = {"local": ("developer", "Registry"), "centralise": ("EXCatalog", "EXCatalog")}


@dataclass(frozen=True, slots=True)
class AddinReference:
    """Which add-in, and the way it came to the workstation.

    Attributes:
        manifest_id: Id of the manifest.
        store: Name or place of the catalogue.
        store_type: Its kind: ``EXCatalog``, ``FileSystem`` or ``Registry``.
        version: Lowest version of the manifest that serves the workbook.
    """

    manifest_id: str
    store: str
    store_type: str
    version: str = REFERENCE_VERSION

    @classmethod
    def of(cls, store: str = "centralise", manifest_id: str = MANIFEST_ID) -> Self:
        """Make a reference from what an officer types.

        Args:
            store: ``centralise`` (integrated apps of Microsoft 365), ``local`` (an add-in
                declared on the workstation), or the path of a network catalogue
                (``\\\\serveur\\partage``).
            manifest_id: Id of the manifest; that of pycog's add-in if omitted.

        Raises:
            InvalidInput: ``catalogue-inconnu`` or ``identifiant-de-manifeste``.
        """
        if not _GUID.fullmatch(manifest_id):
            raise InvalidInput(
                "identifiant-de-manifeste",
                f"« {manifest_id} » n'est pas un identifiant de manifeste. Recopiez celui de la "
                f"balise <Id> du manifeste, de la forme {MANIFEST_ID}.",
            )
        if store in _STORES:
            return cls(manifest_id.lower(), *_STORES[store])
        if re.fullmatch(r"\\\\[^\\/]+\\.*[^\\]", store):
            return cls(manifest_id.lower(), store, "FileSystem")
        raise InvalidInput(
            "catalogue-inconnu",
            f"« {store} » n'est pas un catalogue de compléments. Au choix : centralise, local, ou "
            r"le chemin réseau du catalogue (\\serveur\partage).",
        )


def function_ids(part: str) -> list[str]:
    """Return the function ids that a web-extension part lists."""
    return [contents(found) for found in elements(part, "customFunctionIds")]


def reference_id(part: str) -> str:
    """Return the manifest id that a web-extension part refers to, in lower case."""
    return next(
        (attributes(found).get("id", "") for found in elements(part, "reference")), ""
    ).lower()


def new_extension(reference: AddinReference, names: Sequence[str]) -> str:
    """Return the part that names an add-in and the functions used.

    Args:
        reference: The add-in.
        names: Excel names, ``COG_…``.
    """
    # Excel draws this id at random; drawn from the manifest, a build gives the same bytes.
    instance = uuid.uuid5(uuid.UUID(reference.manifest_id), "pycog")
    return (
        f'{_HEAD}<we:webextension xmlns:we="{_WE}" id="{{{str(instance).upper()}}}">'
        f"{_reference(reference, 'we:')}<we:alternateReferences/><we:properties/><we:bindings/>"
        f'<we:snapshot xmlns:r="{_RELATIONS}"/>'
        f"<we:extLst>{_extensions(names, 'we:')}</we:extLst></we:webextension>"
    )


def edited_extension(part: str, reference: AddinReference, names: Sequence[str]) -> str | None:
    """Return an existing part with another reference and list of functions.

    The settings that the add-in keeps in the workbook stay. ``None`` if the part is not
    of the known form.
    """
    references = list(elements(part, "reference"))
    root = re.search(r"<((?:[\w.-]+:)?)webextension[\s>]", part)
    if root is None or not references:
        return None
    prefix = root[1]
    # The first one is the add-in; alternates of another catalogue would contradict it.
    for alternate in references[1:]:
        part = part.replace(alternate, "", 1)
    part = part.replace(references[0], _reference(reference, prefix), 1)
    for extension in list(elements(part, "ext")):
        if attributes(extension).get("uri", "").upper() in (_CONTAINS, _FUNCTION_IDS):
            part = part.replace(extension, "", 1)
    part = re.sub(r"<((?:[\w.-]+:)?)extLst\s*/>", r"<\1extLst></\1extLst>", part)
    if f"</{prefix}extLst>" not in part:
        whole = insert_last(part, "webextension", "<{0}extLst></{0}extLst>")
        part = whole if whole is not None else part
    return insert_last(part, "extLst", _extensions(names, prefix))


def new_panes(relation: str) -> str:
    """Return the task-pane part for one add-in, its pane closed."""
    pane = _pane(relation).replace("{0}", "wetp:")
    return f'{_HEAD}<wetp:taskpanes xmlns:wetp="{_WETP}">{pane}</wetp:taskpanes>'


def add_pane(panes: str, relation: str) -> str | None:
    """Return the task-pane part with one more add-in, ``None`` if it cannot be read."""
    return insert_last(panes, "taskpanes", _pane(relation))


def new_relations(relation: str, target: str) -> str:
    """Return the relations of the task-pane part to one add-in."""
    inner = relation_to(relation, EXTENSION_RELATION, target).replace("{0}", "")
    scheme = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_HEAD}<Relationships xmlns="{scheme}">{inner}</Relationships>'


def relation_to(relation: str, kind: str, target: str) -> str:
    """Return a relation element; ``{0}`` stands for its prefix."""
    return f'<{{0}}Relationship Id="{relation}" Type="{kind}" Target="{target}"/>'


def override(part: str, kind: str) -> str:
    """Return the content-type element of a part; ``{0}`` stands for its prefix."""
    return f'<{{0}}Override PartName="/{part}" ContentType="{kind}"/>'


def _reference(reference: AddinReference, prefix: str) -> str:
    return (
        f"<{prefix}reference id={quoted(reference.manifest_id)} "
        f"version={quoted(reference.version)} store={quoted(reference.store)} "
        f"storeType={quoted(reference.store_type)}/>"
    )


def _extensions(names: Sequence[str], prefix: str) -> str:
    ids = "".join(
        f"<{prefix}customFunctionIds>{FILE_PREFIX}{name}</{prefix}customFunctionIds>"
        for name in names
    )
    return (
        f'<a:ext xmlns:a="{_DRAWING}" uri="{_CONTAINS}">'
        f'<{prefix}containsCustomFunctions val="1"/></a:ext>'
        f'<a:ext xmlns:a="{_DRAWING}" uri="{_FUNCTION_IDS}">'
        f"<{prefix}customFunctionIdList>{ids}</{prefix}customFunctionIdList></a:ext>"
    )


def _pane(relation: str) -> str:
    # Not shown on opening (visibility 0): a workstation without the add-in is not asked
    # to trust or install anything.
    return (
        '<{0}taskpane dockstate="right" visibility="0" width="350" row="0">'
        f'<{{0}}webextensionref xmlns:r="{_RELATIONS}" r:id="{relation}"/></{{0}}taskpane>'
    )
