"""YAML taken apart by libyaml is the tree that ruamel.yaml finds by itself, and its errors are ruamel.yaml's."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from kpilib.plan.yaml_text import load_yaml, read_yaml

ROOT = Path(__file__).parents[2]
OURS = sorted([*(ROOT / "kpilib").rglob("*.yml"), *(ROOT / "params").rglob("*.yml")])

READ = {
    "words that YAML 1.1 takes for yes and no": "a: no\nb: yes\nc: on\nd: y\ne: TRUE\nf: False",
    "numbers": "a: 010\nb: 0o10\nc: 1_000\nd: 1:30\ne: .5\nf: 1e3\ng: 0x1F\nh: +5\ni: .inf\nj: 1.",
    "days": "a: 2026-09-30\nb: 2026-09-30 10:00:00\n2026-01-01: a day as a key",
    "nothing": "a: ~\nb:\nc: null\nd: ''",
    "an anchor, an alias and a merge": "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2",
    "texts in several lines": "a: |\n  x\n  y\n\nb: >-\n  x\n  y\nc: 'it''s'\nd: \"a\\u00e9\\n\"",
    "lists": "a:\n- 1\n-\n- [x, y,]\nb: {c: 1, d: }",
    "an address": "a: http://x:80/y#z\nb: x # a comment",
    "lines that end as on Windows": "a: 1\r\nb: 2\r\n",
    "letters beyond the plane": "é: ü😀",
    "a text with a number's form": "a: '5'\nb: \"2026-09-30\"",
    "an older YAML that is asked for": "%YAML 1.1\n---\na: no\n",
    "an empty text": "",
    "a comment alone": "# nothing\n",
}
BROKEN = {
    "a list without its end": "a: [1\nb: 2",
    "two keys in a line": "a: b: c",
    "an unknown alias": "a: *n",
    "two documents": "---\na: 1\n---\nb: 2\n",
    "a tab": "\ta: 1",
    "a key twice": "a: 1\na: 2",
    "a quote without its end": "a: 'x",
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
@pytest.mark.parametrize("typ", ["rt", "safe"])
def test_a_text_is_read_as_ruamel_reads_it(text, typ):
    alone, found = YAML(typ=typ, pure=True).load(text), load_yaml(YAML(typ=typ, pure=True), text)
    assert repr(found) == repr(alone)


def test_a_tag_of_ones_own_stays_one():
    assert repr(load_yaml(YAML(), "a: !foo 3")) == repr(YAML().load("a: !foo 3"))


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_told_in_ruamels_words(text):
    with pytest.raises(YAMLError) as alone:
        YAML().load(text)
    with pytest.raises(YAMLError) as found:
        load_yaml(YAML(), text)
    assert str(found.value) == str(alone.value)


@pytest.mark.parametrize("file", OURS, ids=lambda one: str(one.relative_to(ROOT)))
def test_every_file_of_the_project_is_the_same_tree_with_the_same_lines(file):
    text = file.read_text("utf-8")
    assert read_yaml(file) == YAML(typ="safe", pure=True).load(text)
    assert _places(load_yaml(YAML(), text)) == _places(YAML().load(text))


def _places(tree):
    """Line and column of every key that holds something, from top to bottom."""
    found = []
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        found.append((key, tree.lc.key(key) if isinstance(tree, dict) else tree.lc.item(key)))
        if isinstance(value, dict | list):
            found += _places(value)
    return found
