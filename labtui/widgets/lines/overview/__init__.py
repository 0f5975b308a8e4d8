"""The panels of the overview as lines of text; imports the rest of `lines`."""
