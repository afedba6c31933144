"""Returns: filled forms read back, every cell taken, declared blank, or not taken with its reason."""
