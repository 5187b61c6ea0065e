"""A surname is found wherever Word can put text. Each case: what it is, the markup, further parts, kind and part expected."""

from __future__ import annotations

from typing import Any

import pytest

from qa_scorer.document import BlockKind, Part
from tests.ingest.conftest import Kit, p, r, tbl, tc, tr

NAME = "Threlkeld"
RUN = r(NAME)
BOX = f"<w:txbxContent>{p(NAME)}</w:txbxContent>"
WPS = (
    '<w:drawing><wp:inline><wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name="Box 1"/><a:graphic><a:graphicData uri="x"><wps:wsp><wps:spPr/>'
    f"<wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
)
VML = f'<w:pict><v:shape type="#_x0000_t202" style="width:90pt;height:30pt"><v:textbox>{BOX}</v:textbox></v:shape></w:pict>'
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF x </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    f'{RUN}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
OPEN_FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + RUN
BODY = (BlockKind.PARAGRAPH, Part.BODY)

CASES: list[tuple[str, str, dict[str, Any], tuple[BlockKind, Part]]] = [
    ("plain", p(NAME), {}, BODY),
    ("split runs", p(r("Thr", "<w:b/>") + r("elk") + '<w:proofErr w:type="spellStart"/>' + r("eld")), {}, BODY),
    ("split by a comment mark", p(r("Threl") + '<w:bookmarkStart w:id="1" w:name="x"/>' + r("keld")), {}, BODY),
    ("soft hyphen", p("<w:r><w:t>Threl</w:t><w:softHyphen/><w:t>keld</w:t></w:r>"), {}, BODY),
    ("zero width space", p("Threl​keld"), {}, BODY),
    ("block content control", f"<w:sdt><w:sdtPr/><w:sdtContent>{p(NAME)}</w:sdtContent></w:sdt>", {}, BODY),
    ("inline content control", p(f"<w:sdt><w:sdtPr/><w:sdtContent>{RUN}</w:sdtContent></w:sdt>"), {}, BODY),
    ("content control in content control", f"<w:sdt><w:sdtContent><w:sdt><w:sdtContent>{p(NAME)}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>", {}, BODY),
    ("row content control", tbl(f"<w:sdt><w:sdtContent>{tr('x', NAME)}</w:sdtContent></w:sdt>"), {}, (BlockKind.CELL, Part.BODY)),
    ("cell content control", tbl(tr("x", f"<w:sdt><w:sdtContent>{tc(NAME)}</w:sdtContent></w:sdt>")), {}, (BlockKind.CELL, Part.BODY)),
    ("insertion", p(f'<w:ins w:id="1" w:author="A">{RUN}</w:ins>'), {}, BODY),
    ("move", p(f'<w:moveTo w:id="1" w:author="A">{RUN}</w:moveTo>'), {}, BODY),
    ("block insertion", f'<w:ins w:id="1" w:author="A">{p(NAME)}</w:ins>', {}, BODY),
    ("smart tag", p(f'<w:smartTag w:element="PersonName">{RUN}</w:smartTag>'), {}, BODY),
    ("custom XML inline", p(f'<w:customXml w:element="x">{RUN}</w:customXml>'), {}, BODY),
    ("custom XML block", f'<w:customXml w:element="x">{p(NAME)}</w:customXml>', {}, BODY),
    ("simple field", p(f'<w:fldSimple w:instr=" AUTHOR ">{RUN}</w:fldSimple>'), {}, BODY),
    ("complex field", p(FIELD), {}, BODY),
    ("field that never ends", p(OPEN_FIELD), {}, BODY),
    ("hyperlink", p(f'<w:hyperlink w:anchor="x">{RUN}</w:hyperlink>'), {}, BODY),
    ("bidirectional text", p(f"<w:dir w:val='ltr'><w:bdo w:val='ltr'>{RUN}</w:bdo></w:dir>"), {}, BODY),
    ("ruby", p(f"<w:r><w:ruby><w:rt>{r('x')}</w:rt><w:rubyBase>{RUN}</w:rubyBase></w:ruby></w:r>"), {}, BODY),
    ("mathematics", p(f"<m:oMath><m:r><m:t>{NAME}</m:t></m:r></m:oMath>"), {}, BODY),
    ("hidden", p(r(NAME, "<w:vanish/>")), {}, BODY),
    ("run without paragraph", RUN, {}, BODY),
    ("unknown element", p(f'<x:y xmlns:x="urn:x">{RUN}</x:y>'), {}, BODY),
    ("drop-down", p('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="x"/>'
                    f'<w:listEntry w:val="{NAME}"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r>'
                    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'), {}, BODY),
    ("text box", p(f"<w:r>{WPS}</w:r>"), {}, (BlockKind.TEXT_BOX, Part.BODY)),
    ("text box, both forms", p(f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{WPS}</mc:Choice><mc:Fallback>{VML}</mc:Fallback></mc:AlternateContent></w:r>'),
     {}, (BlockKind.TEXT_BOX, Part.BODY)),
    ("text box, old form", p(f"<w:r>{VML}</w:r>"), {}, (BlockKind.TEXT_BOX, Part.BODY)),
    ("text only in the fallback", p(f'<w:r><mc:AlternateContent><mc:Choice Requires="x"/><mc:Fallback>{RUN[5:-6]}</mc:Fallback></mc:AlternateContent></w:r>'), {}, BODY),
    ("text box in a cell", tbl(tr(tc(p(f"<w:r>{WPS}</w:r>")))), {}, (BlockKind.TEXT_BOX, Part.BODY)),
    ("word art", p(f'<w:r><w:pict><v:shape style="width:9pt"><v:textpath string="{NAME}"/></v:shape></w:pict></w:r>'), {}, (BlockKind.TEXT_BOX, Part.BODY)),
    ("cell", tbl(tr("x", NAME)), {}, (BlockKind.CELL, Part.BODY)),
    ("box of one cell", tbl(tr(NAME)), {}, BODY),
    ("nested table", tbl(tr("x", tc(p("x") + tbl(tr("y", NAME)) + p("")))), {}, (BlockKind.CELL, Part.BODY)),
    ("merged cell with text left in it", tbl(tr(tc("x", '<w:vMerge w:val="restart"/>'), "y"), tr(tc(NAME, "<w:vMerge/>"), "z")), {}, (BlockKind.CELL, Part.BODY)),
    ("footnote", p(r("x") + '<w:r><w:footnoteReference w:id="2"/></w:r>'), {"notes": ("footnotes", f'<w:footnote w:id="2">{p(NAME)}</w:footnote>')},
     (BlockKind.FOOTNOTE, Part.NOTES)),
    ("footnote nobody refers to", p("x"), {"notes": ("footnotes", f'<w:footnote w:id="2">{p(NAME)}</w:footnote>')}, (BlockKind.FOOTNOTE, Part.NOTES)),
    ("endnote", p(r("x") + '<w:r><w:endnoteReference w:id="2"/></w:r>'), {"notes": ("endnotes", f'<w:endnote w:id="2">{p(NAME)}</w:endnote>')},
     (BlockKind.ENDNOTE, Part.NOTES)),
    ("comment", p(r("x") + '<w:r><w:commentReference w:id="0"/></w:r>'),
     {"notes": ("comments", f'<w:comment w:id="0" w:author="B">{p(NAME)}</w:comment>')}, (BlockKind.COMMENT, Part.REVIEW)),
    ("header", p("x"), {"notes": ("hdr", p(NAME))}, (BlockKind.HEADER, Part.MARGINS)),
    ("footer", p("x"), {"notes": ("ftr", p(NAME))}, (BlockKind.FOOTER, Part.MARGINS)),
    ("table in a header", p("x"), {"notes": ("hdr", tbl(tr(NAME)))}, (BlockKind.HEADER, Part.MARGINS)),
    ("text box in a footer", p("x"), {"notes": ("ftr", p(f"<w:r>{VML}</w:r>"))}, (BlockKind.FOOTER, Part.MARGINS)),
    ("deletion", p(r("x") + f'<w:del w:id="1" w:author="A"><w:r><w:delText>{NAME}</w:delText></w:r></w:del>'), {}, (BlockKind.DELETED, Part.REVIEW)),
    ("moved away", p(r("x") + f'<w:moveFrom w:id="1" w:author="A">{RUN}</w:moveFrom>'), {}, (BlockKind.DELETED, Part.REVIEW)),
    ("deleted row", tbl(tr("x"), tr(NAME, props='<w:del w:id="1" w:author="A"/>')), {}, (BlockKind.DELETED, Part.REVIEW)),
    ("deleted text box", p(f'{r("x")}<w:del w:id="1" w:author="A"><w:r>{WPS}</w:r></w:del>'), {}, (BlockKind.DELETED, Part.REVIEW)),
    ("alternative text", p(f"<w:r>{WPS.replace('name=', f'descr={chr(34)}{NAME}{chr(34)} name=').replace(BOX, '')}</w:r>"), {}, (BlockKind.ALT_TEXT, Part.META)),
    ("link target", p(f'<w:hyperlink r:id="rX">{r("mail")}</w:hyperlink>'), {"links": {"rX": ("hyperlink", f"mailto:k.{NAME}@x.uk")}}, (BlockKind.LINK, Part.META)),
    ("link field", p(FIELD.replace(" REF x ", f'HYPERLINK "mailto:{NAME}@x.uk"').replace(RUN, r("mail"))), {}, (BlockKind.LINK, Part.META)),
    ("author", p("x"), {"parts": {"docProps/core.xml": '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
     f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{NAME}</dc:creator></c:coreProperties>'}}, (BlockKind.PROPERTY, Part.META)),
    ("custom property", p("x"), {"parts": {"docProps/custom.xml": '<Properties xmlns="x" xmlns:vt="y"><property name="Client"><vt:lpwstr>'
     f"{NAME}</vt:lpwstr></property></Properties>"}}, (BlockKind.PROPERTY, Part.META)),
    ("reviewer", p(f'<w:ins w:id="1" w:author="{NAME}">{r("x")}</w:ins>'), {}, (BlockKind.PROPERTY, Part.META)),
    ("file name", p("x"), {"name": f"{NAME}.docx"}, (BlockKind.FILE_NAME, Part.META)),
    ("HTML chunk", '<w:altChunk r:id="rX"/>', {"links": {"rX": ("aFChunk", "chunk.html")}, "parts": {"word/chunk.html": f"<html><body><h2>{NAME}</h2></body></html>"}},
     (BlockKind.HEADING, Part.BODY)),
    ("text chunk", '<w:altChunk r:id="rX"/>', {"links": {"rX": ("aFChunk", "chunk.txt")}, "parts": {"word/chunk.txt": NAME}}, BODY),
    ("rich text chunk", '<w:altChunk r:id="rX"/>', {"links": {"rX": ("aFChunk", "chunk.rtf")},
     "parts": {"word/chunk.rtf": "{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}Threl\\'6beld\\par}"}}, BODY),
    ("smart art", p('<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"/><a:graphic><a:graphicData><dgm:relIds r:dm="rX"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'),
     {"links": {"rX": ("diagramData", "diagrams/data1.xml")}, "parts": {"word/diagrams/data1.xml":
      '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
      f"<dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>{NAME}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"}}, (BlockKind.TEXT_BOX, Part.BODY)),
]  # fmt: skip

_KINDS = {"footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments", "hdr": "header", "ftr": "footer"}


@pytest.mark.parametrize(("body", "extra", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_found_once_in_its_place(kit: Kit, body: str, extra: dict[str, Any], expected: tuple[BlockKind, Part]) -> None:
    notes = extra.get("notes")
    how = {k: v for k, v in extra.items() if k != "notes"}
    if notes:
        root, inner = notes
        how["links"] = {"rN": (_KINDS[root], "extra.xml")}
        how["parts"] = {"word/extra.xml": kit.part(root, inner)}
    document = kit.read(body, **how)
    found = [(b.kind, b.part) for b in document.blocks if NAME in b.text]
    assert found == [expected]


def test_a_file_without_the_name_has_no_hit(kit: Kit) -> None:
    document = kit.read(p("Nobody is named here."))
    assert not [b for b in document.blocks if NAME in b.text]


def test_all_at_once(kit: Kit) -> None:
    """Fields, lists and changes that are open in one place do not swallow text elsewhere."""
    bodies = [c[1] for c in CASES if not c[2]]
    document = kit.read("".join(bodies))
    assert sum(b.text.count(NAME) for b in document.blocks) >= len(bodies)
