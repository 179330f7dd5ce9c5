# docker build -t territorial-distance . && docker run --rm -p 8501:8501 -v cage:/data territorial-distance
# The reference pack is in the image: it needs no network when it runs. What is loaded on the Data page goes to /data.

FROM python:3.11-slim-bookworm AS build
COPY requirements.lock .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.lock

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --create-home reader && install -d -o reader /data
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
RUN /venv/bin/python -m compileall -q .
USER reader
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 CAGE_CACHE=/data
# --build-arg FRANCE=1: every national table is in the image; a file that its publisher refuses stops nothing.
ARG FRANCE=
RUN if [ -n "$FRANCE" ]; then python -m layers --france || [ $? -eq 1 ]; fi
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/sante', timeout=4).close()"]
CMD ["streamlit", "run", "app.py", "--server.fileWatcherType=none"]
