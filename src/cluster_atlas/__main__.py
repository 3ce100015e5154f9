"""``python -m cluster_atlas`` is the command ``cluster-atlas``."""

from cluster_atlas.cli.main import main

main()
