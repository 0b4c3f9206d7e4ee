"""Slack behind the port: Bolt wiring, payloads in, Web API calls out."""
