"""Where each person of a family stands: generations from top to bottom, siblings by birth, partners side by side.

Columns are as wide as the words under the symbol. Each generation is placed by a least-squares fit that keeps its order
and its distances, so that parents stand over their children and nothing overlaps.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from qa_scorer.render.genogram_family import Couple, FamilyTree

_SWEEPS = 60


@dataclass
class Layout:
    """`generation`, `x` (centre of the symbol) and `width` of the column by person; `rows`: ids from left to right."""

    generation: dict[str, int]
    rows: list[list[str]]
    x: dict[str, float] = field(default_factory=dict)
    width: dict[str, float] = field(default_factory=dict)

    def order(self, person: str) -> int:
        """Position of the person in the row."""
        return self.rows[self.generation[person]].index(person)

    def adjacent(self, a: str, b: str) -> bool:
        """True where nobody stands between two persons."""
        return self.generation[a] == self.generation[b] and abs(self.order(a) - self.order(b)) == 1


def generations(tree: FamilyTree) -> dict[str, int]:
    """Partners on one level, children one below; unrelated persons stand with the subject's generation."""
    level: dict[str, int] = {p.id: 0 for p in tree.person}
    for _ in range(len(tree.person) + 2):
        changed = False
        for c in tree.couple:
            top = max(level[p] for p in c.partners)
            for p in c.partners:
                if level[p] != top:
                    level[p], changed = top, True
            for child in c.children:
                if level[child] < top + 1:
                    level[child], changed = top + 1, True
        if not changed:
            break
    _pull_down(tree, level)
    linked = {i for c in tree.couple for i in (*c.partners, *c.children)}
    subject = next((p.id for p in tree.person if p.subject), None)
    if subject is not None:
        level.update({p.id: level[subject] for p in tree.person if p.id not in linked})
    lowest = min(level.values())
    return {k: v - lowest for k, v in level.items()}


def _pull_down(tree: FamilyTree, level: dict[str, int]) -> None:
    """Parents who married into the tree stand just above their children, not at the top."""
    for _ in range(len(tree.person) + 2):
        changed = False
        for c in tree.couple:
            if not c.children:
                continue
            want = min(level[k] for k in c.children) - 1
            movable = all(_free_above(tree, p) for p in c.partners)
            if movable and any(level[p] < want for p in c.partners):
                for p in c.partners:
                    others = [o for o in tree.couple if p in o.partners and o is not c and o.children]
                    if all(min(level[k] for k in o.children) > want for o in others):
                        level[p] = want
                        changed = True
        if not changed:
            return


def _free_above(tree: FamilyTree, person: str) -> bool:
    return not any(person in c.children for c in tree.couple)


def _chain(person: str, tree: FamilyTree, level: Mapping[str, int], placed: set[str]) -> list[str]:
    """The person with partners on both sides, partners of partners further out, each once."""
    sexes = {p.id: p.sex for p in tree.person}

    def partners(of: str) -> list[str]:
        out = []
        for c in tree.couple:
            if of in c.partners and len(c.partners) == 2:
                other = c.partners[0] if c.partners[1] == of else c.partners[1]
                if level[other] == level[of] and other not in placed:
                    out.append(other)
        return list(dict.fromkeys(out))

    placed.add(person)
    mates = partners(person)
    if len(mates) == 1 and not _has_parents(mates[0], tree):
        # A man stands to the left of his partner where nothing else decides.
        left = sexes[person] != "male" and sexes[mates[0]] == "male" and not _has_parents(person, tree)
        chain = [mates[0], person] if left else [person, mates[0]]
        placed.add(mates[0])
        return _grow(chain, partners, placed)
    chain = [person]
    for n, mate in enumerate(mates):
        placed.add(mate)
        # The first partner to the left where there are several, the later ones to the right.
        chain = [mate, *chain] if n == 0 and len(mates) > 1 else [*chain, mate]
    return _grow(chain, partners, placed)


def _grow(chain: list[str], partners: Callable[[str], list[str]], placed: set[str]) -> list[str]:
    """Further partners of those at both ends."""
    grown = True
    while grown:
        grown = False
        for side in (0, -1):
            for mate in partners(chain[side]):
                placed.add(mate)
                chain = [mate, *chain] if side == 0 else [*chain, mate]
                grown = True
    return chain


def _has_parents(person: str, tree: FamilyTree) -> bool:
    return any(person in c.children for c in tree.couple)


def rows(tree: FamilyTree, level: Mapping[str, int]) -> list[list[str]]:
    """Persons of each generation from left to right: below their parents, by birth, with their partners."""
    depth = max(level.values()) + 1
    out: list[list[str]] = [[] for _ in range(depth)]
    placed: set[str] = set()
    roots = [p.id for p in tree.person if not _has_parents(p.id, tree)]
    # Those whose descendants go furthest come first, so that a partner who marries in stands beside the family.
    roots.sort(key=lambda r: (level[r], -_descendants(r, tree)))
    first = [r for r in roots if level[r] == 0]

    def place(person: str) -> None:
        if person in placed:
            return
        chain = _chain(person, tree, level, placed)
        out[level[person]].extend(chain)
        for c in _by_place(tree.couple, chain):
            for child in c.children:
                place(child)

    for r in first:
        place(r)
    for r in roots:
        if r not in placed:
            _beside(r, tree, level, out, placed, place)
    for p in tree.person:
        place(p.id)
    return out


def _beside(
    root: str,
    tree: FamilyTree,
    level: Mapping[str, int],
    out: list[list[str]],
    placed: set[str],
    place: Callable[[str], None],
) -> None:
    """A parent who comes in through a child's marriage stands over that child's place in the order."""
    children = [k for c in tree.couple if root in c.partners for k in c.children]
    there = [k for k in children if k in placed]
    if not there:
        place(root)
        return
    chain = _chain(root, tree, level, placed)
    row, below = out[level[root]], out[level[there[0]]]
    target = below.index(there[0])
    at = 0
    for n, other in enumerate(row):
        own = [k for c in tree.couple if other in c.partners for k in c.children if k in below]
        if own and min(below.index(k) for k in own) < target:
            at = n + 1
    while 0 < at < len(row) and _couple_of(row[at - 1], row[at], tree):
        at += 1
    row[at:at] = chain
    for c in _by_place(tree.couple, chain):
        for child in c.children:
            place(child)
        _siblings_together(c, out, level)


def _couple_of(a: str, b: str, tree: FamilyTree) -> bool:
    return any({a, b} == set(c.partners) for c in tree.couple)


def _siblings_together(c: Couple, out: list[list[str]], level: Mapping[str, int]) -> None:
    """Children placed late move beside the brother or sister who was placed through a marriage."""
    here = [k for k in c.children if k in out[level[k]]]
    if len(here) < 2:
        return
    row = out[level[here[0]]]
    anchor = min(here, key=row.index)
    for k in here:
        if k != anchor and row.index(k) - row.index(anchor) > len(here):
            row.remove(k)
            row.insert(row.index(anchor) + 1, k)


def _by_place(couples: Sequence[Couple], chain: Sequence[str]) -> list[Couple]:
    """The couples of a chain from left to right."""
    own = [c for c in couples if any(p in chain for p in c.partners)]
    return sorted(own, key=lambda c: sum(chain.index(p) for p in c.partners if p in chain) / len(c.partners))


def _descendants(person: str, tree: FamilyTree) -> int:
    seen: set[str] = set()
    todo = [person]
    while todo:
        one = todo.pop()
        for c in tree.couple:
            if one in c.partners:
                new = [k for k in c.children if k not in seen]
                seen.update(new)
                todo.extend(new)
    return len(seen)


def _fit(want: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Positions nearest to those wanted that keep the order and the gaps (pool-adjacent-violators)."""
    offsets = [0.0]
    for g in gaps:
        offsets.append(offsets[-1] + g)
    pools: list[tuple[float, int]] = []  # mean of (wanted - offset), count
    for w, o in zip(want, offsets, strict=True):
        mean, count = w - o, 1
        while pools and pools[-1][0] > mean:
            last, n = pools.pop()
            mean = (mean * count + last * n) / (count + n)
            count += n
        pools.append((mean, count))
    flat = [m for m, n in pools for _ in range(n)]
    return [m + o for m, o in zip(flat, offsets, strict=True)]


def place(tree: FamilyTree, width: Mapping[str, float], gap: float, couple_gap: float) -> Layout:
    """The layout of the family for columns of the given widths."""
    level = generations(tree)
    order = rows(tree, level)
    layout = Layout(level, order, width=dict(width))
    mates = {frozenset(c.partners) for c in tree.couple if len(c.partners) == 2}
    spaces: list[list[float]] = []
    for row in order:
        own = []
        for a, b in itertools.pairwise(row):
            between = couple_gap if frozenset((a, b)) in mates else gap
            own.append((width[a] + width[b]) / 2 + between)
        spaces.append(own)
        x = 0.0
        for n, person in enumerate(row):
            x += own[n - 1] if n else 0.0
            layout.x[person] = x
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for g in range(len(order)) if down else reversed(range(len(order))):
            want = _wanted(tree, layout, order[g], g, down)
            for person, x in zip(order[g], _fit(want, spaces[g]), strict=True):
                layout.x[person] = x
    left = min(layout.x[p] - width[p] / 2 for p in layout.x)
    layout.x = {p: x - left for p, x in layout.x.items()}
    return layout


def middle(layout: Layout, c: Couple) -> float:
    """Where the line to the children leaves a couple: the middle of the gap between the two columns."""
    if len(c.partners) == 1:
        return layout.x[c.partners[0]]
    a, b = sorted(c.partners, key=lambda p: layout.x[p])
    if layout.adjacent(a, b):
        right, left = layout.x[a] + layout.width[a] / 2, layout.x[b] - layout.width[b] / 2
        return (right + left) / 2
    # Somebody stands between: the line comes down on the inner side of the partner who has no other couple.
    return layout.x[b] - layout.width[b] / 2 - 9


def _wanted(tree: FamilyTree, layout: Layout, row: Sequence[str], g: int, down: bool) -> list[float]:
    want: dict[str, list[float]] = {p: [] for p in row}
    for c in tree.couple:
        if not c.children:
            continue
        centre = sum(layout.x[k] for k in (c.children[0], c.children[-1])) / 2
        shift = centre - middle(layout, c)
        for p in c.partners:
            if layout.generation[p] == g:
                want[p].append(layout.x[p] + shift)
        for k in c.children:
            if layout.generation[k] == g and down:
                want[k].append(layout.x[k] - shift)
    return [sum(v) / len(v) if (v := want[p]) else layout.x[p] for p in row]
