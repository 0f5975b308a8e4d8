"""What takes minutes, or root: kills, errors, power cuts and hostile files, with controls."""
