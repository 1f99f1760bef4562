"""How times and numbers are worded, on the screen and in print."""

from datetime import UTC, datetime, timedelta

HOUR = 3600
DAY = 86_400


def span(seconds: float) -> str:
    """A countdown's length in at most five cells: "02:19", "1h24" from an hour, "1d 4h" from a day, then "21d"."""
    whole = int(abs(seconds))
    return f"{whole // 60:02}:{whole % 60:02}" if whole < HOUR else _long(whole)


def _long(whole: int) -> str:
    """An hour and more in five cells: "1h24", "1d 4h", "9d23h", "21d", "400d", "27y"."""
    days, rest = divmod(whole, DAY)
    if not days:
        return f"{rest // HOUR}h{rest % HOUR // 60:02}"
    if days < 10:
        return f"{days}d{rest // HOUR:>2}h"
    return f"{days}d" if days < 10_000 else f"{days // 365}y"


def elapsed(seconds: float, *, short: bool = False) -> str:
    """Since when the incident runs, in at most eleven cells: "00:12:41", "2d 03:10:00", "21d 03:10".

    `short` takes at most ten: "2d 03:10". A clock that went back before the beginning shows nothing elapsed.
    """
    whole = max(0, int(seconds))
    days, rest = divmod(whole, DAY)
    clock = f"{rest // HOUR:02}:{rest % HOUR // 60:02}:{rest % 60:02}"
    if not days:
        return clock
    if days >= 1000:
        return f"{days}d"
    return f"{days}d {clock[:5] if short or days >= 10 else clock}"


def since(seconds: float, *, to_the_second: bool = True) -> str:
    """How long a state has held, in at most five cells: "48s", "14m01", "3h12", "6d 4h", "21d".

    To the minute where seconds would flicker; nothing where the clock went back before it began.
    """
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole}s" if to_the_second else "<1m"
    if whole < HOUR:
        return f"{whole // 60}m{whole % 60:02}" if to_the_second else f"{whole // 60}m"
    return _long(whole)


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
