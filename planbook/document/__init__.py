"""What documents are made of, before they are pages, Word files or workbooks."""
