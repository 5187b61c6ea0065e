"""What all tests share: the default pack, and documents made from a few lines."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "2")

from qa_scorer.document import Block, BlockKind, Document, Picture, Table, TableCell
from qa_scorer.extract.facts import Facts
from qa_scorer.rulepack import Case, Pack, load_pack

CORPUS = Path(__file__).parent / "corpus"


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest) -> None:
    """Only browser tests and tests of other processes may open sockets."""
    if "browser" not in request.keywords and "network" not in request.keywords:
        from pytest_socket import disable_socket

        disable_socket(allow_unix_socket=True)


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack()


def make_document(*lines: object, name: str = "report.docx", pictures: dict[int, Picture] | None = None) -> Document:
    """A document from lines: '# ' and '## ' headings, '- ' list items, '**bold**' and '__underlined__'
    paragraphs, '[box] ' text boxes in bold, lists of lists as tables."""
    blocks: list[Block] = []
    tables: list[Table] = []
    pics: list[Picture] = []

    def add(kind: BlockKind, text: str, **more: object) -> int:
        blocks.append(Block(index=len(blocks), kind=kind, text=text, size=11.0, **more))  # type: ignore[arg-type]
        return len(blocks) - 1

    for line in lines:
        if isinstance(line, Picture):
            at = add(BlockKind.PARAGRAPH, "")
            pics.append(Picture(**{**{f: getattr(line, f) for f in line.__slots__}, "block": at}))
        elif isinstance(line, list):
            number = len(tables)
            rows = tuple(
                tuple(add(BlockKind.CELL, cell, cell=TableCell(number, r, c)) for c, cell in enumerate(row))
                for r, row in enumerate(line)
            )
            tables.append(Table(number, rows))
        else:
            text = str(line)
            if text.startswith("# "):
                add(BlockKind.HEADING, text[2:], level=1, bold=True)
            elif text.startswith("## "):
                add(BlockKind.HEADING, text[3:], level=2, bold=True)
            elif text.startswith("- "):
                add(BlockKind.LIST_ITEM, text[2:], number="•")
            elif text.startswith("**") and text.endswith("**"):
                add(BlockKind.PARAGRAPH, text[2:-2], bold=True)
            elif text.startswith("__") and text.endswith("__"):
                add(BlockKind.PARAGRAPH, text[2:-2], underline=True)
            elif text.startswith("[box] "):
                add(BlockKind.TEXT_BOX, text[6:], bold=True)
            else:
                add(BlockKind.PARAGRAPH, text)
    return Document(name, "0" * 64, "docx", tuple(blocks), tuple(tables), tuple(pics))


@pytest.fixture(scope="session")
def document():
    """Makes a document from lines; see `make_document`."""
    return make_document


@pytest.fixture(scope="session")
def facts(pack: Pack):
    """Makes facts from lines and, by keyword, a case."""

    def make(*lines: object, case: Case | None = None, previous: tuple[tuple[str, str], ...] = ()) -> Facts:
        return Facts(make_document(*lines), pack, case, None, previous)

    return make


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden reports again")
