"""The base of all our nouns: frozen, and strict about unknown keys."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1)]


class Noun(BaseModel):
    """A thing that was agreed or defined. It never changes after it has been read."""

    # Errors hide what was found: a password that somebody wrote into a file must not stand in a traceback.
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)
