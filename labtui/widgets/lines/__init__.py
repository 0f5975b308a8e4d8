"""The text that line-drawn widgets show: lines of `Content`, and cells.

May import `data.analysis` and below, `text` and `widgets.columns`, but no widget.
"""
