# One image for everything: the browser room, Slack, Discord; SQLite or PostgreSQL.
#   docker build --tag challenger .
#   docker run --publish 8080:8080 --volume challenger:/var/lib/challenger challenger

# Stage one: the libraries, exactly those whose hashes are listed; PostgreSQL's part and the trained readers among them.
FROM python:3.11-slim-bookworm AS libraries
COPY requirements/postgresql.txt /libraries/requirements.txt
RUN python -m venv /venv
RUN /venv/bin/python -m pip install --no-cache-dir --no-input --require-hashes --requirement /libraries/requirements.txt

# Stage two: a font for the words in pictures, the libraries, a user without rights, and last the part that changes most.
FROM python:3.11-slim-bookworm
RUN apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 challenger
RUN mkdir -p /var/lib/challenger
RUN chown challenger /var/lib/challenger
ENV PATH="/venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1 \
    CHALLENGER_DATABASE="sqlite:////var/lib/challenger/challenger.db" \
    CHALLENGER_WEB_HOST="0.0.0.0" \
    CHALLENGER_WEB_PORT="8080"
COPY --from=libraries /venv /venv
WORKDIR /app
COPY pyproject.toml LICENSE ./
COPY config/ config/
COPY adapters/ adapters/
COPY challenges/ challenges/
COPY bot/ bot/
USER challenger
VOLUME /var/lib/challenger
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['CHALLENGER_WEB_PORT'] + '/healthz', timeout=4)"]
# The exec form: the bot itself gets the signal to stop, and finishes what it has begun.
CMD ["python", "-m", "bot", "run"]
