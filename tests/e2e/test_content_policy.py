"""The editor does all its work under a policy that lets scripts come from the static path alone.

Every browser test fails where the policy refused something (`refused` in conftest.py). Here are the
pages and the widgets that no other test opens.
"""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Locator, Page, expect
from wagtail.documents import get_document_model
from wagtail.models import Locale, Workflow
from wagtail_localize.models import Translation, TranslationSource

from courses.catalog.models import CoursePage
from tests.e2e.conftest import ADMINISTRATOR, DESK, Site, sign_in
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import CoursePageFactory, LessonPageFactory, reading_block
from tests.factories.media import png_bytes
from tests.factories.podcasts import EpisodePageFactory, ensure_podcast_index
from tests.factories.quizzes import make_image

pytestmark = pytest.mark.django_db(transaction=True)

REPORTS = (
    "aging-pages/",
    "locked/",
    "page-types-usage/",
    "site-history/",
    "workflow/",
    "workflow_tasks/",
)
LISTS = (
    "",
    "account/",
    "pages/",
    "images/",
    "documents/",
    "documents/multiple/add/",
    "users/",
    "users/new/",
    "workflows/list/",
    "workflows/tasks/index/",
    "locales/",
    "sites/",
    "localize/reports/translations/",
    "snippets/kind_quiz/bankquestion/",
    "snippets/kind_quiz/bankquestion/add/",
    "snippets/kind_quiz/category/add/",
    "snippets/media/mediaitem/",
    "snippets/media/mediaitem/add/",
    "podcast-diikuti/",
    "kuis/penilaian/",
    "kuis/hasil/",
    "kuis/impor/",
    *(f"reports/{report}" for report in REPORTS),
)


@pytest.fixture
def site(live_server: Any, transactional_db: None, settings: Any) -> Site:
    """One administrator, and a course with a lesson."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    PersonFactory(administrator=True, code=ADMINISTRATOR.code, password=ADMINISTRATOR.secret)
    course = CoursePageFactory()
    return Site(live_server.url, course, [LessonPageFactory(parent=course, body=[reading_block()])])


@pytest.fixture
def editor(site: Site, open_context: Any) -> Page:
    page: Page = open_context(DESK).new_page()
    sign_in(page, site, ADMINISTRATOR)
    return page


def go(page: Page, site: Site, path: str) -> None:
    response = page.goto(site.url(f"/admin/{path}"))
    assert response is not None
    assert response.ok, path


def window(page: Page) -> Locator:
    return page.locator(".modal.in, .modal.fade.in").last


# wagtail-localize does not order its report.
@pytest.mark.filterwarnings("ignore:Pagination may yield inconsistent results")
def test_the_editors_pages_open(site: Site, editor: Page) -> None:
    for path in LISTS:
        go(editor, site, path)
    image, lesson = make_image("Gambar"), site.lessons[0]
    go(editor, site, f"images/{image.pk}/")
    for page in ("", "edit/", "move/", "copy/", "delete/", "history/", "usage/", "unpublish/"):
        go(editor, site, f"pages/{lesson.pk}/{page}")
    lesson.save_revision()
    lesson.save_revision()
    go(editor, site, f"pages/{lesson.pk}/revisions/compare/earliest...latest/")


def test_dates_are_chosen_when_a_page_is_published_later(site: Site, editor: Page) -> None:
    go(editor, site, f"pages/{site.lessons[0].pk}/edit/")
    editor.locator("[data-side-panel-toggle='status']").click()
    editor.locator("[data-a11y-dialog-show='schedule-publishing-dialog']").first.click()
    editor.locator("#id_go_live_at").click()
    expect(editor.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)


def test_a_picture_is_sent_and_chosen(site: Site, editor: Page, tmp_path: Path) -> None:
    (tmp_path / "warung.png").write_bytes(png_bytes(64, 64))
    go(editor, site, "images/multiple/add/")
    editor.locator("input[type=file]").first.set_input_files(tmp_path / "warung.png")
    expect(editor.locator("[id^='id_image-'][name$='-title']")).to_have_value("warung")

    go(editor, site, f"pages/add/podcasts/showpage/{ensure_podcast_index().pk}/")
    chooser = editor.locator("#id_artwork-chooser")
    chooser.locator("[data-chooser-action-choose]").first.click()
    window(editor).locator("[data-chooser-modal-choice]").first.click()
    expect(chooser.locator("[data-chooser-title]")).to_have_text("warung")


def test_a_link_is_put_into_text(site: Site, editor: Page) -> None:
    go(editor, site, f"pages/{site.course.pk}/edit/")
    text = editor.locator(".public-DraftEditor-content").first
    text.click()
    editor.keyboard.type("Warung ")
    editor.keyboard.press("Control+A")
    editor.keyboard.press("Control+K")
    window(editor).locator("a[data-title]").first.click()
    expect(editor.locator(".Draftail-Editor .TooltipEntity")).to_be_visible()


def test_chapters_are_added_to_an_episode(site: Site, editor: Page) -> None:
    episode = EpisodePageFactory()
    go(editor, site, f"pages/{episode.pk}/edit/")
    editor.locator("#id_chapters-ADD").click()
    expect(editor.locator("#id_chapters-0-title")).to_be_visible()
    editor.locator("[id='id_chapters-0-DELETE-button']").click()
    expect(editor.locator("#id_chapters-0-title")).to_be_hidden()


def test_a_task_is_added_to_a_workflow(site: Site, editor: Page) -> None:
    workflow = Workflow.objects.get()
    go(editor, site, f"workflows/edit/{workflow.pk}/")
    before = editor.locator(".task-chooser:visible").count()
    editor.locator("#id_workflow_tasks-ADD").click()
    expect(editor.locator(".task-chooser:visible")).to_have_count(before + 1)
    editor.locator(".task-chooser:visible [data-chooser-action-choose]").last.click()
    expect(window(editor)).to_be_visible()


def test_a_report_is_filtered_by_date(site: Site, editor: Page) -> None:
    go(editor, site, "reports/site-history/")
    editor.get_by_role("button", name="Tampilkan saringan").click()
    editor.locator("[aria-controls='drilldown-id_timestamp']").click()
    editor.locator("[name='timestamp_from']").click()
    expect(editor.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)


def test_a_course_is_translated(site: Site, editor: Page) -> None:
    go(editor, site, f"localize/submit/page/{site.course.pk}/")
    source, _new = TranslationSource.update_or_create_from_instance(site.course)
    english = Locale.objects.get(language_code="en")
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target(publish=False)
    translated = CoursePage.objects.get(
        translation_key=site.course.translation_key, locale__language_code="en"
    )
    go(editor, site, f"pages/{translated.pk}/edit/")
    expect(editor.get_by_text(site.course.title, exact=True).first).to_be_visible()


def test_what_somebody_uploaded_never_runs(site: Site, editor: Page, refused: list[str]) -> None:
    """Not from a document, not from an attribute, not inline: on a page and in the editor."""
    document = get_document_model().objects.create(
        title="x", file=ContentFile(b"window.ran = true", name="x.js")
    )
    tries = """async (address) => {
      for (const [key, value] of [["src", address], ["text", "window.ran = true"]]) {
        const script = document.createElement("script");
        script[key] = value;
        document.body.append(script);
        await new Promise((done) => {
          script.onerror = script.onload = done;
          setTimeout(done, 500);
        });
      }
      const picture = document.createElement("p");
      document.body.append(picture);
      picture.innerHTML = '<img src="/none" onerror="window.ran = true">';
      await new Promise((done) => setTimeout(done, 300));
      return window.ran === undefined;
    }"""
    for path in ("/", site.course.url, "/admin/", f"/admin/pages/{site.course.pk}/edit/"):
        editor.goto(site.url(path))
        assert editor.evaluate(tries, document.url)
        assert len([line for line in refused if "script-src" in line]) >= 3, path
        refused.clear()
