"""What happened.

Every marketing tool exports its own layout. A reader turns one file into facts: `daily` rows that may be added,
`readings` that may not, and dated `events`. What was left out is counted, what is missing stays missing, and a
file that cannot be read right is refused with the reason.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpilib.data.facts import Facts
    from kpilib.data.one_file import read_export

__all__ = ["Facts", "read_export"]


def __getattr__(name: str) -> Any:
    """Brought in when it is asked for: reading takes pandas, and what was reported can be looked up without."""
    if name == "Facts":
        from kpilib.data.facts import Facts

        return Facts
    if name == "read_export":
        from kpilib.data.one_file import read_export

        return read_export
    raise AttributeError(f"module 'kpilib.data' has no attribute '{name}'")
