"""Templates and style sheet of the pages."""
