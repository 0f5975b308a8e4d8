"""Edit TOML text in place. Imports nothing of labtui and could be a package of its own."""
