"""A port that is taken: by this atlas, which is opened, or by another server, which is said."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cluster_atlas.atlas.cache import key_of
from cluster_atlas.ui import server
from cluster_atlas.values.issues import AtlasError
from tests.conftest import ROOT, run_command


@contextmanager
def listener(page: str) -> Iterator[int]:
    """Answer every question with a page, and yield the port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield found.server_port
        found.shutdown()
        thread.join()


def page_of(key: str) -> str:
    return f'<head><script>["./atlas/{key}/pack"]</script></head>'


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses on which the browser is opened."""
    found: list[str] = []
    monkeypatch.setattr(webbrowser, "open", found.append)
    # Settings of an office, which must not be asked for an address of this machine.
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("CLUSTER_ATLAS_DATA", str(ROOT))
    return found


@pytest.mark.parametrize("base", ["", "intranet/atlas"])
def test_a_second_start_opens_the_browser_on_the_first(opened: list[str], base: str) -> None:
    with listener(page_of(key_of(ROOT))) as port:
        done = run_command("serve", "--port", str(port), "--base-path", base)
    own = f"http://127.0.0.1:{port}" + (f"/{base}/" if base else "")
    assert (done.returncode, opened) == (0, [own]), done.stderr
    assert done.stdout == f"图谱已经开着 · The atlas is open already: {own}\n"


@pytest.mark.parametrize(
    ("page", "words", "said"),
    [
        ("<title>Jupyter</title>", [], "已被别的程序占用"),
        (page_of("0123456789abcdef"), [], "已开着一个图谱"),
        # Whoever wants a server and no browser is told that this is none.
        (page_of(key_of(ROOT)), ["--no-open"], "已开着一个图谱"),
    ],
)
def test_a_port_of_another_server_is_one_sentence(
    opened: list[str], page: str, words: list[str], said: str
) -> None:
    with listener(page) as port:
        done = run_command("serve", "--port", str(port), *words)
    assert (done.returncode, done.stdout, opened) == (2, "", [])
    (line,) = done.stderr.splitlines()
    assert said in line
    assert str(port) in line
    assert "--port 8502" in line


@pytest.mark.parametrize(
    ("address", "port", "option"),
    [
        ("127.0.0.1", 99999, "--port"),
        ("192.0.2.1", 8502, "--address"),
        ("no such host", 8502, "--address"),
    ],
)
def test_where_nothing_may_listen_is_said(
    opened: list[str], address: str, port: int, option: str
) -> None:
    with pytest.raises(AtlasError) as refused:
        server.run(None, port=port, address=address, base_path="", browser=True)
    (issue,) = refused.value.issues
    assert issue.file == option
    assert "cannot be listened at" in issue.sentence("en")
    assert not opened
