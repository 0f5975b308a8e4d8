"""One module an output format. May import `data` and `text`."""
