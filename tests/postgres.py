"""A private PostGIS: a cluster of its own in a temporary folder, run by a user without privileges, on loopback."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp

PASSWORD = "s3cr%et@/é"  # noqa: S105 - of a database that lives as long as a test


def _binary(name: str) -> str:
    """A program of PostgreSQL, which Debian keeps out of the path."""
    found = shutil.which(name) or max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found)


def _run(folder: Path, *words: str) -> None:
    # PostgreSQL refuses to run as root, and CI is root: Debian's package makes this user.
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *words], check=True, cwd=folder, stdout=subprocess.DEVNULL)  # noqa: S603 - ours


@contextmanager
def postgis() -> Iterator[str]:
    """The address of a database with PostGIS, with the password of its owner."""
    # Not pytest's own folder, which another user may not enter.
    folder = Path(mkdtemp(prefix="postgis-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = str(free.getsockname()[1])
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    data, log = str(folder / "data"), str(folder / "log")
    made = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--username=gis", f"--pwfile={secret}"]
    _run(folder, _binary("initdb"), "-D", data, *made)
    options = f"-p {port} -k '' -c listen_addresses=127.0.0.1 -c fsync=off"
    _run(folder, _binary("pg_ctl"), "-D", data, "-l", log, "-w", "-o", options, "start")
    try:
        yield f"postgresql://gis:s3cr%25et%40%2F%C3%A9@127.0.0.1:{port}/postgres"
    finally:
        _run(folder, _binary("pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)
