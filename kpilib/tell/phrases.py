"""How a name or a text begins and ends where it stands within another text."""


def inside(name: str) -> str:
    """A name within a sentence; one that begins with an abbreviation keeps its capitals.

    >>> inside("Leads"), inside("NPS")
    ('leads', 'NPS')
    """
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def capital(text: str) -> str:
    """A text as the beginning of a sentence or of a cell.

    >>> capital("leads"), capital("")
    ('Leads', '')
    """
    return text[:1].upper() + text[1:]


def as_sentence(text: str) -> str:
    """What somebody wrote as a sentence on one line: it ends with a stop.

    >>> as_sentence("rolled out a week late"), as_sentence("Why so late?")
    ('rolled out a week late.', 'Why so late?')
    """
    told = " ".join(text.split())
    return told if told.endswith((".", "!", "?", "…")) else f"{told}."
