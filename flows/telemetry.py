"""Libraries that phone home are switched off before they are imported."""

import os


def switch_off() -> None:
    """Turn off the telemetry of Prefect and Great Expectations for this process and its children.

    Both read the environment when they are imported, so this is called first.
    """
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
