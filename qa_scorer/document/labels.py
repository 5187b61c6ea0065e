"""Words by which reports label what belongs to a term of reference; readers, sections and terms look for the same ones."""

from __future__ import annotations

#: Alternatives of a pattern that ignores case: 'ToR 3', 'Question 3', 'Key line of enquiry 3'.
TERM_WORDS = r"t(?:o)?r|term|question|kloe|(?:key )?line of enquiry"
