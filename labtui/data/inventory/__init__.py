"""The open inventory: its text, edits, undo, merges and saves.

May import `assessment` and below.
"""
