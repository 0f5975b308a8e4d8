"""The text that line-drawn widgets show: lines of `Content`, and cells.

May import `commands` and below and `widgets.columns`, but no widget, neither ours nor Textual's.
"""
