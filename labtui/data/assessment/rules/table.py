"""The framework's table of findings: every rule, in its order (section 6)."""

from __future__ import annotations

from labtui.data.assessment.rules import (
    assessing,
    backups,
    dependencies,
    exposure,
    providers,
    purpose,
    responsibility,
    smell_test,
    upkeep,
)
from labtui.data.assessment.rules.rule import Rule

RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        responsibility.LEVEL_UNDETERMINED,
        assessing.NEVER_ASSESSED,
        assessing.ASSESSMENT_STALE,
        assessing.CHANGED_SINCE_ASSESSMENT,
        assessing.OUTGREW_ASSESSMENT,
        assessing.UNANSWERED,
        responsibility.UNOWNED_LAYER,
        responsibility.RESPONSIBILITY_GAP,
        purpose.NOT_AS_INTENDED,
        purpose.PRODUCTION_IN_DENIAL,
        purpose.LAB_IS_DEPENDENCY,
        purpose.RESTS_ON_LAB,
        exposure.EXPOSED_UNPROTECTED,
        exposure.EXPOSED_LAB,
        dependencies.DANGLING_REFERENCE,
        dependencies.DEPENDENCY_CYCLE,
        smell_test.CANNOT_RESTORE,
        smell_test.CANNOT_DETECT,
        smell_test.NOT_UNDERSTOOD,
        smell_test.CANNOT_REBUILD,
        smell_test.NOT_OWNING_OUTCOME,
        providers.TRUSTING_MARKETING,
        exposure.MFA_NOT_ENFORCED,
        providers.MANAGED_NOT_SECURE,
        providers.BREACH_UNPLANNED,
        providers.RENTING_RISK,
        purpose.DISPOSABLE_PRODUCTION,
        purpose.CASUAL_PRODUCTION,
        backups.UNTESTED_BACKUPS,
        upkeep.UNMONITORED,
        backups.NO_BACKUPS,
        upkeep.NOT_REBUILDABLE,
        purpose.JUST_INFRASTRUCTURE,
        purpose.NOTHING_LEARNED,
        upkeep.STALE_PATCHES,
        backups.BACKUP_ON_ITSELF,
        backups.ONE_SITE_BACKUPS,
        dependencies.RECOVERY_LOOP,
        exposure.EXPOSED_KEYS,
        upkeep.ONLY_YOU,
        upkeep.PRACTICES_MISSING,
        upkeep.IDLE_HARDWARE,
    )
}
"""Every rule by its id, in the order of the framework."""

RULE_IDS = frozenset(RULES)
