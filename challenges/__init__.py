"""The rules of dissent: nouns, measures and transitions.

Pure: no clock, no dice, no files but its own, no network.
"""
