"""The responsibility framework as declared tables; computes nothing.

May import `text` and `errors`.
"""
