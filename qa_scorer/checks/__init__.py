"""Checks: each yields hits of one rule from the facts; words and severities come from the rule pack."""
