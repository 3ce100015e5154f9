"""Tests of ``cluster_atlas.atlas``."""
