"""Swagger UI in a real browser, against a running server."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect, sync_playwright
from serving import Server

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# Where a person can look at what the browser showed.
PICTURES = os.environ.get("READOUT_TEST_PICTURES")

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="There is no Chromium on this machine.")


class Visit:
    """The page as it was opened, and what the browser asked for and complained of meanwhile."""

    def __init__(self, page: Page, server: Server, token: str) -> None:
        self.page = page
        self.root = f"http://127.0.0.1:{server.port}"
        self.token = token
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                self.complaints.append(said.text) if said.type in ("error", "warning") else None
            ),
        )

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    def outside(self) -> list[str]:
        ours = (f"{self.root}/", "data:", "blob:")
        return [url for url in self.asked if not url.startswith(ours)]

    def operation(self, operation_id: str) -> Locator:
        return self.page.locator(f".opblock[id$='-{operation_id}']")

    def execute(self, operation_id: str, fields: dict[str, str], body: str = "") -> Locator:
        """Open an operation, fill it in, send it; its live answer."""
        block = self.operation(operation_id)
        if "is-open" not in (block.get_attribute("class") or ""):
            block.locator(".opblock-summary-control").click()
        for name, value in fields.items():
            block.locator(f"tr[data-param-name='{name}'] input").fill(value)
        if body:
            block.locator("textarea.body-param__text").fill(body)
        block.get_by_role("button", name="Execute").click()
        answer = block.locator(".live-responses-table tbody tr.response")
        answer.wait_for()
        return answer

    def picture(self, name: str) -> None:
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png")


@pytest.fixture
def visit(sqlite: Any) -> Iterator[Visit]:
    with (
        sqlite.copy(seeded=True) as (url, tokens),
        Server(url, tokens.write) as server,
        sync_playwright() as playwright,
    ):
        # Chromium's own sandbox does not work for root.
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        page.set_default_timeout(30_000)
        visit = Visit(page, server, tokens.write)
        page.goto(f"{visit.root}/docs")
        visit.operation("getMeeting").wait_for()
        yield visit
        browser.close()


def test_swagger_ui_shows_finds_and_runs_every_operation(visit: Visit) -> None:
    listed = visit.page.locator(".opblock").count()
    assert listed > 50
    visit.picture("1-opened")

    visit.page.get_by_placeholder("Filter by tag").fill("topics")
    expect(visit.operation("getMeeting")).to_have_count(0)
    assert 0 < visit.page.locator(".opblock").count() < listed
    visit.picture("2-filtered")
    visit.page.get_by_placeholder("Filter by tag").fill("")

    answer = visit.execute("getMeeting", {"slug": "osaka-2019"})
    expect(answer.locator(".response-col_status")).to_have_text(re.compile("200"))
    expect(answer).to_contain_text("Trump–Putin meeting in Osaka")
    visit.operation("getMeeting").scroll_into_view_if_needed()
    visit.picture("3-osaka")

    visit.page.get_by_role("button", name="Authorize").first.click()
    visit.page.locator(".auth-container input").fill(visit.token)
    visit.page.locator(".auth-btn-wrapper").get_by_role("button", name="Apply").click()
    visit.picture("4-authorised")
    visit.page.locator(".auth-btn-wrapper").get_by_role("button", name="Close").click()

    made = visit.execute("createTopic", {}, '{"slug": "grain", "name": "Grain"}')
    expect(made.locator(".response-col_status")).to_have_text(re.compile("201"))
    etag = re.search(r'etag: ("\w+")', made.inner_text())
    visit.picture("5-created")
    assert etag
    gone = visit.execute("deleteTopic", {"slug": "grain", "If-Match": etag[1]})
    expect(gone.locator(".response-col_status")).to_have_text(re.compile("204"))
    visit.picture("6-removed")

    assert visit.outside() == []
    assert visit.complaints == []
