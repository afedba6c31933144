"""A year that was approved is not made again, unless something new was received."""

from planbook import store
from planbook.core import labels, paths
from planbook.core.errors import Fault, PublishError, UsageError
from planbook.run import manifest_check, run_records
from planbook.run.order import Order, pages
from planbook.store import approval

MOST = 5  # changes named


def hold(order: Order) -> None:
    """Refuse to overwrite an approved or published year that has no new release, naming what else has changed.

    A year some page of which could not be made is not what was approved: that page may be repaired.

    Raises
    ------
    PublishError
        When what lies there was approved and every release that counts was known to it.
    """
    try:
        known = manifest_check.read(run_records.outputs(order.parameters))
    except UsageError:
        return
    state = known.get("signoff", {}).get("state", "")
    if state not in approval.FINAL or known.get("releases") != store.releases_counted(
        order.parameters.place, order.parameters.as_of
    ):
        return
    made = {page for page, one in known["pages"].items() if one["state"] != "failed"}
    if made < {link.page for link in pages(order)}:
        return
    changed = [f"{one.file} {one.where}".strip() for one in manifest_check.sources(known)]
    more = f" and {len(changed) - MOST} more" if len(changed) > MOST else ""
    found = f"{state} ({labels.SIGNOFF[state]}), and since then changed: {', '.join(changed[:MOST]) or 'nothing'}{more}"
    remedy = "Put what is new into a release of its own; to look at it otherwise, run another folder (PLANBOOK_ROOT)."
    where = run_records.outputs(order.parameters).relative_to(paths.root()).as_posix()
    raise PublishError([Fault(where, found, "a new release before an approved year is made again", remedy)])
