"""What planners ask, as pure functions on an atlas: compare, evolve, find."""
