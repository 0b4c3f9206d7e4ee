"""The browser room behind the port: a small chat server of its own, on loopback by default."""
