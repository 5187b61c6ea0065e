"""The HTML outputs in a real browser: accessible, complete without a script, filterable, fit for 320 px and paper."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from qa_scorer.render import compare_report, html_report
from qa_scorer.report import Report
from qa_scorer.report.compare import compare

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def _sample() -> Report:
    path = Path(__file__).parents[1] / "render" / "conftest.py"
    spec = importlib.util.spec_from_file_location("render_sample", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Report(module.sample_data())


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        found = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("html")
    report = _sample()
    made = {"report": html_report.render(report), "compare": compare_report.render(compare(report, report), "html")}
    for name, text in made.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: f"file://{folder}/{name}.html" for name in made}


def opened(browser, url: str, *, width: int = 1200, media: str = "screen", script: bool = True, axe: bool = False):
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script, bypass_csp=axe)
    page = context.new_page()
    page.emulate_media(media=media)
    page.said = []
    page.on("console", lambda m: page.said.append(m.text))
    page.on("request", lambda r: page.said.append(r.url) if not r.url.startswith("file:") else None)
    page.goto(url)
    return page


@pytest.mark.parametrize("name", ["report", "compare"])
@pytest.mark.parametrize(("width", "media"), [(1200, "screen"), (320, "screen"), (800, "print")])
def test_axe_finds_nothing_and_nothing_runs_over(browser, pages, name, width, media):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, pages[name], width=width, media=media, axe=True)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_nothing_is_fetched_and_no_policy_is_broken(browser, pages):
    page = opened(browser, pages["report"])
    assert page.said == []
    assert page.inner_text("#filter-status") == "7 of 7 findings shown"


@pytest.mark.parametrize("script", [True, False])
def test_filters_hide_findings_and_marks_with_and_without_a_script(browser, pages, script):
    page = opened(browser, pages["report"], script=script)
    assert page.locator(".finding:visible").count() == 7
    page.locator("#show-cat-name").uncheck()
    assert page.locator(".finding:visible").count() == 5
    assert page.locator("#document .ref[data-cat=name]:visible").count() == 0
    page.locator("#show-conf-low").uncheck()
    assert page.locator(".finding:visible").count() == 4
    page.locator("#show-sec-analysis").uncheck()
    assert page.locator(".finding:visible").count() == 2
    # the words of the document stay
    assert page.locator("#b-7 mark", has_text="Karen Holloway").is_visible()
    if script:
        assert page.inner_text("#filter-status") == "2 of 7 findings shown"


def test_the_keyboard_reaches_the_report_and_sees_where_it_is(browser, pages):
    page = opened(browser, pages["report"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_targets_are_large_enough(browser, pages):
    page = opened(browser, pages["report"], width=320)
    small = page.evaluate(
        "[...document.querySelectorAll('input, summary, .ref, nav a')].filter(e => { const b = e.getBoundingClientRect();"
        " return b.width && (b.width < 24 || b.height < 24) }).map(e => e.outerHTML)"
    )
    assert small == []


def test_paper_has_the_evidence_and_not_the_controls(browser, pages):
    page = opened(browser, pages["report"], media="print")
    assert page.locator("#filters:visible").count() == 0
    assert page.locator(".contents:visible").count() == 0
    assert len(page.pdf(format="A4")) > 20_000
