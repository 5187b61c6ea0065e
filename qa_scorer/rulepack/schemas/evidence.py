"""evidence.toml: the wordings by which front sheet, family, genogram, methodology, involvement, lessons and sign-off are told."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from qa_scorer.rulepack.schema import PackFile, PackModel, Pattern


class FrontSheetWords(PackModel):
    """Labels of the front sheet's fields; `period_*` for the period under review."""

    agency: list[Pattern]
    agency_by: list[Pattern]
    agency_line: list[Pattern]
    not_agency: Pattern
    author: list[Pattern]
    subject: list[Pattern]
    date_of_birth: list[Pattern]
    date_of_death_or_incident: list[Pattern]
    ethnic_origin: list[Pattern]
    contact_person: list[Pattern]
    date_received: list[Pattern]
    signed_off_by: list[Pattern]
    period: list[Pattern]
    death: list[Pattern]
    code: list[Pattern]
    born_in_text: list[Pattern]
    period_context: list[Pattern]
    period_joiner: Pattern


class FamilyWords(PackModel):
    """Column headings and contents of a list of persons. `missing`: a value that says that nothing is known."""

    person_column: list[Pattern]
    relationship_column: list[Pattern]
    birth_column: list[Pattern]
    address_column: list[Pattern]
    staff_column: list[Pattern]
    headings: list[Pattern]
    subject: list[Pattern]
    subject_in_text: list[Pattern]
    nobody: list[Pattern]
    missing: list[Pattern]
    age: list[Pattern]
    year: Pattern
    not_birth: list[Pattern]
    address: list[Pattern]
    same_address: list[Pattern]
    no_address: list[Pattern]
    listed_lead_in: list[Pattern]
    not_family: list[Pattern]


class GenogramWords(PackModel):
    """What tells a genogram, a network, a reason for a list in its place, and a promise with nothing behind it."""

    headings: list[Pattern]
    network: list[Pattern]
    placeholder: list[Pattern]
    reason: list[Pattern]
    because: list[Pattern]
    not_family_setting: list[Pattern]
    family_setting: list[Pattern]
    caption_dates: list[Pattern]
    caption_names: list[Pattern]
    caption_no_dates: list[Pattern]
    other_picture: list[Pattern]
    deceased: list[Pattern]
    household: list[Pattern]
    ocr_seconds: int = Field(ge=1, le=120)
    ocr_pixels: int = Field(ge=10_000)
    ocr_pictures: int = Field(ge=0, le=50)
    dated_share: float


class MethodologyWords(PackModel):
    """What tells the four parts of the methodology and the telling of the process. Source: 9.4, template a) to d)."""

    headings: list[Pattern]
    documents_lead: list[Pattern]
    documents_verb: list[Pattern]
    documents_noun: list[Pattern]
    interviews_lead: list[Pattern]
    interview: list[Pattern]
    not_interview: list[Pattern]
    not_about_interview_date: list[Pattern]
    unavailable_lead: list[Pattern]
    unavailable: list[Pattern]
    not_unavailable: list[Pattern]
    reason: list[Pattern]
    staff_lead: list[Pattern]
    job_column: list[Pattern]
    person_column: list[Pattern]
    process: list[Pattern]
    process_not: list[Pattern]
    signed: list[Pattern]
    interview_record: list[Pattern]
    interviews_anywhere: list[Pattern]
    min_staff: int
    min_told: int
    dated_share: float


class Aspect(PackModel):
    """One aspect of the summary of involvement.

    `topic`: what the sentence must be about; `not_topic`: what only looks like it; `says`: what turns mention into
    discussion; `subject`: the topic with a verb or a judgement of its own, which is discussion by itself; `headings`: headings under which its sentences count. `needed`: weight that makes it discussed.
    """

    topic: list[Pattern]
    subject: list[Pattern]
    not_topic: list[Pattern]
    says: list[Pattern]
    headings: list[Pattern]
    needed: float


class InvolvementWords(PackModel):
    """The four aspects, the sections that are looked in, and what weighs how much."""

    quality: Aspect
    supervision: Aspect
    recording: Aspect
    liaison: Aspect
    left_out: list[Pattern]
    sections: list[str]
    said: float
    under_heading: float
    sentences_under_heading: int
    only_heading: float
    mentioned: float
    measured: list[Pattern]


class LessonWords(PackModel):
    """What tells lessons, truisms, explicit and underlying reasons, good practice and implications. Source: 11.1, 9.9.

    Lessons in general words are about the case where one of them shares `least_topics` words, and all together `topics_in_all`, with
    the report's facts and analysis, words of `everyday` use aside.
    """

    lesson: list[Pattern]
    generic: list[Pattern]
    case: list[Pattern]
    norm: list[Pattern]
    explicit: list[Pattern]
    underlying: list[Pattern]
    underlying_theme: list[Pattern]
    explains: list[Pattern]
    failing: list[Pattern]
    good_practice: list[Pattern]
    implications: list[Pattern]
    not_lesson: list[Pattern]
    lesson_elsewhere: list[Pattern]
    everyday: list[str]
    least_topics: int = 2
    topics_in_all: int = 4
    generic_share: float
    min_words: int


class EvaluationWords(PackModel):
    """What tells evaluation in the analysis. Source: 9.7 to 9.10."""

    judgement: list[Pattern]
    reason: list[Pattern]
    alternative: list[Pattern]
    turning_point: list[Pattern]
    good_practice: list[Pattern]
    good_practice_heading: Pattern
    not_good_practice: list[Pattern]
    not_done: list[Pattern]


class SignOffWords(PackModel):
    """Roles, job titles and forms of the sign-off. `senior`: Chief Executive or Director level; `junior`: below it."""

    author_role: list[Pattern]
    officer_role: list[Pattern]
    form_labels: list[Pattern]
    blank: list[Pattern]
    senior: list[Pattern]
    junior: list[Pattern]
    on_behalf: list[Pattern]
    unsigned: list[Pattern]
    approves: list[Pattern]
    statement: list[Pattern]
    independence: list[Pattern]
    independence_lost: list[Pattern]
    independence_topic: list[Pattern]


class EvidenceFile(PackFile):
    """The wordings that the readers of evidence look for."""

    FILE: ClassVar[str] = "evidence.toml"
    front_sheet: FrontSheetWords
    family: FamilyWords
    genogram: GenogramWords
    methodology: MethodologyWords
    involvement: InvolvementWords
    lessons: LessonWords
    evaluation: EvaluationWords
    sign_off: SignOffWords
