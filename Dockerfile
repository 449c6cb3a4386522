# syntax=docker/dockerfile:1
# docker run --rm -v "$PWD:/work:ro" ghcr.io/dlint/dlint lint
ARG PYTHON=3.13-slim

# A tag, not a digest: each release takes Python and Debian as patched as they are then, and users pin the digest of what came out.
FROM docker.io/library/python:${PYTHON} AS build
WORKDIR /src
# pip stays in a venv of its own, so that the image has none. What dlint needs is installed before its source is there.
RUN python3 -m venv /opt/pip && python3 -m venv --without-pip /opt/dlint
RUN --mount=type=bind,source=pyproject.toml,target=/src/pyproject.toml \
    --mount=type=cache,id=pip,target=/root/.cache/pip,sharing=locked \
    python3 -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > /opt/requirements.txt \
    && /opt/pip/bin/pip --python /opt/dlint/bin/python3 install -r /opt/requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY docs/package_page.py ./docs/
COPY rules ./rules
COPY linter ./linter
RUN --mount=type=cache,id=pip,target=/root/.cache/pip,sharing=locked \
    /opt/pip/bin/pip --python /opt/dlint/bin/python3 install --no-deps .

FROM docker.io/library/python:${PYTHON}
LABEL org.opencontainers.image.title="dlint" \
      org.opencontainers.image.description="A Dockerfile linter and a secret scanner for built images" \
      org.opencontainers.image.source="https://github.com/dlint/dlint" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --link --from=build /opt/dlint /opt/dlint
# The user has no home: the cache is a folder of its own below /tmp, which is where a volume for it belongs.
ENV PATH=/opt/dlint/bin:$PATH \
    DLINT_CACHE_DIR=/tmp/dlint
USER 65532:65532
WORKDIR /work
HEALTHCHECK NONE
ENTRYPOINT ["dlint"]
CMD ["--help"]
