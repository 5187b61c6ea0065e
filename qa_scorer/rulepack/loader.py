"""Loads a rule pack: a folder of TOML files and word lists, optionally extending another pack.

A pack that extends another gives only what differs: tables are merged key by key, any other value replaces the
base's; a word list adds its lines to the base's list of the same name (`-term` removes one).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa_scorer.errors import PackError
from qa_scorer.resources import rules_dir
from qa_scorer.rulepack.lexicon import Lexicon
from qa_scorer.rulepack.schema import Category, PackFile, Rule

F = TypeVar("F", bound=PackFile)
_MAX_FILE = 2_000_000
_MAX_DEPTH = 5
CATEGORIES: tuple[str, ...] = Category.__args__  # type: ignore[attr-defined]


class _Meta(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    version: str
    title: str = ""
    extends: str = Field("", pattern=r"^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,80})?$")  # a name, never a path


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MAX_FILE:
            raise PackError(f"{path.name} of the rule pack is over {_MAX_FILE:,} bytes.")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except RecursionError as exc:
        raise PackError(f"{path}: nested too deeply.") from exc
    except tomllib.TOMLDecodeError as exc:
        raise PackError(f"{path}: not valid TOML: {exc}.") from exc
    except UnicodeDecodeError as exc:
        raise PackError(f"{path}: not UTF-8 text; save it as UTF-8.") from exc
    except OSError as exc:
        raise PackError(f"{path}: cannot be read ({exc.strerror}).") from exc


def first_problem(exc: ValidationError) -> str:
    """The first problem of a failed validation: field and reason in one line."""
    err = exc.errors()[0]
    where = ".".join(str(p) for p in err["loc"]) or "the file"
    return f"{where}: {err['msg'].removeprefix('Value error, ')}"


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    out = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(out.get(key), dict)
        out[key] = _merge(out[key], value) if both else value
    return out


class Pack:
    """A loaded rule pack. `chain`: its folders, from the base pack to the pack itself."""

    def __init__(self, name: str, version: str, title: str, chain: tuple[Path, ...]) -> None:
        self.name = name
        self.version = version
        self.title = title
        self.chain = chain
        self._files: dict[str, PackFile] = {}
        self._lexicons: dict[str, Lexicon] = {}

    def get(self, model: type[F]) -> F:
        """The validated content of one file of the pack, loaded on first use.

        Raises:
            PackError: the file is missing, or a field is unknown or wrong.
        """
        found = self._files.get(model.FILE)
        if found is None:
            data: dict[str, Any] = {}
            last = None
            for folder in self.chain:
                path = folder / model.FILE
                if path.is_file():
                    data, last = _merge(data, _read_toml(path)), path
            if last is None:
                raise PackError(f"The rule pack {self.name} has no {model.FILE}.")
            try:
                found = model.model_validate(data)
            except ValidationError as exc:
                raise PackError(f"{last}: {first_problem(exc)}.") from exc
            self._files[model.FILE] = found
        assert isinstance(found, model)
        return found

    def lexicon(self, name: str) -> Lexicon:
        """A word list of the pack, `lexicons/NAME.txt`; longest phrases win.

        Raises:
            PackError: no pack of the chain has it.
        """
        found = self._lexicons.get(name)
        if found is None:
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name):
                raise PackError(f"The rule pack {self.name} names a word list that is not a plain name.")
            terms: tuple[str, ...] = ()
            seen = False
            for folder in self.chain:
                path = folder / "lexicons" / f"{name}.txt"
                if path.is_file():
                    seen = True
                    if path.stat().st_size > _MAX_FILE:
                        raise PackError(f"{path.name} of the rule pack is over {_MAX_FILE:,} bytes.")
                    try:
                        terms = Lexicon.parse(name, path.read_text(encoding="utf-8").splitlines(), terms).terms
                    except (OSError, UnicodeDecodeError) as exc:
                        raise PackError(f"{path}: cannot be read as UTF-8 text.") from exc
            if not seen:
                raise PackError(f"The rule pack {self.name} has no word list lexicons/{name}.txt.")
            found = self._lexicons[name] = Lexicon(name, terms)
        return found

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """All rules by id, in the order of their files."""
        out: dict[str, Rule] = {}
        for category in CATEGORIES:
            data: dict[str, Any] = {}
            last = None
            for folder in self.chain:
                path = folder / "checks" / f"{category}.toml"
                if path.is_file():
                    data, last = _merge(data, _read_toml(path)), path
            for rule_id, fields in data.items():
                try:
                    out[rule_id] = Rule.model_validate(fields)
                except ValidationError as exc:
                    raise PackError(f"{last}: {rule_id}.{first_problem(exc)}.") from exc
                self._category[rule_id] = category
        return out

    @cached_property
    def _category(self) -> dict[str, str]:
        return {}

    def category(self, rule_id: str) -> str:
        """The finding category of a rule: the name of the file it stands in."""
        _ = self.rules
        return self._category[rule_id]

    def digest(self) -> str:
        """SHA-256 over all files of the chain, so that a rating can be reproduced."""
        h = hashlib.sha256()
        for folder in self.chain:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.suffix in {".toml", ".txt"}:
                    h.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        return h.hexdigest()

    def check(self) -> list[str]:
        """Loads everything the pack holds; returns a line for each thing that was checked.

        Raises:
            PackError: at the first thing that is wrong.
        """
        from qa_scorer.rulepack.schemas import all_files

        lines = []
        known = {"pack.toml"}
        for model in all_files():
            self.get(model)
            known.add(model.FILE)
            lines.append(f"{model.FILE}: valid")
        lines.append(f"checks: {len(self.rules)} rules valid")
        for rule_id, rule in self.rules.items():
            if rule.kind == "phrase":
                self.lexicon(rule.lexicon)
            for paragraph in rule.guidance:
                if paragraph not in self.guidance_paragraphs:
                    raise PackError(
                        f"checks/{self.category(rule_id)}.toml: {rule_id}.guidance names paragraph {paragraph}, "
                        "which guidance.toml does not have."
                    )
        for folder in self.chain:
            for path in sorted(folder.glob("*.toml")):
                if path.name not in known:
                    raise PackError(
                        f"{path}: no such file belongs in a rule pack; known are {', '.join(sorted(known))}."
                    )
            for path in sorted((folder / "checks").glob("*")):
                if path.stem not in CATEGORIES or path.suffix != ".toml":
                    raise PackError(f"{path}: not a finding category; known are {', '.join(CATEGORIES)}.")
            for path in sorted((folder / "lexicons").glob("*.txt")):
                self.lexicon(path.stem)
        return lines

    @cached_property
    def guidance_paragraphs(self) -> dict[str, str]:
        """Short statement of each guidance paragraph that rules cite, by number."""
        from qa_scorer.rulepack.schemas.guidance import Guidance

        return dict(self.get(Guidance).paragraphs)


def _folder(name: str | Path) -> Path:
    path = Path(name)
    if path.is_dir():
        return path
    shipped = rules_dir() / str(name)
    if str(name) and Path(name).name == str(name) and shipped.is_dir():
        return shipped
    raise PackError(f"There is no rule pack '{name}': give a folder, or one of {', '.join(available())}.")


def available() -> list[str]:
    """Names of the shipped packs."""
    return sorted(p.name for p in rules_dir().iterdir() if (p / "pack.toml").is_file())


def load_pack(name: str | Path = "default") -> Pack:
    """The rule pack of that name or folder, with the packs it extends.

    Raises:
        PackError: unknown pack, no pack.toml, or packs that extend each other in a circle.
    """
    chain: list[Path] = []
    metas: list[_Meta] = []
    current: str | Path = name
    while True:
        folder = _folder(current)
        if folder.resolve() in {p.resolve() for p in chain} or len(chain) >= _MAX_DEPTH:
            raise PackError(f"The rule pack {name} extends itself or more than {_MAX_DEPTH} others.")
        if not (folder / "pack.toml").is_file():
            raise PackError(f"{folder} is not a rule pack: it has no pack.toml.")
        try:
            meta = _Meta.model_validate(_read_toml(folder / "pack.toml"))
        except ValidationError as exc:
            raise PackError(f"{folder / 'pack.toml'}: {first_problem(exc)}.") from exc
        chain.append(folder)
        metas.append(meta)
        if not meta.extends:
            break
        sibling = folder.parent / meta.extends
        current = sibling if sibling.is_dir() else meta.extends
    return Pack(metas[0].name, metas[0].version, metas[0].title, tuple(reversed(chain)))
