"""Reads the environment and says, in one sentence, what to set when it cannot be used."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TOKEN_LENGTH = 20
WEAK_KEYS = ("django-insecure-", "changeme", "change-me", "secret")
SECRET_KEY_LENGTH = 50
DISTINCT_CHARACTERS = 5
PASSWORD_LENGTH = 12
"""Of a role of the database, on a server that others can reach."""


def read(base: Path) -> environ.Env:
    """The process environment, completed (never overridden) by `.env` beside `manage.py`."""
    env = environ.Env()
    dotenv = base / ".env"
    if dotenv.is_file():
        env.read_env(str(dotenv))
    return env


def secret_key(env: environ.Env) -> str:
    key: str = env.str("SECRET_KEY", default="")
    is_weak = key.lower().startswith(WEAK_KEYS) or len(set(key)) < DISTINCT_CHARACTERS
    if is_weak or len(key) < SECRET_KEY_LENGTH:
        raise ImproperlyConfigured(
            f"SECRET_KEY must be a random text of at least {SECRET_KEY_LENGTH} characters. "
            'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
    return key


def debug(env: environ.Env) -> bool:
    """A page of an error shows settings and data: to nobody but whoever sits at this machine."""
    value: bool = env.bool("DEBUG", default=False)
    if value and not is_here(site_url(env)):
        raise ImproperlyConfigured(
            f"DEBUG is true, and SITE_URL is {site_url(env)!r}: errors would show readers what the server knows. Set DEBUG=false."
        )
    return value


def token(env: environ.Env, name: str) -> str:
    """Empty: there is none."""
    value: str = env.str(name, default="")
    if value and len(value) < TOKEN_LENGTH:
        raise ImproperlyConfigured(f"{name} must be a random text of at least {TOKEN_LENGTH} characters, or empty.")
    return value


def choice(env: environ.Env, name: str, allowed: tuple[str, ...], default: str) -> str:
    value: str = env.str(name, default=default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; set it to one of: {', '.join(allowed)}.")
    return value


def count(env: environ.Env, name: str, default: int) -> int:
    value: str = env.str(name, default=str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}; set it to a whole number from 0.")
    return int(value)


def site_url(env: environ.Env) -> str:
    value: str = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
        raise ImproperlyConfigured(
            f"SITE_URL is {value!r}; set it to scheme and host of the public site, such as https://tracker.example.org."
        )
    return value


def is_here(url: str) -> bool:
    """Of this machine, or a name that no name server of the world knows."""
    host = urlsplit(url).hostname or ""
    return host == "::1" or host.startswith("127.") or not {".", ":"} & set(host)


def other_database(env: environ.Env, name: str) -> dict[str, object] | None:
    return database(env, name, default="") if env.str(name, default="") else None


def database(env: environ.Env, name: str, default: str) -> dict[str, object]:
    try:
        config: dict[str, object] = env.db_url(name, default=default)
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(
            f"{name} cannot be read ({error}); set it like postgres://user:password@host:5432/name."
        ) from error
    engine = str(config.get("ENGINE", ""))
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # Replacing inserts fire delete triggers only when triggers may recurse.
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA recursive_triggers=ON;",
        }
    elif engine.endswith("postgresql"):
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        _refuse_weak_password(name, str(config.get("PASSWORD") or ""), site_url(env))
    else:
        raise ImproperlyConfigured(f"{name} names {engine or 'no database'}; PostgreSQL and SQLite are supported.")
    return config


def _refuse_weak_password(name: str, password: str, site: str) -> None:
    """None at all is for sockets and certificates: then the server asks for something else."""
    if password and len(password) < PASSWORD_LENGTH and not is_here(site):
        raise ImproperlyConfigured(
            f"The password in {name} must be a random text of at least {PASSWORD_LENGTH} characters. "
            'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(24))"'
        )


def redis_url(env: environ.Env) -> str:
    value: str = env.str("REDIS_URL", default="")
    if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured(f"REDIS_URL is {value!r}; set it like redis://host:6379/0, or leave it empty.")
    return value
