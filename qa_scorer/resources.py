"""Where the shipped data is: beside the package in a wheel, at the top of the repository in a checkout.

Nothing else in the project knows these places.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parent


def rules_dir() -> Path:
    """Folder of the rule packs."""
    return _SHIPPED / "rules" if _SHIPPED.is_dir() else _CHECKOUT / "rules"


def models_dir() -> Path:
    """Folder of the trained models with their manifest."""
    return _SHIPPED / "models" if _SHIPPED.is_dir() else _CHECKOUT / "models" / "trained"


def reports_dir() -> Path:
    """Folder of the report templates, style sheets and the report schema."""
    return _SHIPPED / "reports" if _SHIPPED.is_dir() else _CHECKOUT / "reports"
