"""What stands in the editor's addresses: the objects that its map is walked with."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.lms.access.editor import (
    ADMINISTRATORS,
    EDITOR,
    NOBODY,
    STAFF,
    SUPERUSERS,
    TRAINERS,
)
from tests.lms.access.world import PEOPLE, World


@dataclass(frozen=True)
class Door:
    """One address of the editor with an object in it. Who is of its audience opens it by GET or
    POST; nobody else does by any method."""

    url: str
    audience: frozenset[str]
    data: dict[str, Any] = field(default_factory=dict)


@cache
def fills(w: World) -> dict[str, dict[str, Any]]:
    """For addresses that begin so, what stands for a parameter of that name. The longest counts."""
    return {
        "": {
            "action_name": "approve",
            "activity_id": w.room.activity_id,
            "app_label": "catalog",
            "attempt": 1,
            "collection_id": w.collection.pk,
            "content_type_app_name": "catalog",
            "content_type_model_name": "lessonpage",
            "course_id": w.course.pk,
            "destination_id": w.course.pk,
            "doc_id": w.documents["private"].pk,
            "document_id": w.documents["private"].pk,
            "filter_spec": "width-10",
            "image_id": w.images["private"].pk,
            "learner_id": w.answered.pk,
            "lesson_key": w.room.lesson_key,
            "mode": "default",
            "model_name": "lessonpage",
            "number": 1,
            "overridable_segment_id": w.overridable.pk,
            "page_id": w.lesson.pk,
            "page_pk": w.course.pk,
            "page_to_move_id": w.lesson.pk,
            "parent_page_id": w.course.pk,
            "pending_id": w.pending["own"].pk,
            "question_id": "essay",
            "revision_id": w.revision.pk,
            "revision_id_a": "live",
            "revision_id_b": "latest",
            "session_id": w.session.pk,
            "string_segment_id": w.segment.pk,
            "task_id": w.task.pk,
            "task_state_id": w.task_state.pk,
            "token": "x",
            "translation_id": w.translation.pk,
            "translation_source_id": w.source.pk,
            "uidb64": "x",
            "workflow_pk": w.workflow.pk,
            "workflow_state_id": w.workflow_state.pk,
        },
        "api/main/^documents/": {"pk": w.documents["private"].pk},
        "api/main/^images/": {"pk": w.images["private"].pk},
        "api/main/^pages/": {"pk": w.lesson.pk, "action_name": "copy"},
        "bulk/": {"app_label": "wagtailcore", "model_name": "page", "action": "publish"},
        "collections/": {"pk": w.empty_collection.pk},
        "documents/": {"pk": w.documents["private"].pk},
        "documents/multiple/": {"uploaded_file_id": w.uploads["document"].pk},
        "editing-sessions/": {
            "app_label": "wagtailcore",
            "model_name": "page",
            "object_id": w.lesson.pk,
        },
        "followed_episode_chooser/": {"pk": w.followed.pk},
        "groups/": {"pk": w.group.pk},
        "images/": {"pk": w.images["private"].pk},
        "images/multiple/": {"uploaded_file_id": w.uploads["image"].pk},
        "locales/": {"pk": w.english.pk},
        "localize/api/": {
            "app_label": "kind_quiz",
            "model_name": "bankquestion",
            "pk": w.question.pk,
        },
        "localize/page/": {"page_id": w.translated.pk},
        "localize/submit/snippet/": {
            "app_label": "kind_quiz",
            "model_name": "category",
            "pk": w.category.pk,
        },
        "media/": {"pk": w.media["private"].pk},
        "pages/<int:page_id>/convert_alias/": {"page_id": w.alias.pk},
        "pages/<int:page_id>/revisions/": {"page_id": w.submitted.pk},
        "pages/<int:page_id>/workflow_history/": {"page_id": w.submitted.pk},
        "pages/^": {"pk": w.submitted.pk},
        "pages/workflow/": {"page_id": w.submitted.pk},
        "podcast-diikuti/": {"pk": w.feed.pk},
        "sites/": {"pk": w.site.pk},
        "snippets/choose/kind_quiz/bankquestion/": {"pk": w.question.pk},
        "snippets/choose/kind_quiz/category/": {"pk": w.category.pk},
        "snippets/choose/media/mediaitem/": {"pk": w.media["private"].pk},
        "snippets/kind_quiz/bankquestion/": {
            "pk": w.question.pk,
            "revision_id": w.question_revision.pk,
        },
        "snippets/kind_quiz/category/": {"pk": w.category.pk},
        "snippets/media/mediaitem/": {"pk": w.spare_media.pk},
        "tag-autocomplete/": {"app_name": "taggit", "model_name": "tag"},
        "users/": {"pk": w.others["participant"].pk},
        "workflows/": {"pk": w.workflow.pk},
        "workflows/enable/": {"pk": w.idle_workflow.pk},
        "workflows/tasks/": {
            "pk": w.task.pk,
            "app_label": "site",
            "model_name": "reviewbyanother",
        },
    }


@cache
def queries(w: World) -> dict[str, str]:
    """What an address asks for behind its question mark, where it opens nothing without."""
    return {
        "api/main/^documents/find/": f"id={w.documents['private'].pk}",
        "api/main/^images/find/": f"id={w.images['private'].pk}",
        "api/main/^pages/find/": f"id={w.lesson.pk}",
        "bulk/<str:app_label>/<str:model_name>/<str:action>/": f"id={w.lesson.pk}",
        "choose-page/chosen-multiple/": f"id={w.draft.pk}",
        "documents/chooser/chosen-multiple/": f"id={w.documents['private'].pk}",
        "followed_episode_chooser/chosen-multiple/": f"id={w.followed.pk}",
        "images/chooser/chosen-multiple/": f"id={w.images['private'].pk}",
        "snippets/choose/kind_quiz/bankquestion/chosen-multiple/": f"id={w.question.pk}",
        "snippets/choose/kind_quiz/category/chosen-multiple/": f"id={w.category.pk}",
        "snippets/choose/media/mediaitem/chosen-multiple/": f"id={w.media['private'].pk}",
        "tag-autocomplete/": "term=rahasia",
        "tag-autocomplete/<slug:app_name>/<slug:model_name>/": "term=rahasia",
    }


_PARAMETER = re.compile(r"<\w+:(\w+)>|<(\w+)>|\(\?P<(\w+)>[^)]*\)")


def address(route: str, w: World, **others: Any) -> str:
    """The address of a route, with objects in it: those of `fills`, or the `others` given."""
    table = fills(w)
    prefixes = sorted((one for one in table if route.startswith(one)), key=len, reverse=True)

    def value(match: re.Match[str]) -> str:
        name = next(filter(None, match.groups()))
        if name in others:
            return str(others[name])
        for prefix in prefixes:
            if name in table[prefix]:
                return str(table[prefix][name])
        raise LookupError(
            f"No object for <{name}> in {route!r}: say in editor_objects.fills what stands there."
        )

    url = _PARAMETER.sub(value, route).replace("\\.", ".")
    url = re.sub(r"[\^$]|\.\*", "", url) or ""
    query = others.get("query", queries(w).get(route, ""))
    return f"/admin/{url}{'?' if query else ''}{query}"


def posted(w: World) -> dict[str, dict[str, Any]]:
    """What is posted where a form without fields says nothing."""
    return {"localize/translate/<int:translation_id>/disable/": {"next": "/admin/pages/"}}


@cache
def doors(w: World) -> dict[str, dict[str, Door]]:
    """Route → what stands in it → the door. "" is the one of `fills`."""
    found = {
        route: {"": Door(address(route, w), audience, posted(w).get(route, {}))}
        for route, audience in EDITOR.items()
    }
    for route, others in more(w).items():
        for what, (audience, objects) in others.items():
            found[route][what] = Door(address(route, w, **objects), audience)
    return found


def more(w: World) -> dict[str, dict[str, tuple[frozenset[str], dict[str, Any]]]]:
    """The same addresses with other objects: what stands there, its audience, the parameters."""
    own = {"page_id": w.own.pk, "task_state_id": w.own_task_state.pk}
    own_text = {"own text": (ADMINISTRATORS, own)}
    one_approves = "<int:page_id>/<slug:action_name>/<int:task_state_id>/"
    draft = {"page_id": w.draft.pk}
    ranks = {who: {"pk": person.pk} for who, person in w.others.items()}
    reach = dict.fromkeys(PEOPLE, ADMINISTRATORS) | {"superuser": SUPERUSERS}
    return {
        "bulk/<str:app_label>/<str:model_name>/<str:action>/": {
            "questions": (TRAINERS, _bulk("kind_quiz", "bankquestion", w.question)),
            "media": (TRAINERS, _bulk("media", "mediaitem", w.spare_media)),
            "documents": (TRAINERS, _bulk("wagtaildocs", "document", w.documents["private"])),
            "people": (ADMINISTRATORS, _bulk("accounts", "person", w.others["participant"])),
        },
        "documents/edit/<int:document_id>/": {
            "public": (TRAINERS, {"document_id": w.documents["public"].pk})
        },
        "editing-sessions/release/<int:session_id>/": {
            "own": (STAFF, {"session_id": w.own_session.pk})
        },
        "groups/edit/<int:pk>/": {"a role": (SUPERUSERS, {"pk": w.role.pk})},
        "images/<int:image_id>/": {"public": (TRAINERS, {"image_id": w.images["public"].pk})},
        "kuis/impor/<uuid:pending_id>/": {
            "another's": (NOBODY, {"pending_id": w.pending["another's"].pk})
        },
        "pages/<int:page_id>/edit/": {
            "a draft": (TRAINERS, draft),
            "the root of all": (NOBODY, {"page_id": w.root.pk}),
        },
        "pages/<int:page_id>/view_draft/": {"a draft": (TRAINERS, draft)},
        f"pages/workflow/action/{one_approves}": own_text,
        f"pages/workflow/collect_action_data/{one_approves}": own_text,
        "pages/workflow/preview/<int:page_id>/<int:task_id>/": own_text,
        "snippets/kind_quiz/bankquestion/edit/<int:pk>/": {
            "a draft": (TRAINERS, {"pk": w.question_draft.pk})
        },
        "snippets/media/mediaitem/edit/<int:pk>/": {
            "private": (TRAINERS, {"pk": w.media["private"].pk})
        },
        "users/edit/<int:pk>/": {who: (reach[who], ranks[who]) for who in PEOPLE},
        "users/delete/<int:pk>/": {who: (SUPERUSERS, ranks[who]) for who in PEOPLE},
    }


def _bulk(app_label: str, model_name: str, thing: Any) -> dict[str, Any]:
    names = {"app_label": app_label, "model_name": model_name}
    return {**names, "action": "delete", "query": f"id={thing.pk}"}
