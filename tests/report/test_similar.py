"""Which incidents are alike: never by chance, always with a reason in words."""

import random

import pytest

from tests.fakes import Table, book
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.playbook.model import Check
from warroom.report.similar import ENOUGH, KEPT, MOST, Features, Past, features, fixed_words, frequent, similar_lines
from warroom.report.similar import Similar as One

POOL = Features(
    title=("checkout", "slow", "pool", "exhausted"),
    reds=("checkout", "db pool"),
    kinds=("http", "postgres"),
    scenarios=("pool-exhausted",),
    words={"connections": 4, "pool": 9, "leak": 2, "release": 1},
)
SAME = Features(
    title=("api", "slow", "pool", "exhausted"),
    reds=("db pool", "checkout"),
    kinds=("postgres", "http"),
    scenarios=("pool-exhausted",),
    words={"connections": 2, "pool": 3, "waiting": 2},
)
UNLIKE = {
    "certificate": Features(("certificate", "expired"), ("tls",), ("tls",), (), {"certificate": 3, "renewal": 2}),
    "disk": Features(("disk", "full", "host"), ("disk",), ("host",), (), {"disk": 5, "logs": 3, "rotate": 1}),
    "mail": Features(("mails", "late"), ("queue",), ("metrics",), (), {"queue": 4, "smtp": 2, "provider": 2}),
    "dns": Features(("dns", "resolver", "broken"), ("dns",), ("dns",), ("dns-down",), {"resolver": 3, "zone": 2}),
}


def past(**more: Features) -> Past:
    found = Past()
    for name, one in {**UNLIKE, **more}.items():
        found.put(name, one)
    return found


def test_one_with_the_same_checks_scenario_and_words_is_found_with_every_reason() -> None:
    likes = past(pool=POOL).alike("now", SAME)
    assert [like.stream for like in likes] == ["pool"]
    assert likes[0].why == (
        "same 2 checks red: db pool, checkout",
        "same scenario: pool-exhausted",
        "title: slow pool exhausted",
        "words: pool connections",
    )


@pytest.mark.parametrize("name", UNLIKE)
def test_incidents_that_have_nothing_in_common_are_never_alike(name: str) -> None:
    others = past(pool=POOL)
    assert others.alike(name, UNLIKE[name]) == []


def test_one_word_a_common_check_or_a_kind_alone_is_no_likeness() -> None:
    others = past(pool=POOL)
    assert others.alike("now", Features(title=("payments", "slow"), words={"slow": 1})) == []
    assert others.alike("now", Features(kinds=("http", "postgres"))) == []
    assert others.alike("now", Features(words={"release": 1, "tuesday": 4, "kernel": 3, "firmware": 2})) == []
    crowd = Past()
    for n in range(50):
        crowd.put(f"past-{n}", Features(title=(f"case{n}",), reds=("api", f"check-{n}"), kinds=("http",)))
    assert crowd.alike("now", Features(title=("other",), reds=("api", "check-x"), kinds=("http",))) == []


def test_incidents_of_random_words_and_checks_are_not_alike_by_chance() -> None:
    drawn = random.Random(7)
    words = [f"w{n}" for n in range(2000)]
    checks = [f"check-{n}" for n in range(40)]
    crowd = Past()
    for n in range(300):
        said = {word: drawn.randint(1, 4) for word in drawn.sample(words, 60)}
        title, reds = tuple(drawn.sample(words, 4)), tuple(drawn.sample(checks, 3))
        crowd.put(f"past-{n}", Features(title, reds, ("http",), (), said))
    likes = [like for name in crowd.streams for like in crowd.alike(name, crowd.get(name))]
    assert len(likes) <= 20, "of 45 000 pairs"
    assert all("same 3 checks red" in like.why[0] for like in likes), likes


def test_the_most_alike_come_first_and_never_more_than_a_few() -> None:
    others = past(exact=SAME, **{f"pool{n}": POOL for n in range(9)})
    likes = others.alike("now", SAME)
    assert likes[0].stream == "exact"
    assert len(likes) == MOST
    assert [like.stream for like in likes[1:]] == ["pool8", "pool7", "pool6", "pool5"], "the newest among equals"
    assert all(like.score >= ENOUGH for like in likes)


def test_an_incident_is_not_like_itself_and_one_that_is_gone_is_not_told() -> None:
    others = past(pool=POOL)
    assert others.alike("pool", POOL) == []
    others.put("pool", None)
    assert others.alike("now", SAME) == []
    assert others.get("pool") == Features()


def test_an_incident_is_compared_by_what_its_record_says() -> None:
    checks = (Check(name="api", kind="http"), Check(name="pool", kind="postgres"))
    table = Table(book(checks=checks)).declare(title="The API is down on node 7")
    table.go(1).happen(f.CheckChanged(check="pool", from_="up", to="down"))
    table.go(1).happen(f.CheckChanged(check="api", from_="up", to="down"))
    table.happen(f.CommandStarted(run=1, command="ls", scenario="pool-exhausted"))
    table.do(i.Suspect(text="connections leak in release 41"))
    found = features(table.incident, {"waiting": 3})
    assert found.title == ("api", "node")
    assert found.reds == ("pool", "api")
    assert found.kinds == ("postgres", "http")
    assert found.scenarios == ("pool-exhausted",)
    assert found.words == {"waiting": 3, "connections": 1, "leak": 1, "release": 1}


def test_few_words_are_kept_and_none_that_every_sentence_has() -> None:
    kept = frequent({**{f"word{n}x": n for n in range(500)}, "the": 900, "42": 900, "a": 900})
    assert len(kept) == KEPT
    assert "word499x" in kept
    assert not {"the", "42", "a"} & kept.keys()


def test_what_fixed_it_is_told_in_a_line_and_what_is_unknown_is_left_out() -> None:
    one = One(
        stream="s", title="API \x1b[2Jdown", severity="P0", status="resolved", drill=True, began=None, score=0.7,
        why=("same 1 check red: api",), cause="a leak", fixed_by="rolled back", lasted_s=3600.0,
    )  # fmt: skip
    assert fixed_words(one) == "cause: a leak; before the fix: rolled back; resolved after 1 h"
    lines = list(similar_lines([one]))
    assert lines[0].startswith("s  P0  DRILL  API ␛[2Jdown")
    assert lines[1:] == ["  alike  same 1 check red: api", f"  then   {fixed_words(one)}"]
    bare = One(
        stream="s", title="", severity="", status="investigating", drill=False, began=None, score=0.7, why=("x",)
    )
    assert fixed_words(bare) == "investigating, not resolved"
