"""The core: what an inventory says and what follows from it.

Imports `text` and `errors`, and neither Textual nor Rich.
"""
