"""What Wagtail's editor would refuse is refused here too, with the line where it stands."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import override
from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.models import Page
from wagtail.rich_text import RichText

from courses.catalog.models import CoursePage, LessonPage
from courses.transfer.forms.form import Places
from courses.transfer.glossary import GLOSSARY_FILE, ParsedGlossary
from courses.transfer.parsing import ParsedActivity
from courses.transfer.problems import Place, Problems
from courses.transfer.richtext.harm import is_harmless
from courses.transfer.settings import Settings

Path = tuple[str | int, ...]


def clean_activity(
    activity: ParsedActivity, value: Any, problems: Problems, missing: Collection[Path] = ()
) -> Any:
    """A filled-in value as the block stores it once its own `clean()` has seen it.

    None where the block refuses it, with problems at the lines. `missing` are parts that could not
    be filled in, which was told already.
    """
    unread = [*activity.unread, *missing]
    block = LessonPage._meta.get_field("body").stream_block.child_blocks[activity.kind]
    with override("en"):
        try:
            cleaned = block.clean(block.to_python(value))
            if all(map(is_harmless, _rich_texts(cleaned))):
                return block.get_prep_value(cleaned)
            sentence = "The value holds HTML that the editor would not keep, such as a script."
            problems.add(_locate((), activity.places), sentence)
        except ValidationError as error:
            for path, sentence in _flatten(error):
                if any(path[: len(one)] == one for one in unread):
                    continue
                problems.add(_locate(path, activity.places), _tell(path, sentence))
        except Exception as error:  # a foreign block may stumble in any way
            if () not in activity.unread:
                sentence = f"The kind {activity.kind!r} can't read this value ({error!r:.120})."
                problems.add(_locate((), activity.places), sentence)
    return None


def _rich_texts(value: Any) -> Iterator[str]:
    """The HTML of every rich text in a block's value."""
    if isinstance(value, RichText):
        yield value.source
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _rich_texts(one)
    elif isinstance(value, StreamValue):
        for child in value:
            yield from _rich_texts(child.value)
    elif isinstance(value, ListValue):
        for one in value:
            yield from _rich_texts(one)


def clean_page(page: Page, fields: list[str], settings: Settings) -> None:
    """Checks fields of a page; what they refuse becomes problems at the settings of that name."""
    exclude = {field.name for field in page._meta.get_fields()} - set(fields)
    with override("en"):
        try:
            page.clean_fields(exclude=exclude)
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                # A setting that is missing or empty was told already.
                if getattr(page, name):
                    place = settings.place_of(name)
                    settings.problems.add(place, f"{name}: {' '.join(sentences)}")


def check_glossary(
    parsed: ParsedGlossary, blocks: Sequence[Mapping[str, Any]], problems: Problems
) -> None:
    """What the glossary's block refuses becomes problems at the terms' lines."""
    block = CoursePage._meta.get_field("glossary").stream_block
    with override("en"):
        try:
            block.clean(block.to_python(blocks))
        except ValidationError as error:
            for path, sentence in _flatten(error):
                place = Place(GLOSSARY_FILE)
                if path:
                    term, name = parsed.terms[int(path[0])], str(path[-1])
                    # A setting that is missing or empty was told already.
                    if not getattr(term, name, True):
                        continue
                    place = term.settings.place_of(name)
                problems.add(place, _tell(path, sentence))


def _flatten(error: ValidationError, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every single error within those of structs, lists and streams."""
    nested = getattr(error, "block_errors", None)
    own = getattr(error, "non_block_errors", None)
    if nested is None:
        for sentence in error.messages:
            yield path, sentence
        return
    for at, one in dict(nested).items():
        yield from _flatten(one, (*path, at))
    for one in own.as_data() if own is not None else ():
        yield from _flatten(one, path)


def _locate(path: Path, places: Places) -> Place:
    """The place of the part, or of the nearest one around it that has a line."""
    while path not in places and path:
        path = path[:-1]
    return places[path]


def _tell(path: Path, sentence: str) -> str:
    names = [part for part in path if isinstance(part, str) and part not in ("body", "__all__")]
    return f"{names[-1]}: {sentence}" if names else sentence
