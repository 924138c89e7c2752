from typing import Any

import pytest
from hypothesis import strategies as st
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.activities.contract import FRESH
from courses.activities.testing import KindConformance
from courses.kinds.reading.activity import ReadingKind
from tests.factories.catalog import reading_block


class TestReading(KindConformance):
    kind = ReadingKind()
    raw_value = reading_block()["value"]
    payloads = st.just({})
    completing = ({},)


@pytest.mark.django_db
def test_a_picture_is_light_has_its_alt_text_and_counts_towards_the_budget() -> None:
    image = get_image_model().objects.create(
        title="Besar", file=get_test_image_file(size=(1600, 1200))
    )
    picture = {"image": {"image": image.pk, "alt_text": "Dua tangan", "decorative": False}}
    value = ReadingKind.block().to_python(
        {"title": "Baca", "body": [{"type": "picture", "value": picture, "id": "p"}]}
    )
    [asset] = ReadingKind().assets(value)
    assert asset.url.endswith(".webp")
    assert 0 < asset.size < image.file.size
    assert not asset.on_demand
    html = render(value)
    assert 'alt="Dua tangan"' in html
    assert 'width="800"' in html
    assert 'loading="lazy"' in html


@pytest.mark.django_db
def test_a_picture_without_alt_text_is_refused_with_a_sentence() -> None:
    image = get_image_model().objects.create(title="P", file=get_test_image_file())
    block = ReadingKind.block()
    picture = {"image": {"image": image.pk, "alt_text": "", "decorative": False}}
    value = block.to_python(
        {"title": "Baca", "body": [{"type": "picture", "value": picture, "id": "p"}]}
    )
    with pytest.raises(Exception, match="error") as caught:
        block.clean(value)
    assert "teks alt" in str(caught.value.as_json_data())


def test_steps_callouts_and_quotations_are_shown_as_such() -> None:
    body = [
        {"type": "steps", "value": {"steps": ["<p>Satu</p>", "<p>Dua</p>"]}, "id": "s"},
        {
            "type": "callout",
            "value": {"type": "warning", "title": "Awas", "text": "<p>Pinjol.</p>"},
            "id": "c",
        },
        {"type": "quotation", "value": {"text": "Pelan.", "source": "Ibu"}, "id": "q"},
    ]
    html = render(ReadingKind.block().to_python({"title": "Baca", "body": body}))
    assert '<ol class="steps"><li><p' in html
    assert '<aside class="callout warning"><h3>Awas</h3>' in html
    assert "<blockquote><p>Pelan.</p><footer>Ibu</footer></blockquote>" in html


def render(value: Any) -> str:
    from django.template.loader import render_to_string

    from courses.activities.contract import AnswerForm

    answer = AnswerForm(id="a1", may=True, url="/")
    return render_to_string(
        ReadingKind.template, {"value": value, "state": FRESH, "answer": answer}
    )


@pytest.mark.django_db  # newer Djangos ask the database how much it can look up at once
def test_all_its_text_is_given_to_the_content_check_in_its_order() -> None:
    body = [
        {"type": "text", "value": "<p>Satu <b>dua</b>.</p>", "id": "t"},
        {"type": "picture", "value": {"image": None, "caption": "Pasar & kios"}, "id": "p"},
        {"type": "steps", "value": {"steps": ["<p>Buka</p>", "<p>Tutup</p>"]}, "id": "s"},
        {
            "type": "callout",
            "value": {"type": "tip", "title": "Coba", "text": "<p>Catat.</p>"},
            "id": "c",
        },
        {"type": "quotation", "value": {"text": "Pelan saja.", "source": "Bu Sri"}, "id": "q"},
    ]
    value = ReadingKind.block().to_python({"title": "Baca", "body": body})
    html = "".join(one.html for one in ReadingKind().passages(value) if one.own)
    assert html == (
        "<h2>Baca</h2><p>Satu <b>dua</b>.</p><p>Pasar &amp; kios</p><p>Buka</p><p>Tutup</p>"
        "<h3>Coba</h3><p>Catat.</p><p>Pelan saja.</p><p>Bu Sri</p>"
    )
    assert list(ReadingKind().remarks(value)) == []
