"""Text that would disturb the page around it: marks that turn the direction, and words without an end."""

import re

# Embeddings, overrides, isolates and single marks of direction: one that is not closed turns all that follows. A
# name in Arabic or Hebrew needs none of them.
TURNS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
LONGEST = 40  # letters without a space: more than any word, and more than fits a phone

_ASIDE = r"<(style|title|pre)\b.*?</\2>"
_RUN = rf"(?:&#?\w+;|[^\s<>&]){{{LONGEST},}}"
LONG = re.compile(rf"({_ASIDE})|(<[^>]*>)|({_RUN})", re.DOTALL)


def neutral(html: str) -> str:
    """A page without marks of direction, in which words without an end may break anywhere."""
    return LONG.sub(_breakable, html.translate(TURNS))


def _breakable(match: re.Match[str]) -> str:
    return f'<span class="kpi-long">{match[0]}</span>' if match[4] else match[0]
