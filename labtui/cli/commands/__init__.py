"""One module a command or a close family: its arguments, its run function, its lines.

Each module has `COMMANDS`, its commands by name. May import `labtui.cli`, `reports`,
`data`, `text` and `errors`; only `app` imports `labtui.app`.
"""
