"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.production")

application = get_wsgi_application()

# What was loaded stays: the collector need not walk over it again and again.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 50, 50)
