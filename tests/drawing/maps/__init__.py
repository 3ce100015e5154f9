"""Tests of ``cluster_atlas.drawing.maps``."""
