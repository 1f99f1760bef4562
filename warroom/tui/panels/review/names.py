"""The boxes of the review by name, and which two stand side by side below the lanes."""

BOXES = ("lanes", "clocks", "draft", "updates", "people", "evidence", "corrections")
PREFIX = "review_"
PAIRS = (("clocks", "draft"), ("updates", "people"), ("evidence", "corrections"))


def pair_of(box: str, before: tuple[str, str] = PAIRS[0]) -> tuple[str, str]:
    """The two boxes below the lanes where this one has the keys; the lanes leave them as they were."""
    return next((pair for pair in PAIRS if box in pair), before)
