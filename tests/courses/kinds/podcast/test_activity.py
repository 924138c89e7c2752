"""The podcast kind: what it takes, what it shows."""

from typing import Any

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import strategies as st
from wagtail.blocks import StructBlockValidationError

from courses.activities.contract import FRESH, AnswerForm, BadPayload, State
from courses.activities.testing import KindConformance
from courses.kinds.podcast.activity import PodcastKind
from courses.kinds.podcast.blocks import PodcastBlock
from courses.kinds.podcast.recordings import find_recording
from media.captions import Cue
from media.sources import Source
from podcasts.recordings import Recording

RAW = {
    "title": "Dengarkan",
    "episode": 1,
    "followed": None,
    "share": 80,
    "transcript_counts": False,
}
RECORDING = Recording(
    title="Mulai kecil",
    show="Suara Pijar",
    sources=(
        Source("/berkas/media/a.webm", "audio/webm", 900_000, 100, "saver"),
        Source("/berkas/media/a.mp3", "audio/mpeg", 1_900_000, 100),
    ),
    seconds=100,
    cues=(Cue(0, 2, "Selamat datang.", "Sari"),),
)

times = st.integers(0, 1040).map(lambda tenths: tenths / 10)


@pytest.fixture(autouse=True)
def recording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("courses.kinds.podcast.activity.find_recording", lambda value: RECORDING)


class TestPodcast(KindConformance):
    kind = PodcastKind()
    raw_value = RAW
    payloads = st.one_of(
        st.fixed_dictionaries({"heard": st.lists(st.tuples(times, times).map(list), max_size=1)}),
        st.fixed_dictionaries(
            {
                "heard": st.lists(st.tuples(times, times).map(sorted), max_size=4),
                "position": times,
            }
        ),
        st.sampled_from([{"said": True}, {"read": True}, {"position": -1}, {}]),
    )
    completing = (
        {"heard": [[0, 30]], "position": 30},
        {"heard": [[20, 60], [90, 100]], "position": 60},
        {"heard": [[60, 75.5]]},
    )


def value_of(**change: Any) -> Any:
    return PodcastBlock().to_python({**RAW, **change})


def submit(payload: dict[str, Any], **change: Any) -> dict[str, Any]:
    return dict(PodcastKind().submit(value_of(**change), payload, FRESH).detail)


def test_an_event_carries_what_was_needed_then() -> None:
    assert submit({"heard": [[0, 10]], "position": 10}, share=50) == {
        "heard": [[0, 10]],
        "position": 10,
        "length": 100,
        "needed": 50,
    }


def test_a_tap_is_marked_as_the_persons_word() -> None:
    kind = PodcastKind()
    result = kind.submit(value_of(), {"said": "true"}, FRESH)
    assert (result.verb, result.detail) == ("completed", {"said": True})


def test_reading_counts_only_where_the_trainer_says_so() -> None:
    assert submit({"read": "true"}, transcript_counts=True) == {"read": True}
    with pytest.raises(BadPayload, match=r"\w+ \w+.*\."):
        submit({"read": "true"})


def test_a_length_that_nobody_knows_comes_from_the_player(monkeypatch: Any) -> None:
    unknown = Recording(title="", show="", sources=(), seconds=0)
    monkeypatch.setattr("courses.kinds.podcast.activity.find_recording", lambda value: unknown)
    assert submit({"heard": [[0, 10]], "length": 40})["needed"] == 32
    # A length shorter than what was heard is none.
    assert submit({"heard": [[0, 10]], "length": 1})["needed"] == 8
    assert "needed" not in submit({"heard": [[0, 10]]})


def test_an_episode_that_is_gone_is_said_in_a_sentence(monkeypatch: Any) -> None:
    monkeypatch.setattr("courses.kinds.podcast.activity.find_recording", lambda value: None)
    with pytest.raises(BadPayload):
        submit({"heard": [[0, 10]]})
    with translation.override("en"):
        html = render(FRESH)
    assert "not published" in html
    assert "<audio" not in html
    assert PodcastKind().assets(value_of()) == []


def test_nothing_loads_before_the_tap_and_the_lightest_comes_first() -> None:
    [first] = PodcastKind().assets(value_of())
    assert (first.size, first.seconds, first.on_demand) == (900_000, 100, True)
    html = render(FRESH)
    assert 'preload="none"' in html
    assert html.index("a.webm") < html.index("a.mp3")
    assert "0,9 MB" in html


def test_the_page_says_where_to_go_on_and_who_said_that_it_is_done() -> None:
    state = State(fraction=0.5, detail={"heard": [[0.0, 40.0]], "position": 40.5, "needed": 80.0})
    with translation.override("en"):
        html = render(state)
        assert "Heard 0:40 of 1:40" in html
        assert 'data-position="40.5"' in html
        assert 'data-heard="[[0.0, 40.0]]"' in html
        said = State(completed=True, fraction=1.0, detail={"said": True})
        assert "You said that you have listened" in render(said)


def test_exactly_one_episode_is_chosen(db: None) -> None:
    with pytest.raises(StructBlockValidationError) as caught:
        PodcastBlock().clean(value_of(episode=None))
    assert "episode" in caught.value.block_errors


def test_a_deleted_episode_is_no_error(db: None) -> None:
    cache.clear()
    value = value_of(episode=999_999)
    assert find_recording(value) is None
    assert PodcastBlock().get_prep_value(value)["episode"] == 999_999
    assert PodcastBlock().get_form_state(value)["episode"] is None


def render(state: State) -> str:
    kind = PodcastKind()
    value = value_of()
    answer = AnswerForm(id="a1", may=True, url="/belajar/x/a1/")
    return render_to_string(
        kind.template,
        {"value": value, "state": state, "answer": answer, **kind.context(value, state)},
    )
