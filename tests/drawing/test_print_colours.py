"""Roles and statuses tell apart in grey print and for colour-blind readers.

Measured on what is printed: a page is drawn to a PDF, the PDF to pixels, the pixels are turned
into what a grey printer or a reader with protanopia or deuteranopia sees (Machado, Oliveira and
Fernandes 2009, severity 100), and the distance of two of them is ΔE in CAM02-UCS.
"""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from PIL import Image

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.screen import Screen
from cluster_atlas.atlas.selection import Selection
from cluster_atlas.briefing.briefing import Briefing, PartChoice, state_of
from cluster_atlas.briefing.outputs import Outputs
from cluster_atlas.drawing.formats.pdf import render_pdf
from cluster_atlas.drawing.formats.png import render_png
from cluster_atlas.drawing.layout.sheet import SMALLEST
from cluster_atlas.drawing.shapes import About, Page, Shape, TextBox, disc, rectangle
from cluster_atlas.values.briefspec import LEAST_SIZE
from cluster_atlas.values.colours import ramp

DPI = 150

# Neighbouring shades at least this far apart: a just noticeable difference is about 1.
ROLES_APART = 5.0
INK_APART = 0.12

SIGHTS = ("grey", "protanopia", "deuteranopia")
_CVD = {
    "protanopia": {"name": "sRGB1+CVD", "cvd_type": "protanomaly", "severity": 100},
    "deuteranopia": {"name": "sRGB1+CVD", "cvd_type": "deuteranomaly", "severity": 100},
}


def _pixels(page: Page) -> np.ndarray:
    pdf = render_pdf([page], About(date="2026-11-23"))
    picture = Image.open(io.BytesIO(next(render_png(pdf, DPI)))).convert("RGB")
    return np.asarray(picture, dtype=float) / 255


def _seen(colour: np.ndarray, sight: str) -> np.ndarray:
    if sight == "grey":
        light = cspace_convert(colour, "sRGB1", "CIELab")[0]
        return np.asarray(cspace_convert([light, 0, 0], "CIELab", "sRGB1"))
    return np.asarray(np.clip(cspace_convert(colour, _CVD[sight], "sRGB1"), 0, 1))


def _apart(one: np.ndarray, other: np.ndarray, sight: str) -> float:
    return float(deltaE(_seen(one, sight), _seen(other, sight), input_space="sRGB1"))


def _patches(colours: list[str]) -> list[np.ndarray]:
    """Print colours side by side and return what stands on the paper."""
    size = 20.0
    shapes = [Shape((rectangle(i * size, 0, size, size),), fill=c) for i, c in enumerate(colours)]
    pixels = _pixels(Page(size * len(colours), size, tuple(shapes)))
    step = DPI / 72 * size
    return [pixels[int(step / 2), int((i + 0.5) * step)] for i in range(len(colours))]


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_five_shades_of_every_cluster_tell_apart(atlas: Atlas, sight: str) -> None:
    for cluster in atlas.clusters:
        printed = _patches(list(ramp(cluster.colour).shades))
        for one, other in itertools.pairwise(printed):
            assert _apart(one, other, sight) >= ROLES_APART, (cluster.id, sight)


@pytest.mark.parametrize("shade", ["", "role"])
@pytest.mark.parametrize("cluster", ["uhd", "equipment", "materials"])
def test_the_shades_of_a_printed_legend_tell_apart(atlas: Atlas, cluster: str, shade: str) -> None:
    screen = Screen(Selection(clusters=(cluster,)), ask={"shade": shade} if shade else {})
    briefing = Briefing(part=(PartChoice("map", state=state_of(screen)),))
    page = Outputs(atlas, briefing).pages[0]
    pixels = _pixels(page)
    shades = set(ramp(atlas.cluster_by_id[cluster].colour).shades)
    swatches = [
        item
        for item in page.items
        if isinstance(item, Shape) and item.fill in shades and _is_swatch(item)
    ]
    assert len(swatches) >= 2
    colours = [pixels[_middle(item)] for item in swatches]
    for one, other in itertools.combinations(colours, 2):
        for sight in SIGHTS:
            assert _apart(one, other, sight) >= ROLES_APART, sight


def _is_swatch(shape: Shape) -> bool:
    """Tell whether a shape is the box of an area in a legend, which is set larger on paper."""
    zoom = LEAST_SIZE["A4"] / SMALLEST
    xs, ys = zip(*shape.contours[0].points, strict=True)
    size = (max(xs) - min(xs), max(ys) - min(ys))
    return len(xs) == 4 and size == pytest.approx((10.5 * zoom, 7.2 * zoom))


def _middle(shape: Shape) -> tuple[int, int]:
    points = shape.contours[0].points
    x = sum(x for x, _ in points) / len(points)
    y = sum(y for _, y in points) / len(points)
    return (int(y * DPI / 72), int(x * DPI / 72))


def test_statuses_tell_apart_by_how_much_of_their_disc_is_dark() -> None:
    radius = 2.7
    shares = []
    for fullness in range(5):
        page = Page(8, 8, tuple(disc(4, 4, radius, fullness, "#1c2733")))
        grey = _pixels(page).mean(axis=2)
        shares.append(float((1 - grey).sum() / (np.pi * (radius * DPI / 72) ** 2)))
    for less, more in itertools.pairwise(shares):
        assert more - less >= INK_APART, shares


def test_every_statement_says_its_role_and_status_in_words_too(atlas: Atlas) -> None:
    state = state_of(Screen(Selection(clusters=("uhd",))))
    outputs = Outputs(atlas, Briefing(part=(PartChoice("list", state=state),)))
    items = [item for page in outputs.pages for item in page.items]
    for statement in outputs.brief.parts[0].statements():
        at = next(i for i, item in enumerate(items) if item.name == statement.id)
        # Its own box, then the disc, the status, the square and the role.
        said = [item.name for item in items[at : at + 8] if isinstance(item, TextBox)]
        assert said[1:3] == [statement.status, statement.role]
