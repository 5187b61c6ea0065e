"""What mends a report: names replaced by codes, in a copy of the file."""

from qa_scorer.repair.anonymise import Anonymised, anonymise

__all__ = ["Anonymised", "anonymise"]
