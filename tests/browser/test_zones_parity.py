"""The viewer unfolds the zones of the pack into the places that Python holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from cluster_atlas.atlas.atlas import Atlas
from cluster_atlas.atlas.spelling import syllables
from cluster_atlas.wording.wording import Wording
from tests.browser.questions import answer, load

_ASK = """
const name = (p) => (p >= 0 ? atlas.places[p].id : "");
return atlas.places.filter((place) => place.zone).map((place) => ({
  id: place.id, zone: place.zone, name: place.full, name_en: place.en, city: name(place.city),
  county: name(place.county), cities: (place.cities || []).map(name), precision: place.precision,
  aliases: place.aliases, spelled: place.spelled, source: place.source, inferred: place.inferred,
  said: questions.precisionLabel("zh", atlas, place),
  kind: questions.zoneKind(atlas, place).zh, located: place.located,
}));
"""


@pytest.fixture(scope="module")
def asked(browser: Browser, atlas: Atlas) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    modules = {"core/cite.js": ["precisionLabel"], "core/zones.js": ["zoneKind"]}
    load(page, atlas, modules)
    yield page
    context.close()


def test_zones_are_the_same_places(asked: Page, atlas: Atlas) -> None:
    wording = Wording(atlas, "zh", atlas.today)
    wanted = {
        place.id: {
            "id": place.id,
            "zone": place.zone,
            "name": place.name,
            "name_en": place.label_en,
            "city": place.city,
            "county": place.county,
            "cities": list(place.cities),
            "precision": place.precision,
            "aliases": "|".join(place.aliases),
            "spelled": "|".join(map(syllables, (place.name, *place.aliases))),
            "source": place.source,
            "inferred": place.inferred,
            "said": wording.located(place),
            "kind": atlas.codes["zone-kind"][place.zone[2:5]].name,
            "located": place.is_located,
        }
        for place in atlas.places.values()
        if place.zone
    }
    found = {zone["id"]: zone for zone in answer(asked, _ASK)}
    assert found == wanted
