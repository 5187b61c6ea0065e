"""Terms of reference as documents print them."""

from __future__ import annotations

import pytest

from qa_scorer.classify.linear import load_linear
from qa_scorer.extract.answers import PAIR, SHARES, STATUS, likelihoods, pairs, share_features, status_features
from qa_scorer.extract.term_labels import own_passages
from qa_scorer.extract.terms_of_reference import pulled, stated_terms, terms_in_document
from qa_scorer.rulepack import Case
from qa_scorer.rulepack.case import Term

HEAD = "# Terms of Reference"
REST = ("# Analysis", "The team visited the house in May and found it cold and damp. " * 6)
A, B = "Did staff recognise signs of neglect by the carer?", "How was mental capacity considered and recorded?"


@pytest.mark.parametrize(
    "lines",
    [
        ("The Panel asked each agency to address the following questions.", f"- {A}", f"- {B}"),
        (f"a) {A}", f"b) {B}", "The review covers the period 1 June 2010 to 31 May 2011."),
        (f"T1: {A}", f"ToR 2 - {B}"),
        (f"The Board asked two things. {A} {B}",),
        (f"1.1 {A}", f"1.2 {B}", "1.3 The review covers 1 March 2020 to 7 February 2021."),
        (f"The panel asked the force to consider: (i) {A[:-1]}; and (ii) {B[:-1]}. The letter came in May.",),
        ([["No", "Question", "Where"], ["1", A, "6.2"], ["2", B, "6.3"]],),
    ],
)
def test_forms_in_which_terms_are_printed(facts, lines):
    found = [(t.id, t.text.rstrip("?")) for t in terms_in_document(facts(HEAD, *lines, *REST))]
    assert found == [("T1", A[:-1]), ("T2", B[:-1])]


def test_a_short_question_in_a_list_is_a_term(facts):
    assert len(terms_in_document(facts(HEAD, f"- {A}", "- Were orders considered?", *REST))) == 2


def test_terms_that_stand_only_beside_their_answers(facts):
    table = [["Key line of enquiry", "Our answer"], [f"KLOE 1 {A}", "No."], [f"KLOE 2 {B}", "It was not."]]
    assert [t.text for t in terms_in_document(facts("# Analysis", table, *REST))] == [A, B]
    assert not terms_in_document(facts("# Analysis", [["No", "Answer"], [f"KLOE 3 {A}", "No."]], *REST))


ON_A = "In my opinion they should have seen it, because the bruises were plain."
ON_B = "In my view nobody asked what he understood, because the form had no place for it."


@pytest.mark.parametrize(
    ("terms", "one", "two"),
    [
        ((f"- {A}", f"- {B}"), "ToR 1.", "ToR 2."),
        ((f"a) {A}", f"b) {B}"), "TOR a.", "Term b:"),
        ((f"1.1 {A}", f"1.2 {B}"), "1.1", "1.2"),
        ((f"- {A}", f"- {B}"), "Question 1:", "Response to question 2 -"),
    ],
)
def test_a_label_gives_a_passage_to_its_term(facts, terms, one, two):
    made = facts(HEAD, *terms, "# Analysis", f"{one} {ON_A}", TOLD, f"{two} {ON_B}", "# Lessons", JUDGED)
    own = own_passages(made, made.stated_terms, made.passages)
    assert own.tolist() == [[1, 1, -1, 0], [-1, -1, 1, 0]]
    assert all(t.status != "none" for t in made.terms)


def test_a_heading_gives_what_stands_under_it_to_its_term(facts):
    made = facts(
        HEAD,
        f"- {A}",
        f"- {B}",
        "# Analysis",
        TOLD,
        "## TOR1: neglect",
        ON_A,
        TOLD,
        "## TOR2: capacity",
        ON_B,
        "## Other",
        TOLD,
    )
    own = own_passages(made, made.stated_terms, made.passages)
    assert own.tolist() == [[0, 1, 1, -1, 0], [0, -1, -1, 1, 0]]


@pytest.mark.parametrize(
    "lines",
    [
        (f"1. {ON_A}", f"2. {ON_B}"),  # counted findings are no labels
        (f"Term 1: {ON_A}", ON_B),  # one label alone
        (f"Tor 7. {ON_A}", f"Tor 8. {ON_B}"),
    ],
)
def test_what_no_label_tells_belongs_to_no_term(facts, lines):
    made = facts(HEAD, f"- {A}", f"- {B}", "# Analysis", *lines)
    assert not own_passages(made, made.stated_terms, made.passages).any()


def test_clauses_of_one_sentence(facts):
    text = "Whether her wishes were sought; whether her capacity was assessed; and whether the carer was supported."
    assert len(terms_in_document(facts(HEAD, text, *REST))) == 3


def test_a_pointer_to_the_letter_is_no_term(facts):
    assert (
        terms_in_document(facts(HEAD, "The terms are those in the Board's letter and are not repeated here.", *REST))
        == ()
    )


def test_terms_of_the_case_are_found_where_printed(facts):
    case = Case(terms_of_reference=[Term(id="T1", text=A), Term(id="T2", text=B)])
    first, second = stated_terms(facts(HEAD, f"- 1) {A}", *REST, case=case))
    assert (first.id, first.blocks, first.source) == ("T1", (1,), "case")
    assert second.blocks == ()


JUDGED = (
    "In my opinion staff should have recognised the signs of neglect by the carer, because they had seen him unwashed."
)
TOLD = "The carer opened the door to the nurse on 3 May and she dressed his leg in the kitchen."


def _rows(facts, *lines, asked=(A, B)):
    rows = share_features(asked, facts(*lines).passages)
    return [{k.removeprefix("share_"): v for k, v in r.items()} for r in rows]


@pytest.mark.parametrize("heading", ["# Analysis", "# Summary of Facts"])
def test_what_is_judged_belongs_to_the_term_it_is_near(facts, heading):
    first, second = _rows(facts, heading, JUDGED, TOLD)
    assert first["marked_own"] > second["marked_own"]
    assert first["reasoned_own"] > second["reasoned_own"]
    assert first["paragraph_lead"] > 0 > second["paragraph_lead"]


def test_where_nothing_is_judged_every_feature_is_nought(facts):
    (row,) = _rows(facts, "# Methodology", TOLD, asked=(A,))
    assert row == dict.fromkeys(SHARES, 0.0)
    assert _rows(facts, "# Analysis", JUDGED, asked=()) == []


def test_a_term_alone_leads_nobody(facts):
    (row,) = _rows(facts, "# Analysis", JUDGED, asked=(A,))
    assert row["paragraph_lead"] == 0


def test_the_sentence_that_judges_on_the_point_answers_most(facts):
    passages = facts("# Analysis", JUDGED, TOLD, "The garden was mown on 4 May by a contractor.").passages
    asked = ("Did staff recognise and act on the signs of neglect by the carer?",)
    (table,) = pairs(asked, passages)
    assert table.shape == (3, len(PAIR))
    model = facts("x").models.get("answers", load_linear)
    (likely,) = likelihoods(asked, passages, model)
    assert likely[0] > likely[1] > likely[2]
    (row,) = status_features([likely], passages)
    assert tuple(row) == STATUS and row["lead"] == 0


def test_the_question_printed_again_is_no_answer(facts):
    asked = "Did staff recognise and act on the signs of neglect by the carer?"
    found = facts("# Terms of reference", f"1. {asked}", "# Analysis", "The garden was mown on 4 May.")
    assert [s.sentence.text for s in found.passages.statements] == ["The garden was mown on 4 May."]


def test_without_text_nothing_answers(facts):
    found = facts("# Analysis", case=Case(terms_of_reference=[Term(id="T1", text=A)]))
    assert [t.status for t in found.terms] == ["none"]


def test_a_reports_terms_are_brought_towards_the_usual_level_and_keep_their_order():
    import numpy as np

    classes = ("full", "none", "partial")
    low = np.array([[0.2, 0.4, 0.4], [0.1, 0.5, 0.4]])
    raised = pulled(low, classes, 0.5, 0.0)
    assert np.allclose(raised.sum(axis=1), 1.0)
    assert (raised[:, 0] > low[:, 0]).all() and raised[0, 0] > raised[1, 0]
    assert np.allclose(pulled(low, classes, 0.0, 0.0), low)
    assert len(pulled(np.zeros((0, 3)), classes, 0.5, 0.0)) == 0
