"""Parks, sites and an office's own rows on a printed map: their symbols and names."""
