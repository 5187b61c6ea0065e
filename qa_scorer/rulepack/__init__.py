"""Rule packs and case files: everything a board may change, validated on load."""

from qa_scorer.rulepack.case import Case, load_case, load_terms
from qa_scorer.rulepack.lexicon import Lexicon
from qa_scorer.rulepack.loader import Pack, load_pack
from qa_scorer.rulepack.schema import PackFile, Pattern, Rule

__all__ = ["Case", "Lexicon", "Pack", "PackFile", "Pattern", "Rule", "load_case", "load_pack", "load_terms"]
