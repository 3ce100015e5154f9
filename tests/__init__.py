"""Tests of the atlas; each mirrors a module."""
