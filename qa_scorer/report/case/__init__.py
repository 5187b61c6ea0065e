"""The reports of one case seen together: merged chronology, action plan, timescales, questions to the agencies."""
