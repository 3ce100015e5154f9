"""A briefing laid out on pages."""
