"""The words of the atlas as frozen values: facts, maps, briefings, issues; no I/O."""
