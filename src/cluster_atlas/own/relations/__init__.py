"""How rows of a workspace stand to each other: the same firm twice, an area on another."""
