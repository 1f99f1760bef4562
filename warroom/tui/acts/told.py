"""In users were told: the next words to them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def update(app: "Navigating") -> None:
    from warroom.tui.acts.update import compose

    compose(app)
