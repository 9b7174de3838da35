"""Whatever a template writes is made as safe as Jinja itself makes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markupsafe import Markup

from directory.web.escaping import SafeEnvironment


class Text(str):
    """A string of a kind of its own."""

    __slots__ = ()


class Html:
    """Something that says itself how it is written."""

    def __html__(self) -> str:
        return "<b>bold</b>"


TEMPLATES = (
    "{{ value }}",
    "<p title=\"{{ value }}\">{{ value ~ '&' ~ value }}</p>",
    "{% macro shown(it) %}<i>{{ it }}</i>{% endmacro %}{{ shown(value) }}{{ shown(shown(value)) }}",
    "{% set kept %}[{{ value }}]{% endset %}{{ kept }}",
    "{% for each in [value, value] %}{{ each }}, {% endfor %}{{ [value] | join('<') }}",
    "{{ value | string | upper }}{{ value | e }}{{ '<br>' | safe }}{{ value | default('x') }}",
    "{% autoescape false %}{{ '<' }}{% endautoescape %}{{ value }}",
    "{% filter trim %} {{ value }} {% endfilter %}",
)
TEXTS = st.text(st.sampled_from("ab<>&'\"\u00e9\u202e\0"), max_size=8)
VALUES = st.one_of(
    TEXTS,
    TEXTS.map(Text),
    TEXTS.map(Markup),
    TEXTS.map(Markup.escape),
    st.integers(),
    st.none(),
    st.lists(TEXTS, max_size=2),
    st.builds(Html),
)


@pytest.mark.parametrize("template", TEMPLATES)
@given(value=VALUES)
def test_it_is_written_as_jinja_writes_it(template: str, value: object) -> None:
    ours, plain = SafeEnvironment(autoescape=True), Environment(autoescape=True)
    assert ours.from_string(template).render(value=value) == plain.from_string(template).render(value=value)


def test_a_script_in_a_value_is_only_read() -> None:
    assert SafeEnvironment(autoescape=True).from_string("{{ it }}").render(it="<script>") == "&lt;script&gt;"
