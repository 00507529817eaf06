"""A script: Python code as a tree in which names are found, without running anything of it."""

import ast
import warnings
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

from rampsmith.designer.sources.reading import TextPlace, Unreadable
from rampsmith.designer.values.parsing import parsed_module

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Scope: TypeAlias = Function | ast.ClassDef | ast.Module

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SCOPES = (*_FUNCTIONS, ast.ClassDef, ast.Module)

MOST_BINDINGS = 50
"""A name is followed through so many assignments at the most."""

MOST_PARTS = 300_000
"""Parts of a tree; the longest training scripts have a tenth."""


class Script:
    """A tree with its scopes, the names that are bound in each, and the calls in it."""

    def __init__(self, tree: ast.Module) -> None:
        """Find what is bound and called where."""
        self.tree = tree
        self.parents: dict[ast.AST, ast.AST] = {}
        self.calls: list[ast.Call] = []
        self.classes: dict[str, ast.ClassDef] = {}
        self.bindings: dict[ast.AST, dict[str, list[ast.AST]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.attributes: dict[str, list[ast.Assign | ast.AnnAssign]] = defaultdict(list)
        self._renamed: dict[str, str] = {}
        self.given: dict[str, list[ast.expr]] = defaultdict(list)
        """The values given under each name: by an assignment, in a call or a dictionary, as a default."""
        for count, (node, scope) in enumerate(self._walk()):
            if count > MOST_PARTS:
                raise Unreadable("This code is too long for a training script.", place_of(node))
            self._take(node, scope)
        self._name_calls()
        self.calls.sort(key=lambda call: (call.lineno, call.col_offset))

    def _walk(self) -> Iterator[tuple[ast.AST, ast.AST]]:
        """Yield every node in the order of the text, with the scope that it stands in."""
        waiting: list[tuple[ast.AST, ast.AST]] = [(self.tree, self.tree)]
        while waiting:
            node, scope = waiting.pop()
            yield node, scope
            inner = node if isinstance(node, _SCOPES) else scope
            children = list(ast.iter_child_nodes(node))
            for child in children:
                self.parents[child] = node
            waiting += [(child, inner) for child in reversed(children)]

    def _take(  # noqa: C901, PLR0912 - one for each kind of node that binds a name.
        self, node: ast.AST, scope: ast.AST
    ) -> None:
        match node:
            case ast.Call(keywords=words):
                self.calls.append(node)
                for word in words:
                    self.given[word.arg or ""].append(word.value)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant):
                        self.given[str(key.value)[:100]].append(value)
            case ast.Assign(targets=targets):
                for target in targets:
                    self._bind(target, node, scope)
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                self._bind(target, node, scope)
            case ast.arguments():
                positional = [*node.posonlyargs, *node.args]
                own = positional[len(positional) - len(node.defaults) :]
                pairs = [*zip(own, node.defaults, strict=True)]
                pairs += [
                    (each, default)
                    for each, default in zip(node.kwonlyargs, node.kw_defaults, strict=True)
                    if default is not None
                ]
                for each, default in pairs:
                    self.given[each.arg].append(default)
            case ast.ImportFrom(names=names) | ast.Import(names=names):
                self._renamed |= {
                    each.asname: each.name.rpartition(".")[2] for each in names if each.asname
                }
            case ast.withitem(context_expr=value, optional_vars=ast.Name(id=name) as target):
                given = ast.copy_location(ast.Assign([target], value), value)
                self.parents[given] = self.parents[node]
                self.bindings[scope][name].append(given)
            case ast.NamedExpr(target=ast.Name(id=name)):
                self.bindings[scope][name].append(node)
            case ast.For(target=target) | ast.AsyncFor(target=target):
                self._bind(target, node, scope)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                self.bindings[scope][name].append(node)
            case ast.ClassDef(name=name):
                self.bindings[scope][name].append(node)
                self.classes[name] = node

    def _name_calls(self) -> None:
        """Let calls of classes have the names of these, where the script calls them otherwise."""
        for bound in self.bindings.values():
            for name, nodes in bound.items():
                match nodes:
                    case [ast.Assign(value=ast.Name(id=own) | ast.Attribute(attr=own))] if own[
                        :1
                    ].isupper():
                        self._renamed[name] = own
        for call in self.calls:
            if isinstance(call.func, ast.Name) and call.func.id in self._renamed:
                call.func.id = self._renamed[call.func.id]

    def rename(self, call: ast.Call, name: str) -> None:
        """Count a call among those of a name."""
        call.func = ast.copy_location(ast.Name(name), call.func)
        self.parents[call.func] = call
        self.__dict__.pop("calls_by_name", None)

    def _bind(self, target: ast.expr, node: ast.AST, scope: ast.AST) -> None:
        match target:
            case ast.Name(id=name):
                self.bindings[scope][name].append(node)
                if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                    self.given[name].append(node.value)
            case ast.Attribute(attr=name) if isinstance(node, (ast.Assign, ast.AnnAssign)):
                self.attributes[name].append(node)
                if node.value is not None:
                    self.given[name].append(node.value)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self._bind(part, node, scope)

    def scopes(self, node: ast.AST) -> Iterator[Scope]:
        """Yield the scopes whose names can be read at a node, the innermost first.

        A class's own names cannot be read in its functions.
        """
        inside = False
        child = node
        for each in self.around(node):
            # The default of a parameter is calculated outside the function.
            is_default = isinstance(child, ast.arguments) and not isinstance(node, ast.arg)
            child = each
            if is_default:
                continue
            if isinstance(each, ast.ClassDef):
                if not inside:
                    yield each
            elif isinstance(each, _SCOPES):
                yield each
                inside = inside or not isinstance(each, ast.Module)

    def bound(
        self, scope: ast.AST, name: str, node: ast.AST
    ) -> tuple[list[ast.AST], list[ast.AST]]:
        """Return where a name was last bound in a scope before a node, and where last anywhere in it."""
        found = self.bindings[scope].get(name, [])
        at = bisect_left(found, place_of(node), key=place_of)
        return found[max(0, at - MOST_BINDINGS) : at], found[-MOST_BINDINGS:]

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a node stands in, the innermost first."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """Return the innermost class that a node stands in."""
        return next((each for each in self.around(node) if isinstance(each, ast.ClassDef)), None)

    @cached_property
    def calls_by_name(self) -> dict[str, list[ast.Call]]:
        """All calls by the last part of what is called."""
        found: dict[str, list[ast.Call]] = defaultdict(list)
        for call in self.calls:
            found[called(call)].append(call)
        return found

    @cached_property
    def functions(self) -> list[ast.FunctionDef]:
        """All functions with a name, in the order of the text."""
        found = [node for node in self.parents if isinstance(node, ast.FunctionDef)]
        return sorted(found, key=lambda node: node.lineno)

    @cached_property
    def named(self) -> frozenset[str]:
        """All names that are bound anywhere, and those of the methods."""
        return frozenset(name for bound in self.bindings.values() for name in bound)

    @cached_property
    def argument_defaults(self) -> dict[str, ast.expr | None]:
        """The defaults of the arguments of a command line, as argparse is told them."""
        found: dict[str, ast.expr | None] = {}
        for call in self.calls_by_name["add_argument"]:
            words = [each.value for each in call.args if isinstance(each, ast.Constant)]
            flags = [word for word in words if isinstance(word, str)]
            given = {word.arg: word.value for word in call.keywords}
            longest = [flag for flag in flags if flag.startswith("--")] or flags
            name = longest[0].lstrip("-").replace("-", "_") if longest else ""
            match given.get("dest"):
                case ast.Constant(value=str(named)):
                    name = named
            default = given.get("default")
            match given.get("action"):
                case ast.Constant(value="store_true" | "store_false" as action) if default is None:
                    default = ast.copy_location(ast.Constant(action == "store_false"), call)
            if name:
                found[name] = default
        return found


def parsed_script(text: str) -> Script:
    """Parse code; nothing of it is run.

    Raises:
        Unreadable: if it is no Python, with the place.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # about what somebody wrote into the code
            return Script(parsed_module(text))
    except SyntaxError as error:
        reason = (error.msg or "invalid syntax").split("; perhaps")[0]
        place = TextPlace(error.lineno or 0, error.offset or 0)
        raise Unreadable(f"This is not Python: {reason}.", place) from None
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable("This is nested too deeply, or has characters that no code has.") from None


def place_of(node: ast.AST) -> TextPlace:
    """Return where a node stands."""
    return TextPlace(getattr(node, "lineno", 0), getattr(node, "col_offset", -1) + 1)


def called(call: ast.Call) -> str:
    """Return the last part of the name of what is called; nothing where it has none."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def source_of(node: ast.AST) -> str:
    """Write a node as code for a sentence, not at length."""
    try:
        text = ast.unparse(node)
    except (RecursionError, ValueError):
        return "this"
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"
