"""Every address of the site, floor by floor. Wagtail's pages come last."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from academy.people.urls import allauth_urlpatterns

urlpatterns = [
    path("", include("academy.certification.urls")),
    path("", include("academy.core.urls")),
    path("", include("academy.desk.urls")),
    path("", include("academy.jobs.urls")),
    path("", include("academy.learning.urls")),
    path("", include("academy.people.urls")),
    path("", include(allauth_urlpatterns)),
    path("", include("bases.urls")),
    path("", include("courses.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
