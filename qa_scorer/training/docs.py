"""`make docs`: writes the generated pages of docs/ (rules, command line) from the pack and the program itself."""

from __future__ import annotations

import sys
from pathlib import Path

from qa_scorer.rulepack import load_pack

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_NOTE = "<!-- Written by `make docs`; do not edit. -->\n"


def rules_page() -> str:
    """All rules of the default pack, by category."""
    pack = load_pack()
    lines = [
        _NOTE,
        "# Rules",
        "",
        f"Rule pack {pack.name} {pack.version}. `qa-scorer explain ID` shows one on the terminal.",
        "",
    ]
    current = ""
    for rule_id, rule in pack.rules.items():
        category = pack.category(rule_id)
        if category != current:
            current = category
            lines += [f"## {category.replace('_', ' ').capitalize()}", ""]
        cites = ", ".join(rule.guidance)
        lines += [
            f"### {rule_id} {rule.name}",
            "",
            f"*{rule.severity}; guidance {cites}; since {rule.since}*",
            "",
            f"**What.** {rule.message}",
            "",
            f"**Why.** {rule.why}",
            "",
            f"**Fix.** {rule.fix}",
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def cli_page() -> str:
    """The help text of every command."""
    import contextlib
    import io
    import os

    os.environ["COLUMNS"] = "80"
    os.environ["TERMINAL_WIDTH"] = "80"
    from qa_scorer.cli import run
    from qa_scorer.cli.app import app, chronology_app, rules_app

    def text(*arguments: str) -> str:
        buffer = io.StringIO()
        with contextlib.redirect_stdout(buffer):
            run([*arguments, "--help"])
        return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()).strip()

    def names(group: object) -> list[str]:
        return sorted(c.name or c.callback.__name__.replace("_", "-") for c in group.registered_commands)  # type: ignore[attr-defined]

    lines = [_NOTE, "# Command line", "", "```", text(), "```", ""]
    commands = (
        [(c,) for c in names(app)]
        + [("rules", c) for c in names(rules_app)]
        + [("chronology", c) for c in names(chronology_app)]
    )
    for command in commands:
        lines += [f"## qa-scorer {' '.join(command)}", "", "```", text(*command), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


PAGES = {"rules.md": rules_page, "cli.md": cli_page}


def main() -> int:
    """Writes the pages; returns the exit code."""
    for name, page in PAGES.items():
        (_DOCS / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
