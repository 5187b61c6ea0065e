"""Lessons told from truisms, underlying reasons from explicit ones; evaluation in the analysis."""

from __future__ import annotations

import pytest

PROSE = "The team visited on 3 May 2012 and found the house cold. A referral was made to the council. " * 5
L = "# Lessons learned"

TRUISMS = [
    ["Good communication between agencies is vital.", "Staff should always follow policies and procedures.", "Record keeping must be accurate and timely."],
    ["There are no lessons for this agency."],
    ["The importance of effective multi-agency working cannot be overstated. Training should be ongoing. Lessons have been learned and will be shared with all staff."],
    ["This case has highlighted the importance of listening to service users. Safeguarding is everyone's responsibility."],
    ["It is important that we all work together to keep people safe.", "Professional curiosity should be exercised at all times."],
    ["With hindsight things may appear differently.", "There is always room for improvement."],
]  # fmt: skip
EXPLICIT = [
    ["The weight loss was noticed by three carers and reported by none, because the form had no place for it.", "The GP's letter was filed without being read."],
    ["Mrs B's daughter was asked to interpret at both assessments, so her mother's own wishes were never heard. An interpreter should have been booked."],
    ["We learned that the hospital's discharge letter did not mention the pressure sore. We should have rung the ward. The physiotherapist's visit notes were a model of good practice."],
]  # fmt: skip
UNDERLYING = [
    [
        "The weight loss was reported by none of the carers because the form had no place for it. Behind this lay a rota"
        " that allowed fifteen minutes a call, and a manager who had 70 staff to supervise.",
        "The night carer's prompt call to 999 was good practice.",
    ],
    [
        "The duty worker closed the alert without a visit. She had 42 open cases against a norm of 25 and had not had"
        " supervision since March; the team had lost two of its five posts. This pressure made quick closure the norm."
        " The service will need to review thresholds and training."
    ],
    [
        "The immediate reason for the missed visit was a diary error. The root cause was a scheduling system introduced"
        " without training and a culture of not questioning the screen. The nurse's persistence deserves credit."
    ],
]


@pytest.mark.parametrize("lines", TRUISMS)
def test_truisms_are_no_lessons(facts, lines):
    found = facts("# Analysis", PROSE, L, *lines).lessons
    assert found.specific == () and found.generic


@pytest.mark.parametrize("lines", EXPLICIT)
def test_specific_lessons_with_explicit_reasons_only(facts, lines):
    found = facts("# Analysis", PROSE, L, *lines).lessons
    assert found.specific and found.underlying == ()


@pytest.mark.parametrize("lines", UNDERLYING)
def test_underlying_reasons(facts, lines):
    found = facts("# Analysis", PROSE, L, *lines).lessons
    assert found.specific and found.underlying and (found.good_practice or found.implications)


def test_lessons_are_found_outside_their_section(facts):
    text = "The main lesson is that the carer was never asked how she slept, because no form had the question."
    found = facts("# Analysis", PROSE, text).lessons
    assert [e.quote for e in found.specific] == [text]


def test_the_template_questions_are_no_lessons(facts):
    found = facts(L, "Are there lessons from this case for the way in which this organisation works?").lessons
    assert found.specific == () and found.generic == ()


def evaluation(facts, text):
    return facts("# Analysis of involvement", text).evaluation


@pytest.mark.parametrize(
    "text",
    [
        "In my view the alert should have been made, because two facts pointed in the same direction.",
        "The decision to close was wrong. The reason is that only one page had been scanned.",
        "The delay was unacceptable and arose from a rota that nobody had checked.",
    ],
)
def test_judged_with_a_reason(facts, text):
    assert evaluation(facts, text).reasons


def test_judged_without_a_reason(facts):
    found = evaluation(facts, "The visit was a poor piece of work.")
    assert found.judgements and not found.reasons


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("alternatives", "Had the form been sent, a social worker would have been in the house that week."),
        ("alternatives", "The alternative, to ask for a joint visit, was open to the team."),
        ("turning_points", "This was the first turning point of the case."),
        ("turning_points", "It was a missed opportunity."),
        ("good_practice", "The author commends her persistence."),
        ("not_done", "No capacity assessment was made and nobody asked him."),
    ],
)
def test_what_else_an_analysis_does(facts, field, text):
    assert getattr(evaluation(facts, text), field)


def test_a_plain_account_evaluates_nothing(facts):
    found = evaluation(facts, "She visited on 3 May 2012. He was in bed and spoke to her. She left at noon.")
    assert not (found.reasons or found.judgements or found.alternatives or found.turning_points or found.good_practice)
    assert found.why_density == 0.0


@pytest.mark.parametrize(
    ("text", "deep"),
    [
        ("The lesson is that the form was never read. The plain cause was a missing box, and the deeper one a team of two.", True),
        ("The lesson is that nobody rang. The vacancy rate and the alert are told above. They explain why able people did not ask.", True),
        ("The lesson is that nobody rang. The vacancy rate and the alert are told above. They were in the report of May.", False),
        ("The lesson is that nobody rang. Under that is that duty staff had half a day of training and need not go.", True),
        ("The lesson is that reviews came late. Phone reviews came in because there were 71 on the waiting list.", True),
        ("The lesson is that reviews came late. She stood on the waiting list in May.", False),
        ("The lesson is that nobody rang. They explain that the ward was not told of the call.", False),
    ],
)  # fmt: skip
def test_what_a_named_theme_is_said_to_explain_is_an_underlying_reason(facts, text, deep):
    assert bool(facts("# Analysis", PROSE, L, text).lessons.underlying) is deep


TOLD = "The swallowing plan was lost at handover, so the agency carer gave him toast. The kitchen sheet did not show the plan."


def test_lessons_in_general_words_that_speak_of_the_case_are_no_truisms(facts):
    lines = (
        "A swallowing plan is not safe when it is lost at handover.",
        "A kitchen that is not told cannot cook what is safe for anyone with toast.",
    )
    found = facts("# Analysis", PROSE, TOLD, L, *lines).lessons
    assert len(found.specific) == 2 and not found.generic


def test_lessons_in_general_words_about_nothing_in_the_report_are_unsure_truisms(facts):
    lines = ("Every swallow is a star that must be seen to shine.", "Kindness is never wasted on anyone at all.")
    found = facts("# Analysis", PROSE, TOLD, L, *lines).lessons
    sure = facts("# Analysis", PROSE, TOLD, L, *TRUISMS[0]).lessons
    assert not found.specific and found.confidence < sure.confidence
