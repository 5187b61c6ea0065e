"""Made-up lines of review prose and chronology cells, with names and things that look like names.

Every line is put together from parts written for this project; no line of a real report is in here. A line comes with
the spans of the persons' names in it.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from qa_scorer.extract.people_words import fold

WORD = re.compile(r"[^\W\d_]+")

Line = tuple[str, list[tuple[int, int]]]

_TITLES = "Mr Mrs Ms Miss Dr Mr Mrs Dr Mrs Mr Miss Ms Prof Cllr Rev Sir Dame".split()
_ROLES = [
    "Nurse", "Sister", "Staff Nurse", "Charge Nurse", "Matron", "Carer", "carer", "Care Worker", "care worker", "Social Worker",
    "social worker", "the social worker", "PC", "DC", "DS", "DI", "PCSO", "Sgt", "Sergeant", "Inspector", "Officer", "Probation Officer", "PSO",
    "SPO", "Housing Officer", "housing officer", "Support Worker", "support worker", "key worker", "Watch Manager", "Station Manager", "ECA",
    "Paramedic", "CPN", "OT", "HCA", "District Nurse", "district nurse", "agency nurse", "bank nurse", "the GP", "her neighbour",
    "his neighbour", "team manager", "the manager", "ward manager", "Chef", "the cook", "the chaplain", "Father", "Rev", "Imam", "the advocate",
    "IMCA", "AMHP", "night carer", "senior carer", "the pharmacist", "caretaker", "the physio", "Prison Officer", "Custody Officer",
    "receptionist", "mentor", "Team Leader", "the paramedic", "student nurse", "Student", "the interpreter", "volunteer", "the surgeon", "landlord",
]  # fmt: skip
_KIN = [
    "her daughter", "his daughter", "the daughter", "her son", "his son", "the son", "his wife", "her husband", "the husband", "her sister",
    "his brother", "the niece", "her nephew", "his mother", "her late husband", "the granddaughter", "her grandson", "his partner",
    "her friend", "a friend", "the neighbour", "daughter-in-law", "her carer", "his cousin", "their son", "sister", "son", "daughter",
]  # fmt: skip
_SAID = [
    "said that she had not been told about the fall", "told me he thought the plan had been agreed", "rang the ward twice and was not called back",
    "visited on {date} and found the door locked", "recalled in interview that nobody had asked", "was not on duty that evening",
    "recorded a pressure sore of grade 2", "did not see the referral until {date}", "wrote in the log 'no concerns'", "asked for a review of the care plan",
    "reported that the money had gone", "has since left the service", "had a caseload of {num}", "completed the {tool} on admission",
    "thought that someone else would ring", "telephoned the out-of-hours service at {time}", "was interviewed on {date}",
    "declined to sign the record", "left a message with {org}", "attended the home at {time} with a colleague", "wanted to go home",
    "felt that the meeting was rushed", "is a widow and lives alone", "had been drinking", "gave {med} at {time}", "could not remember the call",
    "agreed to look at it again", "saw bruising to the left arm", "escalated the matter to the duty manager", "cried when I asked about it",
    "noted an odour from the wound", "came from {ward} by ambulance", "has worked at {home} for nine years", "sent an e-mail to {org}",
    "didn't think it was her job", "felt let down by everybody", "says there was never a minute", "moved to {street} in the spring",
    "took the key from the safe", "never returned the call", "explained that the form had changed", "was discharged on {date}", "signed the {tool} chart",
    "made tea and sat with him", "contacted {org} on {date}", "died at {home} on {date}", "helped with the washing", "is aware of the policy",
    "liked to be called by her first name", "was the keyholder", "has apologised to the family", "put it in the communication book",
]  # fmt: skip
_ACTS = [
    "A message was left for {P}.", "The form was signed by {P} on {date}.", "It was {P} who noticed the weight loss.", "I am grateful to {P} for her candour.",
    "A statement was taken from {P}.", "According to {P}, nobody had read the plan.", "The call was passed to {P} at {time}.",
    "She asked for {P} by name.", "He would only let {P} help him.", "There is an entry by {P} dated {date}.", "Supervision was given by {P} every month.",
    "Her named nurse was {P}.", "The care plan had been written by {P} and not reviewed.", "It fell to {P} to tell the family.",
    "The complaint from {P} was answered on {date}.", "Letters to {P} and to {org} were not answered.", "The key was held by {P}, who lived next door.",
    "He said that {P} had taken his card.", "Concerns about {P} were raised on {date}.", "No one spoke to {P} alone.", "In {P}'s view the risk was low.",
    "{P}'s account differs from the record.", "{P}'s notes are brief.", "This was discussed with {P} and {P2}.", "Both {P} and {P2} were on shift.",
    "{P}, {P2} and {P3} attended the meeting at {home}.", "{P} and {P2} visited every Sunday.", "The visit was made by {P} with {P2}.",
    "She was taken to {ward} by {P}.", "She left {ward} with {P} that afternoon.", "A man called {P} answered the door.", "He is known as {P} on the estate.",
    "She likes to be called {P}.", "The caller gave his name as {P}.", "Someone by the name of {P} was using the bank card.", "The card read 'To {P}, with love'.",
    "'Ask {P},' she said.", "'{P} does my dinners', he told them.", "She said '{P} hits me'.", "On {day} {P} rang the duty desk.", "In {month} {P} took over the case.",
    "Then {P} left, and nobody took over.", "When {P} went on leave the case was not reallocated.", "If {P} had been asked, the answer would have been known.",
    "After {P}'s death the file was closed.", "Before {P} came the flat was clean.", "What {P} saw that night is not recorded.", "Nobody told {P}.",
    "I spoke to {P} twice.", "I asked {P} why the form was blank.", "We owe {P} an apology.", "My colleague {P} chaired the meeting.", "Handover from {P} to the night staff was verbal.",
    "The chart was last filled in by {P} ({role}).", "Her GP, {TS}, was not told.", "The consultant, {TS}, changed the dose to 10 mg.", "{TS} of {org} wrote on {date}.",
    "Mr and Mrs {S} were told by telephone at {time}.", "Mr & Mrs {S} complained in {month}.", "Mrs {S} and her daughter {G} visited.", "The {S} family asked to be kept informed.", "The {S}s had lived there since 1987.",
    "{RS} attended and searched the flat.", "{RS} was the only one to write it down.", "{RG} found him on the floor at {time}.", "{RG} said the hoist was broken.",
    "{KG}, telephoned on {date}.", "{KP} said she was tired.", "{K} {G} holds power of attorney.", "{K}, {F}, lives in {place}.", "{K} {G} was not invited.",
    "Present: {F}, {F2}, {S} (chair).", "cc {F}; {F2}", "Attended by {IS} and {IS2}.", "Dispensed by {IS}, checked by {S}.", "Signed '{IS}'.", "Entry initialled by {IS}.",
    "The registered manager throughout was {F}.", "{F} ({role}) was interviewed on {date}.", "{F}, {role}, retired in {month}.",
    "The neighbour, {TS}, complained about the noise.", "The officer, {S}, indicated that it was 'usually filled in'.", "The receptionist, {G}, could not recollect who took it.",
    "A referral was made to the dietitian, {F}.", "An interpreter, {G}, was booked for the meeting at {org}.", "Prisoner B, known on the wing as '{G}', moved in.",
    "'Is {P} coming?' he asked the carers.", "'Tell {P} I am cold.'", "'{P} knows,' she said.", "She kept asking where {P} was.", "{P} was not asked.", "{P}, in turn, told no one.", "{P}, I think, meant well.", "{P} believes that the fall was on the {day}.", "The writing in the book is {P}'s.", "There is nothing to suggest that {P} knew.", "The duty list has {P} on nights.",
    "After her operation {P} slept downstairs.", "{P} was carried to the ambulance.", "The crew spoke to {P} first.", "{P} and the physiotherapist saw her together.", "{P} had never been shown the hoist.", "I accept what {P} told me.", "Her advocate was {P} until {month}.", "By then {P} had resigned.", "{P} slept in the chair that night.", "Nobody has seen {P} since.", "The bed had been {P}'s.", "{P}'s memory of it is clear.",
    "I could not speak to {P}, who now lives abroad.", "{P} weighed 41 kg.", "{P} cannot swallow tablets.", "Between them {P} and {P2} covered the nights.", "{P} took early retirement in {month}.", "It is not known whether {P} ate.", "On admission {P} was in pain.", "Why {P} was not called is not recorded.", "What worried {P} was the smell.", "Like {P}, she had done one shift.", "{P} struck her with the stick.", "Only {P} knew the code.",
]  # fmt: skip
_CELLS = [
    "{P} rang, no answer", "Visit by {P}. Tenant not seen.", "Seen by {RS}. Skin intact.", "Phone: {P} to on-call", "Phone: call from {TS}", "E-mail: {P} to coordinator, heel worse",
    "Written: note by {S} after case review", "Meeting: {F}, {F2}", "{TS} informed", "Message left for {P}", "Told by {RS}", "{P} on shift", "Home visit, {P} present", "Passed to {P}",
    "Joint visit with {P}. Grade 3, 6 cm.", "GP {TS} visited", "{P} asked to be joined to the tenancy", "Letter to {P}", "Handover {P} -> {P2}", "Written: review of risk assessment by {S}",
    "Seen with {P} in the room", "{P} collected him in the minibus", "Fall in lounge, checked by {P}", "{RS} attends, {S} present with two guests", "Phone: DC {S}, call-out", "Dressing change for {TS}, slough reduced",
    "Weight 61 kg, {TS} saw him", "mr {low} refused meds", "mrs {low} settled", "seen by {lowg}, all ok", "'{G}, my slippers'", "He said '{G} does it all'", "occ {CAPS} conscious", "{CAPS} informed of outcome", "E-mail: duty list to {CAPS}",
    "TC to {P}, n/a", "F/U call {P} 2/7", "d/w {TS}, for abx", "S/B {TS}", "R/V by {RS}", "Seen by {P}", "{G}", "{F}", "{TS}", "{P} bought him a sandwich", "Duty: {G}",
    "T/C to {P}", "T/C from {P}, upset", "t/c {P} no reply", "H/V with {RS}", "V/M left for {P}", "{P} n/a, msg left", "{P} refused visit", "{P} refusing care, agitated", "Letter from {P} scanned", "{P} at door, smell of smoke", "O/A {P} in bed", "{P} phoned in sick", "OOH: {P} worried re breathing", "{TS} aware", "{P} to collect meds", "DNA x2, {P} aware", "{P}'s meds late", "Mtg w/ {P} and {team}", "{P} let us in", "{P} seen with {RS}", "Told {P} to ring {time}", "Bloods taken, {P} to chase", "{P} pulled cord", "Spoke to {P} re keys",
]  # fmt: skip
_NEGATIVE = [
    "{code} said that {code} had not been seen since {day}.", "{code} and {code} visited {home} on {date}.", "The referral from {org} reached {team} on {date}.",
    "She was moved from {ward} to {ward} in {month}.", "He lived at {home}, {street}, for three years.", "The {tool} score was 18 and the {tool2} was not done.",
    "{med} was stopped and {med2} started on {date}.", "The {law} requires that capacity be presumed.", "The {report} found much the same.", "{tool} was not used.",
    "Police attended {street} at {time}.", "The {system} record shows one entry for {month}.", "Notes on {system} were checked against {system2}.", "{org} wrote to {org2} on {date}.",
    "Will the board accept that?", "Will {code} be told?", "May and June were quiet.", "In May the team was short by two.", "She hoped that grace would be shown.", "Mark the form in ink.", "Price was not the issue.",
    "Young people were not asked.", "Field work was done by {role}.", "Bright lights upset her.", "Frost kept the van at the depot on {day}.", "The bishop visited {home} at {month}'s end.",
    "The Dean of {place} opened {home}.", "{place} and {place2} share one {team}.", "A bed was found in {place}.", "He moved from {place} to {place2} in {month}.", "The {team} covers {place} and {place2}.",
    "Adult {L} was not seen alone.", "Mr {L} and Mrs {L2} were told.", "Daughter {L} rang the {team}.", "Son {L} held the key.", "Dr {L} agreed the dose.", "Nurse {L} and Nurse {L2} were on duty.", "Care Worker {n} left early.", "{L}{L2} told SW{n} that he was well.",
    "SW{n} and TM{n} met on {date}.", "GP{n} was not informed.", "RN{n} gave {med} at {time}.", "PC {n} and PC {n2} attended.", "Social Worker {n} allocated.", "{role} to contact {team}", "{Role} not available until {day}", "Duty {Role} informed",
    "Care Manager to review by {date}", "Head of Safeguarding to write the protocol", "The Registered Manager and the Deputy Manager disagreed.", "Registered Manager's audit of {month}", "Locality Team Manager, {place}", "Named Nurse for Safeguarding Adults",
    "Safeguarding Adults Board", "Executive Director of Nursing", "Quality and Governance Committee", "Interviews and Documents", "Summary of Involvement", "Good Practice", "Terms of Reference", "Working with Others", "Recognising Neglect", "Mental Capacity and Consent",
    "The {S} report of 2013 was read.", "The {S} scale gave a score of 7.", "A {S} frame was ordered.", "{S} syndrome was diagnosed.", "{S} House is run by {org}.", "She attends the {S} Centre on {day}.", "He was seen at the {S} Road surgery.", "{S} Ward was full.", "{G} Street was closed by police.", "He moved to {S} Court in {month}.",
    "{S} & Sons fitted the rails.", "{S} Solicitors wrote on {date}.", "{S} LLP acted for the landlord.", "The {S} Trust runs {home}.", "St {G}'s was full.", "Church of St {G}, {place}", "{G} House, {S} Lane", "At {S} Lodge the rota was thin.", "From {S} Close the bus takes an hour.",
    "The {S} model of supervision is in the policy.", "({S} and {S2}, 2010)", "The {G} Centre is in {place}.", "{S} v {S2} was not cited.", "A {S} catheter was passed.", "{G} {S} Memorial Hospital was on divert.",
    "Time: {time}", "Date: {date}", "Source: {system}", "Case notes", "GP record", "Visit", "No reply", "Phone: {team}", "Fax to {org}", "Referral made", "Admitted to {ward}", "Discharged to {home}", "{tool} 14", "{med} 10 mg", "Review {month}", "{day} call missed", "Seen at {home}",
    "AB told CD that EF was 'fine'.", "RS was in the room.", "MB rang FA.", "KM seen.", "D1 telephoned.", "Mr P and Ms K live apart.", "Resident P was moved.", "Officer 2 to act.", "Manager B agreed.", "Neighbour N was seen.", "Partner of A present", "Worker A to ring {org}.",
    "Sweating and clammy", "Shouting at staff", "Ate well", "Drank {n} cups of tea", "Wandering at night", "Limping, refused x-ray", "Skin dry, cream applied", "Pale and quiet", "Odour noted, swab sent",
    "Fracture ruled out", "Cellulitis of left leg", "Soup taken at lunch", "Porridge left", "Bath given", "Toileted at {time}", "Reallocated to {team}", "Cancelled by {org}", "Postponed until {date}", "Reopened on {date}",
    "Twenty visits were missed.", "Eleven days passed.", "Seventeen calls in a month and no review.", "Hunger was not considered.", "Silence followed.", "Loneliness was the real problem.", "Workload was heavy.", "Sickness ran at nine per cent.",
    "Anxious, pacing the corridor", "Vomited after lunch", "Dressed by night staff", "Confused about the day", "Swelling of both ankles", "Epilepsy nurse informed", "Oedema worse", "Urine dipped, sent to lab", "Bowels open, type 4",
    "{Role} informed of wound", "Asked why, {code} said nothing.", "Managers came and went.", "Locums covered {month}.", "Blame was shared.", "Kitchen staff saw nothing.", "Fear kept her quiet.", "Habit had taken over.", "Luck played its part.",
    "Calls from {place} go to {place2}.", "He went to {place} by bus and came back from {place2}.", "The nearest one is at {place}.", "From {place} to {place2} is nine miles.", "A flat in {place} was offered.", "{place} and {place2} have one nurse between them.", "She was placed in {place}, far from home.", "He grew up in {place}.", "They farmed near {place}.", "The {place} bus stops there.", "{place} patients wait longer.", "Shops in {place} knew him.", "{Dept} was not told.", "{Dept} sent the wrong form.", "{Dept} and {Dept2} each thought the other had rung.", "{Dept} rang at {time}.",
    "{place} is a small market town.", "The county of {place} has one such unit.", "{org} runs the service for {place}.", "{place} lost its day centre in {month}.", "{home} had never seen a case like it.", "At {home} the doors are locked at nine.", "The {home} family of homes was sold.",
    "Nobody checked.", "Everyone was tired.", "Records were poor.", "Staffing fell in {month}.", "Hope was all that was left.", "Faith mattered to her.", "Joy was rare.", "Patience ran out.", "Hope and comfort came from chapel.", "Rose petals lay on the path.", "Penny Lane is a short walk away.",
    "Hope was fading by {month}.", "Hope is not a plan.", "Hope had gone.", "Faith leaders were not asked.", "Faith is not recorded.", "Faith was important to both of them.", "Grace was said before meals.", "Grace periods apply to rent.", "Mercy was not the point.", "Patience was needed.", "Comfort was given.", "Comfort feeding agreed", "Comfort care only from {date}",
    "Charity shops refused the bedding.", "Charity staff visited.", "Gift vouchers were found.", "Gift of {num} pounds recorded", "Blessing was given by the chaplain.", "Precious little was done.", "Precious time was lost.", "Joy was short-lived.", "Pearl barley soup taken", "Ruby wedding in {month}.", "Amber warning for snow", "Amber on the dashboard", "Rated amber by {org}", "Jade plant on the sill", "Violet light therapy tried",
    "Ivy covered the windows.", "Holly was cut for the lounge.", "Heather grew by the gate.", "Daisy chains were made at the day centre.", "Lily pond fenced off", "Willow tree down in the garden", "Poppy appeal collected", "Dawn raid on {date}.", "Dawn checks were missed.", "April was cold.", "June was the worst month.", "May be discharged {day}", "May have had a seizure", "May need hoist", "May refuse care", "May I go home?", "May bank holiday, no visits", "Will need two carers", "Will ring back", "Will review {day}", "Will not engage", "Will be seen in clinic", "Will of 1998 found", "Will not eat",
    "Mark noted on left hip", "Mark on arm, body map done", "Marks to both wrists", "Bill unpaid since {month}", "Bill for {num} pounds disputed", "Grant for adaptations refused", "Grant funding ended.", "Frank discussion with family", "Frank blood in urine", "Frank haematuria noted", "Chase {org} for date", "Chase bloods", "Rob had been the plan, he joked: to rob the shop.", "Guy ropes hung from the tent.", "Sue for damages was the threat.", "Pat dry after washing", "Dot to dot puzzles", "Ray of light in a bad week", "Rich food was advised against.", "Drew up {med} at {time}", "Drew the curtains", "Norm for the ward is two.",
    "Prince of Wales Hospital was on divert.", "King bed delivered", "King size bed ordered", "Queen of the ward, he called her.", "Bishop Auckland was too far.", "Dean Street was closed.", "Dean of the cathedral wrote.", "Church rang about lunch club", "Church friends visit", "Street drinking again", "Street team found him", "Hill too steep for scooter", "Banks closed early", "Bank card missing", "Field notes missing", "Wood burner unsafe", "Stone steps icy", "Stone lost since {month}", "Snow kept them away.", "Snow on {date}", "Winter pressures bed", "Winter was hard.", "Summer heat, fluids pushed", "Summer rota thin",
    "Cook off sick", "Cook made soup", "Porter moved him", "Porter not free", "Baker's order cancelled", "Butler sink cracked", "Carter v {org} was not cited.", "Major haemorrhage call", "Major incident declared", "Marshall of the march unknown", "Page missing from log", "Page {num} is blank", "Knight vision, he joked", "Young, frail and alone", "Young carers were not asked.", "Young onset dementia", "Young men came and went.", "Price list for top-ups", "Price rise from {month}", "Price of heating feared", "Bright and chatty", "Bright red blood seen", "Frost on the path", "Wells Road closed", "Sharp pain in hip", "Sharps bin full", "Savage dog in yard", "Wise to wait, she said.",
    "Small and thin", "Short of breath", "Long lie on floor", "Long term sick", "Little eaten", "Little was known.", "Love of cats", "Love letters found", "Strong smell of urine", "Strong painkillers given", "Swift response by crew", "Swift note of {date}", "Gray area, staff said", "Green folder missing", "Brown discharge noted", "Black bags at door", "White cell count raised", "Moody and low", "Day and night reversed", "Day centre closed", "Weeks passed.", "Holiday cover poor", "Christmas cover poor", "Noble intentions, no plan", "Power cut at {time}", "Power of attorney seen", "Case closed", "Case law was cited.", "Best interests meeting {date}", "Best to wait", "Hale and hearty in {month}", "Glen Road closed", "Dale Street office shut", "Cross with carers", "Cross infection risk",
    "The Trust, the Council and the Police were written to.", "Christmas and Easter were hard for her.", "She supported Everton and he Aston Villa.", "They listened to Radio Cymru.", "She reads the Western Mail.", "He watched Coronation Street.",
    "The Care Quality Commission inspected {home} in {month}.", "English is her second language; {lang} is her first.", "She speaks {lang} and some {lang2}.", "A {lang} interpreter was not booked.", "The {lang} Association offered a befriender.",
    "{X} had not asked to see the form.", "{X} moved to electronic records in {month}.", "{X} has run {home} since 2004.", "{X}'s policy says otherwise.", "The contract with {X} ended in {month}.", "{X} was represented by its area manager.", "A manager from {X} attended.", "{X} wrote to {org} on {date}.", "{X} sent no one.", "Staff at {X} were not told.", "{X} never gave it a chance.",
    "{X} told {org} that the visits would stop.", "The tender was won by {X}.", "{X} and {X2} share a rota.", "She was sent to {X} for respite.", "It was {X} that held the contract.", "{X} said it had no vacancy.", "When {X} took over, nobody moved the files.", "{X} accepts this.", "What {X} knew is set out below.", "By {month} {X} had nine vacancies.", "{X}, which runs {home}, was inspected in {month}.", "{X} Homecare", "{X} Group policy",
    "{X}", "{X}", "{X}", "{X} log", "{X} entry", "{X} note", "Phone: {X} on-call", "E-mail to {X}", "{X} record", "{X} daily record", "{system}", "{system} entry", "{system} note of {date}", "Written: {X} referral form", "Call to {X}, no answer", "{X} rang back", "{X} informed",
    "Operation {X} took every officer on {day}.", "Operation {X} had ended by {month}.", "The {X} form was blank.", "A {X} alarm was fitted.", "{X} alarm activated", "The {X} scheme closed in {month}.",
    "{ABBR} agreed", "{ABBR} rang the pharmacy back.", "{ABBR} rang {ABBR2}", "Seen in clinic by {ABBR}", "{ABBR} to review", "{ABBR} {ABBR2} to {team}", "{ABBR} notes", "{ABBR} graded the service as good.", "Discussed with {ABBR}; {ABBR2} to visit", "The {ABBR} was not sent.", "{ABBR} holds its own records.", "Plan: {ABBR}, {ABBR2}, {ABBR3}", "PT, OT, {ABBR}", "{ABBR} form scanned", "{ABBR} visited at {time}.",
    "She had {ill} and {ill2} and walked with a frame.", "Known to have {ill}.", "{med} was given late.", "{med} and {med2} were held.", "{med} chart unsigned", "Prescribed {med}, {med2} and {med3}.", "{Ill} was diagnosed in {month}.", "{Ill} and {ill2} were noted.",
    "She kept {feast} with her cousins.", "{feast} was hard for her.", "At {feast} the rota was thin.", "{feast} fell in {month}.", "He missed {feast} that year.", "{shop} delivered on {day}.", "She worked at {shop} until {month}.", "He bought it from {shop}.", "{shop} vouchers were issued.", "He drank {drink}.", "{drink} cans lay on the floor.", "A bottle of {drink} was found.", "{drink} was bought for him daily.",
    "He supported {club}.", "{club} were playing.", "They never missed {show}.", "{show} was on.", "She read {paper}.", "A {breed} was in the yard.", "{breed} bit the carer", "He served with the {regiment}.", "She followed {faith}.", "{faith} mattered to her.", "She was born in {abroad}.", "He came from {abroad} in 1961.", "{abroad} was home.", "He had survived {abroad}.", "She wanted to be buried in {abroad}.", "{abroad} was where he wished to die.", "Calls to {abroad} cost more than her rent.",
]  # fmt: skip
#: What a person does, in the words of notes and of prose. Also said of codes, roles and bodies, so that the verb alone names nobody.
_DID = [
    "wept", "bowed", "nodded", "shrugged", "laughed it off", "swore at the crew", "paced the landing", "hid the letters", "slept through the visit",
    "sat apart", "knelt by the bed", "shouted through the letterbox", "waved from the window", "turned over and faced the wall", "coughed throughout",
    "thanked everyone", "spat out the tablets", "pushed the plate away", "stayed until {time}", "left before {time}", "ran out of the room", "lent her {num} pounds",
    "fed him soup", "gave her a wash", "gave {med} at {time}", "gave no reason", "brought clean clothes", "bought cider for him", "drove her to {place}", "carried the shopping in",
    "held her hand", "hugged the carer", "pointed at the stairs", "whispered that it hurt", "murmured something in {lang}", "answered in {lang}", "prayed aloud", "sang to herself",
    "smashed the phone", "threw a cup", "kicked the door", "bit the nurse", "grabbed the purse", "pawned the television", "sold the car", "cashed the pension", "kept the bank card",
    "owed three months' rent", "signed without reading it", "tore up the letter", "opened the door a crack", "let nobody in", "changed the locks", "moved in uninvited",
    "missed three appointments", "turned up drunk", "begged for money", "attended alone", "attended with a black eye", "collapsed in the hall", "fell again that night", "lay on the floor for nine hours",
    "vomited twice", "ate nothing", "drank two cups of tea", "wet the bed", "lost 6 kg", "stopped taking {med}", "refused the wash", "declined the home visit", "declined hostel", "denied living there", "denied it",
    "admitted to it later", "apologised", "resigned in {month}", "qualified in {month}", "joined the team in {month}", "retired that spring", "covered the shift", "swapped shifts", "worked two nights",
    "checked the skin", "turned her at {time}", "dressed the heel", "ticked the box", "copied yesterday's entry", "misread the dose", "missed the entry", "closed the case", "filed the note",
    "assumed that the GP knew", "wondered about money", "feared a fine", "hoped for a bungalow", "longed for home", "missed her sister", "trusted no one", "blamed the hoist", "blamed himself",
    "asked twice", "asked for a chaplain", "begged not to be moved", "insisted on staying", "agreed in the end", "chose {home}", "disliked {home}", "grew up in {place}", "came over in 1971", "served in the army",
    "spoke little English", "spoke up", "kept quiet", "knew the code", "knew nothing of the plan", "had no induction", "had the only key", "had asked before", "had been crying", "had not eaten", "had nowhere to go",
    "is frightened of him", "is deaf in one ear", "is not coping", "is in arrears", "is her only visitor", "is hard to reach", "was shouting", "was crying in the lounge", "was found by the post", "was not invited",
    "was held face down", "was left in the car", "was recorded under two dates of birth", "was turned away", "was in evident pain", "was her next of kin", "was told to wait", "was new to the ward", "was never asked",
    "has asked to see her advocate", "has lost weight", "has gone to ground", "has been barred", "has not been back", "has no recourse to public funds", "does the shopping", "does not sleep", "does not wash", "did the nights alone",
    "did not know the rule", "could not lift her", "could hear them argue", "would not budge", "would not open the curtains", "will not use the frame", "will not be there on {day}", "can no longer manage the stairs", "may have hit him",
    "sleeps on the settee", "sleeps all day", "drinks from noon", "lives above a shop", "lives upstairs", "works nights", "cares for both of them", "cooks for him", "fears the dark", "says it is her fault", "says he is fine", "says manager shouted at her",
    "wants to go home", "wants the rails out", "wants to speak to the manager", "thinks it was the {day}", "thinks that food is poisoned", "looks thinner", "looks after the dog", "smells of urine", "gets muddled", "seems afraid",
]  # fmt: skip
#: The same cut short, as in cells and logs.
_NOTED = [
    "tearful ++", "tearful on arrival", "agitated", "upset after visit", "drowsy, rousable", "asleep in chair", "not in", "not seen", "not at home", "in bed, curtains shut", "in pyjamas at {time}", "smelt of alcohol", "unkempt, clothes soiled",
    "begging outside {shop}", "sleeping rough near {shop}", "shouting in stairwell", "refusing {med}", "refusing meds", "refused entry", "declined wash x3", "declined personal care again", "incontinent x2", "on floor, no injury", "fell, no injury",
    "bruise to wrist", "sacral sore, grade 3", "SOB on stairs", "SOBOE", "off food", "eating better", "weight down to {num} kg", "no show", "DNA", "late again", "off sick", "on leave", "on nights", "at work", "away until {day}", "abroad until {month}",
    "informed", "aware", "updated", "chased", "to ring back", "to visit {day}", "to chase {org}", "to check meds", "rang, upset", "rang x2", "rang in, no transport", "phoned, worried re breathing", "texted, will be late", "visited, no answer",
    "at door, would not let us in", "at window, waved", "present", "present throughout", "absent", "interpreting", "chairing", "happy with plan", "unhappy with discharge date", "wants to speak to manager", "wants rails out", "asked for GP", "moved to {ward}", "back on {ward}",
    "cut off benefits", "no money for electric", "no heating", "no food in", "no concerns", "no change", "same", "settled", "settled night", "unsettled", "confused +++", "chesty", "pale and clammy", "hypo at {time}", "seen, well", "seen, skin intact", "S/B GP",
]  # fmt: skip
#: How a line begins before the person who acts.
_LEADS = ["", "", "", "", "", "", "That evening ", "On {day} ", "By {time} ", "{date} - Home visit. ", "{date}: ", "{time} ", "In the end ", "Once more ", "Here ", "For weeks ", "Meanwhile ", "Home visit. ", "Duty call. ", "O/A "]  # fmt: skip
#: Who acts without being named.
_NOBODY = [
    "{code}", "{code}", "{Role}", "{Role}", "Carers", "Neighbours", "Staff", "Residents", "Nobody", "Everyone", "{X}", "{X}", "{place}", "{Dept}", "{ABBR}", "{home}", "The family", "The {role}", "A {role}", "Her sister", "His mother", "Tenant", "Patient", "Client", "Service user",
    "Client's brother", "Daughter", "Son", "Wife", "Husband", "Partner", "Night staff", "Agency staff", "Police", "Crew", "Paramedics", "Officers", "Caller", "Informant", "Landlord", "Somebody", "Mum", "Dad", "Mother", "Gran", "{club}", "{shop}",
]  # fmt: skip
#: Persons told, rung or spoken to, and names set in capitals in a line of other text.
_TOLD = [
    "Phoned {P}, no answer.", "Phoned {P} no answer, left v/m", "Rang {P}.", "Call from {P}, states brother is being used", "Call from {P} - heating off", "Call to {P}, engaged", "Spoke with {P}.", "Spoke with son {G}, not happy", "Officers spoke with {P} who denied it.", "Texted {P}.",
    "E-mailed {P} {date}", "Msg from {P}: running late", "Support wkr rang re {P}", "Wkr rang re {P}, cut off", "Rv with {P} and keywkr", "Asked {P} to leave.", "Told by {P}.", "Met {P} at {org}.", "Met {P} and {P2} in the car park.", "Referral for {P} received.", "Referral re {P} closed",
    "Re: {CS}, {G}", "{CS}, {G}. Seen in clinic.", "Seen at hostel: {CS}, {G}", "Concern raised re: {CS}, {G} - pressure ulcer", "Alert closed, {CAPS} now in respite.", "{CAPS} now in respite", "Aunty {G}, as she is called, came.", "{G} and {G2} visit on {day}.", "Both {G} and {G2} were arrested.", "{G} and {G2} share the caring.",
    "Re: {P}", "RE {P} - urgent", "Cc {P}", "fao {P}", "Subject: {F}", "{F} - do not lone visit", "{F} - dog on premises", "{F}: safeguarding", "{F} (deceased)", "{F} / {F2}", "FORM: patient {F} held prone", "Patient {F} transferred", "Tenant {F} in arrears", "Resident {F} back from hospital",
    "The flatmates, {G} and {G2}, said he had stopped eating.", "The brothers, {G} and {G2}, disagreed.", "Two cousins, {G} and {G2}, share the room.", "Her children ({G}, {G2} and {G3}) live abroad.", "{G}, the live-in carer, had no induction.", "{G}, a bank nurse, was alone.", "{G}, his keyworker, was off.", "{G}, aged {num}, lives upstairs.", "{G} ({num}) is the eldest.",
    "{S} family asking for second opinion", "The {S} household is known.", "Dr {IS} declined the visit.", "Dr {IS} advised 111.", "Mr {IS} attended.", "{TF} was seen.", "{TS}, {num}, was seen.", "{TS} and {TS2} disagreed.", "Sent home with {P}'s tablets.", "{G}'s bed was empty.", "It is {P}'s handwriting.", "Was it {P}?", "Is that {P}'s purse?", "Not {P}, she said.",
]  # fmt: skip
_TEMPLATE_TITLES = [
    "About {G}",
    "{G} and the family",
    "Liaison with {G}",
    "The complaint from {G}",
    "Handover from {G}'s team",
    "Mrs {S}'s fall",
    "The night {G} died",
    "What {G} wanted",
    "Visits by {RS}",
    "Working with {G}'s family",
    "Application by Mr {S} and the complaint",
    "{F}",
]
_CLOSERS = ["", "", "", "", " This was not followed up.", " The reason is not recorded.", " {code} agreed.", " {org} was told.", " Nothing more is known.", " See the entry for {date}."]  # fmt: skip

_FILL = {
    "code": ["Adult A", "Adult K", "Mrs X", "Mr P", "Ms D", "Miss B", "SW1", "SW2", "GP2", "DN3", "CPN 1", "TM1", "Nurse E", "Dr Z", "Daughter B", "Son 1", "FA", "RS", "AB", "Care Worker 3", "Officer 2", "PC 4", "PCSO 1", "Para 1", "ECA 2", "Team Leader 7", "Support Worker A", "Receptionist 1", "the daughter, FA", "Resident P", "Manager Q", "Coordinator B", "CSD 3", "OT1", "RN2", "HCA 5", "the Home Manager"],
    "home": ["Rosewood Lodge", "Hill View", "Beech House", "Nelson House", "Harcourt Grange", "The Laurels", "Ashdown Court", "Grace Court", "Bishop's Lea", "St Anne's", "Wellsprings", "Millrace House", "Gladstone Lodge", "Mary Seacole House", "Bevan Court", "Oakfield", "Marian House", "Alexandra Lodge", "Albert Villa", "St Joseph's Hospice", "Thornhill Grange", "Elizabeth Court", "William Blake House", "Victoria Lodge", "Trelawney Care Home"],
    "ward": ["Nelson Ward", "Ward 7", "St Mary's Ward", "Bevan Ward", "Marie Curie Ward", "the Emergency Department", "Nightingale Ward", "Ward B3", "Churchill Wing", "St Columba's Wing", "the Thomas Pope Unit", "Alexandra Ward", "Seacole Ward", "Frost Ward", "Lister Ward", "the Albert Unit", "Fleming Ward"],
    "street": ["Grace Street", "Penny Lane", "Macaulay Close", "Wellington Road", "Gladstone Road", "Nelson Avenue", "Victoria Street", "Bishop Street", "Mill Lane", "Cobden Terrace", "Station Road", "King Edward Road", "St Andrew's Drive", "Hollybush Lane", "Prince of Wales Road", "George Street", "Marlborough Crescent", "Charles Street", "Arthur Terrace", "Florence Road", "Raleigh Way"],
    "tool": ["Waterlow", "MUST", "Braden", "Abbey pain scale", "Barthel", "Waterlow chart", "falls risk assessment", "Clifton", "DASH", "body map", "NEWS", "Zarit", "Cornell scale", "Morse", "Norton", "Rockwood", "Bristol stool chart", "Glasgow Coma Scale"],
    "med": ["Madopar", "Movicol", "Senna", "Zomorph", "Oramorph", "warfarin", "Lorazepam", "Fortisip", "Risperidone", "Donepezil", "Clozapine", "Adcal", "Epilim", "Furosemide", "Sinemet", "Seroquel", "Depixol", "Fultium", "Cavilon", "Complan", "Memantine", "Olanzapine"],
    "law": ["Mental Capacity Act", "Human Rights Act 1998", "Care Act 2014", "Data Protection Act", "Equality Act", "Safeguarding Vulnerable Groups Act", "Mental Health Act", "NHS and Community Care Act 1990", "Sexual Offences Act", "Children Act"],
    "report": ["Francis report", "Shipman Inquiry", "Winterbourne View review", "Laming inquiry", "Munro review", "Lampard report", "Keogh review", "Mazars report", "Ockenden review", "Climbié inquiry", "Hoskin review"],
    "system": ["RiO", "SystmOne", "Carefirst", "Frameworki", "EMIS", "Nebula", "PARIS", "Mosaic", "Datix", "NICHE", "Delius", "OASys", "CareNotes", "Liquidlogic", "Swift", "CAD"],
    "org": ["Adult Social Care", "Mencap", "Age UK", "the Fire Service", "the Council", "Lloyds Pharmacy", "Crossroads", "Victim Support", "the Care Quality Commission", "Marie Curie", "Turning Point", "Barnardo's", "the Ambulance Trust", "Victoria Surgery", "Gladstone Price LLP", "Age Concern", "the Royal Infirmary", "Women's Aid", "the CMHT", "Sue Ryder", "Leonard Cheshire", "the Queen Elizabeth Hospital", "Kindred Hands Homecare", "the Samaritans", "Macmillan", "Citizens Advice", "the Housing Association", "the Salvation Army", "Harcourt Grange Care Group", "Careline", "the Alzheimer's Society"],
    "team": ["the Duty Team", "CMHT", "the Safeguarding Team", "MARAC", "the Access Team", "Locality Team East", "the Rapid Response Team", "Out of Hours", "EDT", "the Memory Clinic", "the Discharge Team", "DoLS team", "Tideway Recovery Team", "Hospital Social Work Team"],
    "role": ["social worker", "team manager", "district nurse", "support worker", "ward sister", "care coordinator", "staff nurse", "housing officer", "recovery worker", "occupational therapist", "locum GP", "agency worker", "senior carer", "tenancy officer", "probation officer"],
    "Role": ["Social Worker", "Team Manager", "District Nurse", "Care Worker", "Ward Sister", "Care Coordinator", "Housing Officer", "Support Worker", "Duty Manager", "Senior Practitioner", "Line Manager", "Practice Manager", "Approved Mental Health Professional", "Occupational Therapist"],
    "place": ["Wyeside", "Lowfell", "Hereford", "Truro", "Leeds", "Warsaw", "Lagos", "Dublin", "Brno", "Sylhet", "Kingston", "Mogadishu", "Llanfaden", "Marlbrook", "Tanyard", "Pellgate", "Arden", "Bradford", "Newport", "Hessleworth", "Ross", "Stretton", "Milton", "Kidlington", "Nantwich", "Mirpur", "Cork", "Gdansk", "Accra", "Manila", "Ludlow"],
    "lang": ["Polish", "Punjabi", "Welsh", "Somali", "Urdu", "Romanian", "Tigrinya", "Cantonese", "Bengali", "Farsi", "Turkish", "Makaton", "British Sign Language", "Tamil", "Yoruba", "Kurdish"],
    "Dept": ["Audiology", "Orthotics", "Payroll", "Procurement", "Cardiology", "Physiotherapy", "Haematology", "Transport", "Housekeeping", "Bookings", "Admissions", "Switchboard", "Licensing", "Lettings", "Brokerage", "Finance", "Podiatry", "Psychology", "Theatres", "Outpatients", "Records", "Security", "Complaints", "Rheumatology"],
    "ill": "arthritis angina gout asthma epilepsy diabetes glaucoma sciatica lymphoedema cellulitis psoriasis hypertension anaemia osteoporosis vertigo tinnitus cataracts hypothyroidism schizophrenia scoliosis fibromyalgia sepsis shingles delirium".split(),
    "Ill": "Arthritis Angina Gout Asthma Epilepsy Diabetes Glaucoma Sciatica Lymphoedema Cellulitis Psoriasis Hypertension Anaemia Osteoporosis Vertigo Hypothyroidism Delirium Sepsis Pneumonia Dysphagia".split(),
    "feast": ["Diwali", "Eid", "Ramadan", "Vaisakhi", "Hanukkah", "Passover", "Purim", "Nowruz", "Easter", "Lent", "Yule", "Hogmanay", "Epiphany", "Holi", "Navratri", "Wesak", "Whitsun", "Pongal", "Onam", "Songkran", "Matariki", "Candlemas"],
    "shop": ["Argos", "Asda", "Boots", "Lidl", "Aldi", "Greggs", "Tesco", "Morrisons", "Iceland", "Wilko", "Poundland", "Halfords", "Ladbrokes", "Wetherspoons", "Currys", "Dunelm", "Superdrug", "Specsavers", "Motability", "Wiltshire Farm Foods"],
    "drink": ["Guinness", "Lucozade", "Bovril", "Horlicks", "Ovaltine", "Carling", "Strongbow", "Smirnoff", "Ribena", "Tizer", "Lambrini", "Bacardi", "Tango", "Nescafé", "Drambuie", "Tetley", "Ensure", "Scrumpy Jack"],
    "club": ["Arsenal", "Everton", "Rangers", "Celtic", "Sunderland", "Wrexham", "Burnley", "Wigan", "Barnsley", "Hearts", "Galatasaray", "Millwall", "Chelsea", "Leicester Tigers", "Widnes Vikings"],
    "show": ["Countdown", "Emmerdale", "Pointless", "Casualty", "Holby City", "EastEnders", "Mastermind", "Neighbours", "Question Time", "Antiques Roadshow", "Corrie", "Songs of Praise", "Midsomer Murders", "Poirot"],
    "paper": ["the Guardian", "the Echo", "the Mirror", "the Argus", "the Herald", "the Gazette", "the Daily Jang", "the Watchtower", "the Racing Post", "Private Eye"],
    "breed": ["Labrador", "Alsatian", "Rottweiler", "Staffie", "Jack Russell", "Yorkshire terrier", "Dobermann", "Collie", "Chihuahua", "King Charles spaniel", "Lurcher"],
    "regiment": ["Royal Fusiliers", "Black Watch", "Green Howards", "Gurkhas", "Royal Engineers", "Coldstream Guards", "Merchant Navy", "Parachute Regiment", "Welch Fusiliers", "Fleet Air Arm"],
    "faith": ["Islam", "Buddhism", "Sikhism", "Hinduism", "Catholicism", "Methodism", "Judaism", "Rastafari", "Quakerism", "Jainism", "Orthodoxy", "Wicca", "Shinto", "Baha'i"],
    "abroad": ["Belsen", "Kraków", "Sialkot", "Jalandhar", "Limassol", "Izmir", "Hargeisa", "Kumasi", "Enugu", "Ibadan", "Montego Bay", "Bridgetown", "Lviv", "Kaunas", "Plovdiv", "Cluj", "Cebu", "Hanoi", "Da Nang", "Guangzhou", "Chittagong", "Peshawar", "Tehran", "Mosul", "Aleppo", "Asmara", "Kigali", "Harare", "Durban", "Sligo", "Tralee", "Lerwick", "Stornoway", "Aberystwyth", "Ystrad", "Porto", "Madeira", "Palermo", "Naples", "Larnaca", "Sobibor", "Srebrenica", "Kandy", "Jaffna", "Suva"],
    "month": "January February March April May June July August September October November December".split(),
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}  # fmt: skip

_PLACE_HEADS = "Ash Ald Ban Barn Beck Bex Brad Brent Brom Bur Cal Chal Ched Clay Crew Dar Den Dray East Ellen Farn Fel Fern Gar Glen Had Hal Har Hasl Hex Hol Ips Ken Kirk Lang Lin Lud Mal Mar Mel Nor Oak Old Pad Pen Rad Rams Red Rip Rom Sand Sel Ship Skel South Stan Stock Sut Tad Thorn Tid Wal Wen Whit Win Wood Wy".split()
_PLACE_TAILS = "ham ton ford ley bury worth wick field well combe stead minster borough by thorpe dale mouth bridge hurst den sey cester gate stow church market".split()

_BRAND_HEADS = "Care Vel Lum Tel Med Ser Nov Alt Cur Vit Sol Ver Hel Aur Opt Cor Pul Ten Syn Aq Bel Cal Dom Eld Fid Gal Hav Ind Jun Kes Lar Mer Nex Orb Pen Quin Riv Sal Tri Umb Vox Wel Zen".split()
_BRAND_TAILS = "ica ora ectra ana ium ira anta exa ara era ona is us ix eo ea ura ento alis enta iva olis ence ity ant iant ella ova aris".split()
_BRAND_WORDS = "flow path link line note point view step stream way light bridge trust hands spring mark track spark leaf stone brook gate field watch shift rota log base sure plus".split()
_LETTERS = "ABCDEFGHIJLMNOPRSTUVW"


def _brand(rng: random.Random) -> str:
    """An invented name of a firm, a system, a scheme or an operation, in one word."""
    roll = rng.random()
    if roll < 0.35:
        return rng.choice(_BRAND_HEADS) + rng.choice(_BRAND_TAILS)
    if roll < 0.6:
        return rng.choice(_PLACE_HEADS) + rng.choice(_PLACE_TAILS)
    if roll < 0.8:
        return (rng.choice(_BRAND_WORDS) + rng.choice(_BRAND_WORDS)).capitalize()
    return rng.choice(_BRAND_HEADS) + rng.choice(_BRAND_WORDS)


Bank = dict[str, dict[str, list[str]]]


def load_bank(path: Path, exclude: Iterable[str] = ()) -> Bank:
    """Given and family names by origin; a name with a word in `exclude` (case and accents ignored) is left out."""
    banned = {fold(w) for w in exclude}
    data = tomllib.loads(path.read_text(encoding="utf-8"))

    def kept(names: list[str]) -> list[str]:
        return [n for n in names if not banned & {fold(w) for w in WORD.findall(n)}]

    return {origin: {kind: kept(names) for kind, names in kinds.items()} for origin, kinds in data.items()}


class _Letters:
    """Invents words that sound like those it was given: what follows each two letters is drawn from what did there."""

    def __init__(self, words: Iterable[str]) -> None:
        self._after: dict[str, list[str]] = {}
        for word in words:
            padded = "^^" + word.lower() + "$"
            for n in range(len(padded) - 2):
                self._after.setdefault(padded[n : n + 2], []).append(padded[n + 2])

    def word(self, rng: random.Random) -> str:
        """A new word of three to eleven letters."""
        for _ in range(20):
            out = "^^"
            while not out.endswith("$") and len(out) < 15:
                out += rng.choice(self._after[out[-2:]])
            word = out[2:].rstrip("$")
            if 3 <= len(word) <= 11 and out.endswith("$"):
                return word[0].upper() + word[1:]
        return "Anwen"


class Writer:
    """Writes lines from a seed; the same seed gives the same lines.

    A good part of the names are invented by letters, so that the model learns to go by what stands around a name.
    """

    def __init__(self, bank: Bank, seed: int, invented: float = 0.65, banned: frozenset[str] = frozenset()) -> None:
        self.rng = random.Random(seed)
        self.bank = bank
        self.origins = sorted(bank)
        self.invented = invented
        self.banned = frozenset(fold(w) for w in banned)
        self._letters = {
            (origin, kind): _Letters(w for n in names for w in n.split() if len(w) > 2 and "'" not in w)
            for origin, kinds in bank.items()
            for kind, names in kinds.items()
        }

    def _origin(self) -> dict[str, list[str]]:
        origin = "words" if self.rng.random() < 0.06 else self.rng.choice(self.origins)
        if origin == "words" or self.rng.random() >= self.invented:
            return self.bank[origin]
        made = {}
        for kind in ("given", "family"):
            words = [self._letters[origin, kind].word(self.rng) for _ in range(3)]
            made[kind] = [w for w in words if fold(w) not in self.banned] or ["Anwen"]
        return made

    def given(self) -> str:
        """A given name, now and then a double one."""
        names = self._origin()["given"]
        name = self.rng.choice(names)
        if self.rng.random() < 0.03:
            name += "-" + self.rng.choice(names)
        return name

    def family(self) -> str:
        """A family name, now and then a hyphenated one."""
        name = self.rng.choice(self._origin()["family"])
        if self.rng.random() < 0.1:
            name += "-" + self.rng.choice(self._origin()["family"]).split()[-1]
        return name

    def full(self) -> str:
        """Given and family name, mostly of one origin; some with a middle name, some with the family name first."""
        origin = self._origin()
        given, family = self.rng.choice(origin["given"]), self.rng.choice(origin["family"])
        roll = self.rng.random()
        if roll < 0.08:
            return f"{given} {self.rng.choice(origin['given'])} {family}"
        if roll < 0.13:
            return f"{given} {self.rng.choice('ABCDEFGHJKLMNPRSTW')}. {family}"
        if roll < 0.18:
            return f"{family} {given}"
        if roll < 0.26:
            return f"{given} {family}-{self.rng.choice(self._origin()['family']).split()[-1]}"
        return f"{given} {family}"

    def _slot(self, key: str) -> list[tuple[str, bool]]:
        """The pieces of a slot, each with whether it is a name."""
        rng = self.rng
        key = key.rstrip("23")
        if key == "P":
            key = rng.choice(["G", "G", "G", "F", "F", "TS", "TS", "S", "RS", "KP", "IS", "RG", "TF"])
        if key in ("G", "S", "F"):
            return [({"G": self.given, "S": self.family, "F": self.full}[key](), True)]
        if key == "TS":
            return [(rng.choice(_TITLES) + rng.choice([" ", " ", " ", " ", ". "]), False), (self.family(), True)]
        if key == "TF":
            return [(rng.choice(_TITLES) + " ", False), (self.full(), True)]
        if key == "RS":
            return [(rng.choice(_ROLES) + " ", False), (self.family(), True)]
        if key == "RG":
            return [(rng.choice(_ROLES) + " ", False), (rng.choice([self.given, self.given, self.full])(), True)]
        if key == "IS":
            initial = rng.choice("ABCDEFGHIJKLMNOPRSTVWYZ")
            return [(f"{initial}{rng.choice(['.', '.', ''])} {self.family()}", True)]
        if key == "K":
            return [(rng.choice(_KIN), False)]
        if key in ("KP", "KG"):
            middle = rng.choice([" ", " ", ", "])
            return [(rng.choice(_KIN) + middle, False), (rng.choice([self.given, self.given, self.full])(), True)]
        if key == "place" and rng.random() < 0.6:
            return [(rng.choice(_PLACE_HEADS) + rng.choice(_PLACE_TAILS), False)]
        if key == "X":
            return [(_brand(rng), False)]
        if key == "ABBR":
            return [("".join(rng.choice(_LETTERS) for _ in range(rng.choice([3, 3, 4, 4, 4, 5, 6]))), False)]
        if key == "CAPS":
            return [(rng.choice([self.family, self.given, self.full])().upper(), True)]
        if key == "CS":
            return [(self.family().upper(), True)]
        if key == "low":
            return [(self.family().lower(), True)]
        if key == "lowg":
            return [(rng.choice([self.given, self.full])().lower(), True)]
        if key == "L":
            return [(rng.choice("ABCDEFGHJKLMNPRSTWXYZ"), False)]
        if key == "n":
            return [(str(rng.randint(1, 9)), False)]
        if key == "num":
            return [(str(rng.randint(12, 70)), False)]
        if key == "time":
            return [
                (
                    f"{rng.randint(0, 23):02d}{rng.choice([':', ':', '.', ''])}{rng.choice(['00', '15', '30', '40', '05'])}",
                    False,
                )
            ]
        if key == "date":
            month = rng.randint(1, 12)
            form = rng.random()
            if form < 0.4:
                return [(f"{rng.randint(1, 28)} {_FILL['month'][month - 1]}", False)]
            year = rng.randint(8, 22)
            sep = rng.choice(["/", "/", ".", "-"])
            return [(f"{rng.randint(1, 28):02d}{sep}{month:02d}{sep}{year:02d}", False)]
        return [(rng.choice(_FILL[key]), False)]

    def _fill(self, template: str, flat: bool) -> Line:
        text, spans, at = "", [], 0
        while True:
            opening = template.find("{", at)
            if opening < 0:
                return text + template[at:], spans
            text += template[at:opening]
            closing = template.index("}", opening)
            for piece, name in self._slot(template[opening + 1 : closing]):
                if name and not flat:
                    spans.append((len(text), len(text) + len(piece)))
                text += piece
            at = closing + 1

    def line(self) -> Line:
        """One line: a sentence or two, a cell, a heading, or one in which nothing is a name."""
        rng, roll = self.rng, self.rng.random()
        if roll < 0.2:
            closer = rng.choice(_CLOSERS)
            text, spans = self._fill("{P} " + rng.choice(_SAID) + ("." if rng.random() < 0.95 else "") + closer, False)
        elif roll < 0.36:
            text, spans = self._acting(rng.choice(["{G}", "{G}", "{G}", "{P}", "{F}", "{S}"]), named=True)
        elif roll < 0.43:
            text, spans = self._acting(rng.choice(_NOBODY), named=False)
        elif roll < 0.48:
            text, spans = self._fill(rng.choice(_TOLD), False)
        elif roll < 0.62:
            text, spans = self._fill(rng.choice(_ACTS) + rng.choice(_CLOSERS), False)
        elif roll < 0.69:
            text, spans = self._fill(rng.choice(_CELLS), False)
        elif roll < 0.71:
            text, spans = self._fill(rng.choice(_TEMPLATE_TITLES), False)
        elif roll < 0.74:
            text, spans = self._fill("{code} " + rng.choice(_SAID) + "." + rng.choice(_CLOSERS), False)
        else:
            text, spans = self._fill(rng.choice(_NEGATIVE), True)
            if rng.random() < 0.3:
                more, more_spans = self._fill(" " + rng.choice(_ACTS), False)
                spans = spans + [(a + len(text), b + len(text)) for a, b in more_spans]
                text += more
        if text[:1].islower() and rng.random() < 0.9:
            text = text[0].upper() + text[1:]
        if rng.random() < 0.3:
            text = text.replace("'", "’")
        if spans and rng.random() < 0.05:  # the name alone in capitals or, now and then, in lower case
            lower = rng.random() < 0.3
            for a, b in spans:
                name = text[a:b].lower() if lower else text[a:b].upper()
                text = text[:a] + name + text[b:] if len(name) == b - a else text
        elif rng.random() < 0.03:
            text = text.upper()
        return text, spans

    def _acting(self, who: str, *, named: bool) -> Line:
        """Somebody does something: in a sentence, or cut short as in a log."""
        rng = self.rng
        if rng.random() < 0.7:
            rest = rng.choice(_DID) + rng.choice([".", ".", ".", ", and nobody asked why.", " and said so.", ""])
        else:
            rest = rng.choice(_NOTED) + rng.choice(["", "", "."])
        return self._fill(rng.choice(_LEADS) + who + " " + rest + rng.choice(_CLOSERS), not named)

    def lines(self, count: int) -> list[Line]:
        """That many lines."""
        return [self.line() for _ in range(count)]
