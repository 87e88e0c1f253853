"""The one settings file. What differs between machines comes from the environment, never from another file.

HUIYIN_HOME          folder of everything the system makes (default `var` in a checkout)
HUIYIN_DATABASE_URL  sqlite:///path or postgres://user:password@host/name (default huiyin.sqlite3 in the home)
HUIYIN_SECRET_KEY    default: made once and kept in the home
HUIYIN_HOSTS         host names people type, with commas (default: this machine only)
HUIYIN_HTTPS         1 when people reach us by https: cookies then travel by https only
HUIYIN_PROXY         1 when a proxy in front sets X-Forwarded-Proto and X-Forwarded-For
HUIYIN_MAIL_URL      smtp://user:password@host:587?tls=1 (default: letters become files in the home)
HUIYIN_ATTACHMENT_MB how large one attachment may be (default 25)
HUIYIN_TIME_ZONE     default Asia/Shanghai
HUIYIN_DEBUG         1 for developers
"""

import os

from huiyin import environment

HOME = environment.home()
DEBUG = environment.yes("HUIYIN_DEBUG")
HTTPS = environment.yes("HUIYIN_HTTPS")
SECRET_KEY = environment.secret_key(HOME)
ALLOWED_HOSTS = [
    *(host.strip() for host in os.environ.get("HUIYIN_HOSTS", "").split(",") if host.strip()),
    *("localhost", "127.0.0.1", "[::1]"),
]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS[:-3] if HTTPS and host != "*"]

# --- apps: ours first, so that our templates and words win ----------------------------------------------------------
GROUND = ("people", "parties", "calendars", "packs", "kernel")
WINDOWS = ("intake", "web", "api", "prints", "post", "operate", "demo", "bench")
INSTALLED_APPS = [
    *environment.apps("huiyin", GROUND),
    *environment.rooms(),
    *environment.apps("huiyin", WINDOWS),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_q",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # the list of passkeys says when each was last used
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huiyin.headers.strict_headers",
    "huiyin.api.apart.api_apart",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huiyin.signin.own_password_first",
]
ROOT_URLCONF = "huiyin.urls"
WSGI_APPLICATION = "huiyin.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "huiyin.web.context.frame",
            ],
        },
    }
]

# --- rows -----------------------------------------------------------------------------------------------------------
DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, not in memory: sign-in attempts must be counted across all workers.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
Q_CLUSTER = {
    "name": "huiyin",
    "orm": "default",
    "workers": 1,  # SQLite has one writer; a second worker would only wait
    "poll": 1,
    "timeout": 600,
    "retry": 900,
    "max_attempts": 3,
    "catch_up": False,
    "save_limit": 500,
    "label": "jobs",
}

# --- words and time -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]  # each in its own words
LOCALE_PATHS = [environment.PACKAGE / "base/locale"]  # base is no app; every app brings its own
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("HUIYIN_TIME_ZONE", "Asia/Shanghai")

# --- files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "/media/"
# Plain names while developing and testing; hashed and compressed ones where `huiyin serve` collects them first.
PLAIN_STATIC = DEBUG or environment.yes("HUIYIN_PLAIN_STATIC")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PLAIN_STATIC
FILE_UPLOAD_PERMISSIONS = 0o640
ATTACHMENT_LIMIT = int(os.environ.get("HUIYIN_ATTACHMENT_MB", "25")) * 1024 * 1024  # bytes of one paper
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # fields of a form; files are not counted here
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# The rulebooks we ship; a firm's own lie anywhere and are named when adopted.
PACKS = environment.packs()
# The program an auditor checks a sample with: it travels inside every sample.
CHECKER = environment.checker()

# --- signing in -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "huiyin.signin.ModestArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "huiyin.people.passwords.LongEnough", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "huiyin.signin.InvitedOnly"
ACCOUNT_FORMS = {
    "login": "huiyin.people.forms.SignInForm",
    "change_password": "huiyin.people.forms.OwnPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = None
# Ten wrong tries from one address in a minute, or five for one name in five minutes, and the door stays shut a while.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Huiyin"
# Programs on this very machine talk http; only then may a passkey be tried without https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

# --- the browser's side ---------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "huiyin.web.errors.stale_form"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if environment.yes("HUIYIN_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # or everybody would be at the proxy's address, and be shut out together

# --- letters out ----------------------------------------------------------------------------------------------------
globals().update(environment.letter_box(HOME))
DEFAULT_FROM_EMAIL = os.environ.get("HUIYIN_MAIL_FROM", "huiyin@localhost")

# --- what is said on the console ------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("HUIYIN_LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"level": "WARNING"}, "django-q": {"level": "WARNING"}},
}
