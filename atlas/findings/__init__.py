"""Sentences that carry their figures, subject by subject: what readings, maps and paper say."""
