"""What a wheel needs that the repository does not hold: assets and compiled words."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Made(BuildHookInterface):
    """Runs before the files of a wheel are gathered; an editable install takes them from the checkout instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is git-ignored."""
        if self.target_name == "wheel" and version != "editable":
            sys.path.insert(0, str(Path(self.root)))  # a builder works in a place of its own

            import build_assets  # inline: app start
            from tools import translate  # inline: app start

            build_assets.main()
            translate.compile_all()
