"""The headers that guard the app: a policy of its own page, no guessing of types, no frames."""

from __future__ import annotations

import pytest

from cluster_atlas.ui.http.headers import ALWAYS, may_be_framed, page_policy, with_headers
from cluster_atlas.web.templating import policy_hash

PAGE = '<html><head><script src="./a.js"></script><script>\n one()\n</script></head></html>'


def said(policy: str, *, framed: bool) -> dict[str, str]:
    answer = with_headers([(b"content-type", b"text/html")], policy=policy, framed=framed)
    return {name.decode(): value.decode() for name, value in answer}


def test_every_answer_is_guarded() -> None:
    for framed in (True, False):
        told = said("", framed=framed)
        assert {name: told[name.lower()] for name in ALWAYS} == ALWAYS
        assert told["content-type"] == "text/html"
    assert said("default-src 'self'", framed=False) | {
        "x-frame-options": "SAMEORIGIN",
        "content-security-policy": "default-src 'self'; frame-ancestors 'self'",
    } == said("default-src 'self'", framed=False)


def test_only_the_map_alone_may_be_framed() -> None:
    assert "x-frame-options" not in said("", framed=True)
    assert "content-security-policy" not in said("", framed=True)
    assert said("img-src 'self'", framed=True)["content-security-policy"] == "img-src 'self'"
    assert may_be_framed(b"industry=x&embed=true")
    for query in (b"", b"embed=false", b"embed=", b"text=embed%3Dtrue", b"embed=true&embed=false"):
        assert not may_be_framed(query), query


def test_what_an_answer_says_itself_is_kept() -> None:
    own = with_headers([(b"Referrer-Policy", b"no-referrer")], policy="", framed=False)
    assert [value for name, value in own if name.lower() == b"referrer-policy"] == [b"no-referrer"]


def test_scripts_are_our_files_and_those_of_the_page() -> None:
    policy = dict(part.split(" ", 1) for part in page_policy(PAGE).split("; "))
    assert policy["script-src"] == f"'self' blob: '{policy_hash(chr(10) + ' one()' + chr(10))}'"
    assert "unsafe" not in policy["script-src"]
    assert policy["object-src"] == "'none'"
    assert "http" not in page_policy(PAGE)


@pytest.mark.parametrize(
    ("tiles", "origin"),
    [
        ("https://t{s}.tianditu.gov.cn/vec_w/wmts?tk=x", " https://*.tianditu.gov.cn"),
        ("https://tiles.example:8080/{z}/{x}/{y}.png", " https://tiles.example:8080"),
        ("http://{s}.tiles.example/{z}", " http://*.tiles.example"),
        ("https://x;script-src *//{z}", ""),
        ("javascript:alert(1)", ""),
        ("/tiles/{z}/{x}/{y}.png", ""),
    ],
)
def test_pictures_come_from_the_offices_own_tiles_as_well(tiles: str, origin: str) -> None:
    assert f"img-src 'self' data: blob:{origin};" in page_policy(PAGE, tiles)
