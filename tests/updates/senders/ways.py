"""Ways out and messages as tests want them."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from tests.updates.senders.apis import Answering, Api, serving
from warroom.located import parse
from warroom.updates.sending import Answer, Message
from warroom.updates.ways.prepared import Prepared, prepared
from warroom.updates.ways.written import senders_in

SECRET = "T0KEN-q7Jx9ZkVb2mW4rNs"
MESSAGE = Message(
    n=3,
    channel="status_page",
    incident="2026-11-21-checkout-down",
    key="0192f0c1-update-3",
    text='Checkout is failing: "503" for {some} & <all>.\nWe are on it. ✓',
    status="investigating",
    subject="Checkout is failing",
    next_at=datetime(2026, 11, 21, 15, 30, tzinfo=UTC),
    title="Checkout down",
    severity="P0",
    severity_name="critical",
    impact="all customers",
)


def message(**changes: Any) -> Message:
    return msgspec.structs.replace(MESSAGE, **changes)


def way(environ: Mapping[str, str] | None = None, base: Path = Path("/"), copy: Any = None, **options: Any) -> Prepared:
    """The way out of settings with these keys, read as a file would be."""
    tree = parse(msgspec.json.encode({"senders": {"ops": options}}).decode(), "warroom.yaml")
    return prepared(senders_in(tree, base)[0], copy, environ or {})


def sent(built: Prepared, what: Message = MESSAGE) -> Answer:
    return asyncio.run(built.send(what))


def against(answer: Answering, what: Message = MESSAGE, path: str = "/hook", **options: Any) -> tuple[Answer, Api]:
    """Send to a server that answers so; its address is $HOOK, and ends in a secret."""

    async def run() -> tuple[Answer, Api]:
        async with serving(answer) as api:
            built = way({"HOOK": api.url(path), "TOKEN": SECRET}, **options)
            return await built.send(what), api

    return asyncio.run(run())
