"""Addresses of podcasts beside their pages."""

from django.urls.resolvers import URLPattern

app_name = "podcasts"

urlpatterns: list[URLPattern] = []
