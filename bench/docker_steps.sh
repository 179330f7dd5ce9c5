#!/usr/bin/env bash
# Plays the Dockerfile without Docker: as root on Debian, in a chroot of bookworm whose Python 3.11 stands in for the image
# python:3.11-slim-bookworm; then starts the app as the image's user, with no network but loopback, and asks for pages.
set -euo pipefail
cd "$(dirname "$0")/.."
export root=${1:?usage: bench/docker_steps.sh FOLDER [DEBIAN_MIRROR]}
step() { chroot "$@" /usr/bin/env -i PATH=/venv/bin:/usr/bin:/bin:/usr/sbin HOME=/home/reader CAGE_CACHE=/data sh -c 'cd /app && exec "$@"' _ "${cmd[@]}"; }
as_root() { local cmd=("$@") && step "$root"; }
as_reader() { local cmd=("$@") && step --userspec=10001:10001 "$root"; }
export -f step as_reader

# FROM. The wheels are fetched outside, for the same Python: nothing inside ever has a network.
[ -d "$root/usr" ] || debootstrap --variant=minbase --include=python3,python3-venv bookworm "$root" ${2:+"$2"}
python3.11 -m pip download --quiet --only-binary :all: -r requirements.lock -d "$root/wheels"
mkdir -p "$root/app"

# COPY requirements.lock, RUN pip install, RUN useradd
cp requirements.lock "$root/wheels/"
as_root python3 -m venv --clear /venv
as_root pip install --quiet --no-index --find-links /wheels --no-cache-dir -r /wheels/requirements.lock
as_root id reader >/dev/null 2>&1 || as_root useradd --uid 10001 --create-home reader
as_root install -d -o reader /data

# COPY . . (what .dockerignore lets in), RUN compileall
rm -rf "$root/app" && mkdir "$root/app"
sed -n 's/^!//p' .dockerignore | while read -r kept; do [ ! -e "$kept" ] || cp -r --parents "$kept" "$root/app/"; done
sed -n '/^[a-z]/p' .dockerignore | while read -r dropped; do rm -rf "$root/app/${dropped:?}"; done
find "$root/app" -name __pycache__ -prune -exec rm -rf {} +
as_root python -m compileall -q .
du -sh "$root/venv" "$root/app"

# USER, CMD, HEALTHCHECK
unshare --net --pid --fork --kill-child bash -euc '
    ip link set lo up
    health=$(sed -n "s/^ *CMD \[\"python\", \"-c\", \"\(.*\)\"\]$/\1/p" Dockerfile)
    as_reader streamlit run app.py --server.fileWatcherType=none &
    for _ in $(seq 60); do as_reader python -c "$health" 2>/dev/null && break; sleep 0.5; done
    as_reader python -c "$health"
    echo "healthy as $(as_reader id -un)"
    as_reader python - <<PROBE
import urllib.request
for path in ("/sante", "/", "/?lang=en", "/contours/2026/200067106.geojson", "/app/static/vendor/leaflet/leaflet.css"):
    answer = urllib.request.urlopen(f"http://127.0.0.1:8501{path}")
    print(answer.status, answer.headers.get("content-type"), len(answer.read()), path)
try:
    urllib.request.urlopen("http://192.0.2.1", timeout=3)
except OSError as error:
    print("no way out:", error)
PROBE
'
