"""Documents of their own: the digest page and the report of a replay. Values in, HTML out."""
