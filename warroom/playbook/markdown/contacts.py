"""People who can be called, and how."""

import re

from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.fields import column_of, split_label
from warroom.playbook.markdown.links import is_address, take_link
from warroom.playbook.markdown.plain import bare, tidy
from warroom.playbook.markdown.titles import kind_of
from warroom.playbook.markdown.tree import Block
from warroom.playbook.model import Contact

REACHED = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|\+?\d[\d\s().-]{6,}\d|\+?\d[\dX x().-]{6,}|#[\w-]+|@[\w.-]+|\b(?:pager ?duty"
    r"|slack|phone|opsgenie|dm|ext\.?)\b",
    re.IGNORECASE,
)


def take_contacts(block: Block, context: Context, draft: Draft) -> list[Block]:
    """The items of a list that name nobody."""
    left = []
    group = tidy(context.title) if kind_of(context.title) not in ("contacts", "ladder", "links") else ""
    for item in block.children:
        if not item.lines:
            left.append(item)
            continue
        label, value = split_label(item.lines[0])
        nested = [child.text for inner in item.children for child in inner.children]
        how = " ".join([value, *(line.text for line in item.lines[1:]), *nested]).strip()
        if (
            label
            and is_address(value)
            and context.kind == "contacts"
            and not REACHED.search(value.split("://")[0])
            and item.links
        ):
            take_link(label, item.links[0][1], item.first, context, draft)
        elif label:
            draft.contacts.append(Contact(name=label, role=group, how=how, source=draft.at(item.first)))
        elif REACHED.search(item.text):
            name, way = _apart(bare(item.text))
            draft.contacts.append(
                Contact(name=name, role=group, how=" ".join([way, *nested]).strip(), source=draft.at(item.first))
            )
        elif nested:
            draft.contacts.append(
                Contact(name=tidy(item.text), role=group, how=", ".join(nested), source=draft.at(item.first))
            )
        elif context.kind == "contacts" and len(item.text.split()) <= 8:
            name, way = _apart(bare(item.text))
            draft.contacts.append(Contact(name=name, role=group, how=way, source=draft.at(item.first)))
        else:
            left.append(item)
            continue
        draft.use_block(item)
    return left


def _apart(text: str) -> tuple[str, str]:
    if match := re.match(r"^(.+?)\s*[(]([^()]+)[)]$", text):
        return tidy(match[1]), match[2]
    if (match := REACHED.search(text)) and match.start() > 0:
        return tidy(text[: match.start()].rstrip(" ,(")), text[match.start() :].strip(" ()")
    return tidy(text), ""


def take_contact_table(table: Block, context: Context, draft: Draft) -> bool:
    """Whether a table had somebody and a way to reach them in each row."""
    kinds = [column_of(cell.text) for cell in table.rows[0]]
    ways = [place for place, kind in enumerate(kinds) if kind in ("phone", "mail", "how", "url")]
    name = next((kinds.index(kind) for kind in ("who", "role", "tool", "task") if kind in kinds), None)
    role = kinds.index("role") if "role" in kinds and kinds.index("role") != name else None
    if name is None or (not ways and context.kind != "contacts") or len(table.rows[0]) < 2:
        return False
    if not {"phone", "mail", "how"} & set(kinds) and context.kind != "contacts":
        return False
    draft.use_block(table)
    heads = [cell.text for cell in table.rows[0]]
    for row in table.rows[1:]:
        if not any(cell.text for cell in row):
            continue
        who = row[name].text if name < len(row) else ""
        job = row[role].text if role is not None and role < len(row) else ""
        more = [
            cell.text
            if kinds[place : place + 1] in (["phone"], ["mail"], ["how"]) or place >= len(heads)
            else f"{heads[place]}: {cell.text}"
            for place, cell in enumerate(row)
            if place not in (name, role) and cell.text.strip(" -–—")
        ]
        if who.strip(" -–—") or job:
            draft.contacts.append(
                Contact(
                    name=who.strip(" -–—") or job,
                    role=job if who.strip(" -–—") else "",
                    how=", ".join(more),
                    source=draft.at(row[0].no),
                )
            )
    return True


def looks_like_contacts(block: Block) -> bool:
    """Whether most items name somebody and an address, number or handle."""
    told = sum(
        bool(
            item.lines
            and split_label(item.lines[0])[0]
            and re.search(r"[\w.+-]+@[\w-]+\.\w|\+\d[\d\s().-]{6,}", item.text)
        )
        for item in block.children
    )
    return told >= 1 and told * 2 > len(block.children)
