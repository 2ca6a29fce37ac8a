"""Someone who reads the website in a real Chromium. Every page they open has to pass axe."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"


@dataclass
class Reader:
    """A reader with one tab open."""

    page: Page
    site: str
    checked_in: Page | None = None
    """The tab in which axe runs, if their own runs no scripts."""
    faults: dict[str, list[str]] = field(default_factory=dict)
    """What axe found, by URL."""

    def open(self, path: str) -> None:
        """Open a page by its address, and check it."""
        self.page.goto(self.site + path)
        self.check()

    def follow(self, link: Locator) -> None:
        """Click a link or a button that leads to another page, and check that page."""
        with self.page.expect_navigation():
            link.click()
        self.check()

    def search(self, text: str) -> None:
        """Use the search form of the page, and check the results."""
        form = self.main.get_by_role("search").or_(self.page.get_by_role("banner").get_by_role("search")).last
        form.get_by_role("searchbox").or_(form.get_by_role("combobox")).fill(text)
        self.follow(form.get_by_role("button"))

    def check(self) -> None:
        """Note what axe finds on the page as it is now."""
        page = self.page
        if self.checked_in:
            page = self.checked_in
            page.goto(self.page.url)
        page.evaluate(AXE.read_text())
        found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        if found["violations"]:
            wrong = [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found["violations"]]
            self.faults[self.page.url] = wrong

    def sees(self, part: Locator) -> bool:
        """Whether a part of the page begins on its first screen, with a whole line, without scrolling."""
        box, size = part.bounding_box(), self.page.viewport_size
        return bool(box and size and box["y"] + min(box["height"], 24) <= size["height"])

    def hears(self) -> list[dict[str, Any]]:
        """What Chromium gives to a screen reader: the role, name and level of each node of the accessibility tree."""
        nodes = self.page.context.new_cdp_session(self.page).send("Accessibility.getFullAXTree")["nodes"]
        return [
            {
                "role": node["role"]["value"],
                "name": node.get("name", {}).get("value", ""),
                "level": next((each["value"]["value"] for each in node["properties"] if each["name"] == "level"), None),
            }
            for node in nodes
            if not node["ignored"]
        ]

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def answer(self) -> Locator:
        """What is above the results."""
        return self.page.locator("#search-results section[aria-labelledby]").first

    @property
    def results(self) -> Locator:
        """The links to the results."""
        return self.page.locator("#search-results ol .hub-list__title a")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site)
