"""Runs: notebooks by papermill in worker processes, pages, contents, tables, manifest."""

import sys

# jsonschema compiles this package's URI grammar for about a second in every process; no notebook has
# a field of that format, and jsonschema does without it where it is absent.
sys.modules.setdefault("rfc3987_syntax", None)
