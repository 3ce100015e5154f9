"""Shapes as they are read: rings put in order, well-known binary, a layer as a table."""
