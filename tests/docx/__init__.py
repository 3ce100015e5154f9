"""Tests of ``cluster_atlas.docx``."""
