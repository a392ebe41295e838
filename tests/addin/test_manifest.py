"""The manifest obeys Microsoft's reference, and the server answers all it names."""

from __future__ import annotations

import json
import re
import struct
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from jinja2 import Environment, FileSystemLoader

from pycog import __version__
from pycog.office_addin import MANIFEST_ID
from tests.addin import asking
from tests.addin.manifest_rules import APP, BASIC, OVERRIDES, addresses, faults
from tests.addin.server import ROOT, Server

CLIENT = "0f9619ff-8b86-4d01-b42d-00cf4fc964ff"


def manifest_version(release: str) -> str:
    """Return the version that the manifest of a release of pycog is to have.

    It grows with every release, and from the 1.0.0.0 of the first manifests on: Excel refuses
    a lower one, and reads functions and ribbon anew when it grows.
    """
    numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", release)
    assert numbers is not None
    major, minor, patch = map(int, numbers.groups())
    return f"{major + 1}.{minor}.{patch}.0"


VERSION = manifest_version(__version__)
BUTTONS = {
    "cog-recalculer": "Recalculer",
    "cog-figer": "Figer",
    "cog-inserer": "Insérer une annexe",
    "cog-equiper": "Équiper",
    "cog-controler": "Contrôler",
    "cog-expliquer": "Expliquer",
    "cog-sceller": "Sceller",
    "cog-verifier": "Vérifier",
    "cog-bilan": "Bilan",
    "cog-assistant": "Assistant",
    "cog-aide": "Aide",
}


def rendered(url: str = "https://cog.exemple.fr", path: str = "", **changes: Any) -> str:
    """Return the manifest as xlwings Server renders its templates."""
    settings = {
        "environment": "prod",
        "functions_namespace": "",
        "static_url_path": f"{path}/static",
        "auth_providers": [],
        "auth_entraid_client_id": None,
        **changes,
    }
    loader = FileSystemLoader(ROOT / "addin" / "templates")
    env = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return env.get_template("manifest.xml").render(
        settings=SimpleNamespace(**settings),
        base_url=url,
        base_url_with_app_path=f"{url}{path}",
        manifest_id=MANIFEST_ID,
    )


ENTRA = {"auth_providers": ["entraid"], "auth_entraid_client_id": CLIENT}


@pytest.mark.parametrize(
    "manifest",
    [
        rendered(),
        rendered("https://applis.exemple.fr:8443", "/cog"),
        rendered(**ENTRA),
        rendered("https://applis.exemple.fr", "/cog", **ENTRA),
        rendered(environment="dev", functions_namespace="essai"),
    ],
    ids=["plain", "path", "entra", "entra-path", "dev"],
)
def test_every_form_of_the_manifest_obeys_the_reference(manifest):
    assert faults(manifest) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (f"<Version>{VERSION}</Version>", "<Version>1.0</Version>", "Version: "),
        (f"<Version>{VERSION}</Version>", "", "a:OfficeApp=TaskPaneApp: children"),
        (MANIFEST_ID, MANIFEST_ID.upper(), "Id: not a GUID"),
        ('<bt:Image size="80" resid="cog-aide.80" />', "", "Icon: sizes"),
        ('Image id="cog-aide.80"', 'Image id="cog-autre.80"', "Image: resid cog-aide.80"),
        ('id="cog-figer.Texte"', 'id="cog-figer.Texte.bien.trop.long.ici"', "resource cog-figer"),
        ("Formules COG_ et outils", "x" * 250, "Description: "),
        ('DefaultValue="Figer"', f'DefaultValue="{"x" * 126}"', "resource cog-figer.Nom: 126"),
        ("https://cog.exemple.fr/aide", "http://cog.exemple.fr/aide", "address not under https"),
        ('<Label resid="cog-figer.Nom" />', "", "o:Control=Button: children"),
        ('<Label resid="cog-figer.Nom" />', '<Label resid="cog-figer.Texte" />', "Label: resid"),
        ('<FunctionFile resid="Volet.Url" />', '<FunctionFile resid="Fonctions.Script.Url" />',
         "Runtime: "),
        ('id="cog-figer">', 'id="cog-aide">', "command cog-aide: id used 2 times"),
        ("SharedRuntime", "ExcelApi", "Requirements: "),
        ("<ProviderName>pycog</ProviderName>", "<ProviderName></ProviderName>", "ProviderName: 0"),
    ],
)  # fmt: skip
def test_a_broken_manifest_is_found_out(old, new, fault):
    good = rendered()
    assert old in good
    assert any(found.startswith(fault) for found in faults(good.replace(old, new, 1)))


def test_the_version_grows_with_the_releases():
    releases = ["0.2.0", "0.2.1", "0.3.0", "0.10.0", "1.0.0", "1.0.1"]
    versions = [manifest_version(one) for one in releases]
    assert versions[0] == "1.2.0.0" and manifest_version("0.3.0.dev1") == "1.3.0.0"
    numbers = [tuple(map(int, one.split("."))) for one in ("1.0.0.0", *versions)]
    assert numbers == sorted(set(numbers))


def test_functions_appear_without_a_namespace():
    root = ElementTree.fromstring(rendered())
    assert root.find(f".//{{{OVERRIDES}}}Namespace") is None
    assert root.findtext(f"{{{APP}}}Id") == MANIFEST_ID
    assert root.findtext(f"{{{APP}}}Version") == VERSION


def test_the_ribbon_is_the_agreed_one():
    text = rendered()
    root = ElementTree.fromstring(text)
    controls = {control.get("id"): control for control in root.iter(f"{{{OVERRIDES}}}Control")}
    assert list(controls) == [*BUTTONS, "cog-expliquer.menu"]
    for key, title in BUTTONS.items():
        assert f'id="{key}.Nom" DefaultValue="{title}">' in text
        assert controls[key].findtext(f".//{{{OVERRIDES}}}FunctionName") == key
    assert 'id="Cog.Onglet.Nom" DefaultValue="COG"' in text


def test_the_cell_menu_explains():
    root = ElementTree.fromstring(rendered())
    (menu,) = root.iter(f"{{{OVERRIDES}}}OfficeMenu")
    assert menu.get("id") == "ContextMenuCell"
    assert menu.findtext(f".//{{{OVERRIDES}}}FunctionName") == "cog-expliquer"


def test_every_text_of_the_ribbon_is_there_in_english():
    root = ElementTree.fromstring(rendered())
    for string in root.iter(f"{{{BASIC}}}String"):
        if string.get("id") == "Cog.Onglet.Nom":
            continue  # « COG » in every language
        (english,) = string
        assert english.get("Locale") == "en-US"
        # What is the same word in both languages is meant to be.
        same = english.get("Value") == string.get("DefaultValue")
        assert same is (string.get("DefaultValue") in {"Annexes", "Assistant"})


def test_the_shortcuts_run_actions_of_the_ribbon():
    text = (ROOT / "addin" / "static" / "raccourcis.json").read_text(encoding="utf-8")
    shortcuts = json.loads(text)
    actions = [one["id"] for one in shortcuts["actions"]]
    assert set(actions) <= set(BUTTONS)
    assert [one["action"] for one in shortcuts["shortcuts"]] == actions
    keys = [one["key"]["default"] for one in shortcuts["shortcuts"]]
    assert len(set(keys)) == len(keys)
    # Excel has no shortcut of its own with all three.
    assert all(re.fullmatch(r"Ctrl\+Alt\+Shift\+[A-Z]", key) for key in keys)


def test_nothing_is_fetched_from_outside():
    assert {address.split("/")[2] for address in addresses(rendered())} == {"cog.exemple.fr"}
    hosts = set(re.findall(r"https://([^/\"<]+)", rendered(**ENTRA)))
    assert hosts == {"cog.exemple.fr"}


def test_sign_on_is_in_the_manifest_only_where_it_is_configured():
    assert "WebApplicationInfo" not in rendered()
    text = rendered("https://applis.exemple.fr", "/cog", **ENTRA)
    assert f"<Resource>api://applis.exemple.fr/cog/{CLIENT}</Resource>" in text


def test_the_server_answers_every_address_of_its_manifest(server: Server):
    text = (
        asking.get(f"{server.url}/manifest.xml", headers={"X-Forwarded-Proto": "https"})
        .raise_for_status()
        .text
    )
    assert faults(text) == []
    found = addresses(text)
    # Pages, the shortcuts, twelve icons in eight sizes.
    assert len(found) == 4 + 1 + 12 * 8
    for address in found:
        answer = asking.get(address.replace("https://", "http://"), follow_redirects=True)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].split(";")[0] == _expected_type(address), address
        if address.endswith(".png"):
            size = int(re.search(r"-(\d+)\.png$", address)[1])
            assert struct.unpack(">2L", answer.content[16:24]) == (size, size)


def _expected_type(address: str) -> str:
    kinds = {"png": "image/png", "js": "text/javascript", "json": "application/json"}
    return kinds.get(address.rpartition(".")[2], "text/html")
