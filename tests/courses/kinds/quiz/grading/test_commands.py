"""`manage.py regrade_quiz`."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses.progress.models import Event
from lms.accounts.models import Person
from tests.factories.grading import Room, choice

pytestmark = pytest.mark.django_db


def run(room: Room, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    key, activity_id = str(room.lesson_key), room.activity_id
    call_command("regrade_quiz", key, activity_id, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def corrected() -> tuple[Room, Person]:
    room = Room(choice("q1", ids=("right", "wrong", "other")), choice("q2"), pass_mark=100)
    person, gone = room.welcome(code="LT-0231"), room.welcome(code="LT-0232")
    room.sit(person, ("q1", "wrong"), ("q2", "right"))
    room.sit(gone, ("q1", "other"), ("q2", "right"))
    room.edit(choice("q1", right="wrong"), choice("q2"))
    return room, person


def test_a_dry_run_names_who_would_change_and_applying_its_fingerprint_does_it() -> None:
    room, person = corrected()
    said, _err = run(room)
    assert "LT-0231, try 1: 50.0 -> 100.0 (Pertanyaan q1? 0.0 -> 100.0), passes now\n" in said
    assert "LT-0232, try 1: kept, can't be marked again" in said
    assert "1 people would change.\n" in said
    assert not Event.objects.filter(verb="regraded").exists()
    assert run(room, dry_run=True)[0] == said
    [fingerprint] = re.findall(r"^Fingerprint: (\w+)$", said, re.MULTILINE)
    said, err = run(room, apply=fingerprint)
    assert (
        said == "1 people changed, 1 of them pass now; 0 had been changed before, 0 left alone.\n"
    )
    assert "1 of 1 people ..." in err
    assert room.lesson_done(person)
    event = Event.objects.get(verb="regraded")
    assert (event.recorded_by_id, event.detail["marks"]["q1"]["by"]) == (None, "")
    assert "1 had been changed before" in run(room, apply=fingerprint)[0]


def test_another_fingerprint_does_nothing_and_shows_the_list() -> None:
    room, _person = corrected()
    out = StringIO()
    with pytest.raises(CommandError, match="nothing was done"):
        call_command(
            "regrade_quiz", str(room.lesson_key), room.activity_id, apply="abc", stdout=out
        )
    assert "LT-0231" in out.getvalue()
    assert not Event.objects.filter(verb="regraded").exists()


def test_no_such_quiz_and_two_wishes_at_once() -> None:
    room = Room(choice("q1"))
    with pytest.raises(CommandError, match="no such published quiz"):
        call_command("regrade_quiz", str(room.lesson_key), "another")
    with pytest.raises(CommandError, match="not both"):
        run(room, apply="abc", dry_run=True)
