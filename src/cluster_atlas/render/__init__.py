"""Renderers: plain values in, one kind of output out; none knows a policy type."""
