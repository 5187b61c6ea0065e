"""The four aspects: discussed, not only mentioned, and not what merely uses the same word."""

from __future__ import annotations

import pytest

DISCUSSED = {
    "supervision": [
        "The social worker received no formal supervision between March and August 2012.",
        "Line management supervision was sporadic and did not look at this case.",
        "Staff told the author that one-to-ones had stopped when the manager left.",
        "There was little evidence of management oversight of the case.",
        "Neither carer had been supervised since induction.",
        "The care plan was not audited by a manager, and supervision records contain no reference to Mrs B.",
        "Clinical supervision sessions were recorded but consisted mainly of workload allocation.",
        "Supervision was a fig leaf.",
    ],
    "recording": [
        "Case recording was of a poor standard, with several visits not written up at all.",
        "Entries in the nursing notes were brief and often undated.",
        "The fluid charts were incomplete on eleven of fourteen days.",
        "The electronic record shows that contacts were logged promptly and in detail.",
        "There were significant gaps in the daily log.",
        "Documentation did not meet NMC standards.",
    ],
    "liaison": [
        "Communication with the GP was poor and the surgery was never told of the fall.",
        "There was good liaison with the district nurses throughout.",
        "The agencies worked in isolation from each other.",
        "The council was not informed of the safeguarding concern for eleven days.",
        "Partnership working with the hospital was strong and discharge planning was shared.",
    ],
    "quality": [
        "The assessment was a thorough piece of work.",
        "The response to the fall was slow and the care plan was inadequate.",
    ],
}
NOT = {
    "supervision": [
        "She needed supervision when walking and with meals.",
        "He was released on licence with supervision by the probation service.",
        "A supervised swimming session was arranged each Tuesday.",
        "Supervision of medication was the responsibility of the carer.",
        "The policy covers supervision, training and recruitment.",
        "Individual supervision has not been looked at in this review, since the files are held elsewhere.",
        "She gets 38 hours of one-to-one support a week.",
    ],
    "recording": [
        "His record of attendance was good.",
        "The district nurse recorded a blood pressure of 120/80.",
        "There is no record that Mr A was asked.",
        "Good record keeping is so important.",
    ],
    "liaison": [
        "The GP visited on 3 May and prescribed antibiotics.",
        "An ambulance was called and she was taken to hospital.",
        "Was liaison with other agencies effective?",
    ],
    "quality": ["He lived in a flat on the second floor with his brother."],
}


def pairs(table):
    return [(aspect, text) for aspect, texts in table.items() for text in texts]


@pytest.mark.parametrize(("aspect", "text"), pairs(DISCUSSED))
def test_discussed(facts, aspect, text):
    found = facts("# Summary of involvement", text).involvement
    assert [e.quote for e in getattr(found, aspect)] == [text]


@pytest.mark.parametrize(("aspect", "text"), pairs(NOT))
def test_not_discussed(facts, aspect, text):
    assert getattr(facts("# Summary of involvement", text).involvement, aspect) == ()


def test_a_part_of_the_report_given_to_an_aspect_counts(facts):
    found = facts(
        "# Analysis",
        "## Supervision",
        "The team manager was new in post and saw each worker every six weeks. He did not open the files.",
        "## Other matters",
        "The house was cold.",
    ).involvement
    assert found.supervision and not found.liaison


@pytest.mark.parametrize("heading", ["# Methodology", "# Terms of reference", "# Recommendations", "# Chronology"])
def test_other_sections_do_not_count(facts, heading):
    found = facts(
        heading, "The social worker received no formal supervision between March and August 2012."
    ).involvement
    assert found.supervision == ()
