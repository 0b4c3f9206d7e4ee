"""The verbs: each loads, asks the domain, saves and speaks. Handlers do not know each other."""
