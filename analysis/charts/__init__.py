"""Looks: style, figures, fonts."""
