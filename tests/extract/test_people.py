"""People: what is a name, what is none, and where names may stand."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_scorer.document import Block, BlockKind, Document, Part
from qa_scorer.extract.facts import Facts
from qa_scorer.extract.people_spans import Text, tokens
from qa_scorer.extract.people_words import fold, name_words
from qa_scorer.rulepack import Case


def _named(f: Facts, kind: str = "person") -> list[str]:
    return [m.text for m in f.people if m.kind == kind and m.certain and not m.permitted]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The plan was agreed by Karen Holloway in June.", ["Karen Holloway"]),
        ("Dr Okafor was not told of the fall.", ["Okafor"]),
        ("Mr and Mrs Hargreaves rang twice.", ["Hargreaves"]),
        ("It was signed 'K. Sandhu' and filed.", ["Sandhu"]),
        ("Dressing change for mr stoica, slough reduced.", ["stoica"]),
        ("PC Ashdown and Sister Tully attended.", ["Ashdown", "Tully"]),
        ("Nurse dela Cruz gave the insulin.", ["dela Cruz"]),
        ("A man called Tyrone answered the door.", ["Tyrone"]),
        ("Her sister Marcia visited on Sundays.", ["Marcia"]),
        ("Siobhán O'Rourke's notes are brief.", ["Siobhán O'Rourke"]),
        ("I spoke to Agnieszka twice about the chart.", ["Agnieszka"]),
        ("The receptionist, Faith, took the call.", ["Faith"]),
        ("Tested by Will on 14 March and it worked.", ["Will"]),
        ("Officers spoke with KUDZAI ZVOBGO, who denied living there.", ["KUDZAI ZVOBGO"]),
        ("Hope, the live-in carer, had no induction.", ["Hope"]),
        ("Jan or her sister Ruth rang the office.", ["Jan", "Ruth"]),
        ("Seen by r. smith for a dressing.", ["smith"]),
        ("Heather rang the office at nine.", ["Heather"]),
        ("Call from Rimantas, states brother is unwell.", ["Rimantas"]),
        ("Kugan spends all day in bed.", ["Kugan"]),
        ("PERERA, Sunil. Absconded from the ward.", ["PERERA", "Sunil"]),
        ("Mrs al-Jubouri's hearing aids were lost.", ["al-Jubouri"]),
        ("Concetta and Pina visit on alternate days.", ["Concetta", "Pina"]),
        ("D. Hartnell (son) shouted at staff.", ["Hartnell"]),
        ("Staff noted that Mrs West was cold to touch.", ["West"]),
        ("Sergeant Day reviewed the log at noon.", ["Day"]),
        ("It was signed by the Director of Nursing, Sue West.", ["Sue West"]),
        ("April Wood was admitted on 9 June.", ["April Wood"]),
        ("Ivy was discharged on a Friday evening.", ["Ivy"]),
        ("Passed to Euphemia St. Hilaire in the hub.", ["Euphemia", "Hilaire"]),
    ],
)
def test_name_is_found(facts, text: str, names: list[str]) -> None:
    assert _named(facts("# Analysis", text)) == names


@pytest.mark.parametrize(
    "text",
    [
        "Adult A told SW1 that Mrs X was unwell.",
        "Seen by Dr Y. Weight 44.6 kg, grade 4 ulcer.",
        "AB rang CD, and the daughter, FA, was told.",
        "She was moved from Nelson Ward to Beech House.",
        "Florence Ward was full and Rose Lane was closed.",
        "The day sergeant and the ward sister met in the west wing.",
        "Hope was expressed that the placement would hold.",
        "The tenant moved from Rose Hill to Victoria Green.",
        "Discharge was agreed with the ward sister, Victoria Ward.",
        "She lived in George St. The officer left a card.",
        "The Director of Nursing, Trust Board members and others were told.",
        "She lived in Nelson St, Wigan, near St Mary's Church.",
        "He grew up in Blaenau Ffestiniog and worked in Merthyr Tydfil.",
        "Laxido and Domestos were kept in one cupboard.",
        "The Waterlow score was 18 and the Abbey pain scale was not used.",
        "Will the board accept that? May and June were quiet.",
        "Grace Street surgery wrote to Gladstone Price LLP.",
        "Marie Curie and Age UK were not told, nor was Mencap.",
        "Madopar, Movicol and Senna were given at 08:00.",
        "Duty Social Worker informed. Registered Manager to review.",
        "Under the Mental Capacity Act the Francis report matters.",
        "Young people were not asked. Hope faded.",
        "In May 2010 the Care Worker left.",
        "Jan or Feb 09: passed to the review list. Apr/May: closed.",
        "Two lines on Adult R: 'stable, son v. supportive, ? step down'.",
        "A panel led by Sir Humphrey Davy House, a residents' charity, met.",
        "Parkinson's disease and Korsakoff's were considered.",
        "Police attended Wellington Road at 10:30.",
        "The MARAC DASH form was not sent to MASH.",
        "The dog, a Jack Russell, bit the carer.",
        "Hope, the last thing to go, had gone.",
        "The Beeches has 42 beds. He came from Hai Phong.",
        "East Locality covers Thornbury and Yate.",
        "Cheyne-Stokes breathing was noted, and the DASH forms were not.",
    ],
)
def test_what_is_no_name_is_left_alone(facts, text: str) -> None:
    assert _named(facts("# Analysis", text)) == []


def test_cited_authors_are_a_class_of_their_own(facts) -> None:
    f = facts("# Analysis", "This is harder to name (Hollinshead and Tarry, 2010). Research by Stark says more.")
    assert _named(f) == []
    assert _named(f, "author") == []  # they may stand anywhere
    assert {m.text for m in f.people if m.kind == "author"} >= {"Hollinshead", "Tarry", "Stark"}


def test_known_person_is_found_in_every_form(facts) -> None:
    case = Case.model_validate({"adult": {"name": "Winifred Rosewarne", "code": "Mrs W"}})
    f = facts(
        "# Analysis",
        "Winnie liked the garden. ROSEWARNE was written on the card, and winifred on the door.",
        "Mrs Rosewarne's room was cold.",
        case=case,
    )
    found = [(m.text, m.code) for m in f.people if m.certain]
    assert found == [("Winnie", "Mrs W"), ("ROSEWARNE", "Mrs W"), ("winifred", "Mrs W"), ("Rosewarne", "Mrs W")]


def test_word_that_is_a_known_name_needs_a_context(facts) -> None:
    case = Case.model_validate({"people": [{"name": "Will Price", "code": "SW1"}]})
    f = facts("# Analysis", "Will the price rise? She met Will at the door. Price said nothing.", case=case)
    assert _named(f) == ["Will", "Price"]


def test_names_may_stand_in_lists_of_staff_and_nowhere_after(facts) -> None:
    f = facts(
        "# Methodology",
        [["Code", "Name", "Job title"], ["SW1", "Bronagh McAteer", "Social Worker"]],
        "A business support officer, Faisal, helped with the files.",
        "# Analysis",
        "Bronagh did not see the form.",
    )
    assert [(m.text, m.permitted, m.code) for m in f.people if m.certain] == [
        ("Bronagh McAteer", True, "SW1"),
        ("Faisal", False, None),
        ("Bronagh", False, "SW1"),
    ]


def test_names_may_stand_on_front_sheet_and_sign_off(facts) -> None:
    f = facts(
        "# Front sheet",
        [["Name of adult", "Gurdev Singh Sandhu"], ["IMR author", "Philippa Wainwright-Obi"], ["Agency", "The Trust"]],
        "# Signatures",
        "Author: Philippa Wainwright-Obi, Head of Standards. Signed P. Wainwright-Obi, 12/07/2013.",
    )
    assert _named(f) == []
    assert sum(m.permitted for m in f.people) >= 4


def test_title_page_is_part_of_the_front_sheet(facts) -> None:
    f = facts(
        "**Individual Management Review**",
        "Concerning Dorothy Penhale, prepared by Karen Holloway",
        "# Analysis",
        "Karen Holloway read the file.",
        "# Recommendations",
        "Review the policy by 1 May 2012.",
    )
    assert [m.permitted for m in f.people if m.certain] == [True, True, False]


def test_email_address_is_no_name(facts) -> None:
    assert _named(facts("# Analysis", "Write to karen.holloway@example.org for a copy.")) == []


def test_declared_pseudonym_is_no_leak(facts) -> None:
    f = facts(
        "# Glossary",
        [["Code", "Meaning"], ["Doreen", "the subject of this review (pseudonym)"], ["SW1", "social worker"]],
        "# Analysis",
        "Doreen told SW1 that she was cold.",
    )
    assert _named(f) == []


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ('"Mrs Juniper" is a pseudonym, chosen by her daughter.', []),
        ("Pseudonyms: Juniper and Rowan.", []),
        ("She is referred to as Juniper in this report.", []),
        ("Juniper was his dog's name, and he used no pseudonym.", ["Juniper"]),
    ],
)
def test_a_pseudonym_declared_in_the_text_is_no_leak(facts, said: str, names: list[str]) -> None:
    f = facts("# Front sheet", said, "# Analysis", "Mrs Juniper told SW1 that she was cold.")
    assert [n for n in _named(f) if n == "Juniper"][:1] == names


def test_an_ordinary_word_in_lower_case_is_no_certain_name(facts) -> None:
    assert (
        _named(facts("# Analysis", "The sergeant was frank that the form was late, and it was grace under fire.")) == []
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Fournier's gangrene was found at operation.", []),
        ("She was treated for Kawasaki's disease in 2014.", []),
        ("Sarah's Law and Martha's Rule were explained on Weds.", []),
        ("Mr Okafor's disease was far on.", ["Okafor"]),
        ("Karen's disease was far on and Karen's catheter was blocked.", ["Karen", "Karen"]),
        ("Sarah's law tutor rang, and Karen Holloway's gangrene spread.", ["Sarah", "Karen Holloway"]),
    ],
)
def test_eponyms_and_laws_are_no_persons(facts, text: str, names: list[str]) -> None:
    assert _named(facts("# Analysis", text)) == names


def test_a_known_person_is_no_eponym(facts) -> None:
    assert "Okafor" in _named(facts("# Analysis", "Mr Okafor was seen.", "Okafor's disease was far on."))


def test_hidden_parts_are_searched(pack) -> None:
    blocks = (
        Block(0, BlockKind.HEADING, "Analysis", level=1),
        Block(1, BlockKind.PARAGRAPH, "Nothing here."),
        Block(2, BlockKind.COMMENT, "Ask Karen Holloway about this.", part=Part.REVIEW),
        Block(3, BlockKind.PROPERTY, "Karen Holloway", part=Part.META, style="author"),
        Block(4, BlockKind.PROPERTY, "python-docx", part=Part.META, style="author"),
        Block(5, BlockKind.FILE_NAME, "IMR_Karen_Holloway_final", part=Part.META),
        Block(6, BlockKind.DELETED, "Mrs Holloway agreed.", part=Part.REVIEW),
    )
    f = Facts(Document("x.docx", "0" * 64, "docx", blocks), pack)
    assert [(m.location.block, m.text) for m in f.people if m.certain] == [
        (2, "Karen Holloway"),
        (3, "Karen Holloway"),
        (5, "Karen_Holloway"),
        (6, "Holloway"),
    ]


def test_spans_are_exact(facts) -> None:
    f = facts("# Analysis", "Mrs O’Rourke’s son and K. Demir’s notes.")
    for m in f.people:
        block = f.document.blocks[m.location.block]
        assert block.text[m.location.start : m.location.end] == m.text


def test_folding() -> None:
    assert fold("Wiśniewska") == fold("WISNIEWSKA") == "wisniewska"
    assert fold("O’Rourke") == "o'rourke"


@given(st.text(max_size=120))
def test_tokens_lie_in_the_text_and_in_order(text: str) -> None:
    found = tokens(text)
    assert all(text[t.start : t.end] == t.text for t in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(st.sampled_from("Mrs Dr . , Smith A B SW1 Will 's dela Cruz and the Nelson Ward O'Neill \n May 2010 told PC".split(" ")), max_size=14))  # fmt: skip
def test_candidates_never_overlap(pack, words: list[str]) -> None:
    text = Text(" ".join(words), name_words(pack))
    found = text.candidates()
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert all(c.start < c.end for c in found)


def _whole(*lines: str) -> list[str]:
    """The lines in a document long enough to be a whole report."""
    return [*lines, *(f"The visit of day {n} was made as planned." for n in range(45))]


def test_in_a_whole_report_the_models_word_alone_is_unsure(facts) -> None:
    fragment = facts("# Analysis", "Nobody asked why Zubrexa left.")
    whole = facts("# Analysis", *_whole("Nobody asked why Zubrexa left."))
    listed = facts("# Analysis", *_whole("Nobody asked why Zubrexa left.", "Mrs Zubrexa was told."))
    assert _named(fragment) == ["Zubrexa"]
    assert _named(whole) == []
    assert [m.text for m in whole.people] == ["Zubrexa"]  # listed apart, not dropped
    assert _named(listed) == ["Zubrexa", "Zubrexa"]


def test_a_word_that_names_a_body_elsewhere_is_no_person(facts) -> None:
    text = "Nobody asked why Zubrexa left."
    assert _named(facts("# Analysis", text)) == ["Zubrexa"]
    assert _named(facts("# Analysis", text, "The contract with Zubrexa Homecare ended.")) == []


def test_an_operation_is_no_person(facts) -> None:
    assert _named(facts("# Analysis", "That week Operation Larkspur took twelve officers.")) == []
    assert _named(facts("# Analysis", "That week Larkspur took the keys from her.")) == ["Larkspur"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Everybody knew him as Big Kez.", ["Kez"]),
        ("Everybody called him Dezzo, even on the rent letters.", ["Dezzo"]),
        ("Nobody knew him as an adult.", []),
    ],
)
def test_a_name_that_somebody_is_known_by(facts, text: str, names: list[str]) -> None:
    assert _named(facts("# Analysis", text)) == names


def test_a_surname_of_the_case_with_one_letter_wrong(facts) -> None:
    case = Case(adult={"name": "Rosalind Thackray", "code": "Adult R"})
    text = "The log has two spellings, Thackray and Thackeray, and Mackray Street is in neither."
    assert _named(facts("# Analysis", text, case=case)) == ["Thackray", "Thackeray"]
    assert "Mackray" not in _named(facts("# Analysis", "She moved to Mackray Street in May.", case=case))
