"""Templates of the pages, for nbconvert and the batch."""
