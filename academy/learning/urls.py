"""Addresses of learning."""

from django.urls import path

from academy.learning import views

app_name = "learning"

urlpatterns = [
    path("activities/<int:activity_id>/start/", views.start, name="start"),
    path("activities/<int:activity_id>/save/", views.save, name="save"),
    path("activities/<int:activity_id>/submit/", views.submit, name="submit"),
]
