"""What Microsoft's reference requires of the manifest of an add-in like ours.

Microsoft's XML schemas are published on a web site only, and its validator sends the
manifest to a web service: neither works in a closed network. These are the rules of the
published reference for the elements that we use: their order and number, what they point
to, lengths, ids, addresses. ``tests/addin/manifest`` adds Microsoft's own parser.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

Element = ElementTree.Element

APP = "http://schemas.microsoft.com/office/appforoffice/1.1"
OVERRIDES = "http://schemas.microsoft.com/office/taskpaneappversionoverrides"
BASIC = "http://schemas.microsoft.com/office/officeappbasictypes/1.0"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

#: Children in their order; ``?`` optional, ``+`` one or more, ``*`` any number. Keys: namespace
#: prefix and name, with the type where it decides; ``b:`` marks children of the basic types.
_CHILDREN = {
    "a:OfficeApp": (
        "Id Version ProviderName DefaultLocale DisplayName Description IconUrl "
        "HighResolutionIconUrl SupportUrl AppDomains? Hosts Requirements? DefaultSettings "
        "Permissions o:VersionOverrides? ExtendedOverrides?"
    ),
    "a:DisplayName": "Override*",
    "a:Description": "Override*",
    "a:AppDomains": "AppDomain+",
    "a:Hosts": "Host+",
    "a:Requirements": "Sets",
    "a:Sets": "Set+",
    "a:DefaultSettings": "SourceLocation",
    "o:VersionOverrides": "Description? Requirements? Hosts Resources WebApplicationInfo?",
    "o:Hosts": "Host+",
    "o:Host": "Runtimes? AllFormFactors? DesktopFormFactor",
    "o:Runtimes": "Runtime+",
    "o:AllFormFactors": "ExtensionPoint+",
    "o:ExtensionPoint=CustomFunctions": "Script Page Metadata Namespace?",
    "o:Script": "SourceLocation",
    "o:Page": "SourceLocation",
    "o:Metadata": "SourceLocation",
    "o:DesktopFormFactor": "GetStarted? FunctionFile? ExtensionPoint+",
    "o:ExtensionPoint=PrimaryCommandSurface": "CustomTab+",
    "o:ExtensionPoint=ContextMenu": "OfficeMenu+",
    "o:OfficeMenu": "Control+",
    "o:CustomTab": "Group+ Label",
    "o:Group": "Label Icon Control+",
    "o:Control=Button": "Label Supertip Icon Action Enabled?",
    "o:Supertip": "Title Description",
    "o:Icon": "b:Image+",
    "o:Action=ExecuteFunction": "FunctionName",
    "o:Action=ShowTaskpane": "TaskpaneId? SourceLocation Title?",
    "o:Resources": "b:Images b:Urls b:ShortStrings b:LongStrings",
    "b:Images": "Image+",
    "b:Urls": "Url+",
    "b:ShortStrings": "String+",
    "b:LongStrings": "String+",
    "b:String": "Override*",
    "o:WebApplicationInfo": "Id Resource Scopes",
    "o:Scopes": "Scope+",
}
#: Which list of resources an element takes its ``resid`` from.
_LISTS = {
    "Label": "ShortStrings",
    "Title": "ShortStrings",
    "Namespace": "ShortStrings",
    "Description": "LongStrings",
    "Image": "Images",
    "SourceLocation": "Urls",
    "FunctionFile": "Urls",
    "Runtime": "Urls",
}
_LONGEST = {"ShortStrings": 125, "LongStrings": 250, "Urls": 2048, "Images": 2048}
_LONGEST_TEXT = {"ProviderName": 125, "DisplayName": 125, "Description": 250, "FunctionName": 125}
_LONGEST_RESID = 32
_LONGEST_ID = 125
_SIZES = ["16", "20", "24", "32", "40", "48", "64", "80"]
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ADDRESSES = {"IconUrl", "HighResolutionIconUrl", "SupportUrl"}


def faults(text: str) -> list[str]:
    """Return every rule that a manifest breaks, in the order of the document."""
    root = ElementTree.fromstring(text)
    return [
        *(fault for element in root.iter() for fault in _children(element)),
        *_identity(root),
        *_texts(root),
        *_resources(root),
        *_commands(root),
        *_runtime(root),
    ]


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def addresses(text: str) -> list[str]:
    """Return every address that Office fetches, in the order of the document."""
    root = ElementTree.fromstring(text)
    wanted = {*_ADDRESSES, "SourceLocation", "Url", "Image"}
    found = [each.get("DefaultValue") for each in root.iter() if local(each) in wanted]
    found += [each.get("Url") for each in root.iter(f"{{{APP}}}ExtendedOverrides")]
    return list(dict.fromkeys(address for address in found if address))


def _qualified(element: Element) -> str:
    space = element.tag.rpartition("}")[0].removeprefix("{")
    prefix = {APP: "a", OVERRIDES: "o", BASIC: "b"}.get(space, "?")
    return f"{prefix}:{local(element)}"


def _children(element: Element) -> Iterator[str]:
    name = _qualified(element)
    typed = f"{name}={element.get(_TYPE)}"
    allowed = _CHILDREN.get(typed, _CHILDREN.get(name, ""))
    pattern = ""
    for word in allowed.split():
        bare = word.rstrip("?+*")
        child = bare if ":" in bare else f"{name[0]}:{bare}"
        pattern += f"(?:{re.escape(child)} ){word[len(bare) :]}"
    given = "".join(f"{_qualified(child)} " for child in element)
    if not re.fullmatch(pattern, given):
        yield f"{typed}: children {given.split()} instead of {allowed.split()}"


def _identity(root: Element) -> Iterator[str]:
    if not _GUID.fullmatch(root.findtext(f"{{{APP}}}Id") or ""):
        yield "Id: not a GUID in lower case"
    if not re.fullmatch(r"[1-9]\d*(\.\d+){3}", root.findtext(f"{{{APP}}}Version") or ""):
        yield "Version: four numbers, the first at least 1"
    if root.get(_TYPE) != "TaskPaneApp":
        yield "OfficeApp: not a TaskPaneApp"
    if root.findtext(f"{{{APP}}}DefaultLocale") != "fr-FR":
        yield "DefaultLocale: not fr-FR"
    for info in root.iter(f"{{{OVERRIDES}}}WebApplicationInfo"):
        client = info.findtext(f"{{{OVERRIDES}}}Id") or ""
        if not _GUID.fullmatch(client):
            yield "WebApplicationInfo: Id is not a GUID"
        host = (root.findtext(f"{{{APP}}}AppDomains/{{{APP}}}AppDomain") or "").partition("//")[2]
        resource = info.findtext(f"{{{OVERRIDES}}}Resource") or ""
        if not (host and resource.startswith(f"api://{host}") and resource.endswith(client)):
            yield f"WebApplicationInfo: Resource {resource}"


def _texts(root: Element) -> Iterator[str]:
    for element in root:
        longest = _LONGEST_TEXT.get(local(element))
        value = element.get("DefaultValue") or element.text or ""
        if longest and not 0 < len(value) <= longest:
            yield f"{local(element)}: {len(value)} characters"
    for element in root.iter():
        if local(element) == "FunctionName" and not 0 < len(element.text or "") <= 125:
            yield "FunctionName: too long or empty"
    for address in addresses(ElementTree.tostring(root, encoding="unicode")):
        if not re.fullmatch(r"https://[^\s/\"<>]+(/[^\s\"<>]*)?", address):
            yield f"address not under https: {address}"


def _resources(root: Element) -> Iterator[str]:
    defined: dict[str, str] = {}
    for group in root.iter():
        if local(group) not in _LONGEST or not group.tag.startswith(f"{{{BASIC}}}"):
            continue
        for resource in group:
            key, value = resource.get("id", ""), resource.get("DefaultValue", "")
            if key in defined:
                yield f"resource {key}: defined twice"
            if not 0 < len(key) <= _LONGEST_RESID:
                yield f"resource {key}: id of {len(key)} characters"
            for said in (value, *(one.get("Value", "") for one in resource)):
                if not 0 < len(said) <= _LONGEST[local(group)]:
                    yield f"resource {key}: {len(said)} characters"
            defined[key] = local(group)
    used = set()
    for element in root.iter():
        key = element.get("resid")
        if key is None:
            continue
        used.add(key)
        if defined.get(key) != _LISTS.get(local(element)):
            yield f"{local(element)}: resid {key} is not among {_LISTS.get(local(element))}"
    yield from (f"resource {key}: not used" for key in defined if key not in used)


def _commands(root: Element) -> Iterator[str]:
    ids = Counter(
        element.get("id", "")
        for element in root.iter()
        if local(element) in {"CustomTab", "Group", "Control"}
    )
    for key, count in ids.items():
        if count > 1 or not 0 < len(key) <= _LONGEST_ID:
            yield f"command {key}: id used {count} times, {len(key)} characters"
    for icon in root.iter(f"{{{OVERRIDES}}}Icon"):
        sizes = [image.get("size", "") for image in icon]
        if sizes != _SIZES:
            yield f"Icon: sizes {sizes}"


def _runtime(root: Element) -> Iterator[str]:
    """A shared runtime: functions, commands and pane must name the same page."""
    runtimes = [element.get("resid") for element in root.iter(f"{{{OVERRIDES}}}Runtime")]
    if len(runtimes) != 1:
        yield f"Runtime: {len(runtimes)} of them"
    pages = {
        element.get("resid")
        for path in ("Page/{0}SourceLocation", "Action/{0}SourceLocation", "FunctionFile")
        for element in root.iterfind(f".//{{{OVERRIDES}}}" + path.format(f"{{{OVERRIDES}}}"))
    }
    if pages != set(runtimes):
        yield f"Runtime: {runtimes}, but the pages are {sorted(filter(None, pages))}"
    sets = [each.get("Name") for each in root.iter(f"{{{APP}}}Set")]
    if "SharedRuntime" not in sets:
        yield "Requirements: SharedRuntime is missing"
