"""One search that answers: its words, how a text fits them, its parts, and the answer."""
