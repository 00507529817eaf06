"""Several threads may parse Python at once."""

import ast
import sys
from concurrent.futures import ThreadPoolExecutor

from rampsmith.designer.values.parsing import parsed_expression, parsed_module

DEEP = "x = " + "(" * 40 + "1" + " + 1)" * 40 + "\n"


def test_threads_parse_at_once_what_one_parses_alone() -> None:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            trees = list(threads.map(parsed_module, [DEEP * 20] * 60))
    finally:
        sys.setswitchinterval(interval)
    assert {ast.unparse(tree) for tree in trees} == {ast.unparse(ast.parse(DEEP * 20))}
    assert ast.unparse(parsed_expression("a + b")) == "a + b"
