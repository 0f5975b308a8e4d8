"""Whole journeys by keys, and pictures of every screen."""
