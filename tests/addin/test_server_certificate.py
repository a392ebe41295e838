"""The local certificate: good for this machine only, trusted through its authority."""

from __future__ import annotations

import os
import ssl
import stat
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from addin import certificates
from tests.addin import asking
from tests.addin.server import serving


def test_the_server_answers_over_https_with_it(tmp_path: Path) -> None:
    made = certificates.local_certificate(tmp_path)
    with serving(
        "--certfile", str(made.certificate), "--keyfile", str(made.key), http=False
    ) as server:
        assert server.url.startswith("https://localhost:")
        trusting = ssl.create_default_context(cafile=str(made.authority))
        for host in ("localhost", "127.0.0.1"):
            url = server.url.replace("localhost", host)
            answer = asking.get(f"{url}/sante", verify=trusting)
            assert answer.json()["statut"] == "ok"
        with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
            asking.get(f"{server.url}/sante", verify=ssl.create_default_context())


def test_it_is_made_once(tmp_path: Path) -> None:
    first = certificates.local_certificate(tmp_path / "nouveau")
    again = certificates.local_certificate(tmp_path / "nouveau")
    assert (first.new, again.new) == (True, False)
    assert first.certificate.read_bytes() == again.certificate.read_bytes()


@pytest.mark.parametrize("harm", ["missing", "unreadable"])
def test_it_is_made_anew_when_it_is_damaged(tmp_path: Path, harm: str) -> None:
    made = certificates.local_certificate(tmp_path)
    if harm == "missing":
        made.key.unlink()
    else:
        made.certificate.write_text("abîmé", encoding="utf-8")
    assert certificates.local_certificate(tmp_path).new


def test_it_is_made_anew_before_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificates.local_certificate(tmp_path)
    later = certificates._now() + certificates._VALID - certificates._RENEWED
    monkeypatch.setattr(certificates, "_now", lambda: later)
    assert certificates.local_certificate(tmp_path).new


def test_the_authority_can_sign_for_this_machine_only(tmp_path: Path) -> None:
    made = certificates.local_certificate(tmp_path)
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert [str(name.value) for name in limits.value.permitted_subtrees or ()] == [
        "localhost",
        "127.0.0.1/32",
        "::1/128",
    ]
    # The key that is kept is not that of the authority.
    key = load_pem_private_key(made.key.read_bytes(), None)
    assert key.public_key() != authority.public_key()
    assert {path.name for path in tmp_path.iterdir()} == {
        made.authority.name,
        made.certificate.name,
        made.key.name,
    }
    if os.name != "nt":
        assert stat.S_IMODE(made.key.stat().st_mode) == 0o600


def test_each_system_is_told_how_to_trust_it(tmp_path: Path) -> None:
    text = certificates.how_to_trust(tmp_path / "pycog-autorite.crt")
    for words in ("Windows", "macOS", "Linux", str(tmp_path)):
        assert words in text
