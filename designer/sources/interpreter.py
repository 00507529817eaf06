"""A function of the step as expressions in t: what a script would calculate, branch by branch.

The function is followed through its tree and never run. What depends on the step becomes an
expression; whatever does not is calculated at once, in the order in which the code would do it.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from rampsmith.designer.sources.arithmetic import Fields, Unknown
from rampsmith.designer.sources.calculations import MATH
from rampsmith.designer.sources.choices import (
    BASE,
    PREVIOUS,
    T,
    changes,
    first_choice,
    replaced,
)
from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.function_values import FunctionValue
from rampsmith.designer.sources.library import asked
from rampsmith.designer.sources.reading import Place, Unreadable
from rampsmith.designer.sources.rows import Asked, row_of
from rampsmith.designer.sources.script import called, place_of, source_of
from rampsmith.designer.sources.statements import (
    Again,
    Given,
    LoopEnd,
    RoundEnd,
    after,
    as_ifs,
    given,
)
from rampsmith.designer.sources.stepwise import (
    Maybe,
    OneForEach,
    Row,
    Stepwise,
    all_compared,
    calculated,
    chosen_by_step,
    expression,
    member,
    one_of,
    signed,
)
from rampsmith.designer.sources.trees import default_of, parameters, positional_parameters
from rampsmith.designer.sources.usual import usual_number

MOST_PIECES = 60
"""A function with more branches than this over the run stays a formula."""
DEEPEST_CALLS = 8
MOST_STATEMENTS = 3_000
MOST_QUESTIONS = 150
"""Conditions of the step that are asked over a run."""
MOST_ROUNDS = 1_000


class Piece(NamedTuple):
    """What a function gives from one step up to, and without, another."""

    begin: int
    end: int
    value: Any


class _NoValue(NamedTuple):
    """What a function that does not return has set as the rate of the groups, if it has."""

    rate: Any = None


@dataclass
class Frame:
    """Where a function is being followed.

    Attributes:
        known: the values of its names.
        depth: how many functions called each other to come here.
        within: the steps for which this branch is taken, the last one not included.
    """

    known: dict[str, Any]
    depth: int
    within: tuple[int, int]


@dataclass
class Interpreter:
    """Follows functions of the step over a run of so many steps."""

    follow: Following
    total: int
    statements: int = 0
    questions: int = 0
    usual: dict[str, float] = field(default_factory=dict)
    looking: set[ast.AST] = field(default_factory=set)

    def pieces(
        self, function: FunctionValue, step: ast.expr = T, *, at: int = 0
    ) -> tuple[Piece, ...]:
        """Return what a function gives over the run, when its first argument is the step.

        Raises:
            Unreadable: if it cannot be followed.
        """
        arguments = [*function.positional, *[None] * at, Stepwise(step)]
        frame = Frame({}, 0, (0, self.total))
        return tuple(self.split(self._called(function, arguments, {}, frame)))

    def row(self, node: ast.expr) -> Row | None:
        """Return the row of rates that an expression makes, one for each step; None if it is none.

        Raises:
            Unreadable: if it cannot be followed.
        """
        return row_of(self.value(node, Frame({}, 0, (0, self.total))))

    def _called(
        self,
        function: FunctionValue,
        arguments: Sequence[Any],
        named: dict[str, Any],
        frame: Frame,
    ) -> list[Piece]:
        """Follow a call of a function from a frame."""
        node = function.node
        if frame.depth > DEEPEST_CALLS:
            raise Unreadable("The functions call each other too deeply.", place_of(node))
        own = [each.arg for each in positional_parameters(node)]
        if isinstance(node, ast.FunctionDef) and own[:1] in (["self"], ["cls"]):
            own = own[1:]
        known: dict[str, Any] = dict(function.closure) | dict(zip(own, arguments, strict=False))
        known |= dict(function.named) | named
        known = {name: value for name, value in known.items() if value is not None}
        inner = Frame(known, frame.depth + 1, frame.within)
        for parameter in parameters(node):
            default = default_of(node, parameter.arg)
            if parameter.arg not in known and default is not None:
                known[parameter.arg] = self.value(default, replace(inner, known={}))
        if isinstance(node, ast.Lambda):
            return [Piece(*frame.within, self.value(node.body, inner))]
        return list(self._run(list(node.body), inner))

    def _run(self, body: list[ast.stmt], frame: Frame) -> Iterator[Piece]:
        """Follow statements to what is returned, one branch after the other."""
        waiting = [(body, frame)]
        while waiting:
            body, frame = waiting.pop()
            rest = list(body)
            while rest:
                statement = rest.pop(0)
                self.statements += 1
                if self.statements > MOST_STATEMENTS:
                    raise Unreadable("This function leads too far.", place_of(statement))
                match statement:
                    case ast.Return(value=value):
                        result = None if value is None else self.value(value, frame)
                        yield Piece(*frame.within, result)
                        break
                    case ast.Raise():
                        break
                    case ast.If(test=test, body=yes, orelse=no):
                        waiting += self._branches(test, yes + rest, no + rest, frame)
                        break
                    case Again(loop=loop):
                        again = [*loop.body, RoundEnd(), statement, *rest]
                        waiting += self._branches(loop.test, again, loop.orelse + rest, frame)
                        break
                    case ast.Break():
                        rest = after(rest, LoopEnd)
                    case ast.Continue():
                        rest = after(rest, RoundEnd)
                    case _:
                        rest = self._instead(statement, frame) + rest
            else:
                yield Piece(*frame.within, _NoValue(frame.known.get("group[lr]")))

    def _branches(
        self, test: ast.expr, yes: list[ast.stmt], no: list[ast.stmt], frame: Frame
    ) -> list[tuple[list[ast.stmt], Frame]]:
        """Return what is carried out over which steps; the first comes last."""
        parts = self._truths(self.value(test, frame), frame.within, test)
        return [
            (yes if truth else no, Frame(dict(frame.known), frame.depth, (begin, end)))
            for begin, end, truth in reversed(parts)
        ]

    def _truths(
        self, test: Any, within: tuple[int, int], node: ast.AST
    ) -> list[tuple[int, int, bool]]:
        if not isinstance(test, Stepwise):
            return [(*within, bool(test.members if isinstance(test, Fields) else test))]
        self.questions += 1
        if self.questions > MOST_QUESTIONS:
            raise Unreadable("This function has too many branches.", place_of(node))
        found = changes(test.expression, *within)
        if found is None:
            raise Unreadable(
                f"“{source_of(node)}” changes too often to make segments of.", place_of(node)
            )
        return found

    def _instead(self, statement: ast.stmt, frame: Frame) -> list[ast.stmt]:
        """Return the statements that one comes to; none where it is carried out at once."""
        match statement:
            case ast.For():
                return self._rounds(statement, frame)
            case ast.While(orelse=[]):
                return [Again(statement), LoopEnd()]
            case ast.With(body=inner) | ast.Try(body=inner):
                return inner
            case ast.Match():
                return [as_ifs(statement)]
            case _:
                self._carry_out(statement, frame)
                return []

    def _rounds(self, loop: ast.For, frame: Frame) -> list[ast.stmt]:
        """Return what a loop comes to: its body once for the groups, or once for each member."""
        try:
            around = self.value(loop.iter, frame)
        except Unreadable:
            if "param_groups" not in source_of(loop.iter) and "group" not in source_of(loop.target):
                raise
            around = OneForEach(_group())
        if isinstance(around, OneForEach):
            return [given(loop, around.member), *loop.body]
        members = list(around.members) if isinstance(around, Fields) else around
        if not isinstance(members, list) or any(isinstance(each, Maybe) for each in members):
            raise Unreadable(
                f"The loop over “{source_of(loop.iter)}” is not followed.", place_of(loop)
            )
        body: list[ast.stmt] = []
        for each in members[:MOST_ROUNDS]:
            body += [given(loop, each), *loop.body, RoundEnd()]
        return [*body, *loop.orelse, LoopEnd()]

    def _carry_out(self, statement: ast.stmt, frame: Frame) -> None:
        match statement:
            case Given():
                self._bind(statement.target, statement.value, frame)
            case ast.Assign(targets=targets, value=value):
                found = self.value(value, frame)
                for target in targets:
                    self._bind(target, found, frame)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._bind(target, self.value(value, frame), frame)
            case ast.AugAssign(target=target, op=op, value=value):
                before, by = self.value(target, frame), self.value(value, frame)
                self._bind(target, calculated(op, before, by, statement), frame)
            case ast.While() | ast.AsyncFor():
                raise Unreadable("This is not followed.", place_of(statement))
            case ast.FunctionDef(name=name):
                frame.known[name] = self._closure(statement, frame)
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value]
                )
            ) if isinstance(frame.known.get(name), list):
                frame.known[name] = [*frame.known[name], self.value(value, frame)]
            case _:
                pass  # Neither a printed word nor an assertion changes a rate.

    def _closure(self, node: ast.FunctionDef | ast.Lambda, frame: Frame) -> FunctionValue:
        """Return a function that is made here, with the names that it takes along."""
        return FunctionValue(node, closure=tuple(frame.known.items()))

    def _bind(self, target: ast.expr, value: Any, frame: Frame) -> None:
        match target:
            case ast.Name(id=name):
                frame.known[name] = value
            case ast.Attribute(attr=name):
                frame.known[f".{name}"] = value
            case ast.Subscript(slice=ast.Constant(value="lr")):
                # Groups with a scale of their own are a matter of the optimizer's rates.
                frame.known["group[lr]"] = value
            case ast.Tuple(elts=parts) | ast.List(elts=parts) if isinstance(value, list) and len(
                parts
            ) == len(value):
                for part, each in zip(parts, value, strict=True):
                    self._bind(part, each, frame)

    def value(  # noqa: C901, PLR0911, PLR0912 - one for each kind of expression.
        self, node: ast.expr, frame: Frame
    ) -> Any:
        """Return what an expression gives: a value, or an expression in the step."""
        self.statements += 1
        if self.statements > 20 * MOST_STATEMENTS:
            raise Unreadable("This function leads too far.", place_of(node))

        def inner(each: ast.expr) -> Any:
            return self.value(each, frame)

        match node:
            case ast.Name(id=name):
                return frame.known[name] if name in frame.known else self._elsewhere(node)
            case ast.Attribute(attr=name):
                return self._attribute(node, name, frame)
            case ast.BinOp(left=left, op=op, right=right):
                return calculated(op, inner(left), inner(right), node)
            case ast.UnaryOp(op=op, operand=operand):
                return signed(op, inner(operand), node)
            case ast.Compare(left=left, ops=ops, comparators=others):
                return all_compared(ops, [inner(each) for each in (left, *others)], node)
            case ast.BoolOp(op=op, values=parts):
                return self._joined(op, parts, frame)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                found = inner(test)
                if not isinstance(found, Stepwise):
                    return inner(body if found else orelse)
                return one_of(found, inner(body), inner(orelse), node)
            case ast.NamedExpr(target=target, value=value):
                found = inner(value)
                self._bind(target, found, frame)
                return found
            case ast.Call():
                return self._call(node, frame)
            case (
                ast.ListComp(elt=elt, generators=[only])
                | ast.GeneratorExp(elt=elt, generators=[only])
            ):
                return self._each(elt, only, frame)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return [inner(part) for part in parts]
            case ast.Dict(keys=keys, values=values) if all(keys):
                pairs = zip(keys, values, strict=True)
                return Fields({inner(key): inner(each) for key, each in pairs if key})
            case ast.Subscript(value=whole, slice=index):
                return self._member(node, whole, index, frame)
            case ast.Lambda():
                return self._closure(node, frame)
            case _:
                return self._elsewhere(node)

    def _elsewhere(self, node: ast.expr) -> Any:
        """Return a value that the function takes from around it."""
        name = source_of(node)
        if name in self.usual:
            return self.usual[name]
        try:
            return self.follow.value(node)
        except Unknown as unknown:
            written = self._written(node)
            if written is not None:
                return written
            usual = usual_number(name.rpartition(".")[2].lower(), self.total)
            if usual is None:
                raise Unreadable(unknown.sentence, unknown.place) from None
            sentence = f"{unknown.sentence} Take {usual:g} until then."
            self.follow.notes.add("asked for", unknown.place, sentence)
            self.usual[name] = usual
            return usual

    def _written(self, node: ast.expr) -> Any:
        """Return what a name elsewhere in the text is given, where that has to be calculated."""
        written = self.follow.written(node)
        if written is None or written in self.looking:
            return None
        self.looking.add(written)
        try:
            return self.value(written, Frame({}, len(self.looking), (0, self.total)))
        except (Unreadable, KeyError):
            return None
        finally:
            self.looking.discard(written)

    def _attribute(self, node: ast.Attribute, name: str, frame: Frame) -> Any:  # noqa: PLR0911 - one for each kind of attribute.
        if f".{name}" in frame.known:
            return frame.known[f".{name}"]
        if isinstance(node.value, ast.Name):
            if node.value.id == "self":
                match name:
                    case "last_epoch":
                        return Stepwise(T)
                    case "_step_count":
                        return Stepwise(ast.BinOp(T, ast.Add(), ast.Constant(1)))
                    case "base_lrs":
                        return OneForEach(Stepwise(BASE))
            whole = frame.known.get(node.value.id)
            if isinstance(whole, Fields) and name in whole.members:
                return whole.members[name]
        if name == "param_groups":
            return OneForEach(_group())
        return self._elsewhere(node)

    def _member(self, node: ast.Subscript, whole: ast.expr, index: ast.expr, frame: Frame) -> Any:
        key = index.value if isinstance(index, ast.Constant) else None
        try:
            found = self.value(whole, frame)
        except Unreadable:
            if key in ("lr", "initial_lr"):
                return Stepwise(PREVIOUS if key == "lr" else BASE)
            return self._elsewhere(node)
        if key == "initial_lr" and not isinstance(found, Fields):
            return Stepwise(BASE)
        at = self._slice(index, frame)
        if isinstance(at, slice):
            if isinstance(found, list):
                return type(found)(found[at])
            raise Unreadable(f"“{source_of(node)}” is not followed.", place_of(node))
        if isinstance(found, (Fields, list, Row, OneForEach)):
            return member(found, at, node, frame.within)
        return self._elsewhere(node)

    def _slice(self, index: ast.expr, frame: Frame) -> Any:
        if not isinstance(index, ast.Slice):
            return self.value(index, frame)
        ends = [
            None if each is None else self.value(each, frame)
            for each in (index.lower, index.upper, index.step)
        ]
        if any(isinstance(each, Stepwise) for each in ends):
            raise Unreadable(f"“{source_of(index)}” is not followed.", place_of(index))
        return slice(*ends)

    def _joined(self, op: ast.boolop, parts: list[ast.expr], frame: Frame) -> Any:
        """Join conditions; what is settled by one that does not depend on the step is settled."""
        is_and = isinstance(op, ast.And)
        tests: list[ast.expr] = []
        last: Any = is_and
        for number, part in enumerate(parts, 1):
            last = self.value(part, frame)
            if isinstance(last, Stepwise):
                tests.append(last.expression)
            elif tests and number == len(parts):
                # The last part is what it comes to, where the others leave it open.
                tests.append(expression(last, part))
            elif bool(last) != is_and:
                return (
                    last
                    if not tests
                    else Stepwise(ast.BoolOp(op, [*tests, ast.Constant(int(bool(last)))]))
                )
        if not tests:
            return last
        return Stepwise(tests[0] if len(tests) == 1 else ast.BoolOp(op, tests))

    def _each(self, elt: ast.expr, loop: ast.comprehension, frame: Frame) -> Any:
        around = self.value(loop.iter, frame)
        if isinstance(around, OneForEach):
            return OneForEach(self._of_member(elt, loop, around.member, frame))
        if isinstance(around, Row) and not loop.ifs:
            return Row(around.length, self._of_member(elt, loop, around.member, frame))
        members = list(around.members) if isinstance(around, Fields) else around
        if not isinstance(members, list):
            raise Unreadable(f"“{source_of(loop.iter)}” is not followed.", place_of(elt))
        found = []
        for each in members[:MOST_ROUNDS]:
            own = replace(frame, known=dict(frame.known))
            self._bind(loop.target, each, own)
            tests = [self.value(test, own) for test in loop.ifs]
            if any(not isinstance(test, Stepwise) and not test for test in tests):
                continue
            value = self.value(elt, own)
            held = [test.expression for test in tests if isinstance(test, Stepwise)]
            if held:
                whole = held[0] if len(held) == 1 else ast.BoolOp(ast.And(), held)
                found.append(Maybe(value, whole))
            else:
                found.append(value)
        return found

    def _of_member(self, elt: ast.expr, loop: ast.comprehension, each: Any, frame: Frame) -> Any:
        own = replace(frame, known=dict(frame.known))
        self._bind(loop.target, each, own)
        return self.value(elt, own)

    def _call(self, node: ast.Call, frame: Frame) -> Any:
        function = self._function(node, frame)
        if function is not None:
            values, words = self._arguments(node, frame)
            found = self._called(function, [*function.positional, *values], words, frame)
            return _joined_pieces(found, node)
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        is_library = owner is None or (isinstance(owner, ast.Name) and owner.id in _MODULES)
        if called(node) in ("getattr", "isinstance"):
            return self._elsewhere(node)
        try:
            values, words = self._arguments(node, frame)
            if not is_library and owner is not None:
                return self._asked_of(owner, values, words, node, frame)
            return asked(called(node), values, words, node)
        except (KeyError, Unreadable) as fault:
            # Perhaps the text says it all the same: the length of a loader, a default.
            try:
                return self._elsewhere(node)
            except Unreadable:
                if isinstance(fault, Unreadable):
                    raise fault from None
                raise

    def _arguments(self, node: ast.Call, frame: Frame) -> tuple[list[Any], dict[str, Any]]:
        values: list[Any] = []
        for each in node.args:
            if isinstance(each, ast.Starred):
                found = self.value(each.value, frame)
                values += found if isinstance(found, list) else []
            else:
                values.append(self.value(each, frame))
        words: dict[str, Any] = {}
        for word in node.keywords:
            if word.arg == "dtype":
                continue
            found = self.value(word.value, frame)
            if word.arg is not None:
                words[word.arg] = found
            elif isinstance(found, Fields):
                words |= found.members
        return values, words

    def _asked_of(
        self,
        owner: ast.expr,
        values: list[Any],
        words: dict[str, Any],
        node: ast.Call,
        frame: Frame,
    ) -> Any:
        """Return what a method of a value gives."""
        whole, name = self.value(owner, frame), called(node)
        if isinstance(whole, Fields):
            match name:
                case "items":
                    return [list(pair) for pair in whole.members.items()]
                case "keys":
                    return list(whole.members)
                case "values":
                    return list(whole.members.values())
                case "get" if values and not isinstance(values[0], Stepwise):
                    call = Asked(name, values, words, node)
                    return whole.members.get(values[0], call.given(1, "default"))
            raise KeyError(name)
        if name in ("copy", "tolist", "astype", "double", "numpy", "detach", "cpu", "to"):
            return whole
        return asked(name, [whole, *values], words, node)

    def _function(self, node: ast.Call, frame: Frame) -> FunctionValue | None:
        """Return the function of the text that is called."""
        match node.func:
            case ast.Name(id=name) if name in frame.known:
                found = frame.known[name]
            case ast.Attribute(value=ast.Name(id=name)) if name in _MODULES:
                found = None
            case ast.Name(id=name) if name in self.follow.script.classes:
                found = None
            case ast.Name() | ast.Attribute(value=ast.Name() | ast.Attribute()) | ast.Call():
                found = self.follow.known(node.func)
            case _:
                found = None
        return self.follow.callable_of(found)

    def split(self, found: Sequence[Piece]) -> Iterator[Piece]:
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
                Piece(begin, end, Stepwise(replaced(whole, choice, truth)))
                for begin, end, truth in reversed(parts)
            ]
        yield from done


_MODULES = (*MATH, "bisect", "builtins")


def _group() -> Fields:
    return Fields({"lr": Stepwise(PREVIOUS), "initial_lr": Stepwise(BASE)})


def _joined_pieces(pieces: Sequence[Piece], node: ast.AST) -> Any:
    """Make one expression of what a function gives in its branches."""
    there = sorted((each for each in pieces if each.begin < each.end), key=lambda each: each.begin)
    if not there:
        raise Unreadable(f"“{source_of(node)}” returns nothing.", place_of(node))
    if len(there) == 1 and not isinstance(there[0].value, (_NoValue, OneForEach)):
        return there[0].value
    return chosen_by_step([(each.end, _returned(each.value, node)) for each in there], node)


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
