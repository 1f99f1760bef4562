"""What a status means where an API says nothing of its own about it."""

from warroom.updates.sending import Answer
from warroom.updates.ways.posting import Reply, said_of

_THROTTLED = (420, 429)
_MAY_HAVE_RUN = (408,)


def judged(reply: Reply, who: str) -> Answer:
    """The answer for a status that is not the one for "accepted": 4xx was not, of 5xx nobody knows."""
    said = f"{who} answered {said_of(reply)}"
    if reply.status in _THROTTLED:
        return Answer("later", f"{who} asks to wait: {said_of(reply)}", retry_after_s=reply.retry_after_s)
    if 300 <= reply.status < 400:
        return Answer("refused", f"{who} answered {reply.status}, it moved: settings need its new address")
    if 400 <= reply.status < 500 and reply.status not in _MAY_HAVE_RUN:
        return Answer("refused", said)
    return Answer("unknown", said)
