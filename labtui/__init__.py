"""labtui: who answers for what you host, and what that makes it."""

__version__ = "0.1.0"
