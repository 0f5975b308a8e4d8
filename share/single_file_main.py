"""What the single file runs. It unpacks itself once, into the state folder, and runs from there.

Textual reads style sheets from files, which a zip archive has none of. The syntax is kept so old
that an old Python says which one is needed.
"""

import os
import shutil
import sys
import tempfile
import zipfile

if sys.version_info < (3, 11):
    sys.exit("labtui needs Python 3.11 or newer; this is %d.%d" % sys.version_info[:2])

BUILD = ""
"""What tells one build from another; filled in when the file is made."""


def unpacked(archive, programs):
    """The folder with what is in the archive; other builds, but for the one before, are removed."""
    folder = os.path.join(programs, BUILD)
    if not os.path.isdir(folder):
        os.makedirs(programs, 0o700, exist_ok=True)
        new = tempfile.mkdtemp(prefix=".", dir=programs)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(new)
        try:
            os.rename(new, folder)
        except OSError:  # another one was quicker
            shutil.rmtree(new, ignore_errors=True)
        others = [entry for entry in os.scandir(programs) if entry.name != BUILD]
        others.sort(key=lambda entry: entry.stat().st_mtime)
        for entry in others[:-1]:
            shutil.rmtree(entry.path, ignore_errors=True)
    return folder


def run():
    """Run labtui out of a folder; in one that is removed again where none can be kept."""
    from labtui.data.storage.paths import state_dir

    archive, programs = sys.path[0], os.path.join(state_dir(), "program")
    removed = None
    try:
        folder = unpacked(archive, programs)
    except OSError:
        removed = tempfile.mkdtemp(prefix="labtui-")
        folder = unpacked(archive, removed)
    sys.path[0] = folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "labtui"]:
        del sys.modules[name]
    from labtui.__main__ import main

    try:
        return main()
    finally:
        if removed:
            shutil.rmtree(removed, ignore_errors=True)


sys.exit(run())
