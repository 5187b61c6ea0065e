"""Facts read from a document. Each module answers one question; `facts.Facts` computes each answer once."""
