"""Tests that run the app inside the test process."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(autouse=True)
def _own_main() -> Iterator[None]:
    """Give the process its main module back: Streamlit's test runner leaves the app in its place.

    Processes that are started later would otherwise run the app again.
    """
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(autouse=True, scope="session")
def _one_scan() -> Iterator[None]:
    """Look through the installed packages once: Streamlit's test runner does so at each start."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: list(found))
        yield
