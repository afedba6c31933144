"""What stands at the head of pages and reports: place, year, edition, the state it was signed in, the plan's title."""

from planbook.core import labels
from planbook.judge.place_year import PlaceYear


def running(parameters: PlaceYear) -> str:
    """What stands at the head of every page: place, year, edition and the state it has been signed in."""
    parts = [parameters.entry.name, f"{parameters.year}年", labels.EDITION[parameters.edition]]
    return " · ".join([*parts, labels.SIGNOFF[parameters.signed.state]])


def signature(parameters: PlaceYear) -> str:
    """Who signed the year, as what and when; that its figures have changed since, where they have."""
    signed = parameters.signed
    if not signed.name:
        return ""
    who = f"{signed.role} {signed.name}，{signed.date}"
    if signed.before:
        return f"{who}{labels.SIGNOFF[signed.before]}后数据有修订（{signed.release}批次以后），待重新审核"
    return f"{labels.SIGNOFF[signed.state]}：{who}"


def plan_title(parameters: PlaceYear, title: str) -> str:
    """A plan's title; on an invented place's pages with the word that they are none of that city's."""
    return f"{labels.SYNTHETIC}（借用{title}）" if parameters.entry.synthetic else title
