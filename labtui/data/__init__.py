"""The core: what an inventory says and what follows from it. Imports neither Textual nor Rich."""
