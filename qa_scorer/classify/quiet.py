"""Imports of libraries that would touch the network, even if only this computer's own, while they are loaded."""

from __future__ import annotations

import os
from types import ModuleType


def spacy() -> ModuleType:
    """spaCy, imported without the socket that one of its dependencies binds to see whether there is IPv6."""
    import socket

    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    before = socket.has_ipv6
    socket.has_ipv6 = False
    try:
        import spacy as library
    finally:
        socket.has_ipv6 = before
    return library
