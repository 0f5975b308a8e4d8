"""The command line: parser, output, and in `commands` one module a command or a close family.

May import everything; only `commands.app` imports `labtui.app`.
"""
