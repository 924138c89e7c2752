"""Where a question of the bank stands: in which quizzes it is listed, or may be drawn."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import ReferenceIndex

from courses.kinds.quiz.bank.draws import read_draw
from courses.kinds.quiz.bank.models import BankQuestion, Category
from courses.kinds.quiz.bank.paths import lies_below


@dataclass(frozen=True, slots=True)
class Place:
    """A quiz that asks a question. `url` is where its lesson is edited, "" for those who may not;
    `drawn` says that it comes by chance."""

    title: str
    url: str
    drawn: bool


def find_places(question: BankQuestion, person: Any) -> list[Place]:
    """The quizzes that list this question or may draw it, as they were last published.

    The statements grow with the kinds of pages that hold quizzes, not with the quizzes.
    """
    tops = {
        str(pk): path
        for pk, path in Category.objects.values_list("pk", "path")
        if lies_below(question.category.path, path)
    }
    references = list(_references(question, tops))
    sources = _sources(references)
    urls = AdminURLFinder(person)
    tags = {tag.casefold() for tag in question.tags.names()}
    places: dict[tuple[int, str, str], Place] = {}
    for reference in references:
        source = sources.get((reference.content_type_id, reference.object_id))
        if source is None:
            continue
        drawn = reference.to_content_type_id != _content_type(BankQuestion).pk
        if drawn:
            top = tops[reference.to_object_id]
            raw = _stored_value(source, reference.content_path)
            if raw is None or "count" not in raw:
                continue
            if not read_draw(raw).accepts(question.category.path, question.level, tags, top=top):
                continue
        # The field and the block in it: a lesson may hold several quizzes.
        block = ".".join(reference.content_path.split(".")[:2])
        key = (reference.base_content_type_id, reference.object_id, block)
        if key not in places or places[key].drawn:
            places[key] = Place(str(source), urls.get_edit_url(source) or "", drawn)
    return sorted(places.values(), key=lambda place: place.title)


def _references(question: BankQuestion, tops: Iterable[str]) -> Iterable[ReferenceIndex]:
    """To the question, to its category, and to the categories above."""
    to_question = Q(to_content_type=_content_type(BankQuestion), to_object_id=str(question.pk))
    to_category = Q(to_content_type=_content_type(Category), to_object_id__in=list(tops))
    return (
        ReferenceIndex.objects.filter(to_question | to_category)
        .exclude(base_content_type=_content_type(BankQuestion))
        .order_by("pk")
    )


def _sources(references: Iterable[ReferenceIndex]) -> Mapping[tuple[int, str], Any]:
    wanted: dict[int, set[str]] = defaultdict(set)
    for reference in references:
        wanted[reference.content_type_id].add(reference.object_id)
    return dict(_load(wanted))


def _load(wanted: Mapping[int, set[str]]) -> Iterator[tuple[tuple[int, str], Any]]:
    for content_type_id, ids in wanted.items():
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        if model is not None:
            for source in model._default_manager.filter(pk__in=ids):
                yield (content_type_id, str(source.pk)), source


def _stored_value(source: Any, content_path: str) -> Mapping[str, Any] | None:
    """The stored block that holds the reference: a path goes through ids and names of fields."""
    name, *steps = content_path.split(".")
    value: Any = source._meta.get_field(name).get_prep_value(getattr(source, name))
    for step in steps[:-1]:
        if isinstance(value, list):
            value = next((item["value"] for item in value if item.get("id") == step), None)
        elif isinstance(value, Mapping):
            value = value.get(step)
    return value if isinstance(value, Mapping) else None


def _content_type(model: type) -> ContentType:
    found: ContentType = ContentType.objects.get_for_model(model)
    return found
