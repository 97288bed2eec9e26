"""Read: files, folders and containers into raw articles."""
