"""All settings, read from the environment; `.env.example` documents each variable."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from reformtracker import environment

# Lets the generic classes of Django and its admin be subscripted at runtime, as their types are.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environment.read(BASE_DIR)
EXPORTS_DIR = Path(env.str("EXPORTS_DIR", default=str(VAR_DIR / "exports")))
# Under which address of its own nginx has that folder, and sends what is prepared; empty: the application sends it.
EXPORTS_LOCATION = env.str("EXPORTS_LOCATION", default="")
# Files of reports that were never published are let go of after so many days; 0: never.
REPORT_FILES_KEPT_DAYS = environment.count(env, "REPORT_FILES_KEPT_DAYS", default=90)

DEBUG = environment.debug(env)
SECRET_KEY = environment.secret_key(env)
SITE_URL = environment.site_url(env)
SITE_NAME = env.str("SITE_NAME", default="Reform Tracker")
LOGO_FILE = env.str("LOGO_FILE", default="")
SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
TRACKER_ROLE = environment.choice(env, "TRACKER_ROLE", ("all", "public", "staff"), default="all")
SERVES_STAFF = TRACKER_ROLE != "public"

INSTALLED_APPS = [
    # Before the admin: its tabs patch the stock model admin.
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    *(
        ["django.contrib.humanize", "allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"]
        if SERVES_STAFF
        else []
    ),
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "reformtracker.sources",
    "reformtracker.publishing",
    "reformtracker.api",
    "initiatives",
    "benefits",
    "casestudies",
    "reformtracker.web",
    "reformtracker.reporting",
]

MIDDLEWARE = [
    "reformtracker.web.watching.Watching",
    # What is kept of a page has the headers of all others.
    "reformtracker.web.keeping.Pages",
    "reformtracker.web.fences.Fences",
    "django.middleware.security.SecurityMiddleware",
    "reformtracker.api.crossing.Crossing",
    "reformtracker.api.limits.Limits",
    # What is kept is packed already; whoever asks for it is counted before.
    "reformtracker.web.keeping.OpenData",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "reformtracker.api.packing.Packing",
    "csp.middleware.CSPMiddleware",
    "reformtracker.web.cookieless.Cookieless",
    *(["django.contrib.sessions.middleware.SessionMiddleware"] if SERVES_STAFF else []),
    "reformtracker.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    *(
        [
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "reformtracker.publishing.signin.door.StaffDoor",
        ]
        if SERVES_STAFF
        else []
    ),
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "reformtracker.urls"
WSGI_APPLICATION = "reformtracker.wsgi.application"
AUTH_USER_MODEL = "publishing.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                *(
                    [
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "reformtracker.publishing.signin.frame.frame",
                    ]
                    if SERVES_STAFF
                    else []
                ),
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------
_embedded = f"sqlite:///{VAR_DIR / 'tracker.sqlite3'}"
DATABASES = {"default": environment.database(env, "DATABASE_URL", default=_embedded)}
# Other roles of the same database: `make_public_role` and `make_staff_roles` make them.
PUBLIC_DATABASE = environment.other_database(env, "PUBLIC_DATABASE_URL")
STAFF_DATABASE = environment.other_database(env, "STAFF_DATABASE_URL")
AUDITOR_DATABASE = environment.other_database(env, "AUDITOR_DATABASE_URL")
if TRACKER_ROLE == "public" and PUBLIC_DATABASE:
    DATABASES["default"] = PUBLIC_DATABASE
REDIS_URL = environment.redis_url(env)
# `default` counts failures to sign in and outlives Redis; `shared` says whether Redis is there.
_shared: dict[str, object] = (
    {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
)
CACHES = {
    "default": {
        **_shared,
        **({"BACKEND": "reformtracker.publishing.signin.memory.RedisOrMemory"} if REDIS_URL else {}),
    },
    "shared": _shared,
    # What readers of the API have asked in this minute.
    "limits": {
        **_shared,
        "BACKEND": f"reformtracker.publishing.signin.memory.{'RedisOrMemory' if REDIS_URL else 'Memory'}",
        "LOCATION": REDIS_URL or "limits",
        "KEY_PREFIX": "limits",
        # Of a memory that is full a third is forgotten: it must not be filled by a few addresses.
        "max_entries": 100_000,
    },
    # Finished answers, shared by all processes (`web.kept`).
    "answers": {**_shared, "KEY_PREFIX": "answers"}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    # Drawn briefs: a few megabytes in each process, bounded whatever is asked for.
    "paper": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "paper",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 64},
    },
}

# For how long answers may be given again before it is asked whether anything has been released; 0: none is kept.
KEEP_SECONDS = environment.count(env, "KEEP_SECONDS", default=0 if DEBUG else 1)

# --- tasks: without a broker they run in this process, after the commit ---------------------------
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A lost message costs nothing (the outbox row stays), so a dead broker must not make a request wait.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5} if REDIS_URL else {}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "reformtracker.beat:SteadyScheduler"
CELERY_BEAT_SCHEDULE = {
    "publish what is due": {"task": "publishing.publish_due", "schedule": 30.0},
    "verify the history and send its head": {
        "task": "publishing.anchor_history",
        "schedule": crontab(hour=3, minute=30),
    },
    "work off the outbox": {"task": "publishing.work_outbox", "schedule": 30.0},
    "send reminders and digests": {"task": "publishing.send_digests", "schedule": 900.0},
    "prepare the files that releases lack": {"task": "web.prepare_missing_exports", "schedule": 60 * 60.0},
    "let go of old files of reports": {"task": "reporting.forget_files", "schedule": 24 * 60 * 60.0},
    "let go of uploaded spreadsheets": {"task": "benefits.forget_uploads", "schedule": 24 * 60 * 60.0},
    "note the head of the history in the log": {"task": "publishing.note_head", "schedule": 60 * 60.0},
    "forget sessions that are over": {"task": "publishing.forget_sessions", "schedule": 60 * 60.0},
    "forget what was typed and never saved": {"task": "publishing.forget_autosaves", "schedule": 24 * 60 * 60.0},
}

# --- languages: in the path only ------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_ENABLE_FALLBACKS = False
MODELTRANSLATION_FALLBACK_LANGUAGES = ()
USE_TZ = True
TIME_ZONE = "UTC"

# --- staff ----------------------------------------------------------------------------------------
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("admin:index")
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not DEBUG)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_ADAPTER = "reformtracker.publishing.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
# Django's own covers the address of the account; allauth's would keep a list of addresses of its own.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  # a path
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_SESSION_REMEMBER = False
# Ever slower, for an account as seen from one network (`AccountAdapter`), and for an address in all.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/m/key,15/15m/key,40/3h/key,100/h/ip"}
MFA_ADAPTER = "reformtracker.publishing.signin.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# Shorter than a worker may take (`outbox.CLAIM`): a silent mail server must not make two workers send the same.
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="tracker@localhost")

# --- static files ---------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "jpg", "woff2", "gz", "br", "zip")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "reformtracker.web.packaging.PackagedStorage"
    },
}

# --- what a browser may do ------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
# Not to the host and port that were asked for: a visitor may have been led to them.
SECURE_SSL_HOST = urlsplit(SITE_URL).netloc if SECURE else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_ENGINE = "reformtracker.publishing.signin.store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_AGE = 30 * 60
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SECURE else []
# In the session: else they would travel in a cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- API ------------------------------------------------------------------------------------------
# Requests that one reader may make in a minute; 0: as many as they like.
API_LIMIT = environment.count(env, "API_LIMIT", default=600)
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "reformtracker.api.errors.problem",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Reform Tracker API",
    "DESCRIPTION": "Published indicators, observations, case studies, challenges and releases. Read only, anonymous.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Words are listed where they stand: one name (`state`, `basis`) has different words in different resources.
    "POSTPROCESSING_HOOKS": ["reformtracker.api.schema.finish"],
}

# --- what an operator is told ---------------------------------------------------------------------
METRICS_TOKEN = environment.token(env, "METRICS_TOKEN")
LOG_FORMAT = environment.choice(env, "LOG_FORMAT", ("json", "line"), default="line" if DEBUG else "json")
# Python's own warnings too are lines of the log.
logging.captureWarnings(LOG_FORMAT == "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "reformtracker.watching.logs.Json"},
        # For development: it repeats what was sent, and the words of exceptions.
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Of its own it would mail errors, with what was sent.
        "django": {"handlers": []},
        # Tells of every property that it leaves out; `web.paper` listens for what matters.
        "weasyprint": {"level": "WARNING", "propagate": False},
        "weasyprint.progress": {"level": "ERROR"},
    },
}
