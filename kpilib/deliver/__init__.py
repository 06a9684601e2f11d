"""Files.

A notebook is executed with a client's parameters and rendered as one self-contained page with its results beside
it; a batch does so for all clients, and the index lists what was made. A kernel needs none of this room.
"""

import sys

# Where JupyterLab is installed beside, jsonschema builds the grammar of internationalised addresses when nbformat
# imports it: three seconds for checks that no notebook asks for.
sys.modules.setdefault("rfc3987_syntax", None)
