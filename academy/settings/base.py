"""Settings shared by every environment. What differs comes from the environment."""

import datetime as dt
import logging
from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE

from academy.settings.logs import logging_config
from academy.settings.reaching import *  # noqa: F403

env = environ.Env()

PROJECT_DIR = Path(__file__).resolve().parent.parent
BASE_DIR = PROJECT_DIR.parent
# Everything a running system writes besides uploads: databases, logs, collected files.
LOCAL_DIR = Path(env.str("ACADEMY_LOCAL_DIR", default=str(BASE_DIR / ".local")))

DEBUG = False
DEMO_ACCOUNTS = env.bool("DEMO_ACCOUNTS", default=False)
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="academy-demo-2026")

INSTALLED_APPS = [
    "academy.core",
    "academy.jobs",
    "academy.people",
    "academy.notices",
    "academy.learning",
    "academy.certification",
    "academy.classes",
    "courses",
    "bases",
    "academy.desk",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "academy.people.apps.AcademyUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "polymorphic",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django_structlog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "academy.core.middleware.RequestLogMiddleware",
    "academy.core.middleware.ResponseHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "academy.core.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "courses.middleware.AdminRefusalMiddleware",
]

ROOT_URLCONF = "academy.urls"
WSGI_APPLICATION = "academy.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "academy.core.context_processors.reading_size",
                "academy.notices.context_processors.unread_notices",
            ],
        },
    },
]

# --- Databases: SQLite (WAL, IMMEDIATE) embedded, PostgreSQL in production ---
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{LOCAL_DIR}/academy.sqlite3")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    # A connection kept open saves its set-up on every request.
    DATABASES["default"]["CONN_MAX_AGE"] = 600
else:
    # A pool, not CONN_MAX_AGE: the server's idle threads retire and leave theirs open.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default=f"filecache://{LOCAL_DIR}/cache")}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", default=8 * 3600)
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "academy.core.views.csrf_failure"

# --- People and sign-in ---
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "academy.people.hashers.AcademyArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "academy.people.validators.LengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Sign-in: allauth's forms and stages, axes' lock by account (academy/people/adapters.py).
ACCOUNT_ADAPTER = "academy.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}  # phones become accounts before they get there
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_FORMS = {
    "login": "academy.people.forms.LoginForm",
    "change_password": "academy.people.forms.ChangePasswordForm",
    "reset_password": "academy.people.forms.ResetPasswordForm",
    "reset_password_from_key": "academy.people.forms.ResetPasswordKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False  # ends with the browser, after SESSION_COOKIE_AGE at the latest
# A training hall shares one address: it may sign in by the hundreds. Guessing is axes' business.
ACCOUNT_RATE_LIMITS = {"login": "1000/m/ip", "login_failed": None}
AXES_USERNAME_CALLABLE = "academy.people.adapters.axes_account"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_CALLABLE = "academy.people.views.locked_out"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "login", "password1", "password2", "oldpassword"]
# Locking by account, not by address, is meant.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
# End of sign-in.
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# --- Language and time ---
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- Files ---
STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT_DIR / "static"]
STATIC_ROOT = LOCAL_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media")))
# Results of jobs and other files that are only ever served after a check.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(LOCAL_DIR / "private")))
# Where the web server in front finds PRIVATE_ROOT to send files of it itself (X-Accel-Redirect),
# such as /private/; nothing: this process sends them.
PRIVATE_ACCEL = env.str("PRIVATE_ACCEL", default="")
STORAGES = {
    "default": {"BACKEND": "academy.core.uploads.WholeFileStorage"},
    "private": {
        "BACKEND": "academy.core.uploads.WholeFileStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Films: the largest upload, the longest film, the largest picture (4K), the longest preparation.
FILM_MAX_MB = env.int("FILM_MAX_MB", default=2048)
FILM_MAX_MINUTES = env.int("FILM_MAX_MINUTES", default=240)
FILM_MAX_PIXELS = env.int("FILM_MAX_PIXELS", default=4096 * 2304)
FILM_PREPARE_MAX_MINUTES = env.int("FILM_PREPARE_MAX_MINUTES", default=480)
# The largest file of those who add films and documents; all that anybody else sends at once.
UPLOAD_MAX_MB = FILM_MAX_MB
UPLOAD_PERMISSION = "wagtailadmin.access_admin"
UPLOAD_MB_OF_ALL = 2.5
# Uploads arrive on the disk they stay on: large ones are then moved, not copied.
UPLOAD_DIR = PRIVATE_ROOT / "uploads"
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "academy.core.uploads.WatchfulUploadHandler",
]
# Built by `make`: one TTF per weight, see academy/certification/fonts.py.
FONT_DIR = PROJECT_DIR / "fonts"
# Where Debian's fonts-noto-cjk lies, for `build_fonts --from-system`.
SYSTEM_FONT_DIR = Path("/usr/share/fonts/opentype/noto")
NODE_MODULES = PROJECT_DIR / "assets" / "node_modules"

# --- Content security: nothing inline, nothing from elsewhere ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

# Below /admin/ only, over the one above: docs/decisions/0003-csp-of-the-admin.md.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}
SECURE_REFERRER_POLICY = "same-origin"
# Whether what a proxy noted of a request may be believed.
BEHIND_PROXY = False
X_FRAME_OPTIONS = "SAMEORIGIN"

# --- Logs ---
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = logging_config(as_json=False, level=LOG_LEVEL)
# Workers log like everything else.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = env.bool("TRUST_REQUEST_ID", default=False)
# A request is told when it is answered: once.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG

# --- Wagtail ---
WAGTAIL_SITE_NAME = "吉林长春社区干部学院"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# One country, one time zone: nobody is asked for theirs.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAILADMIN_LOGIN_URL = "/admin/login/"
# Milliseconds after the last change. Sooner would find forms half filled in, and call that a fault.
WAGTAIL_AUTOSAVE_INTERVAL = 10_000
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "academy.core.search"}}
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "txt"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.texts.forms.DocumentForm"
# Seconds; less than a job's lease.
DOCUMENT_READ_SECONDS = env.int("DOCUMENT_READ_SECONDS", default=40)
DOCUMENT_MAX_MB = env.int("DOCUMENT_MAX_MB", default=50)
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg", "webp"]
TAGGIT_CASE_INSENSITIVE = True

# --- Background work ---
EMBEDDED_BROKER = f"sqla+sqlite:///{LOCAL_DIR}/broker.sqlite3"
CELERY_BROKER_URL = env.str("BROKER_URL", default=EMBEDDED_BROKER)
# A worker that says nothing for so long is taken for dead; another goes on with its job.
JOBS_LEASE_SECONDS = env.int("JOBS_LEASE_SECONDS", default=60)
JOBS_SWEEP_SECONDS = env.int("JOBS_SWEEP_SECONDS", default=10)
JOBS_KEEP_DAYS = env.int("JOBS_KEEP_DAYS", default=90)
