"""Makes small Word files from bare XML, so that each test shows the markup it is about."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_scorer.document import Document
from qa_scorer.ingest.docx import read_docx
from qa_scorer.settings import Limits

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
W_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
R_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
STYLES = f"""<w:styles {NAMESPACES}>
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="Überschrift 2"/></w:style>
<w:style w:type="paragraph" w:styleId="BoardHeading"><w:name w:val="Board Heading"/><w:basedOn w:val="Heading1"/></w:style>
<w:style w:type="paragraph" w:styleId="NotHeading"><w:name w:val="Not Heading"/><w:basedOn w:val="Heading1"/>
<w:pPr><w:outlineLvl w:val="9"/></w:pPr><w:rPr><w:b w:val="0"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/></w:style>
<w:style w:type="paragraph" w:styleId="LoopA"><w:name w:val="Loop A"/><w:basedOn w:val="LoopB"/></w:style>
<w:style w:type="paragraph" w:styleId="LoopB"><w:name w:val="Loop B"/><w:basedOn w:val="LoopA"/></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
</w:styles>"""


def p(inner: str, style: str = "") -> str:
    """A paragraph of runs; plain text becomes one run."""
    if not inner.startswith("<"):
        inner = f'<w:r><w:t xml:space="preserve">{inner}</w:t></w:r>'
    props = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{props}{inner}</w:p>"


def r(text: str, props: str = "") -> str:
    """A run."""
    return f'<w:r>{"<w:rPr>" + props + "</w:rPr>" if props else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(inner: str, props: str = "") -> str:
    """A table cell."""
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{inner if inner.startswith('<') else p(inner)}</w:tc>"


def tbl(*rows: str, props: str = "") -> str:
    """A table of ready rows."""
    return f"<w:tbl><w:tblPr>{props}</w:tblPr><w:tblGrid/>{''.join(rows)}</w:tbl>"


def tr(*cells: str, props: str = "") -> str:
    """A row; plain text becomes a cell."""
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(c if c.startswith('<') else tc(c) for c in cells)}</w:tr>"


class Kit:
    """The markup helpers and the maker of files."""

    p, r, tc, tbl, tr = staticmethod(p), staticmethod(r), staticmethod(tc), staticmethod(tbl), staticmethod(tr)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(
        self, body: str, *, name: str = "report.docx", parts: dict[str, str | bytes] | None = None, links: dict[str, tuple[str, str]] | None = None,
        main: str = "document.main+xml", strict: bool = False,
    ) -> Path:  # fmt: skip
        """Writes a Word file. `links`: relationship id to (type, target); an external target begins with a scheme."""
        rels = [f'<Relationship Id="rStyles" Type="{R_TYPE}styles" Target="styles.xml"/>']
        for key, (kind, target) in (links or {}).items():
            mode = ' TargetMode="External"' if ":" in target else ""
            rels.append(f'<Relationship Id="{key}" Type="{R_TYPE}{kind}" Target="{target}"{mode}/>')
        kind = W_TYPE + main if "/" not in main else main
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        files: dict[str, str | bytes] = {
            "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{R_TYPE}officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"{head}<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
            "word/_rels/document.xml.rels": f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + "".join(rels)
            + "</Relationships>",
            "word/styles.xml": head + STYLES,
        }
        for key, value in (parts or {}).items():
            files[key] = value.replace("<w:ROOT", f"<w:ROOT {NAMESPACES}") if isinstance(value, str) else value
        path = self.folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            for key, value in files.items():
                data = value.encode() if isinstance(value, str) else value
                if strict:
                    data = data.replace(
                        b"schemas.openxmlformats.org/wordprocessingml/2006/main",
                        b"purl.oclc.org/ooxml/wordprocessingml/main",
                    )
                    data = data.replace(
                        b"schemas.openxmlformats.org/officeDocument/2006/relationships",
                        b"purl.oclc.org/ooxml/officeDocument/relationships",
                    )
                    data = data.replace(
                        b"schemas.openxmlformats.org/drawingml/2006/main", b"purl.oclc.org/ooxml/drawingml/main"
                    )
                z.writestr(key, data)
        return path

    def read(self, body: str, **how: object) -> Document:
        """The document of a Word file with that body."""
        return read_docx(self.write(body, **how), Limits())  # type: ignore[arg-type]

    @staticmethod
    def part(root: str, inner: str) -> str:
        """Another part, such as the comments."""
        return f"<w:{root} {NAMESPACES}>{inner}</w:{root}>"


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """Writes and reads small Word files."""
    return Kit(tmp_path)


@pytest.fixture
def limits() -> Callable[..., Limits]:
    """Limits with some changed."""
    return Limits
