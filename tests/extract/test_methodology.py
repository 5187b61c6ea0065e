"""The four parts of the methodology and the telling, in lists, labels, tables and sentences."""

from __future__ import annotations

import pytest

PROSE = "The team visited on 3 May 2012 and found the house cold. A referral was made to the council. " * 5
M = "# Methodology"
PARTS = (("D", "documents"), ("I", "interviews_dated"), ("U", "unavailable_reasons"), ("S", "staff"))

CASES = {
    "sentences": (
        "DIUS",
        [
            M,
            "The author was asked to undertake this review on 4 May 2012 and first secured the records.",
            "Documents considered included the electronic case record, supervision notes and the complaints file.",
            "Interviews took place with Jane Smith, social worker, on 12/05/12 and Tom Hill, team manager, on 14/05/12.",
            "The paper diary could not be located as it had been shredded in line with the retention policy.",
        ],
    ),
    "records only": ("D", [M, "All relevant records held by the Trust were reviewed, including nursing notes and charts."]),
    "dates in brackets": (
        "DI",
        [
            M,
            "I have read the GP record. I spoke to GP1 (12 June 2013), the practice nurse (13 June 2013) and the"
            " receptionist (by telephone, 14 June).",
        ],
    ),
    "undated": ("D", [M, "The review is based on case files. Staff were interviewed."]),
    "read, though some was lost": ("DU", [M, "We read the tenancy file and such recordings as exist (calls are wiped after a year)."]),
    "bullets under bold lines": (
        "DI",
        [
            M,
            "**Sources**",
            "- SWIFT record",
            "- Safeguarding meeting minutes",
            "**Interviews**",
            "- Social worker A – 3 March 2012",
            "- Team Manager B – 5 March 2012",
        ],
    ),
    "table of interviews": (
        "DIS",
        [
            M,
            "Records examined: PNC, Niche, command and control logs.",
            [
                ["Name", "Role", "Date of interview"],
                ["PC 123 Smith", "Response officer", "03/04/12"],
                ["Sgt Jones", "Supervisor", "05/04/12"],
            ],
        ],
    ),
    "gaps with reasons": (
        "DU",
        [
            M,
            "The care records were examined by the author. It was not possible to interview the agency nurse, who has"
            " returned to Spain. The CCTV had been wiped after 28 days.",
        ],
    ),
    "gaps without reasons": ("D", [M, "The care records were examined. The night staff were not interviewed."]),
    "staff by code, name and title": (
        "DS",
        [
            M,
            "I looked at the support plan and daily notes.",
            "The staff involved were:",
            "- SW1: Mary Green, Social Worker",
            "- SW2: John Brown, Senior Practitioner",
        ],
    ),
    "staff in a sentence": (
        "DS",
        [
            M,
            "I looked at the support plan and daily notes.",
            "The people involved were Mary Green (social worker), John Brown (senior practitioner) and Ann White (team"
            " manager).",
        ],
    ),
    "the template's letters": (
        "DIU",
        [
            M,
            "a) Documents seen",
            "Case file; e-mails; policies",
            "b) Interviews and dates",
            "SW1 4 May 2012; TM2 6 May 2012",
            "c) Information not available/not considered (with reasons)",
            "Health records, as these are covered by the Trust's own IMR",
            "d) Details of staff involved",
            "Held by the Board's business unit",
        ],
    ),
    "labels in a line": (
        "DI",
        [
            M,
            "Documents seen: case file, policies.",
            "Interviews and dates: TM1 04.05.12, SW2 06.05.12.",
            "Information not available: none.",
        ],
    ),
    "dates of records are no interviews": (
        "D",
        [M, "The author reviewed the case record from 1 January 2010 to 31 March 2011 and met the team to explain the process."],
    ),
    "another heading": (
        "DIU",
        [
            "# How the report was prepared",
            "The reviewer, who is independent of the service, read the case notes and rota between 1 and 20 June 2015."
            " She visited the home on 22 June 2015 and interviewed the manager and two carers on that day. One carer was"
            " not interviewed: she has moved to Poland.",
        ],
    ),
    "another section": (
        "DI",
        [
            "# Terms of reference",
            "To review care.",
            "# Information sources",
            "The following sources were used: clinical record; serious incident report; e-mails.",
            "The following members of staff were interviewed: Consultant 1 (7/8/13), CPN 2 (9/8/13).",
        ],
    ),
    "labels that are the persons": ("I", [M, "Interviews:", "- CC2: 5 February 2015", "- Liaison Nurse: 18 February 2015, by video"]),
    "labels that are papers": ("", [M, "Interviews:", "- Letter: it was sent to the two nurses on 18 February 2015 and not answered by either"]),
    "pointer": ("", [M, "See above."]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_parts(facts, name):
    expected, lines = CASES[name]
    found = facts("# Front sheet", "Agency: Acme Trust", *lines, "# Analysis of involvement", PROSE).methodology
    assert "".join(k for k, field in PARTS if getattr(found, field)) == expected


def test_undated_interviews_are_still_interviews(facts):
    found = facts(M, "We read the file. We spoke to the two carers who were on shift.", "# Analysis", PROSE).methodology
    assert found.interviews and not found.interviews_dated


def test_told_needs_more_than_lists(facts):
    lists = facts(M, "Documents seen: case file.", "Interviews: SW1, 4 May 2012.", "# Analysis", PROSE).methodology
    told = facts(
        M,
        "I was asked to write this review on 9 April 2014 and secured the file that day. I then built a chronology and"
        " took it into each interview. Where a recollection and a record differ, both are given.",
        "# Analysis",
        PROSE,
    ).methodology
    assert not lists.told and len(told.told) >= 2


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("Each interview was noted and the note was signed by the author and by the person interviewed.", True),
        ("I asked each person to read my notes and sign them.", True),
        ("Notes were taken of each interview.", False),
    ],
)
def test_signed_records(facts, text, signed):
    assert bool(facts(M, text, "# Analysis", PROSE).methodology.signed_records) == signed


def test_quotes_stand_where_they_say(facts):
    f = facts(*CASES["the template's letters"][1], "# Analysis", PROSE)
    for _, field in PARTS:
        for e in getattr(f.methodology, field):
            where = e.location
            assert f.document.blocks[where.block].text[where.start : where.end] == e.quote
