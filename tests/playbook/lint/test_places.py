"""Findings of a playbook file stand at its lines."""

from warroom import located
from warroom.playbook import yaml
from warroom.playbook.lint import lint
from warroom.playbook.lint.places import place_of, placed

FILE = """name: shop
severities:
  - id: P0
    response: 5 min
    cadence: 30 min
  - id: P1
    response: 15 min
scenarios:
  - id: db
    title: Database
    quick_fix:
      - words: wait
      - run: vim x
    diagnose:
      - run: ssh prod
  - id: empty
    title: Empty
contacts:
  - name: Ann
    how: "[Phone]"
"""


def test_each_finding_has_the_line_of_its_key() -> None:
    found = placed(lint(yaml.parse(FILE, "p.yaml")), located.parse(FILE, "p.yaml"))
    at = {(one.rule, one.where) for one in found}
    assert {
        ("no-cadence", "p.yaml:6"),
        ("needs-terminal", "p.yaml:13"),
        ("needs-terminal", "p.yaml:15"),
        ("scenario-without-steps", "p.yaml:16"),
        ("contact-unreachable", "p.yaml:20"),
        ("no-ladder", "p.yaml:1"),
    } <= at


def test_a_key_that_is_not_there_means_the_nearest_around_it() -> None:
    tree = located.parse(FILE, "p.yaml")
    assert place_of(("severities", "P9", "cadence"), tree) == ("severities",)
    assert place_of(("scenarios", "db", "steps", 9), tree) == ("scenarios", 0)
    assert place_of(("resolution", "watch"), tree) == ()
    assert place_of(("contacts", 5), tree) == ("contacts",)
