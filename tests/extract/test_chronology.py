"""The chronology: tables in any shape, faults of each row, coverage, and what rows record of the adult."""

from __future__ import annotations

import datetime as dt

import pytest

from qa_scorer.extract.chronology import communication_mode, source_kinds
from qa_scorer.extract.chronology_table import column_roles
from qa_scorer.extract.contacts import Contacts
from qa_scorer.rulepack import Case
from qa_scorer.rulepack.case import Adult, Review
from qa_scorer.rulepack.schemas.chronology import ChronologyRules

PROSE = (
    "The team visited on 3 May 2012 and found the house cold. A referral was made to the council on the same day. " * 4
)
CASE = Case(adult=Adult(code="Mrs X"), review=Review(period_from=dt.date(2012, 1, 1), period_to=dt.date(2012, 12, 31)))
HEAD = [
    "Date",
    "Time",
    "Source of Information",
    "Contact with individual",
    "Communication - within agency",
    "Communication - external to agency",
    "Response or Outcome",
    "Comments",
]
ROWS = [
    ["03/01/12", "10:00", "Case file", "Home visit. Mrs X thin.", "", "", "Plan made", ""],
    ["04/06/12", "", "Interview SW1", "", "Phone: SW1 to TM", "", "Agreed", ""],
    ["01/12/12", "09:30", "E-mail", "", "", "Letter to GP", "Sent", ""],
]
BLANK = [""] * 7


@pytest.fixture
def rules(pack):
    return pack.get(ChronologyRules)


@pytest.fixture
def read(facts):
    def make(*lines, case=CASE):
        return facts("# Analysis", PROSE, *lines, case=case).chronology

    return make


def column(*headings):
    """The rows with other headings."""
    return [list(headings), *ROWS]


SHAPES = {
    "plain": [[HEAD, *ROWS]],
    "split, no second heading row": [[HEAD, *ROWS[:2]], [ROWS[2]]],
    "split, heading row again": [[HEAD, *ROWS[:2]], [HEAD, ROWS[2]]],
    "heading row in the middle": [[HEAD, ROWS[0], HEAD, *ROWS[1:]]],
    "one table a half-year": ["## January to June", [HEAD, *ROWS[:2]], "## July to December", [HEAD, ROWS[2]]],
    "title row above": [[["Serious Case Review - Subject Mrs X", *BLANK], HEAD, *ROWS]],
    "two heading rows": [
        [
            [*HEAD[:4], "Communication", "Communication", *HEAD[6:]],
            ["", "", "", "", "Within agency", "External to agency", "", ""],
            *ROWS,
        ]
    ],
    "other heading set": [column(*HEAD[:3], "Family Contact", *HEAD[4:])],
    "renamed": [
        column(
            "When",
            "Start time",
            "Where obtained",
            "Face to face contact",
            "In-house communication",
            "Contact with other agencies",
            "Action taken",
            "Remarks",
        )
    ],
    "spaces lost in the headings": [column(*HEAD[:4], "Internalcommunication", "Externalcommunication", *HEAD[6:])],
    "re-ordered": [[[r[i] for i in (0, 1, 3, 6, 2, 4, 5, 7)] for r in [HEAD, *ROWS]]],
    "year, month and blank rows": [
        [HEAD, ["2012", *BLANK], ROWS[0], ["", *BLANK], ROWS[1], ["June 2012", *BLANK], ROWS[2]]
    ],
    "no heading row": [ROWS],
    "a row goes on below": [
        [
            HEAD,
            ROWS[0],
            ["04/06/12", "", "Interview SW1", "", "Phone: SW1 to TM about the", "", "Agreed", ""],
            ["", "", "", "", "visit of the next day", "", "", ""],
            ROWS[2],
        ]
    ],
    "the guidance's own table before it": [[["Heading", "Details Required"], ["Date", "Start Date"]], [HEAD, *ROWS]],
}


@pytest.mark.parametrize("name", SHAPES)
def test_rows_of_any_table(read, name):
    found = read("# Chronology", *SHAPES[name])
    assert [r.row for r in found.rows] == [1, 2, 3]
    assert [r.faults for r in found.rows] == [(), (), ()]
    assert found.columns_missing == ()
    assert [r.seen for r in found.rows] == [True, False, False]


def test_under_another_heading_and_among_other_tables(read):
    staff = [["Name", "Role", "Date of interview"], ["A", "SW", "03/04/13"], ["B", "TM", "04/04/13"]]
    plan = [["Action", "Who", "By when", "Outcome"], ["Write a new form", "SM", "01/05/13", "Better visits"]]
    assert len(read("# Methodology", staff, "# Appendix A", [HEAD, *ROWS], "# Recommendations", plan).rows) == 3


def test_a_short_table_in_the_summary_is_not_the_chronology(read):
    short = [["Date", "Event"], ["03/01/12", "Visit"], ["04/06/12", "Call"], ["01/12/12", "Letter"]]
    assert len(read("# Summary of facts", short, "# Chronology", [HEAD, *ROWS]).rows) == 3


def test_date_and_time_in_one_column(read):
    rows = [[f"{r[0]} {r[1]}".strip(), *r[2:]] for r in ROWS]
    found = read("# Chronology", [["Date and time", *HEAD[2:]], *rows])
    assert [r.cells.get("time", "") for r in found.rows] == ["10:00", "", "09:30"]
    assert [r.faults for r in found.rows] == [(), (), ()] and found.columns_missing == ()


def test_events_in_one_column(read):
    rows = [
        ["Date", "Time", "Source", "Event", "Outcome"],
        ["03/01/12", "10:00", "Case file", "Home visit by SW1. Mrs X in bed.", "Plan made"],
        ["04/06/12", "", "Log", "Phone call to GP", "Asked to visit"],
        ["01/12/12", "", "Log", "Planning meeting", "Agreed"],
    ]
    found = read("# Chronology", rows)
    assert [r.seen for r in found.rows] == [True, False, False]
    assert "Contact with individual" in found.columns_missing and "Comments" in found.columns_missing


def test_no_table(read):
    found = read("# Chronology", "The chronology is attached.")
    assert found.rows == () and not found.unreadable


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (["", "09:00", "Log", "", "", "", "x", ""], ["date_missing"]),
        (["unknown", "", "Log", "", "", "", "x", ""], ["date_missing"]),
        (["4/3/12", "", "Log", "", "", "", "x", ""], ["date_format"]),
        (["04/03/2012", "", "Log", "", "", "", "x", ""], ["date_format"]),
        (["May 2012", "", "Log", "", "", "", "x", ""], ["date_format"]),
        (["31/04/12", "", "Log", "", "", "", "x", ""], ["date_invalid"]),
        (["10-12/06/12", "", "Log", "", "", "", "x", ""], ["date_range"]),
        (["c. 01/05/12", "", "Log", "", "", "", "x", ""], ["date_estimate"]),
        (["c. 01/05/12", "", "Log", "", "", "", "x", "Date estimated from interview"], []),
        (["01/02/12", "", "Log", "", "", "", "x", ""], ["date_order"]),
        (["05/01/13", "", "Log", "", "", "", "x", ""], ["date_outside_period"]),
        (["04/05/12", "10am", "Log", "", "", "", "x", ""], ["time_format"]),
        (["04/05/12", "9:30", "Log", "", "", "", "x", ""], ["time_format"]),
        (["04/05/12", "24:00", "Log", "", "", "", "x", ""], ["time_format"]),
        (["04/05/12", "14:00 hrs", "Log", "", "", "", "x", ""], []),
        (["04/05/12", "not known", "Log", "", "", "", "x", ""], []),
        (["04/05/12", "", "", "", "", "", "x", ""], ["source_missing"]),
        (["04/05/12", "", "N/K", "", "", "", "x", ""], ["source_missing"]),
        (["04/05/12", "", "Log", "", "TM told", "", "x", ""], ["communication_mode"]),
        (["04/05/12", "", "Log", "", "none", "-", "x", ""], []),
        (["04/05/12", "", "Log", "Home visit", "", "", "", ""], ["row_empty_outcome"]),
        (["04/05/12", "", "Log", "", "", "Letter to GP", "-", ""], ["row_empty_outcome"]),
        (["04/05/12", "", "Log", "", "", "", "", "Filed"], []),
    ],
)
def test_each_fault(read, row, faults):
    first = ["03/03/12", "10:00", "Case file", "", "", "", "Plan made", ""]
    found = read("# Chronology", [HEAD, first, row, ["01/12/13", "", "Log", "", "", "", "x", ""]])
    assert list(found.rows[1].faults) == faults


def test_order_is_told_by_the_nearest_readable_date(read):
    rows = [[d, "", "Log", "", "", "", "x", ""] for d in ("03/06/12", "May", "01/06/12", "02/06/12")]
    found = read("# Chronology", [HEAD, *rows])
    assert ["date_order" in r.faults for r in found.rows] == [False, False, True, False]


def test_a_month_is_out_of_order_only_where_no_day_of_it_fits(read):
    rows = [[d, "", "Log", "", "", "", "x", ""] for d in ("18/05/12", "May 2012", "April 2012")]
    found = read("# Chronology", [HEAD, *rows])
    assert ["date_order" in r.faults for r in found.rows] == [False, False, True]


def test_coverage_and_silences(read):
    found = read("# Chronology", [HEAD, *ROWS])
    assert found.first_quarter and found.last_quarter and found.coverage == pytest.approx(0.91, abs=0.01)
    assert [(g.after_row, round(g.share, 1)) for g in found.gaps] == [(1, 0.4), (2, 0.5)]
    early = read("# Chronology", [HEAD, ROWS[0], ["04/02/12", *ROWS[1][1:]], ["01/03/12", *ROWS[2][1:]]])
    assert early.first_quarter and not early.last_quarter and early.gaps[-1].end == dt.date(2012, 12, 31)


def test_without_a_period_nothing_lies_outside_it(read):
    found = read("# Chronology", [HEAD, *ROWS], case=Case())
    assert found.coverage is None and all(r.faults == () for r in found.rows)


@pytest.mark.parametrize(
    "text",
    [
        "Phone: SW1 to TM",
        "E-mail to GP",
        "Fax letter from GP",
        "Ward round",
        "Discussed at team meeting",
        "Written task to reception",
        "999 call",
        "Joint visit with police",
        "Handover sheet",
        "Case conference",
        "Text message from carer",
        "Referral form sent to podiatry",
    ],
)
def test_modes_of_communication(rules, text):
    assert communication_mode(text, rules)


@pytest.mark.parametrize(
    "text",
    [
        "GP told",
        "Message left",
        "Landlord informed again",
        "Dr C asked us to visit",
        "Bail diary, no entry",
        "Result from laboratory",
        "District nurse came to dress shin",
        "Contact with social care",
        "Visiting priest told",
        "Reported to safeguarding",
    ],
)
def test_no_mode_of_communication(rules, text):
    assert not communication_mode(text, rules)


def test_kinds_of_source(rules):
    assert source_kinds("Paper file; interview SW1", rules) == ("record", "interview")
    assert source_kinds("Tenancy file", rules) == source_kinds("Repairs ledger", rules)
    assert source_kinds("Duty log", rules) != source_kinds("Case file", rules)
    assert source_kinds("n/k", rules) == ()


def test_headings_that_several_roles_could_claim(rules):
    roles = column_roles(["Date", "Contact with other agencies", "Contact with adult", "Outcome of contact"], rules)
    assert roles == {0: "date", 1: "external", 2: "contact", 3: "response"}


# -- what a contact cell says of the adult: S seen, C condition, V own words or wishes ------------------------------

CELLS = """
Home visit by SW2. Mrs X in her nightdress at noon, kitchen cold.|SC-
Home visit - no answer, card left.|---
Telephone contact with Mrs X, who said she was managing.|--V
Ward round. Reviewed by Consultant. Remains confused.|SC-
Mrs X attended clinic with daughter. BP 150/90.|SC-
Daughter telephoned to cancel visit.|---
Spoke to son on doorstep; he said his mother was resting.|---
District nurse visited to give insulin. Mrs X tearful, stated "I can't go on like this".|SCV
Joint visit with police. Door opened by nephew who said Mrs X had gone to bed.|---
Mrs X brought to ED by ambulance following overdose. GCS 13.|SC-
Attended for depot. No concerns.|S--
DNA outpatient appointment.|---
Letter sent to Mrs X offering appointment.|---
Call from Mrs X to say she had fallen.|---
Bathed and hair washed by HCA2.|S--
Welfare check by PC 112. Mrs X safe and well.|SC-
Mrs X declined to let worker in; conversation through letterbox.|---
Virtual review held by video. Mrs X said little, looked pale.|SC-
Mr E (husband) seen at the surgery about his own health.|---
Crew attended, patient on bathroom floor, alert, no injury. Refused hospital: "I'm not going back there".|SCV
Mrs X asked staff whether she could see her cat.|S-V
Staff asked Mrs X if she was happy with the move.|S--
Review meeting held, Mrs X not invited.|---
Unable to gain access, spoke with Mrs X by telephone from the car.|---
Mrs X smiled and pointed to the garden.|SCV
Mrs X's brother reported that she was sleeping in the car.|---
Refused her tablets.|S--
Mrs X's wish to remain at home noted.|S-V
Doorstep delivery, waved from window.|S--
Prescription collected by partner.|---
Weekly weight 47.2 kg (down 1.1).|SC-
Wife attended surgery, tearful, said she could not cope.|---
Text from Mrs X: "need help now".|--V
Paramedics found Mrs X on the kitchen floor, long lie suspected, temp 33.1.|SC-
Sacral dressing renewed.|S--
Found by officers, life pronounced extinct by paramedic|SC-
Mrs X died.|---
Legs dressed, Doppler due next week.|S--
Seen on burns unit.|S--
Interview with Mrs X, in English; D1 not admitted|S--
None|---
None (lockdown)|---
Home care started. Seen by carer.|S--
Home care started.|---
T/C, spoke to Son 1 only: tired, off food 2/52.|---
Seen by housing in lift, in slippers.|SC-
Seen by housing in lift, in town.|S--
N/A|---
No contact with Mrs X|---
Nil by us|---
"""


@pytest.mark.parametrize("line", CELLS.strip().split("\n"))
def test_contact_cells(rules, line):
    text, flags = line.rsplit("|", 1)
    found = Contacts(rules.contact, ("Mrs X",)).flags({"contact": text})
    got = "".join(c if f else "-" for c, f in zip("SCV", (found.seen, found.condition, found.voice), strict=True))
    assert got == flags


def test_own_words_in_comments(rules):
    contacts = Contacts(rules.contact, ("Mrs X",))
    assert contacts.flags({"contact": "Bath given", "comments": "She signed 'hot' again"}).voice
    assert not contacts.flags({"contact": "Bath given", "comments": "Daughter said 'too hot'"}).voice
    assert not contacts.flags({"contact": "", "comments": "She said 'hot'"}).voice


def test_wishes_given_by_a_relative_and_a_condition_that_was_not_noted_do_not_count(rules):
    contacts = Contacts(rules.contact, ("Mrs X",))
    row = {"contact": "Seen at review with FM1."}
    assert not contacts.flags(row | {"comments": "View recorded as 'happy with plan (per son)'."}).voice
    assert contacts.flags(row | {"comments": "View recorded as 'happy with plan'."}).voice
    assert not contacts.flags(row | {"comments": "Two lines; nothing on how she looked."}).condition
    assert contacts.flags(row | {"comments": "Two lines; she looked pale."}).condition


def test_a_second_opinion_only_adds_where_the_adult_was_seen(rules):
    contacts = Contacts(rules.contact, ("Mrs X",))
    seen = contacts.flags({"contact": "Seen on ward"})
    assert seen.with_second(0.9, 0.1, 0.6).condition and not seen.with_second(0.5, 0.5, 0.6).condition
    missed = contacts.flags({"contact": "No access"})
    assert missed.with_second(0.9, 0.9, 0.6) == missed


@pytest.mark.parametrize(
    ("contact", "outcome", "condition", "voice"),
    [
        ("Home visit", "Looked grey and thin, hair matted", True, False),
        ("Home visit", "She said she wanted to stay in her own home", False, True),
        ("Seen at home", "'I want to be left alone'", False, True),
        ("Seen at home", "Told to obtain tenancy agreement", False, False),
        ("Seen at home", "'All in order', closed", False, False),
        ("Telephone call from daughter", "Looked grey and thin", False, False),
    ],
)
def test_what_stands_in_the_outcome_counts_where_the_adult_was_seen(rules, contact, outcome, condition, voice):
    flags = Contacts(rules.contact, ("Mrs X",)).flags({"contact": contact, "response": outcome})
    assert (flags.condition, flags.voice) == (condition, voice)


PLAIN = ["When", "Time", "Who told us", "Seeing him", "Talking between us", "Talking to outside", "And then", "Other"]


def test_eight_columns_in_the_boards_order_go_by_any_names(read):
    found = read("# Chronology", [PLAIN, *ROWS])
    assert found.columns_missing == () and [r.seen for r in found.rows] == [True, False, False]
    mixed = [PLAIN[n] for n in (0, 2, 1, 3, 4, 5, 6, 7)]
    rows = [[r[n] for n in (0, 2, 1, 3, 4, 5, 6, 7)] for r in ROWS]
    assert read("# Chronology", [mixed, *rows]).rows[0].cells["time"] == "10:00"


@pytest.mark.parametrize(
    ("date", "fault"),
    [
        ("Christmas 2012", "date_estimate"),
        ("Autumn 2012", "date_estimate"),
        ("Christmas Eve 2012", "date_format"),
        ("12 December 2012", "date_format"),
    ],
)
def test_a_feast_or_season_is_an_estimate_and_a_day_of_it_a_date(read, date, fault):
    found = read("# Chronology", [HEAD, *ROWS[:2], [date, *ROWS[2][1:]]])
    assert found.rows[2].faults == (fault,)


def test_when_and_what_happened_make_a_chronology_and_no_recommendations(facts):
    rows = [[f"0{n}/06/12", "He was seen at the centre.", "Day care file"] for n in range(1, 6)]
    made = facts("Dear Mrs J", PROSE, [["When", "What happened", "Where we know it from"], *rows], PROSE)
    assert len(made.chronology.rows) == 5 and not made.recommendations
    short = facts("Dear Mrs J", PROSE, [["When", "What happened", "Where we know it from"], *rows[:2]], PROSE)
    assert not short.chronology.rows


ENTRIES = [
    "10 January 2012, 21.40 – Mrs X rang 999. She was seen with a cut lip and said she had fallen. Source: log.",
    "2 February 2012 – A neighbour reported shouting. Mrs X was not seen. (Source: log)",
    "The form was not filled in.",
    "On 14 March 2012 at 18:05 Mrs X came to the counter in tears. Source: interview with Officer 2.",
    "15 February 2012 – A referral was typed.",
    "30 June 2012, 04.30 – Mrs X was found hurt.",
]


def test_a_chronology_told_in_dated_paragraphs(facts):
    made = facts("# Analysis", PROSE, "# Chronology", *ENTRIES, case=CASE).chronology
    assert made.prose and len(made.rows) == 5
    assert [r.cells.get("time", "") for r in made.rows] == ["21.40", "", "18:05", "", "04.30"]
    assert [r.cells.get("source", "") for r in made.rows] == ["log", "log", "interview with Officer 2", "", ""]
    assert [r.date.month for r in made.rows if r.date] == [1, 2, 3, 2, 6]
    assert [r.faults for r in made.rows] == [(), (), (), ("date_order", "source_missing"), ("source_missing",)]
    assert [r.seen for r in made.rows][:2] == [True, False]
    assert "not filled in" in made.rows[1].cells["event"]


@pytest.mark.parametrize(
    "lines", [[PROSE, PROSE, "On 3 May 2012 he fell.", PROSE], ENTRIES[:2], ["The chronology is attached."]]
)
def test_paragraphs_few_of_which_begin_with_a_date_are_no_chronology(facts, lines):
    assert not facts("# Analysis", PROSE, "# Chronology", *lines, case=CASE).chronology.rows


def test_order_begins_anew_under_another_heading(facts):
    later = [["03/06/12", *ROWS[0][1:]], *ROWS[1:2]]
    made = facts(
        "# Chronology", "## Nursing", [HEAD, *later], "## General practice", [HEAD, ROWS[0], *later[:1]], case=CASE
    )
    assert len(made.chronology.rows) == 4 and not any("date_order" in r.faults for r in made.chronology.rows)
    split = facts("# Chronology", [HEAD, *later], "", [HEAD, ROWS[0], *later[:1]], case=CASE)
    assert [r.row for r in split.chronology.rows if "date_order" in r.faults] == [3]


def test_who_saw_or_spoke_to_the_patient_is_the_contact(rules):
    assert column_roles(["Date", "Time", "Who saw / spoke to patient", "Result"], rules)[2] == "contact"


def test_columns_that_share_a_role_and_those_that_only_count(read):
    head = [
        "No",
        "Date",
        "Time",
        "Where recorded",
        "Contact with Adult J",
        "Contact with carer",
        "Liaison",
        "Action taken",
        "Result",
    ]
    rows = [
        [str(n), f"0{n}/03/13", "10:00", "File", "Seen, well", "Daughter told", "Phone: GP", "Dressing", "Healed"]
        for n in range(1, 6)
    ]
    found = read("# Chronology", [head, *rows])
    first = found.rows[0].cells
    assert first["response"] == "Dressing Healed" and first["external"] == "Phone: GP"
    assert first["contact"] == "Seen, well" and first["other"] == "Daughter told"


def test_contact_with_the_family_is_no_communication_of_the_board(read):
    head = ["Date", "Time", "Source", "Contact", "Contact with family", "Spoke outside", "Next", "Outcome"]
    rows = [
        [f"0{n}/03/13", "10:00", "File", "Seen, well", "Daughter there", "Phone: GP", "Plan", "Healed"]
        for n in range(1, 6)
    ]
    assert "internal" not in read("# Chronology", [head, *rows]).rows[0].cells


def test_columns_that_no_wording_tells_go_by_their_cells(read):
    head = [
        "When",
        "Clock time",
        "Mr T and us",
        "What came of it",
        "Other bodies",
        "Inside Harbour Row",
        "Papers",
        "Notes",
    ]
    rows = [
        [f"0{n}/03/13", "10:00", "Mr T seen in his room. He said he was cold", "Plan", "Phone: GP to SM1", "Meeting: SM1 and KW1", "Support plan", ""]
        for n in range(1, 6)
    ]  # fmt: skip
    first = read("# Chronology", [head, *rows]).rows[0].cells
    assert first["contact"].startswith("Mr T seen") and first["source"] == "Support plan"
    assert first["external"] == "Phone: GP to SM1" and first["internal"] == "Meeting: SM1 and KW1"


def test_cells_that_tell_nothing_give_a_column_no_role(read):
    head = [
        "When",
        "Clock time",
        "Where this comes from",
        "What came of it",
        "Type",
        "Missed opportunities",
        "Bus",
        "Notes",
    ]
    rows = [
        [f"0{n}/03/13", "10:00", "File", "Plan made", "Phone call", "He should have been seen", "No 7", ""]
        for n in range(1, 6)
    ]
    first = read("# Chronology", [head, *rows]).rows[0].cells
    assert first["source"] == "File" and not {"contact", "internal", "external"} & first.keys()
