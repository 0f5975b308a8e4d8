"""Assess a lab from its facts. May import `framework`, `text` and `errors`."""
