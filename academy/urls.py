"""Every address of the site, floor by floor. Wagtail's pages come last."""

from django.urls import include, path, re_path
from django.views.i18n import JavaScriptCatalog
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from academy.core import views
from academy.people.urls import allauth_urlpatterns

# Wagtail's own catalogue for its scripts, and the project's strings that it misses.
admin_words = JavaScriptCatalog.as_view(packages=["wagtail.admin", "academy.core"])

# What Wagtail calls the address of its pages: ours takes its place.
PAGES = "wagtail_serve"

urlpatterns = [
    # First, because its films ask more often than everything else together.
    path("", include("courses.urls")),
    path("", include("academy.certification.urls")),
    path("", include("academy.classes.urls")),
    path("", include("academy.core.urls")),
    path("", include("academy.desk.urls")),
    path("", include("academy.jobs.urls")),
    path("", include("academy.learning.urls")),
    path("", include("academy.notices.urls")),
    path("", include("academy.people.urls")),
    path("", include(allauth_urlpatterns)),
    path("", include("bases.urls")),
    path("admin/jsi18n/", admin_words),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *(pattern for pattern in wagtail_urls.urlpatterns if pattern.name != PAGES),
    re_path(wagtail_urls.serve_pattern, views.page, name=PAGES),
]

handler400 = views.bad_request
