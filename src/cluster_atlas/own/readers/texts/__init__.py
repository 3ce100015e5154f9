"""Text files and web pages that hold a table."""
