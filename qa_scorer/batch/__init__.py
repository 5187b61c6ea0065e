"""Many documents: scoring them in parallel, and the figures over all of them."""

from qa_scorer.batch.run import BatchResult, Progress, run_batch

__all__ = ["BatchResult", "Progress", "run_batch"]
