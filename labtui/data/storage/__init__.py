"""Read and write files so that nothing is lost; the only room that touches the disk.

May import `text` and `errors`.
"""
