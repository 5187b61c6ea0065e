"""Sign-off in the forms in which it is met: tables, columns, dotted forms, sentences; levels; independence."""

from __future__ import annotations

import datetime as dt

import pytest

PROSE = "The team visited on 3 May 2012 and found the house cold. A referral was made to the council. " * 5
FORM = "I have read this report and confirm that I have approved it as my agency's IMR report to the Serious Case Review Panel."
AUTHOR = "IMR Author responsible for writing the IMR report"
OFFICER = "Chief Officer/Chief Executive/Director responsible for signing off the IMR Report"


@pytest.fixture
def signed(facts):
    def read(*lines):
        return facts("# Front sheet", "Agency: Acme Trust", "# Analysis", PROSE, "# Signatures", *lines).sign_off

    return read


YES = {
    "the board's form": [
        "Signed J Smith Date 12/03/2012",
        AUTHOR,
        FORM,
        "Signed A Jones Date 14/03/2012",
        "Name Andrew Jones",
        "Job Title Director of Adult Services",
        OFFICER,
    ],
    "two columns": [
        [
            ["Author of IMR", "Head of Agency"],
            ["Jane Smith, Named Nurse", "Dr Peter Hall, Medical Director"],
            ["Date: 1 May 2012", "Date: 3 May 2012"],
        ]
    ],
    "tab stops": [
        "Author of IMR: Jane Smith\tHead of Agency: Peter Hall, Chief Executive",
        "Date: 1 May 2012\tDate: 3 May 2012",
    ],
    "labels in the first column": [
        [
            ["", "Author", "Head of agency"],
            ["Name", "Jane Smith", "Tom Bray"],
            ["Job title", "Team Manager", "Director of Housing"],
            ["Signature", "J Smith", "T Bray"],
            ["Date", "01/05/12", "03/05/12"],
        ]
    ],
    "rows without roles": [
        [
            ["Name", "Role", "Signature", "Date"],
            ["Jane Smith", "IMR author", "J Smith", "01/05/12"],
            ["Tom Bray", "Chief Officer", "T Bray", "03/05/12"],
        ]
    ],
    "trustee": [
        [["Signed off by", "Ms Kate O'Neill, Chair of Trustees", "02/05/12"], ["Author", "Jane Smith", "01/05/12"]]
    ],
    "sentence": ["This report was approved by the Executive Director of Nursing, Margaret Bell, on 5 June 2013."],
    "labels on lines": [
        "Report author: Jane Smith",
        "Date: 3rd June 2013",
        "Authorised by: Margaret Bell",
        "Position: Chief Nurse",
        "Date: 5th June 2013",
    ],
    "practice": ["Agreed and signed for the practice by the senior partner, Dr Anil Rao, 5.6.13"],
    "no role named": ["Signed:", "Name: Susan Wu", "Title: Interim Chief Executive", "Dated: 5 June 2013"],
    "signed twice": ["Signed J. Smith (author) 1 May 2012", "Signed T. Bray (Chief Executive) 3 May 2012"],
    "title first": [
        "The Chief Executive, Tom Bray, read and approved this report on 3 May 2012.",
        "Jane Smith wrote it and signed it on 1 May 2012.",
    ],
    "police": ["Author: PC Jane Smith, 1 May 2012", "Approved: Ann Hill, Assistant Chief Constable, 3 May 2012"],
}
YES |= {
    "approved on a date, name below": [
        "This report was approved by the Board of Larch Care Group on 22 January 2020.",
        "Signed on behalf of the Board: C. Bell",
        "Margaret Bell, Managing Director",
    ],
    "statement between name and date": [
        "Author: Jane Smith, Head of Safety. I wrote this report and had no part in the case. 07/12/2018",
        "Director: Margaret Bell, Director of Quality. I approve this report for the Trust. 10/12/2018",
    ],
    "name and date under the statement": [
        "I have read this report and I accept its findings on behalf of the Service.",
        "Chief Fire Officer Dilys Warren QFSM",
        "26 June 2020",
    ],
    "dotted fields filled in": [
        "Reviewer   ....W Stott....   Date  ....14.11.05....",
        "Chief Executive   ....Desmond Orr....   Date  ....21.11.05....",
    ],
    "dotted fields with colons": [
        "Reviewer: ......W Stott......   Date: ......14.11.05......",
        "Chief Executive: ......Desmond Orr......   Date: ......21.11.05......",
    ],
    "a mail": [
        "From: Marsh, Paul (ACC)",
        "Sent: 12 December 2018 09:14",
        "I have read the report and approve it for the Chief Constable.",
    ],
}
NO = {
    "approved by a committee, director's date left blank": [
        "This report was approved by the Quality Committee on 22 January 2020.",
        "Head of Agency: Tom Bray, Regional Director",
        "Date:",
    ],
    "dotted fields left blank": ["Chief Executive ................ Date ................"],
    "nothing": ["Author of IMR: Jane Smith, 1 May 2012."],
    "blank form": [
        "Signed…………………… Date……………",
        AUTHOR,
        FORM,
        "Signed………… Date…………",
        "Name……………",
        "Job Title……………",
        OFFICER,
    ],
    "assistant director": [
        [
            ["Author", "Jane Smith", "Named Nurse", "01/05/12"],
            ["Approved by", "Paul Green", "Assistant Director of Nursing", "02/05/12"],
        ]
    ],
    "manager": [
        [["Signed off by", "Kate O'Neill, Practice Manager", "02/05/12"], ["Author", "Jane Smith", "01/05/12"]]
    ],
    "chief superintendent": ["Signed for the agency: Chief Superintendent Rob Kerr, 5 June 2013"],
    "deputy director": ["Signed by Sue Hill, Deputy Director of Operations, 5 June 2013, on behalf of the Trust."],
    "director without a date": ["Author of IMR: Jane Smith", "Head of Agency: Tom Bray, Regional Director", "Date:"],
    "director's line left blank": [
        [
            ["Role", "Name", "Job title", "Date"],
            ["Author", "Zed Khan", "Clinical Lead", "25/05/2018"],
            ["Approved", "Bea Lacey", "Head of Healthcare", "28/05/2018"],
            ["Director", "", "", ""],
        ]
    ],
    "the chair's line left blank under another's signature": [
        "Signed: Pauline Marsh, Office Manager, 22 July 2009.",
        "Chair of Trustees: ……………………… Date: ……………",
    ],
    "only the author is a director": ["Written by Jane Smith, Director of Nursing, 1 May 2012"],
}


@pytest.mark.parametrize("name", YES)
def test_signed_off(signed, name):
    found = signed(*YES[name])
    assert found.answer == "yes", found.reasons
    assert found.senior and found.name and found.job_title and isinstance(found.date, dt.date)
    assert found.evidence


@pytest.mark.parametrize("name", NO)
def test_not_signed_off(signed, name):
    found = signed(*NO[name])
    assert found.answer == "no" and found.reasons


def test_name_and_date_without_a_title_is_unclear(signed):
    found = signed("Author: Jane Smith, 1 May 2012.", "Approved on behalf of the Trust: Kate O'Neill, 2 May 2012.")
    assert found.answer == "unclear" and found.name == "Kate O'Neill" and found.job_title is None


def test_each_signature_keeps_its_own_date(signed):
    found = signed(
        "Written by Ann Lee, Lead for Quality. Signed A. Lee, 30/06/2017.",
        "Approved on behalf of the hospice by Julian Summers, Chief Executive. Signed J. Summers, 04/07/2017.",
    )
    assert (found.name, found.job_title, found.date) == ("Julian Summers", "Chief Executive", dt.date(2017, 7, 4))
    assert found.author_signed


def test_long_title_is_kept_whole_and_a_name_after_it_is_not(signed):
    found = signed("Head of agency: Ann Lee, Director of Nursing, Quality and Governance, 4 July 2017")
    assert found.job_title == "Director of Nursing, Quality and Governance"
    found = signed("Approved by the Director of Nursing, Ann Lee, on 4 July 2017")
    assert (found.job_title, found.name) == ("Director of Nursing", "Ann Lee")


def test_unread_page_makes_it_unclear(facts):
    import dataclasses

    f = facts("# Analysis", PROSE)
    f.document = dataclasses.replace(f.document, unreadable_pages=(3,))
    assert f.sign_off.answer == "unclear"


@pytest.mark.parametrize(
    "text",
    [
        "The author holds no line management responsibility for any of the areas concerned.",
        "I have never managed the team, nor met the adult before this review.",
        "She is independent of the service and has had no involvement in the case.",
        "The author is head of a different department and had no dealings with the premises.",
    ],
)
def test_independence_is_found(facts, text):
    assert facts("# Methodology", text, "# Analysis", PROSE).sign_off.independence


def test_independence_is_not_found_where_nothing_says_so(facts):
    f = facts("# Methodology", "The author read the case file and spoke to no one else.", "# Analysis", PROSE)
    assert not f.sign_off.independence


def test_a_signature_for_the_officer_is_unclear(signed):
    found = signed(
        "Chief Executive  pp  ....J Kellaway....  (for Mr Desmond Orr, Chief Executive)   Date  ....21.11.05...."
    )
    assert (found.answer, found.name) == ("unclear", "J Kellaway")


def test_the_signer_is_named_by_the_field_not_by_the_agency(signed):
    found = signed(
        "I have read this review and approve it on behalf of Tollbridge Homes.",
        "Signed: Howard Asquith",
        "Name: Howard Asquith   Job title: Chief Executive   Date: 04/07/2017",
    )
    assert (found.answer, found.name) == ("yes", "Howard Asquith")


def test_a_director_who_signs_for_the_agencys_head_signs_as_a_director(signed):
    found = signed(
        "This report has been approved on behalf of the Chief Constable.",
        "Signed: T/ACC R. Whitlock, Assistant Chief Constable",
        "Dated: 27 May 2019",
    )
    assert (found.answer, found.job_title) == ("yes", "Assistant Chief Constable")
