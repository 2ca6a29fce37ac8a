# Four stages: the front end, the Python packages, the names of countries, and the final image for web, streams and worker.

FROM node:24-slim AS frontend
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.12-slim AS packages
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /opt/hub \
    && /opt/hub/bin/python -m pip install --no-cache-dir --require-hashes --requirement requirements.lock

# A stage of its own: what the names are taken from (240 MB) stays out of the image.
FROM packages AS geography
COPY requirements-geography.lock ./
RUN /opt/hub/bin/python -m pip install --no-cache-dir --require-hashes --requirement requirements-geography.lock
COPY . ./
COPY --from=frontend /build/dist frontend/dist
RUN HUB_ENVIRONMENT=development /opt/hub/bin/python manage.py build_geography

FROM python:3.12-slim
ENV PATH="/opt/hub/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    HUB_DATA_DIR=/data
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin hub \
    && install --directory --owner=hub --group=hub /data
WORKDIR /srv/hub
COPY --from=packages /opt/hub /opt/hub
COPY . ./
COPY --from=frontend /build/dist frontend/dist
COPY --from=geography /build/publishing/geography/dist publishing/geography/dist
# Both commands need settings, but not their values: these are only set for this step, and are not in the image.
RUN export HUB_SECRET_KEY=building HUB_HOSTS=localhost HUB_BASE_URL=https://localhost HUB_EMAIL_HOST=localhost \
    HUB_EMAIL_FROM=hub@localhost HUB_DATABASE_URL=sqlite:///:memory: \
    && python manage.py build_developer_pages \
    && python manage.py collectstatic --no-input
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "manage.py", "serve", "web", "--host", "0.0.0.0", "--port", "8000", "--workers", "2"]
