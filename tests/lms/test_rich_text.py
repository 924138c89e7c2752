"""No way into a page's text brings a script, as participants and the editor meet it."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Revision
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    Translation,
    TranslationSource,
)

from courses.catalog.models import CoursePage, LessonPage
from courses.transfer.importing import import_course
from courses.transfer.problems import TransferError
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import (
    CoursePageFactory,
    LessonPageFactory,
    ensure_site,
)
from tests.factories.podcasts import EpisodePageFactory
from tests.lms.test_editor import lesson_form, reading

pytestmark = pytest.mark.django_db

ATTACK = 'X<!--><script src="/dokumen/3/x.js"></script>-->Y'


@pytest.fixture
def trainer() -> Client:
    client = Client()
    client.force_login(
        PersonFactory(trainer=True), backend="lms.accounts.backends.StaffPasswordBackend"
    )
    return client


def translate(lesson: LessonPage) -> Translation:
    """A lesson into English, and its course before it."""
    english = Locale.objects.get(language_code="en")
    for page in (lesson.get_parent().specific, lesson):
        source, _created = TranslationSource.get_or_create_from_instance(page)
        made = Translation.objects.create(source=source, target_locale=english)
        made.save_target()
    return made


@pytest.fixture
def translation() -> Translation:
    ensure_site()
    body = [
        {
            "type": "reading",
            "id": "baca",
            "value": {
                "title": "Baca",
                "body": [
                    {
                        "type": "text",
                        "id": "isi",
                        "value": '<p>Isi <a href="https://ojk.go.id/">OJK</a>.</p>',
                    }
                ],
            },
        }
    ]
    return translate(LessonPageFactory(body=body))


def segment_of(translation: Translation) -> StringSegment:
    found = StringSegment.objects.filter(source=translation.source)
    return found.get(string__data__contains="OJK")


def publish(translation: Translation, trainer: Client) -> str:
    """The English page after "Publish" in the translation's own editor."""
    page = translation.get_target_instance()
    response = trainer.post(f"/admin/pages/{page.pk}/edit/", {"action": "publish"})
    assert response.status_code == 302
    for one in (page.get_parent().specific, page):
        one.refresh_from_db()
        one.get_latest_revision().publish()
    return shown(page)


def shown(page: Any) -> str:
    page.refresh_from_db()
    return Client().get(page.url).content.decode()


def assert_harmless(html: str) -> None:
    assert "x.js" not in html
    assert "javascript:" not in html


def test_a_translated_text_brings_no_script(translation: Translation, trainer: Client) -> None:
    segment = segment_of(translation)
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    answer = trainer.put(
        url, f"value={ATTACK}<a id='a1'>OJK</a>", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 201, answer.content
    html = publish(translation, trainer)
    assert_harmless(html)
    assert "X--&gt;Y" in html
    for revision in Revision.objects.for_instance(translation.get_target_instance()):
        assert "x.js" not in json.dumps(revision.content)


def test_a_file_of_translations_brings_no_script(translation: Translation, trainer: Client) -> None:
    file = translation.export_po()
    for entry in file:
        if "OJK" in entry.msgid:
            entry.msgstr = f'{ATTACK}<a id="a1">OJK</a>'
    assert isinstance(file, polib.POFile)
    url = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    upload = SimpleUploadedFile("en.po", str(file).encode())
    assert trainer.post(url, {"file": upload}).status_code == 302
    html = publish(translation, trainer)
    assert_harmless(html)
    assert "X--&gt;Y" in html


def test_a_translated_link_brings_no_script(translation: Translation, trainer: Client) -> None:
    segment = OverridableSegment.objects.get(
        source=translation.source, data_json__contains="ojk.go.id"
    )
    SegmentOverride.objects.create(
        locale=translation.target_locale,
        context=segment.context,
        data_json=json.dumps("javascript:alert(1)"),
    )
    html = publish(translation, trainer)
    assert_harmless(html)
    assert "<a>OJK</a>" in html


def test_a_translated_address_brings_no_script(trainer: Client) -> None:
    audio = {"title": "Dengar", "link": "https://example.org/a.mp3", "transcript": "<p>Halo.</p>"}
    made = translate(LessonPageFactory(body=[{"type": "audio", "id": "a", "value": audio}]))
    segment = OverridableSegment.objects.get(source=made.source, data_json__contains="example.org")
    SegmentOverride.objects.create(
        locale=made.target_locale,
        context=segment.context,
        data_json=json.dumps(" JavaScript:alert(1)"),
    )
    html = publish(made, trainer)
    assert "Halo." in html
    assert_harmless(html.lower())


def test_what_an_attacker_left_before_is_harmless_at_once(trainer: Client) -> None:
    """Nothing but the code has changed: a database that was attacked is safe by the upgrade."""
    course = CoursePageFactory(intro="<p>Halo</p>")
    lesson = LessonPageFactory(parent=course)
    raw = lesson.body.get_prep_value()
    raw[0]["value"]["body"][0]["value"] = f"<p>{ATTACK}</p>"
    stored = LessonPage._meta.get_field("body").to_python(json.dumps(raw))
    LessonPage.objects.filter(pk=lesson.pk).update(body=stored)
    CoursePage.objects.filter(pk=course.pk).update(intro=f"<p>{ATTACK}</p>")
    revision = lesson.get_latest_revision()
    content = {**revision.content, "body": json.dumps(raw)}
    Revision.objects.filter(pk=revision.pk).update(content=content)
    for page in (course, lesson):
        html = shown(page)
        assert_harmless(html)
        assert "X--&gt;Y" in html
    draft = trainer.get(f"/admin/pages/{lesson.pk}/view_draft/").content.decode()
    assert_harmless(draft)
    assert "X--&gt;Y" in draft
    # And is cleaned in the database when the draft is published.
    Revision.objects.get(pk=revision.pk).publish()
    assert "x.js" not in LessonPage.objects.get(pk=lesson.pk).to_json()


def test_the_editors_own_form_brings_no_script(trainer: Client) -> None:
    course = CoursePageFactory()
    block = {"key": "a", "text": f"{ATTACK} OJK", "type": "unstyled", "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": [{"offset": 0, "length": 5, "key": 0}]}
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}
    state = json.dumps({"blocks": [block], "entityMap": {"0": link}})
    data = lesson_form(reading(("text", state)))
    url = f"/admin/pages/add/catalog/lessonpage/{course.pk}/"
    assert trainer.post(url, data).status_code == 302
    html = shown(LessonPage.objects.get(slug="pelajaran-baru"))
    # What somebody types is text.
    assert "&lt;script" in html
    assert '<script src="/dokumen' not in html
    assert "javascript:" not in html


def test_notes_of_an_episode_bring_no_script_to_page_and_feed() -> None:
    episode = EpisodePageFactory(notes="<p>Aman</p>")
    type(episode).objects.filter(pk=episode.pk).update(notes=f"<p>{ATTACK}</p>")
    feed = Client().get(f"{episode.get_parent().url}feed.xml").content.decode()
    for html in (shown(episode), feed):
        assert "x.js" not in html
        assert "X--" in html


@pytest.mark.parametrize(
    "activity",
    [
        f"# reading: baca\ntitle: Baca\n\n{ATTACK}\n",
        "# reading: baca\ntitle: Baca\n\n[a](javascript:alert(1))\n",
        "# pledge: janji\nvalue: {title: Janji, prompt: '<script>alert(1)</script>'}\n",
    ],
)
def test_an_imported_course_brings_no_script(tmp_path: Path, activity: str) -> None:
    (tmp_path / "course.md").write_text("---\ntitle: Kelas\nslug: kelas\nsummary: Satu.\n---\n")
    (tmp_path / "01-satu.md").write_text(
        f"---\ntitle: Satu\nslug: satu\nminutes: 3\n---\n\n{activity}"
    )
    with suppress(TransferError):
        import_course(tmp_path, index=ensure_site())
    for lesson in LessonPage.objects.all():
        html = shown(lesson)
        assert "<script>alert" not in html
        assert_harmless(html)
