"""What is said, and what is around an incident: templates, the end, lists, people, places, looking back."""

from warroom.playbook.model import Playbook, Template
from warroom.playbook.words import limit_words, within_words
from warroom.tui.panes.playbook.blocks import GAP, Block, Piece, above, bullets, quiet


def templates(playbook: Playbook) -> list[Block]:
    """A block a template, exactly as it is written; then the channels."""
    found = [_template(template, gap=n > 0) for n, template in enumerate(playbook.templates)]
    channels = [
        Block(
            (
                Piece(channel.name or channel.id, first="· "),
                *quiet(channel.id, "users read it" if channel.audience == "users" else "the team reads it"),
            ),
            above("channels", gap=bool(found)) if n == 0 else (),
        )
        for n, channel in enumerate(playbook.channels)
    ]
    return [*found, *channels]


def _template(template: Template, *, gap: bool) -> Block:
    where = (template.id, template.channel, template.status, template.source)
    subject = (Piece(f"Subject: {template.subject}", "muted", 2),) if template.subject else ()
    return Block(
        (
            Piece(template.title or template.id, "title"),
            *quiet(*where),
            *subject,
            Piece(template.body, indent=2, exact=True),
        ),
        GAP if gap else (),
        kind="template",
        copied=template.body,
    )


def resolution(playbook: Playbook) -> list[Block]:
    """When it is over: what must hold, what is tried by hand, what is watched."""
    over = playbook.resolution
    watched = f"watched for {limit_words(over.watch)}" if over.watch else "watched"
    groups = (
        ("what must hold", over.criteria),
        ("tried by hand", over.flows),
        (watched, over.watch_for or (("nothing else",) if over.watch else ())),
    )
    found: list[Block] = []
    for title, lines in groups:
        if lines:
            found.append(Block((Piece(title, "title"), *bullets(lines)), GAP if found else ()))
    if found and over.source:
        found.append(Block(quiet(over.source, indent=0)))
    return found


def lists(playbook: Playbook) -> list[Block]:
    """A block an item; the first of each list has its title above."""
    found: list[Block] = []
    for one in playbook.lists:
        for n, item in enumerate(one.items, 1):
            heading = (*above(one.title, gap=bool(found)), *quiet(one.id, one.source, indent=0)) if n == 1 else ()
            found.append(Block((Piece(item, first=f"{n} "),), heading, kind="tick", about=one.id, n=n, copied=item))
    return found


def contacts(playbook: Playbook) -> list[Block]:
    """A block a person."""
    return [
        Block((Piece(one.name, "title"), *quiet(one.role, one.how, one.source)), copied=one.how or one.name)
        for one in playbook.contacts
    ]


def links(playbook: Playbook) -> list[Block]:
    """A block a page."""
    return [
        Block((Piece(one.title, "title"), Piece(one.url, "text+u", 2), *quiet(one.kind, one.source)), copied=one.url)
        for one in playbook.links
    ]


def postmortem(playbook: Playbook) -> list[Block]:
    """By when, who comes, what is talked about; a block a section of the page."""
    back = playbook.postmortem
    levels = " ".join(back.severities)
    due = within_words(back.within)
    found = [Block(quiet(due, levels, back.file, back.source, indent=0))] if due or levels or back.file else []
    for title, lines in (("who comes", back.attendees), ("agenda", back.agenda)):
        if lines:
            found.append(Block((Piece(title, "title"), *bullets(lines)), GAP if found else ()))
    for n, section in enumerate(back.sections):
        heading = above("sections of the page", gap=bool(found)) if n == 0 else ()
        found.append(
            Block((Piece(section.title, first="· "), *bullets(section.asks, 4), *quiet(section.source)), heading)
        )
    return found


def metrics(playbook: Playbook) -> list[Block]:
    """A block a figure that is kept."""
    return [Block((Piece(line, first="· "),)) for line in playbook.metrics]


def principles(playbook: Playbook) -> list[Block]:
    """What is remembered, and what keeps it from happening."""
    found = [Block((Piece(line, first="· "),)) for line in playbook.principles]
    for n, line in enumerate(playbook.prevention):
        heading = above("so that it does not happen", gap=bool(found)) if n == 0 else ()
        found.append(Block((Piece(line, first="· "),), heading))
    return found


def checks(playbook: Playbook) -> list[Block]:
    """What it asks, and what its page speaks of and nobody asks."""
    found = [
        Block((Piece(one.name, "title"), *quiet(one.kind, ", ".join(one.expect), one.group))) for one in playbook.checks
    ]
    for n, one in enumerate(playbook.proposed):
        heading = above("spoken of, asked by nobody", gap=bool(found)) if n == 0 else ()
        found.append(Block((Piece(one.name), *quiet(one.url, one.source)), heading, copied=one.url))
    return found


def left(playbook: Playbook) -> list[Block]:
    """What an import did not understand, as it stands on the page."""
    return [
        Block(
            (Piece(one.source, "muted"), *quiet(one.why, indent=0), Piece(one.text, indent=2, exact=True)),
            GAP if n else (),
            copied=one.text,
        )
        for n, one in enumerate(playbook.left)
    ]


def about(playbook: Playbook) -> list[Block]:
    """What it is called, and what it says of itself."""
    told = (
        ("name", playbook.name),
        ("title", playbook.title),
        ("second zone", playbook.zone),
        ("channel", playbook.channel_name),
    )
    return [Block(tuple(Piece(words, first=f"{name:<13}") for name, words in told if words))]
