"""What a file is, by its content, never by its name; everything that is not a report gets one clear line."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

from qa_scorer.errors import InputError
from qa_scorer.settings import Limits, limit_hit

_HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HOW = "Save the report as .docx, .pdf or .txt and try again."

_PICTURES = (
    (b"\x89PNG\r\n", "PNG picture"), (b"\xff\xd8\xff", "JPEG picture"), (b"GIF8", "GIF picture"), (b"BM", "bitmap picture"),
    (b"II*\x00", "TIFF picture"), (b"MM\x00*", "TIFF picture"), (b"\x00\x00\x01\x00", "icon"), (b"8BPS", "Photoshop picture"),
)  # fmt: skip
_OTHERS = (
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"), (b"Rar!\x1a\x07", "RAR archive"), (b"\x1f\x8b", "gzip archive"), (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ", "xz archive"), (b"MZ", "Windows program"), (b"\x7fELF", "program"), (b"SQLite format 3", "database"),
    (b"%!PS", "PostScript file"), (b"OggS", "sound file"), (b"ID3", "sound file"), (b"fLaC", "sound file"), (b"\x1aE\xdf\xa3", "film"),
    (b"\xdb\xa5", "very old Word file"), (b"\xffWPC", "WordPerfect file"),
)  # fmt: skip
_WORD_TYPES = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.document.macroenabled.main+xml",
    "application/vnd.ms-word.template.macroenabledtemplate.main+xml",
)


def check_file(path: Path, limits: Limits) -> os.stat_result:
    """The file's status, after everything that can be said without reading it.

    Raises:
        InputError: missing, a folder, a device, empty, too large or not readable.
    """
    name = path.name or str(path)
    try:
        status = path.stat()
    except FileNotFoundError as exc:
        raise InputError(f"{name} was not found. Check the name and the folder.") from exc
    except (OSError, ValueError) as exc:
        raise InputError(f"{name} cannot be opened. Check the path and its permissions.") from exc
    if stat.S_ISDIR(status.st_mode):
        raise InputError(f"{name} is a folder. Give one document, or use 'qa-scorer batch' for a folder.")
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{name} is not an ordinary file. Give a .docx, .pdf or .txt document.")
    if status.st_size == 0:
        raise InputError(f"{name} is empty (0 bytes). Ask for the file again.")
    if status.st_size > limits.file_bytes:
        raise limit_hit(name, "is too large", "file_bytes", limits)
    if not os.access(path, os.R_OK):
        raise InputError(
            f"{name} may not be read with your permissions. Ask for access, or copy it to a folder of yours."
        )
    return status


def detect(path: Path, limits: Limits) -> str:
    """'docx', 'pdf', 'doc', 'odt', 'rtf' or 'txt'.

    Raises:
        InputError: anything else, or an encrypted file; the line says what it is and what to do.
    """
    check_file(path, limits)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    name = path.name
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(path, limits)
    if head.startswith(_OLE):
        return _ole(path)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    start = head.lstrip(b"\xef\xbb\xbf\r\n\t ")
    if start.startswith(b"{\\rt"):
        return "rtf"
    for magic, what in _PICTURES:
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head[:64]):
            raise InputError(
                f"{name} is a {what}, not a document. Use the Word or PDF file with real text (a scan needs text recognition first)."
            )
    if head[4:8] == b"ftyp":
        raise InputError(f"{name} is a film or a photograph, not a document. {_HOW}")
    if head.startswith(b"RIFF") and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        raise InputError(f"{name} is a picture, sound or film file, not a document. {_HOW}")
    for magic, what in _OTHERS:
        if head.startswith(magic) and (len(magic) > 3 or not _looks_like_text(head)):
            article = "an" if what[0] in "aeio" else "a"
            raise InputError(f"{name} is {article} {what}, not a report. {_HOW}")
    low = start[:2048].lower()
    if low.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        low.startswith(b"<?xml") and b"<html" in low
    ):
        raise InputError(f"{name} is a web page (HTML). Open it in Word and save it as .docx.")
    if low.startswith(b"mime-version:") or (b"\nmime-version:" in low and b"content-type:" in low):
        raise InputError(f"{name} is an e-mail or a web archive. Open it and save the report itself as .docx or .pdf.")
    if low.startswith((b"<?xml", b"<")):
        if b"word.document" in low or b"pkg:package" in low or b"office:document" in low:
            raise InputError(f"{name} is a document in an XML format. Open it in Word and save it as .docx.")
        if low.startswith(b"<?xml"):
            raise InputError(f"{name} is an XML file, not a report. {_HOW}")
    if not _looks_like_text(head):
        raise InputError(f"{name} is of a type that is not known, or damaged. {_HOW}")
    return "txt"


def described(kind: str) -> str:
    """A format as a reader calls it: 'a PDF', 'a Word document'."""
    return {
        "docx": "a Word document (.docx)", "doc": "an old Word document (.doc)", "pdf": "a PDF", "odt": "an OpenDocument text (.odt)",
        "rtf": "a rich text file (.rtf)", "txt": "plain text",
    }[kind]  # fmt: skip


def named_otherwise(path: Path, kind: str) -> str | None:
    """A warning where the name promises another type than the content has."""
    fits = {
        "docx": {".docx", ".docm", ".dotx", ".dotm"}, "doc": {".doc", ".dot", ".wbk"}, "pdf": {".pdf"}, "odt": {".odt", ".ott", ".fodt"},
        "rtf": {".rtf"}, "txt": {".txt", ".text", ".md", ""},
    }  # fmt: skip
    ending = path.suffix.lower()
    known = set().union(*fits.values()) - {""}
    if ending in known and ending not in fits[kind]:
        return f"The file is named {ending} but is {described(kind)}; it was read as that."
    return None


def encoding(data: bytes) -> str:
    """The encoding of plain text: by its mark, else UTF-8 where it is valid, else UTF-16 by its zeros, else Windows-1252."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = data[:4096]
    if b"\x00" in sample:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        many, few = len(sample) * 0.4, len(sample) * 0.05  # zeros everywhere are no text
        if odd > many and even < few:
            return "utf-16-le"
        if even > many and odd < few:
            return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    if encoding(head) in ("utf-16-le", "utf-16-be"):
        return True
    controls = sum(1 for b in head if b < 32 and b not in b"\t\n\r\f\x0b\x1b")
    if b"\x00" in head[:512] or controls > len(head) * 0.02 + 2:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        letters = sum(1 for b in head if 32 <= b < 127 or b in b"\t\n\r")
        return letters >= len(head) * 0.7
    return True


def _zip(path: Path, limits: Limits) -> str:
    from qa_scorer.ingest.package import Package, PartError

    name = path.name
    with path.open("rb") as file:
        package = Package(file, name, limits)
        names = {n.lower() for n in package.names()}
        if "mimetype" in names and "[content_types].xml" not in names:
            try:
                kind = package.read("mimetype", 200).strip().decode("latin-1")
                manifest = package.read("META-INF/manifest.xml", 5_000_000) if "meta-inf/manifest.xml" in names else b""
            except PartError as exc:
                raise package.damaged() from exc
            if b"encryption-data" in manifest:
                raise InputError(f"{name} is password-protected. Save a copy without the password and try again.")
            if kind.startswith("application/vnd.oasis.opendocument.text"):
                return "odt"
            if "spreadsheet" in kind:
                raise InputError(f"{name} is a spreadsheet, not a report. Give the Word or PDF file of the report.")
            if "presentation" in kind:
                raise InputError(f"{name} is a presentation, not a report. Give the Word or PDF file of the report.")
            raise InputError(f"{name} is not a text document. {_HOW}")
        if "[content_types].xml" in names or "word/document.xml" in names:
            main = package.main_part()
            kind = package.content_type(main).lower() if main else ""
            if (
                kind in _WORD_TYPES
                or (main and "wordprocessingml" in kind)
                or (main == "word/document.xml" and "spreadsheet" not in kind)
            ):
                return "docx"
            joined = " ".join(sorted(names))
            if "spreadsheetml" in kind or "ms-excel" in kind or "xl/workbook" in joined:
                raise InputError(f"{name} is an Excel workbook, not a report. Give the Word or PDF file of the report.")
            if "presentationml" in kind or "ms-powerpoint" in kind or "ppt/presentation" in joined:
                raise InputError(
                    f"{name} is a PowerPoint presentation, not a report. Give the Word or PDF file of the report."
                )
            raise InputError(f"{name} is an Office file without a Word document inside. {_HOW}")
        if any(n.endswith(".iwa") for n in names):
            raise InputError(f"{name} is an Apple Pages file. Export it from Pages as Word (.docx).")
        raise InputError(f"{name} is a zip archive. Unpack it and give the report itself.")


def _ole(path: Path) -> str:
    import olefile  # type: ignore[import-untyped,unused-ignore]

    name = path.name
    damaged = InputError(
        f"{name} is damaged or incomplete. Ask for the file again, or open it in Word and save it as .docx."
    )
    try:
        with olefile.OleFileIO(str(path)) as ole:
            streams = {"/".join(s).lower() for s in ole.listdir()}
            fib = ole.openstream("WordDocument").read(32) if "worddocument" in streams else b""
    except Exception as exc:  # the library raises many kinds on damaged files
        raise damaged from exc
    if "encryptedpackage" in streams or "encryptioninfo" in streams:
        raise InputError(
            f"{name} is password-protected. Open it in Word, save a copy without the password and try again."
        )
    if "worddocument" in streams:
        if len(fib) < 12:
            raise damaged
        if fib[11] & 0x01 or _encrypted(path):
            raise InputError(
                f"{name} is password-protected. Open it in Word, save a copy without the password and try again."
            )
        return "doc"
    if streams & {"workbook", "book"}:
        raise InputError(f"{name} is an Excel workbook, not a report. Give the Word or PDF file of the report.")
    if "powerpoint document" in streams:
        raise InputError(f"{name} is a PowerPoint presentation, not a report. Give the Word or PDF file of the report.")
    if any(s.startswith(("__properties_version", "__substg")) for s in streams):
        raise InputError(f"{name} is an Outlook message. Open it and save the report that is attached.")
    raise InputError(f"{name} is an old Office file without a Word document inside. {_HOW}")


def _encrypted(path: Path) -> bool:
    """What the Office decryption library says about a .doc; False where it cannot tell."""
    try:
        import msoffcrypto

        with path.open("rb") as file:
            return bool(msoffcrypto.OfficeFile(file).is_encrypted())
    except Exception:  # damaged files raise anything; the converter will refuse them
        return False
