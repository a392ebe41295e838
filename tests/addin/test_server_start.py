"""The server starts where it is safe and complete, and says in French why it does not."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from addin import exposure, manifest, serving
from pycog.cli import main as command
from pycog.errors import InvalidInput
from tests.addin.server import ROOT, start
from tests.waiting import PATIENCE


def refusal(*options: str, env: dict[str, str] | None = None) -> str:
    """Return what a server says that must not start."""
    process = start(*options, env=env)
    try:
        said, errors = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 2, (said, errors)
    assert "répond sur" not in said
    return errors


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without any setting of the server."""
    for name in ("PROVIDERS", "ENTRAID_CLIENT_ID", "ENTRAID_TENANT_ID"):
        monkeypatch.delenv(f"XLWINGS_AUTH_{name}", raising=False)
    monkeypatch.delenv("XLWINGS_LICENSE_KEY", raising=False)
    return monkeypatch


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1"])
def test_this_machine_alone_needs_no_sign_on(host: str, no_settings: pytest.MonkeyPatch) -> None:
    exposure.check_exposure(host, open_to_all=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "cog.exemple.fr"])
def test_other_addresses_need_sign_on(host: str, no_settings: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidInput) as caught:
        exposure.check_exposure(host, open_to_all=False)
    assert caught.value.code == "connexion-non-protegee"
    assert host in caught.value.message
    assert "--sans-authentification" in caught.value.message
    exposure.check_exposure(host, open_to_all=True)
    no_settings.setenv("XLWINGS_AUTH_PROVIDERS", '["maison"]')
    exposure.check_exposure(host, open_to_all=False)


def test_a_public_name_before_a_local_server_needs_sign_on(no_settings: pytest.MonkeyPatch) -> None:
    no_settings.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
    behind = serving.Options(host="127.0.0.1", url="https://cog.exemple.fr")
    with pytest.raises(InvalidInput) as caught:
        serving.check(behind)
    assert caught.value.code == "connexion-non-protegee"
    assert "cog.exemple.fr" in caught.value.message
    serving.check(replace(behind, open_to_all=True))
    serving.check(replace(behind, url="https://localhost:8443"))


@pytest.mark.parametrize("text", ["entraid", "{}", "[1]", '"entraid"'])
def test_a_list_of_providers_that_cannot_be_read(
    text: str, no_settings: pytest.MonkeyPatch
) -> None:
    no_settings.setenv("XLWINGS_AUTH_PROVIDERS", text)
    with pytest.raises(InvalidInput) as caught:
        exposure.check_exposure("localhost", open_to_all=False)
    assert caught.value.code == "fournisseur-d-identite-inconnu"


def test_entra_id_needs_its_ids(no_settings: pytest.MonkeyPatch) -> None:
    no_settings.setenv("XLWINGS_AUTH_PROVIDERS", '["entraid"]')
    no_settings.setenv("XLWINGS_AUTH_ENTRAID_CLIENT_ID", "x")
    with pytest.raises(InvalidInput) as caught:
        exposure.check_exposure("localhost", open_to_all=False)
    assert caught.value.code == "entra-incomplet"
    assert "XLWINGS_AUTH_ENTRAID_TENANT_ID" in caught.value.message
    assert "CLIENT_ID" not in caught.value.message


def test_a_missing_package_is_told_with_the_line_that_installs_it(
    no_settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_settings.setattr("importlib.util.find_spec", lambda name: None)
    for line in (["serve"], ["manifest"]):
        assert command.main(line) == 2
        assert 'pip install "pycog[server]"' in capsys.readouterr().err


def test_without_a_licence_key_both_licences_are_explained(
    no_settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["serve"]) == 2
    said = capsys.readouterr().err
    assert "PolyForm Noncommercial" in said
    assert "payant" in said
    assert "XLWINGS_LICENSE_KEY=noncommercial pycog serve" in said


@pytest.mark.parametrize("workers", ["0", "-1", "65"])
def test_a_number_of_workers_out_of_range(
    workers: str, no_settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_settings.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
    assert command.main(["serve", "--http", "--workers", workers]) == 2
    assert f"--workers vaut {workers}" in capsys.readouterr().err


def test_a_refused_licence_key_is_told() -> None:
    assert "refuse la clé" in refusal(env={"XLWINGS_LICENSE_KEY": "fausse-cle"})


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_unknown_provider_stops_the_start(workers: str) -> None:
    said = refusal("--workers", workers, env={"XLWINGS_AUTH_PROVIDERS": '["inconnu"]'})
    assert "« inconnu »" in said
    assert "Traceback" not in said


def test_a_broken_convention_of_the_user_stops_nothing(
    tmp_path: Path, no_settings: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "ma-convention"
    broken.mkdir()
    (broken / "convention.toml").write_text("titre = 'sans rien'\n", encoding="utf-8")
    (tmp_path / "abimee.xlsx").write_bytes(b"PK rien")
    no_settings.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
    no_settings.setenv("PYCOG_CONVENTIONS", str(tmp_path))
    problems = serving.check(serving.Options(host="127.0.0.1", url="http://127.0.0.1"))
    assert len(problems) == 2
    assert "abimee.xlsx" in problems[0]
    assert "convention.toml" in problems[1]


def test_a_place_of_conventions_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    assert "n'existe pas" in refusal("--conventions", str(tmp_path / "absent"))


def test_a_broken_router_stops_the_start() -> None:
    script = (
        "import sys; sys.modules['addin.pane_routes'] = None\n"
        "from pycog.cli.main import main\n"
        "sys.exit(main(['serve', '--http', '--port', '0']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(ROOT), "XLWINGS_LICENSE_KEY": "noncommercial", "PATH": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "Les adresses du complément n'ont pas pu être chargées" in done.stderr


def test_a_taken_port_is_told() -> None:
    (first, *others) = serving.listen("localhost", 0)
    first.listen()
    try:
        port = first.getsockname()[1]
        assert f"localhost:{port}" in refusal("--port", str(port))
    finally:
        for one in (first, *others):
            one.close()


def test_a_certificate_for_this_machine_is_no_use_to_others(
    no_settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_settings.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
    assert command.main(["serve", "--host", "0.0.0.0", "--sans-authentification"]) == 2
    assert "--certfile" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url",
    ["http://cog.exemple.fr", "cog.exemple.fr", "https://", "https://a/?x=1", "https://a:port/",
     "https://moi:secret@cog.exemple.fr", "javascript:alert(1)"],
)  # fmt: skip
def test_an_address_that_excel_would_refuse(url: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        manifest.split_address(url)
    assert caught.value.code == "adresse-invalide"


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://cog.exemple.fr/", ("https://cog.exemple.fr", "")),
        ("https://intranet.exemple.fr/cog/", ("https://intranet.exemple.fr", "/cog")),
        ("http://localhost:8000", ("http://localhost:8000", "")),
        ("https://[::1]:8000", ("https://[::1]:8000", "")),
    ],
)
def test_an_address_is_split(url: str, parts: tuple[str, str]) -> None:
    assert manifest.split_address(url) == parts
