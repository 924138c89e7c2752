"""The editor's widgets start without inline scripts."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.template.loader import get_template
from wagtail.admin.widgets import (
    AdminDateInput,
    AdminDateTimeInput,
    AdminPageChooser,
    AdminTimeInput,
    BaseChooser,
)
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.images.widgets import AdminImageChooser

from lms.hardening.widgets import starting_mark
from tests.factories.accounts import client_of
from tests.factories.podcasts import EpisodePageFactory

MARK = re.compile(r"<template data-start=\"(\w+)\" data-start-with=(?:\"(.*?)\"|'(.*?)')>")


def marks(html: str) -> list[tuple[str, list[Any]]]:
    assert "<script" not in html
    return [(name, json.loads(unescape(one or other))) for name, one, other in MARK.findall(html)]


@pytest.mark.parametrize(
    ("widget", "starter"),
    [
        (AdminDateInput, "initDateChooser"),
        (AdminTimeInput, "initTimeChooser"),
        (AdminDateTimeInput, "initDateTimeChooser"),
    ],
)
def test_dates_and_times(widget: Any, starter: str) -> None:
    hostile = "id\"'</template><script>"
    [(name, (where, options))] = marks(widget().render("x", "", {"id": hostile}))
    assert (name, where) == (starter, hostile)
    assert isinstance(options, dict)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("widget", "starter"),
    [
        (AdminPageChooser, "PageChooser"),
        (AdminImageChooser, "ImageChooser"),
        (AdminTaskChooser, "createTaskChooser"),
    ],
)
def test_choosers(widget: Any, starter: str) -> None:
    hostile = "id\"'</template><script>"
    [(name, words)] = marks(widget().render("x", None, {"id": hostile}).replace(hostile, ""))
    assert name == starter
    assert words[0] == hostile


def test_what_the_editors_script_cannot_do_is_said_at_once() -> None:
    for script in ("alert(1); new Chooser(1);", "new a.Chooser(1);", "Chooser"):
        with pytest.raises(ValueError, match=r"Not a call|Expecting"):
            starting_mark(script)


def test_no_chooser_renders_in_a_way_of_its_own() -> None:
    def below(parent: type) -> Any:
        for child in parent.__subclasses__():
            yield child
            yield from below(child)

    choosers = set(below(BaseChooser))
    assert choosers
    assert [one for one in choosers if one.render is not BaseChooser.render] == []
    own = {one.__name__ for one in choosers if "render_js_init" in vars(one)}
    assert own == {"AdminTaskChooser"}


@pytest.mark.django_db
def test_a_form_of_rows_starts_by_a_mark() -> None:
    response = client_of(administrator=True).get(f"/admin/pages/{EpisodePageFactory().pk}/edit/")
    html = response.content.decode()
    starters = [name for name, *_ in MARK.findall(html)]
    assert starters.count("InlinePanel") == 2
    assert not re.search(r"<script(?![^>]*\s(?:src|type)=)", html)


def test_our_templates_stand_before_wagtails() -> None:
    for name in ("inline_panel", "multiple_chooser_panel"):
        origin = get_template(f"wagtailadmin/panels/{name}.html").origin.name
        assert "site-packages" not in origin
