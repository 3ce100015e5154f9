"""The workspace of an office: its imports and edits, kept so that nothing committed is lost."""
