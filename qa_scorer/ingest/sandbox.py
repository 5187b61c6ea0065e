"""Fences around the reader's process: resources, network, files it may write, programs it may start.

Each fence is put up where the system has it: resource limits on every Unix, the kernel's system-call filter and Landlock
on Linux, Python's audit hook everywhere. A fence that is not there never stops the reading; `raised` tells which stand.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from pathlib import Path
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PATH_EVENTS = {
    "os.remove": 1, "os.rename": 2, "os.mkdir": 1, "os.rmdir": 1, "os.link": 2, "os.symlink": 2, "os.truncate": 1, "os.chmod": 1, "os.chown": 1,
    "os.utime": 1, "os.setxattr": 1, "os.removexattr": 1, "shutil.rmtree": 1, "shutil.move": 2, "shutil.copyfile": 0,
}  # fmt: skip
_STARTING = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.forkpty",
    "os.startfile",
    "pty.spawn",
)
_FORBIDDEN = ("webbrowser.open", "ftplib.connect", "smtplib.connect", "urllib.Request")


def limit_resources(*, seconds: int, memory_bytes: int, output_bytes: int, open_files: int) -> None:
    """Sets the limits of this process and its children; no core dumps."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock still ends the process
        return

    def cap(name: str, value: int) -> None:
        which = getattr(resource, name, None)
        if which is None:
            return
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (value, value))

    cap("RLIMIT_AS", memory_bytes)
    cap("RLIMIT_CPU", seconds + 2)
    cap("RLIMIT_FSIZE", output_bytes)
    cap("RLIMIT_NOFILE", open_files)
    cap("RLIMIT_CORE", 0)


def fence(folder: Path | None, *, programs: bool) -> list[str]:
    """Puts up every fence there is and names them.

    Args:
        folder: the only folder that may be written to; none where None.
        programs: whether a program (the office suite) may be started.
    """
    raised = []
    _prctl(38, 1)  # PR_SET_NO_NEW_PRIVS
    _prctl(4, 0)  # PR_SET_DUMPABLE: no core dump, no tracing
    if _landlock(folder, local_sockets=programs):
        raised.append("landlock")
    if _filter_calls(local_sockets=programs, programs=programs):
        raised.append("seccomp")
    _hook(folder, programs=programs)
    raised.append("audit")
    return raised


# -- Python ------------------------------------------------------------------------------------------------------------


def _hook(folder: Path | None, *, programs: bool) -> None:
    inside = None if folder is None else os.path.realpath(folder) + os.sep
    null = os.devnull

    def allowed(path: Any) -> bool:
        if isinstance(path, int) or path is None:
            return True
        try:
            real = os.path.realpath(os.fsdecode(path))
        except (TypeError, ValueError):
            return False
        return real == null or (inside is not None and (real + os.sep).startswith(inside))

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            writing = any(c in mode for c in "wax+") if isinstance(mode, str) else bool((flags or 0) & _WRITING)
            if writing and not allowed(path):
                raise PermissionError("the reader may not write here")
        elif event.startswith("socket.") and event not in ("socket.gethostname",):
            raise PermissionError("the reader has no network")
        elif event in _PATH_EVENTS:
            if not all(allowed(p) for p in args[: _PATH_EVENTS[event]]):
                raise PermissionError("the reader may not change this")
        elif event in _STARTING:
            if not programs:
                raise PermissionError("the reader starts no programs")
        elif event in _FORBIDDEN:
            raise PermissionError("the reader may not do this")

    sys.addaudithook(watch)


# -- Linux -------------------------------------------------------------------------------------------------------------


def _libc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        return ctypes.CDLL(None, use_errno=True)
    except OSError:
        return None


def _prctl(option: int, *values: Any) -> bool:
    libc = _libc()
    if libc is None:
        return False
    padded = [ctypes.c_ulong(v) if isinstance(v, int) else v for v in values]
    padded += [ctypes.c_ulong(0)] * (4 - len(padded))
    return bool(libc.prctl(option, *padded) == 0)


# System calls by machine: socket, ptrace, process_vm_readv, process_vm_writev, io_uring_setup, execve, execveat, kexec, bpf
_CALLS: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (0xC000003E, {"socket": 41, "ptrace": 101, "readv": 310, "writev": 311, "io_uring": 425, "execve": 59, "execveat": 322, "bpf": 321}),
    "aarch64": (0xC00000B7, {"socket": 198, "ptrace": 117, "readv": 270, "writev": 271, "io_uring": 425, "execve": 221, "execveat": 281, "bpf": 280}),
}  # fmt: skip
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000


def _filter_calls(*, local_sockets: bool, programs: bool) -> bool:
    """Installs a filter that refuses sockets (but for local ones where asked), tracing and starting programs."""
    machine = os.uname().machine if hasattr(os, "uname") else ""
    if machine not in _CALLS or sys.maxsize < 2**32:
        return False
    architecture, calls = _CALLS[machine]
    refuse = _ERRNO | 13  # EACCES

    def code(op: int, k: int, jt: int = 0, jf: int = 0) -> bytes:
        return struct.pack("HBBI", op, jt, jf, k)

    load, jeq, jge, ret = 0x20, 0x15, 0x35, 0x06
    program = [code(load, 4), code(jeq, architecture, 1, 0), code(ret, _KILL), code(load, 0)]
    if machine == "x86_64":  # the x32 calls
        program += [code(jge, 0x40000000, 0, 1), code(ret, _ERRNO | 38)]
    blocked = ["ptrace", "readv", "writev", "bpf"] + ([] if programs else ["execve", "execveat"])
    for name in blocked:
        program += [code(jeq, calls[name], 0, 1), code(ret, refuse)]
    program += [code(jeq, calls["io_uring"], 0, 1), code(ret, _ERRNO | 38)]
    if local_sockets:  # AF_UNIX only
        program += [code(jeq, calls["socket"], 0, 3), code(load, 16), code(jeq, 1, 1, 0), code(ret, refuse)]
    else:
        program += [code(jeq, calls["socket"], 0, 1), code(ret, refuse)]
    program.append(code(ret, _ALLOW))
    raw = b"".join(program)
    buffer = ctypes.create_string_buffer(raw, len(raw))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    packed = Program(len(program), ctypes.cast(buffer, ctypes.c_void_p))
    return _prctl(22, 2, ctypes.byref(packed))  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER


# Landlock: rights to change files (write, remove, make, refer, truncate), by version of its interface
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_FILE_RIGHTS = (1 << 1) | (1 << 14)  # write, truncate
_V1 = (1 << 1) | sum(1 << n for n in range(4, 13))


def _landlock(folder: Path | None, *, local_sockets: bool = False) -> bool:
    """Lets this process and its children write below `folder` (and to the null device) only.

    `local_sockets`: the office suite may also make and remove the socket in /tmp without which it does not start.
    """
    libc = _libc()
    if libc is None:
        return False
    call = libc.syscall
    call.restype = ctypes.c_long
    version = call(ctypes.c_long(_CREATE), None, ctypes.c_size_t(0), ctypes.c_uint(1))
    if version < 1:
        return False
    rights = _V1 | (1 << 13 if version >= 2 else 0) | (1 << 14 if version >= 3 else 0)
    handled = struct.pack("QQ", rights, 3 if version >= 4 else 0)  # from version 4 also: no TCP bind, no TCP connect
    size = 16 if version >= 4 else 8
    ruleset = call(ctypes.c_long(_CREATE), ctypes.c_char_p(handled), ctypes.c_size_t(size), ctypes.c_uint(0))
    if ruleset < 0:
        return False
    try:
        places = [("/dev/null", _FILE_RIGHTS & rights)]
        if folder is not None:
            places.append((str(folder), rights))
        if local_sockets:
            places.append(("/tmp", (1 << 9) | (1 << 5)))
        for path, allowed in places:
            try:
                place = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
            except OSError:
                continue
            rule = struct.pack("=Qi", allowed, place)
            call(ctypes.c_long(_ADD), ctypes.c_int(ruleset), ctypes.c_int(1), ctypes.c_char_p(rule), ctypes.c_uint(0))
            os.close(place)
        return bool(call(ctypes.c_long(_RESTRICT), ctypes.c_int(ruleset), ctypes.c_uint(0)) == 0)
    finally:
        os.close(int(ruleset))
