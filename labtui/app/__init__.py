"""The app: it composes screens, the synced file, keys and the terminal.

May import `screens` and below.
"""
