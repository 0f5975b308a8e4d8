"""The commands of the app: each is declared once, with its key, its texts and its flags.

Screens and widgets take their bindings from here; so do the footer, the palette and the key help.
May import `text` and below, and Textual's bindings.
"""
