"""Check: nothing wrong gets in unseen."""
