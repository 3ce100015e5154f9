"""Maps of a briefing's parts, and what stands back on them."""
