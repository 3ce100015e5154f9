"""The viewer's pure modules loaded into a blank page, to be asked what Python was asked."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.web.pack import pack_bytes

# Every module of the viewer under its path, as scripts/build_viewer.py makes it for tests.
MODULES = Path(__file__).parents[2] / "build" / "viewer" / "modules.js"

_CHOOSE = """(wanted) => {
  window.questions = {};
  for (const [path, names] of Object.entries(wanted))
    for (const name of names) {
      const found = viewerModules[path][name];
      if (found === undefined) throw new Error(`${path} exports no ${name}`);
      window.questions[name] = found;
    }
}"""

_UNPACK = """async (pack) => {
  const bytes = Uint8Array.from(atob(pack), (c) => c.charCodeAt(0));
  window.atlas = questions.unpackAtlas(await questions.readPack(bytes));
}"""


def load(page: Page, atlas: Atlas, modules: Mapping[str, Sequence[str]]) -> None:
    """Put functions of the viewer on ``window.questions`` and the unpacked atlas on ``atlas``.

    Parameters
    ----------
    page
        Any page; it is emptied.
    atlas
        The atlas to pack.
    modules
        Names of functions and constants wanted, by the module (``questions/compare.js``) that
        exports them.
    """
    page.goto("about:blank")
    page.add_script_tag(path=MODULES)
    wanted = {"core/unpack.js": ["unpackAtlas", "readPack"], **modules}
    page.evaluate(_CHOOSE, wanted)
    page.evaluate(_UNPACK, base64.b64encode(pack_bytes(atlas)).decode())


def asked_page(
    browser: Browser, atlas: Atlas, modules: Mapping[str, Sequence[str]]
) -> Iterator[Page]:
    """Yield a page of its own that has what :func:`load` puts there."""
    context = browser.new_context()
    page = context.new_page()
    load(page, atlas, modules)
    yield page
    context.close()


def answer(page: Page, body: str, given: Any = None) -> Any:
    """Return what a function body gives, with ``questions``, ``atlas`` and ``given`` at hand.

    The answer travels as JSON text, which is several times faster than Playwright's own way.
    """
    return json.loads(page.evaluate(f"(given) => JSON.stringify((() => {{ {body} }})())", given))
