"""How much one record may hold, whatever is logged."""

from __future__ import annotations

LONGEST_TEXT = 32_768
"""Characters of one text; the rest is cut and the line says `truncated`, as go-zero's does."""
KEPT_TEXT = 2 * LONGEST_TEXT
"""Characters of one text that are kept until secrets have been hidden: what would be half a secret
at the end of what is shown is searched as a whole."""
LONGEST_LINE = 262_144
"""Bytes of one line: Loki takes no longer one unless it is told to."""
HEAD = 8192
"""Bytes of a line that are left for what is not of the call: its time, place and component."""
PARTS = 1000
"""Values of one call that are kept, nested ones among them: a log is no dump of data."""
CHARACTERS = 4 * KEPT_TEXT
"""Characters of all nested texts of one call."""
SHORT_TEXT = 256
"""Characters of a text that is kept even if others have used all the characters up."""
DEEPEST = 8
"""Levels of a container that are kept."""
MORE = "..."
"""Stands where something was left out."""
