"""The API's memory: real pages of this process, under a limit such as a container has."""

import mmap

CHUNK = 1 << 20
LEAK_LIMIT = 64


class Memory:
    """What the process holds, and what of it has leaked: at most 64 MiB, all given back by `free`."""

    def __init__(self) -> None:
        self._leaked: list[mmap.mmap] = []
        self._limit = self._resident() + LEAK_LIMIT * CHUNK

    @property
    def full(self) -> bool:
        """Whether all that may leak has leaked."""
        return len(self._leaked) >= LEAK_LIMIT

    @property
    def percent(self) -> float:
        """What is held of the limit."""
        return 100.0 if self.full else min(100.0, round(100 * self._resident() / self._limit, 1))

    @property
    def resident(self) -> int:
        """Bytes the process holds now."""
        return self._resident()

    def leak(self, share: float) -> None:
        """Hold this share (0 to 1) of what may leak."""
        while len(self._leaked) < min(LEAK_LIMIT, round(share * LEAK_LIMIT)):
            pages = mmap.mmap(-1, CHUNK)
            pages.write(b"\1" * CHUNK)
            self._leaked.append(pages)

    def free(self) -> None:
        """Give back what leaked."""
        for pages in self._leaked:
            pages.close()
        self._leaked.clear()

    def _resident(self) -> int:
        import psutil

        return int(psutil.Process().memory_info().rss)
