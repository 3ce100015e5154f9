"""Tests of ``cluster_atlas.own.readers``."""
