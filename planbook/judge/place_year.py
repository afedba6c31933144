"""A place's year as run parameters ask for it, with the place's entry, its plan and its approval."""

from dataclasses import dataclass, replace
from functools import cached_property

from planbook.catalogue import Catalogue
from planbook.contract import places, release
from planbook.core import labels, paths
from planbook.core.errors import Fault, UsageError, suggestion
from planbook.core.parameters import RunParameters
from planbook.store import approval


@dataclass(frozen=True)
class PlaceYear(RunParameters):
    """Run parameters with what they name; the entry, the plan and the approval are read when first asked for."""

    @classmethod
    def of(cls, parameters: RunParameters) -> "PlaceYear":
        """The place's year that run parameters ask for."""
        return cls(parameters.place, parameters.year, parameters.as_of, parameters.edition, parameters.level)

    def __reduce__(self) -> tuple[type["PlaceYear"], tuple[str | int, ...]]:
        return PlaceYear, tuple(self.by_name.values())  # what was read is read again elsewhere

    @cached_property
    def entry(self) -> places.Place:
        """The place's entry."""
        return places.read(self.place)

    @cached_property
    def signed(self) -> approval.SignOff:
        """Who has reviewed or approved what is shown."""
        return approval.of(self.place, self.year, self.as_of)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The plan it is judged by, with the indicators."""
        return places.plan_catalogue(self.place)

    def of_place(self, place: str) -> "PlaceYear":
        """The same asked of another place: year, last release that counts, edition and level."""
        return replace(self, place=place)

    @property
    def parents(self) -> list["PlaceYear"]:
        """The same year of the places that this one is compared with."""
        return [self.of_place(parent) for parent in self.entry.parents]

    def check(self) -> "PlaceYear":
        """The same, if it can be answered; `UsageError` naming each faulty parameter."""
        paths.check_place(self.place)
        plan, faults = self.catalogue.plan, []
        first, last = plan.first_year - 10, plan.last_year
        if not first <= self.year <= last:
            faults.append(Fault("year", repr(self.year), f"a year from {first} to {last}"))
        if self.edition not in labels.EDITION:
            remedy = suggestion(self.edition, labels.EDITION)
            faults.append(Fault("edition", repr(self.edition), " or ".join(labels.EDITION), remedy))
        if not 50 < self.level < 100:
            faults.append(Fault("level", repr(self.level), "a percentage between 50 and 100, such as 95"))
        if faults:
            raise UsageError(faults)
        release.check_as_of(self.as_of)
        return self
