"""Audio and video: the same recording, of two types."""

import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import strategies as st
from wagtail.blocks import StructBlockValidationError

from courses.activities.contract import FRESH, AnswerForm
from courses.activities.testing import KindConformance
from courses.kinds.audio.activity import AudioKind
from courses.kinds.video.activity import VideoKind
from media.models import MediaItem
from tests.factories.media import MP3, MP4, make_media_item

LINKED = {
    "title": "Dengarkan",
    "file": None,
    "link": "https://example.org/siaran",
    "minutes": 5,
    "transcript": "<p>Selamat datang.</p>",
}


class TestAudio(KindConformance):
    kind = AudioKind()
    raw_value = LINKED
    payloads = st.just({})
    completing = ({},)


class TestVideo(KindConformance):
    kind = VideoKind()
    raw_value = LINKED
    payloads = st.just({})
    completing = ({},)


@pytest.mark.django_db
def test_nothing_of_a_file_loads_before_the_tap_and_its_size_and_length_are_said() -> None:
    item = make_media_item(MP3, "suara.mp3", seconds=300, padding=900_000)
    value = AudioKind.block().to_python({**LINKED, "file": item.pk, "link": ""})
    html = render(AudioKind, value)
    assert 'preload="none"' in html
    assert "0,9 MB" in html
    assert "5 menit" in html
    [asset] = AudioKind().assets(value)
    assert (asset.size, asset.seconds, asset.on_demand) == (item.size, 300, True)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_captions_are_in_the_language_of_the_page(language: str) -> None:
    item = make_media_item(MP4, "film.mp4")
    item.captions = ContentFile(b"WEBVTT\n", name="film.vtt")
    item.save()
    value = VideoKind.block().to_python({**LINKED, "file": item.pk, "link": ""})
    with translation.override(language):
        assert f'srclang="{language}"' in render(VideoKind, value)


def test_of_a_link_nothing_is_loaded_at_all() -> None:
    html = render(VideoKind, VideoKind.block().to_python(LINKED))
    assert "<video" not in html
    assert "<iframe" not in html
    assert 'href="https://example.org/siaran"' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "change", "where"),
    [
        (AudioKind, {"link": ""}, "file"),
        (AudioKind, {"file": "mp3"}, "file"),
        (AudioKind, {"file": "mp4", "link": ""}, "file"),
        (VideoKind, {"file": "mp3", "link": ""}, "file"),
        (AudioKind, {"transcript": ""}, "transcript"),
        (VideoKind, {"transcript": "", "file": "mp4", "link": ""}, "transcript"),
    ],
    ids=["neither", "both", "video-as-audio", "audio-as-video", "no-transcript", "no-captions"],
)
def test_a_recording_that_would_not_serve_is_refused(
    kind: Any, change: dict[str, Any], where: str
) -> None:
    files = {"mp3": (MP3, "a.mp3"), "mp4": (MP4, "a.mp4")}
    if change.get("file"):
        change = {**change, "file": make_media_item(*files[change["file"]]).pk}
    block = kind.block()
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(block.to_python({**LINKED, **change}))
    assert where in caught.value.block_errors


@pytest.mark.django_db
def test_captions_stand_in_for_a_transcript() -> None:
    item = make_media_item(MP4, "a.mp4")
    item.captions.save("a.vtt", ContentFile(b"WEBVTT\n"))
    block = VideoKind.block()
    value = block.clean(block.to_python({**LINKED, "file": item.pk, "link": "", "transcript": ""}))
    assert '<track kind="captions"' in render(VideoKind, value)
    assert MediaItem.objects.get().captions.name.startswith("media/")


def render(kind: Any, value: Any) -> str:
    answer = AnswerForm(id=str(uuid.uuid4()), may=True, url="/")
    return render_to_string(kind.template, {"value": value, "state": FRESH, "answer": answer})
