"""A function of the step as expressions in t: what a script would calculate, branch by branch.

The function is followed through its tree and never run. What depends on the step becomes an
expression; whatever does not is calculated at once, in the order in which the code would do it.
"""

import ast
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rampsmith.designer.formulas.formula import parsed_formula
from rampsmith.designer.formulas.language import FUNCTIONS, FormulaError
from rampsmith.designer.sources.following import (
    MATH,
    Fields,
    Following,
    FunctionValue,
    Unknown,
    compared,
    default_of,
    finite,
    operated,
    operated_sign,
    parameters,
    positional_parameters,
)
from rampsmith.designer.sources.reading import Place, Unreadable
from rampsmith.designer.sources.script import called, place_of, source_of

T, BASE, PREVIOUS = (ast.Name(name) for name in ("t", "base", "previous"))

MOST_PIECES = 60
"""A function with more branches than this over the run stays a formula."""
MOST_CHANGES = 40
GRID = 2_000
"""Steps at which a condition is asked; between two that differ it is narrowed down."""
DEEPEST_CALLS = 8
MOST_STATEMENTS = 3_000
LARGEST_EXPRESSION = 500

_FUNCTION_OF = {
    "fabs": "abs",
    "power": "pow",
    "minimum": "min",
    "maximum": "max",
    "absolute": "abs",
}


@dataclass(frozen=True, eq=False)
class Stepwise:
    """A value that depends on the step, as an expression in t, base and previous.

    Raises:
        Unreadable: if the expression is longer than any formula.
    """

    expression: ast.expr

    def __post_init__(self) -> None:
        if _size(self.expression) > LARGEST_EXPRESSION:
            raise Unreadable("This comes to a formula that is too long.")


@dataclass(frozen=True, eq=False)
class OneForEach:
    """A list that has one member for each group; the member stands for all."""

    member: Any


class Piece(NamedTuple):
    """What a function gives from one step up to, and without, another."""

    begin: int
    end: int
    value: Any


class _NoValue(NamedTuple):
    """What a function that does not return has set as the rate of the groups, if it has."""

    rate: Any = None


@dataclass
class Interpreter:
    """Follows functions of the step over a run of so many steps."""

    follow: Following
    total: int
    statements: int = 0
    usual: dict[str, float] = field(default_factory=dict)

    def pieces(
        self, function: FunctionValue, step: ast.expr = T, *, at: int = 0
    ) -> tuple[Piece, ...]:
        """Return what a function gives over the run, when its first argument is the step.

        Raises:
            Unreadable: if it cannot be followed.
        """
        arguments = [*function.positional, *[None] * at, Stepwise(step)]
        found = self.called(function, arguments, {}, 0, (0, self.total))
        return tuple(self._split(found))

    def called(
        self,
        function: FunctionValue,
        arguments: Sequence[Any],
        named: dict[str, Any],
        depth: int,
        within: tuple[int, int],
    ) -> list[Piece]:
        """Follow a call of a function."""
        node = function.node
        if depth > DEEPEST_CALLS:
            raise Unreadable("The functions call each other too deeply.", place_of(node))
        names = [each.arg for each in positional_parameters(node)]
        if isinstance(node, ast.FunctionDef) and names[:1] in (["self"], ["cls"]):
            names = names[1:]
        known: dict[str, Any] = dict(zip(names, arguments, strict=False))
        known |= dict(function.named) | named
        known = {name: value for name, value in known.items() if value is not None}
        for parameter in parameters(node):
            default = default_of(node, parameter.arg)
            if parameter.arg not in known and default is not None:
                known[parameter.arg] = self.value(default, {}, depth, within)
        if isinstance(node, ast.Lambda):
            return [Piece(*within, self.value(node.body, known, depth, within))]
        return list(self._run(list(node.body), known, depth, within))

    def _run(
        self, body: list[ast.stmt], known: dict[str, Any], depth: int, within: tuple[int, int]
    ) -> Iterator[Piece]:
        """Follow statements to what is returned, one branch after the other."""
        waiting = [(body, known, within)]
        while waiting:
            body, known, within = waiting.pop()
            rest = list(body)
            while rest:
                statement = rest.pop(0)
                self.statements += 1
                if self.statements > MOST_STATEMENTS:
                    raise Unreadable("This function leads too far.", place_of(statement))
                match statement:
                    case ast.Return(value=value):
                        result = None if value is None else self.value(value, known, depth, within)
                        yield Piece(*within, result)
                        break
                    case ast.Raise():
                        break
                    case ast.If(test=test, body=yes, orelse=no):
                        parts = self._truths(self.value(test, known, depth, within), within, test)
                        waiting += [
                            ((yes if truth else no) + rest, dict(known), (begin, end))
                            for begin, end, truth in reversed(parts)
                        ]
                        break
                    case ast.For():
                        rest = self._rounds(statement, known, depth, within) + rest
                    case ast.With(body=inner) | ast.Try(body=inner):
                        rest = inner + rest
                    case _:
                        self._carry_out(statement, known, depth, within)
            else:
                yield Piece(*within, _NoValue(known.get("group[lr]")))

    def _truths(
        self, test: Any, within: tuple[int, int], node: ast.AST
    ) -> list[tuple[int, int, bool]]:
        if not isinstance(test, Stepwise):
            return [(*within, bool(test.members if isinstance(test, Fields) else test))]
        found = changes(test.expression, *within)
        if found is None:
            raise Unreadable(
                f"“{source_of(node)}” changes too often to make segments of.", place_of(node)
            )
        return found

    def _rounds(
        self, loop: ast.For, known: dict[str, Any], depth: int, within: tuple[int, int]
    ) -> list[ast.stmt]:
        """Return what a loop comes to: its body once for the groups, or once for each member."""
        try:
            around = self.value(loop.iter, known, depth, within)
        except Unreadable:
            if "param_groups" not in source_of(loop.iter) and "group" not in source_of(loop.target):
                raise
            around = OneForEach(Fields({"lr": Stepwise(PREVIOUS), "initial_lr": Stepwise(BASE)}))
        if isinstance(around, OneForEach):
            name = loop.target.id if isinstance(loop.target, ast.Name) else ""
            return [ast.copy_location(_Given(name, around.member), loop), *loop.body]
        if not isinstance(around, list) or not isinstance(loop.target, ast.Name):
            raise Unreadable(
                f"The loop over “{source_of(loop.iter)}” is not followed.", place_of(loop)
            )
        if any(isinstance(each, (ast.Break, ast.Continue)) for each in ast.walk(loop)):
            raise Unreadable("A loop that is broken off is not followed.", place_of(loop))
        body: list[ast.stmt] = []
        for member in around[:1_000]:
            body.append(ast.copy_location(_Given(loop.target.id, member), loop))
            body += loop.body
        return body

    def _carry_out(
        self, statement: ast.stmt, known: dict[str, Any], depth: int, within: tuple[int, int]
    ) -> None:
        match statement:
            case _Given():
                known[statement.name] = statement.value
            case ast.Assign(targets=targets, value=value):
                found = self.value(value, known, depth, within)
                for target in targets:
                    self._bind(target, found, known)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._bind(target, self.value(value, known, depth, within), known)
            case ast.AugAssign(target=target, op=op, value=value):
                before = self.value(target, known, depth, within)
                after = self.value(value, known, depth, within)
                self._bind(target, self._operated(op, before, after, statement), known)
            case ast.While() | ast.AsyncFor() | ast.Break() | ast.Continue():
                raise Unreadable("This is not followed.", place_of(statement))
            case ast.FunctionDef(name=name):
                known[name] = FunctionValue(statement)
            case _:
                pass  # Neither a printed word nor an assertion changes a rate.

    def _bind(self, target: ast.expr, value: Any, known: dict[str, Any]) -> None:
        match target:
            case ast.Name(id=name):
                known[name] = value
            case ast.Attribute(attr=name):
                known[f".{name}"] = value
            case ast.Subscript(slice=ast.Constant(value="lr")):
                # Groups with a scale of their own are a matter of the optimizer's rates.
                known["group[lr]"] = value
            case ast.Tuple(elts=parts) if isinstance(value, list) and len(parts) == len(value):
                for part, each in zip(parts, value, strict=True):
                    self._bind(part, each, known)

    def value(  # noqa: C901, PLR0911, PLR0912 - one for each kind of expression.
        self, node: ast.expr, known: dict[str, Any], depth: int, within: tuple[int, int]
    ) -> Any:
        """Return what an expression gives: a value, or an expression in the step."""
        self.statements += 1
        if self.statements > 20 * MOST_STATEMENTS:
            raise Unreadable("This function leads too far.", place_of(node))

        def inner(each: ast.expr) -> Any:
            return self.value(each, known, depth, within)

        match node:
            case ast.Name(id=name):
                return known[name] if name in known else self._elsewhere(node, name)
            case ast.Attribute(attr=name):
                return self._attribute(node, name, known)
            case ast.BinOp(left=left, op=op, right=right):
                return self._operated(op, inner(left), inner(right), node)
            case ast.UnaryOp(op=op, operand=operand):
                found = inner(operand)
                if isinstance(found, Stepwise):
                    return Stepwise(ast.UnaryOp(op, found.expression))
                return self._signed(op, found, node)
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self._compared(ops, [inner(each) for each in (left, *others)], node)
            case ast.BoolOp(op=op, values=parts):
                return self._joined(op, parts, inner)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                asked = inner(test)
                if not isinstance(asked, Stepwise):
                    return inner(body if asked else orelse)
                yes, no = inner(body), inner(orelse)
                return Stepwise(
                    ast.IfExp(asked.expression, expression(yes, body), expression(no, orelse))
                )
            case ast.Call():
                return self._call(node, known, depth, within)
            case (
                ast.ListComp(elt=elt, generators=[only])
                | ast.GeneratorExp(elt=elt, generators=[only])
            ):
                return self._each(elt, only, known, depth, within)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return [inner(part) for part in parts]
            case ast.Subscript(value=whole, slice=index):
                return self._member(node, whole, index, inner)
            case ast.Lambda():
                return FunctionValue(node)
            case _:
                return self._elsewhere(node, source_of(node))

    def _elsewhere(self, node: ast.expr, name: str) -> Any:
        """Return a value that the function takes from around it."""
        if name in self.usual:
            return self.usual[name]
        try:
            return self.follow.value(node)
        except Unknown as unknown:
            usual = self._usual(name.rpartition(".")[2].lower())
            if usual is None:
                raise Unreadable(unknown.sentence, unknown.place) from None
            sentence = f"{unknown.sentence} Take {usual:g} until then."
            self.follow.notes.add("asked for", unknown.place, sentence)
            self.usual[name] = usual
            return usual

    def _usual(self, name: str) -> float | None:
        """Return what is usual for a number that the text does not hold, going by its name."""
        if "warm" in name:
            return max(1, self.total // 10)
        if any(word in name for word in ("min_lr", "lr_min", "eta_min", "end_lr", "final_lr")):
            return 0.0
        if any(
            word in name
            for word in (
                "total",
                "max_step",
                "max_iter",
                "decay_iters",
                "num_training",
                "t_max",
                "max_epoch",
                "num_epoch",
                "epochs",
                "n_steps",
                "num_steps",
                "train_steps",
                "decay_steps",
                "iterations",
            )
        ):
            return self.total
        if name in ("lr", "learning_rate", "base_lr", "max_lr", "peak_lr", "init_lr"):
            return 1e-3
        return None

    def _attribute(self, node: ast.Attribute, name: str, known: dict[str, Any]) -> Any:
        if f".{name}" in known:
            return known[f".{name}"]
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            match name:
                case "last_epoch":
                    return Stepwise(T)
                case "_step_count":
                    return Stepwise(ast.BinOp(T, ast.Add(), ast.Constant(1)))
                case "base_lrs":
                    return OneForEach(Stepwise(BASE))
        if name == "param_groups":
            rates = {"lr": Stepwise(PREVIOUS), "initial_lr": Stepwise(BASE)}
            return OneForEach(Fields(rates))
        return self._elsewhere(node, source_of(node))

    def _member(  # noqa: PLR0911 - one for each kind of what has members.
        self, node: ast.Subscript, whole: ast.expr, index: ast.expr, inner: Any
    ) -> Any:
        if isinstance(index, ast.Constant) and index.value in ("lr", "initial_lr"):
            if index.value == "initial_lr":
                return Stepwise(BASE)
            try:
                found = inner(whole)
            except Unreadable:
                return Stepwise(PREVIOUS)
            if isinstance(found, Fields) and index.value in found.members:
                return found.members[index.value]
        try:
            found, at = inner(whole), inner(index)
        except Unreadable:
            return self._elsewhere(node, source_of(node))
        if isinstance(found, OneForEach):
            return found.member
        if isinstance(found, list) and isinstance(at, int) and -len(found) <= at < len(found):
            return found[at]
        if isinstance(found, Fields) and not isinstance(at, Stepwise) and at in found.members:
            return found.members[at]
        return self._elsewhere(node, source_of(node))

    def _operated(self, op: ast.operator, left: Any, right: Any, node: ast.AST) -> Any:
        if isinstance(left, list) and isinstance(op, ast.Mult):
            # [rate] * len(groups)
            return OneForEach(left[0]) if len(left) == 1 else left
        if isinstance(left, Stepwise) or isinstance(right, Stepwise):
            return Stepwise(ast.BinOp(expression(left, node), op, expression(right, node)))
        try:
            return operated(op, left, right, node)
        except Unknown as unknown:
            raise Unreadable(unknown.sentence, unknown.place) from None
        except (ArithmeticError, ValueError, TypeError):
            raise Unreadable(f"“{source_of(node)}” has no value.", place_of(node)) from None

    def _signed(self, op: ast.unaryop, value: Any, node: ast.AST) -> Any:
        try:
            return operated_sign(op, value)
        except TypeError:
            raise Unreadable(f"“{source_of(node)}” has no value.", place_of(node)) from None

    def _compared(self, ops: list[ast.cmpop], sides: list[Any], node: ast.AST) -> Any:
        if not any(isinstance(side, Stepwise) for side in sides):
            try:
                pairs = zip(ops, sides, sides[1:], strict=False)
                return all(compared(op, a, b) for op, a, b in pairs)
            except (TypeError, KeyError):
                raise Unreadable(f"“{source_of(node)}” has no value.", place_of(node)) from None
        if (
            len(sides) == 2
            and isinstance(sides[1], list)
            and isinstance(ops[0], (ast.In, ast.NotIn))
        ):
            equal = [
                ast.Compare(expression(sides[0], node), [ast.Eq()], [expression(each, node)])
                for each in sides[1]
            ]
            found: ast.expr = ast.BoolOp(ast.Or(), [*equal, equal[0]]) if equal else ast.Constant(0)
            return Stepwise(
                ast.UnaryOp(ast.Not(), found) if isinstance(ops[0], ast.NotIn) else found
            )
        if None in sides:
            # A step is never None.
            return not isinstance(ops[0], (ast.Is, ast.Eq))
        first, *others = [expression(side, node) for side in sides]
        return Stepwise(ast.Compare(first, list(ops), others))

    def _joined(self, op: ast.boolop, parts: list[ast.expr], inner: Any) -> Any:
        """Join conditions; what is settled by one that does not depend on the step is settled."""
        is_and = isinstance(op, ast.And)
        asked: list[ast.expr] = []
        last: Any = is_and
        for number, part in enumerate(parts, 1):
            last = inner(part)
            if isinstance(last, Stepwise):
                asked.append(last.expression)
            elif asked and number == len(parts):
                # The last part is what it comes to, where the others leave it open.
                asked.append(expression(last, part))
            elif bool(last) != is_and:
                return (
                    last
                    if not asked
                    else Stepwise(ast.BoolOp(op, [*asked, ast.Constant(int(bool(last)))]))
                )
        if not asked:
            return last
        return Stepwise(asked[0] if len(asked) == 1 else ast.BoolOp(op, asked))

    def _each(
        self,
        elt: ast.expr,
        loop: ast.comprehension,
        known: dict[str, Any],
        depth: int,
        within: tuple[int, int],
    ) -> Any:
        around = self.value(loop.iter, known, depth, within)
        if isinstance(around, OneForEach):
            own = dict(known)
            self._bind(loop.target, around.member, own)
            return OneForEach(self.value(elt, own, depth, within))
        if not isinstance(around, list):
            raise Unreadable(f"“{source_of(loop.iter)}” is not followed.", place_of(elt))
        found = []
        for member in around[:1_000]:
            own = dict(known)
            self._bind(loop.target, member, own)
            value = self.value(elt, own, depth, within)
            tests = [self.value(test, own, depth, within) for test in loop.ifs]
            if any(not isinstance(test, Stepwise) and not test for test in tests):
                continue
            asked = [test.expression for test in tests if isinstance(test, Stepwise)]
            found.append(_Maybe(value, asked[0]) if asked else value)
        return found

    def _call(
        self, node: ast.Call, known: dict[str, Any], depth: int, within: tuple[int, int]
    ) -> Any:
        name = called(node)
        module = node.func.value if isinstance(node.func, ast.Attribute) else None
        if name == "zip":
            return self._zipped(node, known, depth, within)
        if name == "range":
            bounds = [self.value(each, known, depth, within) for each in node.args]
            if all(isinstance(each, int) for each in bounds) and len(range(*bounds)) <= 1_000:
                return list(range(*bounds))
        function = self._function(node, known)
        if function is not None:
            given = [self.value(each, known, depth, within) for each in node.args]
            named = {
                word.arg: self.value(word.value, known, depth, within)
                for word in node.keywords
                if word.arg is not None
            }
            return self._joined_pieces(
                self.called(function, [*function.positional, *given], named, depth + 1, within),
                node,
            )
        plain = module is None or (isinstance(module, ast.Name) and module.id in MATH)
        if name in ("enumerate", "len", "getattr", "get", "isinstance") or not plain:
            return self._elsewhere(node, source_of(node))
        arguments = [self.value(each, known, depth, within) for each in node.args]
        return self._calculated(node, _FUNCTION_OF.get(name, name), arguments)

    def _zipped(
        self, node: ast.Call, known: dict[str, Any], depth: int, within: tuple[int, int]
    ) -> Any:
        parts = [self.value(each, known, depth, within) for each in node.args]
        if any(isinstance(part, OneForEach) for part in parts):
            members = [
                part.member if isinstance(part, OneForEach) else part[0]
                for part in parts
                if isinstance(part, OneForEach) or (isinstance(part, list) and part)
            ]
            return OneForEach(members)
        if all(isinstance(part, list) for part in parts):
            return [list(each) for each in zip(*parts, strict=False)]
        raise Unreadable(f"“{source_of(node)}” is not followed.", place_of(node))

    def _function(self, node: ast.Call, known: dict[str, Any]) -> FunctionValue | None:
        match node.func:
            case ast.Name(id=name) if name in known:
                found = known[name]
            case ast.Name() | ast.Attribute(value=ast.Name(id="self")):
                found = self.follow.known(node.func)
            case _:
                found = None
        return found if isinstance(found, FunctionValue) else None

    def _joined_pieces(self, pieces: list[Piece], node: ast.AST) -> Any:
        """Make one expression of what a function gives in its branches."""
        pieces = [piece for piece in pieces if piece.begin < piece.end]
        pieces.sort(key=lambda piece: piece.begin)
        values = [_returned(piece.value, node) for piece in pieces]
        if len(values) == 1:
            return values[0]
        if not values:
            raise Unreadable(f"“{source_of(node)}” returns nothing.", place_of(node))
        made = expression(values[-1], node)
        for piece, value in zip(reversed(pieces[:-1]), reversed(values[:-1]), strict=True):
            before = ast.Compare(T, [ast.Lt()], [ast.Constant(piece.end)])
            made = ast.IfExp(before, expression(value, node), made)
        return Stepwise(made)

    def _calculated(  # noqa: PLR0911 - one for each function.
        self, node: ast.Call, name: str, arguments: list[Any]
    ) -> Any:
        if name in ("min", "max") and len(arguments) == 1 and isinstance(arguments[0], list):
            arguments = arguments[0]
        if name in ("sum", "len") and arguments and isinstance(arguments[0], list):
            return self._summed(arguments[0], node)
        if not any(isinstance(each, (Stepwise, _Maybe)) for each in arguments):
            return self._plainly(node, name, arguments)
        if name in ("bisect_right", "bisect", "bisect_left") and len(arguments) == 2:
            step = expression(arguments[1], node)
            members = arguments[0] if isinstance(arguments[0], list) else []
            op: ast.cmpop = ast.Lt() if name == "bisect_left" else ast.LtE()
            tests = [
                _Maybe(1, ast.Compare(expression(each, node), [op], [step])) for each in members
            ]
            return self._summed(list(tests), node)
        whole = [expression(each, node) for each in arguments]
        if name == "float" and len(whole) == 1:
            return Stepwise(whole[0])
        if name == "int" and len(whole) == 1:
            # int() cuts off towards 0.
            down, up = (ast.Call(ast.Name(each), whole, []) for each in ("floor", "ceil"))
            not_below = ast.Compare(whole[0], [ast.GtE()], [ast.Constant(0)])
            return Stepwise(ast.IfExp(not_below, down, up))
        if name == "clip" and len(whole) == 3:
            higher = ast.Call(ast.Name("max"), [whole[0], whole[1]], [])
            return Stepwise(ast.Call(ast.Name("min"), [higher, whole[2]], []))
        if name in FUNCTIONS and not node.keywords:
            return Stepwise(ast.Call(ast.Name(name), whole, []))
        raise Unreadable(f"“{source_of(node)}” is not followed.", place_of(node))

    def _plainly(self, node: ast.Call, name: str, arguments: list[Any]) -> Any:
        functions: dict[str, Callable[..., Any]] = {
            "int": int,
            "float": float,
            "round": round,
            "abs": abs,
            "min": min,
            "max": max,
        }
        function = functions.get(name) or (getattr(math, name, None) if name in FUNCTIONS else None)
        try:
            if name == "clip":
                return min(max(arguments[0], arguments[1]), arguments[2])
            if function is not None and finite(sum(map(abs, arguments))) is not None:
                return function(*arguments)
        except (ArithmeticError, ValueError, TypeError, IndexError):
            raise Unreadable(f"“{source_of(node)}” has no value.", place_of(node)) from None
        return self._elsewhere(node, source_of(node))

    def _summed(self, members: list[Any], node: ast.AST) -> Any:
        made: Any = 0
        for member in members[:100]:
            one = member
            if isinstance(member, _Maybe):
                value = expression(1 if called_len(node) else member.value, node)
                one = Stepwise(ast.IfExp(member.test, value, ast.Constant(0)))
            elif called_len(node):
                one = 1
            made = (
                one
                if isinstance(made, int) and made == 0
                else self._operated(ast.Add(), made, one, node)
            )
        return made

    def _split(self, found: list[Piece]) -> Iterator[Piece]:
        """Make pieces without a choice in them, where there are not too many."""
        done: list[Piece] = []
        waiting = [
            Piece(piece.begin, piece.end, _returned(piece.value, None))
            for piece in sorted(found, key=lambda piece: piece.begin, reverse=True)
            if piece.begin < piece.end
        ]
        while waiting:
            piece = waiting.pop()
            choice = None
            if isinstance(piece.value, Stepwise) and len(done) + len(waiting) < MOST_PIECES:
                choice = first_choice(piece.value.expression)
            parts = None if choice is None else changes(choice.test, piece.begin, piece.end)
            if choice is None or parts is None or len(parts) > MOST_PIECES // 2:
                done.append(piece)
                continue
            whole = piece.value.expression
            waiting += [
                Piece(begin, end, Stepwise(_replaced(whole, choice, truth)))
                for begin, end, truth in reversed(parts)
            ]
        yield from done


class _Maybe(NamedTuple):
    """A member of a list that is there while a condition of the step holds."""

    value: Any
    test: ast.expr


class _Given(ast.stmt):
    """A name that a loop gives a value, as a statement of its own."""

    def __init__(self, name: str, value: Any) -> None:
        super().__init__()
        self.name = name
        self.value = value


class Choice(NamedTuple):
    """A part of an expression that is one of two things, by a condition."""

    node: ast.expr
    test: ast.expr
    yes: ast.expr
    no: ast.expr


def first_choice(whole: ast.expr) -> Choice | None:
    """Return the first innermost part of an expression that is one of two things."""
    for node in _inner_first(whole):
        match node:
            case ast.IfExp(test=test, body=yes, orelse=no):
                return Choice(node, test, yes, no)
            case ast.Call(func=ast.Name(id="min" | "max" as name), args=[first, second, *rest]):
                # Python's own take the first of two that are equal.
                op: ast.cmpop = ast.Lt() if name == "min" else ast.Gt()
                test = ast.Compare(second, [op], [first])
                if rest:
                    others = (
                        ast.Call(ast.Name(name), [each, *rest], []) for each in (second, first)
                    )
                    return Choice(node, test, *others)
                return Choice(node, test, second, first)
    return None


def _inner_first(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield from _inner_first(child)
    yield node


def _replaced(whole: ast.expr, choice: Choice, truth: bool) -> ast.expr:  # noqa: FBT001 - it is what is chosen
    """Return an expression in which one of two things is chosen."""
    chosen = choice.yes if truth else choice.no

    class Replacing(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return chosen if node is choice.node else self.generic_visit(_copy(node))

    return Replacing().visit(whole)  # type: ignore[no-any-return]  # An expression stays one.


def _copy(node: ast.AST) -> ast.AST:
    """Copy a node, so that what is replaced in it stays as it is elsewhere."""
    made = type(node)(**dict(ast.iter_fields(node)))
    for name, value in ast.iter_fields(made):
        if isinstance(value, list):
            setattr(made, name, list(value))
    return made


def called_len(node: ast.AST | None) -> bool:
    """Return whether a call counts what it is given."""
    return isinstance(node, ast.Call) and called(node) == "len"


def expression(value: Any, node: ast.AST | None) -> ast.expr:
    """Return a value as a part of an expression.

    Raises:
        Unreadable: if it is no number.
    """
    if isinstance(value, Stepwise):
        return value.expression
    if isinstance(value, OneForEach):
        return expression(value.member, node)
    if isinstance(value, bool):
        value = int(value)
    if finite(value) is None:
        place = Place() if node is None else place_of(node)
        words = "This" if node is None else f"“{source_of(node)}”"
        raise Unreadable(f"{words} is no number.", place)
    if value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def _returned(value: Any, node: ast.AST | None) -> Any:
    """Return what a function gives: what it returns, or the rate that it sets."""
    if isinstance(value, _NoValue):
        if value.rate is None:
            place = Place() if node is None else place_of(node)
            raise Unreadable("This function neither returns a rate nor sets one.", place)
        return value.rate
    if isinstance(value, OneForEach):
        return value.member
    if isinstance(value, list) and len(value) >= 1:
        return value[0]
    return value


def _size(node: ast.AST) -> int:
    """Count the parts of an expression; each part knows its own number."""
    known: int | None = getattr(node, "size", None)
    if known is None:
        known = 1 + sum(map(_size, ast.iter_child_nodes(node)))
        node.size = known  # type: ignore[attr-defined]  # Kept on the node that it is about.
    return known


def function_of(node: ast.expr) -> Any:
    """Make a function of t and base of an expression; it raises where that has no value.

    Raises:
        Unreadable: if the expression is no formula.
    """
    try:
        text = ast.unparse(node)
        formula = parsed_formula(text, allowed=frozenset({"t", "base", "previous"}))
    except (FormulaError, RecursionError) as error:
        raise Unreadable(f"A branch is no formula: {error}") from None
    return formula.function(("t", "base", "previous"))


def valued(function: Any, t: float, base: float = 1.0) -> float:
    """Return a function's value at a step; NaN where it has none."""
    try:
        # Whole numbers could grow without end; floats cannot.
        return float(function(float(t), float(base), float(base)))
    except (ArithmeticError, ValueError, TypeError):
        return math.nan


def changes(test: ast.expr, begin: int, end: int) -> list[tuple[int, int, bool]] | None:
    """Return where a condition holds, from step to step; None where it changes too often."""
    names = {each.id for each in ast.walk(test) if isinstance(each, ast.Name)}
    if not names & {"t"}:
        function = function_of(_as_number(test))
        return [(begin, end, valued(function, begin) == 1)]
    function = function_of(_as_number(test))

    def holds(t: int) -> bool:
        return valued(function, t) == 1

    places = asked_at(test, begin, end)
    found: list[tuple[int, int, bool]] = []
    start, truth, last = begin, holds(begin), begin
    for place in places[1:]:
        if holds(place) != truth:
            low, high = last, place
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if holds(middle) == truth else (low, middle)
            found.append((start, high, truth))
            start, truth = high, not truth
            if len(found) > MOST_CHANGES:
                return None
        last = place
    found.append((start, end, truth))
    return found


def asked_at(node: ast.expr, begin: int, end: int) -> list[int]:
    """Return steps at which an expression is asked: an even grid, and about its own numbers."""
    if end - begin <= GRID:
        return list(range(begin, end))
    step = (end - begin) / GRID
    places = {begin, end - 1, *(begin + int(number * step) for number in range(GRID))}
    for number in numbers_in(node):
        if begin - 2 <= number <= end + 2:
            places |= {int(number) + shift for shift in (-2, -1, 0, 1, 2)}
    return sorted(place for place in places if begin <= place < end)


def numbers_in(node: ast.expr) -> set[float]:
    """Return the numbers of an expression."""
    found = (finite(each.value) for each in ast.walk(node) if isinstance(each, ast.Constant))
    return {number for number in found if number is not None}


def _as_number(test: ast.expr) -> ast.expr:
    return ast.IfExp(test, ast.Constant(1), ast.Constant(0))
