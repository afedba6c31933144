"""Runs: a year judged once, its pages made by papermill in processes, documents, contents, tables, manifest."""
