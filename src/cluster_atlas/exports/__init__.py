"""Data files of a selection for other programs, in the looks that the atlas has."""
