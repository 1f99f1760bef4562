"""How times and numbers are worded, on the screen and in print."""

from datetime import UTC, datetime, timedelta


def span(seconds: float) -> str:
    """A countdown's length: "02:19" below an hour, "1h24" below a day, "1d 4h" below ten days, then "21d"."""
    whole = int(abs(seconds))
    if whole < 3600:
        return f"{whole // 60:02}:{whole % 60:02}"
    if whole < 86_400:
        return f"{whole // 3600}h{whole % 3600 // 60:02}"
    if whole < 10 * 86_400:
        return f"{whole // 86_400}d {whole % 86_400 // 3600}h"
    return f"{whole // 86_400}d"


def elapsed(seconds: float, *, short: bool = False) -> str:
    """Since when the incident runs: "00:12:41", "2d 03:10:00", short "2d 03:10"."""
    whole = max(0, int(seconds))
    days, rest = divmod(whole, 86_400)
    clock = f"{rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}"
    if not days:
        return clock
    return f"{days}d {clock[:5] if short else clock}"


def since(seconds: float, *, to_the_second: bool = True) -> str:
    """How long a state has held: "48s", "14m01", "3h12", "6d 4h", "21d"; to the minute where seconds would flicker."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole}s" if to_the_second else "<1m"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02}" if to_the_second else f"{whole // 60}m"
    if whole < 86_400:
        return f"{whole // 3600}h{whole % 3600 // 60:02}"
    if whole < 10 * 86_400:
        return f"{whole // 86_400}d {whole % 86_400 // 3600}h"
    return f"{whole // 86_400}d"


def moment(at: datetime, now: datetime, *, seconds: bool = True) -> str:
    """A moment as a column has it: the time today, "Sun 14:30" within six days, then "28 Nov", then with the year."""
    at, now = at.astimezone(UTC), now.astimezone(UTC)
    if at.date() == now.date():
        return f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}"
    if abs(at - now) < timedelta(days=6):
        return f"{at:%a %H:%M}"
    return f"{at.day} {at:%b}" if at.year == now.year else f"{at:%d %b %y}"


def utc(at: datetime, now: datetime) -> str:
    """A moment in a sentence, zone written out."""
    return f"{moment(at, now)} UTC"


def number(value: int) -> str:
    """12 000"""
    return f"{value:,}".replace(",", " ")


def plural(count: int, word: str) -> str:
    """ "1 line", "2 lines"."""
    return f"{number(count)} {word}{'' if count == 1 else 's'}"
