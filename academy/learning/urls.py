"""Addresses of learning."""

from django.urls import path

from academy.learning import views

app_name = "learning"

urlpatterns = [
    path("help/hours/", views.hours_rule, name="hours-rule"),
    path("me/archive/", views.archive, name="archive"),
    path("me/feed/", views.feed, name="feed"),
    path("units/hours/", views.unit_hours, name="unit-hours"),
    path("people/<int:user_id>/archive/", views.person_archive, name="person-archive"),
    path("activities/<int:activity_id>/start/", views.start, name="start"),
    path("activities/<int:activity_id>/save/", views.save, name="save"),
    path("activities/<int:activity_id>/submit/", views.submit, name="submit"),
]
