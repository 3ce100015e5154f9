"""Briefings: what a writer chose, composed, and written as files, for one place or for many."""
