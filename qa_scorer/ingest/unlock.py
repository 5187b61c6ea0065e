"""Opens a Word file that is encrypted, with the password its owner gave; in memory only."""

from __future__ import annotations

import io
from pathlib import Path

from qa_scorer.errors import InputError
from qa_scorer.settings import Limits, limit_hit

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def unlocked(path: Path, password: str, limits: Limits) -> bytes | None:
    """The plain Word file within an encrypted one; None where the file is not of that kind.

    Raises:
        InputError: the password is wrong, or the encryption is damaged or unknown.
    """
    with path.open("rb") as file:
        if file.read(8) != _OLE:
            return None
        import msoffcrypto
        from msoffcrypto.exceptions import InvalidKeyError

        wrong = InputError(f"The password does not open {path.name}. Check it and try again.")
        out = _Bounded(path, limits)
        try:
            office = msoffcrypto.OfficeFile(file)
            if type(office).__name__ != "OOXMLFile":
                return None
            try:
                office.load_key(password=password, verify_password=True)
            except InvalidKeyError as exc:
                raise wrong from exc
            office.decrypt(out)
        except (InputError, MemoryError):
            raise
        except Exception as exc:  # the library raises many kinds on damaged files
            raise InputError(
                f"{path.name} is encrypted in a way that is not known, or damaged. Save a copy without the password and try again."
            ) from exc
    return out.getvalue()


class _Bounded(io.BytesIO):
    """Memory that takes no more than the limit on unpacked bytes."""

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__()
        self.path, self.limits = path, limits

    def write(self, data: object) -> int:
        if self.tell() + len(data) > self.limits.unpacked_bytes:  # type: ignore[arg-type]
            raise limit_hit(self.path.name, "unpacks to too much data", "unpacked_bytes", self.limits)
        return super().write(data)  # type: ignore[arg-type]
