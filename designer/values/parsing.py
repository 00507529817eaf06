"""Python's own parser, for one thread at a time.

Up to Python 3.12 all threads share the count of how deep a tree is that is being made, so that two
of them, as the window and the writing of long code, end in a SystemError now and then.
"""

import ast
import threading

_one_at_a_time = threading.Lock()


def parsed_module(source: str) -> ast.Module:
    """Parse a file; raises what ``ast.parse`` raises."""
    with _one_at_a_time:
        return ast.parse(source)


def parsed_expression(source: str) -> ast.expr:
    """Parse an expression; raises what ``ast.parse`` raises."""
    with _one_at_a_time:
        return ast.parse(source, mode="eval").body
