"""Start of the Streamlit server on the app's script."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import cluster_atlas
from cluster_atlas.ui.opened import prepare

DATA_VARIABLE = "CLUSTER_ATLAS_DATA"
POLICIES_VARIABLE = "CLUSTER_ATLAS_POLICY_TEXTS"


def script() -> Path:
    """Return the app's script: in the wheel beside the data, in a checkout at its top."""
    packaged = Path(cluster_atlas.__file__).parent / "data" / "app.py"
    return packaged if packaged.is_file() else Path(cluster_atlas.__file__).parents[2] / "app.py"


def run(
    folder: Path | None, *, port: int, address: str, browser: bool, policies: Path | None = None
) -> None:
    """Serve the app until it is interrupted.

    Parameters
    ----------
    folder
        Data folder; the shipped data where ``None``.
    port, address
        Where to listen.
    browser
        Open the user's browser.
    policies
        Folder of the policy texts, whose clauses then stand beside their designations.

    Raises
    ------
    AtlasError
        If the data folder has an issue; nothing is served then.
    """
    from streamlit.web import cli

    if folder is not None:
        os.environ[DATA_VARIABLE] = str(folder.resolve())
    prepare(os.environ.get(DATA_VARIABLE))
    if policies is not None:
        os.environ[POLICIES_VARIABLE] = str(policies.resolve())
    sys.argv = [
        "streamlit",
        "run",
        str(script()),
        f"--server.port={port}",
        f"--server.address={address}",
        f"--server.headless={'false' if browser else 'true'}",
    ]
    sys.exit(cli.main())
