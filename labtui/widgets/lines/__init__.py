"""The text that line-drawn widgets show. May import what widgets may."""
