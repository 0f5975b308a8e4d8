"""What a break-in into one system reaches, as a tree, and what stays safe."""

from labtui.data.analysis.compromise import BY_WORDS, Compromise
from labtui.data.analysis.trees.branches import Branch, Item, counted
from labtui.data.assessment.lab import Lab


def by_break_in(compromise: Compromise) -> list[Item]:
    """The system, and what falls with it below what it is reached through."""
    reached = [
        Branch(reached.id, reached.depth, reached.id, relation=BY_WORDS[reached.by])
        for reached in compromise.tree
    ]
    return [*counted([Branch(compromise.id, 0, compromise.id), *reached])]


def safe_from(lab: Lab, compromise: Compromise) -> list[str]:
    """The systems in service that no known way leads to, production first, then by name."""
    reached = {compromise.id, *(reached.id for reached in compromise.tree)}
    found = [a for id, a in lab.assessments.items() if id not in reached and a.system.active]
    found.sort(key=lambda a: (not a.production, a.system.name.casefold(), a.id))
    return [a.id for a in found]
