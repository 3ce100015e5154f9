"""Files wait for their browsers, the last ones within a bound of memory."""

from __future__ import annotations

from typing import Any

from cluster_atlas.ui.exports.handed_out import HandedOut


class Store:
    """Stands for Streamlit's store of files: what lies at each place."""

    def __init__(self) -> None:
        self.places: dict[str, bytes] = {}

    def add(self, path_or_data: bytes, mimetype: str, coordinates: str, **_: Any) -> str:
        """Put a file at a place."""
        assert mimetype
        self.places[coordinates] = path_or_data
        return coordinates


def test_the_last_ones_are_held_within_their_room() -> None:
    store = Store()
    held = HandedOut(room=10)
    for number in range(50):
        held.hold(store.add, bytes([number]) * 3, "text/csv", f"{number}.csv")
    assert sorted(content[0] for content in store.places.values() if content) == [47, 48, 49]
    assert len(store.places) <= 4, "places are used again"


def test_one_that_is_larger_than_the_room_is_held_alone() -> None:
    store = Store()
    held = HandedOut(room=10)
    for size in (3, 99, 2):
        held.hold(store.add, bytes(size), "text/csv", "a.csv")
        assert max(map(len, store.places.values())) == size
