"""Tests of ``cluster_atlas.own.relations``."""
