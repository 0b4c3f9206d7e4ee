"""Measures of speed and memory, each against what somebody would otherwise use. See README.md."""
