from __future__ import annotations

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lx

from qa_scorer.render.html_document import Mark, marked_text
from qa_scorer.render.html_pictures import timeline
from qa_scorer.render.html_report import render


@pytest.fixture
def page(report):
    return lx.fromstring(render(report))


def text_of(page, ident: str) -> str:
    return " ".join(page.get_element_by_id(ident).text_content().split())


def test_nothing_comes_from_elsewhere_and_only_our_own_style_and_script_run(report):
    text = render(report)
    page = lx.fromstring(text)
    assert not page.xpath("//link | //img | //iframe | //object | //embed | //base")
    assert not re.search(r"(?:href|src|url)\s*[=(]\s*['\"]?(?:https?:)?//", text)
    assert not page.xpath("//@style | //@onclick | //@onload | //@onerror")
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    for tag in ("style", "script"):
        found = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)
        assert len(found) == 1
        digest = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy


def test_text_of_the_document_cannot_become_markup(report):
    text = render(report)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text)


def test_odd_keys_of_a_changed_report_stay_inside_their_attributes(report):
    report.data["findings"][0]["location"]["section"] = 'x"><b>y'
    report.data["findings"][0]["category"] = "a{}</style><i>"
    text = render(report)
    assert "<b>y" not in text and "<i>" not in text


def test_grid_comes_first_with_one_tick_a_criterion(page):
    ids = [s.get("id") for s in page.xpath("//main/section")]
    assert ids[1] == "grid" and ids[-1] == "document"
    for box, row in (
        ("family_details", "Full and Clear"),
        ("chronology", "Limited/ None"),
        ("genogram", "Could not be read"),
    ):
        chosen = page.xpath(f"//table[@id='c-{box}']//tr[@class='chosen']/th")
        assert [c.text for c in chosen] == [row]
    assert "27/10/2010" in text_of(page, "grid") and "Not found" in text_of(page, "grid")


def test_every_finding_is_listed_once_and_leads_to_its_words(page, report):
    assert len(page.xpath("//li[@class='finding']")) == len(report["findings"])
    for n, f in enumerate(report["findings"], 1):
        item = page.get_element_by_id(f"f-{n}")
        links = item.xpath(".//a[@class='to-document']/@href")
        if f["quote"]:
            assert links == [f"#m-{n}"]
            marks = page.xpath(f"//*[@id='document']//*[@id='m-{n}']")
            assert len(marks) == 1
            assert f["quote"][:8].split()[0] in marks[0].text_content() or marks[0].tag == "mark"
        else:
            assert links == []


def test_links_lead_somewhere_and_ids_are_unique(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for href in page.xpath("//a/@href"):
        assert href[0] == "#" and href[1:] in ids


def test_headings_are_in_order_and_tables_have_captions(page):
    levels = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False))
    assert all(t.find("caption") is not None for t in page.xpath("//table"))
    assert page.xpath("//th[not(@scope)]") == []


def test_the_document_is_whole_and_in_order(page, report):
    shown = text_of(page, "document")
    at = 0
    for words in ("Front sheet", "Jane Roe", "The nurse was", "was not recorded", "4 May", "audit 40 records", "Ring"):
        at = shown.index(words, at)
    assert "Footnote" in shown and "Elsewhere in the file" in shown


def test_filters_name_only_what_occurs(page):
    boxes = page.xpath("//form[@id='filters']//input/@id")
    assert {"show-cat-name", "show-sev-error", "show-conf-low", "show-sec-analysis"} <= set(boxes)
    assert "show-cat-genogram" not in boxes
    css = page.xpath("//style")[0].text
    assert all(f"#{b}:not(:checked)" in css for b in boxes)


def test_terms_by_section_and_trace(page):
    row = page.xpath("//table[caption[contains(., 'where each is answered')]]/tbody/tr[1]/td")
    assert [c.text_content() for c in row] == ["Answered", "2", "1"]
    assert "Nothing found in the report" in text_of(page, "trace")
    assert "date not as DD/MM/YY; no source" in text_of(page, "chronology")
    assert "0.66" not in text_of(page, "chronology") and "66% of the period" in text_of(page, "chronology")


def test_timeline_says_in_words_what_it_draws(report):
    svg = lx.fromstring(str(timeline(report)))
    assert svg.get("role") == "img" and "2 entries, 1 of them with the adult seen, 1 with a fault" in svg.get(
        "aria-label"
    )
    assert len(svg.xpath("//circle")) == 2 and len(svg.xpath("//rect[@class='silence']")) == 1


def test_timeline_without_dates_and_with_foolish_ones(report):
    rows = report["chronology"]["rows"]
    for r in rows:
        r["date"] = None
    assert timeline(report) is None
    report.data["case"] = {}
    rows[0]["date"], rows[1]["date"] = "0001-01-01", "9999-12-31"
    assert "<svg" in str(timeline(report))


@given(
    st.text(alphabet='ab <&>"é\u202e\n', max_size=40),
    st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=5),
)
def test_marks_never_change_the_text(text, spans):
    marks = [
        Mark(
            n,
            min(a, b, len(text)),
            min(max(a, b), len(text)),
            {"category": "name", "severity": "error", "location": {}},
        )
        for n, (a, b) in enumerate(spans, 1)
    ]
    made = lx.fromstring(f"<div>{marked_text(text, marks)}</div>")
    for ref in made.xpath("//a"):
        ref.clear(keep_tail=True)
    assert made.text_content() == text.replace("\u202e", "")
    ids = made.xpath("//@id")
    assert len(ids) == len(set(ids))
