"""What labtui costs: `python -m benchmarks` measures it. Not part of the program."""
