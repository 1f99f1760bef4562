"""Reports as HTML: one valid page that acts on nothing, reads in order, and is seen by everybody."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from html5lib import HTMLParser
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.documents import BARS, EVERYTHING, LANES, T0, blocks, drilled, hostile, of, report, whole
from warroom.report.document import Bar, BarChart, Block, Heading, Item, Items, LaneChart, Mark, Para, Report, Table
from warroom.report.formats.base import lines_of
from warroom.report.formats.html import render
from warroom.report.formats.html.lanes import drawing

MEANT = {
    *("html", "head", "meta", "title", "link", "style", "body", "a", "header", "nav", "main", "footer", "section"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "strong", "span", "time", "ul", "ol", "li", "dl", "div", "dt"),
    *("dd", "table", "caption", "thead", "tbody", "tr", "th", "td", "pre", "code", "figure", "figcaption", "details"),
    *("summary", "svg", "desc", "defs", "pattern", "rect", "circle", "line", "text"),
}


def page(made: Report) -> Element:
    """The page as a strict reader of the standard has it."""
    text = "".join(render(made))
    found: Element = HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    return found


def name(one: Element) -> str:
    """Its name, of a drawing too."""
    return str(one.tag).rpartition("}")[2]


def every(root: Element, *names: str) -> list[Element]:
    """All elements of these names, in order; all there are for none."""
    return [one for one in root.iter() if isinstance(one.tag, str) and (not names or name(one) in names)]


def said(one: Element) -> str:
    """Its words."""
    return "".join(one.itertext())


@settings(max_examples=25, deadline=None)
@given(words=hostile, found=st.lists(blocks, max_size=4))
def test_any_words_anywhere_make_a_valid_page_of_what_we_meant(words: str, found: list[Block]) -> None:
    root = page(of(words, *found))
    assert {name(one) for one in every(root)} <= MEANT
    for one in every(root):
        for attribute, value in one.attrib.items():
            assert not str(attribute).startswith("on"), (attribute, value)
            if attribute in ("href", "src"):
                assert re.match(r"https?://|mailto:|#|data:,$", value, re.IGNORECASE), value


@settings(max_examples=40, deadline=None)
@given(words=hostile)
def test_words_are_shown_as_they_are(words: str) -> None:
    root = page(report(Para(words), Table(("a",), [(words,)])))
    lines = "".join("".join(line.split()) for line in lines_of(words))
    for tag in ("p", "td"):
        shown = said(every(every(root, "main")[0], tag)[0])
        assert "".join(shown.split()) == lines


def test_nothing_that_acts_is_in_the_page() -> None:
    text = "".join(render(drilled))
    root = page(drilled)
    assert not every(root, "script", "iframe", "object", "embed", "form", "base", "img")
    policy = next(one for one in every(root, "meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert policy.get("content") == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert not re.search(r"@import|url\((?!#)", text)
    assert [one.get("href") for one in every(root, "link")] == ["data:,"]


def test_a_reader_without_eyes_finds_landmarks_headings_in_order_and_a_way_past_them() -> None:
    root = page(whole)
    assert root.get("lang") == "en"
    assert said(every(root, "title")[0]) == "Post-mortem: API complete outage"
    assert [len(every(root, part)) for part in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    first = every(root, "body")[0][0]
    assert (name(first), first.get("href")) == ("a", "#content")
    levels = [int(name(one)[1]) for one in every(root, "h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [one.attrib["id"] for one in every(root) if "id" in one.attrib]
    assert len(ids) == len(set(ids))
    targets = [str(one.get("href"))[1:] for one in every(root, "a") if str(one.get("href")).startswith("#")]
    assert set(targets) <= set(ids)
    assert len(targets) == 1 + sum(isinstance(one, Heading) and one.level == 2 for one in EVERYTHING)


def test_a_short_page_has_no_list_of_contents_and_skipped_levels_are_closed() -> None:
    root = page(report(Heading("Part", 4), Heading("Part", 4), Heading("Part", 2)))
    assert not every(root, "nav")
    assert [name(one) for one in every(root, "h1", "h2", "h3", "h4")] == ["h1", "h2", "h3", "h2"]


def test_every_table_says_what_it_lists_and_what_its_columns_are() -> None:
    root = page(whole)
    tables = every(root, "table")
    assert len(tables) == 2 + 3
    for one in tables:
        assert every(one, "caption") or len(every(one, "th")) == 2
        assert every(one, "th")
        assert all(head.get("scope") == "col" for head in every(one, "th"))
    boxes = [one for one in every(root, "div") if one.get("role") == "region"]
    assert all(one.get("tabindex") == "0" and one.get("aria-label") for one in boxes)


def test_moments_are_times_a_program_can_read() -> None:
    root = page(whole)
    found = {(one.get("datetime"), said(one)) for one in every(root, "time")}
    assert ("2026-11-21T14:30:00Z", "2026-11-21 14:30:00Z") in found
    assert ("2026-11-21T14:30:00Z", "15:30:00 +01:00") in found
    assert ("2026-11-21T23:30:00Z", "2026-11-22 00:30:00 +01:00") in found
    assert ("2026-11-21T14:28:36Z", "2026-11-21 14:28:36Z") in found
    assert ("2026-11-22T01:27:46Z", "2026-11-22 01:27:46 UTC") in found


def test_a_chart_has_a_name_a_summary_and_its_figures_in_a_table() -> None:
    root = page(report(LANES, BARS))
    lanes, bars = [one for one in every(root, "svg") if one.get("role") == "img"]
    for drawn in (lanes, bars):
        names = {one.get("id"): said(one) for one in every(drawn, "title", "desc") if one.get("id")}
        assert str(drawn.get("aria-labelledby")).split() == list(names)
        assert all(names.values())
    assert "db pool was down for 44 min" in said(every(lanes, "desc")[0])
    tables = [said(one) for one in every(root, "table")]
    assert "down 14:28:00 to 15:11:00" in tables[0]
    assert "cause found" in tables[1]
    assert "no figure: 2 incidents have no resolution" in tables[2]
    fills = {one.get("fill", one.get("class")) for one in every(lanes, "rect")}
    assert {"bad", "url(#slow0)", "url(#unknown0)", "url(#paused0)"} <= fills


def test_a_missing_bar_is_not_drawn_and_nought_is() -> None:
    chart = BarChart("c", (Bar("a", None), Bar("b", 0), Bar("c", 5), Bar("d", float("nan"))))
    root = page(report(chart))
    assert len(every(root, "rect")) == 2
    words = [said(one) for one in every(root, "text")]
    assert words == ["a", "no figure", "b", "0", "c", "5", "d", "no figure"]


moments = st.lists(st.tuples(st.integers(0, 4800), st.text("abcdef ghi", min_size=1, max_size=30)), max_size=14)


@settings(max_examples=150, deadline=None)
@given(found=moments)
def test_labels_of_milestones_never_overlap(found: list[tuple[int, str]]) -> None:
    marks = tuple(Mark(T0 + timedelta(seconds=at), words) for at, words in found)
    drawn = drawing(LaneChart(T0, T0 + timedelta(minutes=80), (), marks))
    assert len(drawn.labels) == len(found)
    boxes: list[tuple[int, float, float]] = []
    for one in drawn.labels:
        wide = len(one.words) * 7.0 + 4
        begin = one.x - wide if one.before else one.x
        assert begin >= 0
        assert begin + wide <= drawn.width
        boxes.append((one.y, begin, begin + wide))
    for n, (y, begin, end) in enumerate(boxes):
        assert all(y != other or end <= first or last <= begin for other, first, last in boxes[n + 1 :])


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colours() -> list[dict[str, str]]:
    """The colours of the page: light, dark, printed."""
    text = "".join(render(whole))
    groups = re.findall(r":root \{(.*?)\}", text, re.DOTALL)
    return [dict(re.findall(r"--(\w+): (#[0-9a-fA-F]{6});", group)) for group in groups]


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_words_have_enough_contrast(scheme: int) -> None:
    found = colours()[scheme]
    assert set(found) == {"bg", "surf", "title", "text", "muted", "bad", "soon", "done", "focus", "line"}
    for role in ("title", "text", "muted", "bad", "soon", "done", "focus"):
        assert contrast(found[role], found["bg"]) >= 4.5, role
    assert contrast(found["text"], found["surf"]) >= 4.5


def test_print_is_black_on_white_with_addresses_and_whole_rows() -> None:
    text = "".join(render(whole))
    printed = text.partition("@media print {")[2].partition("</style>")[0]
    assert "--bg: #ffffff" in printed
    assert "--bad: #000000" in printed
    assert 'content: " (" attr(href) ")"' in printed
    assert re.search(r"tr, li[^{]*\{ break-inside: avoid; \}", printed)


def test_a_drill_is_said_at_both_ends_and_in_the_title() -> None:
    root = page(drilled)
    assert said(every(root, "title")[0]).startswith("DRILL: ")
    assert [("DRILL" in said(every(root, part)[0])) for part in ("header", "footer")] == [True, True]
    assert "DRILL" not in said(page(whole))


def test_what_it_was_made_from_stands_at_the_end() -> None:
    assert said(every(page(whole), "footer")[0]).strip().startswith("Made from 2026-11-21-api-down to #203, head 515f")


def test_boxes_to_tick_say_in_words_whether_they_are_ticked() -> None:
    root = page(report(Items((Item("new", done=False), Item("old", done=True)))))
    assert [said(one) for one in every(root, "li")] == ["☐open: new", "☑done: old"]


def test_rows_are_written_as_they_are_read() -> None:
    taken = 0

    def rows() -> Iterator[tuple[str, ...]]:
        nonlocal taken
        for n in range(5000):
            taken = n
            yield (f"#{n}", "x")

    for chunk in render(report(Table(("#", "what"), rows()))):
        if "#1000<" in chunk:
            break
    assert taken < 2500
