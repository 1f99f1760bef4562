"""A drill's services for a test, and how to ask them."""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from warroom.drill.services import Services

NEVER = 3600.0


def get(port: int, path: str = "/health", method: str = "GET") -> tuple[int, str]:
    """Status and body."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as asked:
        asked.request(method, path)
        answer = asked.getresponse()
        return answer.status, answer.read().decode()


def health(services: Services) -> tuple[int, dict[str, Any]]:
    status, body = get(services.ports["api"])
    return status, json.loads(body)


def until(true: Callable[[], object], within_s: float = 5.0) -> None:
    """Wait for it, and fail when it does not come in time."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, f"not so after {within_s} s"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def calm() -> Iterator[Services]:
    """Services that do not break."""
    services = Services.start(inject_after=NEVER)
    yield services
    services.stop()


@pytest.fixture
def breaking() -> Iterator[Services]:
    """Services whose pool is taken almost at once."""
    services = Services.start(inject_after=0.2)
    yield services
    services.stop()
