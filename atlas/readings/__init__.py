"""What a study answers, question by question, in sentences that carry their figures."""
