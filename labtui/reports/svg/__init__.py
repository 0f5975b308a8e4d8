"""Drawings as SVG: self-contained, and in the colours of whoever looks at them."""
