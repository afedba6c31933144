"""The judgement of a place and year, and what one page reads of it."""
