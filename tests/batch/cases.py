"""Two invented cases of four agencies with planted discrepancies.

A row: day, time, then cells by the first letter of their column (s source, k contact, i internal, e external, r response,
c comments). PLANTED: kind, and a word by which each of the rows that it rests on is told.
"""

from __future__ import annotations

from made import make_recommendation, make_report, make_row

from qa_scorer.report import Report

COLUMNS = {"s": "source", "k": "contact", "i": "internal", "e": "external", "r": "response", "c": "comments"}


def rows(text: str):
    """Rows from lines 'day | time | k: words | e: words'."""
    out = []
    for line in text.strip().splitlines():
        day, time, *cells = (x.strip() for x in line.split(" | "))
        named = {COLUMNS[c[0]]: c[2:].strip() for c in cells}
        out.append(make_row(len(out) + 1, day or None, time=time, **{"source": "records", **named}))
    return out


COUNCIL = """
2011-01-12 | 10:30 | k: Home visit by SW1. Adult A seen in the kitchen, said she was managing | r: Assessment of needs begun
2011-01-20 |  | i: Meeting: allocation panel, TM1 | r: Ten hours of home care a week approved
2011-01-31 | 09:15 | e: Written: order e-mailed to Anchor Home Care | r: Package to start on 07/02/11
2011-03-03 | 14:10 | e: Phone call from district nurse DN1 about a red area on the heel | r: Noted for SW1
2011-03-22 | 11:00 | e: Phone call from carers' co-ordinator: Adult A had fallen in the bathroom | r: SW1 to visit
2011-03-24 | 15:00 | k: Home visit by SW1 after the fall. Adult A seen with her daughter | r: Rails ordered for bathroom
2011-05-17 | 10:00 | k: Review meeting at home. Adult A, son and care co-ordinator present | r: Care increased to fourteen hours a week
2011-06-30 | 16:20 | e: Safeguarding alert received from Anchor Home Care about missing money, £120 | r: No further action, closed the same day
2011-08-09 | 09:40 | i: Supervision of SW1 by TM1 | r: Case to be closed if settled
2011-09-14 | 12:05 | e: SW1 rang GP1 to ask for a memory assessment | r: GP1 to refer to memory clinic
2011-10-21 | 13:30 | e: Phone call to district nurses about continence products | r: Left with the duty nurse
2011-11-28 | 10:15 | k: Visit by SW1, no reply at the door | r: Card left
2012-01-09 | 11:45 | e: Phone call from GP1: Adult A losing weight | r: Review of care plan booked for 16/01/12
2012-02-02 | 17:30 | e: Out of hours: call from daughter, mother found on floor | r: Advised to ring 999
2012-02-15 | 14:00 | e: Strategy meeting with district nurse, GP and Anchor Home Care | r: Protection plan agreed
"""

SURGERY = """
2011-01-05 | 09:20 | k: Adult A seen by GP1, blood pressure raised | r: Medication changed
2011-02-11 | 15:40 | k: Telephone consultation, dizziness | r: Advised to drink more
2011-03-04 | 12:00 | k: Home visit by GP1. Pressure sore on heel, grade 2 | e: District nurse told by phone | r: Dressing prescribed
2011-04-18 | 10:10 | k: Annual bloods taken by practice nurse | r: Normal
2011-06-02 |  | e: Letter from hospital outpatients: eye clinic not attended | r: Filed
2011-09-14 | 12:00 | e: Phone call from SW1 asking for memory test | r: Referral to memory clinic made
2011-10-12 | 09:00 | k: Weighed in surgery: 47 kg. Said she had no appetite | r: Supplements prescribed
2012-01-09 | 16:45 | e: Phoned social worker about weight loss of Adult A | r: Care plan to be reviewed
2012-01-25 | 11:30 | e: Fax to Adult Social Care: safeguarding concern about neglect by family | r: No reply recorded
2012-02-03 | 08:30 | e: Discharge letter from hospital received: fall, long lie | r: Visit booked
2012-02-15 | 14:00 | e: Strategy meeting at council offices, GP1 attended | r: Protection plan agreed
"""

NURSES = """
2011-02-22 | 10:00 | k: First visit by DN1. Leg ulcer dressed, skin otherwise intact | r: Weekly visits
2011-03-01 | 10:10 | k: DN1 visited, leg ulcer dressed | r: Healing
2011-03-03 | 14:15 | k: DN1 visited. Red area on heel | e: Phone call to social worker about red heel | r: Message left with duty worker
2011-03-04 | 12:30 | e: Phone call from GP1 after his visit: pressure sore on heel, grade 3 | r: Pressure mattress ordered
2011-03-08 | 10:05 | k: DN1 visited, heel dressed | r: Mattress in place
2011-03-15 | 10:00 | k: DN1 visited, heel dressed | r: Improving
2011-04-05 | 10:20 | k: DN2 visited, heel healed | r: Discharged to weekly checks
2011-06-20 | 11:00 | k: DN1 visited, bruise on left arm, Adult A said she had knocked it | r: Body map done
2011-06-20 | 11:45 | e: Informed Anchor Home Care of the bruise by phone | r: They would watch
2011-08-30 | 09:50 | k: DN1 visited, skin intact | r: Monthly checks
2011-10-10 | 10:30 | k: DN1 visited, Adult A thin | e: Wrote to GP1 about weight | r: Weight chart begun
2012-01-17 | 09:30 | k: DN2 visited. Adult A in bed, pale | r: Fluids encouraged
2012-02-15 | 10:00 | e: Strategy meeting with social worker, GP and care agency | r: Protection plan agreed
"""

CARERS = """
2011-01-31 | 10:00 | e: E-mail from council with order for ten hours a week | r: Rota made
2011-02-07 | 08:00 | k: First call by carer C1. Washed and dressed | r: Settled
2011-03-22 | 08:05 | k: C2 found Adult A on bathroom floor, no injury | e: Co-ordinator rang social worker at 11:00 | r: Helped up, breakfast given
2011-04-12 | 18:00 | k: Tea call declined by Adult A | r: Sandwich left
2011-05-19 | 10:00 | k: Review meeting at home with SW1, Adult A and son | r: Care increased to fourteen hours a week
2011-06-30 | 15:50 | i: C1 reported £120 missing from purse to manager | r: Manager told
2011-06-30 | 16:20 | e: Safeguarding alert made by phone to council about missing money | r: Council accepted the alert and would investigate
2011-07-18 | 09:00 | e: Pharmacy delivered blister pack | r: Checked
2011-11-28 | 10:20 | k: C3 at home when SW1 visited Adult A and spoke with her | r: SW1 seen in the living room
2011-12-24 | 08:10 | k: C1 call, Adult A refused breakfast | r: Logged
2012-01-30 | 12:00 | e: Told district nurse by phone that Adult A would not eat | r: Nurse to call
2012-02-02 | 17:05 | k: C3 found Adult A on the floor with her son there | r: 999 called by son
2012-02-15 | 14:00 | e: Strategy meeting at council with GP and district nurse | r: Protection plan agreed
"""

PLANTED = [
    ("time", {"Phone call from GP1: Adult A losing", "Phoned social worker about weight"}),
    ("outcome", {"Pressure sore on heel, grade 2", "grade 3"}),
    ("date", {"2011-05-17", "2011-05-19"}),
    ("outcome", {"Safeguarding alert received from Anchor", "Safeguarding alert made by phone"}),
    ("outcome", {"Visit by SW1, no reply", "C3 at home when SW1 visited"}),
    ("told", {"Informed Anchor Home Care of the bruise"}),
    ("told", {"Fax to Adult Social Care: safeguarding concern"}),
    ("told", {"Phone call to district nurses about continence"}),
    ("told", {"Told district nurse by phone that Adult A would not eat"}),
    ("told", {"Wrote to GP1 about weight"}),
    ("time", {"Strategy meeting with social worker, GP and care agency", "Strategy meeting with district nurse"}),
    ("who", {"call from daughter, mother found on floor", "on the floor with her son"}),
]

GLOSSARIES = (
    {"Adult A": "the subject", "SW1": "social worker, locality team", "TM1": "team manager", "DN1": "district nurse", "GP1": "general practitioner"},
    {"Adult A": "the patient", "GP1": "general practitioner", "SW1": "social worker"},
    {"Adult A": "the patient", "DN1": "district nurse, band 6", "DN2": "district nurse, band 5", "GP1": "general practitioner"},
    {"Adult A": "the client", "C1": "care worker", "C2": "care worker", "C3": "care worker", "SW1": "senior supervisor"},
)  # fmt: skip


def first_case() -> list[Report]:
    """Council, surgery, nurses and home care; all dates in the chronology's own format."""
    names = (
        "Riverside Council Adult Social Care",
        "Hillside Surgery",
        "Northmoor Community Health NHS Trust",
        "Anchor Home Care Ltd",
    )
    recs = (
        [
            make_recommendation(1, "The Head of Service will introduce a joint falls pathway with the district nurses by 30 June 2012, measured by quarterly audit.", who="Head of Service", when="by 30 June 2012", outcome="fewer repeat falls", strength="procedure"),
            make_recommendation(2, "All social workers should be reminded to record case closure.", "A", strength="reminder"),
        ],
        [make_recommendation(1, "The practice will adopt a falls pathway shared with the community nurses by 31 December 2012.", "SAT", who="Practice Manager", when="by 31 December 2012", strength="procedure")],
        [
            make_recommendation(1, "Introduce one electronic form for telling the council of pressure sores, by October 2012.", "SMRT", who="Matron", when="by October 2012", strength="system change"),
            make_recommendation(2, "Weight to be recorded monthly.", "S"),
        ],
        [
            make_recommendation(1, "Use a separate paper form for telling the council of pressure sores from May 2012.", "SRT", who="Registered Manager", when="from May 2012", strength="procedure"),
            make_recommendation(2, "Care workers to complete training on missing money by July 2012; audit in September.", "SMART", who="Registered Manager", when="by July 2012", outcome="all alerts within a day", strength="training"),
        ],
    )  # fmt: skip
    return [
        make_report(
            name, rows=rows(text), glossary=glossary, recommendations=rec, name=f"agency{n}.docx", code="Adult A",
            case={"requested": "2012-03-05", "due": "2012-06-01", "received": ("2012-05-30", "2012-06-20", None, "2012-06-01")[n],
                  "referred": "2012-02-20", "decided": "2012-03-02", "completed": None},
        )
        for n, (name, text, glossary, rec) in enumerate(zip(names, (COUNCIL, SURGERY, NURSES, CARERS), GLOSSARIES, recs, strict=True))
    ]  # fmt: skip


POLICE = """
2013-01-08 | 21:15 | e: 999 call from neighbour, shouting at flat 4 | r: PC 12 and PC 30 attended, all quiet on arrival | k: Adult K seen at door
2013-01-19 | 02:40 | e: Call from ambulance control requesting assistance at flat | r: Officers stood by while crew treated him
2013-02-14 | 13:20 | k: Adult K at front counter reporting that friends had taken his bank card and £340 | r: Crime recorded, theft
2013-02-27 | 10:00 | e: Multi-agency meeting with housing and CPN | r: Joint visits agreed
2013-03-05 | 11:30 | k: Joint visit with housing officer. Adult K seen, three males in the flat | r: Two males arrested
2013-03-20 |  | i: VPU reviewed the file | r: Graded medium risk
2013-04-02 | 18:05 | e: Referral form faxed to mental health trust after concern for welfare | r: Copy on file
2013-05-11 | 23:50 | k: Found by officers in town centre, drunk, no shoes | r: Taken home
2013-06-01 | 04:10 | k: Detained under section 136 by PC 12, taken to place of safety | r: Handed to nursing staff
2013-06-21 | 15:00 | e: Telephone call to housing about front door left broken | r: They agreed to repair
2013-07-30 | 09:30 | i: Intelligence log on cuckooing at flat 4 | r: Filed
2013-08-16 | 12:00 | e: CPN2 rang: K had disclosed assault by a man known as Tosh | r: No crime recorded
2013-09-09 | 07:25 | k: Called to flat by ambulance, Adult K found dead | r: Coroner informed
"""

HOSPITAL = """
2013-01-19 | 03:20 | k: Brought to A&E by ambulance with head wound, smelling of alcohol | r: Wound glued, observed for four hours
2013-01-19 | 07:45 | k: Discharged from A&E | e: Letter to GP | r: Told to return if vomiting
2013-03-02 | 22:10 | k: Attended A&E after overdose of paracetamol | e: Referred to psychiatric liaison | r: Admitted to MAU
2013-03-03 | 11:00 | k: Seen by psychiatric liaison nurse on MAU, low in mood | r: For follow-up by CMHT within seven days
2013-03-04 | 14:00 | k: Discharged from MAU | e: Discharge letter faxed to mental health trust | r: Taxi home
2013-04-25 | 09:15 | k: Did not attend head injury clinic | r: Second appointment sent
2013-06-01 | 13:00 | k: Seen in A&E for cut to foot, with police officers | r: Sutured
2013-07-12 | 16:00 | k: Attended fracture clinic, wrist in plaster | r: Six weeks
2013-08-14 | 20:30 | k: Attended A&E with bruised ribs, said he fell downstairs | e: Safeguarding concern passed to police by phone | r: Discharged home
2013-08-23 | 10:00 | k: Plaster removed, did not want physiotherapy | r: Discharged
"""

MENTAL = """
2013-02-06 | 10:30 | k: First appointment with CPN2 at clinic. Mr K attended, anxious | r: Fortnightly visits
2013-02-20 | 11:00 | k: Home visit by CPN2, Mr K in, flat untidy | r: Support worker requested
2013-02-27 | 10:00 | e: Meeting with police and housing about visitors to the flat | r: Joint visits agreed
2013-03-03 | 11:00 | k: Liaison assessment on MAU, low in mood | r: For follow-up by CMHT within two days
2013-03-06 | 09:40 | e: Discharge fax from MAU received | r: Filed, appointment kept as booked
2013-03-20 | 11:00 | k: Home visit by CPN2, no access | r: Appointment letter
2013-04-17 | 11:10 | k: CPN2 saw Mr K at home, brighter | r: Continue
2013-05-15 | 11:00 | k: Home visit, Mr K said he was drinking again | e: Telephoned housing to ask for new locks | r: Alcohol service offered, declined
2013-06-01 | 04:30 | k: Received under section 136 from police, assessed by duty psychiatrist | r: Not detained, went home at 09:00
2013-07-10 | 10:45 | i: Team review, care co-ordinator to change from CPN2 to CPN5 | r: Done
2013-08-15 | 14:20 | k: Mr K told CPN2 that he was assaulted by a man called Tosh | e: Rang police to report the assault | r: Police said a crime would be recorded
2013-09-03 | 11:00 | k: Home visit by CPN5, Mr K thin and frightened | e: E-mail to housing officer asking for an urgent move | r: No reply
"""

HOUSING = """
2013-01-09 | 09:05 | e: Neighbour complained of shouting at flat 4 the night before | r: Warning letter to tenant
2013-02-04 | 14:30 | k: Tenancy visit by HO3, Mr K seen, rent arrears £85 | r: Repayment plan
2013-02-27 | 11:30 | e: Meeting with police and CPN2 at station | r: Joint visits agreed
2013-03-05 | 11:30 | k: HO3 visited with police. Tenant seen with two other men | r: One man arrested
2013-05-15 | 15:10 | e: Call from CPN2 asking for new locks | r: Order raised
2013-05-22 | 10:00 | k: Locks changed by contractor, tenant present | r: Two keys handed over
2013-06-12 | 13:00 | k: HO3 called, no answer | r: Card left
2013-07-04 | 10:20 | k: HO3 saw tenant on the stairs, arm in plaster | r: No action
2013-08-28 | 09:30 | e: Police asked for tenancy details by e-mail | r: Sent
2013-09-09 | 10:00 | e: Police rang to say tenant had died | r: Flat secured
"""

PLANTED_SECOND = [
    ("outcome", {"For follow-up by CMHT within seven", "within two days"}),
    ("time", {"Multi-agency meeting with housing and CPN", "Meeting with police and CPN2 at station"}),
    ("outcome", {"Two males arrested", "One man arrested"}),
    ("told", {"Referral form faxed to mental health trust"}),
    ("told", {"Telephone call to housing about front door"}),
    ("date", {"CPN2 rang: K had disclosed", "Rang police to report the assault"}),
    ("outcome", {"CPN2 rang: K had disclosed", "Rang police to report the assault"}),
    ("told", {"Safeguarding concern passed to police by phone"}),
    ("told", {"E-mail to housing officer asking for an urgent move"}),
    ("told", {"Police asked for tenancy details"}),
    ("told", {"Police rang to say tenant had died"}),
]


def second_case() -> list[Report]:
    """Police, hospital, mental health trust and housing; each with its own code for the adult."""
    names = (
        "Northshire Constabulary",
        "Queen Anne Hospitals NHS Foundation Trust",
        "Fellside Mental Health NHS Trust",
        "Tolland Housing Association",
    )
    return [
        make_report(name, rows=rows(text), name=f"second{n}.docx", code=("Adult K", None, "Mr K", "Mr K")[n], glossary={})
        for n, (name, text) in enumerate(zip(names, (POLICE, HOSPITAL, MENTAL, HOUSING), strict=True))
    ]  # fmt: skip


def found(merged, planted) -> tuple[list, list]:
    """The planted discrepancies that were missed, and the found ones that nobody planted."""
    left = list(planted)
    false = []
    for d in merged.discrepancies:
        texts = [" ".join([str(merged.entries[k].date), *merged.entries[k].cells.values()]) for k in d.entries]
        hit = [p for p in planted if p[0] == d.kind and all(any(w in t for t in texts) for w in p[1])]
        if not hit:
            false.append(d)
        for p in hit:
            if p in left:
                left.remove(p)
    return left, false
