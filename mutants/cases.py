"""What a reason asks about a mutant: where its change stands, and what the series there carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mutants.edits import Edit
from mutants.rules import Mutant
from mutants.tree import COMPARISONS, Matcher, Node, parse

SMOOTH = ("rate", "increase", "delta", "irate", "deriv")
"""Functions whose value is stretched to a window."""
_ALIKE = (*SMOOTH, "changes", "resets", "predict_linear", "abs", "clamp")
_OVER_TIME = "_over_time"
_PARTLY = ("on", "ignoring", "group_left", "group_right", "bool")


@dataclass(frozen=True, slots=True)
class Case:
    """A mutant: its change, the whole tree, and what stands above the changed part.

    `recorded` has the PromQL of recorded series by their names.
    """

    mutant: Mutant
    edit: Edit
    tree: Node
    above: tuple[Node, ...]
    recorded: Mapping[str, str]

    @property
    def old(self) -> str:
        """What was taken away."""
        return self.mutant.original.expr[self.edit.start : self.edit.end]

    def text(self, node: Node) -> str:
        """A part of the PromQL."""
        return self.mutant.original.expr[node.start : node.end]

    @property
    def limit(self) -> tuple[Node, str] | None:
        """What a changed number is compared with, and how."""
        parent = self.above[0] if self.above else None
        if parent is None or parent.kind != "binary" or parent.word.text not in COMPARISONS:
            return None
        return parent.children[0], parent.word.text

    @property
    def removed(self) -> Matcher | None:
        """The one matcher that was taken away."""
        if self.mutant.operator != "matcher" or self.edit.new:
            return None
        found = [
            one
            for one in self.edit.node.matchers
            if self.edit.start <= one.place[0] < self.edit.end
        ]
        return found[0] if len(found) == 1 else None

    def is_smooth(self, node: Node) -> bool:
        """Whether a value comes from rates, also by way of what is recorded."""
        return any(
            is_call(part, SMOOTH)
            or (part.kind == "selector" and any(map(self.is_smooth, self._definition(part))))
            for part, _ in node.walk()
        )

    def joins(self, node: Node) -> bool:
        """Whether the series on both sides of an operator must have all labels alike."""
        between = self.mutant.original.expr[node.word.end : node.children[1].start]
        return not any(word.startswith(_PARTLY) for word in between.split())

    def carries(self, node: Node, one: Matcher) -> bool:
        """Whether all series of a part pass such a matcher, also those that are recorded."""
        if node.kind == "selector":
            defined = self._definition(node)
            return any(_like(other, one) for other in node.matchers) or (
                bool(defined) and all(Case.carries(self._of(part), part, one) for part in defined)
            )
        if node.kind == "binary" and node.word.text != "or":
            sides = node.children[:1] if node.word.text == "unless" else node.children
            return self.joins(node) and any(self.carries(side, one) for side in sides)
        keeps = node.kind in ("paren", "sign") or keeps_labels(node)
        return keeps and any(self.carries(child, one) for child in node.children)

    def _definition(self, node: Node) -> list[Node]:
        text = self.recorded.get(node.word.text)
        return [parse(text)] if text is not None else []

    def _of(self, tree: Node) -> Case:
        """The same for the rule that records something, whose text is another one."""
        text = next(text for text in self.recorded.values() if parse(text) == tree)
        return Case(_with_text(self.mutant, text), self.edit, tree, (), self.recorded)


def case_of(mutant: Mutant, edit: Edit, recorded: Mapping[str, str]) -> Case:
    """The case of a mutant whose PromQL was changed."""
    tree = parse(mutant.original.expr)
    above = next((found for node, found in tree.walk() if node == edit.node), ())
    return Case(mutant, edit, tree, above, recorded)


def is_call(node: Node, names: tuple[str, ...]) -> bool:
    """Whether a part is a call of one of these."""
    return node.kind in ("call", "aggregation") and node.word.text in names


def keeps_labels(node: Node) -> bool:
    """Whether a function gives each series the labels that it had."""
    return node.kind == "call" and (node.word.text in _ALIKE or node.word.text.endswith(_OVER_TIME))


def _like(one: Matcher, other: Matcher) -> bool:
    words = ((each.label.text, each.operator.text, each.value.text) for each in (one, other))
    return len(set(words)) == 1


def _with_text(mutant: Mutant, text: str) -> Mutant:

    return replace(mutant, original=replace(mutant.original, expr=text))
