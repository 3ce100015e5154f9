"""The two binary files of a shapefile: the shapes and their table."""
