"""Indicator mathematics, forecasting and charts for yearly series: tables in, tables and figures out.

It knows no file, no place and no plan, and can be used by someone who has only a table of their own.
"""
