"""The application: receives, remembers, decides, speaks.

The only room where chat and deliberation meet.
"""
