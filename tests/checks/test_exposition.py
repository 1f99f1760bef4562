"""Only the wanted lines of a metrics page are read, and they are read as Prometheus' own client reads them."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

from warroom.checks.series.exposition import Reader, Sample, Unreadable, metrics_in, nearest_metrics, series


def oracle(text: str, name: str, openmetrics: bool = False) -> list[tuple[dict[str, str], str, float | None]]:
    """What Prometheus' client reads of one metric; a value as text, for NaN equals nothing."""
    read: Any = read_openmetrics if openmetrics else read_text
    families = read(text)
    return [
        (dict(one.labels), repr(float(one.value)), float(one.timestamp) if one.timestamp is not None else None)
        for family in families
        for one in family.samples
        if one.name == name
    ]


def ours(text: str, name: str, openmetrics: bool = False) -> list[tuple[dict[str, str], str, float | None]]:
    return [(dict(one.labels), repr(one.value), one.at) for one in Reader([name]).read(text.encode(), openmetrics)]


@pytest.mark.parametrize(
    "text",
    [
        "m 1\n",
        "m 1",
        "m 1\r\n",
        "m{} 1\n",
        'm{a="b"} 1\n',
        'm{a="b",} 1.5e3\n',
        'm{a="b", c="d"}\t2\n',
        'm { a = "b" , c = "d" } 3\n',
        'm{a="}"} 4\n',
        'm{a="{x=1} # no comment"} 4\n',
        'm{a="C:\\\\DIR\\\\",b="say \\"hi\\"",c="two\\nlines"} 5\n',
        'm{a="ünï"} 6 1395066363000\n',
        "m -3.14 -3982045\n",
        "m NaN\nm_b 1\nxm 2\n",
        "m +Inf\n",
        "m -Inf\n",
        '# HELP m what m{a="b"} 1 is\n# TYPE m gauge\nm 0.0\n',
        "  m 7  \n\n",
        'other{m="1"} 1\nm{x=""} 2\n',
        "m_total 1\nm:rate5m 2\nm 3\n",
    ],
)
def test_a_line_is_read_as_prometheus_client_reads_it(text: str) -> None:
    assert ours(text, "m") == oracle(text, "m")


NAMES = st.sampled_from(["m", "mm", "m_total", "a:m", "n"])
LABELS = st.dictionaries(st.sampled_from(["a", "b", "le", "code_2"]), st.text(max_size=12), max_size=3)
VALUES = st.floats() | st.integers(-(2**53), 2**53).map(float)


def escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def line(name: str, labels: dict[str, str], value: float, at: int | None) -> str:
    inside = ",".join(f'{label}="{escaped(text)}"' for label, text in labels.items())
    number = {math.inf: "+Inf", -math.inf: "-Inf"}.get(value, repr(value))
    return f"{name}{{{inside}}} {number}{'' if at is None else f' {at}'}"


def plain(text: str) -> bool:
    """Texts the oracle reads as Prometheus does: it ends a line wherever Unicode says that one ends."""
    return not any(end in text for end in "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029") and text.isprintable()


@given(st.lists(st.tuples(NAMES, LABELS, VALUES, st.none() | st.integers(0, 2**41)), max_size=12), NAMES)
def test_whatever_labels_hold_they_are_read_as_prometheus_client_reads_them(rows: list[Any], name: str) -> None:
    rows = [row for row in rows if all(map(plain, row[1].values()))]
    text = "\n".join(line(*row) for row in rows) + "\n"
    found = sorted(map(repr, ours(text, name)))
    want = [(dict(sorted(labels.items())), value, at) for labels, value, at in oracle(text, name)]
    assert found == sorted(map(repr, want))


@given(LABELS, VALUES)
def test_whatever_a_label_holds_comes_out_of_its_escapes(labels: dict[str, str], value: float) -> None:
    [sample] = Reader(["m"]).read(line("m", labels, value, None).encode("utf-8", "surrogatepass"))
    assert {label: text.encode("utf-8", "surrogatepass") for label, text in labels.items()} == {
        label: text.encode("utf-8", "surrogatepass") for label, text in sample.labels.items()
    }


@pytest.fixture(scope="module")
def registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    requests = Counter("requests", "How many", ["code", "path"], registry=registry)
    took = Histogram("took_seconds", "How long", ["path"], registry=registry)
    for code in ("200", "404", "500"):
        for path in ("/", '/a"b', "/c\\d"):
            requests.labels(code, path).inc(7, exemplar={"trace": "abc # 1"})
            took.labels(path).observe(0.3, {"trace": code})
    return registry


@pytest.mark.parametrize("name", ["requests_total", "took_seconds_bucket", "took_seconds_sum", "requests_created"])
def test_a_page_of_the_real_client_is_read_in_both_formats(registry: CollectorRegistry, name: str) -> None:
    in_openmetrics: Any = generate_openmetrics
    text, openmetrics = generate_latest(registry).decode(), in_openmetrics(registry).decode()
    assert "# {trace=" in openmetrics
    for found, want in (
        (ours(text, name), oracle(text, name)),
        (ours(openmetrics, name, True), oracle(openmetrics, name, True)),
    ):
        assert len(found) > 2 or name == "requests_created"
        assert found == [(dict(sorted(labels.items())), value, at) for labels, value, at in want]


def test_openmetrics_says_times_in_seconds_and_the_text_format_in_milliseconds() -> None:
    assert Reader(["m"]).read(b"m 1 1700000000.5\n", openmetrics=True)[0].at == 1700000000.5
    assert Reader(["m"]).read(b"m 1 1700000000500\n")[0].at == 1700000000.5


@pytest.mark.parametrize("text", ['m{a="b} 1', "m{a=b} 1", "m x", "m", "m{", 'm{a="b"}', "m 1 x", "m 1 1e", "m 1_0"])
def test_a_wanted_line_that_is_none_is_said(text: str) -> None:
    if text == "m":
        assert Reader(["m"]).read(b"m") == []
        return
    with pytest.raises(Unreadable, match="cannot be read"):
        Reader(["m"]).read(text.encode())


@pytest.mark.parametrize("text", ['other{a="b} 1\nm 1', "??\nm 1", "\xff\xfe\nm 1", "<html>\nm 1"])
def test_what_is_not_wanted_may_be_anything(text: str) -> None:
    assert Reader(["m"]).read(text.encode("latin-1")) == [Sample("m", {}, 1.0)]


@pytest.mark.parametrize("filler", [b" ", b'a="b",', b'"', b"\\", b'\\"', b"{", b"#", b"1 ", b"\t1"])
@pytest.mark.parametrize("begin", [b"m ", b"m{", b'm{a="'])
def test_a_line_of_a_mebibyte_takes_no_longer_than_its_length(begin: bytes, filler: bytes) -> None:
    body = b"m 1\n" + begin + filler * ((1 << 20) // len(filler)) + b"\x01\nm 2\n"
    with pytest.raises(Unreadable):
        Reader(["m"]).read(body)


def test_labels_seen_before_are_the_same_objects_and_those_gone_are_forgotten() -> None:
    reader = Reader(["m"])
    [first] = reader.read(b'm{a="b"} 1\n')
    [second] = reader.read(b'm{a="b"} 2\n')
    assert first.labels is second.labels
    reader.read(b"m 1\n")
    assert list(reader._labels) == [b""]


def test_the_kinds_of_metrics_are_those_of_their_families() -> None:
    body = b"# TYPE took histogram\ntook_bucket 1\n# TYPE requests counter\nrequests_total 1\n# TYPE other gauge\n"
    assert Reader(["took_bucket", "requests_total"]).kinds(body) == {"took": "histogram", "requests": "counter"}


def test_the_nearest_metrics_are_named() -> None:
    known = metrics_in(b'# HELP x y\nhttp_requests_total 1\nhttp_request_seconds_count{a="b"} 2\nup 1\n')
    assert known == {"http_requests_total", "http_request_seconds_count", "up"}
    assert nearest_metrics("http_request_total", known)[0] == "http_requests_total"
    assert nearest_metrics("zzz", known) == []
    assert nearest_metrics("seconds", known) == ["http_request_seconds_count"]


def test_a_series_is_written_as_people_write_it() -> None:
    assert (series({"code": "500", "b": "c"}), series({})) == ('{code="500", b="c"}', "")
