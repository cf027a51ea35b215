"""Grammar files → word graphs: hassil parses each template, we turn its tree into a graph of words.

A graph grows with the length of the template, not with the number of sentences it stands for.
"""

from __future__ import annotations

from itertools import permutations

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    TextChunk,
)
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from voice_skill.understanding.grammar_file import Block, GrammarError, GrammarFiles, Line
from voice_skill.understanding.graphs import NODE_LIMIT, Node, Pattern, Ref
from voice_skill.understanding.words import canonical, number_words


class Builder:
    """Builds the graphs of a grammar.

    Raises `GrammarError` for a template that can't be parsed, a dangling or circular reference, or an explosion.
    """

    def __init__(self, files: GrammarFiles) -> None:
        self._files = files
        self._skip = frozenset(word for line in files.skip_words for word in canonical(line))
        self._parsed: dict[str, Expression] = {}
        self._open: list[str] = []
        self._catching: dict[str, bool] = {}
        self._count = 0
        self.named: dict[str, Node] = {}
        """`<rule>` and `{list}` → the graph it is matched with."""
        self.templates = [self._template(block, line) for block in files.blocks for line in block.sentences]
        for name in files.rules:
            self._catches(name, files.rules[name])
        for name in (*files.lists, *files.ranges):
            self.named[f"{{{name}}}"] = self._list(name)

    def _template(self, block: Block, line: Line) -> Pattern:
        start = Node()
        self._finish(line, start).end = template = Pattern(block, line, start)
        return template

    def _finish(self, line: Line, start: Node) -> Node:
        """Build a whole template from a node and return its last node."""
        self._count = 0
        last = self._build(self._parse(line), start, line)
        if last is start or _reaches_free(start, last):
            raise GrammarError(line.place, f"template may stand for no words at all: {line}")
        final = Node()
        last.free.append(final)
        return final

    def _parse(self, line: Line) -> Expression:
        try:
            return parse_sentence(line).expression
        except (ParseError, ValueError) as error:
            raise GrammarError(line.place, f"template can't be parsed: {line}") from error

    def _node(self, line: Line) -> Node:
        self._count += 1
        if self._count > NODE_LIMIT:
            raise GrammarError(
                line.place, f"template explodes: more than NODE_LIMIT = {NODE_LIMIT} nodes: {line}"
            )
        return Node()

    def _build(self, expression: Expression, start: Node, line: Line) -> Node:
        if isinstance(expression, TextChunk):
            return self._words(canonical(expression.text), start, line)
        if isinstance(expression, Alternative):
            return self._either(expression.items, start, line)
        if isinstance(expression, Permutation):
            orders: list[Expression] = [Group(items=list(order)) for order in permutations(expression.items)]
            return self._either(orders, start, line)
        if isinstance(expression, Group):
            for item in expression.items:
                start = self._build(item, start, line)
            return start
        if isinstance(expression, ListReference):
            return self._list_reference(expression, start, line)
        if isinstance(expression, RuleReference):
            return self._rule_reference(expression.rule_name, start, line)
        raise GrammarError(line.place, f"template uses something that is not supported here: {line}")

    def _words(self, words: tuple[str, ...], start: Node, line: Line) -> Node:
        for word in words:
            if word in self._skip:
                continue
            following = self._node(line)
            start.words.append((word, following))
            start = following
        return start

    def _either(self, items: list[Expression], start: Node, line: Line) -> Node:
        join = self._node(line)
        for item in items:
            self._build(item, start, line).free.append(join)
        return join

    def _list_reference(self, reference: ListReference, start: Node, line: Line) -> Node:
        name = reference.list_name
        if name not in self._files.lists and name not in self._files.ranges:
            raise GrammarError(line.place, f"list {{{name}}} is not defined")
        following = self._node(line)
        start.refs.append((Ref(f"{{{name}}}", reference.slot_name), following))
        return following

    def _rule_reference(self, name: str, start: Node, line: Line) -> Node:
        if self._catches(name, line):
            following = self._node(line)
            start.refs.append((Ref(f"<{name}>"), following))
            return following
        return self._build(self._parsed[name], start, line)

    def _catches(self, name: str, line: Line) -> bool:
        """Whether a rule catches values, and so is matched on its own; also checks it for circles."""
        if name in self._catching:
            return self._catching[name]
        if name not in self._files.rules:
            raise GrammarError(line.place, f"rule <{name}> is not defined")
        body = self._files.rules[name]
        if name in self._open:
            loop = " → ".join(f"<{rule}>" for rule in (*self._open[self._open.index(name) :], name))
            raise GrammarError(body.place, f"rules refer to each other in a circle: {loop}")
        self._open.append(name)
        expression = self._parsed[name] = self._parse(body)
        self._catching[name] = self._has_slots(expression, body)
        self._open.pop()
        if self._catching[name]:
            count = self._count
            start = Node()
            self._finish(body, start).end = True
            self.named[f"<{name}>"] = start
            self._count = count
        return self._catching[name]

    def _has_slots(self, expression: Expression, line: Line) -> bool:
        if isinstance(expression, ListReference):
            return True
        if isinstance(expression, RuleReference):
            return self._catches(expression.rule_name, line)
        if isinstance(expression, Group):
            # Every branch is visited, so that a circle is found wherever it is.
            found = [self._has_slots(item, line) for item in expression.items]
            return any(found)
        return False

    def _list(self, name: str) -> Node:
        start = Node()
        if name in self._files.ranges:
            first, last = self._files.ranges[name]
            for number in range(first, last + 1):
                at = start
                for word in number_words(number).split():
                    following = Node()
                    at.words.append((word, following))
                    at = following
                at.end = number
            return start
        for line, value in self._files.lists[name]:
            branch = Node()
            start.free.append(branch)
            self._finish(line, branch).end = value
        return start


def _reaches_free(start: Node, goal: Node) -> bool:
    """Whether a node is reached from another without a word."""
    seen: set[int] = set()
    stack = [start]
    while stack:
        node = stack.pop()
        if node is goal:
            return True
        if id(node) not in seen:
            seen.add(id(node))
            stack.extend(node.free)
    return False
