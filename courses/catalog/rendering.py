"""Each activity through its kind to HTML.

What a block shows is the same for everybody until somebody's own answers are added. So such HTML is
kept by revision, language and shared state, and only the person's form fields are put in.
"""

import hashlib
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from courses.activities.blocks import MISSING, lazy_value
from courses.activities.contract import FRESH, AnswerForm, State, Text
from courses.activities.registry import kinds
from courses.catalog.telling import told_state

logger = logging.getLogger(__name__)

#: Stand where a person's own form fields and gate go; no trainer can write them, being escaped.
_FIELDS = mark_safe("<!--answer-fields-->")
_GATE = mark_safe("<!--answer-gate-->")
#: Pictures and linked pages may change without the lesson: nobody sees the old ones for long.
_KEEP_SECONDS = 60 * 5


@dataclass(frozen=True, slots=True)
class RenderedActivity:
    """An activity on its page. `state` is what the person may know of theirs, `html` is safe;
    `closed` is as in the contract."""

    id: str
    kind: str
    label: Text
    state: State
    html: SafeString
    closed: bool


@dataclass(frozen=True, slots=True)
class Answering:
    """How answers leave the page: `url` holds `ACTIVITY` where the activity's id goes.

    `fields` and `gate` are safe HTML; `fields` is called once for each form.
    """

    may: bool
    url: str
    fields: Any
    gate: str


def render_activities(
    body: Any,
    *,
    version: str | None,
    states: Mapping[str, State],
    answering: Answering,
    timely: Collection[str] = (),
) -> list[RenderedActivity]:
    """The activities of a lesson's body in order, missing ones left out.

    `version` names this content in this language; None is a draft: nothing is kept, and an
    activity that can't be shown yet says so. `timely` are the
    ids of those that the clock changes.
    """
    blocks = [
        # Only what was never saved has no id yet, in a preview.
        (raw.get("id") or str(i), raw["type"], lazy_value(body, i))
        for i, raw in enumerate(body.raw_data)
        if raw["type"] != MISSING
    ]
    now = timezone.now()
    told = {
        activity_id: told_state(kind, value, states.get(activity_id, FRESH), now=now)
        for activity_id, kind, value in blocks
    }
    keys = {
        activity_id: None
        if activity_id in timely
        else _cache_key(version, activity_id, told[activity_id], answering.may)
        for activity_id, _kind, _value in blocks
    }
    kept = cache.get_many([key for key in keys.values() if key])
    rendered, fresh = [], {}
    for activity_id, kind, value in blocks:
        state = told[activity_id]
        key = keys[activity_id]
        html = kept.get(key) if key else None
        if html is None:
            render = _render if version else _render_draft
            html = render(activity_id, kind, value, state, answering)
            if key:
                fresh[key] = html
        rendered.append(
            RenderedActivity(
                id=activity_id,
                kind=kind,
                label=kinds[kind].label,
                state=state,
                html=_personalise(html, answering),
                # What nobody has answered takes answers, but for the clock; no need to read it.
                closed=(state != FRESH or activity_id in timely)
                and kinds[kind].closed(value, state),
            )
        )
    if fresh:
        cache.set_many(fresh, _KEEP_SECONDS)
    return rendered


def _render(activity_id: str, kind: str, value: Any, state: State, answering: Answering) -> str:
    answer = AnswerForm(
        id=activity_id,
        may=answering.may,
        url=answering.url.replace("ACTIVITY", activity_id),
        fields=_FIELDS,
        gate=_GATE,
    )
    context = {
        "value": value,
        "state": state,
        "answer": answer,
        **kinds[kind].context(value, state),
    }
    return render_to_string(kinds[kind].template, context)


def _render_draft(*activity: Any) -> str:
    """A preview follows the trainer's typing: what is half filled in may fail in any way."""
    try:
        return _render(*activity)
    except Exception:
        logger.info("An activity can't be previewed yet", exc_info=True)
        return render_to_string("catalog/unfinished.html")


def _personalise(html: str, answering: Answering) -> SafeString:
    if _GATE in html:
        html = html.replace(_GATE, answering.gate)
    while _FIELDS in html:
        html = html.replace(_FIELDS, answering.fields(), 1)
    return mark_safe(html)  # noqa: S308 - rendered by templates, which escape


def _cache_key(version: str | None, activity_id: str, state: State, may: bool) -> str | None:
    """None where the HTML is one person's own: a state with a detail is shared by nobody."""
    if version is None or state.detail:
        return None
    text = f"{version}|{activity_id}|{state.completed}|{state.score}|{state.fraction}|{may}"
    return "activity-html:" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
