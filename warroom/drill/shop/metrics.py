"""The API's numbers as Prometheus reads them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """Requests by route and status, and a histogram of their latency in seconds."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._buckets = [0] * (len(BUCKETS_S) + 1)
        self._sum = 0.0

    def count(self, route: str, status: int, latency_s: float) -> None:
        """Take one answered request in."""
        self._requests[route, status] += 1
        self._buckets[bisect_left(BUCKETS_S, latency_s)] += 1
        self._sum += latency_s

    def lines(self) -> Iterable[str]:
        """Its own families of the text format."""
        requests = {f'{{route="{route}",status="{status}"}}': n for (route, status), n in self._requests.items()}
        yield from family("http_requests_total", "counter", "Requests answered.", requests)
        errors = sum(n for (_, status), n in self._requests.items() if status >= 500)
        yield from family("http_errors_total", "counter", "Requests answered with 500 or above.", {"": errors})
        yield from ("# HELP http_request_duration_seconds Latency.", "# TYPE http_request_duration_seconds histogram")
        total = 0
        for bound, n in zip((*map(str, BUCKETS_S), "+Inf"), self._buckets, strict=True):
            total += n
            yield f'http_request_duration_seconds_bucket{{le="{bound}"}} {total}'
        yield f"http_request_duration_seconds_sum {self._sum:.6f}"
        yield f"http_request_duration_seconds_count {total}"


def family(name: str, kind: str, words: str, values: Mapping[str, float]) -> Iterable[str]:
    """The lines of one metric; `values` by its labels, as `{name="value"}` or nothing."""
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
    for labels, value in values.items():
        yield f"{name}{labels} {value}"
