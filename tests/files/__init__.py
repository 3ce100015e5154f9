"""Tests of ``cluster_atlas.files``."""
