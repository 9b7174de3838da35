"""Templates that are written quickly: a results page has a thousand values, two hundred calls and thirty sentences.

What a template writes is made safe for HTML: most of it are plain strings without a single sign that matters there.
"""

import re
from collections.abc import Callable, MutableMapping
from functools import cache
from typing import Any, Final

from jinja2 import Environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context, Macro
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


class _QuickContext(Context):
    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro at once; of anything else Jinja must find out first what it wants to be handed."""
        if type(called) is not Macro:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return called(self.eval_ctx, *args, **kwargs)


class SafeEnvironment(Environment):
    """An environment whose templates write through `safe`."""

    code_generator_class = _Compiler
    context_class = _QuickContext
    safe = staticmethod(safe)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names of a template as one plain mapping: each import in each rendering compares them."""
        return {**self.globals, **(d or {})}


def sentences(gettext: Callable[[str], str]) -> Callable[..., Markup]:
    """The `gettext` of templates, as Jinja's own: a sentence without gaps is looked up once, whatever template asks."""

    @cache
    def whole(sentence: str) -> Markup:
        return Markup(gettext(sentence)) % {}  # noqa: S704 - our own words, written in a template

    def said(sentence: str, /, **gaps: object) -> Markup:
        return Markup(gettext(sentence)) % gaps if gaps else whole(sentence)  # noqa: S704 - what fills a gap is escaped

    return said
