"""Names of time zones, as this system knows them."""

from warroom.located import nearest, quoted


def zone_problem(name: str) -> str:
    """What is wrong with the name of a time zone; "" where this system knows it."""
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        near = nearest(name, sorted(zoneinfo.available_timezones()))
        return f"no time zone {quoted(name)}, " + (f"did you mean `{near}`?" if near else "write it as Europe/Berlin")
    return ""
