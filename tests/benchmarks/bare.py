"""What Textual itself costs: three panes, a line of words and an entry line, in which nothing ever happens."""

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Footer, Input, Static

PANES = ("checks", "clocks", "timeline")
LINES = 30
TITLE = "a title that stands still"


class Bare(App[None]):
    """The floor under every figure of the room; ctrl+q leaves."""

    CSS = """
    #title { height: 2; }
    #panes { height: 1fr; }
    .pane { width: 1fr; height: 100%; border: round $accent; }
    """

    def compose(self) -> ComposeResult:
        yield Static(TITLE, id="title")
        with Horizontal(id="panes"):
            for pane in PANES:
                yield Static("\n".join(f"{pane} line {line}" for line in range(LINES)), classes="pane")
        yield Input(placeholder="an entry line")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Input).focus()


if __name__ == "__main__":
    Bare().run()
