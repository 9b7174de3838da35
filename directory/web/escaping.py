"""What a template writes, made safe for HTML: most of it are plain strings without a single sign that matters there."""

import re
from typing import Any, Final

from jinja2 import Environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup, escape

_MATTERS: Final = re.compile("[&<>'\"]").search


def safe(value: Any) -> str:
    """The value as `markupsafe.escape` makes it, which makes a `Markup` of each: a results page has a thousand."""
    kind = type(value)
    if kind is str:
        return value if _MATTERS(value) is None else escape(value)
    return value if kind is Markup else escape(value)


class _Compiler(CodeGenerator):
    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.safe({finalize.src or ''}")


class SafeEnvironment(Environment):
    """An environment whose templates write through `safe`."""

    code_generator_class = _Compiler
    safe = staticmethod(safe)
