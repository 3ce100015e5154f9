"""The version, on its own so that every room can name it without loading another."""

VERSION = "0.1.0"
