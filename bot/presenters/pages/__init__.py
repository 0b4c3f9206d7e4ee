"""Documents of their own: the digest as a page, a feed and a mail, and the report of a replay."""
