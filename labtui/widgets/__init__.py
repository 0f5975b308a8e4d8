"""Parts of screens: they draw models and post messages."""
