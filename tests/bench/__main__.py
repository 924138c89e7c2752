"""Measures everything and prints the table; exits with 1 where an exact budget is exceeded."""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.site import Site, Writer, environment, fill_site, serve
from tests.bench.table import (
    Row,
    Verdict,
    bytes_row,
    count_row,
    print_table,
    rate_row,
    skipped_row,
    time_row,
)
from tests.browsers import find_browser, open_browser


def main() -> int:
    started = time.monotonic()
    database_url = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="pijar-bench-") as folder:
        var = Path(folder)
        os.environ.update(environment(var))
        _say("Building the site ...")
        site = _set_up()
        rows = [*_measure_page(), *_measure_quiz(), *_measure_answers(), *_measure_coordinator()]
        rows += _measure_signing_in(site)
        rows += _measure_ranges()
        rows += _measure_feeds()
        rows += _measure_ingest()
        rows += _measure_postgresql(var, database_url)
        rows += _measure_in_browser(site)
    print_table(rows)
    _say(f"{time.monotonic() - started:.0f} s")
    return int(any(row.verdict is Verdict.OVER for row in rows))


def _set_up() -> Site:
    import django

    django.setup()
    return fill_site()


def _measure_page() -> Iterator[Row]:
    from tests.bench import lesson_page, weight

    _say("Measuring a lesson's page ...")
    counts = [
        lesson_page.count_page_statements(activities=activities, lessons=lessons)
        for activities, lessons in ((1, 1), (30, 1), (1, 40))
    ]
    what = "lesson, signed in: SQL with 1 activity, 30 activities, 40 lessons"
    yield count_row(what, counts, 8, same=True)

    lesson = lesson_page.make_long_lesson(Writer(random.Random(0)))
    person, client = lesson_page.join(lesson)
    html = weight.weigh_html(client, lesson.url)
    style, script = weight.weigh_file(weight.STYLE), weight.weigh_file(weight.SCRIPT)
    everything = html + style + script + weight.weigh_file(weight.ICON)
    yield bytes_row("lesson of ten activities: HTML and CSS to read it", html + style, 14_000)
    yield bytes_row("lesson of ten activities: everything, cold", everything, 40_000)
    yield bytes_row("lesson of ten activities: repeated, HTML only", html, 8_000)
    yield bytes_row("a participant's JavaScript", script, 10_000)

    for name in ("nothing answered", "quiz begun"):
        if name == "quiz begun":
            lesson_page.answer_first_question(person, lesson)
        times, page, bare = lesson_page.compare_with_bare(lesson.url, client)
        what = f"lesson of ten activities, {name}: CPU beside a bare view"
        yield time_row(what, times, 4, unit="x", more=f" ({page:.1f} ms, {bare:.1f} ms)")


def _measure_quiz() -> Iterator[Row]:
    from tests.bench import quiz, weight

    _say("Measuring a quiz ...")
    sitting = quiz.begin_drawn_quiz()
    yield count_row("a quiz in the middle: SQL", [sitting.count_page()], 10)
    yield count_row("an answer to a drawn question: SQL", [sitting.count_answer()], 8)
    html = weight.weigh_html(sitting.client, sitting.lesson.url)
    everything = html + sum(map(weight.weigh_file, (weight.STYLE, weight.SCRIPT, weight.ICON)))
    yield bytes_row("a quiz in the middle: everything, cold", everything, 40_000)
    yield bytes_row("a quiz in the middle: repeated, HTML only", html, 8_000)
    result = quiz.begin_drawn_quiz()
    result.answer_all()
    html = weight.weigh_html(result.client, result.lesson.url)
    yield bytes_row("a quiz of ten questions, its result: HTML", html, 8_000)


def _measure_answers() -> Iterator[Row]:
    from tests.bench import ledger

    _say("Measuring answers ...")
    tap = ledger.count_form_statements(completes=False)
    yield count_row("an answer by form: SQL", [tap], 8)
    completing = ledger.count_form_statements(completes=True)
    yield count_row("an answer that completes lesson and course: SQL", [completing], 14)
    yield count_row("a batch of 50 answers: SQL", [ledger.count_batch_statements()], 20)
    yield _describe_batches("SQLite", *ledger.compare_with_bulk_create())


def _measure_postgresql(var: Path, url: str) -> Iterator[Row]:
    if not url.startswith("postgres"):
        sentence = "It needs PostgreSQL: set DATABASE_URL=postgres://user:password@host/name."
        yield skipped_row("batches of 50 on PostgreSQL", sentence)
        return
    from tests.bench import postgresql

    _say("Measuring batches on PostgreSQL ...")
    yield _describe_batches("PostgreSQL", *postgresql.measure(var, url))


def _describe_batches(database: str, share: float, recorded: int, inserted: int) -> Row:
    more = f" ({recorded:,}/s, {inserted:,}/s)"
    return rate_row(f"batches of 50 on {database}, beside bulk_create alone", share, 0.3, more=more)


def _measure_coordinator() -> Iterator[Row]:
    from tests.bench.coordinator import count_table_statements

    _say("Measuring the coordinator's table ...")
    counts = [
        count_table_statements(people=people, lessons=lessons)
        for people, lessons in ((2, 2), (60, 12))
    ]
    yield count_row("coordinator's table: SQL with 2 people, 60 people", counts, same=True)


def _measure_signing_in(site: Site) -> Iterator[Row]:
    from tests.bench import signing_in

    _say("Signing in ...")
    yield time_row("a sign-in: CPU", signing_in.measure_cpu(), 60, unit="ms")
    burst = signing_in.measure_burst(site)
    what = f"{signing_in.BURST} sign in at once: a lesson's page beside a quiet time"
    more = f" ({burst.busy_ms:.0f} ms, {burst.quiet_ms:.0f} ms; all in after {burst.seconds:.1f} s)"
    yield time_row(what, burst.busy_ms / burst.quiet_ms, 2, unit="x", more=more)
    yield bytes_row(f"{signing_in.BURST} sign in at once: memory", burst.memory, 40_000_000)


def _measure_ranges() -> Iterator[Row]:
    from tests.bench import ranges

    _say("Measuring parts of files ...")
    public, private = ranges.count_part_statements()
    yield count_row("a part of a public file: SQL", [public], 0)
    yield count_row("a part of a private file, signed in: SQL", [private], 2)
    memory = ranges.measure_memory(size=256 * 1024 * 1024)
    yield bytes_row("a film of 256 MB, sent by Range: memory", memory, 1_000_000)
    times, part, bare = ranges.compare_with_bare()
    more = f" ({part:.1f} ms, {bare:.1f} ms)"
    yield time_row("64 KB of a private film: CPU beside a bare view", times, 2, unit="x", more=more)


def _measure_feeds() -> Iterator[Row]:
    from tests.bench.feeds import measure_feed

    _say("Measuring a podcast's feed ...")
    cost = measure_feed()
    yield count_row("feed of 1,000 episodes, nothing kept: SQL", [cost.cold], 12)
    yield count_row("feed of 1,000 episodes, kept and 304: SQL", [cost.kept, cost.known], 0)
    times = f"{cost.size:,} B gzip, {cost.cold_ms:.0f} ms cold, {cost.kept_ms:.1f} ms kept"
    yield Row("feed of 1,000 episodes, its first 300", times)


def _measure_ingest() -> Iterator[Row]:
    from tests.bench.following import measure_ingest

    _say("Measuring a followed feed ...")
    cost = measure_ingest()
    yield count_row("a followed feed of 730 episodes, taken in again: SQL", [cost.again], 6)
    yield bytes_row("the worker that reads it: memory", cost.memory, 400_000_000)
    times = f"{cost.size:,} B, read {cost.read_ms:.0f} ms, kept {cost.keep_ms:.0f} ms"
    yield Row("a followed feed of 730 episodes, the first time", f"{times}, {cost.first} SQL")


def _measure_in_browser(site: Site) -> Iterator[Row]:
    from tests.bench import journey

    if not find_browser():
        yield skipped_row("the journey in a browser", journey.NO_BROWSER)
        return
    _say("Walking through the site in a browser ...")
    with serve(site) as address, open_browser() as browser:
        whole = journey.measure_journey(browser, address, site)
        cold = journey.measure_cold_page(browser, address, site)
        again = journey.measure_repeated_page(browser, address, site)
        paint = journey.measure_first_paint(browser, address, site)
        drawn, again_drawn = journey.measure_quiz(browser, address, site)
    yield count_row("a quiz of ten drawn questions: requests", [drawn.requests], 20)
    yield bytes_row("a quiz in the middle, opened again", again_drawn.bytes, 8_000)
    yield bytes_row("cold journey, sign-in to review of ten answers", whole.bytes, 150_000)
    yield count_row("cold journey: requests", [whole.requests], 36)
    yield bytes_row("cold lesson over the network, headers and all", cold.bytes, 40_000)
    yield bytes_row("repeated lesson over the network", again.bytes, 8_000)
    yield time_row("first contentful paint at 50 KB/s, 400 ms, CPU 4x slower", paint, 2.5, unit="s")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
