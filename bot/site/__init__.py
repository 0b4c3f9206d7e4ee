"""The reading pages: what the store holds, for those who may read it, at one address each."""
