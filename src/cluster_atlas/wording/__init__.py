"""The one voice: every word that is said about a fact, a place, a document or a change."""
