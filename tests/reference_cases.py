"""What the tests of reference cases share: values copied from ../shared/cases, and how to compare."""

import json
from pathlib import Path
from typing import TypeVar

import numpy as np

T = TypeVar("T")
FOLDER = Path(__file__).parents[2] / "shared" / "cases"


class Copied(list[tuple[str, str, object]]):
    """Values copied from the cases into a test file, each with its case and its path in that case."""

    def __call__(self, case: str, path: str, value: T) -> T:
        """Note the value, and give it back."""
        self.append((case, path, value))
        return value

    def assert_as_shared(self) -> None:
        """Each copied value is still the one of the shared file."""
        for case, path, value in self:
            shared = json.loads((FOLDER / f"{case}.json").read_text(encoding="utf-8"))
            for key in path.split("."):
                shared = shared[key]
            assert shared == value, f"{case}: {path}"


def close(found: object, expected: object, tolerance: float) -> None:
    """Equal within the absolute tolerance of the case, unknown where the case says null."""
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(expected, float), rtol=0, atol=tolerance)
