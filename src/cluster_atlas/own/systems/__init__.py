"""Coordinate systems of own data: which one a file speaks, and the way to WGS84."""
