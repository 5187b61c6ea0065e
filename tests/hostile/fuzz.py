"""Breaks documents at random and reads them: `make fuzz`, or `python tests/hostile/fuzz.py --seconds 600`.

Seeds are the labelled documents and the light files of `generate`. Each case follows from a seed number and its index, so
that it can be made again: `--replay SEED:INDEX` reads it alone, `--replay SEED:INDEX --keep` puts it into `cases/`.
The readers run in a warm child of this process, without the fences but within the limits; the child's end, a case that takes
too long and any exception but a clear refusal are findings. The exit code is 1 where there was one.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CASES = HERE / "cases"
SECONDS = 20  # a case may take, of this process's own time
HANG = 3 * SECONDS  # on the wall's clock, before the child is killed
MEMORY = 3 << 30
BATCH = 400  # cases a child reads before a fresh one takes its place

NUMBERS = (
    "0", "-1", "1", "2", "255", "256", "65535", "65536", "2147483647", "2147483648", "-2147483648", "4294967295", "9223372036854775807",
    "99999999999999999999999", "1e400", "-1e-400", "NaN", "inf", "0.0000000001", "", " ", "0x10", "٣", "1" * 5000,
)  # fmt: skip
WORDS = (
    "",
    "on",
    "off",
    "none",
    "\u202e",
    "\u200b",
    "A" * 70_000,
    "&#x41;",
    "../../x",
    "%s%n",
    "é\u0301\u0301",
    "\U0010fffd",
    "w:p",
    "рока",
    "ﬁ",
    "\t\n",
)


# -- breaking --------------------------------------------------------------------------------------------------------------


def flip(data: bytes, rng: random.Random) -> bytes:
    """A few bits are the other way round."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20, 100))):
        if out:
            out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def cut(data: bytes, rng: random.Random) -> bytes:
    """The end is missing, or the start."""
    at = rng.randrange(len(data) + 1)
    return data[:at] if rng.random() < 0.8 else data[at:]


def repeat(data: bytes, rng: random.Random) -> bytes:
    """A stretch stands there several times."""
    a, b = _stretch(data, rng, 4000)
    return data[:b] + data[a:b] * rng.choice((1, 2, 10, 200)) + data[b:]


def remove(data: bytes, rng: random.Random) -> bytes:
    """A stretch is missing."""
    a, b = _stretch(data, rng, 2000)
    return data[:a] + data[b:]


def swap(data: bytes, rng: random.Random) -> bytes:
    """Two stretches changed places."""
    a, b = _stretch(data, rng, 500)
    c, d = _stretch(data, rng, 500)
    if b > c:
        return data
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def overwrite(data: bytes, rng: random.Random) -> bytes:
    """A stretch is something else."""
    a, b = _stretch(data, rng, 40)
    return data[:a] + rng.choice((b"\0" * (b - a), b"\xff" * (b - a), rng.randbytes(b - a), b" " * (b - a))) + data[b:]


def _stretch(data: bytes, rng: random.Random, longest: int) -> tuple[int, int]:
    a = rng.randrange(len(data) + 1)
    return a, min(len(data), a + rng.randint(1, longest))


PLAIN: tuple[Callable[[bytes, random.Random], bytes], ...] = (flip, cut, repeat, remove, swap, overwrite)


def plain(data: bytes, rng: random.Random) -> bytes:
    """Broken without regard to its form."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        data = rng.choice(PLAIN)(data, rng)
    return data


_VALUE = re.compile(r'="([^"<]*)"')
_NUMERAL = re.compile(r'(?<==")-?\d+(?=")')
_TAG = re.compile(r"<(/?)([\w:]+)([^<>]*?)(/?)>")
_TEXT = re.compile(r">([^<>]+)<")


def break_xml(text: str, rng: random.Random) -> str:
    """XML that is broken, or well-formed and absurd."""
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        how = rng.randrange(11)
        if how == 0:
            text = _one(_NUMERAL, text, rng, lambda m: rng.choice(NUMBERS))
        elif how == 1:
            text = _one(
                _VALUE, text, rng, lambda m: '="' + rng.choice(NUMBERS + WORDS).replace("<", "").replace('"', "") + '"'
            )
        elif how == 2:
            text = _one(_TEXT, text, rng, lambda m: ">" + rng.choice(WORDS).replace("<", "") + "<")
        elif how == 3:  # an end is missing
            text = _one(re.compile(r"</[\w:]+>"), text, rng, lambda m: "")
        elif how == 4:  # an element holds itself, many times
            text = _element(text, rng, lambda e, tag, head: f"<{tag}{head}>" * rng.choice((2, 30, 300)) + e)
        elif how == 5:
            text = _element(text, rng, lambda e, tag, head: e * rng.choice((2, 10, 300)))
        elif how == 6:
            text = _element(text, rng, lambda e, tag, head: "")
        elif how == 7:  # nested properly
            text = _element(text, rng, lambda e, tag, head: _nest(e, tag, head, rng.choice((2, 8, 40, 120))))
        elif how == 8:  # another name
            names = [m.group(2) for m in _some(_TAG, text, rng, 30)] or ["w:p"]
            other = rng.choice(names)
            text = _element(
                text, rng, lambda e, tag, head, other=other: re.sub(rf"(</?){re.escape(tag)}\b", rf"\g<1>{other}", e)
            )
        elif how == 9:  # elsewhere too
            taken: list[str] = []
            _element(text, rng, lambda e, tag, head, taken=taken: taken.append(e) or e)
            if taken:
                text = _one(_TAG, text, rng, lambda m, taken=taken: m.group(0) + taken[0])
        else:
            text = plain(text.encode("utf-8", "replace"), rng).decode("utf-8", "replace")
        if len(text) > 20_000_000:
            break
    return text


def _nest(element: str, tag: str, head: str, times: int) -> str:
    return f"<{tag}{head}>" * times + element + f"</{tag}>" * times


def _some(pattern: re.Pattern[str], text: str, rng: random.Random, count: int) -> list[re.Match[str]]:
    """A few matches from somewhere in the text."""
    start = rng.randrange(max(1, len(text)))
    found: list[re.Match[str]] = []
    for match in pattern.finditer(text, start):
        found.append(match)
        if len(found) >= count:
            break
    return found or ([m] if (m := pattern.search(text)) else [])


def _one(pattern: re.Pattern[str], text: str, rng: random.Random, put: Callable[[re.Match[str]], str]) -> str:
    found = _some(pattern, text, rng, 5)
    if not found:
        return text
    match = rng.choice(found)
    return text[: match.start()] + put(match) + text[match.end() :]


def _element(text: str, rng: random.Random, put: Callable[[str, str, str], str]) -> str:
    """Replaces one whole element, of any size, by what `put` makes of it, its name and its attributes."""
    for match in _some(_TAG, text, rng, 5):
        closing, tag, head, single = match.groups()
        if closing:
            continue
        if single:
            return text[: match.start()] + put(match.group(0), tag, head) + text[match.end() :]
        depth, at = 0, match.start()
        for other in re.compile(rf"<(/?){re.escape(tag)}\b[^<>]*?(/?)>").finditer(text, at):
            depth += 0 if other.group(2) else -1 if other.group(1) else 1
            if depth == 0:
                return text[:at] + put(text[at : other.end()], tag, head) + text[other.end() :]
        return text
    return text


def break_zip(data: bytes, rng: random.Random) -> bytes:
    """An Office file one or two parts of which are broken, missing or exchanged; the zip itself stays whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            parts = [(i.filename, z.read(i)) for i in z.infolist() if i.file_size < 30_000_000]
    except Exception:
        return plain(data, rng)
    for _ in range(rng.choice((1, 1, 1, 2))):
        if not parts:
            break
        weights = [
            12 if "document.xml" in n or "content.xml" in n else 4 if n.endswith((".xml", ".rels")) else 1
            for n, _d in parts
        ]
        at = rng.choices(range(len(parts)), weights)[0]
        name, part = parts[at]
        how = rng.random()
        if how < 0.06:
            del parts[at]
        elif how < 0.1:
            parts[at] = (name, rng.choice(parts)[1])
        elif how < 0.13:
            parts.append((name, part))
        elif how < 0.2 or not name.endswith((".xml", ".rels", ".html", ".rtf")):
            parts[at] = (name, plain(part, rng))
        else:
            parts[at] = (name, break_xml(part.decode("utf-8", "replace"), rng).encode("utf-8", "replace"))
    buffer = io.BytesIO()
    import warnings

    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        warnings.simplefilter("ignore")
        for name, part in parts:
            out.writestr(name or "x", part)
    return buffer.getvalue()


_OBJECT = re.compile(rb"\d+ 0 obj\b.*?endobj", re.DOTALL)
_FLATE = re.compile(rb"(?<=stream)\r?\n(x[\x01\x5e\x9c\xda].*?)\r?\n?(?=endstream)", re.DOTALL)
_PDF_WORDS = (
    b"null", b"[", b"<<", b">>", b"]", b"(", b")", b"<", b"/", b"endobj", b"endstream", b"stream", b"/FlateDecode", b"/Identity-H", b"/Type3", b"[[[[",
    b"/Kids", b"/Parent", b"/Contents", b"true", b"BT", b"ET", b"Do", b"q", b"Q", b"Tf", b"ID", b"EI", b"R", b"obj",
)  # fmt: skip


def break_pdf(data: bytes, rng: random.Random) -> bytes:
    """A PDF of which objects, references, numbers or streams are broken."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        how = rng.randrange(8)
        if how == 0:
            data = _bytes_one(
                rb"(?<=[\s\[(/])-?\d+(?:\.\d+)?(?=[\s\])/>])",
                data,
                rng,
                lambda m: rng.choice(NUMBERS[:18]).encode("utf-8"),
            )
        elif how == 1:
            count = data.count(b" obj")
            data = _bytes_one(
                rb"\d+ 0 R", data, rng, lambda m, count=count: f"{rng.randint(0, count + 2)} 0 R".encode()
            )
        elif how == 2:
            data = _bytes_one(rb"\d+ 0 R|/\w+|\d+", data, rng, lambda m: rng.choice(_PDF_WORDS))
        elif how == 3:
            data = _bytes_one(rb"endobj|endstream|>>|\]|xref|trailer|startxref", data, rng, lambda m: b"")
        elif how == 4:
            objects = [m.group(0) for m in _OBJECT.finditer(data)]
            if len(objects) > 1:
                one, two = rng.choice(objects), rng.choice(objects)
                body = two.split(b"obj", 1)[1]
                data = data.replace(one, one.split(b"obj", 1)[0] + b"obj" + body, 1)
        elif how == 5:
            data = _bytes_one(_FLATE.pattern, data, rng, lambda m: _restream(m, rng), re.DOTALL)
        elif how == 6:
            data = _bytes_one(rb"<<|\[", data, rng, lambda m: m.group(0) * rng.choice((2, 50, 3000)))
        else:
            data = plain(data, rng)
    return data


def _restream(match: re.Match[bytes], rng: random.Random) -> bytes:
    """The stream with its content broken, packed again."""
    try:
        content = zlib.decompress(match.group(1))
    except zlib.error:
        return match.group(0)
    if rng.random() < 0.5:
        content = plain(content, rng)
    else:
        content = _bytes_one(rb"-?\d+(?:\.\d+)?", content, rng, lambda m: rng.choice(NUMBERS[:18]).encode())
        content = _bytes_one(rb"\b[A-Za-z*']{1,3}\b", content, rng, lambda m: rng.choice(_PDF_WORDS))
    return b"\n" + zlib.compress(content[:5_000_000]) + b"\n"


def _bytes_one(
    pattern: bytes, data: bytes, rng: random.Random, put: Callable[[re.Match[bytes]], bytes], flags: int = 0
) -> bytes:
    start = rng.randrange(max(1, len(data)))
    compiled = re.compile(pattern, flags)
    match = compiled.search(data, start) or compiled.search(data)
    return data if match is None else data[: match.start()] + put(match) + data[match.end() :]


# -- seeds -------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def seeds() -> dict[str, list[tuple[str, bytes]]]:
    """Seeds by ending, each with its name."""
    sys.path.insert(0, str(HERE))
    import generate

    out: dict[str, list[tuple[str, bytes]]] = {}
    for one in generate.CASES.values():
        if not one.heavy:
            data = one.make()
            if len(data) < 300_000:
                out.setdefault(one.name.rsplit(".", 1)[-1], []).append((one.name, data))
    for path in [*sorted((ROOT / "tests/corpus/given").glob("*.*")), *sorted((ROOT / "examples").glob("*.docx"))]:
        if path.suffix in (".docx", ".pdf"):
            data = path.read_bytes()
            out.setdefault(path.suffix[1:] + "+", []).append((path.name, data))
    text = (
        b"# Review\n\n1. First; second\n\n| a | b |\n|---|---|\n| c | d |\n\n- item\n\fContents ..... 4\nName\tDate\n"
    )
    out.setdefault("txt", []).append(("text", text * 20))
    return out


SHARES = {"docx+": 30, "docx": 22, "pdf": 24, "pdf+": 8, "txt": 6, "rtf": 5, "odt": 4, "docm": 1}


def make(seed: int, index: int) -> tuple[str, bytes]:
    """The ending and the bytes of one case; always the same for the same two numbers."""
    rng = random.Random(f"{seed}:{index}")
    kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
    _name, data = rng.choice(seeds()[kind])
    ending = kind.rstrip("+")
    if rng.random() < 0.15 or ending in ("txt", "rtf"):
        return ending, plain(data, rng)
    if ending == "pdf":
        return ending, break_pdf(data, rng)
    return ending, break_zip(data, rng)


# -- reading -----------------------------------------------------------------------------------------------------------------


def read_case(path: Path) -> str:
    """What is wrong with how the readers take the file; empty where it was read or refused in one line."""
    from qa_scorer.errors import InputError, one_line
    from qa_scorer.ingest import wire
    from qa_scorer.ingest.detect import detect
    from qa_scorer.settings import Limits

    limits = replace(Limits(), seconds=SECONDS)
    try:
        kind = detect(path, limits)
        if kind == "docx":
            from qa_scorer.ingest.docx import read_docx as read
        elif kind == "pdf":
            from qa_scorer.ingest.normalise import clean_document
            from qa_scorer.ingest.pdf import read_pdf

            def read(path: Path, limits: object) -> object:
                return clean_document(read_pdf(path, limits))
        elif kind == "txt":
            from qa_scorer.ingest.txt import read_txt as read
        else:  # what the office suite converts: only what is ours of it
            from qa_scorer.ingest.chunk import chunk_blocks

            list(chunk_blocks(path.read_bytes(), "text/rtf"))
            return ""
        document = read(path, limits)
        out = io.BytesIO()
        wire.dump(document, out)  # type: ignore[arg-type]
        out.seek(0)
        again = wire.load(out, limits)
        if isinstance(again, str) or len(again.blocks) != len(document.blocks):  # type: ignore[attr-defined]
            return "the document is not the same after its way to the parent"
    except InputError as exc:
        message = str(exc)
        if message != one_line(message) or not 20 < len(message) < 800:
            return "the refusal is not one clear line"
    except MemoryError:
        return ""  # told as the limit on memory
    except Exception as exc:
        frames = traceback.extract_tb(exc.__traceback__)
        ours = [f for f in frames if "qa_scorer" in f.filename] or frames
        return f"{type(exc).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno} ({Path(frames[-1].filename).name}:{frames[-1].lineno})"
    return ""


def read_whole(seed: int, index: int) -> str:
    """As `read_case`, but as a user reads it: in a fenced process of its own, with a second try after a crash."""
    from qa_scorer.errors import InputError
    from qa_scorer.ingest import read
    from qa_scorer.settings import Limits

    ending, data = make(seed, index)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / f"case.{ending}"
        path.write_bytes(data)
        try:
            read(path, limits=replace(Limits(), seconds=SECONDS))
        except InputError as exc:
            if re.search(r"the reader stopped|could not be read \(", str(exc)):
                return str(exc).split(". ")[0].removeprefix(path.name).strip()
    return ""


def work(pipe: Connection, folder: str, seed: int, start: int) -> None:
    """Reads cases until told to stop; sends (index, took, wrong) for each, and the index before it begins."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for index in range(start, start + BATCH):
        ending, data = make(seed, index)
        path = Path(folder) / f"case.{ending}"
        path.write_bytes(data)
        pipe.send((index, None, ""))
        began = time.process_time()
        wrong = read_case(path)
        took = time.process_time() - began
        pipe.send((index, took, wrong or ("" if took < SECONDS * 1.5 else f"takes {took:.0f} s")))
    pipe.close()


def run(seconds: float, seed: int, keep: bool) -> int:
    """Reads broken files for so long; the number of findings."""
    sys.path.insert(0, str(ROOT))
    import pdfplumber  # noqa: F401
    import pypdfium2  # noqa: F401

    import qa_scorer.ingest.docx
    import qa_scorer.ingest.pdf
    import qa_scorer.ingest.txt  # noqa: F401

    seeds()
    context = multiprocessing.get_context("fork")
    found: dict[str, list[int]] = {}
    until = time.monotonic() + seconds
    index = done = 0
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        while time.monotonic() < until:
            ours, theirs = context.Pipe(duplex=False)
            child = context.Process(target=work, args=(theirs, folder, seed, index), daemon=True)
            child.start()
            theirs.close()
            current: int | None = None
            try:
                while time.monotonic() < until:
                    if not ours.poll(HANG):
                        if current is not None:
                            found.setdefault("hang", []).append(current)
                        break
                    current, took, wrong = ours.recv()
                    if took is None:
                        continue
                    index, done, slowest = current + 1, done + 1, max(slowest, took)
                    if wrong:
                        found.setdefault(wrong, []).append(current)
                    current = None
            except EOFError:
                child.join(5)
                if current is not None and child.exitcode and (wrong := read_whole(seed, current)):
                    found.setdefault(f"crash ({child.exitcode}): {wrong}", []).append(current)
            if current is not None:
                index = current + 1
            child.kill()
            child.join()
            ours.close()
    print(f"{done} files in {seconds:.0f} s, seed {seed}, slowest {slowest:.1f} s, {len(found)} kinds of findings")
    for wrong, cases in found.items():
        print(f"  {len(cases):5d}  {wrong}   --replay {seed}:{cases[0]}")
        if keep:
            save(seed, cases[0])
    return len(found)


def save(seed: int, index: int) -> Path:
    """Keeps a case as one that is read each time the tests run."""
    ending, data = make(seed, index)
    CASES.mkdir(exist_ok=True)
    path = CASES / f"{seed}-{index}.{ending}"
    path.write_bytes(data)
    return path


def main(arguments: list[str]) -> int:
    """Fuzzes, or replays one case."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=None, help="default: the day, so that each night is another one")
    parser.add_argument("--keep", action="store_true", help="put the first case of each finding into cases/")
    parser.add_argument("--replay", default="")
    chosen = parser.parse_args(arguments)
    if chosen.replay:
        sys.path.insert(0, str(ROOT))
        seed, index = map(int, chosen.replay.split(":"))
        ending, data = make(seed, index)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"case.{ending}"
            path.write_bytes(data)
            with contextlib.suppress(KeyboardInterrupt):
                print(read_case(path) or "read, or refused in one line")
        if chosen.keep:
            print(save(seed, index))
        return 0
    seed = chosen.seed if chosen.seed is not None else int(time.strftime("%Y%m%d"))
    return 1 if run(chosen.seconds, seed, chosen.keep) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
