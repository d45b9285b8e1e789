"""Addresses of courses that are no Wagtail pages."""

from django.urls import path

from courses import views
from courses.films.views import film_captions, film_file, film_poster
from courses.watching.views import beats, study

app_name = "courses"

urlpatterns = [
    path("learn/beats/", beats, name="beats"),
    path("learn/beats/<int:activity_id>/", study, name="study"),
    path("me/courses/", views.mine, name="mine"),
    path("me/duties/", views.my_duties, name="my-duties"),
    path("me/duties/<int:duty_id>/", views.duty, name="duty"),
    path("duties/", views.requirements, name="requirements"),
    path("duties/new/", views.choose_course, name="choose-course"),
    path("duties/new/activity/", views.choose_activity, name="choose-activity"),
    path("duties/new/course/<int:course_id>/", views.require_study, name="require-course"),
    path("duties/new/activity/<int:activity_id>/", views.require_study, name="require-activity"),
    path("duties/<int:required_id>/", views.required_study, name="required-study"),
    path("duties/<int:required_id>/export/", views.export_required, name="export-required"),
    path("duties/<int:required_id>/deadline/", views.move_deadline, name="move-deadline"),
    path("duties/<int:required_id>/withdraw/", views.withdraw_study, name="withdraw-study"),
    path("learn/courses/<int:course_id>/enrol/", views.enrol, name="enrol"),
    path("learn/<int:lesson_id>/", views.lesson, name="lesson"),
    path("learn/<int:lesson_id>/<int:activity_id>/", views.activity, name="activity"),
    path("learn/films/<int:film_id>/film.mp4", film_file, name="film_file"),
    path("learn/films/<int:film_id>/poster.jpg", film_poster, name="film_poster"),
    path("learn/films/<int:film_id>/captions.vtt", film_captions, name="film_captions"),
]
