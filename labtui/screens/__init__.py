"""One module a screen. May import `widgets` and below."""
