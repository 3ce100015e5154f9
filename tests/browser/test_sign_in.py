"""People of two offices who sign in at a provider, and what reaches the browser of each."""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cluster_atlas.atlas.atlas import Atlas
from tests.browser.conftest import serve
from tests.browser.test_my_data import own_rows, packs
from tests.conftest import PATIENCE_MS, ROOT
from tests.own.madeup import made_up_workspace
from tests.ui.own.test_own_page import OFFICES

for name in ("authlib", "httpx"):
    pytest.importorskip(name, reason="no Authlib: pip install 'cluster-atlas[server]'")

CLIENT = "atlas"


class Provider(BaseHTTPRequestHandler):
    """A provider of OpenID Connect that lets everybody in under the address named last."""

    email = ""
    key: Any = None
    nonces: dict[str, str] = {}  # noqa: RUF012 - of the one provider

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer what it is, its keys, and the sign-in."""
        host = f"http://{self.headers['Host']}"
        path, _, query = self.path.partition("?")
        if path.endswith("openid-configuration"):
            self._answer(
                {
                    "issuer": host,
                    "authorization_endpoint": f"{host}/authorize",
                    "token_endpoint": f"{host}/token",
                    "jwks_uri": f"{host}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif path == "/keys":
            self._answer({"keys": [self.key.as_dict(private=False)]})
        else:
            asked = dict(urllib.parse.parse_qsl(query))
            self.nonces["code"] = asked.get("nonce", "")
            back = urllib.parse.urlencode({"code": "code", "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()

    def do_POST(self) -> None:
        """Answer with who it is."""
        from joserfc import jwt  # type: ignore[import-not-found, unused-ignore]

        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        told = {
            "iss": f"http://{self.headers['Host']}",
            "sub": self.email,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 600,
            "nonce": self.nonces["code"],
            "email": self.email,
        }
        head = {"alg": "RS256", "kid": self.key.kid}
        token = jwt.encode(head, told, self.key)
        self._answer(
            {"access_token": "t", "token_type": "Bearer", "expires_in": 600, "id_token": token}
        )

    def _answer(self, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    from joserfc.jwk import RSAKey  # type: ignore[import-not-found, unused-ignore]

    Provider.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def offices(
    provider: str, tmp_path: Path, atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Return the address of a server of two offices, one of which has rows."""
    made_up_workspace(atlas, tmp_path / "a.atlas")
    (tmp_path / "offices.toml").write_text(OFFICES.format(folder=tmp_path), encoding="utf-8")
    secrets = tmp_path / "secrets.toml"
    monkeypatch.setenv("CLUSTER_ATLAS_SECRETS", str(secrets))

    def told(address: str) -> None:
        secrets.write_text(
            f"""[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "no secret, of a test alone: 0123456789"
client_id = "{CLIENT}"
client_secret = "of a test"
server_metadata_url = "{provider}/.well-known/openid-configuration"
""",
            encoding="utf-8",
        )

    yield from serve(ROOT, "--offices", str(tmp_path / "offices.toml"), before=told)


def person(browser: Browser, address: str, email: str) -> tuple[Page, list[str]]:
    """Return the page of somebody who signed in, and the own rows that reached it."""
    Provider.email = email
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    asked = packs(page)
    page.goto(f"{address}/?view=own")
    expect(page.get_by_text("请先登录")).to_be_visible()
    assert own_rows(page, asked) == []
    called_back = re.compile("/oauth2callback[?]")
    with page.expect_response(called_back):
        page.locator(".st-key-own-sign-in button").click()
    # Who comes back is led to the first page; a visit that begins before is cut short.
    page.wait_for_url(re.compile(r"^(?!.*(?:oauth2callback|view=own))"))
    page.wait_for_selector("[data-atlas-map][data-painted]", state="attached")
    page.goto(f"{address}/?view=own")
    return page, asked


def test_each_sees_their_own_office_alone(browser: Browser, offices: str) -> None:
    page, asked = person(browser, offices, "edit@example.org")
    expect(page.locator(".own-whose")).to_contain_text("甲局")
    expect(page.locator(".own-whose")).to_contain_text("项目 300")
    page.wait_for_timeout(1000)
    assert own_rows(page, asked)[-1]["name"] == "甲局"
    page.locator(".st-key-own-sign-out button").click()
    expect(page.locator(".own-whose")).to_have_count(0)
    other, asked = person(browser, offices, "other@example.org")
    expect(other.locator(".own-whose")).to_contain_text("乙局")
    other.wait_for_timeout(1000)
    assert all(pack["name"] == "乙局" for pack in own_rows(other, asked))
    stranger, asked = person(browser, offices, "nobody@example.org")
    expect(stranger.get_by_text("不属于任何单位")).to_be_visible()
    stranger.wait_for_timeout(1000)
    assert own_rows(stranger, asked) == []
    for one in (page, other, stranger):
        one.context.close()
