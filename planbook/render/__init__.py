"""Pages, Word files, workbooks and plain text made from tables and blocks."""
