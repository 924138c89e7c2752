"""A podcast and a quiz in one lesson: neither's script gets in the other's way."""

import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from courses.catalog.enrolment import enrol
from lms.accounts.models import Person
from lms.demo.people import PARTICIPANT
from media.models import MediaItem
from tests.e2e.conftest import SECONDS, Site, sign_in
from tests.factories.catalog import LessonPageFactory, quiz_block
from tests.factories.media import make_media_item
from tests.factories.podcasts import EpisodePageFactory
from tests.factories.quiz import single_choice

pytestmark = pytest.mark.django_db(transaction=True)


def test_feedback_is_shown_beside_a_podcast(site: Site, open_context: Any, sound: bytes) -> None:
    item = make_media_item(sound, "nada.ogg", seconds=SECONDS, state=MediaItem.State.READY)
    value = {
        "title": "Dengarkan",
        "episode": EpisodePageFactory(recording=item).pk,
        "followed": None,
        "share": 50,
    }
    quiz = quiz_block(0)
    quiz["value"]["questions"] = [single_choice("Satu?"), single_choice("Dua?")]
    lesson = LessonPageFactory(
        parent=site.course,
        body=[{"type": "podcast", "value": value, "id": str(uuid.uuid4())}, quiz],
    )
    learner = Person.objects.get(code=PARTICIPANT.code)
    enrol(learner.pk, course_key=site.course.translation_key)
    page = open_context().new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(page, site)
    page.goto(site.url(lesson.url))
    page.get_by_text("9.500", exact=True).click()
    page.get_by_role("button", name="Periksa").click()
    feedback = page.locator(".feedback:visible")
    expect(feedback).to_contain_text("Soal 1 dari 2")
    expect(feedback).to_contain_text("Hitung lagi.")
    assert errors == []
