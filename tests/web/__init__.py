"""Tests of ``cluster_atlas.web``."""
