"""The content check: what a trainer should mend in a lesson before participants meet it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from courses.activities.blocks import MISSING
from courses.activities.contract import Remark
from courses.activities.registry import kinds
from courses.catalog.glossary import GLOSSARY_LINK
from courses.catalog.models import CoursePage, LessonPage
from courses.catalog.weight import activity_outline, page_bytes
from courses.wording.hard_words import find_hard_words, hard_words
from courses.wording.passages import Paragraph, plain_text, read_paragraphs
from courses.wording.sentences import (
    MOST_WORDS,
    count_words,
    find_long_sentences,
    median_length,
    sentences,
)
from media.templatetags.media_tags import megabytes

#: A lesson is read in one go, on a phone, by people who read slowly.
MOST_WORDS_IN_LESSON = 400
#: Half of all sentences are to be no longer.
HIGHEST_MEDIAN = 12


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be mended in one activity. `activity_id` is "" for the lesson as a whole."""

    activity_id: str
    heading: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """What one activity lets people read: the lesson's own text, and other texts."""

    own: Sequence[Paragraph]
    others: Sequence[Paragraph]


def check_lesson(lesson: LessonPage) -> list[Checked]:
    """What is to be mended in a lesson as it is: the whole first, then activities in their order.
    Where there is nothing, there is no entry."""
    course = lesson.get_parent().specific
    return check_body(lesson.body, course=course, language=lesson.locale.language_code)


def check_body(body: Any, *, course: CoursePage, language: str) -> list[Checked]:
    """The same of a body that may not be saved yet, in a lesson of `course`."""
    activities = [block for block in body if block.block_type != MISSING]
    texts = [_read(block) for block in activities]
    words = hard_words(language) | {block.value["term"] for block in course.glossary}
    hard = _hard_word_remarks([one.own for one in texts], words)
    found = [Checked("", _("The whole lesson"), tuple(_whole_remarks(body, texts)))]
    for block, text, unexplained in zip(activities, texts, hard, strict=True):
        remarks = (
            *kinds[block.block_type].remarks(block.value),
            *_long_sentence_remarks([*text.own, *text.others]),
            *unexplained,
        )
        found.append(Checked(block.id or "", name_activity(block), remarks))
    return [one for one in found if one.remarks]


def name_activity(block: Any) -> str:
    """An activity as a trainer knows it: its kind and its heading."""
    label = kinds[block.block_type].label
    title = block.value.get("title") if hasattr(block.value, "get") else ""
    return f"{label}: {title}" if title else str(label)


def served_badly(body: Any) -> Iterator[Remark]:
    """What saves well, but reaches people badly or not at all."""
    size = page_bytes(activity_outline(body))
    if size > settings.PIJAR_LESSON_BUDGET_BYTES:
        sentence = _(
            "This lesson loads %(size)s of pictures; %(budget)s is what participants can pay "
            "for. Use fewer or simpler pictures."
        )
        budget = megabytes(settings.PIJAR_LESSON_BUDGET_BYTES)
        yield Remark("heavy", sentence % {"size": megabytes(size), "budget": budget})
    missing = {block.value["type"] for block in body if block.block_type == MISSING}
    if missing:
        sentence = _("Kept but not shown, because its kind is not installed: %(kinds)s.")
        yield Remark("missing-kind", sentence % {"kinds": ", ".join(sorted(missing))})


def _read(block: Any) -> _Text:
    own: list[Paragraph] = []
    others: list[Paragraph] = []
    for passage in kinds[block.block_type].passages(block.value):
        # Wagtail's dialog for links takes a whole path only: /kelas/…/kamus/#…
        link = GLOSSARY_LINK.removeprefix("..")
        paragraphs = read_paragraphs(passage.html, explaining=link)
        (own if passage.own else others).extend(paragraphs)
    return _Text(own, others)


def _whole_remarks(body: Any, texts: Iterable[_Text]) -> Iterator[Remark]:
    yield from served_badly(body)
    text = plain_text([paragraph for one in texts for paragraph in one.own])
    count = count_words(text)
    if count > MOST_WORDS_IN_LESSON:
        sentence = _(
            "The lesson has %(count)d words; %(most)d are enough. Leave something out, or make "
            "two lessons of it."
        )
        yield Remark("many-words", sentence % {"count": count, "most": MOST_WORDS_IN_LESSON})
    if median_length(text) > HIGHEST_MEDIAN:
        sentence = _("Half of the sentences have more than %(most)d words. Write shorter ones.")
        yield Remark("long-median", sentence % {"most": HIGHEST_MEDIAN})


def _long_sentence_remarks(paragraphs: Sequence[Paragraph]) -> Iterator[Remark]:
    for long in find_long_sentences(plain_text(paragraphs)):
        sentence = _("This sentence has %(count)d words; %(most)d are enough. Make two of it.")
        said = sentence % {"count": count_words(long), "most": MOST_WORDS}
        yield Remark("long-sentence", said, long)


def _hard_word_remarks(
    texts: Sequence[Sequence[Paragraph]], words: Iterable[str]
) -> list[list[Remark]]:
    """For each activity, as a word is explained where it first stands in the lesson."""
    paragraphs = [(number, one) for number, own in enumerate(texts) for one in own]
    remarks: list[list[Remark]] = [[] for _text in texts]
    for place, word in find_hard_words([one for _number, one in paragraphs], frozenset(words)):
        number, paragraph = paragraphs[place]
        sentence = _(
            "“%(word)s” is a hard word. Here it stands first: write it in bold and explain it, or "
            "link it to the glossary."
        )
        excerpt = next((one for one in sentences(paragraph.text) if word in one), paragraph.text)
        remarks[number].append(Remark("hard-word", sentence % {"word": word}, excerpt))
    return remarks
