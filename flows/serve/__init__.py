"""The reading page: articles, people, searches and the desk as plain pages over a warehouse, read-only unless told."""
