"""Benchmarks: ratios measured in one run, never asserted. `make benchmarks` runs them."""
