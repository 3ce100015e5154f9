"""Tests of ``cluster_atlas.export``."""
