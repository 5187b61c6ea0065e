"""The generated pages say what the program does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize("name", ["rules.md", "cli.md"])
def test_page_is_up_to_date(name):
    code = f"from qa_scorer.training.docs import PAGES; import sys; sys.stdout.write(PAGES['{name}']())"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert made == (DOCS / name).read_text(encoding="utf-8"), "run `make docs`"


def test_every_link_of_the_readme_leads_somewhere():
    import re

    text = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (DOCS.parent / target).exists(), target


def test_every_command_of_the_readme_exists():
    import re

    text = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    known = (DOCS / "cli.md").read_text(encoding="utf-8")
    for command in re.findall(r"qa-scorer ([a-z]+)", text):
        assert f"## qa-scorer {command}" in known or command in ("rules", "chronology"), command
