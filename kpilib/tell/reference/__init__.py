"""What each metric means and where it misleads: the notes at the foot of a report, and a page of the whole catalogue.

The texts stand in `en.yml` and `id.yml`. A metric of a client's own making has none: what it is made of is told.
"""

from kpilib.tell.reference.notes import link_to_note, notes_of
from kpilib.tell.reference.page import reference_page

__all__ = ["link_to_note", "notes_of", "reference_page"]
