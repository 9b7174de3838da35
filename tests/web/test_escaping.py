"""Whatever a template writes is made as safe as Jinja itself makes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment
from markupsafe import Markup

from directory.paths import templates_folder
from directory.web.escaping import READS_ATTRIBUTES, SafeEnvironment


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
    "{% macro two(one, other='<o>') %}{{ one }}{{ other }}{% endmacro %}{{ two(value) }}{{ two(other=value, one=1) }}",
    "{% macro one(it) %}{{ it }}{% endmacro %}{% for each in '<b' %}{{ one(each) }}{{ one(it=value) }}{% endfor %}",
    "{% macro all(one) %}{{ one }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ all(value, '<', it=value) }}",
    "{% macro around() %}<b>{{ caller() }}</b>{% endmacro %}{% call around() %}{{ value }}{% endcall %}",
    "{% autoescape false %}{% macro raw(it) %}<i>{{ it }}{% endmacro %}{{ raw(value) }}{% endautoescape %}",
    "{{ {'key': value}.key }}{{ {'key': value}.other is defined }}{{ 'a'.upper() }}{{ range(2) | list }}",
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


def test_a_macro_that_is_handed_what_it_does_not_take_says_so() -> None:
    template = "{% macro one(it) %}{{ it }}{% endmacro %}{{ "
    for call, said in {"one(1, 2)": "not more than 1", "one(1, other=2)": "no keyword argument 'other'"}.items():
        with pytest.raises(TypeError, match=said):
            SafeEnvironment(autoescape=True).from_string(template + call + " }}").render()


@pytest.mark.parametrize("name", sorted(READS_ATTRIBUTES))
def test_a_template_that_reads_attributes_alone_is_there(name: str) -> None:
    assert (templates_folder() / name).is_file()


def test_an_attribute_that_is_not_there_is_an_error() -> None:
    pages = SafeEnvironment(autoescape=True, loader=DictLoader({"listings/find.html": "{{ value.nothing }}"}))
    with pytest.raises(AttributeError):
        pages.get_template("listings/find.html").render(value=Html())
