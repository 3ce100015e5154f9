"""Plain values drawn on pages without a browser."""
