"""Slack by an incoming webhook, and whatever speaks like it."""

from typing import ClassVar

import msgspec

from warroom.updates.senders import Secret, SenderOptions, Sending, Wrong
from warroom.updates.sending import Answer, Message
from warroom.updates.ways.addresses import web_address

MOST = 40_000
"""Characters of a text; Slack cuts off the rest."""
_MEANT = {
    "invalid_payload": "it could not read what was sent",
    "invalid_token": "the webhook's token is not valid: make a new one",
    "no_text": "it found no words",
    "no_service": "the webhook was removed or switched off: make a new one",
    "no_active_hooks": "the webhook was removed or switched off: make a new one",
    "no_team": "its workspace is gone",
    "team_disabled": "its workspace is gone",
    "channel_not_found": "its channel is gone: make a new webhook",
    "channel_is_archived": "its channel is archived",
    "user_not_found": "the person it wrote to is gone",
    "action_prohibited": "an administrator does not allow it",
    "posting_to_general_channel_denied": "only administrators may write to that channel",
}


class Options(SenderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of this kind."""

    secret_keys: ClassVar[tuple[str, ...]] = ("url",)

    url: Secret
    """The webhook's URL, which is a secret as a whole."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.url, str):
            web_address(self.url)

    @property
    def target(self) -> str:
        return "an incoming webhook"


async def send(options: Options, message: Message, sending: Sending) -> Answer:
    """Post the words; Slack's own answer to a post that it took is "ok"."""
    from warroom.updates.ways.judging import judged
    from warroom.updates.ways.posting import ask, said_of

    if len(message.text) > MOST:
        raise Wrong(f"Slack takes {MOST:,} characters, and these are {len(message.text):,}")
    body = msgspec.json.encode({"text": escaped(message.text)}).decode()
    headers = {"content-type": "application/json; charset=utf-8"}
    reply = await ask(str(options.url), headers=headers, body=body, budget_s=sending.budget_s)
    said = reply.text.strip()
    if reply.status == 200:
        if said == "ok" and reply.whole:
            return Answer("sent")
        return Answer("unknown", f"Slack answered {said_of(reply)} instead of `ok`")
    if 400 <= reply.status < 500 and (meant := _MEANT.get(said)):
        return Answer("refused", f"Slack answered {reply.status} `{said}`: {meant}")
    return judged(reply, "Slack")


def escaped(text: str) -> str:
    """The text with the three signs by which Slack begins mentions and links, as they are to be read."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
