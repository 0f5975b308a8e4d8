"""The open inventory: its text, edits, history, merges and saves; screens use `workspace`.

May import `assessment` and below.
"""
