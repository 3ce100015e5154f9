"""Tests of ``cluster_atlas.questions.office``."""
