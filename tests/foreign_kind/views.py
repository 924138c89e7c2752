"""A step of the kind's own: it asks where it stands, and knows no catalog."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse

from courses.activities import placement


def show_example(request: HttpRequest, lesson_key: uuid.UUID, activity_id: str) -> HttpResponse:
    try:
        place = placement.find(request.user, lesson_key, activity_id)
    except placement.NoSuchPlace:
        raise Http404 from None
    text = f"{place.lesson_title} | {place.value['prompt']} | {place.may_answer} | {place.url}"
    return HttpResponse(text, content_type="text/plain")
