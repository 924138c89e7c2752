"""The quiz's own addresses, below `/kegiatan/quiz/`: files that people sent with their answers."""

import uuid

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from media.models import SentFile
from media.sent import hand_over


@require_safe
def sent_file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponseBase:
    """A sent file, for whoever sent it and for those who mark; nobody else learns of it."""
    user = request.user
    sent = SentFile.objects.filter(pk=file_id).first() if user.is_authenticated else None
    if sent is None or not (sent.sender_id == user.pk or user.has_perm("kind_quiz.grade_answers")):
        raise Http404("No such file.")
    return hand_over(sent, request=request)
