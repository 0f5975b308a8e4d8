"""Matching what importers found with the inventory. May import `importers`, `data` and `text`."""
