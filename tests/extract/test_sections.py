"""Sections: headings however they are drawn, template sections under other wordings, status."""

from __future__ import annotations

import dataclasses

import pytest

from qa_scorer.document import BlockKind
from qa_scorer.extract.sections import find_sections, normalise_heading

PROSE = (
    "The team visited on 3 May 2012 and found the house cold. A referral was made to the council on the same day, and the "
    "district nurse called on 5 May 2012. The care plan was changed in June and carers went in twice a day from then on."
)


def keys(sections):
    return [s.key for s in sections.all]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Methodology", "methodology"),
        ("3. How I went about it", "methodology"),
        ("HOW THIS REVIEW WAS DONE", "methodology"),
        ("Findings and Analysis", "analysis"),
        ("Comments on Care", "analysis"),
        ("Timeline", "chronology"),
        ("What Have We Learned?", "lessons"),
        ("What I Have Learned and What We Must Learn", "lessons"),
        ("Action Plan", "recommendations"),
        ("Sign-off", "signatures"),
        ("List of abbreviations", "glossary"),
        ("Looking at the records", "methodology"),
        ("Areas to be addressed", "terms_of_reference"),
        ("The Board's instructions", "terms_of_reference"),
        ("Description of the Service", "contextual_information"),
        ("Basis of this report", "methodology"),
        ("What happened and when", "chronology"),
        ("Contact log", "chronology"),
        ("Areas of enquiry", "terms_of_reference"),
        ("Capacity and demand", "contextual_information"),
        ("Interviews and records", "methodology"),
        ("What should have happened", "analysis"),
        ("Reflections and lessons", "lessons"),
        ("Our plan", "recommendations"),
        ("Summary of learning", "lessons"),
        ("Reflection and learning", "lessons"),
        ("Response to the terms of reference", "analysis"),
        ("Issues arising", "analysis"),
        ("Plan for improvement", "recommendations"),
        ("Administrative details", "front_sheet"),
        ("Circumstances leading to the death", "summary_of_facts"),
        ("The Team and Its Work", "contextual_information"),
        ("Summary of What Happened", "summary_of_facts"),
        ("Family Tree", "genogram"),
        ("Scope and terms of reference", "terms_of_reference"),
        ("Agency evaluation statement", "evaluation_statement"),
        ("What were we asked to look at?", "terms_of_reference"),
        ("How did we go about it?", "methodology"),
        ("Who did we talk to?", "methodology"),
        ("What was going on for us at the time?", "contextual_information"),
        ("C. The Council at the Time", "contextual_information"),
        ("Who is in the family?", "family_details"),
        ("Who's who in the family", "family_details"),
        ("What did we find?", "analysis"),
        ("What have we learned?", "lessons"),
        ("What will we do?", "recommendations"),
        ("What do the letters mean?", "glossary"),
    ],
)
def test_wording_is_matched(document, pack, heading, key):
    found = find_sections(document("# Introduction", PROSE, f"# {heading}", PROSE, "# Other matters", PROSE), pack)
    assert [s.key for s in found.all if s.heading == heading] == [key]


def test_a_statement_on_quality_is_no_evaluation_statement(document, pack):
    assert keys(find_sections(document("# Statement on Quality", PROSE), pack)) != ["evaluation_statement"]


def test_unknown_heading_is_no_template_section(document, pack):
    found = find_sections(
        document(
            "# Analysis", PROSE, "# The Premises", "It is a brick building of 1964.", "# Glossary", "- SW: x", "- GP: y"
        ),
        pack,
    )
    assert "" in keys(found) and found.status("contextual_information") == "missing"


@pytest.mark.parametrize("style", ["styled", "bold", "caps", "numbered", "underlined", "boxed", "counted in words"])
def test_headings_however_drawn(document, pack, style):
    draw = {
        "styled": lambda n, t: f"# {t}",
        "bold": lambda n, t: f"**{t}**",
        "caps": lambda n, t: f"**{t.upper()}**",
        "numbered": lambda n, t: f"{n}. {t}",
        "underlined": lambda n, t: f"__{t}__",
        "boxed": lambda n, t: f"[box] {t}",
        "counted in words": lambda n, t: f"**PART {('ONE', 'TWO', 'THREE', 'FOUR', 'FIVE')[n - 1]}: {t.upper()}**",
    }[style]
    titles = ["Contextual Information", "Methodology", "Summary of Facts", "Analysis of Involvement", "Glossary"]
    lines: list[str] = []
    for n, t in enumerate(titles, 1):
        lines += [draw(n, t), PROSE, PROSE]
    found = find_sections(document(*lines), pack)
    assert [k for k in keys(found) if k] == [
        "contextual_information",
        "methodology",
        "summary_of_facts",
        "analysis",
        "glossary",
    ]


def test_template_text_is_a_placeholder_and_the_section_empty(document, pack):
    prompt = (
        "In considering this aspect of the case, the Report writer needs to decide whether the context in which the case was "
        "conducted impacted on decisions made and if so such information need only be included in so far as it is relevant."
    )
    found = find_sections(
        document("# Contextual Information", prompt, "- Volume of work", "# Analysis", PROSE * 3), pack
    )
    assert found.status("contextual_information") == "empty"
    assert found.is_placeholder(1) and not found.is_placeholder(4)


def test_template_text_and_a_line_is_thin(document, pack):
    found = find_sections(
        document(
            "# Methodology",
            "A bullet point list to identify: a) Documents seen. b) Interviews and dates.",
            "We read the file.",
            "# Analysis",
            PROSE,
        ),
        pack,
    )
    assert found.status("methodology") == "thin"


def test_own_text_that_mentions_the_prompts_words_is_content(document, pack):
    found = find_sections(
        document(
            "# Contextual Information",
            "Staff turnover rose to 30 per cent and sickness and leave cover fell to two agency nurses in the winter of 2012, as the rota and the monthly return show, and unallocated cases reached 41.",
            "# Analysis",
            PROSE,
        ),
        pack,
    )
    assert found.status("contextual_information") == "present"


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["Signed ..................... Date ....................."], "thin"),
        (["Author: A. Smith", "Head of Agency: B. Jones"], "thin"),
        (["Signed: A. Smith, Office Manager, 12/07/2013", "Chair of Trustees: ……………… Date: ………"], "thin"),
        (["Author: A. Smith, 12/07/2013", "Head of Agency: B. Jones, Chief Executive, 15/07/2013"], "present"),
    ],
)
def test_unsigned_form_is_thin(document, pack, lines, status):
    found = find_sections(document("# Analysis", PROSE, "# Signatures", *lines), pack)
    assert found.status("signatures") == status


def test_a_promise_of_a_drawing_is_empty(document, pack):
    promise = "A drawing of the family tree was begun by the secretary and shall be forwarded under separate cover."
    assert find_sections(document("# Genogram", promise, "# Analysis", PROSE), pack).status("genogram") == "empty"
    later = "The drawing will be sent in due course."
    assert find_sections(document("# Genogram", later, "# Analysis", PROSE), pack).status("genogram") == "empty"
    told = "Patient P has one son, Mr Q, born 1955, who was sent a separate letter about the review in May."
    assert find_sections(document("# Genogram", told, "# Analysis", PROSE), pack).status("genogram") == "present"


def test_pointer_to_nothing_is_empty(document, pack):
    found = find_sections(document("# Genogram", "Genogram: see attached.", "# Analysis", PROSE), pack)
    assert found.status("genogram") == "empty"


def test_chronology_without_a_telling_heading_is_known_by_its_table(document, pack):
    rows = [["Date", "Time", "Source of Information", "Contact with individual", "Response or Outcome", "Comments"]]
    rows += [[f"0{n}/02/12", "10:00", "Case file", "Home visit", "Seen", ""] for n in range(1, 8)]
    found = find_sections(document("# Analysis", PROSE, "# Part two", rows, "# Glossary", "- SW: x", "- GP: y"), pack)
    assert found.status("chronology") == "present"


def test_normalised_heading_drops_number_and_punctuation():
    assert normalise_heading("4.2  What happened, in brief:") == "what happened in brief"
    assert normalise_heading("Appendix B – Glossary") == "glossary"


def test_a_chronology_table_makes_its_section_the_chronology_whatever_the_heading(document, pack):
    head = ["Date", "Time", "Source of Information", "Contact with individual", "Outcome", "Comments"]
    rows = [[f"0{n}/05/13", "08:05", "Log book", "Tasks completed, meal eaten", "Logged", ""] for n in range(1, 8)]
    made = document(
        "# Terms of Reference", "- How was she heard?", "- What was missed?", "# Our customer's journey", [head, *rows]
    )
    assert find_sections(made, pack).get("chronology")[0].heading == "Our customer's journey"


LONG = PROSE * 6


def test_a_missing_analysis_is_the_long_section_whose_heading_says_nothing(facts):
    lines = ("# Summary of facts", PROSE, "# Five ponds", LONG, "# Lessons learned", PROSE)
    assert keys(facts(*lines).sections) == ["summary_of_facts", "analysis", "lessons"]
    short = ("# Summary of facts", PROSE, "# Five ponds", PROSE, "# Lessons learned", PROSE)
    assert "analysis" not in keys(facts(*short).sections)
    after = ("# Summary of facts", PROSE, "# Lessons learned", PROSE, "# Five ponds", LONG)
    assert "analysis" not in keys(facts(*after).sections)
    named = ("# Summary of facts", PROSE, "# Five ponds", LONG, "# Analysis", PROSE)
    assert keys(facts(*named).sections)[1:] == ["", "analysis"]


NAMES = ("Terms of reference", "Methodology", "Summary of facts", "Analysis", "Lessons learned", "Recommendations")


def test_bold_section_names_over_styled_sub_headings(document, pack):
    lines = [x for n, name in enumerate(NAMES, 1) for x in (f"**Section {n} – {name}**", "## What we saw", PROSE)]
    found = find_sections(document(*lines), pack)
    assert [s.heading for s in found.all] == [f"Section {n} – {name}" for n, name in enumerate(NAMES, 1)]
    below = [x for name in NAMES for x in (f"# {name}", "**What we saw**", PROSE)]
    assert [s.heading for s in find_sections(document(*below), pack).all] == list(NAMES)


def test_where_all_is_bold_bold_makes_no_heading(document, pack):
    lines = [x for name in NAMES for x in (f"# {name}", f"**{PROSE}**", "**Was she asked?**", f"**{PROSE}**")]
    made = document(*lines)
    assert [h.text for h in find_sections(made, pack).headings] == list(NAMES)
    plain = [x for name in NAMES for x in (f"# {name}", PROSE, "**Was she asked?**", PROSE)]
    assert "Was she asked?" in [h.text for h in find_sections(document(*plain), pack).headings]


def test_sub_headings_drawn_like_the_heading_above_them_belong_to_it(document, pack):
    names = ("Methodology", "Summary of facts", "Analysis", "Lessons learned")
    lines = [x for name in names for x in (f"**{name}**", LONG)]
    at = lines.index("**Analysis**") + 1
    lines[at : at + 1] = ["**The first winter**", LONG, "**The stairs**", LONG]
    found = find_sections(document(*lines), pack)
    assert keys(found) == ["methodology", "summary_of_facts", "analysis", "lessons"]
    assert found.status("analysis") == "present"


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("**Context: the unit in 2015**", True),
        ("**Author: the team manager**", False),
        ("Context: the unit in 2015", False),
    ],
)
def test_a_bold_line_with_a_colon_is_a_heading_where_it_names_a_section(document, pack, line, is_heading):
    found = find_sections(document("**Methodology**", PROSE, line, PROSE, "**Analysis**", PROSE), pack)
    assert (line.strip("*") in [h.text for h in found.headings]) is is_heading


def test_a_table_of_actions_makes_its_section_the_recommendations_whatever_the_heading(document, pack):
    plan = [["No.", "Action", "Who", "By when"], ["1", "Write a new form for visits", "Team manager", "01/05/13"]]
    made = document("# Analysis", PROSE, "# Our thanks", PROSE, "# The way on", plan)
    assert [s.heading for s in find_sections(made, pack).get("recommendations")] == ["The way on"]
    other = [["No.", "Building", "Seen by"], ["1", "Lodge", "SW1"]]
    made = document("# Analysis", PROSE, "# Our thanks", PROSE, "# The way on", other)
    assert find_sections(made, pack).get("recommendations") == ()


def test_a_title_above_the_heading_row_hides_no_chronology(document, pack):
    title = ["INTEGRATED CHRONOLOGY"] * 5
    head = ["Date", "Time", "Source", "Contact", "Outcome"]
    rows = [[f"0{n}/02/12", "10:00", "Log", "Visit", "Seen"] for n in range(1, 6)]
    made = document("# Summary of facts", PROSE, "# Our customer's journey", [title, head, *rows], "# Analysis", PROSE)
    assert find_sections(made, pack).get("chronology")[0].heading == "Our customer's journey"


def test_a_section_that_is_a_chronology_is_one_under_a_heading_of_other_wording(document, pack):
    head = ["Noted", "Hour", "Whence", "With her", "Inside", "Sequel"]
    rows = [[f"0{n}/02/12", "10:00", "Log", "Visit", "", "Seen"] for n in range(1, 8)]
    made = document("# Methodology", PROSE, "# What happened when", [head, *rows], "# Analysis", PROSE)
    assert [s.heading for s in find_sections(made, pack).get("chronology")] == ["What happened when"]


def test_terms_of_reference_may_be_orders(document, pack):
    asked = ["- Consider whether she was heard.", "- Examine how the risk was assessed.", "- Establish who knew."]
    made = document(
        "# Front sheet", PROSE, "# Matters remitted to us", *asked, "# Methodology", PROSE, "# Analysis", PROSE
    )
    assert [s.heading for s in find_sections(made, pack).get("terms_of_reference")] == ["Matters remitted to us"]


def test_underlined_lines_are_all_headings_whatever_their_words(document, pack):
    titles = ["I. What we were asked", "II. Method", "III. Who was who", "VI. Judgement on the force", "VIII. Approval"]
    made = document(*(line for t in titles for line in (f"__{t}__", PROSE)))
    assert [h.text for h in find_sections(made, pack).headings] == titles


def test_where_all_is_underlined_it_makes_no_heading(document, pack):
    lines = ["__She fell in May__", f"__{PROSE}__", "__He was cold__", f"__{PROSE}__"]
    assert not find_sections(document(*lines), pack).headings


def test_a_plain_text_box_is_no_heading(document, pack):
    made = document("# Analysis", PROSE, "# Lessons", PROSE)
    boxed = dataclasses.replace(made.blocks[1], kind=BlockKind.TEXT_BOX, text="Methodology")
    made = dataclasses.replace(made, blocks=(made.blocks[0], boxed, *made.blocks[2:]))
    assert [h.text for h in find_sections(made, pack).headings] == ["Analysis", "Lessons"]


@pytest.mark.parametrize("line", ["26 June 2020", "Date: 26 June 2020", "Friday, 26 June 2020", "26/06/2020"])
def test_a_date_is_no_heading(document, pack, line):
    made = document("**Analysis**", PROSE, f"**{line}**", "**Lessons**", PROSE)
    assert [h.text for h in find_sections(made, pack).headings] == ["Analysis", "Lessons"]


@pytest.mark.parametrize("appendix", ["APPENDIX ONE: CHRONOLOGY", "Annex II – Chronology", "Appendix 1. Chronology"])
def test_an_appendix_ends_the_section_before_it(document, pack, appendix):
    rows = [
        ["Date", "Time", "Source", "Contact with adult"],
        *([f"0{n}/10/2018", "10:00", "Log", "Seen."] for n in range(1, 7)),
    ]
    made = document("**ANALYSIS**", PROSE, "**SIGN-OFF**", "Chief Fire Officer Ann Hill", f"**{appendix}**", rows)
    found = find_sections(made, pack)
    assert keys(found) == ["analysis", "signatures", "chronology"]


def test_an_officers_statement_at_the_end_is_the_sign_off(document, pack):
    said = [
        "I have read this report and accept its findings on behalf of the Service.",
        "Ann Hill QFSM",
        "26 June 2020",
    ]
    made = document("**ANALYSIS**", PROSE, "**LESSONS**", PROSE, "**CHIEF FIRE OFFICER'S STATEMENT**", *said)
    assert find_sections(made, pack).status("signatures") == "present"


@pytest.mark.parametrize(
    ("line", "is_placeholder"),
    [
        ("[Insert name]", True),
        ("Click or tap here to enter text.", True),
        ("Insert text here", True),
        ("To be completed", True),
        ("Add carer strain to the patient form", False),
        ("Complete the audit by June", False),
        ("Name John Smith", False),
        ("Date 14/10/2022", False),
    ],
)
def test_placeholders_say_nothing_of_their_own(document, pack, line, is_placeholder):
    found = find_sections(document("# Recommendations", line, "# Glossary", PROSE), pack)
    assert found.is_placeholder(1) is is_placeholder


def test_headings_that_number_a_term_belong_to_the_analysis(document, pack):
    lines = ["**Methodology**", LONG, "**Critical analysis**", "**ToR1 - weight**", LONG, "**ToR2 - visits**", LONG]
    found = find_sections(document(*lines, "**Lessons learned**", LONG), pack)
    assert keys(found) == ["methodology", "analysis", "lessons"]
    assert found.status("analysis") == "present"
    bare = ["**Methodology**", LONG, "**In turn**", "**ToR1 - weight**", LONG, "**ToR2 - visits**", LONG]
    found = find_sections(document(*bare, "**Lessons learned**", LONG), pack)
    assert [s.heading for s in found.all if s.heading] == ["Methodology", "In turn", "Lessons learned"]
    alone = find_sections(document("**Methodology**", LONG, "**Question 2**", LONG, "**Lessons learned**", LONG), pack)
    assert [s.heading for s in alone.all if s.heading] == ["Methodology", "Question 2", "Lessons learned"]


def test_a_chronology_table_under_the_summarys_heading_is_the_chronology_too(document, pack):
    head = ["When", "Record", "What happened", "Seen / spoken to?", "Result"]
    rows = [[f"0{n}/02/12 10:00", "Log", "Call", "Seen, well", "Noted"] for n in range(1, 8)]
    made = document("# Methodology", PROSE, "# Narrative of our contact", [head, *rows], "# Analysis", PROSE)
    assert find_sections(made, pack).status("chronology") == "present"
    long = document("# Narrative of our contact", *[LONG] * 8, [head, *rows[:4]], "# Analysis", PROSE)
    assert find_sections(long, pack).status("chronology") == "missing"


def test_a_pointer_in_one_sentence_does_not_empty_a_section(document, pack):
    found = find_sections(
        document("# Genogram", "Patient P has one son, Mr Q, born 1955. The drawing is attached."), pack
    )
    assert found.status("genogram") == "present"
