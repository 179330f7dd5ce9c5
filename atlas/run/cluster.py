"""An existing Dask cluster, as the pool of workers of a long run."""

import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from i18n import Text
from layers import LayerError

from .many import Workers

PATIENCE = 60
"""Seconds until the scheduler, then a first worker, must be there."""

FOUND_HERE = "import os, sys; sys.path.insert(0, os.getcwd()); import atlas.run.many"
"""What each worker runs first: the command ``dask worker`` does not look for modules in the folder it is started in."""


class _Call(NamedTuple):
    """A call that takes place where its pickle is read."""

    work: Callable[..., Any]
    arguments: tuple[Any, ...]

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.work, self.arguments


class _Sealed(Executor):
    """A pool whose scheduler sees bytes only: it reads what it is given, and has not the application."""

    def __init__(self, pool: Executor) -> None:
        self.pool = pool

    def submit(self, work: Callable[..., Any], /, *arguments: Any) -> Future[Any]:  # type: ignore[override] # noqa: ANN401
        return self.pool.submit(pickle.loads, pickle.dumps(_Call(work, arguments)))


@contextmanager
def dask(address: str) -> Iterator[Workers]:
    """The workers of a scheduler (``tcp://host:8786``), those that come later included.

    A worker runs from a folder of the application, at the same version and with the same data; it needs no disk in
    common with this machine, and the scheduler needs nothing. Dask itself gives the task of a worker that dies to
    another one.

    Raises
    ------
    LayerError
        If dask is not installed, if no scheduler or no worker answers, or if a worker runs from another folder.
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
            client.register_worker_callbacks(partial(exec, FOUND_HERE))
        except TimeoutError as error:
            raise LayerError(_NO_WORKER.format(address=address)) from error
        except ImportError as error:
            raise LayerError(_ELSEWHERE.format(address=address, missing=error.name)) from error

        @contextmanager
        def executor() -> Iterator[Executor]:
            # The client stays: a task that dies takes no pool with it.
            yield _Sealed(client.get_executor(pure=False))

        yield Workers(executor, lambda: max(1, sum(client.nthreads().values())))


_NOT_INSTALLED = Text(
    "Dask n’est pas installé : « pip install -r requirements-cluster.txt ».",
    "Dask is not installed: “pip install -r requirements-cluster.txt”.",
)
_NO_SCHEDULER = Text(
    "Aucun ordonnanceur Dask ne répond à {address}. Lancez « dask scheduler », puis « dask worker ».",
    "No Dask scheduler answers at {address}. Start “dask scheduler”, then “dask worker”.",
)
_NO_WORKER = Text(
    "L’ordonnanceur {address} n’a aucun ouvrier. Lancez « dask worker {address} » dans le dossier de l’application.",
    "The scheduler {address} has no worker. Start “dask worker {address}” in the folder of the application.",
)
_ELSEWHERE = Text(
    "Un ouvrier ne trouve pas le module « {missing} ». Lancez chaque « dask worker {address} » dans un dossier de "
    "l’application, avec ses bibliothèques (requirements.lock).",
    "A worker does not find the module “{missing}”. Start each “dask worker {address}” in a folder of the application, "
    "with its libraries (requirements.lock).",
)
