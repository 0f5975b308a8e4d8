"""labtui: who is responsible for what you host, and what to fix first."""

__version__ = "0.1.0"
