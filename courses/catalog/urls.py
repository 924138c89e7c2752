"""Addresses of the catalog beside its pages, and the kinds' own steps."""

from django.urls import include, path, re_path

from courses.activities.registry import kinds
from courses.catalog import api, routing, views

app_name = "catalog"

#: Without a language before them: machines ask here, or a form that knows where it comes from.
api_urlpatterns = [path("api/progress/events", api.progress_events, name="progress_events")]

urlpatterns = [
    path("", views.home, name="home"),
    path("belajar/<uuid:course_key>/ikut/", views.join_course, name="join_course"),
    path("belajar/<uuid:lesson_key>/<str:activity_id>/", views.answer, name="answer"),
]

kind_urlpatterns = [
    path(f"kegiatan/{kind.slug}/", include((list(kind.urls), f"kind_{kind.slug}")))
    for kind in kinds
    if kind.urls
]

#: Pages; what begins with _util is Wagtail's own.
page_urlpatterns = [re_path(r"^(?!_util/)((?:[\w\-]+/)+)$", routing.serve_page)]
