"""The store: SQL lives here and nowhere else, one file per family of tables."""
