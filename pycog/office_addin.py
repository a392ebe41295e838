"""Which add-in serves the formulas in Excel: its identity, shared by all who name it.

Excel recognises an add-in by the id of its manifest. A new id is another add-in:
workbooks bound to the old one would no longer find it.
"""

from __future__ import annotations

from typing import Final

#: Id of the manifest, never to be changed.
MANIFEST_ID: Final = "9030915b-dc5d-42f0-9730-8a7a848f7380"

#: Version that workbooks name: the first one, since any later one serves them too.
REFERENCE_VERSION: Final = "1.0.0.0"

#: What Excel puts before the name of a function of an add-in without namespace, in files.
FILE_PREFIX: Final = "_xldudf_"
