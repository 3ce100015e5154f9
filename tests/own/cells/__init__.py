"""Tests of ``cluster_atlas.own.cells``."""
