"""Scores of pairs of communes of one EPCI, drawn over all of France and frozen (METHOD 2.3, rule 18)."""

from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa

from i18n import Text

from .errors import LayerError

SAMPLE_FILE = Path(__file__).parent.parent / "data" / "national" / "pairs.parquet"
"""Scores in thousandths, -1 where unknown; no commune is named. ``bench/goalposts.py --sample`` makes it."""


@cache
def national_pairs() -> pd.DataFrame:
    """Scores of the sample, on [0, 1], one column per indicator; NaN where unknown. Shared: never write in it.

    Raises
    ------
    LayerError
        If the file is missing or cannot be read.
    """
    try:
        thousandths = pd.read_parquet(SAMPLE_FILE)
    except (OSError, pa.ArrowInvalid) as error:
        raise LayerError(
            Text(
                "Le fichier data/national/pairs.parquet manque ou est abîmé. Téléchargez de nouveau le dépôt.",
                "The file data/national/pairs.parquet is missing or damaged. Download the repository again.",
            )
        ) from error
    return thousandths.where(thousandths >= 0) / 1000
