"""Addresses of courses that are no Wagtail pages."""

from django.urls import path

from courses import views

app_name = "courses"

urlpatterns = [
    path("me/courses/", views.mine, name="mine"),
    path("learn/courses/<int:course_id>/enrol/", views.enrol, name="enrol"),
    path("learn/<int:lesson_id>/", views.lesson, name="lesson"),
    path("learn/<int:lesson_id>/<int:activity_id>/", views.activity, name="activity"),
]
