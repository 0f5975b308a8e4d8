"""What the overview shows of a lab: counts, the worst, next steps, what falls due, what changed.

Nothing is judged here: everything counts or orders what the framework says of each system.
Imports the rest of `analysis`, and what that imports.
"""
