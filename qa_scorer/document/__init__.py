"""The document model that every reader fills and every check reads."""

from qa_scorer.document.location import Evidence, Location, TableCell
from qa_scorer.document.model import Anchor, Block, BlockKind, Document, Part, Picture, Revision, Shape, Table

__all__ = [
    "Anchor",
    "Block",
    "BlockKind",
    "Document",
    "Evidence",
    "Location",
    "Part",
    "Picture",
    "Revision",
    "Shape",
    "Table",
    "TableCell",
]
