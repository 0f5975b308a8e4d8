"""One module a command or a close family: its arguments, its run function, its lines.

Each module has `COMMANDS`, its commands by name. May import `labtui.cli` and `labtui.data`;
only `app` imports `labtui.app`.
"""
