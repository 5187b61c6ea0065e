"""Headings, lists, tables, look, pages, pictures, revisions and anchors of Word files."""

from __future__ import annotations

import zipfile

import pytest
from lxml import etree

from qa_scorer.document import BlockKind, Document, Part, TableCell
from qa_scorer.ingest.docx_numbering import shown
from qa_scorer.ingest.docx_text import symbol
from tests.ingest.conftest import Kit, p, r, tbl, tc, tr

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def body(document: Document) -> list[tuple[str, int | None, str]]:
    return [(b.kind.value, b.level, b.text) for b in document.blocks if b.part is Part.BODY]


def test_heading_levels_by_style_chain_name_and_outline(kit: Kit) -> None:
    document = kit.read(
        p("Review", "Title")
        + p("One", "Heading1")
        + p("Two", "berschrift2")
        + p("Based", "BoardHeading")
        + p("Text", "NotHeading")
        + '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>Three</w:t></w:r></w:p>'
        + p("Loop", "LoopA")
        + p("Unknown", "NoSuchStyle")
        + p(r("Bold line", "<w:b/>"))
    )
    assert body(document) == [
        ("heading", 0, "Review"),
        ("heading", 1, "One"),
        ("heading", 2, "Two"),
        ("heading", 1, "Based"),
        ("paragraph", None, "Text"),
        ("heading", 3, "Three"),
        ("paragraph", None, "Loop"),
        ("paragraph", None, "Unknown"),
        ("paragraph", None, "Bold line"),
    ]


def test_look_is_resolved_through_styles(kit: Kit) -> None:
    blocks = kit.read(
        p("Head", "Heading1")
        + p(r("a", "<w:b/>") + r("  ") + r("b", '<w:rStyle w:val="Strong"/>'))
        + p(r("a", "<w:b/>") + r("b"))
        + p(r("c", '<w:b w:val="0"/>'), "Heading1")
        + p(r("d", '<w:i/><w:sz w:val="28"/>'))
    ).blocks
    assert [b.bold for b in blocks[:5]] == [True, True, False, False, False]
    assert [b.size for b in blocks[:5]] == [16.0, 11.0, 11.0, 16.0, 14.0]
    assert blocks[4].italic


def test_contents_are_not_headings(kit: Kit) -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    document = kit.read(
        p(begin + r("Analysis 3"), "Heading1")
        + p("Lessons 4", "NotHeading")
        + p(end + r("Analysis"), "Heading1")
        + p("Methods 2", "TOC1")
        + '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
        + p("Contents", "Heading1")
        + "</w:sdtContent></w:sdt>"
        + p("Table 1", "Caption")
    )
    assert body(document) == [
        ("toc", None, "Analysis 3"),
        ("toc", None, "Lessons 4"),
        ("heading", 1, "Analysis"),
        ("toc", None, "Methods 2"),
        ("toc", None, "Contents"),
        ("caption", None, "Table 1"),
    ]


NUMBERING = """<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>"""


def item(text: str, num: int, level: int = 0, style: str = "") -> str:
    kind = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:p><w:pPr>{kind}<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def test_automatic_numbers_as_printed(kit: Kit) -> None:
    document = kit.read(
        item("a", 1) + item("b", 1, 1) + item("c", 1, 1) + item("d", 1, 2) + item("e", 1) + item("f", 1, 1)
        + item("g", 2) + item("h", 3) + item("i", 3) + item("Head", 1, 0, "Heading1") + item("none", 0) + p("x", "ListBullet"),
        links={"rN": ("numbering", "numbering.xml")}, parts={"word/numbering.xml": Kit.part("numbering", NUMBERING)},
    )  # fmt: skip
    got = [(b.kind.value, b.number, b.text) for b in document.blocks if b.part is Part.BODY]
    assert got == [
        ("list_item", "1.", "a"), ("list_item", "1.1", "b"), ("list_item", "1.2", "c"), ("list_item", "(a)", "d"), ("list_item", "2.", "e"),
        ("list_item", "2.1", "f"), ("list_item", "•", "g"), ("list_item", "1.", "h"), ("list_item", "2.", "i"), ("heading", "3.", "Head"),
        ("paragraph", "", "none"), ("list_item", "•", "x"),
    ]  # fmt: skip


def test_level_by_the_style_that_stands_for_it(kit: Kit) -> None:
    levels = NUMBERING.replace('<w:lvl w:ilvl="1">', '<w:lvl w:ilvl="1"><w:pStyle w:val="Sub"/>')
    styles = '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    document = kit.read(
        item("a", 1) + p("b", "Sub") + p("c", "Sub"), links={"rN": ("numbering", "numbering.xml")},
        parts={"word/numbering.xml": Kit.part("numbering", levels), "word/styles.xml": Kit.part("styles", styles)},
    )  # fmt: skip
    assert [b.number for b in document.blocks[:3]] == ["1.", "1.1", "1.2"]


def test_the_same_header_with_a_table_in_a_text_box_twice(kit: Kit) -> None:
    box = f"<w:r><w:pict><v:rect><v:textbox><w:txbxContent>{tbl(tr('a', 'b'))}</w:txbxContent></v:textbox></v:rect></w:pict></w:r>"
    head = Kit.part("hdr", p(box))
    document = kit.read(
        p("x"),
        links={"r1": ("header", "h1.xml"), "r2": ("header", "h2.xml")},
        parts={"word/h1.xml": head, "word/h2.xml": head},
    )
    assert [b.text for b in document.blocks if b.kind is BlockKind.HEADER and b.text] == ["a", "b"]
    assert all(i is None or i < len(document.blocks) for t in document.tables for row in t.rows for i in row)


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [(3, "decimal", "3"), (27, "lowerLetter", "aa"), (4, "upperRoman", "IV"), (7, "decimalZero", "07"), (12, "ordinal", "12th"), (22, "ordinal", "22nd")],
)  # fmt: skip
def test_number_formats(count: int, form: str, text: str) -> None:
    assert shown(count, form) == text


def test_merged_cells_repeat_their_block(kit: Kit) -> None:
    document = kit.read(
        tbl(
            tr(
                tc("wide", '<w:gridSpan w:val="2"/>'), tc("tall", '<w:vMerge w:val="restart"/>'), props="<w:tblHeader/>"
            ),
            tr("a", "b", tc("", "<w:vMerge/>")),
            tr("c", props='<w:gridBefore w:val="1"/>'),
        )
    )
    table = document.tables[0]
    texts = [[None if i is None else document.blocks[i].text for i in row] for row in table.rows]
    assert texts == [["wide", "wide", "tall"], ["a", "b", "tall"], [None, "c"]]
    assert table.rows[0][2] == table.rows[1][2]
    assert table.header_rows == 1
    assert document.blocks[table.rows[2][1] or 0].cell == TableCell(0, 2, 1)


def test_nested_table_names_its_parent(kit: Kit) -> None:
    document = kit.read(tbl(tr(tc(p("before") + tbl(tr("inner")) + p("after")), "next")))
    outer, inner = document.tables
    parent = inner.parent
    assert parent == outer.rows[0][0]
    assert document.blocks[parent or 0].text == "before\nafter"
    assert [b.text for b in document.blocks[:3]] == ["before\nafter", "inner", "next"]


def test_absurd_spans_are_capped(kit: Kit) -> None:
    document = kit.read(
        tbl(tr(tc("x", '<w:gridSpan w:val="2000000000"/>'), "y"), tr(tc("z", '<w:gridSpan w:val="-5"/>')))
    )
    assert max(len(r) for r in document.tables[0].rows) < 1100
    assert [b.text for b in document.blocks if b.kind is BlockKind.CELL] == ["x", "y", "z"]


def test_revisions_are_text_with_their_maker(kit: Kit) -> None:
    document = kit.read(
        p(r("  She ") + '<w:ins w:id="1" w:author="Jo">' + r("often ") + "</w:ins>" + r("came")
          + '<w:del w:id="2" w:author="Jo"><w:r><w:delText> never</w:delText></w:r></w:del>')
    )  # fmt: skip
    first, gone = document.blocks[:2]
    assert first.text == "She often came"
    rev = first.revisions[0]
    assert (rev.kind, rev.author, first.text[rev.start : rev.end]) == ("insert", "Jo", "often ")
    assert (gone.kind, gone.text) == (BlockKind.DELETED, "never")
    assert not gone.is_body


def test_tabs_breaks_hyphens_symbols(kit: Kit) -> None:
    document = kit.read(
        p(
            '<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
        )
    )
    assert document.blocks[0].text == "a\tb\nc-d✓"
    assert symbol("F061", "Symbol") == "α"
    assert symbol("zz", "") == "•"


def test_pages_from_words_own_marks(kit: Kit) -> None:
    mark = "<w:r><w:lastRenderedPageBreak/>"
    document = kit.read(
        p("one")
        + p(f"{mark}<w:t>two</w:t></w:r>")
        + tbl(tr("x", "y"), tr(tc(p(f"{mark}<w:t>a</w:t></w:r>")), tc(p(f"{mark}<w:t>b</w:t></w:r>"))))
        + p("after")
    )
    assert [(b.text, b.page) for b in document.blocks[:7]] == [("one", 1), ("two", 2), ("x", 2), ("y", 2), ("a", 3), ("b", 3), ("after", 3)]  # fmt: skip
    assert kit.read(p("one")).blocks[0].page is None


PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="1270000" cy="635000"/><wp:docPr id="1" name="Picture 1" descr="Family tree"/><a:graphic><a:graphicData uri="p">'
    '<pic:pic><pic:blipFill><a:blip r:embed="rP"/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)


def test_picture_with_bytes_alt_text_and_place(kit: Kit) -> None:
    document = kit.read(
        p("Genogram", "Heading1") + p(PICTURE) + p("Next", "Heading1"), links={"rP": ("image", "media/image1.png")}, parts={"word/media/image1.png": b"\x89PNG123"}
    )  # fmt: skip
    picture = document.pictures[0]
    assert (picture.kind, picture.alt, picture.width, picture.height) == ("bitmap", "Family tree", 100.0, 50.0)
    assert picture.image == b"\x89PNG123"
    assert document.blocks[picture.block].index == 1, "an empty paragraph keeps the picture under its heading"
    assert [b.text for b in document.blocks if b.kind is BlockKind.ALT_TEXT] == ["Family tree"]


def test_missing_picture_is_told_not_fatal(kit: Kit) -> None:
    document = kit.read(p(PICTURE), links={"rP": ("image", "media/gone.png")})
    assert document.pictures[0].image is None
    assert any("missing" in w for w in document.warnings)


def test_linked_picture_is_not_fetched(kit: Kit) -> None:
    document = kit.read(p(PICTURE.replace("r:embed", "r:link")), links={"rP": ("image", "http://127.0.0.1:9/x.png")})
    assert document.pictures[0].image is None
    assert any("not fetched" in w for w in document.warnings)


def test_drawing_of_shapes(kit: Kit) -> None:
    def shape(geometry: str, x: int, y: int, cx: int, cy: int, text: str = "", line: str = "") -> str:
        box = f"<wps:txbx><w:txbxContent>{p(text)}</w:txbxContent></wps:txbx>" if text else ""
        return f'<wps:wsp><wps:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="{geometry}"/>{line}</wps:spPr>{box}</wps:wsp>'

    group = (
        '<wpg:wgp><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1270000" cy="1270000"/><a:chOff x="0" y="0"/><a:chExt cx="2540000" cy="2540000"/></a:xfrm></wpg:grpSpPr>'
        + shape("rect", 0, 0, 254000, 254000, "Joan 1931")
        + shape("ellipse", 508000, 0, 254000, 254000, "Ada")
        + shape("straightConnector1", 0, 0, 254000, 127000, line='<a:ln><a:prstDash val="sysDash"/></a:ln>')
        + "</wpg:wgp>"
    )
    drawing = f'<w:r><w:drawing><wp:anchor><wp:docPr id="1" name="Group"/><a:graphic><a:graphicData>{group}</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>'
    document = kit.read(p(r("Family") + drawing))
    picture = document.pictures[0]
    assert (picture.kind, picture.text) == ("drawing", "Joan 1931\nAda")
    assert [(s.geometry, s.text, s.dash, s.diagonal) for s in picture.shapes] == [
        ("rect", "Joan 1931", "solid", False),
        ("ellipse", "Ada", "solid", False),
        ("line", "", "dash", True),
    ]
    assert picture.shapes[1].box == (20.0, 0.0, 30.0, 10.0)
    assert [b.text for b in document.blocks if b.kind is BlockKind.TEXT_BOX] == ["Joan 1931", "Ada"]


def test_headings_and_tables_in_a_text_box_stay_what_they_are(kit: Kit) -> None:
    inner = p("Summary", "Heading1") + p("one") + p("two") + tbl(tr("cell")) + p("three")
    box = f'<w:r><w:pict><v:rect style="width:9pt"><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:rect></w:pict></w:r>'
    assert body(kit.read(p("x") + p(box) + p("y"))) == [
        ("paragraph", None, "x"),
        ("heading", 1, "Summary"),
        ("text_box", None, "one\ntwo"),
        ("cell", None, "cell"),
        ("text_box", None, "three"),
        ("paragraph", None, "y"),
    ]


def test_same_header_once(kit: Kit) -> None:
    head = Kit.part("hdr", p("Confidential 1"))
    document = kit.read(
        p("x"), links={"r1": ("header", "h1.xml"), "r2": ("header", "h2.xml")}, parts={"word/h1.xml": head, "word/h2.xml": head.replace("1</w:t>", "2</w:t>")}
    )  # fmt: skip
    assert [b.text for b in document.blocks if b.kind is BlockKind.HEADER] == ["Confidential 1"]


def test_notes_stand_after_the_table_that_refers_to_them(kit: Kit) -> None:
    document = kit.read(
        tbl(tr(tc(p(r("a") + '<w:r><w:footnoteReference w:id="1"/></w:r>')), "b")) + p("after"),
        links={"rF": ("footnotes", "footnotes.xml")},
        parts={"word/footnotes.xml": Kit.part("footnotes", f'<w:footnote w:id="1">{p("note")}</w:footnote>')},
    )
    assert [b.text for b in document.blocks[:4]] == ["a", "b", "note", "after"]


def test_anchors_find_the_same_text_again(kit: Kit) -> None:
    content = (
        p("first")
        + p("")
        + tbl(tr(tc(p("cell one") + p("cell two")), tc(tbl(tr("deep")) + p("below"))))
        + p(r("with box") + f'<w:r><w:pict><v:rect><v:textbox><w:txbxContent>{p("boxed a")}{p("boxed b")}</w:txbxContent></v:textbox></v:rect></w:pict></w:r>')
        + p('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:t>chosen</w:t></mc:Choice><mc:Fallback><w:pict><v:rect><v:textbox><w:txbxContent>'
            f'{p("chosen")}</w:txbxContent></v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>')
        + p("last")
    )  # fmt: skip
    path = kit.write(
        content, links={"rF": ("footnotes", "footnotes.xml")}, parts={"word/footnotes.xml": Kit.part("footnotes", f'<w:footnote w:id="1">{p("note")}</w:footnote>')}
    )  # fmt: skip
    from qa_scorer.ingest.docx import read_docx
    from qa_scorer.settings import Limits

    document = read_docx(path, Limits())
    checked = 0
    with zipfile.ZipFile(path) as z:
        roots = {
            n: list(etree.fromstring(z.read(n)).iter(W + "p")) for n in ("word/document.xml", "word/footnotes.xml")
        }
    for block in document.blocks:
        ends = [a.start for a in block.anchors[1:]] + [len(block.text) + 1] if block.anchors else []
        for anchor, end in zip(block.anchors, ends, strict=True):
            paragraph = roots[anchor.part][anchor.paragraph]
            own = "".join(t.text or "" for t in paragraph.iter(W + "t") if next(t.iterancestors(W + "p")) is paragraph)
            assert own == block.text[anchor.start : end - 1].strip("\n")
            checked += 1
    assert checked == 11


def test_sources_of_each_character(kit: Kit) -> None:
    """A writer finds the element and the place of every character of a paragraph."""
    from qa_scorer.ingest.docx_styles import Styles
    from qa_scorer.ingest.docx_text import Inline, new_story
    from qa_scorer.ingest.normalise import Cleaner

    path = kit.write(p(r("  Thr") + '<w:ins w:id="1" w:author="x">' + r("el​k") + "</w:ins>" + r("eld ")))
    with zipfile.ZipFile(path) as z:
        root = etree.fromstring(z.read("word/document.xml"))
    story = new_story("word/document.xml", root, {})
    text, sources = Inline(Styles(None), Cleaner()).sources(next(root.iter(W + "p")), story)
    assert text == "Threlkeld"
    assert "".join((node.text or "")[i] for node, i in sources) == text


def test_strict_files_and_macro_files_are_read(kit: Kit) -> None:
    assert kit.read(p("Head", "Heading1"), strict=True).blocks[0].level == 1
    macro = kit.read(
        p("x"), main="application/vnd.ms-word.document.macroEnabled.main+xml", parts={"word/vbaProject.bin": b"x"}
    )
    assert any("macros" in w for w in macro.warnings)


def test_hidden_text_is_told(kit: Kit) -> None:
    assert any("hidden" in w for w in kit.read(p(r("x", "<w:vanish/>"))).warnings)
    assert not kit.read(p("x")).warnings


LONG = "The ward did not ask why she had stopped eating, and nobody wrote it down. " * 8


def test_a_form_is_headings_and_running_text(kit: Kit) -> None:
    rows = (
        tr("Case number", "12")
        + tr("4. Analysis", tc(p(LONG) + p("Second.")))
        + tr("5. Lessons", tc(p(LONG)))
        + tr("Genogram", "")
    )
    found = body(kit.read(tbl(rows)))
    assert found[:2] == [("cell", None, "Case number"), ("cell", None, "12")]
    assert [x for x in found if x[0] == "heading"] == [
        ("heading", 1, t) for t in ("4. Analysis", "5. Lessons", "Genogram")
    ]
    assert [x[2] for x in found if x[0] == "paragraph"] == [LONG.strip(), "Second.", LONG.strip()]


def test_questions_with_answers_beside_them_are_headings_and_running_text(kit: Kit) -> None:
    answer = (
        "He was seen twice and nobody asked him what he wanted, because the form had no box for it at all that year."
    )
    rows = (
        tr("Key line of enquiry", "Our answer") + tr("KLOE 1 Was he heard?", answer) + tr("KLOE 2 Was he safe?", answer)
    )
    found = body(kit.read(tbl(rows)))
    assert [x[2] for x in found if x[0] == "heading"] == ["KLOE 1 Was he heard?", "KLOE 2 Was he safe?"]
    assert [x[2] for x in found if x[0] == "paragraph"] == [answer, answer]
    listed = tr("Question", "Where") + tr("Was he heard?", "6.2") + tr("Was he safe?", "6.3")
    assert {x[0] for x in body(kit.read(tbl(listed)))} == {"cell"}


def test_headings_in_a_form_lie_below_its_labels_and_those_below_the_heading_above_it(kit: Kit) -> None:
    document = kit.read(p("Report", "Heading1") + tbl(tr("Analysis", tc(p("Why", "Heading1") + p(LONG)))))
    assert [(b.level, b.text) for b in document.blocks if b.kind is BlockKind.HEADING] == [
        (1, "Report"),
        (2, "Analysis"),
        (3, "Why"),
    ]


def test_a_nested_table_of_a_form_stays_a_table(kit: Kit) -> None:
    document = kit.read(tbl(tr("Chronology", tc(tbl(tr("Date", "Event") + tr("01/02/12", "Visit")) + p("")))))
    assert [[document.blocks[i].text for i in row if i is not None] for row in document.tables[0].rows] == [
        ["Date", "Event"],
        ["01/02/12", "Visit"],
    ]
    assert body(document)[0] == ("heading", 1, "Chronology")


def test_tables_that_list_something_stay_tables(kit: Kit) -> None:
    for rows in (
        tr("Date", "Event") + tr("01/02/12", LONG),
        tr("Recommendation", "Why") + tr("Audit", LONG),
        tr("Code", "Name") + tr("SW1", "Social worker"),
        tr("one") + tr("two") + tr("three"),
        tr("a", "b", "c", LONG),
    ):
        assert {k for k, _, _ in body(kit.read(tbl(rows)))} == {"cell"}


def test_a_box_is_running_text(kit: Kit) -> None:
    assert body(kit.read(tbl(tr(LONG)))) == [("paragraph", None, LONG.strip())]
