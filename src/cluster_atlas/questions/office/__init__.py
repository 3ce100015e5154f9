"""What planners ask of an office's own rows."""
