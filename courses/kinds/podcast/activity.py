"""The podcast kind."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import (
    ActivityKind,
    Asset,
    BadPayload,
    Event,
    Offline,
    ReportColumn,
    Result,
    State,
)
from courses.activities.registry import register
from courses.kinds.podcast.blocks import PodcastBlock
from courses.kinds.podcast.listening import (
    count_tenths,
    fold_listening,
    heard_seconds,
    read_intervals,
    read_time,
    to_seconds,
)
from courses.kinds.podcast.recordings import find_recording
from media.templatetags.media_tags import clock

LISTENED, COMPLETED, READ = "listened", "completed", "read"


@register
class PodcastKind(ActivityKind):
    """An episode to hear. Completed when enough of it was really heard; or by the person's word."""

    slug = "podcast"
    label = _("Podcast")
    icon = "media"
    block = PodcastBlock
    template = "podcast/activity.html"
    scripts = ("podcasts/player.js", "kind_podcast/listening.js")
    styles = ("podcasts/podcasts.css",)
    offline = Offline.SUBMIT
    payload_fields = ("heard", "position", "length", "said", "read")
    verbs: ClassVar[Mapping[str, str]] = {
        LISTENED: "http://activitystrea.ms/schema/1.0/listen",
        COMPLETED: "http://adlnet.gov/expapi/verbs/completed",
        READ: "http://activitystrea.ms/schema/1.0/read",
    }

    def context(self, value: Any, state: State) -> dict[str, Any]:
        recording = find_recording(value)
        return {
            "recording": recording,
            "heard": round(heard_seconds(state.detail)),
            # For the script: numbers as it reads them, whatever the language.
            "listening": {
                "seconds": str(recording.seconds if recording else 0),
                "share": str(value["share"]),
                "position": str(state.detail.get("position", 0)),
                "heard_clock": clock(heard_seconds(state.detail)),
                "length_clock": clock(recording.seconds if recording else 0),
                "heard": json.dumps(state.detail.get("heard", [])),
            },
        }

    def submit(self, value: Any, payload: Mapping[str, Any], state: State) -> Result:
        """`{"heard": [[from, to], ...], "position": seconds}` from a player, `length` with it where
        the episode does not say its own; `{"said": true}` or `{"read": true}` from a tap."""
        if _is_true(payload.get("said")):
            return Result(COMPLETED, detail={"said": True})
        if _is_true(payload.get("read")):
            if not value["transcript_counts"]:
                raise BadPayload(gettext("Here it is listening that counts. Play the episode."))
            return Result(READ, detail={"read": True})
        if not {"heard", "position"} & payload.keys():
            raise BadPayload(gettext("Play the episode, or tap that you have listened to it."))
        recording = find_recording(value)
        if recording is None:
            raise BadPayload(gettext("This episode can't be played at the moment."))
        known = recording.seconds
        heard = read_intervals(payload.get("heard", []), seconds=known)
        detail: dict[str, Any] = {"heard": to_seconds(heard)}
        if "position" in payload:
            detail["position"] = read_time(payload["position"], seconds=known) / 10
        length = known * 10 or _read_length(payload, heard)
        if length:
            detail["length"] = length / 10
            # At least a tenth, so that hearing nothing is never enough.
            detail["needed"] = max(1, round(length * value["share"] / 100)) / 10
        return Result(LISTENED, detail=detail)

    def fold(self, state: State, event: Event) -> State:
        return fold_listening(state, event)

    def assets(self, value: Any) -> list[Asset]:
        """The lightest of its files alone: a browser plays one of them."""
        recording = find_recording(value)
        return [
            Asset(one.url, size=one.size, seconds=one.seconds or None, on_demand=True)
            for one in (recording.sources[:1] if recording else ())
        ]

    def report_columns(self) -> list[ReportColumn]:
        return [
            ReportColumn(
                "heard_minutes",
                _("Minutes heard"),
                lambda state: round(heard_seconds(state.detail) / 60, 1),
            ),
            ReportColumn("way", _("Completed by"), _name_way),
        ]

    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {}


def _is_true(sent: Any) -> bool:
    """A form sends text."""
    return sent is True or sent == "true"


def _read_length(payload: Mapping[str, Any], heard: tuple[tuple[int, int], ...]) -> int:
    """In tenths, as the player found it; 0 where it found none."""
    if "length" not in payload:
        return 0
    length = read_time(payload["length"], seconds=0)
    return max(length, heard[-1][1] if heard else 0, count_tenths(heard))


def _name_way(state: State) -> str:
    if not state.completed:
        return ""
    if state.detail.get("said"):
        return gettext("said by the person")
    if state.detail.get("read"):
        return gettext("transcript read")
    return gettext("listening")
