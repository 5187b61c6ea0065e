"""From facts to the Standards grid: measures, ratings, questions, verdict."""
