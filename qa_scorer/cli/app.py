"""All commands of `qa-scorer`. Each imports what it needs when it runs."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from qa_scorer.report import Report
    from qa_scorer.rulepack import Case, Pack
    from qa_scorer.settings import Limits

app = typer.Typer(
    help="Checks an Individual Management Review against the board's Standards grid. Works offline; a person decides.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules_app = typer.Typer(help="Look at, check and start rule packs.", no_args_is_help=True, rich_markup_mode=None)
chronology_app = typer.Typer(help="Work with the chronologies of a case.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(rules_app, name="rules")
app.add_typer(chronology_app, name="chronology")


class Format(StrEnum):
    """Output formats of `score`."""

    text = "text"
    json = "json"
    html = "html"
    markdown = "markdown"
    csv = "csv"


class FailOn(StrEnum):
    """When `score` ends with exit code 1."""

    inadequate = "inadequate"
    error = "error"
    warning = "warning"
    names = "names"


class Audience(StrEnum):
    """For whom the text output is ordered; it never changes a rating."""

    author = "author"
    panel = "panel"
    manager = "manager"


FileArg = Annotated[
    Path, typer.Argument(help="The IMR: .docx, .pdf, .txt; .doc, .odt and .rtf where LibreOffice is installed.")
]
CaseOpt = Annotated[Path | None, typer.Option("--case", help="Case file (TOML): what the board knows about the case.")]
TorOpt = Annotated[Path | None, typer.Option("--tor", help="Terms of reference: .docx, .pdf, .txt or .toml.")]
RulesOpt = Annotated[str | None, typer.Option("--rules", help="Rule pack: a name or a folder.")]
PreviousOpt = Annotated[
    list[Path] | None,
    typer.Option(
        "--previous",
        help="Recommendations of earlier reviews: .csv, .xlsx, .docx or .json. May be given more than once.",
    ),
]
OutputOpt = Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of the terminal.")]
FromOpt = Annotated[Path | None, typer.Option("--from", help="Use this saved JSON report instead of scoring again.")]
PasswordOpt = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password of an encrypted .docx or .pdf from standard input.")
]
LimitsOpt = Annotated[Path | None, typer.Option("--limits", help="Limits on reading (TOML).")]


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    """Checks an Individual Management Review against the board's Standards grid. Works offline; a person decides."""
    if version:
        from qa_scorer import __version__

        typer.echo(f"qa-scorer {__version__}")
        raise typer.Exit


# -- helpers -------------------------------------------------------------------------------------------------------


def _limits(path: Path | None) -> Limits | None:
    if path is None:
        return None
    from qa_scorer.settings import load_limits

    return load_limits(path)


def _case(path: Path | None) -> Case | None:
    if path is None:
        return None
    from qa_scorer.rulepack import load_case

    return load_case(path)


def _pack(name: str | None) -> Pack:
    from qa_scorer.rulepack import load_pack

    return load_pack(name or "default")


def _refuse_overwrite(source: Path, output: Path | None) -> None:
    from qa_scorer.errors import OutputError

    if output is not None and output.exists() and source.exists() and output.samefile(source):
        raise OutputError(f"{output} is the input itself; give another --output so that nothing is lost.")


def _score(
    file: Path, case: Path | None, tor: Path | None, rules: str | None, previous: list[Path] | None, limits: Path | None,
    password: str | None = None,
) -> Report:  # fmt: skip
    from qa_scorer.cli.inputs import read_previous, read_terms
    from qa_scorer.pipeline import score

    pack, known, caps = _pack(rules), _case(case), _limits(limits)
    terms = read_terms(tor, pack, caps) if tor else None
    earlier = [x for p in previous or [] for x in read_previous(p, caps)]
    with _waiting(f"Reading and scoring {file.name}"):
        return score(file, case=known, terms=terms, previous=earlier, pack=pack, limits=caps, password=password)


def _password() -> str:
    """The password from standard input, never from the command line, which other users of a computer can see."""
    from qa_scorer.errors import InputError

    password = ""
    if sys.stdin is not None and sys.stdin.isatty():
        import getpass

        password = getpass.getpass("Password: ", stream=sys.stderr)
    elif sys.stdin is not None:
        password = sys.stdin.buffer.readline(4096).decode("utf-8", "replace").rstrip("\r\n")
    if not password:
        raise InputError("No password came from standard input. Type it, or give it by a pipe or from a file with <.")
    return password


def _waiting(text: str):  # type: ignore[no-untyped-def]
    """A spinner on a terminal, nothing elsewhere."""
    from contextlib import nullcontext

    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(text)


def _report(
    file: Path | None, saved: Path | None, case: Path | None, tor: Path | None, rules: str | None, limits: Path | None
) -> Report:
    from qa_scorer.errors import InputError
    from qa_scorer.report import load_report

    if saved is not None:
        return load_report(saved)
    if file is None:
        raise InputError("Give a FILE to score, or a saved report with --from REPORT.json.")
    return _score(file, case, tor, rules, None, limits)


def _write(path: Path | None, data: bytes | str) -> None:
    raw = data.encode("utf-8") if isinstance(data, str) else data
    if path is None:
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return
    from qa_scorer.render.write import write_atomic

    write_atomic(path, raw)


def _colour() -> bool:
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


# -- one document --------------------------------------------------------------------------------------------------


@app.command()
def score(
    file: FileArg,
    case: CaseOpt = None,
    tor: TorOpt = None,
    rules: RulesOpt = None,
    previous: PreviousOpt = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="Output format.")] = Format.text,
    output: OutputOpt = None,
    audience: Annotated[Audience, typer.Option("--for", help="Order of the text output.")] = Audience.panel,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help="End with exit code 1 where this is met.")] = None,
    limits: LimitsOpt = None,
    password_stdin: PasswordOpt = False,
) -> int:
    """Score an IMR: sections, findings, the nine ratings with their evidence, an indicative verdict."""
    _refuse_overwrite(file, output)
    report = _score(file, case, tor, rules, previous, limits, _password() if password_stdin else None)
    if format is Format.json:
        from qa_scorer.render.json_report import render as as_json

        text = as_json(report)
    elif format is Format.html:
        from qa_scorer.render.html_report import render as as_html

        text = as_html(report)
    elif format is Format.markdown:
        from qa_scorer.render.markdown import render as as_markdown

        text = as_markdown(report)
    elif format is Format.csv:
        from qa_scorer.render.findings_csv import render as as_csv

        text = as_csv(report)
    else:
        from qa_scorer.render.terminal import render as as_text

        text = as_text(report, colour=output is None and _colour(), audience=audience.value)
    _write(output, text)
    if output is not None and sys.stderr.isatty():
        typer.echo(f"Written to {output}.", err=True)
    return 1 if fail_on is not None and _met(report, fail_on) else 0


def _met(report: Report, rule: FailOn) -> bool:
    findings = report["findings"]
    if rule is FailOn.inadequate:
        return bool(report["verdict"]["overall"] != "adequate")
    if rule is FailOn.names:
        return any(f["category"] in ("name", "identifier") for f in findings)
    wanted = {"error"} if rule is FailOn.error else {"error", "warning"}
    return any(f["severity"] in wanted for f in findings)


@app.command()
def grid(
    file: Annotated[Path | None, typer.Argument(help="The IMR.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="GRID.docx or GRID.pdf")] = Path("grid.docx"),
    saved: FromOpt = None,
    form: Annotated[Path | None, typer.Option("--form", help="The board's own form (.docx) to fill in.")] = None,
    case: CaseOpt = None,
    tor: TorOpt = None,
    rules: RulesOpt = None,
    limits: LimitsOpt = None,
) -> None:
    """Write the filled Standards grid as the board's form, in Word or PDF."""
    from qa_scorer.errors import OutputError
    from qa_scorer.render.grid_form import render_docx, render_pdf

    if output.suffix.lower() not in (".docx", ".pdf"):
        raise OutputError(f"--output must end in .docx or .pdf, not '{output.suffix}'.")
    if form is not None and output.suffix.lower() == ".pdf":
        raise OutputError("A board's own form is filled in as .docx; give an --output that ends in .docx.")
    report = _report(file, saved, case, tor, rules, limits)
    _write(output, render_pdf(report) if output.suffix.lower() == ".pdf" else render_docx(report, form=form))


@app.command()
def annotate(
    file: FileArg,
    output: Annotated[Path, typer.Option("--output", "-o", help="COPY.docx or COPY.pdf")],
    saved: FromOpt = None,
    highlight: Annotated[bool, typer.Option("--highlight", help="Also mark the words in colour.")] = False,
    case: CaseOpt = None,
    tor: TorOpt = None,
    rules: RulesOpt = None,
    limits: LimitsOpt = None,
) -> None:
    """Write a copy of the draft with a comment at the exact words of each finding."""
    from qa_scorer.errors import InputError
    from qa_scorer.ingest import read

    _refuse_overwrite(file, output)
    document = read(file, limits=_limits(limits))
    if document.format not in ("docx", "pdf"):
        raise InputError(
            f"{file.name}: comments can be put into .docx and .pdf files only. Save it as .docx and try again."
        )
    report = _report(file, saved, case, tor, rules, limits)
    if report["document"]["sha256"] != document.sha256:
        raise InputError(f"The saved report is not on {file.name} as it is now; score the document again.")
    if document.format == "pdf":
        from qa_scorer.render.pdf_highlights import annotate as into_pdf

        into_pdf(file, report, document, output)
    else:
        from qa_scorer.render.word_comments import annotate as into_word

        into_word(file, report, document, output, highlight=highlight)


@app.command()
def letter(
    file: Annotated[Path | None, typer.Argument(help="The IMR.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="LETTER.docx")] = Path("letter.docx"),
    saved: FromOpt = None,
    case: CaseOpt = None,
    tor: TorOpt = None,
    rules: RulesOpt = None,
    limits: LimitsOpt = None,
) -> None:
    """Write a feedback letter to the author: strengths first, then numbered areas for development."""
    from qa_scorer.render.feedback_letter import render

    _write(output, render(_report(file, saved, case, tor, rules, limits)))


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(help="The earlier draft, or its saved JSON report.")],
    new: Annotated[Path, typer.Argument(help="The later draft, or its saved JSON report.")],
    format: Annotated[Format, typer.Option("--format", "-f", help="text, json or html")] = Format.text,
    output: OutputOpt = None,
    case: CaseOpt = None,
    tor: TorOpt = None,
    rules: RulesOpt = None,
    limits: LimitsOpt = None,
) -> None:
    """Compare two drafts: what was fixed, what is new, ratings before and after."""
    from qa_scorer.render import compare_report
    from qa_scorer.report.compare import compare as difference

    reports = [
        _report(None, p, None, None, None, None)
        if p.suffix.lower() == ".json"
        else _report(p, None, case, tor, rules, limits)
        for p in (old, new)
    ]
    result = difference(*reports)
    name = {Format.json: "json", Format.html: "html"}.get(format, "text")
    _write(output, compare_report.render(result, name))


@app.command()
def watch(
    file: FileArg,
    case: CaseOpt = None,
    tor: TorOpt = None,
    rules: RulesOpt = None,
    limits: LimitsOpt = None,
    every: Annotated[float, typer.Option("--every", help="Seconds between looks at the file.")] = 1.0,
    times: Annotated[int, typer.Option("--times", help="Stop after so many changes (0: go on).")] = 0,
) -> None:
    """Score a draft again each time it is saved, and show only what changed. Stop with Ctrl+C."""
    from qa_scorer.cli.watching import watch_file

    watch_file(file, lambda: _score(file, case, tor, rules, None, limits), every=every, times=times)


@app.command()
def anonymise(
    file: FileArg,
    output: Annotated[Path, typer.Option("--output", "-o", help="OUT.docx")],
    glossary: Annotated[
        Path | None, typer.Option("--glossary", help="Also write the glossary as a document of its own.")
    ] = None,
    map: Annotated[
        Path | None,
        typer.Option("--map", help="Write who became which code (CSV, readable by you only). Keep it apart."),
    ] = None,
    case: CaseOpt = None,
    rules: RulesOpt = None,
) -> None:
    """Write a copy with each leaked name replaced by its code, and report what remains."""
    from qa_scorer.repair.anonymise import anonymise as repair

    _refuse_overwrite(file, output)
    result = repair(file, output, glossary=glossary, map_file=map, case=_case(case), pack=_pack(rules))
    typer.echo(f"{result.replaced} mentions replaced; {len(result.codes)} new codes; written to {output}.")
    for found in (*result.remaining, *result.unsure):
        where = f"page {found.location.page}, " if found.location.page else ""
        typer.echo(
            f"  {'remains' if found in result.remaining else 'unsure'}: {found.rule}, {where}paragraph {found.location.block}"
        )
    if not result.remaining:
        typer.echo("No name or identifier that the tool is sure of remains. Read the copy before you pass it on.")


@app.command()
def genogram(
    family: Annotated[Path, typer.Argument(help="FAMILY.toml: persons, couples, households.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="FILE.svg, .png or .docx")],
) -> None:
    """Draw a genogram by the guidance's conventions."""
    from qa_scorer.render.genogram_drawing import render_file

    _write(output, render_file(family, output.suffix.lower()))


# -- rules ---------------------------------------------------------------------------------------------------------


@rules_app.command("list")
def rules_list(
    rules: RulesOpt = None,
    category: Annotated[str | None, typer.Option("--category", help="Only this category.")] = None,
) -> None:
    """List all rules with their severity."""
    pack = _pack(rules)
    for rule_id, rule in pack.rules.items():
        if category is None or pack.category(rule_id) == category:
            typer.echo(
                f"{rule_id}  {rule.severity:<8}{rule.name}" + ("" if rule.status == "stable" else f"  ({rule.status})")
            )


@rules_app.command("explain")
def rules_explain(rule_id: Annotated[str, typer.Argument(help="For example NAM001.")], rules: RulesOpt = None) -> None:
    """Say what a rule is, why, and where the guidance says so."""
    import textwrap

    from qa_scorer.errors import PackError

    pack = _pack(rules)
    rule = pack.rules.get(rule_id.upper())
    if rule is None:
        raise PackError(f"There is no rule {rule_id}; 'qa-scorer rules list' shows all.")
    typer.echo(f"{rule_id.upper()} {rule.name} ({rule.severity}, {pack.category(rule_id.upper())}, since {rule.since})")
    for head, text in (("What", rule.message), ("Why", rule.why), ("How to fix", rule.fix), ("Source", rule.source)):
        if text:
            typer.echo(textwrap.fill(f"{head}: {text}", 80, subsequent_indent="  "))
    for number in rule.guidance:
        typer.echo(
            textwrap.fill(f"Guidance {number}: {pack.guidance_paragraphs.get(number, '')}", 80, subsequent_indent="  ")
        )


@app.command("explain")
def explain(rule_id: Annotated[str, typer.Argument(help="For example NAM001.")], rules: RulesOpt = None) -> None:
    """Say what a rule is, why, and where the guidance says so."""
    rules_explain(rule_id, rules)


@rules_app.command("check")
def rules_check(pack: Annotated[str, typer.Argument(help="A pack's name or folder.")]) -> None:
    """Validate a rule pack: every file, word list, pattern and guidance reference."""
    from qa_scorer.rulepack import load_pack

    loaded = load_pack(pack)
    for line in loaded.check():
        typer.echo(line)
    typer.echo(f"The rule pack {loaded.name} {loaded.version} is valid.")


@rules_app.command("new")
def rules_new(
    name: Annotated[str, typer.Argument(help="Folder to make.")],
    extends: Annotated[str, typer.Option("--extends")] = "default",
) -> None:
    """Start a rule pack that extends another."""
    from qa_scorer.errors import OutputError

    folder = Path(name)
    if folder.exists():
        raise OutputError(f"{folder} exists already; give another name.")
    (folder / "checks").mkdir(parents=True)
    (folder / "lexicons").mkdir()
    (folder / "pack.toml").write_text(
        f'name = "{folder.name}"\nversion = "0.1.0"\nextends = "{extends}"\n', encoding="utf-8"
    )
    typer.echo(f"{folder} extends {extends}: put into it only what differs, then run 'qa-scorer rules check {folder}'.")


@rules_app.command("diff")
def rules_diff(pack: Annotated[str, typer.Argument(help="A pack's name or folder.")]) -> None:
    """Show what a pack changes in the packs that it extends."""
    from qa_scorer.rulepack.difference import difference
    from qa_scorer.rulepack.loader import load_pack

    lines = difference(load_pack(pack))
    typer.echo("\n".join(lines) if lines else "Nothing differs.")


@app.command()
def schema() -> None:
    """Print the JSON schema of the report."""
    from qa_scorer.report.schema import schema_text

    _write(None, schema_text())


@app.command()
def evaluate(
    gold_dir: Annotated[Path, typer.Argument(help="Folder with ID.gold.json, ID.docx (or .pdf) and ID.case.toml.")],
    rules: RulesOpt = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Score the PDFs instead of the Word files.")] = False,
    no_case: Annotated[bool, typer.Option("--no-case", help="Do not use the case files.")] = False,
    detail: Annotated[bool, typer.Option("--detail", help="Print every disagreement.")] = False,
    keep: Annotated[Path | None, typer.Option("--keep", help="Keep the reports in this folder.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the figures as JSON.")] = None,
) -> int:
    """Score a labelled set and print the table of agreement."""
    from qa_scorer.cli.evaluating import evaluate_folder

    return evaluate_folder(
        gold_dir, pack=_pack(rules), pdf=pdf, use_case=not no_case, detail=detail, keep=keep, json_out=json_out
    )


@app.command()
def calibrate(
    ratings: Annotated[Path, typer.Argument(help="RATINGS.csv: report, criterion, rating by the panel.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the rule pack to write.")],
    rules: RulesOpt = None,
) -> None:
    """Fit the thresholds to a panel's own past ratings, with agreement before and after by cross-validation."""
    from qa_scorer.cli.calibrating import calibrate_pack

    calibrate_pack(ratings, output, _pack(rules), typer.echo)


# -- many documents ------------------------------------------------------------------------------------------------


@app.command()
def batch(
    inputs: Annotated[Path, typer.Argument(help="A folder of documents, or a text file with one path a line.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the reports and index.jsonl.")],
    workers: Annotated[int, typer.Option("--workers", help="Processes; 0: one a core.")] = 0,
    engine: Annotated[str, typer.Option("--engine", help="local or dask")] = "local",
    scheduler: Annotated[str | None, typer.Option("--scheduler", help="Address of a Dask scheduler.")] = None,
    store: Annotated[str | None, typer.Option("--store", help="Results store: a file or a database URL.")] = None,
    no_store: Annotated[bool, typer.Option("--no-store", help="Keep no results store.")] = False,
    parquet: Annotated[bool, typer.Option("--parquet", help="Also write Parquet tables.")] = False,
    rules: RulesOpt = None,
    restart: Annotated[bool, typer.Option("--restart", help="Score again what is already done.")] = False,
) -> int:
    """Score many documents; goes on after an interruption, and lists the files that could not be read."""
    from qa_scorer.cli.many import run

    return run(
        inputs,
        output,
        workers=workers,
        engine=engine,
        scheduler=scheduler,
        store=store,
        no_store=no_store,
        parquet=parquet,
        rules=rules,
        restart=restart,
    )


@app.command()
def audit(
    source: Annotated[str, typer.Argument(help="A results store, or a folder written by batch.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="FILE.xlsx, .html or .csv")],
    panel: Annotated[Path | None, typer.Option("--panel", help="CSV of the panel's ratings.")] = None,
    suppress: Annotated[int, typer.Option("--suppress-below", help="Hide counts below this number (0: show all).")] = 0,
) -> None:
    """Write the audit summary by case, agency and period."""
    from qa_scorer.batch.audit import audit as make

    make(source, output, panel=panel, suppress_below=suppress)


@chronology_app.command("merge")
def chronology_merge(
    files: Annotated[list[Path], typer.Argument(help="The IMRs of a case, or their saved reports.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="FILE.docx, .xlsx or .html")],
    rules: RulesOpt = None,
) -> None:
    """Merge the chronologies of a case into one table, with discrepancies flagged."""
    from qa_scorer.cli.many import reports_of
    from qa_scorer.render.chronology_merge import merge_file

    merge_file(reports_of(files, rules), output)


@app.command()
def actions(
    files: Annotated[list[Path], typer.Argument(help="The IMRs of a case, or their saved reports.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="FILE.docx or .xlsx")],
    rules: RulesOpt = None,
) -> None:
    """Write all recommendations of a case as the addendum and action plan."""
    from qa_scorer.cli.many import reports_of
    from qa_scorer.render.actions_plan import actions_file

    actions_file(reports_of(files, rules), output)


@app.command("pack")
def case_pack(
    files: Annotated[list[Path], typer.Argument(help="The IMRs of a case, or their saved reports.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder, or FILE.zip")],
    rules: RulesOpt = None,
) -> None:
    """Write a case pack for a panel meeting: grids, letters, merged chronology, action plan, questions."""
    from qa_scorer.cli.many import reports_of
    from qa_scorer.render.case_pack import pack_file

    pack_file(reports_of(files, rules), output)
