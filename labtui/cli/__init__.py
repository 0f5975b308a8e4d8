"""The command line: parser, output, and in `commands` one module a command or a close family.

May import `reports`, `data`, `text` and `errors`; only `commands.app` imports `labtui.app`.
"""
