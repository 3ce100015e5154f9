"""What a briefing shows of an office's own data."""
