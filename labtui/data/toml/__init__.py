"""Edit TOML text in place; knows nothing of labtui. May import `errors`."""
