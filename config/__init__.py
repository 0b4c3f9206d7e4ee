"""Reads the environment and files into the nouns of the rooms below."""
