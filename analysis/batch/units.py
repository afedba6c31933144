"""A page for each reporting unit, written from the year's judgement."""

from analysis import pages, paths
from analysis.assessment.judgement import Question
from analysis.batch import publish


def write(question: Question, links: list[publish.Link]) -> list[publish.Link]:
    """Write `units/<department>.html` of every unit that has something there; their links."""
    folder = paths.outputs(question.place, question.year, question.edition)
    if question.entry.reference or question.public:
        return []
    made = []
    book = pages.units(question.place, question.year, as_of=question.as_of, level=question.level)
    for id, name in book.names().items():
        above = [publish.Link(f"../{link.page}", link.title) for link in links]
        around = publish.frame(question, name, f"units/{id}", above, f"../assets/{publish.FONT}")
        around |= {
            "home": "../index.html",
            "lead": (book.banner() + book.content(id)).html,
            "failed": [],
            "groups": [],
        }
        paths.write_atomically(folder / "units" / f"{id}.html", publish.contents_html(around))
        made.append(publish.Link(f"units/{id}", name))
    return made
