"""Names replaced by codes in a copy of a Word file, in every part of it."""

from __future__ import annotations

import csv
import re
import stat
import zipfile
from pathlib import Path

import pytest

from qa_scorer.document import BlockKind
from qa_scorer.errors import InputError, OutputError
from qa_scorer.ingest import read
from qa_scorer.repair import anonymise
from qa_scorer.repair.wordfile import write
from qa_scorer.rulepack import Case, load_case

CORPUS = Path(__file__).parents[1] / "corpus"
CASE = Case.model_validate({"adult": {"name": "Winifred Rosewarne", "code": "Mrs W"}})
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _report(path: Path) -> Path:
    from docx import Document

    d = Document()
    d.core_properties.author, d.core_properties.last_modified_by = "Karen Holloway", "Karen Holloway"
    d.core_properties.title = "IMR on Winifred Rosewarne"
    d.sections[0].header.paragraphs[0].text = "Review of Winifred Rosewarne"
    d.add_heading("Methodology", 1)
    staff = d.add_table(rows=0, cols=3)
    for row in (("Code", "Name", "Job title"), ("SW1", "Bronagh McAteer", "Social Worker")):
        cells = staff.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    d.add_heading("Analysis", 1)
    p = d.add_paragraph("The home knew that Wini")
    p.add_run("fred Rose").bold = True
    p.add_run("warne was cold, and Winnie said so. ").italic = True
    p.add_run("Mrs Rosewarne’s room faced north.")
    d.add_paragraph("Ms McAteer visited. Then Bronagh left, and Dr Okafor was told. Dr Okafor agreed.")
    p2 = d.add_paragraph("Mr and Mrs Hargreaves rang twice about it.")
    d.add_comment(p2.runs, text="Ask Winifred Rosewarne's son.", author="Karen Holloway", initials="KH")
    d.add_heading("Glossary", 1)
    table = d.add_table(rows=0, cols=2)
    for row in (("Code", "Meaning"), ("Mrs W", "the subject"), ("SW1", "social worker")):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    d.save(str(path))
    return path


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("anonymise")
    source = _report(folder / "in.docx")
    result = anonymise(
        source, folder / "out.docx", case=CASE, map_file=folder / "map.csv", glossary=folder / "codes.docx"
    )
    return folder, result


def _body(path: Path) -> str:
    return "\n".join(b.text for b in read(path).blocks if b.kind is not BlockKind.FILE_NAME)


def test_names_are_gone_and_codes_stand_there(done) -> None:
    folder, result = done
    text = _body(folder / "out.docx")
    assert "The home knew that Mrs W was cold, and Mrs W said so. Mrs W’s room faced north." in text
    assert "SW1 visited. Then SW1 left, and Doctor 1 was told. Doctor 1 agreed." in text
    assert "Couple 1 rang twice about it." in text
    assert "Review of Mrs W" in text
    assert "Ask Mrs W's son." in text
    assert result.remaining == ()
    assert result.replaced >= 9


def test_no_part_of_the_package_holds_a_leaked_name(done) -> None:
    folder, _ = done
    with zipfile.ZipFile(folder / "out.docx") as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                plain = re.sub(r"<[^>]+>", "", package.read(name).decode("utf-8"))
                raw = package.read(name).decode("utf-8")
                for leak in ("Rosewarne", "Winnie", "Winifred", "Okafor", "Hargreaves", "Holloway"):
                    assert leak not in plain, (name, leak)
                    assert leak not in raw, (name, leak)


def test_names_stay_where_they_may_stand(done) -> None:
    folder, _ = done
    assert "Bronagh McAteer" in _body(folder / "out.docx")


def test_runs_keep_their_formatting(done) -> None:
    from docx import Document

    folder, _ = done
    before, after = Document(str(folder / "in.docx")), Document(str(folder / "out.docx"))
    old = next(p for p in before.paragraphs if p.text.startswith("The home"))
    new = next(p for p in after.paragraphs if p.text.startswith("The home"))
    assert [(r.bold, r.italic) for r in new.runs] == [(r.bold, r.italic) for r in old.runs]
    assert len(after.paragraphs) == len(before.paragraphs)
    assert [p.style.name for p in after.paragraphs] == [p.style.name for p in before.paragraphs]


def test_glossary_gains_the_new_codes_without_names(done) -> None:
    from docx import Document

    folder, result = done
    rows = [[c.text for c in r.cells] for r in Document(str(folder / "out.docx")).tables[-1].rows]
    assert {c.code for c in result.codes} == {"Doctor 1", "Couple 1"}
    assert {r[0] for r in rows} == {"Code", "Mrs W", "SW1", "Doctor 1", "Couple 1"}
    separate = [[c.text for c in r.cells] for r in Document(str(folder / "codes.docx")).tables[0].rows]
    assert [r[0] for r in separate[1:]] == [c.code for c in result.codes]


def test_map_is_for_its_owner_alone(done) -> None:
    folder, _ = done
    path = folder / "map.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert {"code": "Mrs W", "name": "Winifred Rosewarne"} in rows


def test_properties_are_cleared(done) -> None:
    folder, _ = done
    properties = read(folder / "out.docx").properties
    assert not properties.get("author")
    assert not properties.get("last_modified_by")
    assert properties["title"] == "IMR on Mrs W"


def test_source_is_untouched_and_never_overwritten(done) -> None:
    folder, _ = done
    assert "Rosewarne" in _body(folder / "in.docx")
    with pytest.raises(OutputError):
        anonymise(folder / "in.docx", folder / "in.docx")


def test_only_word_files(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("Analysis\n\nKaren Holloway rang.\n", encoding="utf-8")
    with pytest.raises(InputError):
        anonymise(path, tmp_path / "y.docx")
    assert not (tmp_path / "y.docx").exists()


def test_second_pass_changes_nothing(done) -> None:
    folder, _ = done
    again = anonymise(folder / "out.docx", folder / "again.docx", case=CASE)
    assert again.replaced == 0
    assert _body(folder / "again.docx") == _body(folder / "out.docx")


def test_write_over_run_borders() -> None:
    from lxml import etree

    nodes = [etree.Element(f"{{{W}}}t") for _ in range(3)]
    for node, text in zip(nodes, ("Mr Sm", "it", "h ran"), strict=True):
        node.text = text
    write(nodes, [(3, 8, "P1")])
    assert [n.text for n in nodes] == ["Mr P1", "", " ran"]


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted((CORPUS / "given").glob("*.docx")) + sorted((CORPUS / "tuning").glob("*.docx")), ids=lambda p: p.stem)  # fmt: skip
def test_labelled_documents(path: Path, tmp_path: Path) -> None:
    """Nothing is left, and the text is otherwise as it was."""
    import difflib

    case = load_case(path.with_name(path.stem + ".case.toml"))
    result = anonymise(path, tmp_path / "out.docx", case=case)
    assert [f.quote for f in result.remaining if f.category == "name"] == []
    before = [b.text for b in read(path).blocks if b.is_body]
    after = [b.text for b in read(tmp_path / "out.docx").blocks if b.is_body]
    changed = sum(
        max(i2 - i1, j2 - j1)
        for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if tag != "equal"
    )
    assert changed <= result.replaced + 2 * len(result.codes) + 1
