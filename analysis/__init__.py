"""Planbook: helper package of the yearly workbooks of a city's women's and children's plans.

Rooms lie in the order data flows; each imports only from those above it:
``errors, paths, words`` · ``catalogue`` · ``data`` · ``indicators`` · ``forecasting`` ·
``assessment`` · ``charts`` · ``pages`` · ``batch`` · ``handover`` · ``cli``.
"""

__version__ = "0.1.0"
