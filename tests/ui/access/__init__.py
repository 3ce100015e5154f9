"""Tests of ``cluster_atlas.ui.access``."""
