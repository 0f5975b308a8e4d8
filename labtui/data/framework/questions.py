"""The five questions of the smell test (framework, section 2)."""

from __future__ import annotations

QUESTIONS = {
    "restore": "If it failed tomorrow, could you restore it?",
    "detect": "If it were compromised, would you notice?",
    "understand": "Do you understand how it is secured?",
    "rebuild": "Could you rebuild it from your documentation?",
    "own": "Are you comfortable owning the outcome when it goes wrong?",
}
"""The smell test, in the order it is asked (framework, section 2)."""
