"""What the app's answers say of themselves, and where they come from."""
