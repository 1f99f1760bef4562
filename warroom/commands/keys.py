"""The keys of the screen, as settings have them."""

from warroom.commands.speak import as_json, out
from warroom.settings import Settings
from warroom.tui.keys import with_changes


def list_keys(settings: Settings, format_: str) -> None:
    """Each key with the id by which settings change it."""
    found = with_changes(settings.keys)
    if format_ == "json":
        out(as_json([{"id": k.id, "key": k.key, "does": k.help, "where": k.where} for k in found]))
        return
    for key in found:
        out(f"{key.id:<20} {key.shown:<7} {key.help:<28} {key.where}")
