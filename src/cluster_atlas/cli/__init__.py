"""The command ``cluster-atlas``."""
