"""Every limit of reading is a setting, with the same safe default."""

from flows.as_set import read_limits
from schemas.settings import Settings
from tasks.read import ReadLimits

# Politeness between tries, which no user has a reason to change.
FIXED = {"first_wait", "longest_wait"}
NAMES = {
    "timeout": "fetch_timeout",
    "answer_time": "fetch_time",
    "tries": "fetch_tries",
    "allow_private": "allow_private_addresses",
}


def test_the_defaults_of_the_settings_are_the_safe_ones() -> None:
    assert read_limits(Settings()) == ReadLimits()


def test_every_limit_of_reading_is_a_setting() -> None:
    for name in ReadLimits.model_fields.keys() - FIXED - {"readers", "obey_robots", "allow_private"}:
        changed = getattr(ReadLimits(), name) + 1
        settings = Settings.model_validate({NAMES.get(name, name): changed})
        assert getattr(read_limits(settings), name) == changed, name
