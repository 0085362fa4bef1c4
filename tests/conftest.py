"""What holds for all tests: hypothesis judges by what came out, not by a clock that a busy machine stretches."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("tocsin", deadline=None)
settings.load_profile("tocsin")
