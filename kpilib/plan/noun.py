"""The base of all our nouns: frozen, and strict about unknown keys."""

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """A thing that was agreed or defined. It never changes after it has been read."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
