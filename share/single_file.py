"""Makes labtui and all it needs one file, for hosts with Python but without pip.

./dev zipapp [FILE]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipapp
from pathlib import Path
from zlib import crc32

HERE = Path(__file__).parent


def pack(folder: Path, file: Path) -> None:
    """Pack a folder with the package and all it needs into one file that runs it."""
    compiled = [path.name for kind in ("*.so", "*.pyd") for path in folder.rglob(kind)]
    if compiled:
        sys.exit(f"Not pure Python, so it would run on some hosts only: {', '.join(compiled)}")
    checksum = 0
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            checksum = crc32(path.read_bytes(), crc32(str(path).encode(), checksum))
    main = (HERE / "single_file_main.py").read_text("utf-8")
    main = main.replace('BUILD = ""', f'BUILD = "{checksum:08x}"')
    (folder / "__main__.py").write_text(main, encoding="utf-8")
    file.parent.mkdir(parents=True, exist_ok=True)
    zipapp.create_archive(folder, file, interpreter="/usr/bin/env python3", compressed=True)
    file.chmod(0o755)


def main(file: Path) -> None:
    """Install this labtui with all it needs into a folder, and pack that."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "labtui")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        target = ["--no-compile", "--target", str(folder)]
        subprocess.run([*pip, *target, str(HERE.parent)], check=True)
        for unused in ("bin", "share"):
            shutil.rmtree(folder / unused, ignore_errors=True)
        pack(folder, file)
    print(f"{file}: {file.stat().st_size / 1e6:.1f} MB. Run it with: python3 {file}")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
