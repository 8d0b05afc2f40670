FROM python:3.12-slim AS build
WORKDIR /komek
COPY uv-bootstrap.lock requirements.lock ./
# Packages first: they change less often than the program, so this layer is reused.
RUN pip install --no-cache-dir --require-hashes -r uv-bootstrap.lock \
    && python -m venv --without-pip /opt/komek \
    && uv pip install --no-cache --python /opt/komek/bin/python --require-hashes -r requirements.lock
COPY . .
RUN uv build --no-cache --wheel --require-hashes --build-constraints requirements-dev.lock \
    && uv pip install --no-cache --python /opt/komek/bin/python --no-deps dist/*.whl

FROM python:3.12-slim
COPY --from=build /opt/komek /opt/komek
ENV PATH=/opt/komek/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    KOMEK_DATABASE_URL=sqlite:////data/komek.db
RUN useradd --uid 10001 --user-group --no-create-home komek && install -d -o komek -g komek /data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/v1/status', timeout=4)"]
CMD ["komek", "serve", "--host", "0.0.0.0"]
