"""Planbook: the yearly workbooks of a city's women's and children's plans.

Rooms lie in the order data flows; each imports only from those above it and from `analysis`:
``core`` · ``catalogue`` · ``contract`` · ``intake`` · ``store`` · ``disclosure`` · ``judge`` · ``document`` · ``text`` ·
``render`` · ``workbook`` · ``reports`` · ``exchange`` · ``run`` · ``cli``.
"""

__version__ = "0.2.0"
