"""One module a screen."""

WIDE = 110
"""From this width on, what belongs together stands side by side, not one below the other."""
