"""The program on one page: read, extract, check, grade, report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa_scorer.deadline import deadline
from qa_scorer.document import Document
from qa_scorer.extract.facts import Facts
from qa_scorer.report import Report, build_report
from qa_scorer.rulepack import Case, Pack, load_pack
from qa_scorer.rulepack.case import Term
from qa_scorer.settings import Limits, default_limits, limit_hit


def score(
    path: str | Path,
    *,
    case: Case | None = None,
    terms: Sequence[Term] | None = None,
    previous: Sequence[tuple[str, str]] = (),
    pack: Pack | str | Path | None = None,
    limits: Limits | None = None,
    password: str | None = None,
) -> Report:
    """Scores one document.

    Args:
        path: .docx, .pdf, .txt; .doc, .odt and .rtf where LibreOffice is installed.
        case: what the board knows about the case.
        terms: terms of reference; they win over those of the case file and of the document.
        previous: source and text of recommendations of earlier reviews.
        pack: a rule pack, its name or its folder; the default pack where not given.
        limits: limits on the reading and scoring of the document.
        password: opens an encrypted .docx or .pdf.

    Returns:
        The report, valid against the schema that `qa-scorer schema` prints.

    Raises:
        QaScorerError: the document, case file or pack is not usable; the message says what to do.
    """
    with deadline(Path(path).name, limits or default_limits()):
        return build_report(
            facts_of(path, case=case, terms=terms, previous=previous, pack=pack, limits=limits, password=password)
        )


def facts_of(
    path: str | Path,
    *,
    case: Case | None = None,
    terms: Sequence[Term] | None = None,
    previous: Sequence[tuple[str, str]] = (),
    pack: Pack | str | Path | None = None,
    limits: Limits | None = None,
    password: str | None = None,
) -> Facts:
    """The facts of one document; arguments as for `score`."""
    from qa_scorer.classify.load import load_models
    from qa_scorer.ingest import start

    pending = start(Path(path), limits=limits, password=password)
    try:
        rules = pack if isinstance(pack, Pack) else load_pack(pack or "default")
        models = load_models()
        models.warm()  # while the reader's process works
    except BaseException:
        pending.cancel()
        raise
    try:
        document = pending.result()
        _refuse_endless(document, limits or default_limits())
    except BaseException:
        models.stop_warming()  # nobody will need them, and the program ends when they are loaded
        raise
    return facts_from(document, case=case, terms=terms, previous=previous, pack=rules, models=models)


def _refuse_endless(document: Document, limits: Limits) -> None:
    """Refuses what is far longer than any review: it would keep the computer busy for hours."""
    if len(document.blocks) > limits.passages:
        raise limit_hit(document.file_name, "is far longer than any review", "passages", limits)
    words = 0
    for block in document.blocks:
        split = block.text.split()
        words += len(split)
        if len(block.text) > limits.letters and max(map(len, split), default=0) > limits.letters:
            raise limit_hit(document.file_name, "holds a word longer than any word", "letters", limits)
    if words > limits.words:
        raise limit_hit(document.file_name, "is far longer than any review", "words", limits)


def facts_from(
    document: Document,
    *,
    case: Case | None = None,
    terms: Sequence[Term] | None = None,
    previous: Sequence[tuple[str, str]] = (),
    pack: Pack | None = None,
    models: object | None = None,
) -> Facts:
    """The facts of a document that is already read."""
    if terms:
        case = (case or Case()).model_copy(update={"terms_of_reference": list(terms)})
    return Facts(document, pack or load_pack(), case, models, previous)  # type: ignore[arg-type]
