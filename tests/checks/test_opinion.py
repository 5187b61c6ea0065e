"""OPN rules: a hit, a near miss and a clean case each; the labels are given, so no model is needed."""

from __future__ import annotations

import pytest

from qa_scorer.checks.registry import run_one
from qa_scorer.classify.statements import FACT, MARKED, THIRD, UNMARKED, Statement
from qa_scorer.document import BlockKind
from qa_scorer.extract.sentences import Sentence


@pytest.fixture
def labelled(facts):
    """Facts of an analysis, one paragraph a sentence, with the labels given."""

    def make(*pairs: tuple[str, str]):
        found = facts("# Analysis", *(text for text, _ in pairs))
        found.__dict__["statements"] = tuple(
            Statement(Sentence(text, found.locate(n), "Analysis", 0, BlockKind.PARAGRAPH), label, 0.9)
            for n, (text, label) in enumerate(pairs, 1)
        )
        return found

    return make


def quotes(facts, rule):
    return [f.quote for f in run_one(facts, rule)]


def test_opn001_only_what_is_not_marked(labelled):
    found = labelled(
        ("It was poor.", UNMARKED), ("In my view it was poor.", MARKED), ("She fell.", FACT), ("He said so.", THIRD)
    )
    assert quotes(found, "OPN001") == ["It was poor."]


@pytest.mark.parametrize(
    ("others", "lead"),
    [
        ([], "In the author's view"),
        (["I think it was late.", "In my view it was poor."], "In my view"),
        (["We accept that.", "In our view it was late."], "In our view"),
    ],
)
def test_opn001_marks_in_the_voice_of_the_report(labelled, others, lead):
    found = labelled(("It was poor.", UNMARKED), *((o, MARKED) for o in others))
    assert f"'{lead} " in run_one(found, "OPN001")[0].suggestion


@pytest.mark.parametrize(
    "name", ["Winnie was kind.", "SW1's visit was poor.", "London Road was wrong.", "Saturday is no excuse."]
)
def test_opn001_rewrite_leaves_names_and_codes_alone(labelled, name):
    assert f" {name.rstrip('.')}, because" in run_one(labelled((name, UNMARKED)), "OPN001")[0].suggestion


def test_opn001_rewrite_joins_an_ordinary_word_and_a_question(labelled):
    found = labelled(
        ("Liaison was thin.", UNMARKED), ("The liaison was by telephone.", FACT), ("How could it be?", UNMARKED)
    )
    first, second = run_one(found, "OPN001")
    assert "view liaison was thin, because" in first.suggestion
    assert "How could it be" not in second.suggestion


@pytest.mark.parametrize(
    ("rule", "hit", "near"),
    [
        ("OPN002", ("It was felt that he should ask.", UNMARKED), ("SW1 said it was felt on the ward.", THIRD)),
        (
            "OPN003",
            ("With hindsight a knock was wise.", UNMARKED),
            ("A referral would have prevented the harm.", UNMARKED),
        ),
        ("OPN004", ("That was careless.", UNMARKED), ("I do not believe that anybody was indifferent.", MARKED)),
        ("OPN004", ("It was indefensible.", UNMARKED), ("The form is to blame for it.", UNMARKED)),
        ("OPN005", ("He was non-compliant.", FACT), ("The note calls him 'non-compliant'.", THIRD)),
        ("OPN006", ("SW1 claimed that she rang.", THIRD), ("The council claimed the grant.", FACT)),
    ],
)
def test_wording_rules(labelled, rule, hit, near):
    assert [f.location.block for f in run_one(labelled(hit, near), rule)] == [1]
    assert run_one(labelled(("The nurse visited on 3 May 2012.", FACT)), rule) == []
