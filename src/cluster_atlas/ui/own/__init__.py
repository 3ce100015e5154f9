"""An office's own data in the app: its workspace, and the pages that keep it."""
