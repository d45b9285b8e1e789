"""Addresses of classes."""

from django.urls import path

from academy.classes.views import classes

app_name = "classes"

urlpatterns = [
    path("classes/", classes.mine, name="mine"),
    path("classes/<slug:code>/", classes.training_class, name="class"),
]
