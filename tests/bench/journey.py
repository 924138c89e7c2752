"""The whole cold journey in Chromium, counted where the bytes come off the network."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.bench.site import PIN, QUESTIONS, Site

NO_BROWSER = "It needs a browser: install Chromium (apt-get install chromium)."
PHONE = {"width": 360, "height": 740}
#: A slow evening in a village: 50 KB/s, 400 ms, and a processor four times slower than ours.
BYTES_PER_SECOND = 50 * 1024
LATENCY_MILLISECONDS = 400
SLOWER = 4
PAINTS = 3


@dataclass
class Traffic:
    """What came over the network: headers and compressed bodies, cached answers left out."""

    requests: int = 0
    bytes_by_type: Counter[str] = field(default_factory=Counter)

    @property
    def bytes(self) -> int:
        return sum(self.bytes_by_type.values())

    def minus(self, earlier: "Traffic") -> "Traffic":
        return Traffic(self.requests - earlier.requests, self.bytes_by_type - earlier.bytes_by_type)

    def __str__(self) -> str:
        parts = ", ".join(f"{kind} {size:,}" for kind, size in self.bytes_by_type.most_common())
        return f"{self.requests} requests, {self.bytes:,} B ({parts})"


def measure_journey(browser: Browser, address: str, site: Site) -> Traffic:
    """Sign in, home, course, lesson, a quiz of ten questions, its review; from an empty cache."""
    with _open_page(browser) as page:
        traffic = _count_traffic(page)
        page.goto(f"{address}/masuk/")
        page.fill("[name=identifier]", site.code)
        page.fill("[name=pin]", PIN)
        page.click("form button")
        page.wait_for_load_state()
        page.click(f"main a[href='{site.course_url}']")
        page.wait_for_load_state()
        page.click(f"main .path a[href='{site.lesson_url}']")
        page.wait_for_load_state()
        for number in range(1, QUESTIONS + 1):
            _answer_question(page, number)
        page.locator(".quiz .review").wait_for()
        assert page.locator(".quiz .review li").count() == QUESTIONS
        page.wait_for_load_state("networkidle")
        return traffic


def measure_cold_page(browser: Browser, address: str, site: Site) -> Traffic:
    """The lesson alone, opened by somebody who is signed in and has nothing in the cache."""
    with _open_page(browser, session=site.session, address=address) as page:
        traffic = _count_traffic(page)
        page.goto(address + site.lesson_url, wait_until="networkidle")
        return traffic


def measure_repeated_page(browser: Browser, address: str, site: Site) -> Traffic:
    """The same lesson once more: what is in the cache stays there."""
    with _open_page(browser, session=site.session, address=address) as page:
        page.goto(address + site.lesson_url, wait_until="networkidle")
        traffic = _count_traffic(page)
        page.goto(address + site.lesson_url, wait_until="networkidle")
        return traffic


def measure_quiz(
    browser: Browser, address: str, site: Site, *, javascript: bool = True
) -> tuple[Traffic, Traffic]:
    """A quiz of ten questions from its lesson to its result, by somebody who has the style and
    script already: all of it, and the page in the middle of it opened again."""
    with _open_page(browser, session=site.session, address=address, javascript=javascript) as page:
        page.goto(address + site.lesson_url, wait_until="networkidle")
        traffic = _count_traffic(page)
        page.goto(address + site.quiz_url)
        page.locator(".quiz button[type=submit], .quiz .start button").last.click()
        for number in range(1, QUESTIONS + 1):
            _answer_question(page, number)
            if number == QUESTIONS // 2:
                whole = replace(traffic, bytes_by_type=Counter(traffic.bytes_by_type))
                page.goto(address + site.quiz_url, wait_until="load")
                again = traffic.minus(whole)
        page.locator(".quiz .review").wait_for()
        page.wait_for_load_state("networkidle")
        return traffic.minus(again), again


def measure_first_paint(browser: Browser, address: str, site: Site) -> float:
    """Seconds until something of the cold lesson can be read on a slow phone; the median."""
    return median(_paint_once(browser, address, site) for _time in range(PAINTS))


def _paint_once(browser: Browser, address: str, site: Site) -> float:
    with _open_page(browser, session=site.session, address=address) as page:
        protocol = page.context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY_MILLISECONDS,
                "downloadThroughput": BYTES_PER_SECOND,
                "uploadThroughput": BYTES_PER_SECOND,
            },
        )
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(address + site.lesson_url, wait_until="load")
        painted: float = page.evaluate(
            "new Promise(done => new PerformanceObserver(list => {"
            " const one = list.getEntriesByName('first-contentful-paint')[0];"
            " if (one) done(one.startTime); }).observe({type: 'paint', buffered: true}))"
        )
        return painted / 1000


def _answer_question(page: Page, number: int) -> None:
    """Answer the question that is shown, then look at what was right."""
    form = page.locator(".quiz .ask form")
    form.wait_for()
    if form.locator("input[type=radio]").count():
        form.locator("input[type=radio]").first.check()
    elif not form.locator("[data-ready]").count():
        for place in range(form.locator("select").count()):
            form.locator("select").nth(place).select_option(index=place + 1)
    form.locator("button.btn").click()
    place = re.compile(rf"\b{number} dari {QUESTIONS}\b")
    page.locator(".quiz .feedback .eyebrow", has_text=place).wait_for()
    page.locator(".quiz .feedback .btn").click()


@contextmanager
def _open_page(
    browser: Browser, *, session: str = "", address: str = "", javascript: bool = True
) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        locale="id-ID", viewport=PHONE, java_script_enabled=javascript
    )
    try:
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        yield context.new_page()
    finally:
        context.close()


def _count_traffic(page: Page) -> Traffic:
    """Starts counting; the result grows while the page is used."""
    traffic = Traffic()
    types: dict[str, str] = {}
    cached: set[str] = set()
    protocol = page.context.new_cdp_session(page)

    def see_request(event: dict[str, Any]) -> None:
        if redirect := event.get("redirectResponse"):
            traffic.requests += 1
            traffic.bytes_by_type["redirects"] += int(redirect["encodedDataLength"])
        types[event["requestId"]] = event.get("type", "Other")

    def see_response(event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            cached.add(event["requestId"])

    def see_end(event: dict[str, Any]) -> None:
        if event["requestId"] in cached or event["requestId"] not in types:
            return
        traffic.requests += 1
        kind = types[event["requestId"]]
        traffic.bytes_by_type[kind] += int(event["encodedDataLength"])

    protocol.on("Network.requestWillBeSent", see_request)
    protocol.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    protocol.on("Network.responseReceived", see_response)
    protocol.on("Network.loadingFinished", see_end)
    protocol.send("Network.enable")
    return traffic
