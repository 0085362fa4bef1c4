"""What the pipeline takes in and keeps, as the settings say."""

from __future__ import annotations

from datetime import timedelta

from stream.pipeline import Limits
from stream.settings import Settings


def limits(settings: Settings, articles_partitions: int | None = None) -> Limits:
    """For a worker, or for whoever does its work over."""
    return Limits(
        partitions=settings.partitions,
        articles_partitions=articles_partitions or settings.partitions,
        lateness=timedelta(days=settings.lateness_days),
        retention=timedelta(days=settings.retention_days),
        max_text=settings.max_text,
        horizon=settings.horizon_days,
        toll=settings.toll_policy,
    )
