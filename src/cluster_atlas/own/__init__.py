"""An office's own data: read from its files, put in place, checked and kept."""
