"""Make the checkout importable in its own virtual environment and put the `huiyin` command there.

An editable install would do the same, but it asks for the whole build backend, Node included; two small files do not.
"""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "#!{python}\nimport sys\nfrom huiyin.main import main\nsys.exit(main())\n"


def main() -> None:
    """Write `huiyin.pth` (`src` for the product, the root for the tests) and `huiyin` beside the interpreter."""
    Path(sysconfig.get_path("purelib"), "huiyin.pth").write_text(f"{ROOT / 'src'}\n{ROOT}\n", encoding="utf-8")
    command = Path(sys.executable).with_name("huiyin")
    command.write_text(COMMAND.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    main()
