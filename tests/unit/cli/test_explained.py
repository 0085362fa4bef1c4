"""`tocsin extract --explain`: what a person is shown."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stream.cli.app import app
from stream.cli.explained_page import page, section
from stream.config import shipped_config
from stream.extract import BuiltinExtractor
from stream.extract.trace import Trace
from stream.model import Article
from stream.places import Gazetteer, Regions

DATA = Path(__file__).parents[2] / "data"
SEED = DATA / "seed-article.txt"


@pytest.fixture(scope="module")
def extractor() -> BuiltinExtractor:
    gazetteer = Gazetteer.load(shipped_config())
    return BuiltinExtractor.load(shipped_config(), gazetteer, Regions.load(shipped_config(), gazetteer))


def explain(file: Path) -> str:
    result = CliRunner().invoke(app, ["extract", str(file), "--published", "2021-12-08T11:44:00+03:00", "--explain"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    return result.stdout


def page_of(extractor: BuiltinExtractor, *articles: Article) -> str:
    sections = []
    for article in articles:
        trace = Trace()
        sections.append(section(article, extractor.extract(article, trace), trace))
    return page(sections)


class Nesting(HTMLParser):
    """Follows the elements of a page; raises where one is closed that is not the innermost."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "meta":
            self.open.append(tag)
            self.seen += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_seed_article_has_its_four_reports_and_its_sum_set_aside():
    """The reports stand below the article, and the cumulative figure is named as one."""
    shown = explain(SEED)
    assert "4 reports" in shown
    assert "a sum over time or over several events: Twenty-two Kurdish soldiers" in shown


def test_nothing_of_an_article_reaches_the_terminal_as_a_command(tmp_path):
    """Escape sequences in title and text are shown as the replacement character."""
    file = tmp_path / "hostile.txt"
    file.write_text("Gunmen\x1b[2J kill two\n\nGunmen killed two policemen\x1b]0;x\x07 in Kirkuk on Tuesday.", encoding="utf-8")
    shown = explain(file)
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\ufffd[2J" in shown


def test_the_page_shows_what_the_terminal_shows(tmp_path):
    """Marks in the text, the reports as cards, reasons in plain words."""
    target = tmp_path / "page.html"
    asked = ["extract", str(SEED), "--published", "2021-12-08T11:44:00+03:00", "--explain", "--html", str(target)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    shown = target.read_text(encoding="utf-8")
    assert '<mark class="figure">10 Peshmerga fighters</mark>' in shown
    assert "<h2>4 reports</h2>" in shown
    assert "<dt>a sum over time or over several events</dt><dd>Twenty-two Kurdish soldiers" in shown


def test_nothing_of_an_article_becomes_markup(extractor):
    """Tags, attributes and control characters of an article are text on the page."""
    text = 'Gunmen killed two <b onclick="x">policemen\x1b[2J</b> in Kirkuk & fled on Tuesday.'
    shown = page_of(extractor, Article(id="$x<i>", title="Gunmen <script>alert(1)</script> kill two", text=text))
    assert [element for element in ("<script", "<b ", "<i>", "\x1b") if element in shown] == []
    assert "$x&lt;i&gt;" in shown


def test_marks_are_nested_as_a_browser_wants_them(extractor):
    """Every element that is opened is closed, in order."""
    articles = [Article.model_validate_json(line) for line in (DATA / "own-articles.jsonl").read_text(encoding="utf-8").splitlines()]
    parser = Nesting()
    parser.feed(page_of(extractor, *articles))
    assert parser.open == []
    assert parser.seen > len(articles)


def test_the_page_goes_with_explain(tmp_path):
    """Alone, it would be silent about what it leaves out."""
    assert CliRunner().invoke(app, ["extract", str(SEED), "--html", str(tmp_path / "page.html")]).exit_code == 2
