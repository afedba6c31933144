"""How codes look: the role of `analysis.charts.style` that each state has, and the colours of groups and places."""

from analysis.charts import style

ROLES = {
    "met": "good",
    "better": "good",
    "uncertain": "near",
    "not_met": "bad",
    "worse": "bad",
    "neutral": "neutral",
    "reference": "reference",
    "no_data": "unknown",
    "suppressed": "suppressed",
}
WARNINGS = {  # levels, by the state whose looks they share
    "red": "not_met",
    "orange": "not_met",
    "yellow": "uncertain",
    "review": "reference",
}
GROUPS = {
    "U": style.PALETTE["violet"],
    "R": style.PALETTE["ochre"],
    "F": style.PALETTE["rose"],
    "M": style.PALETTE["teal"],
}
OWN = style.FIGURE
COMPARED = style.PALETTE["brown"]  # places to compare with


def role(code: str) -> str:
    """Role of a state or of a warning's level.

    Examples
    --------
    >>> role("better"), role("yellow")
    ('good', 'near')
    """
    return ROLES[WARNINGS.get(code, code)]


def colour(code: str) -> str:
    """Colour of a state or of a warning's level.

    Examples
    --------
    >>> colour("met") == colour("better")
    True
    """
    return style.role(role(code)).colour


def mark(code: str) -> str:
    """Sign of a state or of a warning's level: the colour is never alone.

    Examples
    --------
    >>> mark("met"), mark("red")
    ('●', '▲')
    """
    return style.role(role(code)).mark
