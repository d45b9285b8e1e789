"""Addresses of classes."""

from django.urls import path

from academy.classes.views import classes, completion

app_name = "classes"

urlpatterns = [
    path("classes/", classes.mine, name="mine"),
    path("classes/desk/", classes.desk, name="desk"),
    path("classes/papers/<int:paper_id>/", classes.paper, name="paper"),
    path("classes/<slug:code>/", classes.training_class, name="class"),
    path("classes/<slug:code>/oddities/", classes.oddities, name="oddities"),
    path("classes/<slug:code>/completion/", completion.completion, name="completion"),
    path("classes/<slug:code>/completion/claim/", completion.claim, name="claim"),
]
