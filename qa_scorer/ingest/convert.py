"""Old and foreign formats (.doc, .odt, .rtf) by LibreOffice, where it is installed: private profile, no macros, no links."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from qa_scorer.document import Document
from qa_scorer.errors import InputError
from qa_scorer.ingest.detect import described
from qa_scorer.settings import Limits, limit_hit

_PLACES = (
    "/usr/bin/soffice", "/usr/local/bin/soffice", "/opt/libreoffice/program/soffice", "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice", "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
)  # fmt: skip

#: Settings of the private profile: macros off, links never updated, nothing recovered, nothing sent.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Save/Document"><prop oor:name="AutoSave" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="CrashReport" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def find_office() -> str | None:
    """The LibreOffice program, None where it is not installed."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return found
    return next((p for p in _PLACES if Path(p).is_file()), None)


def needs_office(kind: str) -> bool:
    """True for a format that is converted first."""
    return kind in ("doc", "odt", "rtf")


def no_office(path: Path, kind: str) -> InputError:
    """The error where LibreOffice is not installed."""
    return InputError(
        f"{path.name} is {described(kind)}, which needs LibreOffice to be read, and that is not installed. Open it in Word (or any office program) and save it as .docx or .pdf."
    )


def read_converted(path: Path, kind: str, limits: Limits, folder: Path, deadline: float) -> Document:
    """The document of a file in another format; `folder` is a private folder that the caller removes.

    Raises:
        InputError: LibreOffice is not there, cannot read the file, or takes too long.
    """
    office = find_office()
    if office is None:
        raise no_office(path, kind)
    source = folder / f"report.{kind}"
    shutil.copyfile(path, source)
    made = convert(office, source, folder, limits, deadline, path.name)
    from qa_scorer.ingest.docx import read_docx_bytes

    data = made.read_bytes()
    document = read_docx_bytes(data, path.name, limits)
    blocks = tuple(replace(b, anchors=()) if b.anchors else b for b in document.blocks)
    return replace(document, format=kind, blocks=blocks)


def convert(office: str, source: Path, folder: Path, limits: Limits, deadline: float, shown: str) -> Path:
    """The .docx that LibreOffice makes of a file."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    out = folder / "out"
    out.mkdir()
    command = [
        office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault",
        "--nofirststartwizard", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(source),
    ]  # fmt: skip
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp",
        "SAL_DISABLE_CRASHREPORT": "1", **({"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}),
    }  # fmt: skip
    damaged = InputError(
        f"{shown} could not be converted; it is damaged or uses features that are not supported. Open it in Word and save it as .docx."
    )
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
        )
    except OSError as exc:
        raise damaged from exc
    try:
        process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired as exc:
        process.kill()
        raise limit_hit(shown, "takes too long to convert", "seconds", limits) from exc
    finally:
        if process.poll() is None:
            process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
            process.wait()
    made = out / (source.stem + ".docx")
    if not made.is_file() or made.stat().st_size == 0:
        raise damaged
    return made
