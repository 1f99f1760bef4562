"""Documents for tests of the formats: one with everything in it, and any."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from warroom.report.document import (
    Bar,
    BarChart,
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Item,
    Items,
    LaneChart,
    Mark,
    Para,
    Report,
    Table,
)
from warroom.report.lanes import Lane, Stretch

T0 = datetime(2026, 11, 21, 14, 25, tzinfo=UTC)


def minutes(count: float) -> datetime:
    """So many minutes after the chart begins."""
    return T0 + timedelta(minutes=count)


def stretch(state: str, begin: float, end: float) -> Stretch:
    """A stretch from one minute to another."""
    return Stretch(state, minutes(begin), minutes(end))  # type: ignore[arg-type]  # a state, as tests write it


LANES = LaneChart(
    T0,
    minutes(80),
    (
        Lane("api", (stretch("down", 3, 46),), 2580, 0, 1),
        Lane("checkout", (stretch("down", 4, 46), stretch("degraded", 46, 55)), 2520, 540, 1),
        Lane("db pool", (stretch("down", 3, 45), stretch("down", 50, 52)), 2640, 0, 2),
        Lane("postgres", (stretch("degraded", 5, 45),), 0, 2400),
        Lane("status page", (stretch("unknown", 41, 43), stretch("paused", 60, 70)), 0, 0),
        Lane("redis", ()),
    ),
    (
        Mark(minutes(3.6), "detected"),
        Mark(minutes(5), "declared"),
        Mark(minutes(5.2), "acknowledged"),
        Mark(minutes(14.5), "triaged"),
        Mark(minutes(37), "cause found"),
        Mark(minutes(46.7), "mitigated"),
        Mark(minutes(46.8), "fixed"),
        Mark(minutes(62), "resolved"),
        Mark(minutes(9), "status_page investigating", "sent"),
        Mark(minutes(38), "status_page identified", "sent"),
        Mark(minutes(13), "kubectl get pods", "ran"),
        Mark(minutes(13.5), "kubectl top pods", "ran"),
        Mark(minutes(43), "kubectl rollout undo deploy/api", "ran"),
    ),
    "How the checks stood",
)
BARS = BarChart(
    "Time to resolve by month, median",
    (
        Bar("2026-09", 3400, "56 min 40 s"),
        Bar("2026-10", None, "no figure: 2 incidents have no resolution"),
        Bar("2026-11", 1210, "20 min 10 s", "bad"),
        Bar("2026-12", 0, "0 s"),
    ),
    "s",
)
EVERYTHING: tuple[Block, ...] = (
    Heading("Summary"),
    Para("The api answered 503 from 2026-11-21 14:28:36Z until 15:11.\nNobody could pay.\n\nData is safe."),
    Para("Nobody wrote what the customers saw.", "blank"),
    Para("2 clocks were missed.", "bad"),
    Heading("Impact", 2),
    Facts((("severity", "P0"), ("users", "12 000"), ("in words", "payments failed for everybody in Europe"))),
    Heading("What was red", 2),
    LANES,
    Heading("Timeline", 2),
    Table(
        ("#", "UTC", "Europe/Berlin", "what", "by"),
        [
            ("#1", "2026-11-21 14:30:00Z", "15:30:00 +01:00", "declare: P0 API down, playbook default", "anna"),
            (
                "#12",
                "2026-11-21 14:34:05Z",
                "15:34:05 +01:00",
                (
                    "note: connections 97 of 97, the report job of 14:20 holds 40, see https://grafana.example/d/1 "
                    "[v2, first: connections 96] [noted 14:39:44 UTC]"
                ),
                "bo",
            ),
            ("#13", "2026-11-21 23:30:00Z", "2026-11-22 00:30:00 +01:00", "pinned: rolled back [pinned]", "kim"),
        ],
        caption="timeline of 2026-11-21-api-down",
    ),
    Heading("Figures", 2),
    Table(
        ("severity", "incidents", "median", "90th"),
        [("P0", "3", "00:42:10", "01:10:00"), ("P1", "12", "02:00:10", "-")],
        frozenset({1, 2, 3}),
        "time to resolve",
    ),
    BARS,
    Heading("Actions", 2),
    Heading("After this incident", 3),
    Items(
        (
            Item("limit report jobs to 20 connections (petra, due 2026-12-01)", done=False, tone="soon"),
            Item("alert on waiting connections", done=True),
            Item("an owner for the report job", done=False, tone="blank"),
        )
    ),
    Items((Item("The dashboard", url="https://grafana.example/d/1?a=1&b=2"), Item("call the bank"))),
    Items((Item("Stop the job."), Item("Roll back.")), ordered=True),
    Heading("Evidence", 2),
    Code("$ kubectl rollout undo deploy/api\ndeployment.apps/api rolled back\n```\nnot the end\n", "console"),
)


def report(*blocks: Block, drill: bool = False) -> Report:
    """A report of these blocks."""
    document = Document(
        title="Post-mortem: API complete outage",
        blocks=blocks,
        about=(("incident", "2026-11-21-api-down"), ("severity", "P0"), ("status", "resolved")),
        source="Made from 2026-11-21-api-down to #203, head 515fd0d2700f495e, at 2026-11-22 01:27:46 UTC.",
        drill=drill,
    )
    return Report("2026-11-21-api-down-postmortem", document, {"id": "2026-11-21-api-down"})


whole = report(*EVERYTHING)
drilled = report(*EVERYTHING, drill=True)

_WICKED = (
    "\x1b[2J\x1b]0;owned\x07", "\x00", "\u202eevil\u202c", "\u2066x\u2069", "\x9b31m", "\r", "\n", "\t", "\u2028",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></table>", "&lt;", "&amp;", "&#64;", "]]>",
    "<!--", "-->", "{{ 7*7 }}", "{% raw %}", "`", "``", "```", "~~~", "*", "**", "_", "__", "~~", "|", "\\", "\\|",
    "\n```\n", "*x*", "_x_", "~~x~~", "\u3164",
    "[x](javascript:alert(1))", "![i](https://x.example/i.png)", "[x]: https://x.example", "https://x.example/?a=1|2",
    "www.x.example", "a@b.example", "@bo", "@org/team", "#128", "owner/repo#5", "GH-12", "!7", "$5", "%3", "~bug", "&9",
    ":fire:", "# h", "- a", "+ a", "1. a", "1) a", "> q", "===", "---", "    code", "[ ] t", "[^1]", "/close",
    "<https://x.example>", "=1+1", "+1", "-1", "@SUM(A1)", "\uff1dcmd", "' =1", '"=1', "deadbeef1", "é", "漢字", "🙂",
    "e\u0301\u0301\u0301\u0301\u0301", "\ud800", "\U000e0041", "no", "12:30:00", "1.5e3", "null", "~", " ", "",
)  # fmt: skip
hostile = st.lists(st.sampled_from(_WICKED) | st.text(max_size=6), max_size=5).map("".join)
"""Texts that somebody made to do harm, and any others."""

_moments = st.integers(-10, 90).map(minutes)
_states = st.sampled_from(("down", "degraded", "unknown", "paused"))
_lanes = st.builds(
    lambda name, cuts, state, times: Lane(
        name,
        tuple(Stretch(state, a, b) for a, b in zip(sorted(cuts), sorted(cuts)[1:], strict=False) if b > a),
        9,
        3,
        times,
    ),
    hostile,
    st.lists(_moments, max_size=5),
    _states,
    st.integers(0, 3),
)
_tones = st.sampled_from(("", "muted", "bad", "soon", "done", "blank"))
_rows = st.lists(st.tuples(hostile, hostile, hostile), max_size=3)
blocks = st.one_of(
    st.builds(Heading, hostile, st.integers(2, 4)),
    st.builds(Para, hostile, _tones),
    st.builds(
        Items,
        st.lists(st.builds(Item, hostile, st.sampled_from((None, True, False)), _tones, hostile), max_size=3).map(
            tuple
        ),
        st.booleans(),
    ),
    st.builds(Facts, st.lists(st.tuples(hostile, hostile), max_size=3).map(tuple)),
    st.builds(Table, st.tuples(hostile, hostile, hostile), _rows, st.just(frozenset({1})), hostile),
    st.builds(Code, hostile, hostile),
    st.builds(
        LaneChart,
        st.just(T0),
        st.just(minutes(80)),
        st.lists(_lanes, max_size=3).map(tuple),
        st.lists(st.builds(Mark, _moments, hostile, st.sampled_from(("milestone", "sent", "ran"))), max_size=4).map(
            tuple
        ),
        hostile,
    ),
    st.builds(
        BarChart,
        hostile,
        st.lists(st.builds(Bar, hostile, st.none() | st.floats(), hostile, _tones), max_size=3).map(tuple),
        hostile,
    ),
)


def of(words: str, *found: Block) -> Report:
    """A report in which these words stand wherever words can stand."""
    document = Document(title=words, blocks=found, about=((words, words),), source=words, drill=True)
    data = {"words": words, words or "key": [words, {"x": words}]}
    return Report("name", document, data, Table((words, "b"), [(words, words), (words, "x")]))
