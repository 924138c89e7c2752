"""Questions as they will always have been asked: what they point at is looked up once and kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wagtail.images import get_image_model
from wagtail.models import Page

from courses.kinds.quiz.questions import Question
from media.models import MediaItem

#: Wide enough for a phone's screen, light enough for its owner's purse.
PICTURE_SPEC = "max-640x640|format-webp|webpquality-70"


def freeze(questions: Sequence[Question]) -> list[Question]:
    """The questions with their pictures, sounds and pages looked up, in at most four statements."""
    if not any(map(_points_elsewhere, questions)):
        return list(questions)
    images = _images({pk for question in questions for pk in _picture_ids(question)})
    sounds = MediaItem.objects.in_bulk(
        {one.sound["media"] for one in questions if one.sound and one.sound.get("media")}
    )
    pages = {
        page.pk: page
        for page in Page.objects.live().filter(
            pk__in={one.read_again["page"] for one in questions if one.read_again}
        )
    }
    return [_freeze(question, images, sounds, pages) for question in questions]


def picture_of(image: Any) -> dict[str, Any]:
    """A Wagtail image as a frozen picture; makes its small version where there is none."""
    rendition = image.get_rendition("original" if image.is_svg() else PICTURE_SPEC)
    return {
        "image": image.pk,
        "file": rendition.file.name,
        "width": rendition.width,
        "height": rendition.height,
        "bytes": rendition.file.size,
    }


def _images(ids: set[int]) -> dict[int, dict[str, Any]]:
    if not ids:
        return {}
    images = get_image_model().objects.filter(pk__in=ids)
    return {image.pk: picture_of(image) for image in images.prefetch_renditions(PICTURE_SPEC)}


def _points_elsewhere(question: Question) -> bool:
    """Most questions are text alone, and beginning a quiz should cost little."""
    return bool(
        question.picture
        or question.sound
        or question.read_again
        or next(_pictured(question.data), None)
    )


def _picture_ids(question: Question) -> Iterator[int]:
    if question.picture:
        yield question.picture["image"]
    for item in _pictured(question.data):
        if isinstance(item["picture"], int):
            yield item["picture"]


def _pictured(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The items of a question's lists that have a picture of their own."""
    for value in data.values():
        if isinstance(value, list | tuple):
            yield from (one for one in value if isinstance(one, Mapping) and one.get("picture"))


def _freeze(
    question: Question,
    images: Mapping[int, Mapping[str, Any]],
    sounds: Mapping[int, MediaItem],
    pages: Mapping[int, Page],
) -> Question:
    picture, sound, read_again = question.picture, question.sound, question.read_again
    if picture:
        # A picture that was deleted is left out; its question can still be answered.
        found = images.get(picture["image"])
        picture = {**picture, **found} if found else None
    if sound:
        item = sounds.get(sound["media"])
        sound = {
            "media": item.pk, "file": item.file.name, "bytes": item.size, "seconds": item.seconds,
        } if item else None  # fmt: skip
    if read_again:
        page = pages.get(read_again["page"])
        read_again = {"page": page.pk, "title": page.title, "url": page.url} if page else None
    data = {name: _freeze_value(value, images) for name, value in question.data.items()}
    return replace(question, data=data, picture=picture, sound=sound, read_again=read_again)


def _freeze_value(value: Any, images: Mapping[int, Mapping[str, Any]]) -> Any:
    if not isinstance(value, list | tuple):
        return value
    return [
        {**one, "picture": images.get(one["picture"], {"image": one["picture"]})}
        if isinstance(one, Mapping) and isinstance(one.get("picture"), int)
        else one
        for one in value
    ]
