"""How a bullet chart is read."""

from kpilib.tell.language import say


def key_text() -> str:
    """The key under the scorecard."""
    return say(
        "Dark bar: actual to date. Shaded: where it will end, with 50% and 80% probability. Triangle: where the plan "
        "is today; rates have none. Tall line: target. Every bar starts at zero and is scaled to its own target, so "
        "the targets align. For a limit (≤) a bar that stays left of the line is good. On course: a probability (P) "
        "of 0.66 or more; toss-up: 0.34 to 0.65."
    )
