"""The statistics database: tables to query, files to hand on, and the dictionary of both."""
