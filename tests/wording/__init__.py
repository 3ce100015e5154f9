"""Tests of ``cluster_atlas.wording``."""
