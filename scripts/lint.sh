#!/bin/sh
# Every check, each run even where one before it failed; the end says which.
set -u
PATH="$(pwd)/.venv/bin:$PATH"
export DEBUG=false LOG_LEVEL=WARNING REDIS_URL= PUBLIC_DATABASE_URL= STAFF_DATABASE_URL= AUDITOR_DATABASE_URL= TRACKER_ROLE=all
SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))')
export SECRET_KEY
failed=

check() {
    printf '== %s\n' "$*"
    "$@" || failed="$failed\n  $*"
}

check ruff check .
check ruff format --check .
check env DATABASE_URL=sqlite://:memory: mypy .
check djlint --quiet --lint templates
check lint-imports --no-logo
check env DATABASE_URL=sqlite://:memory: python manage.py makemigrations --check --dry-run
check env DATABASE_URL=sqlite://:memory: python manage.py spectacular --validate --fail-on-warn --file /dev/null
check env DATABASE_URL=postgres://tracker@db/tracker SITE_URL=https://tracker.example.org \
    ALLOWED_HOSTS=tracker.example.org TRUSTED_PROXIES=1 \
    EMAIL_URL=smtp+tls://mail.example.org:587 DEFAULT_FROM_EMAIL=tracker@example.org python manage.py check --deploy --fail-level WARNING
check check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

if [ -n "$failed" ]; then
    printf "\nNot clean:$failed\n" >&2
    exit 1
fi
