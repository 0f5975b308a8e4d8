"""One page that needs no other file: the whole lab to look through in any browser.

Each module makes one section of it; `pieces` has what they share, `page` puts them together.
Nothing on it runs, and nothing is fetched.
"""
