"""Tests of ``cluster_atlas.ui.http``."""
