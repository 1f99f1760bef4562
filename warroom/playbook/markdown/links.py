"""Pages somebody will need, and health addresses that could be probed: proposed, never checked."""

import re

from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.fields import column_of, split_label
from warroom.playbook.markdown.inline import ADDRESS
from warroom.playbook.markdown.plain import simple, tidy
from warroom.playbook.markdown.tree import Block
from warroom.playbook.model import Link, Proposed

_HEALTH = re.compile(
    r"/(?:[\w.-]*health[\w.-]*|status(?:\.json)?|ready|readyz|readiness|live|livez|liveness|heartbeat|ping"
    r"|up|_status|alive|actuator/health)/?$",
    re.IGNORECASE,
)
_GET = re.compile(r"^\s*(?:sudo\s+)?(?:curl|wget|https?)\s")
_METHODS = "(?i:POST|PUT|PATCH|DELETE)"
_SENDS = re.compile(
    rf"\s-[a-zA-Z]*[dFT](?=[\s@\"'{{=]|$)|\s-[dF](?=\S)|--(?:data|form|upload|json|post|body)|\s-[a-zA-Z]*X[\s=\"'\\]*{_METHODS}"
    rf"|--(?:request|method)[\s=\"'\\]*{_METHODS}|^\s*(?:sudo\s+)?(?:https?|xh)\s(?:.*\s)?{_METHODS}\s"
)
_KINDS = (
    ("dashboard", r"dashboard|grafana|datadog|kibana|metrics|monitor|new relic|prometheus"),
    ("runbook", r"runbooks?|playbooks?"),
    ("status page", r"status"),
    ("document", r"doc(?:s|umentation)?|architecture|guide|wiki|overview"),
)
_BLANK = re.compile(r"[<>\[\]{}$]|\.\.\.|%3c|%7b", re.IGNORECASE)


def take_link(title: str, url: str, line: int, context: Context, draft: Draft) -> None:
    """One more link, once."""
    if not url or any(link.url == url and simple(link.title) == simple(title) for link in draft.links):
        return
    said = simple(f"{title} {context.title}")
    kind = next((name for name, words in _KINDS if re.search(rf"\b(?:{words})\b", said)), "")
    draft.links.append(Link(title=tidy(title) or url, url=url, kind=kind, source=draft.at(line)))


def take_links(block: Block, context: Context, draft: Draft) -> list[Block]:
    """The items of a list that link to nothing."""
    left = []
    for item in block.children:
        if not item.links:
            left.append(item)
            continue
        label, _ = split_label(item.lines[0])
        for title, url in item.links:
            take_link(_titled(item.text, label, title, url), url, item.first, context, draft)
        draft.use(item.first, item.lines[-1].no)
        for inner in item.children:
            if inner.kind == "list":
                left += take_links(inner, context, draft)
            else:
                left.append(inner)
    return left


def _titled(text: str, label: str, title: str, url: str) -> str:
    words = text.replace(url, "").strip(" :–—-()") if not title else text
    return (label if label and not title else title if title and len(text) <= len(title) + 3 else words) or title or url


def take_link_table(table: Block, context: Context, draft: Draft) -> bool:
    """Whether every row of a table had a link."""
    rows = [row for row in table.rows[1:] if any(cell.text for cell in row)]
    linked = [row for row in rows if any(cell.links for cell in row)]
    kinds = [column_of(cell.text) for cell in table.rows[0]]
    if (
        not rows
        or len(linked) * 2 <= len(rows)
        or ("url" not in kinds and "tool" not in kinds and context.kind not in ("links", "contacts", "scenarios"))
    ):
        return False
    draft.use_block(table)
    for row in rows:
        words = " – ".join(cell.text for cell in row if cell.text and not is_address(cell.text))
        found = [link for cell in row for link in cell.links]
        for title, url in found:
            take_link(words or title, url, row[0].no, context, draft)
        if not found:
            draft.used.discard(row[0].no)
    return True


def only_links(block: Block) -> bool:
    """Whether every item is a link and hardly more."""
    return bool(block.children) and all(
        item.links and len(item.text) - sum(len(title or url) for title, url in item.links) <= 60
        for item in block.children
    )


def is_address(text: str) -> bool:
    """Whether these words are an address and no more."""
    return bool(ADDRESS.fullmatch(text.strip().rstrip(".")))


def proposals(draft: Draft, commands: list[tuple[str, str]]) -> tuple[Proposed, ...]:
    """Health addresses in commands and links, and what a plain curl asks, each once. `commands` are (run, source)."""
    found: dict[str, str] = {}
    for run, source in commands:
        if _SENDS.search(run):
            continue
        for match in ADDRESS.finditer(run):
            url = match[0].rstrip("\\'\"")
            asked = bool(_GET.match(run)) and "|" not in run
            if _HEALTH.search(url.split("?")[0]) or asked:
                found.setdefault(url, source)
    for link in draft.links:
        if _HEALTH.search(link.url.split("?")[0]) and link.url.startswith("http"):
            found.setdefault(link.url, link.source)
    made = []
    for url, source in found.items():
        if url.startswith("http") and not _BLANK.search(url):
            host = re.sub(r"^https?://", "", url).split("/")[0]
            path = url.split(host, 1)[1].strip("/").replace("/", "-")
            made.append(Proposed(name=f"{host}-{path}".strip("-")[:60], url=url, source=source))
    return tuple(made)
