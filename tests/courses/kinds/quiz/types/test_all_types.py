"""What every question type promises, ours and another app's alike, shown by generated examples."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Engine
from django.template.loader import get_template
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import read_question, write_question
from courses.kinds.quiz.types.contract import Line, QuestionType
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types import foreign_scale, samples, samples_more

SAMPLES = {**samples.SAMPLES, **samples_more.SAMPLES, "scale": [foreign_scale.SURE]}
LANGUAGES = ("id", "en")
#: Data that tells right from wrong, in any type's block.
SECRETS = ("feedback", "right", "credit", "model_answer", "rubric", "tolerance", "formula")

each_question = pytest.mark.parametrize(
    "question",
    [
        pytest.param(question, id=f"{slug}-{number}")
        for slug, questions in SAMPLES.items()
        for number, question in enumerate(questions, start=1)
    ],
)
#: Many payloads for few questions; the fixtures (pictures) are the same for all of them.
many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def type_of(question: Question) -> QuestionType:
    return (
        types[question.type]
        if question.type in types
        else foreign_scale.foreign_types[question.type]
    )


def render(
    question: Question, draw: Mapping[str, Any], language: str, given: Any = None
) -> BeautifulSoup:
    """The form's inputs, as a page has them."""
    question_type = type_of(question)
    context = {
        # As the quiz hands it out: without what might give an answer away.
        "question": replace(question, data={}, feedback="", hints=()),
        "text": question_type.text(question, draw, language),
        "screen": question_type.screen(question, draw, language),
        "given": given,
        "uid": "s7",
    }
    with override(language):
        if question_type.template == "foreign/scale.html":
            html = Engine().from_string(foreign_scale.TEMPLATE).render(Context(context))
        else:
            html = get_template(question_type.template).render(context)
    return BeautifulSoup(html, "html.parser")


def choices(page: BeautifulSoup) -> dict[str, list[str]]:
    """Each name that the form sends, with the values that can be chosen; none where one types."""
    names: dict[str, list[str]] = {}
    for control in page.select("input, select, textarea"):
        values = names.setdefault(str(control["name"]), [])
        if control.name == "select":
            values += [str(one.get("value", one.text)) for one in control.select("option")]
        elif control.get("type") in ("radio", "checkbox", "hidden"):
            values.append(str(control["value"]))
    return names


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
typed = st.sampled_from(
    ["modal", "8.500", "8,5", "Rp8.500", "0", "-3", "1e5", "9" * 400, "satu dua tiga empat lima"]
)
stored_file = st.fixed_dictionaries(
    {
        "file": st.uuids().map(str) | json_values,
        "name": st.just("foto.jpg") | json_values,
        "size": st.integers(-1, 3_000_000) | json_values,
        "type": st.sampled_from(["image/jpeg", "audio/ogg", "text/html"]) | json_values,
    }
)


def payloads(names: Mapping[str, list[str]]) -> st.SearchStrategy[dict[str, Any]]:
    """What the form may send, and everything that it may not."""
    fields = {
        name: (st.sampled_from(values) | st.lists(st.sampled_from(values)) if values else typed)
        | stored_file
        | json_values
        for name, values in names.items()
    }
    anything = st.dictionaries(st.text(max_size=12), json_values, max_size=4)
    as_sent = st.fixed_dictionaries({}, optional=fields)
    filled_in = st.fixed_dictionaries(
        {name: st.sampled_from(values) if values else typed for name, values in names.items()}
    )
    return anything | as_sent | filled_in | st.builds(lambda a, b: {**a, **b}, anything, as_sent)


draws = st.tuples(st.integers(0, 2**32), st.booleans())


def prepare(question: Question, chance: tuple[int, bool]) -> dict[str, Any]:
    seed, shuffle = chance
    return type_of(question).prepare(question, Random(seed), shuffle=shuffle)


def through_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)


def keys_in(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from value
        for one in value.values():
            yield from keys_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from keys_in(one)


def secrets_of(value: Any) -> Iterator[str]:
    """Every text below a field that tells right from wrong."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name.startswith(SECRETS):
                yield from texts_in(one)
            else:
                yield from secrets_of(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from secrets_of(one)


@pytest.fixture
def _pictures(db: None) -> None:
    samples.make_pictures()


pytestmark = pytest.mark.usefixtures("_pictures")


def test_every_type_has_samples() -> None:
    assert {one.slug for one in types} <= SAMPLES.keys()
    assert all(question.type == slug for slug, some in SAMPLES.items() for question in some)


@each_question
def test_any_payload_gives_a_response_or_a_sentence(question: Question) -> None:
    question_type = type_of(question)
    names = choices(render(question, {}, "en"))

    @many
    @given(payload=payloads(names), chance=draws, language=st.sampled_from(LANGUAGES))
    def check(payload: dict[str, Any], chance: tuple[int, bool], language: str) -> None:
        draw = through_json(prepare(question, chance))
        try:
            response = question_type.read(question, draw, payload, language)
        except BadPayload as refused:
            sentence = str(refused.sentence)
        else:
            sentence = "Taken."
            assert through_json(response) == response
            check_marked(question, draw, response, language)
        assert sentence.endswith((".", "?"))

    check()


def check_marked(question: Question, draw: Mapping[str, Any], response: Any, language: str) -> None:
    """What is promised of every response: of one that was read, and of one before an edit."""
    question_type = type_of(question)
    mark = question_type.mark(question, draw, response)
    if question_type.graded_by_person:
        assert mark.score is None
    else:
        assert mark.score is not None
        assert 0 <= mark.score <= 1
    assert all(isinstance(text, str) and text for text in mark.feedback)
    assert all(isinstance(right, bool) for right in mark.parts.values())
    told = question_type.tell(question, draw, response, language)
    assert all(isinstance(line, Line) and isinstance(line.text, str) for line in told)


@each_question
def test_any_stored_response_is_marked(question: Question) -> None:
    """The question may have been edited since, and a response of another shape be stored."""

    @many
    @given(response=json_values, chance=draws)
    def check(response: Any, chance: tuple[int, bool]) -> None:
        check_marked(question, through_json(prepare(question, chance)), response, "id")

    check()


@each_question
def test_a_draw_survives_json_and_comes_again_from_the_same_chance(question: Question) -> None:
    for seed in range(20):
        draw = prepare(question, (seed, True))
        assert through_json(draw) == draw
        assert prepare(question, (seed, True)) == draw


@each_question
def test_the_solution_is_worth_the_whole_mark_in_words(question: Question) -> None:
    for seed in range(5):
        draw = prepare(question, (seed, True))
        for language in LANGUAGES:
            lines = type_of(question).solution(question, draw, language)
            assert all(isinstance(line, Line) and line.text for line in lines)


@each_question
def test_chance_gets_something_possible(question: Question) -> None:
    guess = type_of(question).guess(question)
    assert guess is None or 0 <= guess <= 1


@each_question
def test_the_screen_gives_nothing_away(question: Question) -> None:
    secrets = {*secrets_of(question.data), *question.hints, question.feedback} - {""}
    for seed in range(5):
        for shuffle in (True, False):
            draw = prepare(question, (seed, shuffle))
            for language in LANGUAGES:
                screen = type_of(question).screen(question, draw, language)
                assert not {key for key in keys_in(screen) if key.startswith(SECRETS)}
                shown = "\n".join(texts_in(screen))
                html = str(render(question, draw, language))
                for secret in (one for one in secrets if len(one) > 3):
                    assert secret not in shown
                    assert secret not in html


@each_question
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_plain_labelled_html(question: Question, language: str) -> None:
    for seed in range(5):
        page = render(question, prepare(question, (seed, True)), language)
        assert not page.select("script, style, [style], form, button[type=submit]")
        assert not [name for tag in page.select("*") for name in tag.attrs if name.startswith("on")]
        ids = [str(tag["id"]) for tag in page.select("[id]")]
        assert len(ids) == len(set(ids))
        assert all(one.startswith("s7") for one in ids)
        for control in page.select("input:not([type=hidden]), select, textarea"):
            assert label_of(page, control), f"{control} has no label."
        for name in ("aria-describedby", "aria-labelledby", "for"):
            for tag in page.select(f"[{name}]"):
                assert set(str(tag[name]).split()) <= set(ids)


def label_of(page: BeautifulSoup, control: Any) -> str:
    """What is read aloud for an input: its label's words, or the pictures in it."""
    if control.get("aria-label"):
        return str(control["aria-label"]).strip()
    if named := control.get("aria-labelledby"):
        return "".join(page.select(f"#{one}")[0].get_text() for one in named.split()).strip()
    labels = [control.find_parent("label"), *page.select(f'label[for="{control.get("id")}"]')]
    return "".join(
        label.get_text().strip() + "".join(str(img["alt"]) for img in label.select("img"))
        for label in labels
        if label
    )


@each_question
def test_what_was_given_before_stands_in_the_form(question: Question) -> None:
    """Coming back to a question must not fail, whatever was answered."""
    names = choices(render(question, {}, "en"))

    @settings(many, max_examples=15)
    @given(payload=payloads(names), chance=draws)
    def check(payload: dict[str, Any], chance: tuple[int, bool]) -> None:
        draw = prepare(question, chance)
        try:
            response = type_of(question).read(question, draw, payload, "id")
        except BadPayload:
            return
        page = render(question, draw, "id", through_json(response))
        assert choices(page).keys() == names.keys()

    check()


@each_question
def test_it_comes_back_from_the_editor_as_it_was_written(question: Question) -> None:
    block = type_of(question).block()
    raw = write_question(question, block)
    assert read_question(question.type, raw, question.id, question.name) == question
    value = block.clean(block.to_python(through_json(raw)))
    stored = through_json(block.get_prep_value(value))
    assert read_question(question.type, stored, question.id, question.name) == question


@each_question
def test_what_remains_of_a_payload_holds_nothing_that_was_written(question: Question) -> None:
    names = {*choices(render(question, {}, "en")), "text", "choice"}
    sent = dict.fromkeys(names, "Saya Siti dari Karawang")
    assert not [text for text in texts_in(type_of(question).redact(sent)) if "Siti" in text]


@pytest.mark.parametrize("slug", [one.slug for one in types])
def test_the_editor_can_show_it(slug: str) -> None:
    assert get_template(f"wagtailadmin/icons/{types[slug].icon}.svg")
    block = types[slug].block()
    assert block.get_form_state(block.get_default())
    assert not block.check()


@each_question
def test_what_its_form_sends_is_kept(question: Question) -> None:
    draw = type_of(question).prepare(question, Random(1), shuffle=True)
    names = {field["name"] for field in render(question, draw, "id").select("[name]")}
    assert names
    assert all(type_of(question).reads(str(name)) for name in names)
    assert not type_of(question).reads("nobody-asks-for-this")
