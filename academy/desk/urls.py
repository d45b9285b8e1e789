"""Addresses of the roof."""

from django.urls import path

from academy.desk.search import search

app_name = "desk"

urlpatterns = [
    path("search/", search, name="search"),
]
