"""Addresses of classes."""

from django.urls import path

from academy.classes.views import classes, completion, faculty

app_name = "classes"

urlpatterns = [
    path("classes/", classes.mine, name="mine"),
    path("classes/desk/", classes.desk, name="desk"),
    path("classes/papers/<int:paper_id>/", classes.paper, name="paper"),
    path("classes/<slug:code>/", classes.training_class, name="class"),
    path("classes/<slug:code>/oddities/", classes.oddities, name="oddities"),
    path("classes/<slug:code>/completion/", completion.completion, name="completion"),
    path("classes/<slug:code>/completion/claim/", completion.claim, name="claim"),
    path("faculty/", faculty.index, name="faculty"),
    path("faculty/mine/", faculty.my_time, name="my-time"),
    path("faculty/mine/lift/", faculty.lift, name="lift-blackout"),
    path("faculty/<int:teacher_id>/", faculty.teacher, name="teacher"),
]
