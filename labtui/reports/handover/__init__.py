"""The hand-over sheet, for those who have to manage without the owner.

Each module says one part of it; `sheet` is what a part is made of, `as_markdown` and `as_html`
write it.
"""
