"""Addresses of this hall beside its Wagtail pages."""

from django.urls import path

from bases import views

app_name = "bases"

urlpatterns = [path("bases/tasks/<int:activity_id>/", views.task, name="task")]
