"""Tests of ``cluster_atlas.proof``."""
