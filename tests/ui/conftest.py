"""Tests that run the app inside the test process."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _own_main() -> Iterator[None]:
    """Give the process its main module back: Streamlit's test runner leaves the app in its place.

    Processes that are started later would otherwise run the app again.
    """
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main
