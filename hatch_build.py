"""What a wheel needs that the repository does not hold: assets and compiled words."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

import build_assets
from tools import translate


class Made(BuildHookInterface):
    """Runs before the files of a wheel are gathered; an editable install takes them from the checkout instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is git-ignored."""
        if self.target_name == "wheel" and version != "editable":
            build_assets.main()
            translate.compile_all()
