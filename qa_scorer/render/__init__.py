"""Renderers: each takes a report and makes one output format; none of them decides anything."""
