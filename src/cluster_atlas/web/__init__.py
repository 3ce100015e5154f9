"""The pack, the viewer, and the exported page."""
