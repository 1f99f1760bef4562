"""Reading what may never answer, each in a thread of its own: that thread hangs, and nothing else."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from warroom.host.readable import readable

Read = TypeVar("Read")
Clock = Callable[[], float]


class Reader(threading.Thread, Generic[Read]):
    """Reads when it is asked and keeps the newest answer; asking never waits."""

    def __init__(self, name: str, read: Callable[[], Read], clock: Clock = time.monotonic) -> None:
        super().__init__(name=name, daemon=True)
        self.last: tuple[float, Read] | None = None
        """The newest answer and when it came, by the clock."""
        self.failed = False
        """Whether the last question was answered with an error."""
        self.took_s = 0.0
        self._read = read
        self._clock = clock
        self._asked = threading.Event()
        self._answered = threading.Event()
        self._asked_at: float | None = None
        self._ended = False
        self.start()

    def run(self) -> None:
        """Answer until stopped."""
        while self._asked.wait() and not self._ended:
            self._asked.clear()
            began = self._clock()
            answer = readable(self._read)
            now = self._clock()
            self.took_s = now - began
            self.failed = answer is None
            if answer is not None:
                self.last = (now, answer)
            self._asked_at = None
            self._answered.set()

    def ask(self) -> None:
        """Have it read, unless it is at it."""
        if self._asked_at is None:
            self._asked_at = self._clock()
            self._answered.clear()
            self._asked.set()

    def wait(self, seconds: float) -> None:
        """Until it has answered, at most so long."""
        self._answered.wait(seconds)

    @property
    def silent_s(self) -> float:
        """How long an answer has been waited for; 0 where none is."""
        asked_at = self._asked_at
        return 0.0 if asked_at is None else max(0.0, self._clock() - asked_at)

    @property
    def busy(self) -> bool:
        """Whether an answer is waited for."""
        return self._asked_at is not None

    def stop(self) -> None:
        """End the thread, at once or when it has its answer."""
        self._ended = True
        self._asked.set()


class Readers(Generic[Read]):
    """A reader for each key, made when it is first wanted."""

    def __init__(self, name: str, clock: Clock = time.monotonic) -> None:
        self._name = name
        self._clock = clock
        self._readers: dict[str, Reader[Read]] = {}

    def want(self, key: str, read: Callable[[], Read]) -> Reader[Read]:
        """The reader of this key."""
        if key not in self._readers:
            self._readers[key] = Reader(self._name, read, self._clock)
        return self._readers[key]

    def get(self, key: str) -> Reader[Read] | None:
        """The reader of this key, if there is one."""
        return self._readers.get(key)

    def rest(self, keep: frozenset[str] = frozenset()) -> None:
        """End those that wait for nothing and are not in `keep`. One that hangs stays: it must not get a second."""
        for key, reader in list(self._readers.items()):
            if key not in keep and not reader.busy:
                reader.stop()
                del self._readers[key]

    def __len__(self) -> int:
        return len(self._readers)
