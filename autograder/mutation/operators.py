"""Small changes to the text of a reference: one node of its syntax tree at a time, each with a table entry.

Why a table of our own: cosmic-ray and mutmut 3 are kept and their operators can be called on a text, but both
are made for application code. Neither leaves out a term, a factor, a statement or a copy, swaps arguments or
indices, or moves the end of a range, which is how numerical code goes wrong. Two in five of cosmic-ray's
mutants of our softmax loss put `>>` or `&` between floats, and most of mutmut's hand over None: those raise
at once, any test catches them, and a rate full of them says nothing. They would also bring a SQL toolkit and
a web client, or a windowing one.
"""

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.errors import InfrastructureError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SMALL = 1e-3  # of a float: changed by factors, since adding 1 would be no small change

Change = tuple[ast.AST, ast.AST]  # a node, and what stands there instead
Changes = Iterator[Change]

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div, ast.Mod),
    ast.Mod: (ast.FloorDiv,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ORDERED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv, ast.Mod)  # a op b is not b op a
PAIRS = (
    "max min, maximum minimum, argmax argmin, amax amin, sum mean, any all, floor ceil, zeros ones, "
    "zeros_like ones_like, sqrt square, exp expm1, log log1p, log log10, vstack hstack"
)
BUILTIN = ("max", "min", "sum", "any", "all")
TIGHT = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Attribute, ast.Subscript)
LOOSE = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda)


@dataclass(frozen=True)
class Mutant:
    """A changed cell.

    Attributes
    ----------
    question : str
        Whose solution is changed.
    family : str
        What kind of change it is.
    line : int
        Where in the cell it begins, counted from 1.
    old, new : str
        The lines that differ, without their indentation.
    original, source : str
        The whole cell, before and after.
    """

    question: str
    family: str
    line: int
    old: str
    new: str
    original: str
    source: str

    @property
    def name(self) -> str:
        """How a person tells it from others."""
        return f"{self.question}:{self.line} {self.new}"


def mutants_of(question: str, source: str) -> list[Mutant]:
    """Return every mutant of the part of a cell between BEGIN and END SOLUTION, no two alike.

    Parameters
    ----------
    question : str
        Whose solution the cell holds.
    source : str
        The cell.

    Raises
    ------
    InfrastructureError
        If the cell marks no solution.
    """
    found: dict[str, Mutant] = {}
    tree = ast.parse(source)
    seen = {ast.dump(tree)}
    for family, node, new, tight in _changes(tree, _solution_lines(source)):
        text = _replaced(source, node, ast.unparse(new), tight and isinstance(new, LOOSE))
        shape = ast.dump(ast.parse(text))
        if shape not in seen:
            seen.add(shape)
            found[text] = _mutant(question, family, source, text)
    return list(found.values())


def _solution_lines(source: str) -> range:
    lines = [line.strip() for line in source.splitlines()]
    if BEGIN not in lines or END not in lines:
        raise InfrastructureError(f"No solution is marked in the cell that begins {lines[:1]}.")
    return range(lines.index(BEGIN) + 2, lines.index(END) + 1)


def _changes(tree: ast.AST, lines: range) -> Iterator[tuple[str, ast.AST, ast.AST, bool]]:
    """Yield (family, node, what replaces it, whether an operator holds it) for nodes on these lines."""
    nodes = [(node, holder) for node, holder in _nodes(tree) if getattr(node, "lineno", 0) in lines]
    counters = _counters([node for node, _ in nodes])
    for node, holder in nodes:
        for (kind, family), change in TABLE:
            if isinstance(node, kind):
                for target, new in change(node):
                    held = holder if target is node else node
                    yield family, target, new, _is_tight(held, target)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in counters:
            yield from (("index", node, ast.Name(other), False) for other in counters if other != node.id)


def _counters(nodes: Sequence[ast.AST]) -> dict[str, None]:
    """Return the names that loops count with; they are taken for one another."""
    targets = [node.target for node in nodes if isinstance(node, ast.For)]
    return {node.id: None for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}


def _nodes(tree: ast.AST, holder: ast.AST | None = None) -> Iterator[tuple[Any, ast.AST | None]]:
    """Yield nodes with their parents; what stands in an f-string has no place in the text (Python 3.11)."""
    yield tree, holder
    if not isinstance(tree, ast.JoinedStr):
        for child in ast.iter_child_nodes(tree):
            yield from _nodes(child, tree)


def _is_tight(holder: ast.AST | None, node: ast.AST) -> bool:
    return isinstance(holder, TIGHT) and getattr(holder, "slice", None) is not node


def _replaced(source: str, node: Any, text: str, in_parentheses: bool) -> str:
    lines = source.encode().splitlines(keepends=True)  # columns are counted in bytes
    before = b"".join(lines[: node.lineno - 1]) + lines[node.lineno - 1][: node.col_offset]
    after = lines[node.end_lineno - 1][node.end_col_offset :] + b"".join(lines[node.end_lineno :])
    if in_parentheses and not (before.endswith(b"(") and after.startswith(b")")):
        text = f"({text})"
    replaced: bytes = before + text.encode() + after
    return replaced.decode()


def _mutant(question: str, family: str, source: str, text: str) -> Mutant:
    old, new = source.splitlines(), text.splitlines()
    start = next(i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other)
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    changed = [" ".join(line.strip() for line in side[start : len(side) - end]) for side in (old, new)]
    return Mutant(question, family, start + 1, changed[0], changed[1], source, text)


# ---------------------------------------------------------------- the changes


def altered(node: Any, **fields: Any) -> Any:
    """Return a copy of a node with other fields."""
    new = copy.copy(node)
    for name, content in fields.items():
        setattr(new, name, content)
    return new


def _swaps(items: Sequence[Any]) -> Iterator[list[Any]]:
    """Yield the items with two neighbours exchanged."""
    for i in range(len(items) - 1):
        yield [*items[:i], items[i + 1], items[i], *items[i + 2 :]]


def _without_each(items: Sequence[Any]) -> Iterator[list[Any]]:
    for i in range(len(items)):
        yield [*items[:i], *items[i + 1 :]]


def _plus(node: ast.expr, step: int) -> ast.expr:
    return ast.BinOp(node, ast.Add() if step > 0 else ast.Sub(), ast.Constant(abs(step)))


def _operator(node: Any) -> Changes:
    for other in OPERATORS.get(type(node.op), ()):
        yield node, altered(node, op=other())


def _operands(node: ast.BinOp) -> Changes:
    yield node, node.left
    yield node, ast.UnaryOp(ast.USub(), node.right) if isinstance(node.op, ast.Sub) else node.right
    if isinstance(node.op, ORDERED):
        yield node, altered(node, left=node.right, right=node.left)


def _comparison(node: ast.Compare) -> Changes:
    for i, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            yield node, altered(node, ops=[*node.ops[:i], other(), *node.ops[i + 1 :]])


def _boolean(node: ast.BoolOp) -> Changes:
    yield node, altered(node, op=ast.And() if isinstance(node.op, ast.Or) else ast.Or())
    for values in _without_each(node.values):
        yield node, values[0] if len(values) == 1 else altered(node, values=values)


def _number(node: ast.Constant) -> Changes:
    value = node.value
    if isinstance(value, bool):
        yield node, ast.Constant(not value)
    elif isinstance(value, int) or (isinstance(value, float) and (value == 0 or abs(value) >= SMALL)):
        yield node, ast.Constant(value + 1)
        yield node, ast.parse(repr(value - 1), mode="eval").body
    elif isinstance(value, float):
        yield from ((node, ast.Constant(other)) for other in (0.0, 100 * value))


def _call(node: ast.Call) -> Changes:
    for args in _swaps(node.args):
        yield node, altered(node, args=args)
    if len(node.args) > 1:
        yield from ((node, altered(node, args=args)) for args in _without_each(node.args))
    yield from ((node, altered(node, keywords=keywords)) for keywords in _without_each(node.keywords))


def _unwrapped(node: ast.Call) -> Changes:
    """`np.abs(x)` to `x`, `x.copy()` to `x`."""
    if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
        yield node, node.args[0]
    elif not node.args and isinstance(node.func, ast.Attribute):
        yield node, node.func.value


def _function(node: ast.Call) -> Changes:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    for pair in (pair.split() for pair in PAIRS.split(", ")):
        for other in (one for one in pair if name in pair and one != name):
            if isinstance(node.func, ast.Attribute):
                yield node.func, altered(node.func, attr=other)
            elif other in BUILTIN:
                yield node.func, ast.Name(other)


def _range(node: ast.Call) -> Changes:
    if getattr(node.func, "attr", getattr(node.func, "id", "")) not in ("range", "arange") or not node.args:
        return
    stop = min(len(node.args), 2) - 1
    for step in (1, -1):
        args = [_plus(arg, step) if i == stop else arg for i, arg in enumerate(node.args)]
        yield node, altered(node, args=args)
    if stop == 0:
        yield node, altered(node, args=[ast.Constant(1), *node.args])


def _slice(node: ast.Slice) -> Changes:
    for end in ("lower", "upper", "step"):
        bound = getattr(node, end)
        if bound is None:
            continue
        yield node, altered(node, **{end: None})
        if not isinstance(bound, ast.Constant) and end != "step":
            yield from ((node, altered(node, **{end: _plus(bound, step)})) for step in (1, -1))


def _transposed(node: ast.Attribute) -> Changes:
    if node.attr == "T":
        yield node, node.value


def _elements(node: ast.Tuple | ast.List) -> Changes:
    if not any(isinstance(element, ast.Slice) for element in node.elts):  # an index: see _subscript
        yield from ((node, altered(node, elts=elements)) for elements in _swaps(node.elts))


def _subscript(node: ast.Subscript) -> Changes:
    if isinstance(node.slice, ast.Tuple):
        for elements in _swaps(node.slice.elts):
            yield node, altered(node, slice=altered(node.slice, elts=elements))
    if isinstance(node.ctx, ast.Load):
        yield node, node.value


def _condition(node: ast.If | ast.IfExp) -> Changes:
    yield from ((node.test, ast.Constant(value)) for value in (True, False))


def _sign(node: ast.UnaryOp) -> Changes:
    yield node, node.operand


def _augmented(node: ast.AugAssign) -> Changes:
    yield node, altered(ast.Assign([node.target], node.value), lineno=node.lineno)


def _removed(node: ast.stmt) -> Changes:
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):  # a docstring
        yield node, ast.Pass()


def _assignment(node: ast.Assign) -> Changes:
    """Leave out an assignment into something, or one that builds on what the name held before."""
    names = {name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    used = {name.id for name in ast.walk(node.value) if isinstance(name, ast.Name)}
    if names & used or not all(isinstance(target, ast.Name | ast.Tuple) for target in node.targets):
        yield node, ast.Pass()


def _first_and_rest(node: ast.For | ast.comprehension) -> Changes:
    """Leave out the first, or the last, element of what is walked through."""
    listed = ast.Call(ast.Name("list"), [node.iter], [])
    one = ast.Constant(1)
    yield node.iter, ast.Subscript(listed, ast.Slice(lower=one))
    yield node.iter, ast.Subscript(listed, ast.Slice(upper=ast.UnaryOp(ast.USub(), one)))


def _filters(node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp) -> Changes:
    for i, part in enumerate(node.generators):
        if part.ifs:
            plain = altered(part, ifs=[])
            yield node, altered(node, generators=[*node.generators[:i], plain, *node.generators[i + 1 :]])


def _jump(node: ast.Continue | ast.Break) -> Changes:
    yield node, ast.Break() if isinstance(node, ast.Continue) else ast.Continue()


TABLE: tuple[tuple[tuple[Any, str], Callable[[Any], Changes]], ...] = (
    (((ast.BinOp, ast.AugAssign), "operator"), _operator),
    ((ast.BinOp, "term"), _operands),
    ((ast.UnaryOp, "operator"), _sign),
    ((ast.Compare, "comparison"), _comparison),
    ((ast.BoolOp, "comparison"), _boolean),
    (((ast.If, ast.IfExp), "comparison"), _condition),
    ((ast.Constant, "constant"), _number),
    ((ast.Call, "argument"), _call),
    ((ast.Call, "call"), _unwrapped),
    ((ast.Call, "call"), _function),
    ((ast.Attribute, "call"), _transposed),
    ((ast.Call, "range"), _range),
    ((ast.Slice, "range"), _slice),
    (((ast.For, ast.comprehension), "range"), _first_and_rest),
    ((ast.Subscript, "index"), _subscript),
    (((ast.Tuple, ast.List), "order"), _elements),
    ((ast.AugAssign, "statement"), _augmented),
    (((ast.AugAssign, ast.Expr, ast.If, ast.For, ast.While, ast.Raise), "statement"), _removed),
    ((ast.Assign, "statement"), _assignment),
    (((ast.Continue, ast.Break), "statement"), _removed),
    (((ast.Continue, ast.Break), "statement"), _jump),
    (((ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp), "statement"), _filters),
)
