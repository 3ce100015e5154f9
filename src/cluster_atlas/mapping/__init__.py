"""A selection composed into a map, and drawn as a folium map."""
