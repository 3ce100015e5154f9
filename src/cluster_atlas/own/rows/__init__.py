"""Rows of a workspace as they go out: shown beside the plans, in files, or back with reasons."""
