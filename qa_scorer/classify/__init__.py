"""Trained models and what they decide: statements, retelling, similarity of meaning."""
