# The same steps as `make run`, split into an image: environment from the lock, static files, then the server.
FROM python:3.11-slim-bookworm AS environment
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-deps --require-hashes --requirement /tmp/requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# Briefs are drawn as PDF by Pango; a script without a font would be boxes. Backups are written by pg_dump: bookworm's is 15, as the
# server of docker-compose.yml is, and an older one than the server would refuse.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk postgresql-client \
    && rm -rf /var/lib/apt/lists/*
# Volumes are laid over /exports and /backups, and take their owner from here.
RUN useradd --system --uid 10001 --no-create-home --home-dir /app tracker && install -d -o tracker /exports /backups
WORKDIR /app
COPY --from=environment /opt/venv /opt/venv
COPY . .
# The key of this step signs nothing and is not kept. The code stays the property of root: the server cannot change it.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    python manage.py collectstatic --noinput --verbosity=0 --ignore=redoc --ignore=rest_framework
USER tracker
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 CMD ["python", "docker/healthcheck.py"]
# Processes: WEB_CONCURRENCY. A worker is replaced now and then, so that no leak grows for ever.
CMD ["gunicorn", "reformtracker.wsgi", "--config=docker/gunicorn.conf.py", "--bind=0.0.0.0:8000", "--threads=4", \
     "--worker-tmp-dir=/dev/shm", "--max-requests=5000", "--max-requests-jitter=500", "--timeout=30", \
     "--graceful-timeout=30", "--keep-alive=45", "--no-control-socket"]
