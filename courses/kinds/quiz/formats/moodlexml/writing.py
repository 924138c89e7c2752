"""Entries to Moodle XML, one question at a time.

Each question is written in Moodle's own elements, read back from them, and whatever came back
different is added in `<pijar>` (see `extension`). So whoever knows Moodle's elements alone gets all
that they can say, and Pijar gets everything.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.categories import write_moodle_path
from courses.kinds.quiz.formats.entries import Entry, Unwritable
from courses.kinds.quiz.formats.figures import write_float
from courses.kinds.quiz.formats.filling import explain_misfit, fill_entry
from courses.kinds.quiz.formats.moodlexml import (
    arranged,
    calculated,
    choices,
    extension,
    gaps,
    typed,
    written,
)
from courses.kinds.quiz.formats.moodlexml.cloze import begins_gap, write_literal
from courses.kinds.quiz.formats.moodlexml.media import make_safe_name, play_sound, show_picture
from courses.kinds.quiz.formats.moodlexml.nodes import Node, serialise
from courses.kinds.quiz.formats.moodlexml.parsing import MAX_FILE_BYTES
from courses.kinds.quiz.formats.moodlexml.reading import read_question
from courses.kinds.quiz.formats.moodlexml.targets import Target
from courses.kinds.quiz.formats.moodlexml.texts import HTML, NAMES, PLAIN, convert
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.schema import is_text

_WRITERS: Mapping[str, Callable[[Target], None]] = {
    "single_choice": choices.write_single_choice,
    "multiple_choice": choices.write_multiple_choice,
    "true_false": choices.write_true_false,
    "picture_choice": choices.write_single_choice,
    "short_answer": typed.write_short_answer,
    "numeric": typed.write_numeric,
    "calculated": calculated.write_calculated,
    "matching": arranged.write_matching,
    "ordering": arranged.write_ordering,
    "gaps": gaps.write_gaps,
    "essay": written.write_essay,
    "file": written.write_file,
    "description": written.write_description,
}


def write_entries(entries: Iterable[Entry]) -> Iterator[str]:
    """The file in pieces. Raises `Unwritable` at an entry that `find_refusal` refuses."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    category = ""
    for entry in entries:
        node = make_question(entry)
        if entry.category != category:
            category = entry.category
            yield from serialise(_make_category(category))
        yield from serialise(node)
    yield "</quiz>\n"


def find_refusal(entry: Entry) -> str | None:
    """A sentence why Moodle XML can't carry this question; None where it can."""
    try:
        make_question(entry)
    except Unwritable as refused:
        return str(refused)
    return None


def make_question(entry: Entry) -> Node:
    """The `<question>`. Raises `Unwritable`."""
    slug = entry.question.type
    if slug not in _WRITERS:
        sentence = _("Moodle XML has no place for questions of the type “%(type)s”.")
        raise Unwritable(sentence, type=slug)
    _check_texts(entry)
    _check_files(entry)
    target = _make_target(fill_entry(entry))
    _WRITERS[slug](target)
    target.node.children[:0] = _make_common(target)
    _add_end(target)
    _add_extension(target)
    return target.node


def _make_target(entry: Entry) -> Target:
    """Plain text can't show a picture, nor protect what looks like a gap: it becomes HTML."""
    question = entry.question
    has_media = bool(question.picture or question.sound)
    is_html = question.format == PLAIN and (
        has_media or (question.type == "gaps" and begins_gap(question.text))
    )
    text = convert(question.text, PLAIN, HTML) if is_html else question.text
    return Target(entry, text, NAMES[HTML] if is_html else NAMES[question.format])


def _make_common(target: Target) -> list[Node]:
    entry, question = target.entry, target.entry.question
    top = Node("question")
    top.add_words("name", question.name)
    media = []
    if question.picture:
        media.append(show_picture(question.picture["image"], question.picture.get("alt") or ""))
    if question.sound:
        media.append(play_sound(question.sound["media"]))
    if question.type == "gaps":
        media = [write_literal(one).replace("[[", "&#91;[") for one in media]
    words = "\n\n".join([target.text, *media])
    node = top.add_words("questiontext", words, format=target.text_format)
    for name in dict.fromkeys(_own_files(question)):
        target.add_file(node, name)
    target.add_text(top, "generalfeedback", question.feedback)
    if question.type != "gaps":
        top.add("defaultgrade", write_float(question.weight))
    top.add_each(penalty=write_float(question.penalty), hidden="0", idnumber=entry.number)
    return top.children


def _add_end(target: Target) -> None:
    for hint in target.entry.question.hints:
        target.add_text(target.node, "hint", hint)
    if target.entry.tags:
        tags = target.node.add("tags")
        for tag in target.entry.tags:
            tags.add_words("tag", tag)


def _add_extension(target: Target) -> None:
    """Say what Moodle's elements did not. Raises `Unwritable` where that is not enough."""
    entry, wanted = target.entry, target.entry.question
    content = extension.describe_surroundings(entry)
    read = _read_back(target.node, extension.Around(beside=entry.beside))
    if read.format != wanted.format:
        content["format"] = wanted.format
        read = _read_back(target.node, extension.look_around(content))
    if read.type == wanted.type:
        content |= extension.find_difference(wanted, read)
        try:
            read = extension.complete(read, content)
        except extension.Damaged:
            raise Unwritable(explain_misfit()) from None
    if (
        read.type != wanted.type
        or extension.find_difference(wanted, read)
        or list(_all_files(read)) != list(_all_files(wanted))
    ):
        raise Unwritable(explain_misfit())
    if content:
        target.node.add(extension.TAG, extension.dump(content))


def _read_back(node: Node, around: extension.Around) -> Question:
    entry, findings = read_question(node, around=around)
    if entry is None:
        raise Unwritable(next(one.sentence for one in findings if one.error))
    return entry.question


def _own_files(question: Question) -> Iterator[str]:
    """The files of the question's own text."""
    if question.picture:
        yield question.picture["image"]
    if question.sound:
        yield question.sound["media"]


def _all_files(question: Question) -> Iterator[Any]:
    """Those, what the picture shows, and the files of its answers, with None for an answer that
    lacks one."""
    yield from _own_files(question)
    yield (question.picture or {}).get("alt") or ""
    answers = question.data.get("answers") or ()
    yield from (one["picture"] for one in answers if "picture" in one)


def _check_texts(entry: Entry) -> None:
    texts = (entry.question.as_json(), entry.category, list(entry.tags), entry.number)
    if not all(map(is_text, _find_texts(texts))):
        sentence = _(
            "A text of this question has a control character in it. Delete it and write the text "
            "again."
        )
        raise Unwritable(sentence)


def _find_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _find_texts(one)


def _check_files(entry: Entry) -> None:
    question = entry.question
    answers = (one.get("picture") for one in question.data.get("answers") or ())
    for name in [*_own_files(question), *(one for one in answers if one is not None)]:
        shown = str(name)[:60]
        if name not in entry.files and name not in entry.beside:
            raise Unwritable(_("The file “%(name)s” of this question is not there."), name=shown)
        if make_safe_name(name) != name:
            sentence = _("The file “%(name)s” needs another name: letters, digits and a dot.")
            raise Unwritable(sentence, name=shown)
        if len(entry.files.get(name, b"")) > MAX_FILE_BYTES:
            sentence = _("The file “%(name)s” is larger than 5 MB; make it smaller.")
            raise Unwritable(sentence, name=shown)


def _make_category(path: str) -> Node:
    node = Node("question", {"type": "category"})
    node.add("category").add("text", write_moodle_path(path))
    return node
