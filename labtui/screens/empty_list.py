"""What a list says of an inventory without systems: how to begin, or how to get it back."""

from __future__ import annotations

from textwrap import wrap

from labtui.data.inventory.last_copy import last_copy
from labtui.data.inventory.workspace import Workspace
from labtui.text.wording import plural

NOTICE, LEAST_NOTICE = 72, 20
"""The greatest and the least width of what is said in an empty list."""

_WELCOME = """\
labtui lists what you host and use, and
shows who is responsible when it breaks.

{begin}  d   look around in an example lab;
      nothing is kept
  ?   keys and words of this screen
  q   quit

{end}"""

_BEGIN = """\
  a   add a first system: its name, where it is,
      why it exists, what people would miss
  i   import what Docker Compose, Proxmox or
      other files show
"""

_LOST = """\
{file}.
The newest safety copy with systems, of {moment:%Y-%m-%d %H:%M}, has {systems}.

  F6  restore a safety copy
  a   add a first system to a new list
  ?   keys and words of this screen
  q   quit"""


def nothing_there(workspace: Workspace, width: int) -> str:
    """The text for an empty inventory on a terminal of this width in cells."""
    store, reason = workspace.store, workspace.read_only_reason
    missing = store.expected.data is None
    copy = None if workspace.lab.systems else last_copy(store)
    if copy is not None:
        return _LOST.format(
            file=f"{store.path} {'is not there' if missing else 'has no systems'}",
            moment=copy.moment.astimezone(),
            systems=plural(copy.systems, "system"),
        )
    if reason is not None:
        end = f"Nothing can be saved here:\n{as_notice([reason], width)}"
        return _WELCOME.format(begin="", end=end)
    where = "creates" if missing else "is saved to"
    return _WELCOME.format(begin=_BEGIN, end=f"The first change {where} {store.path.name}.")


def as_notice(lines: list[str], width: int) -> str:
    """Lines wrapped for an empty list on a terminal of this width in cells."""
    room = max(LEAST_NOTICE, min(NOTICE, width - 4))
    return "\n".join(part for line in lines for part in wrap(line, room))
