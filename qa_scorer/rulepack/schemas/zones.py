"""zones.toml: where names and other identifiers may stand in full."""

from __future__ import annotations

from typing import ClassVar

from qa_scorer.rulepack.schema import PackFile, Pattern


class ZoneRules(PackFile):
    """Zones beside the sections whose `names_allowed` is true. `listed_only`: sections where names may stand in lists;
    `listing`: what makes a paragraph of theirs a list of persons; `names_only`: sections that free names but no other
    identifier; `staff_*`: labels in the heading row of a staff table; `person_rows`: labels of a front
    sheet's rows that hold a person's name; `sign_off`: lines by which a report is signed;
    `never`: sections whose tables are no zones."""

    FILE: ClassVar[str] = "zones.toml"
    listed_only: list[str]
    listing: list[Pattern]
    names_only: list[str]
    staff_name: list[Pattern]
    staff_job: list[Pattern]
    staff_code: list[Pattern]
    person_rows: list[Pattern]
    sign_off: list[Pattern]
    never: list[str]
