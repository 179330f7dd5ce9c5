"""An existing Dask cluster, as the pool of workers of a long run."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from i18n import Text
from layers import LayerError

from .many import Workers

PATIENCE = 60
"""Seconds until the scheduler, then a first worker, must be there."""


@contextmanager
def dask(address: str) -> Iterator[Workers]:
    """The workers of a scheduler (``tcp://host:8786``), those that come later included.

    A worker runs from a folder of the application, at the same version and with the same data; it needs no disk in
    common with this machine. Dask itself gives the task of a worker that dies to another one.

    Raises
    ------
    LayerError
        If dask is not installed, or if no scheduler or no worker answers.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - optional: requirements-cluster.txt
    except ImportError as error:
        raise LayerError(_NOT_INSTALLED) from error
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise LayerError(_NO_SCHEDULER.format(address=address)) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise LayerError(_NO_WORKER.format(address=address)) from error

        @contextmanager
        def executor() -> Iterator[Executor]:
            # The client stays: a task that dies takes no pool with it.
            yield client.get_executor(pure=False)

        yield Workers(executor, lambda: max(1, sum(client.nthreads().values())))


_NOT_INSTALLED = Text(
    "Dask n'est pas installé : « pip install -r requirements-cluster.txt ».",
    "Dask is not installed: “pip install -r requirements-cluster.txt”.",
)
_NO_SCHEDULER = Text(
    "Aucun ordonnanceur Dask ne répond à {address}. Lancez « dask scheduler », puis « dask worker ».",
    "No Dask scheduler answers at {address}. Start “dask scheduler”, then “dask worker”.",
)
_NO_WORKER = Text(
    "L'ordonnanceur {address} n'a aucun ouvrier. Lancez « dask worker {address} » dans le dossier de l'application.",
    "The scheduler {address} has no worker. Start “dask worker {address}” in the folder of the application.",
)
