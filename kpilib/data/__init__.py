"""What happened.

Every marketing tool exports its own layout. A reader turns one file into facts: `daily` rows that may be added,
`readings` that may not, and dated `events`. What was left out is counted, what is missing stays missing, and a
file that cannot be read right is refused with the reason.
"""

from kpilib.data.readers import read_export

__all__ = ["read_export"]
