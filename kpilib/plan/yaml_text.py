"""YAML 1.2 as ruamel.yaml reads it, its text taken apart by libyaml: the same tree in a seventh of the time.

A plan and kpilib's own words are read by every command, every kernel and nearly every test.
"""

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml as pyyaml
from ruamel.yaml import YAML
from ruamel.yaml.composer import ComposerError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.resolver import Resolver
from ruamel.yaml.tag import Tag


def read_yaml(file: Path | Traversable) -> Any:
    """The tree of one of kpilib's own YAML files, in plain dicts and lists."""
    return load_yaml(YAML(typ="safe", pure=True), file.read_text("utf-8"))


def load_yaml(yaml: YAML, text: str) -> Any:
    """What `yaml.load(text)` gives, without the comments. Raises ruamel.yaml's errors, in its words."""
    if pyyaml.__with_libyaml__ and not text.startswith("%"):  # a directive may ask for another YAML than 1.2
        quick = YAML(typ=yaml.typ, pure=True)
        quick.Constructor = yaml.Constructor
        quick.Composer = lambda loader: _Composer(text)  # noqa: ARG005
        try:
            return quick.load(text)
        except (pyyaml.YAMLError, YAMLError):
            pass  # ruamel.yaml has the kinder words, and knows the place
    return yaml.load(text)


class _Composer:
    """Nodes from libyaml's events, in place of those that ruamel.yaml finds character by character."""

    resolver = Resolver(loadumper=None)

    def __init__(self, text: str):
        self._events = pyyaml.parse(text, pyyaml.CSafeLoader)
        self._anchors: dict[str, Node] = {}

    def get_single_node(self) -> Node | None:
        """The one document of the text. Raises ComposerError if there are more."""
        next(self._events)  # the stream begins
        if isinstance(next(self._events), pyyaml.StreamEndEvent):
            return None
        root = self._node(next(self._events))
        next(self._events)  # the document ends
        if not isinstance(more := next(self._events), pyyaml.StreamEndEvent):
            raise ComposerError("expected a single document", None, "but found another", more.start_mark)
        return root

    def _node(self, event: pyyaml.Event) -> Node:
        if isinstance(event, pyyaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise ComposerError(None, None, f"found undefined alias {event.anchor!r}", event.start_mark)
            return self._anchors[event.anchor]
        if isinstance(event, pyyaml.ScalarEvent):
            tag = self._tag(ScalarNode, event, event.value)
            return self._kept(
                ScalarNode(tag, event.value, event.start_mark, event.end_mark, style=event.style or None), event
            )
        ends = pyyaml.MappingEndEvent if isinstance(event, pyyaml.MappingStartEvent) else pyyaml.SequenceEndEvent
        kind = MappingNode if ends is pyyaml.MappingEndEvent else SequenceNode
        tag = self._tag(kind, event, None)
        node = self._kept(kind(tag, [], event.start_mark, None, flow_style=event.flow_style), event)
        while not isinstance(part := next(self._events), ends):
            one = self._node(part)
            node.value.append((one, self._node(next(self._events))) if kind is MappingNode else one)
        node.end_mark = part.end_mark
        return node

    def _tag(self, kind: type[Node], event: pyyaml.NodeEvent, value: str | None) -> Tag:
        if event.tag is None or event.tag == "!":
            return self.resolver.resolve(kind, value, event.implicit)
        return Tag(suffix=event.tag)

    def _kept(self, node: Node, event: pyyaml.NodeEvent) -> Node:
        if event.anchor is not None:
            node.anchor = event.anchor
            self._anchors[event.anchor] = node
        return node
