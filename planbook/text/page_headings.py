"""What stands at the head of pages and reports: place, year, edition, the state it was signed in, the plan's title."""

from planbook import __version__
from planbook.core import labels
from planbook.document.claims import NOTHING, Sentence, joined, named, say, told, word
from planbook.judge.place_year import PlaceYear


def running(parameters: PlaceYear) -> Sentence:
    """What stands at the head of every page: place, year, edition and the state it has been signed in."""
    return say(
        "{where} · {edition} · {state}",
        where=place_year(parameters),
        edition=word(labels.EDITION, parameters.edition),
        state=word(labels.SIGNOFF, parameters.signed.state),
    )


def place_year(parameters: PlaceYear) -> Sentence:
    """Place and year."""
    return say("{place} · {year}年", place=named(parameters.entry, "name"), year=named(parameters, "year"))


def marked(parameters: PlaceYear) -> Sentence:
    """The running head, on an invented place's sheets with the word that it is invented."""
    return joined([running(parameters), invented(parameters)], " · ")


def invented(parameters: PlaceYear) -> Sentence:
    """The word that an invented place's figures are invented; empty of others."""
    return say(labels.SYNTHETIC) if parameters.entry.synthetic else NOTHING


def signature(parameters: PlaceYear) -> Sentence:
    """Who signed the year, as what and when; that its figures have changed since, where they have."""
    signed = parameters.signed
    if not signed.name:
        return NOTHING
    who = say(
        "{role} {name}，{date}",
        role=named(signed, "role"),
        name=named(signed, "name"),
        date=named(signed, "date"),
    )
    if not signed.before:
        return say("{state}：{who}", state=word(labels.SIGNOFF, signed.state), who=who)
    return say(
        "{who}{state}后数据有修订（{release}批次以后），待重新审核",
        who=who,
        state=word(labels.SIGNOFF, signed.before),
        release=named(signed, "release"),
    )


def plan_title(parameters: PlaceYear, title: Sentence) -> Sentence:
    """A plan's title; on an invented place's pages with the word that they are none of that city's."""
    return (
        say("{invented}（借用{title}）", invented=invented(parameters), title=title)
        if invented(parameters)
        else title
    )


def made_with() -> Sentence:
    """The program and its version, as every page names them at its foot."""
    return told("planbook.version", f"planbook {__version__}")


def frame(parameters: PlaceYear) -> list[Sentence]:
    """All that the frame of a page says with numbers in it."""
    plan = plan_title(parameters, named(parameters.catalogue.plan, "name"))
    return [running(parameters), signature(parameters), plan, made_with()]
