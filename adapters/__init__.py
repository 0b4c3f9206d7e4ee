"""The platforms: the chat nouns, the port every platform stands behind, and the platforms themselves."""
