"""What a sign-in costs, and what a burst of them does to everybody else."""

import re
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from tests.bench.site import PIN, Site, run_server

TIMES = 15
BURST = 24
QUIET_PAGES = 40
TOO_LONG_SECONDS = 60


@dataclass(frozen=True)
class Burst:
    """Medians of a lesson's page, how long until all were in, the server's memory above idle."""

    quiet_ms: float
    busy_ms: float
    seconds: float
    memory: int


def measure_cpu() -> float:
    """Milliseconds of one core, for the form that is posted with the right PIN."""
    from django.test import Client

    from tests.factories.accounts import PersonFactory

    person = PersonFactory(participant=True, pin=PIN)
    times = []
    for _time in range(TIMES):
        client = Client(headers={"host": "localhost"})
        begun = time.process_time()
        response = client.post("/masuk/", {"identifier": person.code, "pin": PIN})
        times.append(time.process_time() - begun)
        assert response.status_code == 302
    return median(times) * 1000


def measure_burst(site: Site) -> Burst:
    """So many people sign in at once; whoever is asked to wait does so and tries again."""
    from tests.factories.accounts import PersonFactory

    codes = [PersonFactory(participant=True, pin=PIN).code for _number in range(BURST)]
    with run_server(site) as (address, process):
        quiet = [_time_page(address, site) for _page in range(QUIET_PAGES)]
        before = _find_peak(process.pid)
        browsers = [Browser(address, code) for code in codes]
        begin = threading.Barrier(BURST + 1)
        with ThreadPoolExecutor(BURST) as pool:
            done = [pool.submit(browser.sign_in, begin) for browser in browsers]
            begin.wait()
            begun, busy = time.monotonic(), []
            while not all(one.done() for one in done):
                busy.append(_time_page(address, site))
            seconds = time.monotonic() - begun
            assert all(one.result() for one in done)
        memory = _find_peak(process.pid) - before
    return Burst(median(quiet) * 1000, median(busy) * 1000, seconds, memory)


class Browser:
    """Somebody with the sign-in page open."""

    def __init__(self, address: str, code: str) -> None:
        self.host = urlsplit(address).netloc
        self.code = code
        _status, self.cookie, page = self._ask("GET")
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found
        self.token = found[1]

    def sign_in(self, begin: threading.Barrier) -> bool:
        fields = {"identifier": self.code, "pin": PIN, "csrfmiddlewaretoken": self.token}
        begin.wait()
        until = time.monotonic() + TOO_LONG_SECONDS
        while time.monotonic() < until:
            status, _cookie, page = self._ask("POST", urllib.parse.urlencode(fields))
            if status == 302:
                return True
            wait = re.search(r"Please wait (\d+) second", page)
            assert wait, page
            time.sleep(int(wait[1]))
        return False

    def _ask(self, method: str, body: str = "") -> tuple[int, str, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if method == "POST":
            headers["Cookie"] = self.cookie
        connection = HTTPConnection(self.host, timeout=TOO_LONG_SECONDS)
        connection.request(method, "/en/masuk/", body, headers)
        response = connection.getresponse()
        page = response.read().decode()
        connection.close()
        return response.status, response.getheader("Set-Cookie", "").partition(";")[0], page


def _time_page(address: str, site: Site) -> float:
    begun = time.monotonic()
    connection = HTTPConnection(urlsplit(address).netloc, timeout=TOO_LONG_SECONDS)
    connection.request("GET", site.lesson_url, headers={"Cookie": f"sessionid={site.session}"})
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.status == 200
    return time.monotonic() - begun


def _find_peak(pid: int) -> int:
    """The most bytes that the server's processes have ever held, together."""
    pids = [str(pid), *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    statuses = [Path(f"/proc/{one}/status").read_text() for one in pids]
    peaks = [re.search(r"VmHWM:\s+(\d+) kB", status) for status in statuses]
    return sum(int(peak[1]) * 1024 for peak in peaks if peak)
