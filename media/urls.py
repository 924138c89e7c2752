"""The addresses of stored files."""

from django.urls import path

from media.views import serve_file

urlpatterns = [
    path("<path:path>", serve_file, name="serve_file"),
]
