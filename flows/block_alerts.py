"""Alerts by a notification block that is saved in Prefect, whatever it tells: mail, Slack, Teams, a webhook."""

from typing import Any

from prefect.blocks.core import Block

from flows.alerts import Alert, Way, subject
from schemas.errors import SettingsError


def by_block(name: str) -> Way:
    """Delivers by the block of this name, such as slack-webhook/desk, which is looked up when there is an alert."""

    def deliver(alert: Alert) -> None:
        block: Any = Block.load(name)
        if "notify" not in block.get_block_capabilities():
            raise SettingsError(f"alert_block {name}: notifies nobody; name a notification block, as type/name")
        with block.raise_on_failure():
            block.notify(alert.text, subject(alert))

    return deliver
