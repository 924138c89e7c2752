"""What no page of the editor would send is answered with a sentence, never with a broken page."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.lms.access.editor_objects import address
from tests.lms.access.world import World

JUNK = ("\0", "abc", "9" * 40)

#: Addresses that take words, numbers or keys behind their question mark.
ASKED = (
    "api/main/^documents/",
    "api/main/^images/",
    "api/main/^pages/",
    "bulk/<str:app_label>/<str:model_name>/<str:action>/",
    "choose-anchor-link/",
    "choose-external-link/",
    "choose-page/",
    "choose-page/<int:parent_page_id>/",
    "choose-page/chosen-multiple/",
    "choose-page/search/",
    "documents/",
    "documents/chooser/",
    "documents/chooser/chosen-multiple/",
    "documents/chooser/results/",
    "followed_episode_chooser/",
    "followed_episode_chooser/chosen-multiple/",
    "images/",
    "images/chooser/",
    "images/chooser/chosen-multiple/",
    "kuis/ekspor/",
    "kuis/hasil/",
    "kuis/penilaian/",
    "pages/",
    "pages/search/",
    "pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/",
    "podcast-diikuti/",
    "reports/site-history/",
    "reports/workflow/",
    "snippets/choose/kind_quiz/bankquestion/",
    "snippets/choose/kind_quiz/bankquestion/chosen-multiple/",
    "snippets/choose/media/mediaitem/chosen-multiple/",
    "snippets/kind_quiz/bankquestion/",
    "snippets/media/mediaitem/",
    "tag-autocomplete/",
    "users/",
    "users/results/",
    "workflows/edit/<int:pk>/",
    "workflows/task_chooser/",
    "workflows/usage/<int:pk>/",
)
#: All that one of them takes but for `p`, which hides what is wrong with others.
NAMES = (
    *("q", "id", "ordering", "order", "locale", "collection_id", "tag", "term", "type", "user"),
    *("group", "is_superuser", "is_active", "last_login_from", "last_login_to", "object_type"),
    *("page_type", "user_perms", "target_pages[]", "parent_page_id", "category", "level", "live"),
    *("fields", "limit", "offset", "child_of", "descendant_of", "search", "format", "next"),
    *("timestamp_from", "timestamp_to", "status", "workflow", "lesson", "course", "state"),
)


@pytest.mark.parametrize("junk", JUNK, ids=["NUL", "letters", "a huge number"])
def test_no_address_breaks_over_what_stands_behind_its_question_mark(
    world: World, visit: Any, junk: str
) -> None:
    visitor = visit("superuser")
    broken = []
    for route in ASKED:
        url = address(route, world, query="")
        for names in (["p"], ["id"], NAMES):
            asked = f"{url}?{urlencode(dict.fromkeys(names, junk))}"
            response = visitor.ask("GET", asked)
            if response.status_code >= 500:
                broken.append(asked[:120])
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("key", ["abc", "\0", "9" * 40, "1.5"])
def test_choosing_what_has_no_such_key_is_no_broken_page(
    world: World, visit: Any, key: str
) -> None:
    visitor = visit("superuser")
    for of_what in (
        "documents/chooser",
        "images/chooser",
        "followed_episode_chooser",
        "snippets/choose/kind_quiz/bankquestion",
        "snippets/choose/kind_quiz/category",
        "snippets/choose/media/mediaitem",
    ):
        response = visitor.ask("GET", f"/admin/{of_what}/chosen/{key}/".replace("\0", "%00"))
        assert response.status_code in (400, 404), of_what


def test_a_form_that_lacks_its_parts_is_told_so(world: World, visit: Any) -> None:
    response = visit("trainer").ask("POST", f"/admin/pages/{world.lesson.pk}/edit/")
    assert response.status_code == 400
    assert "muat ulang halamannya" in response.body.decode()


def test_a_mistake_of_ours_elsewhere_is_not_laid_at_the_visitors_door(
    visit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: Any) -> None:
        raise ValueError("ours")

    monkeypatch.setattr("courses.catalog.views.outline_courses", fail)
    assert visit("trainer").ask("GET", "/").status_code == 500


@pytest.mark.parametrize("role", ["coordinator", "trainer", "superuser"])
def test_the_page_that_fails_on_purpose_is_not_there(visit: Any, role: str) -> None:
    assert visit(role).ask("GET", "/admin/failwhale/").status_code == 404


def test_what_is_answered_so_is_logged_as_an_error(
    visit: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("ERROR", logger="lms.editor_gate")
    visit("superuser").ask("GET", "/admin/choose-page/chosen-multiple/?id=abc")
    [line] = [one for one in caplog.records if one.name == "lms.editor_gate"]
    assert line.exc_info
