"""How codes look: the role of `analysis.charts.style` that each state has, and the colours of groups and places."""

from analysis.charts import style

ROLES = {
    "met": "good",
    "better": "good",
    "uncertain": "near",
    "not_met": "bad",
    "worse": "bad",
    "part_met": "partly",
    "on_pace": "ahead",
    "behind": "behind",
    "red": "grave",
    "orange": "serious",
    "yellow": "slight",
    "review": "review",
    "open": "open",
    "explained": "closed",
    "neutral": "neutral",
    "reference": "reference",
    "no_data": "unknown",
    "suppressed": "suppressed",
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
    """Role of a state or of a warning's level; a role is one mark, and a mark has one meaning on all pages.

    Examples
    --------
    >>> role("better"), role("yellow")
    ('good', 'slight')
    """
    return ROLES[code]


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
    ('●', '■■■')
    """
    return style.role(role(code)).mark
