"""The pledge kind: the person writes down one thing they will do."""

from collections.abc import Mapping
from typing import Any

from django.urls import path
from wagtail import blocks

from courses.activities.contract import (
    ActivityKind,
    BadPayload,
    Event,
    Offline,
    ReportColumn,
    Result,
    State,
)
from courses.activities.registry import register
from tests.foreign_kind.views import show_example


class PledgeBlock(blocks.StructBlock):
    title = blocks.CharBlock()
    prompt = blocks.TextBlock()


@register
class PledgeKind(ActivityKind):
    slug = "pledge"
    label = "Janji"
    icon = "pick"
    block = PledgeBlock
    template = "pledge/activity.html"
    offline = Offline.SUBMIT
    payload_fields = ("text",)
    verbs = {"pledged": "https://example.org/verbs/pledged"}
    urls = [path("<uuid:lesson_key>/<str:activity_id>/", show_example, name="example")]

    def submit(self, value: Any, payload: Mapping[str, Any], state: State) -> Result:
        text = payload.get("text")
        if not isinstance(text, str) or len(text.split()) < 3:
            raise BadPayload("Tulis janjimu dengan tiga kata atau lebih.")
        return Result("pledged", detail={"words": len(text.split())})

    def fold(self, state: State, event: Event) -> State:
        words = max(state.detail.get("words", 0), event.detail["words"])
        return State(completed=True, fraction=1.0, detail={"words": words})

    def report_columns(self) -> list[ReportColumn]:
        return [ReportColumn("words", "Kata", lambda state: state.detail.get("words", 0))]

    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {}
