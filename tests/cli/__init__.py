"""Tests of ``cluster_atlas.cli``."""
