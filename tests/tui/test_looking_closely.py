"""While an incident runs, what is red and what the scenario names are asked every second."""

from pathlib import Path

import pytest

from tests.checks.servers import free_port
from tests.tui.stage import Stage, declare, play
from warroom.checks.model import View
from warroom.checks.trail import unpack
from warroom.playbook.model import Check


@pytest.fixture
def gone() -> Check:
    """A check that is red, and asked once a minute in peace."""
    return Check(name="api", every=60, recheck=0.2, options={"url": f"http://127.0.0.1:{free_port()}/"})


def view(stage: Stage, name: str) -> View | None:
    return next((view for view in stage.app.scene.views if view.name == name), None)


def asked(stage: Stage, name: str) -> int:
    """How many readings its trail holds."""
    found = view(stage, name)
    return len(unpack(found.trail)) if found is not None else 0


@pytest.mark.slow
def test_in_the_lobby_nobody_looks_closely_and_in_an_incident_what_is_red_is_asked_again_and_again(
    path: Path, gone: Check
) -> None:
    async def act(stage: Stage) -> None:
        await stage.until(lambda: (found := view(stage, "api")) is not None and found.state == "down")
        calm = asked(stage, "api")
        await stage.line("/declare P0 API down")
        await stage.until(lambda: asked(stage, "api") >= calm + 3)

    play(path, act, checks=(gone,))


def test_the_checks_of_the_scenario_that_is_read_are_asked_every_second_though_they_are_up(path: Path) -> None:
    declare(path)
    here = Check(name="disk", kind="host", every=60, options={})

    async def act(stage: Stage) -> None:
        await stage.until(lambda: (found := view(stage, "disk")) is not None and found.state == "up")
        before = asked(stage, "disk")
        places = [n for n, one in enumerate(stage.app.incident.playbook.scenarios) if one.id == "disk"]
        await stage.pilot.press("f10")
        pane = stage.app.board.pane
        assert pane is not None
        pane.about.go(f"scenario:{places[0]}")
        await stage.until(lambda: asked(stage, "disk") >= before + 2)

    play(path, act, checks=(here,))
