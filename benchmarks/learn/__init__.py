"""What was learned from data, made again: `python -m benchmarks.learn NAME`."""
