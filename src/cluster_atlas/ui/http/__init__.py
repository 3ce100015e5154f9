"""What the app's answers say of themselves."""
