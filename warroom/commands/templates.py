"""`warroom playbook template`: words for a channel, with what the record knows in their blanks."""

from warroom.commands import opening
from warroom.commands.speak import as_json, out, tell
from warroom.errors import BadInput
from warroom.located import did_you_mean, quoted
from warroom.playbook.model import Template
from warroom.report.filling import Filled, fill
from warroom.report.words import plural
from warroom.settings import Settings
from warroom.text import plain, visible


def template(settings: Settings, name: str | None, format_: str) -> None:
    """One template filled in, blanks told on stderr; the names of all without one."""
    with opening.house(settings, reading=True) as house:
        room = house.room(house.directory.latest(settings.incident))
        incident, now = room.incident, room.now()
    every = {one.id: one for one in incident.playbook.templates}
    if not every:
        raise BadInput(f"playbook {incident.playbook.name} has no templates")
    if name is None:
        for one in every.values():
            _list(one, format_)
        return
    if name not in every:
        raise BadInput(f"no template {quoted(name)}{did_you_mean(name, list(every))}")
    chosen = every[name]
    subject, body = fill(chosen.subject, incident, now), fill(chosen.body, incident, now)
    blanks = tuple(dict.fromkeys((*subject.blanks, *body.blanks)))
    if format_ == "json":
        out(as_json(_data(chosen) | {"subject": subject.text, "body": body.text, "blanks": blanks}))
        return
    _print(subject, body)
    if blanks:
        tell(f"{plural(len(blanks), 'blank')} left, nobody said: {', '.join(blanks)}")


def _print(subject: Filled, body: Filled) -> None:
    if subject.text:
        out(visible(f"Subject: {subject.text}"))
        out("")
    for line in plain(body.text).rstrip("\n").split("\n"):
        out(visible(line))


def _list(one: Template, format_: str) -> None:
    if format_ == "json":
        out(as_json(_data(one)))
    else:
        out(visible(f"{one.id:<28} {one.channel:<14} {one.status:<14} {one.title}".rstrip()))


def _data(one: Template) -> dict[str, object]:
    return {"id": one.id, "channel": one.channel, "status": one.status, "title": one.title}
