"""Words and characters for people: shared by commands and app. May import `labtui.errors` only."""
