"""The exact budgets: bytes and requests. What a page costs in SQL is asserted beside its tests."""

import random
from typing import Any

import pytest

from tests.bench import lesson_page, quiz, weight
from tests.bench.journey import (
    Traffic,
    measure_cold_page,
    measure_journey,
    measure_quiz,
    measure_repeated_page,
)
from tests.bench.site import Writer, build_site, serve
from tests.chaos.databases import copy_migrated_database


def test_the_script_is_light() -> None:
    assert weight.weigh_file(weight.SCRIPT) <= 10_000


def test_a_cold_lesson_is_light_and_can_be_read_after_little(db: None) -> None:
    lesson = lesson_page.make_long_lesson(Writer(random.Random(0)))
    _person, client = lesson_page.join(lesson)
    html = weight.weigh_html(client, lesson.url)
    to_read = html + weight.weigh_file(weight.STYLE)
    assert html <= 8_000
    assert to_read <= 14_000
    assert to_read + weight.weigh_file(weight.SCRIPT) + weight.weigh_file(weight.ICON) <= 40_000


def test_a_quiz_is_light_in_the_middle_and_at_its_end(db: None) -> None:
    sitting = quiz.begin_drawn_quiz()
    assert sitting.count_page() <= 10
    assert sitting.count_answer() <= 8
    html = weight.weigh_html(sitting.client, sitting.lesson.url)
    files = map(weight.weigh_file, (weight.STYLE, weight.SCRIPT, weight.ICON))
    assert html + sum(files) <= 40_000
    assert html <= 8_000
    sitting.answer_all()
    assert weight.weigh_html(sitting.client, sitting.lesson.url) <= 8_000


@pytest.fixture(scope="module")
def traffic(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
    browser: Any,
) -> dict[str, Traffic]:
    """What each way through the site takes off the network."""
    var = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock():
        copy_migrated_database(var / "pijar.sqlite3")
    site = build_site(var)
    with serve(site) as address:
        by_script, again = measure_quiz(browser, address, site)
        by_forms, _again = measure_quiz(browser, address, site, javascript=False)
        return {
            "journey": measure_journey(browser, address, site),
            "cold": measure_cold_page(browser, address, site),
            "repeated": measure_repeated_page(browser, address, site),
            "quiz": by_script,
            "quiz again": again,
            "quiz by forms": by_forms,
        }


@pytest.mark.browser
def test_the_whole_cold_journey_stays_within_its_bytes_and_requests(
    traffic: dict[str, Traffic], db: None
) -> None:
    print(*traffic.items(), sep="\n")
    assert traffic["journey"].bytes <= 150_000
    assert traffic["journey"].requests <= 36
    assert traffic["cold"].bytes <= 40_000
    assert traffic["repeated"].bytes <= 8_000
    assert traffic["repeated"].requests == 1


@pytest.mark.browser
def test_a_quiz_of_ten_questions_stays_within_its_requests(
    traffic: dict[str, Traffic], db: None
) -> None:
    # The lesson, the start, ten answers: one request each.
    assert traffic["quiz"].requests == 12
    # Without JavaScript each answer is a post and the page it leads to.
    assert traffic["quiz by forms"].requests <= 23
    assert traffic["quiz again"].bytes <= 8_000
