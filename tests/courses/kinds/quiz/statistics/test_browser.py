"""The results pages in a browser: nothing for axe to find, also with answers unfolded."""

from typing import Any

import pytest

from courses.catalog.models import CoursePage
from tests.courses.kinds.quiz.statistics.conftest import make_learner, send, sit
from tests.courses.kinds.quiz.statistics.test_views import LIST, address, attempt_address, make_pair
from tests.e2e.conftest import DESK, PHONE, find_violations
from tests.factories.accounts import client_of
from tests.factories.catalog import LessonPageFactory, quiz_block
from tests.factories.quiz import stored_question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_results_are_readable_for_everybody(
    live_server: Any, transactional_db: None, browser: Any, course: CoursePage
) -> None:
    before, after = make_pair(course)
    block = quiz_block(1)
    block["value"]["questions"].append(
        stored_question("essay", block_id="e", text="Ceritakan.", lines=3)
    )
    essay = LessonPageFactory(parent=course, body=[block])
    writer = make_learner(course, name="Siti")
    sit(writer, essay, True)
    send(writer, essay, {"attempt": 1, "question": "e", "text": "Saya menabung."})
    for number in range(11):
        person = make_learner(course)
        sit(person, before, number % 2 == 0, number % 3 == 0)
        sit(person, after, True, number % 3 == 0)
    session = client_of(trainer=True).cookies["sessionid"].value
    context = browser.new_context(viewport=DESK)
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    found = {}
    for url in (LIST, address(before), attempt_address(essay, writer)):
        page.goto(live_server.url + url)
        for details in page.locator("main details").all():
            details.locator("summary").click()
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            found[url, size["width"]] = find_violations(page)
    context.close()
    assert {at: wrong for at, wrong in found.items() if wrong} == {}
