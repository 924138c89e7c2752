"""The page of a course's glossary: what is on it, who reads it, where links to it lead."""

import re
import uuid
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction
from wagtail_localize.models import String, StringTranslation, Translation, TranslationSource

from courses.catalog.glossary import GLOSSARY_LINK
from courses.catalog.models import CoursePage, LessonPage
from tests.factories.catalog import LessonPageFactory, lessons_of, make_course


def terms(*names: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "term",
            "value": {"term": name, "explanation": f"Arti dari {name.lower()}."},
            "id": str(uuid.uuid4()),
        }
        for name in names
    ]


def reading(html: str) -> dict[str, Any]:
    body = [{"type": "text", "value": html, "id": str(uuid.uuid4())}]
    return {"type": "reading", "value": {"title": "Baca", "body": body}, "id": str(uuid.uuid4())}


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def rich(db: None) -> CoursePage:
    return make_course(1, glossary=terms("Omzet", "Biaya tetap", "modal"))


def translate(page: Any, words: dict[str, str] | None = None) -> Any:
    """The page in English and live, with these texts in place of the source's."""
    english = Locale.objects.get(language_code="en")
    source, _created = TranslationSource.get_or_create_from_instance(page)
    for old, new in (words or {}).items():
        string = String.objects.get(data=old)
        for segment in source.stringsegment_set.filter(string=string):
            StringTranslation.objects.create(
                translation_of=string,
                locale=english,
                context=segment.context,
                data=new,
            )
    Translation.objects.create(source=source, target_locale=english).save_target()
    translated = page.get_translation(english).specific
    translated.get_latest_revision().publish()
    translated.refresh_from_db()
    return translated


def test_terms_stand_in_alphabetical_order_each_at_its_own_place(rich: CoursePage) -> None:
    html = text(Client(), f"{rich.url}kamus/")
    assert re.findall(r'<div id="([^"]+)"><dt>([^<]+)</dt>', html) == [
        ("biaya-tetap", "Biaya tetap"),
        ("modal", "modal"),
        ("omzet", "Omzet"),
    ]
    assert "<dd>Arti dari biaya tetap.</dd>" in html
    assert html.count(f'href="{rich.url}"') == 2
    assert "<script>" not in text(
        Client(), f"{make_course(0, glossary=terms('<script>')).url}kamus/"
    )


def test_the_course_links_to_its_glossary_if_there_is_one(rich: CoursePage) -> None:
    assert f'href="{rich.url}kamus/"' in text(Client(), rich.url)
    poor = make_course(1)
    assert "kamus/" not in text(Client(), poor.url)
    assert Client().get(f"{poor.url}kamus/").status_code == 404


def test_who_may_read_the_course_may_read_its_glossary(
    rich: CoursePage, learner_client: Client
) -> None:
    url = f"{rich.url}kamus/"
    assert learner_client.get(url).status_code == 200
    assert Client().post(url).status_code == Client().post(rich.url).status_code
    PageViewRestriction.objects.create(page=rich, restriction_type="login")
    assert Client().get(url).headers["Location"] == f"/masuk/?next={url}"
    PageViewRestriction.objects.all().delete()
    rich.unpublish()
    assert Client().get(url).status_code == 404
    assert Client().get(f"{url}lagi/").status_code == 404


def test_a_lesson_that_had_the_address_before_keeps_it(rich: CoursePage) -> None:
    lesson = lessons_of(rich)[0]
    path = f"{rich.url_path}kamus/"
    LessonPage.objects.filter(pk=lesson.pk).update(slug="kamus", url_path=path)
    assert lesson.title in text(Client(), f"{rich.url}kamus/")


def test_a_lessons_link_leads_to_the_term_in_every_language(rich: CoursePage) -> None:
    html = f'<p>Ini <a href="{GLOSSARY_LINK}biaya-tetap">biaya tetap</a>.</p>'
    lesson = LessonPageFactory(parent=rich, body=[reading(html)])
    english = translate(rich, {"Biaya tetap": "Fixed cost"})
    pages = {lesson: rich, translate(lesson): english}
    assert english.glossary[1].value["term"] == "Fixed cost"
    for page, course in pages.items():
        [href] = re.findall(r'href="([^"]*kamus/#[^"]*)"', text(Client(), page.url))
        address, _sign, place = urljoin(page.url, href).partition("#")
        assert address == f"{course.url}kamus/"
        assert f' id="{place}"' in text(Client(), address)
    assert '<div id="fixed-cost"><dt><span id="biaya-tetap"></span>Fixed cost</dt>' in text(
        Client(), f"{english.url}kamus/"
    )


def test_every_place_on_the_page_is_there_once(rich: CoursePage) -> None:
    """A word of the other language may be another term of this one."""
    english = translate(rich, {"Biaya tetap": "Omzet", "Omzet": "Turnover"})
    for course in (rich, english):
        found = re.findall(r' id="([^"]+)"', text(Client(), f"{course.url}kamus/"))
        assert len(found) == len(set(found))


def test_the_other_language_is_one_tap_away(rich: CoursePage) -> None:
    english = translate(rich)
    assert f'href="{english.url}kamus/" lang="en"' in text(Client(), f"{rich.url}kamus/")
    english.glossary = []
    english.save_revision().publish()
    assert f'href="{english.url}" lang="en"' in text(Client(), f"{rich.url}kamus/")


def test_a_preview_shows_the_glossary_as_it_is_written(rich: CoursePage) -> None:
    rich.glossary = terms("Agunan")
    html = rich.make_preview_request(preview_mode="kamus").content.decode()
    assert '<div id="agunan">' in html
    assert "Agunan" not in rich.make_preview_request().content.decode()


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_page_costs_the_same_whatever_there_is(
    rich: CoursePage, learner_client: Client, signed_in: bool
) -> None:
    client = learner_client if signed_in else Client()
    url = f"{rich.url}kamus/"
    counts = []
    for more in (0, 12):
        rich.glossary = terms("Omzet", *(f"Kata {number}" for number in range(more)))
        rich.save_revision().publish()
        for _number in range(more):
            LessonPageFactory(parent=rich)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 8
