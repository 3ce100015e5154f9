"""Files made for sessions, in a process of their own."""
