from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree

from qa_scorer.ingest import read
from qa_scorer.render.word_comments import annotate
from qa_scorer.report import Report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = {"w": W[1:-1]}
NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)

_BODY = """
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Analysis</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">The nurse was care</w:t></w:r><w:r><w:t>less. Karen</w:t></w:r>
 <w:ins w:id="90" w:author="Ed" w:date="2020-01-01T00:00:00Z"><w:r><w:t xml:space="preserve"> Holloway rang</w:t></w:r></w:ins>
 <w:del w:id="91" w:author="Ed" w:date="2020-01-01T00:00:00Z"><w:r><w:delText xml:space="preserve"> never</w:delText></w:r></w:del>
 <w:hyperlink w:anchor="x"><w:r><w:t xml:space="preserve"> the ward</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>on 3 May.</w:t><w:br/><w:t>Next line</w:t></w:r></w:p>
<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
 <w:r><w:t>Field Name here</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> after</w:t></w:r></w:p>
<w:sdt><w:sdtContent><w:p><w:sdt><w:sdtContent><w:r><w:t>Inside a control</w:t></w:r></w:sdtContent></w:sdt><w:smartTag w:element="x"><w:r><w:t xml:space="preserve"> smart</w:t></w:r></w:smartTag></w:p></w:sdtContent></w:sdt>
<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr/><w:p><w:r><w:t>First of cell</w:t></w:r></w:p><w:p><w:r><w:t>Second of cell</w:t></w:r></w:p></w:tc><w:tc><w:tcPr/><w:p><w:r><w:t>Beside it</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p><w:r><w:t>Boxed words</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r><w:r><w:t>Host of the box</w:t></w:r></w:p>
<w:p><w:commentRangeStart w:id="7"/><w:r><w:t>Commented by a person</w:t></w:r><w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r></w:p>
"""


def build(path: Path, body: str = _BODY, comments: str = "") -> Path:
    """A Word file with this body and, if wanted, comments."""
    plain = io.BytesIO()
    docx.Document().save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = (
                    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{W[1:-1]}"><w:body>{body}'
                    "<w:sectPr/></w:body></w:document>"
                ).encode()
            if comments and name == "word/_rels/document.xml.rels":
                data = data.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>',
                )
            if comments and name == "[Content_Types].xml":
                data = data.replace(
                    b"</Types>",
                    b'<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/></Types>',
                )
            out.writestr(name, data)
        if comments:
            out.writestr("word/comments.xml", f'<w:comments xmlns:w="{W[1:-1]}">{comments}</w:comments>')
    return path


PERSON = '<w:comment w:id="7" w:author="A Person"><w:p><w:r><w:t>Look here</w:t></w:r></w:p></w:comment>'


def report_on(report: Report, document, *quotes: str) -> Report:
    """A report whose findings are these words of the document (the first block in which they stand)."""
    model = report["findings"][0]
    found = []
    for words in quotes:
        block = next(b for b in document.blocks if words in b.text)
        start = block.text.index(words)
        where = {
            "section": None,
            "block": block.index,
            "start": start,
            "end": start + len(words),
            "page": None,
            "table": None,
        }
        found.append({**model, "quote": words, "location": where, "message": f"On {words}"})
    return Report({**report.data, "findings": found, "blocks": [], "outline": []})


def part(path: Path, name: str) -> etree._Element:
    with zipfile.ZipFile(path) as z:
        return etree.fromstring(z.read(name))


def anchored(path: Path) -> dict[str, str]:
    """The words between the marks of each of our comments, by the comment's message."""
    root, comments = part(path, "word/document.xml"), part(path, "word/comments.xml")
    out = {}
    for c in comments.findall("w:comment[@w:author='qa-scorer']", NS):
        ident, on, said = c.get(W + "id"), False, ""
        assert len(root.findall(f".//w:commentReference[@w:id='{ident}']", NS)) == 1
        for e in root.iter():
            if e.tag == W + "commentRangeStart" and e.get(W + "id") == ident:
                on = True
            elif e.tag == W + "commentRangeEnd" and e.get(W + "id") == ident:
                break
            elif on and e.tag in (W + "t", W + "tab", W + "br"):
                said += e.text or " "
        out["".join(c.itertext()).split("On ")[1].split("How to fix")[0].split(" (in:")[0]] = said
    return out


def texts(path: Path) -> list[str]:
    return [
        "".join(t.text or "" for t in p.iter(W + "t", W + "delText"))
        for p in part(path, "word/document.xml").iter(W + "p")
    ]


QUOTES = (
    "careless", "Karen Holloway", "Karen Holloway rang the ward", "on 3 May.", "Next line", "Name", "Field Name here after", "Inside", "control smart",
    "First of cell\nSecond of cell", "Second of", "Commented by a person", "The nurse was careless. Karen Holloway rang", "Analysis",
)  # fmt: skip


def test_each_comment_is_at_its_exact_words_and_no_word_changes(tmp_path, report):
    source = build(tmp_path / "a.docx", comments=PERSON)
    document = read(source)
    annotate(source, report_on(report, document, *QUOTES), document, tmp_path / "b.docx", now=NOW)
    found = anchored(tmp_path / "b.docx")
    assert set(found) == {q.replace("\n", " ") for q in QUOTES}
    for words, said in found.items():
        assert "".join(said.split()) == "".join(words.split())
    assert texts(tmp_path / "b.docx") == texts(source)
    again = read(tmp_path / "b.docx")
    keep = ("comment", "file_name", "property")
    assert [b.text for b in again.blocks if b.kind not in keep] == [
        b.text for b in document.blocks if b.kind not in keep
    ]


def test_look_of_the_words_stays(tmp_path, report):
    source = build(tmp_path / "a.docx")
    document = read(source)
    annotate(source, report_on(report, document, "was care", "less. K"), document, tmp_path / "b.docx")
    bold = "".join(
        "".join(t.text or "" for t in r.iter(W + "t"))
        for r in part(tmp_path / "b.docx", "word/document.xml").iter(W + "r")
        if r.find("w:rPr/w:b", NS) is not None
    )
    assert bold == "The nurse was care"
    inserted = part(tmp_path / "b.docx", "word/document.xml").find(".//w:ins", NS)
    assert "".join(t.text for t in inserted.iter(W + "t")) == " Holloway rang"


def test_other_parts_keep_their_bytes(tmp_path, report):
    source = build(tmp_path / "a.docx")
    document = read(source)
    annotate(source, report_on(report, document, "careless"), document, tmp_path / "b.docx")
    with zipfile.ZipFile(source) as a, zipfile.ZipFile(tmp_path / "b.docx") as b:
        changed = {n for n in a.namelist() if a.read(n) != b.read(n)}
        assert changed == {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
        assert set(b.namelist()) - set(a.namelist()) == {"word/comments.xml"}
    docx.Document(tmp_path / "b.docx")


def test_people_keep_their_comments_and_ours_are_replaced(tmp_path, report):
    source = build(tmp_path / "a.docx", comments=PERSON)
    document = read(source)
    annotate(source, report_on(report, document, "careless", "Karen"), document, tmp_path / "b.docx", highlight=True)
    second = read(tmp_path / "b.docx")
    annotate(tmp_path / "b.docx", report_on(report, second, "control"), second, tmp_path / "c.docx")
    comments = part(tmp_path / "c.docx", "word/comments.xml")
    assert [c.get(W + "author") for c in comments] == ["A Person", "qa-scorer"]
    assert anchored(tmp_path / "c.docx") == {"control": "control"}
    root = part(tmp_path / "c.docx", "word/document.xml")
    assert root.findall(".//w:shd", NS) == []
    assert len(root.findall(".//w:commentReference", NS)) == 2
    assert texts(tmp_path / "c.docx") == texts(source)


def test_words_where_word_allows_no_comment_are_told_nearby(tmp_path, report):
    source = build(tmp_path / "a.docx")
    document = read(source)
    annotate(source, report_on(report, document, "Boxed"), document, tmp_path / "b.docx")
    root = part(tmp_path / "b.docx", "word/document.xml")
    mark = root.find(".//w:commentRangeStart", NS)
    assert not [a for a in mark.iterancestors() if a.tag == W + "txbxContent"]
    assert "Host of the box" in "".join(mark.getparent().itertext())
    said = "".join(part(tmp_path / "b.docx", "word/comments.xml").itertext())
    assert "(in: text box)" in said and "Words: Boxed" in said


def test_a_finding_without_words_stands_at_its_paragraph(tmp_path, report):
    source = build(tmp_path / "a.docx")
    document = read(source)
    made = report_on(report, document, "Inside a control", "Analysis")
    for f in made["findings"]:
        f["quote"] = ""
        f["location"]["end"] = f["location"]["start"]
    annotate(source, made, document, tmp_path / "b.docx")
    assert sorted(anchored(tmp_path / "b.docx").values()) == ["Analysis", "Inside a control smart"]


def test_highlight_is_in_the_right_place_of_the_properties(tmp_path, report):
    body = '<w:p><w:r><w:rPr><w:b/><w:vertAlign w:val="superscript"/><w:lang w:val="en-GB"/></w:rPr><w:t>marked words</w:t></w:r></w:p>'
    source = build(tmp_path / "a.docx", body)
    document = read(source)
    annotate(source, report_on(report, document, "words"), document, tmp_path / "b.docx", highlight=True)
    runs = part(tmp_path / "b.docx", "word/document.xml").findall(".//w:r", NS)
    shaded = [r for r in runs if r.find("w:rPr/w:shd", NS) is not None]
    assert ["".join(r.itertext()) for r in shaded] == ["words"]
    assert [c.tag.removeprefix(W) for c in shaded[0].find("w:rPr", NS)] == ["b", "shd", "vertAlign", "lang"]


def test_combining_marks_and_invisible_characters_stay_with_their_word(tmp_path, report):
    source = build(tmp_path / "a.docx", "<w:p><w:r><w:t>Rene\u0301 Ka\u200bren left</w:t></w:r></w:p>")
    document = read(source)
    annotate(source, report_on(report, document, "Ren\u00e9", "Karen"), document, tmp_path / "b.docx")
    assert sorted(anchored(tmp_path / "b.docx").values()) == ["Ka\u200bren", "Rene\u0301"]
    assert texts(tmp_path / "b.docx") == texts(source)


def test_control_characters_of_a_message_do_not_break_the_file(tmp_path, report):
    source = build(tmp_path / "a.docx")
    document = read(source)
    made = report_on(report, document, "careless")
    made["findings"][0].update(message="On \x00\x1bcare\u202eless <b>", suggestion="\ud800x")
    annotate(source, made, document, tmp_path / "b.docx")
    assert "<b>" in "".join(part(tmp_path / "b.docx", "word/comments.xml").itertext())


def test_a_strict_file_stays_strict(tmp_path, report):
    usual = build(tmp_path / "u.docx")
    strict = tmp_path / "s.docx"
    with zipfile.ZipFile(usual) as a, zipfile.ZipFile(strict, "w") as b:
        for name in a.namelist():
            data = a.read(name)
            if name == "word/document.xml":
                data = data.replace(W[1:-1].encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            b.writestr(name, data)
    document = read(strict)
    annotate(strict, report_on(report, document, "careless"), document, tmp_path / "o.docx")
    with zipfile.ZipFile(tmp_path / "o.docx") as z:
        for name in ("word/document.xml", "word/comments.xml"):
            assert b"purl.oclc.org/ooxml/wordprocessingml/main" in z.read(name) and W[1:-1].encode() not in z.read(name)


@pytest.mark.parametrize("copies", [1, 5])
def test_many_comments_on_the_same_words(tmp_path, report, copies):
    source = build(tmp_path / "a.docx", "<w:p><w:r><w:t>The nurse was careless.</w:t></w:r></w:p>")
    document = read(source)
    made = report_on(report, document, *(["careless"] * copies), "less", "care")
    annotate(source, made, document, tmp_path / "b.docx")
    root = part(tmp_path / "b.docx", "word/document.xml")
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        ids = [e.get(W + "id") for e in root.iter(W + tag)]
        assert sorted(ids) == sorted({str(i) for i in range(copies + 2)})
    assert texts(tmp_path / "b.docx") == texts(source)


def test_a_marked_copy_reads_as_the_draft_does(tmp_path, report):
    source = build(tmp_path / "a.docx", comments=PERSON)
    document = read(source)
    annotate(source, report_on(report, document, "careless", "Karen"), document, tmp_path / "b.docx")
    seen = [b.text for b in read(tmp_path / "b.docx").blocks if b.kind == "comment"]
    assert seen == ["Look here"]
