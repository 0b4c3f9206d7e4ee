"""Measures of how right the bot is, each on data somebody else recorded."""
