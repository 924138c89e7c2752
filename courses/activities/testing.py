"""The conformance suite: what every activity kind must show, built-in or foreign.

Subclass `KindConformance` in your tests, fill in the four members, and run pytest:

    class TestQuiz(KindConformance):
        kind = QuizKind()
        raw_value = {...}                  # one value of the block, as stored
        payloads = st.fixed_dictionaries({...})   # what people may send, good and bad
        completing = [{...}, {...}]        # payloads that, sent in turn, complete it
"""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any, ClassVar

from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.activities.contract import (
    FRESH,
    ActivityKind,
    AnswerForm,
    BadPayload,
    Event,
    Passage,
    Remark,
    Result,
    State,
)
from courses.activities.registry import kinds

_START = datetime(2026, 1, 1, tzinfo=UTC)

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)

_quickly = settings(
    max_examples=60,
    deadline=None,
    # The fixtures of a test class are plain attributes here, the same for every example.
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)


class KindConformance:
    """Runs a kind through generated answers. See the module's docstring for what to fill in."""

    kind: ClassVar[ActivityKind]
    raw_value: ClassVar[Any]
    payloads: ClassVar[st.SearchStrategy[Mapping[str, Any]]]
    completing: ClassVar[Sequence[Mapping[str, Any]]]

    # --- helpers -----------------------------------------------------------------------------

    def block_value(self) -> Any:
        return self.kind.block().to_python(self.raw_value)

    def decide(self, payload: Mapping[str, Any], state: State, number: int) -> Event | None:
        """The event that an answer makes, or None where it is refused in the proper way."""
        payload = self.kind.keep(payload)
        try:
            result = self.kind.submit(self.block_value(), payload, state)
        except BadPayload as refusal:
            assert str(refusal.sentence).strip(), "A refusal tells the person what to do."
            return None
        self.check_result(result)
        return Event(
            id=uuid.UUID(int=number * 7919 % 2**64),
            verb=result.verb,
            payload=payload,
            score=result.score,
            detail=as_stored(result.detail),
            occurred_at=_START + timedelta(minutes=number % 3),
        )

    def verb_of(self, payload: Mapping[str, Any]) -> str | None:
        """What becomes of an answer by somebody who has done nothing yet."""
        try:
            return self.kind.submit(self.block_value(), payload, FRESH).verb
        except BadPayload:
            return None

    def check_result(self, result: Result) -> None:
        assert isinstance(result, Result)
        assert result.occurred_at is None or result.occurred_at.tzinfo
        assert result.verb in self.kind.verbs
        assert result.score is None or 0 <= result.score <= 1
        assert as_stored(result.detail) == dict(result.detail)

    def fold_all(self, events: Sequence[Event]) -> State:
        return reduce(self.kind.fold, events, FRESH)

    def complete(self) -> list[Event]:
        events: list[Event] = []
        for number, payload in enumerate(self.completing):
            event = self.decide(payload, self.fold_all(events), number)
            assert event is not None, f"The completing payload {payload!r} was refused."
            events.append(event)
        return events

    # --- what a kind must show ---------------------------------------------------------------

    def test_it_is_registered_under_its_slug(self) -> None:
        assert type(kinds[self.kind.slug]) is type(self.kind)

    def test_every_verb_has_an_xapi_identifier(self) -> None:
        assert self.kind.verbs
        for iri in self.kind.verbs.values():
            assert iri.startswith(("http://", "https://"))

    def test_its_value_survives_being_stored(self) -> None:
        block = self.kind.block()
        stored = block.get_prep_value(self.block_value())
        assert as_stored(stored) == stored
        assert block.get_prep_value(block.to_python(as_stored(stored))) == stored

    def test_the_completing_answers_complete_it(self) -> None:
        state = self.fold_all(self.complete())
        assert state.completed
        assert state.fraction == 1

    def test_it_renders_before_between_and_after(self) -> None:
        events = self.complete()
        for count in range(len(events) + 1):
            state = self.fold_all(events[:count])
            for may_answer in (True, False):
                answer = AnswerForm(id="a1", may=may_answer, url="/answer/")
                html = render_to_string(
                    self.kind.template,
                    {
                        "value": self.block_value(),
                        "state": state,
                        "answer": answer,
                        **self.kind.context(self.block_value(), state),
                    },
                )
                assert html.strip()
                assert f'id="{answer.anchor}"' in html or not count, "The page returns there."
                assert "<script" not in html
                assert " style=" not in html

    def test_its_assets_have_sizes(self) -> None:
        for asset in self.kind.assets(self.block_value()):
            assert asset.url
            assert asset.size >= 0
            assert asset.seconds is None or asset.seconds >= 0

    def test_its_text_can_be_checked_and_a_well_made_one_has_no_remarks(self) -> None:
        for passage in self.kind.passages(self.block_value()):
            assert isinstance(passage, Passage)
            assert isinstance(passage.html, str)
        remarks = list(self.kind.remarks(self.block_value()))
        for remark in remarks:
            assert isinstance(remark, Remark)
            assert re.fullmatch(r"[a-z]+(-[a-z]+)*", remark.code)
            assert str(remark.sentence).strip()
        assert not remarks, "The value is to be one that nothing needs to be said about."

    def test_its_report_columns_read_every_state(self) -> None:
        for state in (FRESH, self.fold_all(self.complete())):
            for column in self.kind.report_columns():
                assert column.slug
                as_stored(column.read(state))

    def test_it_keeps_what_its_completing_answers_hold(self) -> None:
        for payload in self.completing:
            assert self.kind.keep(payload) == payload

    @given(data=st.data(), value=any_json)
    @_quickly
    def test_it_drops_what_it_does_not_read(self, data: st.DataObject, value: Any) -> None:
        payload = data.draw(self.payloads)
        kept = self.kind.keep(payload)
        assert self.kind.keep({**payload, "nobody-asks-for-this": value}) == kept
        assert self.kind.keep(kept) == kept
        assert self.verb_of(kept) == self.verb_of(payload), "What is dropped decides nothing."

    @given(payload=any_json)
    @_quickly
    def test_no_payload_breaks_it(self, payload: Any) -> None:
        self.decide(payload if isinstance(payload, dict) else {"value": payload}, FRESH, 1)

    @given(data=st.data())
    @_quickly
    def test_folding_forgets_order_and_repetition(self, data: st.DataObject) -> None:
        events = self.draw_events(data)
        expected = self.fold_all(events)
        shuffled = data.draw(st.permutations(events))
        repeated = shuffled + (
            data.draw(st.lists(st.sampled_from(events), max_size=6)) if events else []
        )
        assert self.fold_all(repeated) == expected
        assert self.fold_all(data.draw(st.permutations(repeated))) == expected

    @given(data=st.data())
    @_quickly
    def test_a_completion_is_never_undone(self, data: st.DataObject) -> None:
        events = data.draw(st.permutations([*self.complete(), *self.draw_events(data)]))
        state = FRESH
        for event in events:
            after = self.kind.fold(state, event)
            assert after.completed or not state.completed
            assert after.fraction >= state.fraction
            state = after
        assert state.completed

    @given(data=st.data())
    @_quickly
    def test_states_stay_within_bounds_and_survive_being_stored(self, data: st.DataObject) -> None:
        state = FRESH
        for event in self.draw_events(data):
            state = self.kind.fold(state, event)
            assert isinstance(state.completed, bool)
            assert state.score is None or 0 <= state.score <= 1
            assert 0 <= state.fraction <= 1
            assert as_stored(state.detail) == dict(state.detail)

    @given(payload=any_json)
    @_quickly
    def test_redacting_keeps_no_free_text(self, payload: Any) -> None:
        secret = "Siti Rahmawati 081200000000"
        kept = self.kind.redact({"text": secret, "value": payload, "note": {"deep": secret}})
        assert secret not in json.dumps(kept)

    def draw_events(self, data: st.DataObject) -> list[Event]:
        """Events as two phones would make them: each answer decided on what its phone knew."""
        payloads = data.draw(st.lists(self.payloads, max_size=8))
        events: list[Event] = []
        for number, payload in enumerate(payloads, start=100):
            known = data.draw(st.integers(0, len(events)))
            event = self.decide(payload, self.fold_all(events[:known]), number)
            if event is not None:
                events.append(event)
        return events


def as_stored(value: Any) -> Any:
    """`value` after a round trip through JSON, as the database keeps it."""
    return json.loads(json.dumps(value))
