"""Whose own data a session shows, and where that is kept."""
