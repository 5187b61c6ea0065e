"""Recommendations: where they stand, their parts, the five letters, findings, repeats, suggestions."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scorer.extract.recommendation_links import Thesaurus, unanswered
from qa_scorer.rulepack import Case
from qa_scorer.rulepack.case import Review

PROSE = (
    "The team visited on 3 May 2012 and found the house cold. A referral was made to the council on the same day. " * 4
)
TRUST = Case(
    agency="Northmere Hospitals NHS Trust",
    review=Review(period_from=dt.date(2012, 1, 1), period_to=dt.date(2013, 6, 30)),
)

HEAD = ["No.", "Recommendation / action", "Who", "By when", "Expected outcome"]
PLACES = {
    "typed numbers below an introduction": (
        3,
        [
            "# Recommendations",
            "The following recommendations are made as a result of this review.",
            "1. The Head of Nursing will audit 20 files by 31 March 2014.",
            "2. The Trust should review its falls policy.",
            "3. Training on MCA to be provided to all staff.",
        ],
    ),
    "labels": (
        3,
        [
            "# 8. Recommendations",
            "R1 The ward manager will introduce a new form by May 2012.",
            "Rec. 2 – The matron to audit ten charts.",
            "Recommendation 3: Better liaison with GPs.",
        ],
    ),
    "label lines with parts": (
        2,
        [
            "# Recommendations",
            "Recommendation 1",
            "The Trust will revise the handover sheet.",
            "Lead: Head of Nursing",
            "Timescale: 30 June 2013",
            "Recommendation 2",
            "Supervision notes will be audited quarterly.",
            "By when: 1 September 2013",
        ],
    ),
    "headings as labels": (
        2,
        [
            "# Recommendations",
            "## Recommendation 1 - Supervision",
            "The Service Manager will hold supervision monthly from May 2013.",
            "This will be audited in November.",
            "## Recommendation 2 - Training",
            "All staff will attend MCA training by July 2013.",
        ],
    ),
    "an opening line and its bullets": (
        3,
        [
            "# Recommendations",
            "It is recommended that the Trust:",
            "- revises its discharge policy by June 2014",
            "- trains all ward staff in MCA",
            "- audits 20 discharges",
        ],
    ),
    "one with sub-bullets": (
        1,
        [
            "# Recommendations",
            "The Head of Safeguarding will by 30 June 2014 rewrite the referral form so that it asks for:",
            "- the wishes of the adult",
            "- the names of others in the home",
        ],
    ),
    "several in one paragraph": (
        3,
        [
            "# Recommendations",
            "We recommend that the duty rota be changed by June 2012. We also recommend that the team manager audits ten"
            " files each quarter. Finally, it is recommended that training is given to all duty workers.",
        ],
    ),
    "ordinals": (
        2,
        [
            "# What we will do",
            "Two changes are needed. First, the practice manager will set up a weekly list by May 2016. Second, the lead GP"
            " will review it each Friday.",
        ],
    ),
    "somebody else is to act in each sentence of a paragraph": (
        4,
        [
            "# What we will do",
            "By 31 October 2022 the Head of Operations will replace the policy, so that nobody is missed, and a check of ten files"
            " will show it. Within three months of sign-off the Director of People will bring back monthly sessions.",
            "Everyone should keep capacity in mind. The Learning Manager will give our key workers a course by February 2023."
            " The course is to be repeated each year.",
        ],
    ),
    "others follow up what one is to do": (
        3,
        [
            "# What we will do",
            "The Trust should introduce a single form by May 2017. The Director of Nursing will lead this work.",
            "The Service Manager will introduce a duty rota by May 2017. The Safety Board will monitor compliance quarterly.",
            "The Safeguarding Lead should write a protocol by May 2017. Team Managers must brief their staff on it.",
        ],
    ),
    "one recommendation told in several sentences": (
        2,
        [
            "# What we will do",
            "The Systems Nurse will restore the task by August 2017. The results will go to the Board. She will report them"
            " monthly. This should mean that no task is lost.",
            "The Matron will audit ten files by May 2017. The audit is to be read by the Medical Director.",
        ],
    ),
    "a paragraph each, some of two sentences": (
        2,
        [
            "# What we will do",
            "We start with the changes. The reasons come later.",
            "The Systems Nurse will restore the automatic task by 31 August 2017. Ten test entries will be made in September.",
            "Better liaison with district nursing as soon as possible.",
        ],
    ),
    "any column names": (
        2,
        [
            "# Action plan",
            [
                ["Ref", "Issue", "Action required", "Lead officer", "Target date", "Success measure", "Progress"],
                ["1", "Falls", "Introduce a falls checklist", "Ward Manager", "31/05/12", "All assessed", "Started"],
                ["2", "MCA", "Train staff", "Training Lead", "June 2012", "90% trained", ""],
            ],
        ],
    ),
    "actions of one recommendation": (
        2,
        [
            "# Recommendations",
            [
                ["Recommendation", "Action", "By whom", "By when"],
                ["Improve recording", "Write a new standard", "Head of Service", "1 May 2012"],
                ["", "Audit 20 records", "Quality Lead", "1 August 2012"],
                ["Improve supervision", "Monthly supervision", "Team Managers", "From June 2012"],
            ],
        ],
    ),
    "no heading row": (
        2,
        [
            "# Recommendations",
            [
                ["The Head of Housing will add a trigger to the procedure", "Head of Housing", "30 June 2014"],
                ["Staff should be trained in hoarding", "Training Lead", "31 August 2014"],
            ],
        ],
    ),
    "a small table each": (
        2,
        [
            "# Recommendations",
            [
                ["Recommendation 1", "Introduce a duty checklist"],
                ["Lead", "Duty manager"],
                ["Timescale", "1 June 2013"],
            ],
            [
                ["Recommendation 2", "Audit ten calls a month"],
                ["Lead", "Quality lead"],
                ["Timescale", "From July 2013"],
            ],
        ],
    ),
    "together with the lessons": (
        2,
        [
            "# Lessons and recommendations",
            "The review found that nobody asked the adult what she wanted, and that supervision was rare.",
            "We learned that records were not read before visits.",
            "The team manager will read five files a month from June 2012.",
            "Supervision should be held monthly.",
        ],
    ),
    "under a sub-heading of the lessons": (
        1,
        [
            "# Lessons learned",
            "Workers did not talk to each other. Records were thin and late.",
            "## Recommendations",
            "The team manager will read five files a month from June 2012.",
        ],
    ),
    "an action plan that carries them out": (
        2,
        [
            "# Recommendations",
            "1. The Head of Nursing will introduce a pressure ulcer checklist on all wards.",
            "2. The matron will arrange tissue viability training for bank nurses.",
            "# Appendix B: Action plan",
            [
                ["Recommendation", "Lead", "Date", "Outcome"],
                [
                    "Introduce a pressure ulcer checklist on all wards",
                    "Head of Nursing",
                    "1 May 2013",
                    "Graded in 6 hours",
                ],
                ["Arrange tissue viability training for bank nurses", "Matron", "June 2013", "90% trained"],
            ],
        ],
    ),
    "no section of their own": (
        2,
        [
            "# Conclusion",
            "There are things to do, which we set out here after the discussion above.",
            "Recommendation 1: The manager will audit ten files by May 2012.",
            "Recommendation 2: Staff should be reminded to record.",
        ],
    ),
    "one in so many words": (
        1,
        [
            "# Conclusion",
            "The nurse did well. It is recommended that the practice reviews its recall system by 1 May 2015. It was winter.",
        ],
    ),
    "remarks around them": (
        2,
        [
            "# Recommendations",
            "These recommendations have been agreed by the Board and will be monitored by the Quality Committee.",
            "- The ward manager will add a prompt to the board by May 2014.",
            "- The matron will check ten charts a month.",
            "Progress against these recommendations will be reported to the Board every quarter.",
            "An action plan is attached at Appendix C.",
        ],
    ),
    "good practice is none": (
        1,
        [
            "# Recommendations",
            "Good practice was seen in the response of the paramedics, who stayed with her until the ambulance came.",
            "The Clinical Lead will share the crew's approach at the team day on 1 June 2015.",
        ],
    ),
    "those of earlier reviews are none": (
        1,
        [
            "# Recommendations of previous reviews",
            "1. The Trust should appoint a discharge nurse.",
            "# Recommendations",
            "1. The Head of Nursing will audit 20 discharges by May 2012.",
        ],
    ),
    "lettered parts": (
        2,
        [
            "# Recommendations",
            "1. The Head of Care will revise the night checks:",
            "a) by adding a signature",
            "b) by adding the time",
            "2. The Deputy Manager will audit them monthly.",
        ],
    ),
    "themes as sub-headings": (
        2,
        [
            "# Recommendations",
            "## Training",
            "All duty workers should attend a half-day on self-neglect by June 2016.",
            "## Recording",
            "The Team Manager will dip-sample ten records a month.",
        ],
    ),
    "none": (0, ["# Recommendations", "The author makes no recommendations, as all actions have been completed."]),
}


@pytest.mark.parametrize("name", PLACES)
def test_where_they_stand(facts, name):
    number, lines = PLACES[name]
    found = facts("# Analysis", PROSE, *lines).recommendation_spans
    assert len(found) == number, [r.text for r in found]
    assert [r.id for r in found] == [f"R{n}" for n in range(1, number + 1)]


def test_text_of_a_row_is_action_who_when_outcome(facts):
    table = [HEAD, ["1", "Add a field to the form", "Head of IT", "1 May 2013", "Voices heard"]]
    (found,) = facts("# Recommendations", table).recommendations
    assert found.text == "Add a field to the form Head of IT 1 May 2013 Voices heard"
    assert (found.who, found.when, found.outcome) == ("Head of IT", "1 May 2013", "Voices heard")


def test_the_plan_lends_who_and_when_but_not_its_words(facts):
    first = facts("# Analysis", PROSE, *PLACES["an action plan that carries them out"][1]).recommendations[0]
    assert first.text == "The Head of Nursing will introduce a pressure ulcer checklist on all wards."
    assert first.when == "1 May 2013" and first.outcome == "Graded in 6 hours"


def test_label_lines_are_parts(facts):
    one, two = facts("# Analysis", PROSE, *PLACES["label lines with parts"][1]).recommendations
    assert (one.who, one.when) == ("Head of Nursing", "30 June 2013")
    assert (two.who, two.when) == (None, "1 September 2013")


@pytest.fixture
def judge(facts):
    def make(text, case=TRUST, **more):
        return facts(
            "# Analysis", PROSE, "# Recommendations", f"Recommendation 1: {text}", case=case, **more
        ).recommendations[0]

    return make


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The Matron for Emergency Care will introduce a prompt.", "The Matron for Emergency Care"),
        (
            "By 30 June 2013 the Head of Court Services will require a call at the home, with consent.",
            "the Head of Court Services",
        ),
        ("The Custody Inspector, Southern Division, to introduce a tear-off copy.", "The Custody Inspector"),
        ("Dr Patel, Clinical Director, to present this case.", "Clinical Director"),
        ("It is recommended that the Director of Operations commissions an audit.", "the Director of Operations"),
        (
            "Consideration is to be given by the Discharge Co-ordinator to the manner of asking.",
            "the Discharge Co-ordinator",
        ),
        ("A flag is to be added to the system (Lead: IT Programme Manager; 31/10/14).", "IT Programme Manager"),
        (
            "Since May the practice flags patients; the practice manager reports the count monthly.",
            "the practice manager",
        ),
        ("The council should visit weekly.", "The council"),
        ("That the Named Nurse train all practice nurses in adult protection by 30.6.06.", "the Named Nurse"),
        ("That the Practice Managers keep message books, to be checked at the visit.", "the Practice Managers"),
        (
            "Add carer strain to the patient form. [Chief Information Officer – by 1 April 2019 – 50 a month]",
            "Chief Information Officer",
        ),
        (
            "Calls are to be put on the system the same day by whichever duty worker picked up the phone.",
            "whichever duty worker",
        ),
        ("Business Support to order new badges with bigger photos.", "Business Support"),
        (
            "From the meeting of January 2023 the practice safeguarding lead will name a clinician.",
            "the practice safeguarding lead",
        ),
        ("As soon as is practicable the reception team leader will keep a log.", "the reception team leader"),
        ("TMs to bring in a closing check.", None),
        ("Put a board in all 212 vehicles and show crews how to use it.", None),
        ("Calls are answered by the service user group and written down.", None),
        ("All staff will attend training.", None),
        ("Everyone should take care.", None),
        ("The Trust will revise its policy.", None),
        ("A second discharge co-ordinator post should be funded.", None),
        ("Communication between agencies must improve.", None),
        ("Residents who may become dehydrated to have what they drink written down.", None),
        ("Supervision of logs should be more intrusive.", None),
    ],
)
def test_who(judge, text, who):
    found = judge(text).who
    assert (found or "").endswith(who or "") and bool(found) == bool(who)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("The Matron will do it by 31 January 2014.", "by 31 January 2014"),
        ("From 1 December 2014 the Matron will do it.", "From 1 December 2014"),
        (
            "The Matron will do it within three months of sign-off of this report.",
            "within three months of sign-off of this report",
        ),
        (
            "By the end of the month following approval of this report the Matron will do it.",
            "By the end of the month following approval of this report",
        ),
        (
            "Within six weeks of the Board accepting this report the Matron will do it.",
            "Within six weeks of the Board accepting this report",
        ),
        ("The Matron will do it by the end of Q3 2014/15.", "by the end of Q3 2014/15"),
        ("The Matron will do it by end Oct.", "by end Oct"),
        ("The Matron will audit it in March 2014.", "in March 2014"),
        ("From the meeting of January 2023 the Matron will do it.", "From the meeting of January 2023"),
        ("The Matron will do it as soon as possible.", None),
        ("The Matron will do it on an ongoing basis.", None),
        ("The Matron will do it within three months.", None),
        ("The Matron will reply within three working days of each referral.", None),
        ("The Matron will review the death of 3 May 2012.", None),
        ("The Matron will do it next financial year.", None),
        ("The Matron will do it monthly.", None),
    ],
)
def test_when(judge, text, when):
    found = judge(text)
    assert found.when == when and found.smart["T"].met == (when is not None)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Staff should be reminded of the importance of good record keeping.", "-----"),
        ("The Matron should consider reviewing the falls policy.", "--A--"),
        ("The Chief Nurse will by 1 June 2014 name a safeguarding link nurse on every ward.", "S-A-T"),
        ("The Ward 4 manager will by 1 June 2014 audit 30 discharge summaries for a capacity assessment.", "SMA-T"),
        ("The Head of Housing will add a field to the tenancy form; 20 files will be sampled.", "SMA--"),
        ("Safeguarding training to reach 95% by March 2015, monitored by the Learning and Development Team.", "SMA-T"),
        ("Communication with district nurses to be strengthened going forward.", "-----"),
        ("The Matron will, as soon as practicable, buy ten bed sensors.", "S-A--"),
        ("Professional curiosity should be embedded across the service.", "-----"),
        ("We will always listen to families with open hearts.", "-----"),
        ("The police should fit one hundred alarms by 1 May 2014 and report the number fitted.", "SM--T"),
        ("NHS England should look again at funding.", "-----"),
        ("Some thought should be given to how the housebound are best looked after.", "-----"),
        ("This must never be allowed to happen to a vulnerable person again.", "-----"),
        ("The Matron will keep a log and show the partners the number of such cases each month.", "SMA--"),
        ("The Matron will give each patient the number of the ward.", "S-A--"),
    ],
)
def test_letters(judge, text, letters):
    found = judge(text).smart
    assert "".join(k if k != "R" and found[k].met else "-" for k in "SMART") == letters
    assert all(x.reason and 0.5 <= x.confidence <= 1 for x in found.values())


@pytest.mark.parametrize(
    "text",
    [
        "Everyone to take more care at all times so that this never happens again.",
        "No patient should ever get a pressure sore at home.",
        "The Head of HR will send every one of the 412 employees on a five-day residential course by May 2014.",
        "The Communications Manager will issue a press line on the case by 1 May 2014.",
        "To carry on being a happy home.",
    ],
)
def test_not_reasonable(judge, text):
    assert not judge(text).smart["R"].met


def test_reasonable_where_the_finding_is_in_the_report_or_cited(facts, judge):
    lines = ("# Analysis", "Body maps were not drawn when bruises were seen on her arms. " * 3, "# Recommendations")
    text = "Recommendation 1: The Matron will draw a body map for each patient with bruises by May 2014."
    found = facts(*lines, text).recommendations[0]
    assert found.smart["R"].met and found.traced_to is not None and "Body maps" in found.traced_to.quote
    assert judge("The Bursar will repaint the greenhouse doors by May 2014.").traced_to is None
    assert judge("The Bursar will repaint the greenhouse doors by May 2014 (Finding 2).").smart["R"].met


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("The Therapist will publish a pathway and measure the time, aiming at ten working days.", True),
        ("The Trust to reduce its waiting list to eighteen weeks by March 2014.", True),
        ("The Manager must close the 63 reviews by May 2014, leaving none older than a year.", True),
        (
            "The Manager to chair every meeting. The point of this is that no one chairs a meeting on their own staff.",
            True,
        ),
        ("The Pharmacist will add a step, making insulin errors less likely.", True),
        ("The Manager to cap caseloads at 35. Outcome: not stated.", False),
        ("The Manager will walk to the ward in ten minutes and make the point of it plain.", False),
        ("The Trust will move the list to eighteen wards by March 2014.", False),
        ("The Matron will add a prompt so that repeat attendances are recognised.", True),
        ("The Matron will add a prompt; the expected result is that no fall is missed.", True),
        ("The Matron will add a prompt; success is 90 per cent of cards completed.", True),
        ("The Matron will add a prompt and count its use.", False),
        ("The Matron will speak to people who pretend friendship in order to exploit.", False),
        ("The Manager is to sample ten notes by 1 May 2024 to see that wishes are written down.", True),
        ("The Lead will turn the alerts on by 1 May 2024 and report them weekly; the target is nil.", True),
        ("The Chief Nurse will move the fridge to the ward by 1 May 2024 to prevent doses being missed.", True),
        ("The Matron will run two sessions. We will know it has worked when fewer calls go unanswered.", True),
        ("The Sergeant will read each log by noon, no caller waiting longer than an hour. Target: none.", True),
        ("The Head of IT will add the field by 1 May 2024. Late reviews, now 41%, are to fall under 5%.", True),
        ("Staff are asked to reduce noise.", False),
        ("The Lead will set up recall; no patient goes longer than twelve weeks without a blood test.", True),
        ("The Matron will hold a weekly round. This means that a sore is seen within a week.", True),
        ("The Manager will add sisters to the rota to make sure nobody waits for pain relief.", True),
        ("The Manager will audit ten files a month until nine in ten show an assessment.", True),
        ("The Head of Care will cut missed visits to fewer than one in a hundred.", True),
        ("The Head of Care will brief every shift; the Matron will report to the board.", False),
        ("The Manager will write to all staff, after the meeting, about the form.", False),
        ("The Manager will write to all staff by 1 May 2024 about the procedure to prevent falls.", False),
        ("The Manager will set targets by 1 May 2024.", False),
    ],
)
def test_outcome(judge, text, outcome):
    assert bool(judge(text).outcome) == outcome


@pytest.mark.parametrize(
    ("agency", "elsewhere"),
    [("Northmere Hospitals NHS Trust", True), ("Marchfold Council Adult Social Care", False)],
)
def test_whose_power(judge, agency, elsewhere):
    found = judge("The council should give each adult a named worker by May 2014.", case=Case(agency=agency))
    assert found.elsewhere is elsewhere


@pytest.mark.parametrize(
    ("text", "agency", "elsewhere"),
    [
        ("The memory clinic should ring as well as write.", "Marchfold Council Adult Social Care", True),
        ("The memory clinic should ring as well as write.", "Northmere Hospitals NHS Trust", False),
        ("Vale Community Health NHS Trust is asked to ring the duty doctor.", "Quay Medical Practice", True),
        ("Vale Community Health NHS Trust will ring the duty doctor.", "Vale Community Health NHS Trust", False),
    ],
)
def test_clinics_and_trusts_are_other_bodies_to_those_that_run_none(judge, text, agency, elsewhere):
    found = judge(text, case=Case(agency=agency))
    assert found.elsewhere is elsewhere and found.who


def test_a_code_that_the_report_declares_for_a_role_is_a_who(facts):
    found = facts(
        "# Methodology", [["Code", "Role"], ["TM", "Team manager, East"], ["SW1", "Social worker"]],
        "# Recommendations", "Recommendation 1: TM East to bring in a closing check.",
        "Recommendation 2: TMs to look at 20 closed cases each quarter.", "Recommendation 3: XY East to bring in a closing check.",
    ).recommendations  # fmt: skip
    assert [r.who for r in found] == ["TM East", "TMs", None]


PREVIOUS = (
    ("review 2008", "Managers should remind support workers that bath water has to be checked with a thermometer."),
    (
        "review 2009",
        "Community nurses to reconcile the stock of controlled drugs in the home against the drug chart on each visit.",
    ),
)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("All staff to be reminded of the importance of testing the temperature of bath water.", "review 2008"),
        (
            "From 1 May 2014 every visiting nurse will count the morphine in the house against the drug sheet.",
            "review 2009",
        ),
        ("The Medical Director will review any patient whose opioid dose has doubled.", None),
        ("The Operations Manager will have a plumber service each bath valve by May 2014.", None),
    ],
)
def test_repeats_are_told_by_meaning(judge, text, source):
    found = judge(text, previous=PREVIOUS).repeats
    assert (found.source if found else None) == source


def test_twins_in_one_report(facts):
    found = facts(
        "# Recommendations",
        "1. The matron will audit ten falls risk assessments each month.",
        "2. Each month ten risk assessments of falls will be audited by the matron.",
        "3. The Head of IT will link the two databases.",
    ).recommendations
    assert [r.duplicates for r in found] == [None, "R1", None]


def test_bundled_actions_are_shown_split(judge):
    found = judge(
        "The Trust will install a new record system, retrain everyone, restructure safeguarding and recruit five nurses."
    )
    assert len(found.actions) == 4 and "2. [role] will retrain everyone by [date]." in found.suggestion
    assert judge("The matron will add a field to the form and audit 20 forms.").actions == ()


def test_suggestions_keep_the_words_and_leave_blanks(judge):
    found = judge("Staff should be reminded of the importance of body maps for bruises.")
    assert "body maps for bruises" in found.suggestion and "[role]" in found.suggestion and "[date]" in found.suggestion
    complete = judge("The Matron will audit 20 body maps by 1 May 2014 so that no bruise is missed (Finding 1).")
    assert complete.letters_met == 5 and complete.suggestion == ""


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Staff should be reminded to record.", "reminder"),
        ("The Head of IT will add a mandatory field to the system.", "system change"),
        ("The Training Lead will run a workshop for nurses.", "training"),
        ("The matron will write a protocol for handover.", "procedure"),
    ],
)
def test_strength(judge, text, strength):
    assert judge(text).strength == strength


def test_lessons_that_nothing_answers(facts):
    f = facts("# Recommendations", "Recommendation 1: The matron will audit body maps of bruises by May 2014.")
    lessons = ["Bruises were not drawn on body maps.", "The night telephone was not answered at weekends."]
    assert unanswered(f, lessons, [r.text for r in f.recommendations]) == [1]


def test_thesaurus_groups_words():
    words = Thesaurus((("two weeks", "fortnight*"), ("check*",)))
    assert words.concepts("checked every two weeks") == words.concepts("fortnightly checks, every")


@given(st.lists(st.text(alphabet="abcdefghij TBR1:.-\n•)", max_size=60), max_size=6))
def test_any_text_under_the_heading_can_be_read(facts, texts):
    found = facts(
        "# Analysis", PROSE, "# Recommendations", *[t for t in texts if not t.startswith("#")]
    ).recommendation_spans
    assert all(r.text and r.blocks for r in found)


@pytest.mark.parametrize(
    ("text", "measured"),
    [
        ("Add the fields to the form. Measure: All visits show the fields filled in", True),
        ("Add the fields to the form. How we shall know: no visit closed without them", True),
        ("Add the fields to the form. Measure: tbc", False),
        ("Add the fields to the form as a measure of good will.", False),
    ],
)
def test_a_measure_that_is_named_as_one_counts(judge, text, measured):
    assert judge(text).smart["M"].met is measured


@pytest.mark.parametrize(
    ("text", "reasonable"),
    [
        ("The Group Catering Manager will keep the house warm on every visit by May 2014.", True),
        ("The ward manager will improve the catering for visitors by May 2014.", False),
        ("The team manager will rebuild the cold house plan of every open case by May 2014.", True),
        ("The Trust will rebuild every home by May 2014.", False),
    ],
)
def test_a_job_title_or_a_plan_is_not_out_of_proportion(judge, text, reasonable):
    assert judge(text).smart["R"].met is reasonable


def test_recommendations_counted_by_letter_and_number(facts):
    lines = [
        f"I{n}  That the {who} see that all repeats have a review date." for n, who in ((1, "Matron"), (2, "Adviser"))
    ]
    assert len(facts("# Analysis", PROSE, "# Recommendations", *lines).recommendations) == 2


def test_a_column_headed_by_is_the_date_where_another_says_who(facts):
    head = ["Ref", "What will be done", "Who leads", "By"]
    rows = [["1", "Photograph each ulcer at first sight", "Tissue Viability Lead", "1 March 2012"]]
    found = facts("# Recommendations", [head, *rows]).recommendations[0]
    assert (found.who, found.when) == ("Tissue Viability Lead", "1 March 2012")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("By the 30th of June 2009 the Scheme Manager will check each flat.", "the Scheme Manager"),
        ("If a carer is late, our Customer Care Desk will telephone the family.", "our Customer Care Desk"),
        ("With effect from 4 June the custody sergeants will log each check.", "the custody sergeants"),
        ("Offender managers doing home visits must ask to see the offender.", "Offender managers doing home visits"),
        ("It should mean that people are seen sooner.", None),
        ("The patients' relatives should be rung each evening.", None),
    ],
)
def test_who_acts_after_a_date_or_a_condition(judge, text, who):
    assert judge(text).who == who


@pytest.mark.parametrize(
    "head",
    [
        ["What we will do", "Who will do it", "By when", "What good will look like"],
        ["Job", "Down to", "Finished by", "What we want to see"],
        ["Change needed", "Post holder", "Deadline", "Change we expect to see"],
        ["What", "Whose job", "When", "What it should lead to"],
        ["Proposal", "Manager", "Month", "Point of it"],
        ["Undertaking", "Name and post", "Done by", "Effect"],
        ["Measure", "Who", "When", "Purpose"],
    ],
)
def test_columns_of_an_action_plan_under_other_names(facts, head):
    row = ["Photograph each ulcer at first sight", "Tissue Viability Lead", "1 March 2012", "No ulcer goes unseen"]
    found = facts("# Recommendations", [head, row]).recommendations[0]
    assert (found.who, found.when, found.outcome) == ("Tissue Viability Lead", "1 March 2012", "No ulcer goes unseen")


@pytest.mark.parametrize(
    "head", ["How this will be achieved", "Steps to achieve the recommendation", "Action and purpose"]
)
def test_columns_of_actions_that_speak_of_ends_are_no_outcome(facts, head):
    rows = [
        [head, "Undertaken by", "Date"],
        ["Photograph each ulcer at first sight", "Tissue Viability Lead", "1 March 2012"],
    ]
    found = facts("# Recommendations", rows).recommendations[0]
    assert (found.who, found.when) == ("Tissue Viability Lead", "1 March 2012")
    assert found.text.startswith("Photograph") and found.outcome is None


def test_a_column_of_reasons_is_no_outcome(facts):
    head = ["Action", "Lead", "Date", "Why (finding)"]
    row = [
        "Photograph each ulcer at first sight",
        "Tissue Viability Lead",
        "1 March 2012",
        "Ulcers were described from memory",
    ]
    assert facts("# Recommendations", [head, row]).recommendations[0].outcome is None
