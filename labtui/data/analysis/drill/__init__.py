"""Practising recovery: what happens, what to do step by step, and what was proven by doing it.

Nothing is executed: a person does each step, or tries to, and says how it went.
"""
