"""The open question above the entry line: what it does to the line, and the wording of each that the line asks."""

from collections.abc import Callable

from warroom.tui.asking import Question
from warroom.tui.look import Row
from warroom.tui.panels.entry import Entry

Act = Callable[[], None]


class Questions:
    """One question at a time; another, or an offered line, takes its place. No typed line is lost to one."""

    def __init__(self, entry: Callable[[], Entry]) -> None:
        self._entry = entry
        self.open: Question | None = None
        self._kept_text = ""

    @property
    def typed(self) -> bool:
        """Whether the next entered line is the answer."""
        return self.open is not None and self.open.typed is not None

    def ask(self, question: Question, line: str = "") -> None:
        """Open it; `line` is what waits for a typed answer, and comes back where none is given."""
        self.lapse()
        self.open = question
        entry = self._entry()
        entry.focus()
        entry.answers = question.keys
        if question.typed is not None:
            self._kept_text = line
            entry.placeholder = question.placeholder

    def take(self, text: str) -> None:
        """An entered line is the answer; one that is none stays for another try."""
        if self.open is None or self.open.typed is None:
            return
        entry = self._entry()
        if self.open.typed(text):
            entry.remember(entry.value)
            self.close(give_back=False)
        else:
            entry.give_back(text)

    def escape(self) -> bool:
        """Esc: no. False where nothing was asked."""
        question = self.open
        if question is None:
            return False
        self.close(give_back=question.escape is None)
        if question.escape is not None:
            question.escape()
        return True

    def lapse(self) -> None:
        """Something else takes the place of an open question."""
        if self.open is not None:
            self.close(give_back=True)

    def close(self, *, give_back: bool) -> None:
        """Nothing is asked any more; the line that waited for a typed answer comes back or was taken."""
        question, self.open = self.open, None
        entry = self._entry()
        entry.answers = {}
        entry.placeholder = ""
        if question is not None and question.typed is not None:
            entry.put(self._kept_text if give_back else "")
            self._kept_text = ""


def which_verb(meant: str, as_verb: Act, as_note: Act) -> Question:
    """A word that is nearly a verb."""
    said: Row = (
        ("did you mean ", "text"),
        (f"/{meant}", "title"),
        ("?  ", "text"),
        ("y", "title"),
        (" yes   ", "muted"),
        ("n", "title"),
        (" it is a note   ", "muted"),
        ("Esc", "title"),
        (" back to the line", "muted"),
    )
    return Question(said, keys={"y": as_verb, "n": as_note})


def who(named: Callable[[str], bool]) -> Question:
    """Nobody said who types here."""
    said: Row = (
        ("who are you? ", "soon+b"),
        ("the record needs a name, once in this terminal; your line is kept", "muted"),
    )
    return Question(said, typed=named, placeholder="your name, such as anna")


def when_fixed(timed: Callable[[str], bool], missing: Act) -> Question:
    """Resolved, and nobody said when it was fixed."""
    said: Row = (
        ("when was it fixed? ", "soon+b"),
        ("-10m or 14:32, Enter: now, Esc: leave it missing, n: do not resolve", "muted"),
    )
    return Question(said, typed=timed, escape=missing, placeholder="now")


def whether_to_leave_unsaved(count: int, saved_in: str, leave: Act) -> Question:
    """Lines are on their way; `saved_in` names the file that has them all, "" for none."""
    fate: Row = (
        ((f"They are in {saved_in}. ", "muted"), ("y", "title"), (" quits", "muted"))
        if saved_in
        else (("/save-as FILE keeps them. ", "muted"), ("y", "title"), (" quits, the next start offers them", "muted"))
    )
    return Question(((f"{count} not saved. ", "bad+b"), *fate, (", any other key stays", "muted")), keys={"y": leave})


def whether_to_leave_half_typed(leave: Act) -> Question:
    """Something stands in the entry line."""
    said: Row = (
        ("a line is half typed. ", "soon+b"),
        ("y", "title"),
        (" quits without it, any other key stays", "muted"),
    )
    return Question(said, keys={"y": leave})
