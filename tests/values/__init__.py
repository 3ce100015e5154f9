"""Tests of ``cluster_atlas.values``."""
