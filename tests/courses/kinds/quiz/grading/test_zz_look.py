import pytest, pathlib
from tests.e2e.conftest import open_context, find_violations
from tests.factories.accounts import PersonFactory, STAFF_PASSWORD
from tests.factories.grading import *
from tests.courses.kinds.quiz.grading.test_pages import answer_url, quiz_url, file_room


@pytest.mark.django_db(transaction=True)
def test_look(live_server, open_context, transactional_db):
    trainer = PersonFactory(trainer=True, code="TR-1", language="en")
    room = Room(
        choice("q1", ids=("right", "wrong", "other")),
        essay(by_rubric=True),
        file_room().lesson.body.raw_data[0]["value"]["questions"][0],
        tries=2,
    )
    p = room.welcome(name="Siti Rahmawati", code="LT-0231")
    room.sit(p, ("q1", "wrong"), ("essay", ESSAY_TEXT))
    room.send_file(p, "f1")
    g = room.welcome(name="Budi Santoso", code="LT-0232")
    room.sit(g, ("q1", "other"), ("essay", ESSAY_TEXT))
    room.send_file(g, "f1")
    room.edit(choice("q1", right="wrong"))
    page = open_context({"width": 1280, "height": 900}).new_page()
    page.goto(live_server.url + "/admin/login/")
    page.fill("[name=username]", "TR-1")
    page.fill("[name=password]", STAFF_PASSWORD)
    page.click("[type=submit]")
    page.wait_for_load_state()
    out = pathlib.Path("/tmp/look")
    out.mkdir(exist_ok=True)
    bad = {}

    def shot(name, url):
        page.goto(live_server.url + url)
        page.wait_for_timeout(300)
        page.screenshot(path=str(out / f"{name}.png"), full_page=True)
        bad[name] = find_violations(page)

    shot("queue", "/admin/kuis/penilaian/")
    shot("queue1", f"/admin/kuis/penilaian/?quiz={room.quiz.name}")
    shot("essay", answer_url(room, p, "essay"))
    page.check("[value=c1]")
    page.click("[name=stay]")
    page.wait_for_timeout(500)
    page.screenshot(path=str(out / "refused.png"), full_page=True)
    bad["refused"] = find_violations(page)
    page.check("[value=c1]")
    page.check("[value=r3]")
    page.fill("[name=comment]", "Bagus, lebih rinci ya.\nSiapa pembelinya?")
    page.click("[name=stay]")
    page.wait_for_timeout(500)
    page.screenshot(path=str(out / "marked.png"), full_page=True)
    bad["marked"] = find_violations(page)
    shot("file", answer_url(room, p, "f1"))
    shot("q1", answer_url(room, p, "q1"))
    shot("regrade", quiz_url("regrade", room))
    page.click("main form button.button")
    page.wait_for_timeout(500)
    page.screenshot(path=str(out / "regraded.png"), full_page=True)
    bad["regraded"] = find_violations(page)
    shot("find", quiz_url("find", room))
    shot("allow", quiz_url("allow", room, p.pk))
    for k, v in bad.items():
        print(k, v)
