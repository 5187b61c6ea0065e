"""Whatever stands in a document, the readers of evidence end, and every quote stands where it says."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_scorer.document import Evidence

READERS = (
    "front_sheet",
    "period",
    "family",
    "genogram",
    "methodology",
    "involvement",
    "lessons",
    "evaluation",
    "sign_off",
)

PIECES = st.sampled_from(
    "# Genogram|# Family details|# Methodology|# Signatures|# Lessons learned|# Analysis|# Front sheet|Signed|Date|Name|"
    "wife|son|Adult A|Mrs B|12/03/1931|not known|as above|Director of Nursing|Head of Agency|Author|because|interviewed|"
    "supervision|record keeping|was poor|the GP|see attached|born|aged|14 High Street|...........|:|;|,|.|(|)|-|\t|and|on".split(
        "|"
    )
)
LINE = st.one_of(st.text(max_size=60), st.lists(PIECES, min_size=1, max_size=9).map(" ".join))
TABLE = st.lists(st.lists(LINE, min_size=1, max_size=4), min_size=1, max_size=4)


def quotes(value):
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from quotes(item)
    elif is_dataclass(value):
        for f in fields(value):
            yield from quotes(getattr(value, f.name))


@given(lines=st.lists(st.one_of(LINE, TABLE, LINE.map(lambda x: f"- {x}")), max_size=12))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_readers_survive_anything(facts, lines, monkeypatch):
    f = facts("# Front sheet", *lines)
    f.__dict__["statements"] = ()  # the models are not under test
    for reader in READERS:
        for e in quotes(getattr(f, reader)):
            where = e.location
            assert f.document.blocks[where.block].text[where.start : where.end] == e.quote


@pytest.mark.parametrize("reader", READERS)
def test_an_empty_document_is_survived(facts, reader):
    f = facts("")
    f.__dict__["statements"] = ()
    getattr(f, reader)
