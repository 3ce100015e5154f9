"""A map drawn into a box of a page."""
