"""The platforms: the chat nouns, the port they stand behind, and each of them."""
