"""Widgets that draw models and post messages.

May import `commands`, `data.analysis` and below, but neither inventory nor storage.
"""
