"""The store, and who may see what of it."""
