"""What both processes know: the names of the files of an answer, and what the reading of a file may take."""

from parsing.confined import Share

ANSWER, TABLE, REFUSED = "answer.json", "table.parquet", "refused.json"
ARRAYS = ".npz"

ALLOWED = Share(memory=12 << 30, seconds=1800, answer=4 << 30)
"""The largest files that are read: 2.3 million squares (29 s, 1.7 GB) and all the contours of ADMIN EXPRESS (5 GB),
twice over; the roads of a région take ten minutes."""
