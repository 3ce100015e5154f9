"""Tests of ``cluster_atlas.mapping``."""
