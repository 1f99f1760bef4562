"""In a replay: pause, step, go somewhere, faster and slower."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def pause(app: "Navigating") -> None:
    app.replaying.pause()


def forward(app: "Navigating") -> None:
    app.replaying.step(1)


def back(app: "Navigating") -> None:
    app.replaying.step(-1)


def entry(app: "Navigating") -> None:
    app.replaying.to_typed(1)


def entry_before(app: "Navigating") -> None:
    app.replaying.to_typed(-1)


def milestone(app: "Navigating") -> None:
    app.replaying.to_mark(1)


def milestone_before(app: "Navigating") -> None:
    app.replaying.to_mark(-1)


def faster(app: "Navigating") -> None:
    app.replaying.faster(1)


def slower(app: "Navigating") -> None:
    app.replaying.faster(-1)


def start(app: "Navigating") -> None:
    app.replaying.to_end(-1)


def end(app: "Navigating") -> None:
    app.replaying.to_end(1)


def skip(app: "Navigating") -> None:
    app.replaying.skip()


def where(app: "Navigating") -> None:
    app.replaying.ask_where()
