"""The addresses of stored files."""

from django.urls import path

from media.caption_views import media_captions
from media.views import serve_file

urlpatterns = [
    path("teks/<int:pk>.<slug:ending>", media_captions, name="media_captions"),
    path("<path:path>", serve_file, name="serve_file"),
]
