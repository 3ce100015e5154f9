"""The app below a path of an office's own server: behind nginx, or where Streamlit is told so."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from cluster_atlas.ui.http.headers import ALWAYS
from tests.browser.conftest import free_port, serve, visible, wait_for
from tests.conftest import PATIENCE_MS, ROOT

PATHS = ("intranet/atlas", "map")


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, app: str) -> Iterator[str]:
    """Return the address of an nginx that publishes the app below both paths.

    Below the first it takes the path away; below the second the app knows it.
    """
    folder: Path = tmp_path_factory.mktemp("nginx")
    port = free_port()
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    below = serve(ROOT, base=PATHS[1])
    example = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    server = example.replace("listen 80;", f"listen 127.0.0.1:{port};")
    for path, target in zip(PATHS, (f"{app}/", next(below)), strict=True):
        block = example.partition("# begin")[2].partition("# end")[0]
        shown = block.replace("/atlas/", f"/{path}/").replace("http://127.0.0.1:8501/", target)
        server = server.replace("# end", f"{shown}\n# end")
    server = server.replace(example.partition("# begin")[2].partition("# end")[0], "", 1)
    config = folder / "nginx.conf"
    config.write_text(
        f"""daemon off; pid {folder}/pid; error_log {folder}/error.log;
        worker_processes 1; events {{}}
        http {{
          include /etc/nginx/mime.types;
          access_log off;
          {"".join(f"{kind}_temp_path {folder}/{kind};" for kind in TEMPORARY)}
          {server}
        }}""",
        encoding="utf-8",
    )
    process = subprocess.Popen([nginx, "-c", str(config), "-p", str(folder)])
    try:
        wait_for(f"http://127.0.0.1:{port}/{PATHS[0]}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)
        below.close()


TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@pytest.mark.opens("App", "Chromium", "nginx")
@pytest.mark.parametrize("path", PATHS)
def test_everything_is_asked_for_below_the_path(page: Page, proxy: str, path: str) -> None:
    answers: list[Response] = []
    # Playwright cannot keep a method of a built-in type.
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.goto(f"{proxy}/{path}/")
    before = visible(page)
    page.locator(".ca-app-filters").get_by_role("button", name=re.compile("超高清")).first.click()
    page.wait_for_function(f"() => location.pathname === '/{path}/' && location.search")
    assert 0 < visible(page) < before
    page.get_by_role("tab", name="简报").click()
    picture = page.locator(".st-key-brief-desk img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("(img) => img.decode().then(() => img.naturalWidth)") > 0
    page.get_by_role("radio", name="网页").click()
    frame = page.frame_locator(".st-key-brief-frame iframe")
    expect(frame.locator("[data-atlas-map][data-painted]")).to_be_attached()
    wrong = [one.url for one in answers if one.status >= 400 or f"/{path}/" not in one.url]
    assert [url for url in wrong if not url.startswith(("data:", "blob:"))] == []


# A first visit may take as many bytes over the wire.
FIRST_VISIT = 2_000_000


def test_a_first_visit_is_small_and_guarded(browser: Browser, proxy: str) -> None:
    """Headers of the proxy and of the app together, and the bytes of all that is fetched."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    taken: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: taken.append(told["encodedDataLength"]))
    answer = page.goto(f"{proxy}/{PATHS[0]}/")
    assert answer is not None
    headers = answer.headers_array()
    visible(page)
    page.wait_for_load_state("networkidle")
    page.context.close()
    print(f"first visit: {len(taken)} answers, {sum(taken) / 1000:.0f} KB over the wire")  # noqa: T201
    assert sum(taken) <= FIRST_VISIT
    for name, value in ALWAYS.items():
        assert [one["value"] for one in headers if one["name"].lower() == name.lower()] == [value]
    policies = [one["value"] for one in headers if "security-policy" in one["name"].lower()]
    assert len(policies) == 1
    assert "frame-ancestors 'self'" in policies[0]
