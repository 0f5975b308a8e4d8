"""What a person sets for the program, and what the app remembers.

May import `analysis` and below.
"""
