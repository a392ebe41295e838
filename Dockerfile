# L'image du complément Excel : pycog serve, sans rien d'autre. Voir docs/deploiement.md.
FROM python:3.13-slim AS construction
WORKDIR /projet
COPY requirements-server.lock ./
RUN python -m venv /opt/pycog \
    && /opt/pycog/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --requirement requirements-server.lock
COPY pyproject.toml README.md LICENSE ./
COPY pycog pycog
COPY udfs udfs
COPY addin addin
# L'outil de construction est déjà verrouillé ci-dessus ; il ne va pas plus loin.
RUN /opt/pycog/bin/pip install --no-cache-dir --disable-pip-version-check \
        --no-deps --no-build-isolation . \
    && /opt/pycog/bin/pip uninstall --yes --quiet hatchling \
    && /opt/pycog/bin/python -m compileall -q /opt/pycog/lib

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin pycog
COPY --from=construction /opt/pycog /opt/pycog
ENV PATH=/opt/pycog/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER pycog
WORKDIR /
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/sante', timeout=4)"]
ENTRYPOINT ["pycog", "serve", "--http", "--host", "0.0.0.0", "--port", "8000"]
CMD ["--workers", "2"]
