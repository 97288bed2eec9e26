"""Match: identity, versions and copies."""
