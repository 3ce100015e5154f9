"""Tests of ``cluster_atlas.brief``."""
