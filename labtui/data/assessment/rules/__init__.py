"""The findings: what people fool themselves about, rule by rule (framework, section 6).

Each theme is a module that declares its rules: rows, words, and all else that is known of each.
`rule` says what a rule is, `table` puts them in the framework's order, `findings` asks which
hold. A finding carries no text; its rule says it when somebody reads. Imports the framework, and
of `assessment` what one system's assessment is made of, not `assess`, `lab` or what explains it.
"""

from labtui.data.assessment.rules.findings import findings_of
from labtui.data.assessment.rules.rule import Chain, OpenQuestion, Reason, Rule
from labtui.data.assessment.rules.table import RULE_IDS, RULES

__all__ = ["RULES", "RULE_IDS", "Chain", "OpenQuestion", "Reason", "Rule", "findings_of"]
