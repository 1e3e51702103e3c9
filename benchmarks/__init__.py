"""What the border costs, beside what others cost. By hand: `python -m benchmarks`."""
