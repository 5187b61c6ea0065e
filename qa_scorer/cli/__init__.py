"""The command line. `main` turns every known error into one line and an exit code, and never shows a traceback.

Exit codes: 0 done; 1 scored and `--fail-on` met; 2 input, option, case file or pack; 3 our fault; 130 interrupted.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of `qa-scorer`."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs a command line and returns its exit code."""
    from qa_scorer.errors import QaScorerError

    _no_core_dump()
    try:
        from qa_scorer.cli.app import app

        result = app(args=arguments, prog_name="qa-scorer", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except QaScorerError as exc:
        _say(str(exc))
        return exc.exit_code
    except KeyboardInterrupt:
        _say("Stopped.")
        return 130
    except BrokenPipeError:
        return 0
    except Exception as exc:
        return _other(exc)


def _no_core_dump() -> None:
    """A crash writes no image of the memory, which would hold the document."""
    try:
        import resource
    except ImportError:  # Windows writes none unless told to
        return
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    except (OSError, ValueError):
        pass


def _say(line: str) -> None:
    from qa_scorer.errors import one_line

    print("qa-scorer: " + one_line(line), file=sys.stderr)


def _other(exc: Exception) -> int:
    """Usage errors of the command line as one line; anything else is our fault and shows no text of a document."""
    show = getattr(exc, "format_message", None)
    code = getattr(exc, "exit_code", None)
    if type(exc).__name__ in {"Abort"}:
        _say("Stopped.")
        return 130
    if type(exc).__name__ == "NoArgsIsHelpError" and show is not None:
        print(show())
        return 2
    if show is not None and isinstance(code, int):
        _say(f"{show()} Try 'qa-scorer --help'.")
        return code
    if type(exc).__name__ == "Exit" and isinstance(code, int):
        return code
    frame = exc.__traceback__
    place = "?"
    while frame is not None:
        name = frame.tb_frame.f_code.co_filename
        if "qa_scorer" in name:
            place = f"{name.rsplit('qa_scorer', 1)[-1].lstrip('/')}:{frame.tb_lineno}"
        frame = frame.tb_next
    _say(
        f"This should not have happened ({type(exc).__name__} at {place}). Nothing was written. Please report it without the document."
    )
    return 3
