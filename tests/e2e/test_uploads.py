"""What was uploaded runs nowhere, in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.documents import get_document_model

from courses.catalog.models import CoursePage
from media.delivery.addresses import address_of
from tests.factories.catalog import CoursePageFactory

#: Puts a script on the page; tells whether it was run.
RUN = """
(url) => new Promise((done) => {
    const script = document.createElement("script");
    script.onload = () => done("loaded");
    script.onerror = () => done("refused");
    script.src = url;
    document.head.append(script);
})
"""
CODE = b"window.ran = true; document.title = 'ran'"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=\'ran\'"><rect/></svg>'


@pytest.fixture
def course(live_server: Any, transactional_db: None, settings: Any, tmp_path: Path) -> CoursePage:
    local = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return CoursePageFactory()


def test_no_upload_runs_as_a_script(
    course: CoursePage, live_server: Any, open_context: Any, refused: list[str]
) -> None:
    document = get_document_model().objects.create(title="x", file=ContentFile(CODE, name="x.js"))
    drawing = default_storage.save("images/x.svg", ContentFile(DRAWING))
    attack = f'<p>X<!--><script src="{document.url}"></script>-->Y</p>'
    CoursePage.objects.filter(pk=course.pk).update(intro=attack)
    page = open_context().new_page()
    page.goto(live_server.url + course.url)
    assert "X-->Y" in page.inner_text("main")
    for address in (document.url, address_of(drawing)):
        # As a page of our own might be made to do it; its policy is another matter.
        assert page.evaluate(RUN, address) == "refused"
    assert page.evaluate("window.ran") is None
    assert len(refused) == 2
    assert all("script-src-elem" in refusal for refusal in refused)
    refused.clear()
    # Opened by itself it is a download.
    with page.expect_download():
        page.evaluate("(url) => { location.href = url }", address_of(drawing))
    assert page.title() != "ran"
