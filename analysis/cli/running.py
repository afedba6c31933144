"""Which places a run makes, whether it has to, and with what."""

import click


def nothing_changed(place: str, year: int | None, as_of: str, edition: str, engine: str) -> bool:
    """Whether a year's pages are as the last run left them, by all that they are made from; told if so."""
    from analysis import paths
    from analysis.batch import records

    year = year or _default_year(paths.check_place(place))
    pages = records.unchanged(place, year, edition, as_of, 95, records.engine(engine))
    if pages is None:
        return False
    click.echo(f"{place} {year}: nothing changed, {len(pages)} pages kept")
    return True


def each(chosen: list[str], year: int | None, extra: dict[str, str], fields: dict) -> bool:
    """Run places one after the other; whether every page could be made."""
    from analysis.batch import records, server

    if records.engine(fields["engine"]) == "fork":
        server.begin()  # it warms up while this process imports
    from analysis import handover
    from analysis.batch import run as batch
    from analysis.batch.order import order_from

    orders = [order_from(one, year, extra, **fields) for one in chosen]
    if fields["engine"] == "dask":
        from analysis.batch import cluster

        made = cluster.run(orders, click.echo, handover.write)
    else:
        made = [batch.run(order, click.echo, handover.write) for order in orders]
    return all(made) and all(outcome.state != "failed" for outcomes in made for outcome in outcomes)


def places_with_figures(year: int | None) -> list[str]:
    """Places that have a figure of the year asked for; the others are named."""
    from analysis import paths
    from analysis.batch import records

    chosen = []
    for one in paths.places():
        asked = year or _default_year(one)
        known = records.years(one)
        if asked in (_years_with_figures(one) if known is None else known):
            chosen.append(one)
        else:
            click.echo(f"{one}: no figures of {asked}; `planbook run --place {one}` says what to do next")
    return chosen


def _default_year(place: str) -> int:
    from analysis.batch import records

    try:
        return records.default_year(place)
    except (KeyError, ValueError):
        from analysis.data import places

        return places.read(place).default_year  # says what is wrong with the entry


def _years_with_figures(place: str) -> set[int]:
    from analysis.data import prepare

    rows = prepare.rows(place)
    return set(rows.loc[rows["value"].notna(), "year"])


def pairs(extra: tuple[str, ...]) -> dict[str, str]:
    """Parameters given as NAME=VALUE."""
    wrong = [text for text in extra if "=" not in text]
    if wrong:
        raise click.BadParameter(f"{wrong[0]!r}; expected NAME=VALUE", param_hint="-p")
    return dict(text.split("=", 1) for text in extra)
