"""The letter as plain text, which alone tells a reader all: verdict, decisions, scorecard, changes."""

from collections.abc import Iterator, Sequence
from textwrap import TextWrapper

from kpilib.tell.formats import NO_BREAK
from kpilib.tell.language import say, speaking
from kpilib.tell.mail.foot import MARKS, words_of
from kpilib.tell.mail.form import Letter
from kpilib.tell.mail.subject import one_line

COLUMNS = 72
INDENT = "   "


def text_of(
    letter: Letter,
    *,
    attached: Sequence[tuple[str, str]] = (),
    contact: str = "",
    revision: int = 1,
    cadence: str = "",
) -> str:
    """The text in lines of at most 72 columns; only a word that is longer sticks out.

    attached : file name and what it is, of each attachment. contact : as in `html_of`.
    """
    with speaking(letter["language"]):
        words = words_of(letter, cadence=cadence, revision=revision)
        about = f"{letter['client']}: {letter['report']}, {letter['quarter']}"
        blocks = [
            [*_wrapped(about), *_wrapped(letter["facts"]), *_wrapped(letter["invented"])],
            _underlined(letter["headline"], "="),
            _wrapped(" ".join(letter["lede"])),
            _decisions(letter),
            [*_headed(words["scorecard"], words["order"])],
            *(_row(one) for one in letter["scorecard"]),
            _picture(letter),
            _changes(letter, words["changed"]),
            _attached(attached, words["attached"]),
            [line for one in letter["foot"] for line in _wrapped(one)],
            _wrapped(" ".join(part for part in (words["reader"], _change(words["change"], contact)) if part)),
            _wrapped(words["run"]),
        ]
        return "\n\n".join("\n".join(block) for block in map(list, blocks) if block) + "\n"


def _wrapped(text: str, *, first: str = "", then: str = "") -> list[str]:
    """A text in lines. What does not break is kept together: an amount, a date, "P = 0.18"."""
    wrapper = TextWrapper(
        COLUMNS, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )
    # A mail program may show a space that does not break as something else, so that lines are broken here with it.
    return [line.replace(NO_BREAK, " ") for line in wrapper.wrap(_plain(text))]


def _plain(text: str) -> str:
    """One line without what cannot be seen, its spaces that do not break kept."""
    return NO_BREAK.join(one_line(part) if part.strip() else "" for part in text.split(NO_BREAK))


def _headed(title: str, note: str = "") -> Iterator[str]:
    """A heading, underlined; a note to it in brackets."""
    yield from _underlined(f"{title} ({note.rstrip('.').lower()})" if note else title)


def _underlined(title: str, line: str = "-") -> Iterator[str]:
    """A title as it is written: in capitals the m of an amount would be an M."""
    lines = _wrapped(title)
    yield from lines
    yield line * min(COLUMNS, max(map(len, lines), default=0))


def _decisions(letter: Letter) -> Iterator[str]:
    if not letter["decisions"]:
        return
    yield from _headed(letter["decisions_title"])
    for number, one in enumerate(letter["decisions"], 1):
        yield from _wrapped(f"{one['what']} {one['why']}", first=f"{number}. ", then=INDENT)
        yield from _wrapped(f"{one['who']}, {one['by']}", first=INDENT, then=INDENT)
    yield from _wrapped(letter["decisions_more"], first=INDENT, then=INDENT)


def _row(row: dict) -> Iterator[str]:
    """The name and, at the end of the line where there is room, the chance; under them where it stands."""
    name = _plain(row["name"]).replace(NO_BREAK, " ")
    word = f"{MARKS[row['course']]} {row['word']}".replace(NO_BREAK, " ")
    if len(name) + len(word) + 2 <= COLUMNS:
        yield f"{name}{word:>{COLUMNS - len(name)}}"
    else:
        yield from _wrapped(name)
        yield f"{word:>{COLUMNS}}"
    yield from _wrapped(row["line"], first=INDENT, then=INDENT)


def _picture(letter: Letter) -> Iterator[str]:
    if letter["picture"]:
        yield from _underlined(letter["picture"]["title"])
        yield from _wrapped(letter["picture"]["note"])


def _changes(letter: Letter, title: str) -> Iterator[str]:
    if letter["changes"]:
        yield from _headed(title)
        for line in letter["changes"]["lines"]:
            yield from _wrapped(line, first="- ", then="  ")


def _attached(attached: Sequence[tuple[str, str]], title: str) -> Iterator[str]:
    if attached:
        yield from _headed(title)
        for name, about in attached:
            yield from _wrapped(f"{name} ({about})" if about else name)


def _change(words: str, contact: str) -> str:
    return say("{what}: {address}", what=words, address=contact) if contact else ""
