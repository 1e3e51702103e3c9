"""The HTML report in a real browser: switching, folding, what it may load, who can read it."""

from __future__ import annotations

import shutil

import msgspec
import pytest

from grader.model import Chart, Curve, Pictures, Text
from grader.render import class_page, html
from tests.test_formats import NASTY, everywhere
from tests.test_render import SITUATIONS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
CURVES = Chart(
    (
        Curve("曲线", ((0.0, 0.0), (1.0, 2.0), (2.0, 4.0))),
        Curve("y = 3x", ((0.0, 0.0), (1.0, 3.0), (2.0, 6.0)), wanted=True),
    )
)
ALONE = Chart(CURVES.curves[:1])


@pytest.fixture(scope="module")
def browser():
    """One headless Chromium for all tests of this file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # root, as in a container, has no sandbox of Chromium's own
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


class Seen:
    """A page that was opened from disk, with what it asked for and what it complained of."""

    def __init__(self, browser, file, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda one: self.requests.append(one.url))
        self.page.on("console", lambda one: self.complaints.append(one.text))
        self.page.on("pageerror", lambda one: self.complaints.append(str(one)))
        self.page.on("dialog", lambda one: self.complaints.append(one.message))
        self.page.goto(file.as_uri())


@pytest.fixture
def opened(browser, tmp_path):
    """Open a report as a page, in Chinese at first."""
    pages = []

    def open_(report, lang="zh", **options):
        file = tmp_path / "report.html"
        file.write_text(html.render(report, lang), encoding="utf-8")
        pages.append(Seen(browser, file, **options))
        return pages[-1]

    yield open_
    for seen in pages:
        seen.context.close()


def illustrated():
    """A failure with a chart and a pair of pictures."""
    whole = SITUATIONS["wrong_value"]
    one = whole.exercises[0]
    failed = one.verdicts[1]
    seen = msgspec.structs.replace(
        failed.observation,
        evidence=(CURVES, Pictures(PNG, PNG), Pictures(PNG), Pictures(b"", PNG, "a"), ALONE),
    )
    verdicts = (one.verdicts[0], msgspec.structs.replace(failed, observation=seen))
    exercise = msgspec.structs.replace(one, verdicts=verdicts)
    return msgspec.structs.replace(whole, exercises=(exercise, *whole.exercises[1:]))


def test_the_language_is_switched_without_reload(opened):
    """A click shows the other language and hides the first, on the page that is there."""
    page = opened(SITUATIONS["wrong_value"]).page

    assert page.get_by_text("总分").count() == 0
    assert page.get_by_role("heading", name="评阅报告：s01").is_visible()
    page.get_by_label("English").check()
    assert page.get_by_role("heading", name="Report: s01").is_visible()
    assert not page.get_by_text("评阅报告：s01").is_visible()
    assert page.get_by_text("look here first:").is_visible()


def test_what_is_cut_is_said_in_one_language(opened):
    """How much of a value is left out is read in the language that is shown."""
    page = opened(SITUATIONS["hostile"]).page

    assert page.get_by_text("……（略去 28 行）").is_visible()
    assert not page.get_by_text("(lines left out: 28)").is_visible()


@pytest.mark.parametrize(
    ("name", "lang", "says"),
    [
        ("passed", "en", ["passed", "passed"]),
        ("wrong_value", "zh", ["1 项未过", "未开始"]),
        ("timed_out", "en", ["2 failed", "1 failed"]),
        ("ungraded", "zh", ["1 项未计分"]),
        ("script", "en", ["1 not started"]),
    ],
)
def test_each_exercise_says_where_it_stands(opened, name, lang, says):
    """The first table tells what is to be done: how many checks failed, or wait, or nothing."""
    page = opened(SITUATIONS[name], lang).page

    assert page.locator(".overview .ruling").all_inner_texts() == says


def test_english_comes_first_when_asked_for(opened):
    """A page made for English opens in English."""
    page = opened(SITUATIONS["wrong_value"], "en").page

    assert page.get_by_role("heading", name="Report: s01").is_visible()


def test_hints_are_folded(opened):
    """A hint is read after two clicks, or two presses of a key, and not before."""
    page = opened(SITUATIONS["wrong_value"], "en").page
    hint = page.get_by_text("The step is the abscissa.")

    assert not hint.is_visible()
    page.locator("summary", has_text="hints (1)").focus()
    page.keyboard.press("Enter")
    page.get_by_text("hint 1", exact=True).click()
    assert hint.is_visible()


def test_an_exercise_is_a_jump_away(opened):
    """The table leads to each exercise that was started, by keyboard too."""
    page = opened(SITUATIONS["wrong_value"], "en").page

    page.get_by_role("link", name="The curve y = 2x").focus()
    page.keyboard.press("Enter")

    assert page.url.endswith("#exercise-1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [320, 1000])
def test_everybody_can_read_it(opened, lang, scheme, width):
    """axe-core finds nothing, in both languages and schemes; no line is wider than a phone."""
    from axe_playwright_python.sync_playwright import Axe

    viewport = {"width": width, "height": 800}
    # axe-core has to be put into the page, which forbids itself any script
    seen = opened(illustrated(), lang, color_scheme=scheme, viewport=viewport, bypass_csp=True)
    for summary in seen.page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    found = Axe().run(seen.page).response["violations"]

    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_pictures_are_seen(opened):
    """Charts and pictures are decoded, under the page's own policy, and stay within it."""
    seen = opened(illustrated(), viewport={"width": 320, "height": 800})
    sizes = seen.page.evaluate("[...document.images].map(one => [one.complete, one.naturalWidth])")
    captions = seen.page.locator("figcaption").all_inner_texts()

    assert len(sizes) == 6
    assert captions == [
        "实线：代码给出的；虚线：应有的",
        "左：代码给出的，框出的是不符的部分；右：应有的",
        "代码给出的",
        "a · 应有的",
        "代码给出的",
    ]
    assert all(complete and width > 0 for complete, width in sizes)
    assert seen.complaints == []


@pytest.mark.parametrize("name", NASTY)
def test_nothing_leaves_a_hostile_page(opened, name):
    """No script of a submission runs, nothing is asked for but the page, nothing is complained of."""
    seen = opened(everywhere(NASTY[name]))
    asked = [url for url in seen.requests if not url.startswith("data:image/")]

    assert asked == [seen.page.url]
    assert seen.complaints == []
    assert seen.page.evaluate("[document.scripts.length, document.styleSheets.length]") == [0, 1]


def test_the_page_forbids_itself_scripts(browser, tmp_path):
    """Even a script that somehow got into the page does not run."""
    page = html.render(SITUATIONS["passed"], "en")
    file = tmp_path / "report.html"
    planted = "<script>document.title = 'ran'</script><img src=x onerror=\"document.title='ran'\">"
    file.write_text(page.replace("<main>", f"<main>{planted}"), encoding="utf-8")
    seen = Seen(browser, file)
    title = seen.page.title()
    seen.context.close()

    assert title == "Report: s01"
    assert any("Content Security Policy" in said for said in seen.complaints)


@pytest.fixture
def class_opened(browser, tmp_path):
    """The page of a small class, one of whom has a hostile name."""
    pages = []

    def open_(lang="zh", **options):
        names = {"li_lei": "wrong_value", "han_meimei": "passed", "s10": "not_started"}
        names |= {"s9": "ungraded", NASTY["html"]: "hostile"}
        reports = [
            msgspec.structs.replace(SITUATIONS[situation], student=student)
            for student, situation in names.items()
        ]
        unread = {
            NASTY["html"] * 3: Text(f"无法读取 {NASTY['html']}", f"unreadable {NASTY['html']}")
        }
        missing, links = [NASTY["html"] * 2], {"li_lei": "li_lei.html"}
        page = class_page.render(reports, lang, missing, links, unread)
        file = tmp_path / "index.html"
        file.write_text(page, encoding="utf-8")
        pages.append(Seen(browser, file, **options))
        return pages[-1]

    yield open_
    for seen in pages:
        seen.context.close()


def names_shown(page):
    rows = page.locator("#students tbody tr:visible th").all_inner_texts()
    return [name for name in rows if not name.startswith("<")]


def test_a_class_is_sorted(class_opened):
    """By name as people count, and by points; a second click turns the order round."""
    seen = class_opened("en")
    by_name, by_total = (
        seen.page.get_by_role("button", name=name, exact=True) for name in ("student", "total")
    )

    by_name.click()
    assert names_shown(seen.page) == ["han_meimei", "li_lei", "s9", "s10"]
    by_total.focus()
    seen.page.keyboard.press("Enter")
    assert names_shown(seen.page)[0] == "s10"
    by_total.click()
    assert names_shown(seen.page)[0] == "han_meimei"
    assert seen.page.locator("th[aria-sort]").all_inner_texts() == ["total"]
    assert seen.complaints == []


def test_a_class_is_searched(class_opened):
    """Rows without the text are hidden, and their number is told."""
    page = class_opened("en").page

    page.get_by_label("search").fill("MEI")

    assert names_shown(page) == ["han_meimei"]
    assert page.get_by_role("status").inner_text() == "1/5"


def test_a_class_is_told(class_opened):
    """Who is missing, what was misunderstood by how many, and where each one's page is."""
    page = class_opened("en").page

    assert page.get_by_text("handed in: 6", exact=True).is_visible()
    assert page.get_by_text("not handed in: 1").is_visible()
    assert page.get_by_text("handed in, but not graded: 1").is_visible()
    assert page.get_by_text("unreadable <").is_visible()
    assert page.get_by_role("cell", name="the slope is fixed at 2").is_visible()
    assert page.get_by_role("link", name="li_lei").get_attribute("href") == "li_lei.html"
    page.get_by_label("中文").check()
    assert page.get_by_text("没有交：1 人").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1000])
def test_everybody_can_read_a_class(class_opened, scheme, width):
    """axe-core finds nothing, and the page is no wider than a phone."""
    from axe_playwright_python.sync_playwright import Axe

    viewport = {"width": width, "height": 800}
    seen = class_opened("en", color_scheme=scheme, viewport=viewport, bypass_csp=True)
    for summary in seen.page.locator(".exercise summary").all():
        summary.click()
    found = Axe().run(seen.page).response["violations"]

    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_leaves_the_page_of_a_class(class_opened):
    """A hostile name is a name: one script, ours, and no request but for the page."""
    seen = class_opened()

    assert seen.requests == [seen.page.url]
    assert seen.complaints == []
    assert seen.page.evaluate("document.scripts.length") == 1


def test_it_prints_with_everything_open(opened):
    """On paper what is folded is open, and there is nothing to switch."""
    page = opened(SITUATIONS["wrong_value"], "en").page
    page.emulate_media(media="print")

    assert not page.get_by_label("English").is_visible()
    assert page.get_by_text("The step is the abscissa.").bounding_box()["height"] > 0
