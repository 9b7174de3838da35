"""Templates that are written quickly: a results page has two thousand values, three hundred calls, thirty sentences.

What a template writes is made safe for HTML: most of it are plain strings without a single sign that matters there.
What it calls are macros, which need nobody to find out first what they want; and what the templates of the results page
read are attributes of dataclasses, never keys of mappings.
"""

import re
from collections.abc import Callable, MutableMapping
from functools import cache, partial
from keyword import iskeyword
from types import FunctionType, MethodType
from typing import Any, Final

from jinja2 import Environment
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.nodes import Call, Expr, Getattr
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

_MATTERS: Final = re.compile("[&<>'\"]").search
_marked: Final = partial(str.__new__, Markup)
"""A string that is HTML already, without the questions that `Markup` asks first."""


def safe(value: Any) -> str:
    """The value as `markupsafe.escape` makes it, which makes a `Markup` of each: a results page has a thousand."""
    kind = type(value)
    if kind is str:
        return value if _MATTERS(value) is None else escape(value)
    return value if kind is Markup else escape(value)


def called(context: Context, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """What a macro, or a function that wants nothing of the context, gives; of others Jinja finds out what they want.

    Unlike Jinja, no function is told the variables of a loop: none of ours looks at them.
    """
    kind = type(function)
    if kind is QuickMacro:
        return function.quickly(args, kwargs)  # type: ignore[attr-defined]  # it is one
    if kind in _PLAIN and not hasattr(function, _WANTS):
        return function(*args, **kwargs)
    return context.call(function, *args, **kwargs)


READS_ATTRIBUTES: Final = frozenset(
    {
        "layouts/base.html",
        "listings/find.html",
        *(
            f"components/{name}.html"
            for name in ("carried", "chip", "filters", "fit", "list_button", "result", "search_form", "trust", "voices")
        ),
    }
)
"""The templates of the results page, in which a dot never means the key of a mapping: it is asked for most."""
_PLAIN: Final = {FunctionType, MethodType}
_WANTS: Final = "jinja_pass_arg"
"""Where Jinja's decorators note that a function wants the context."""


class QuickMacro(Macro):
    """A macro that is given its values at once, unless it asks for more than those it names."""

    def __init__(self, environment: Environment, *facts: Any) -> None:
        super().__init__(environment, *facts)
        asks_more = self.caller or self.catch_kwargs or self.catch_varargs
        self._is_plain = self._default_autoescape and not asks_more

    def quickly(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What a call with these values gives."""
        if not self._is_plain:
            return self(*args, **kwargs)
        values = [*args, *[kwargs.pop(name, missing) for name in self.arguments[len(args) :]]]
        if kwargs or len(values) > len(self.arguments):
            return self(*args, **kwargs)  # which says what is wrong
        return _marked(self._func(*values))


class _Compiler(CodeGenerator):
    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.safe({finalize.src or ''}")

    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802 - as Jinja names it
        """Read an attribute as Python does, where that is all it can be; what is not there is an error here too."""
        if self.name in READS_ATTRIBUTES and not iskeyword(node.attr):
            self.visit(node.node, frame)
            self.write(f".{node.attr}")
        else:
            super().visit_Getattr(node, frame)

    def visit_Call(self, node: Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - as Jinja has it
        """Call through `called`; a block that is handed to a macro goes Jinja's way."""
        if forward_caller:
            super().visit_Call(node, frame, forward_caller=True)
            return
        self.write("environment.called(context, ")
        self.visit(node.node, frame)
        self.signature(node, frame)
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Make a `QuickMacro` where Jinja makes a `Macro`."""
        self.write("environment.quick_")
        super().macro_def(macro_ref, frame)


class SafeEnvironment(Environment):
    """An environment whose templates write through `safe`."""

    code_generator_class = _Compiler
    safe = staticmethod(safe)
    called = staticmethod(called)
    quick_Macro = QuickMacro  # noqa: N815 - what the compiler writes before Jinja's own "Macro("

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
