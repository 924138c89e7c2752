"""What the catalog adds to Wagtail's editor."""

from django.urls import URLResolver, include, path
from wagtail import hooks

from courses.catalog.editing import LessonViewSet, check_edited, check_new


@hooks.register("register_admin_viewset")
def lesson_viewset() -> LessonViewSet:
    return LessonViewSet()


@hooks.register("register_admin_urls")
def content_check_addresses() -> list[URLResolver]:
    patterns = [
        path("baru/<int:course_id>/", check_new, name="new"),
        path("<int:page_id>/", check_edited, name="edited"),
    ]
    return [path("periksa-isi/", include((patterns, "content_check")))]
