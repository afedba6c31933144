"""Indicator mathematics: numbers and tables in, tables out."""
