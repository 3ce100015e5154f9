"""Facts held against the policy texts, and the sentences that they cover."""
