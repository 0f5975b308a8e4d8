"""Reading what other programs' files show: one module a source, and what they share.

An importer reads files and gives a `Finding`. It knows no inventory and no user interface; of
`labtui` it imports only `labtui.text` and `labtui.errors`. Nothing imports it before it is asked
for.
"""
