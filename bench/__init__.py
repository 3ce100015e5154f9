"""The atlas measured against peers, in one run on one machine."""
