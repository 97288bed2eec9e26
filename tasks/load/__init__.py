"""Load: one transaction a batch."""
