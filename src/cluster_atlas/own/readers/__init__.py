"""Readers of files from outside, one a format: what stands in them, nothing interpreted yet."""
