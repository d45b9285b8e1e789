"""Addresses of courses that are no Wagtail pages."""

from django.urls import path

from courses import views
from courses.films.views import film_captions, film_file, film_poster
from courses.watching.views import beats, study

app_name = "courses"

urlpatterns = [
    path("me/courses/", views.mine, name="mine"),
    path("learn/courses/<int:course_id>/enrol/", views.enrol, name="enrol"),
    path("learn/beats/", beats, name="beats"),
    path("learn/beats/<int:activity_id>/", study, name="study"),
    path("learn/<int:lesson_id>/", views.lesson, name="lesson"),
    path("learn/<int:lesson_id>/<int:activity_id>/", views.activity, name="activity"),
    path("learn/films/<int:film_id>/film.mp4", film_file, name="film_file"),
    path("learn/films/<int:film_id>/poster.jpg", film_poster, name="film_poster"),
    path("learn/films/<int:film_id>/captions.vtt", film_captions, name="film_captions"),
]
