"""Errors whose message is written for the person at the keyboard: what is wrong, and the mend."""


class UserError(Exception):
    """Something that the user can mend; shown as one line, without a traceback."""

    exit_code = 3


class SettingsError(UserError):
    """A setting, a profile, a suite or an argument that cannot be used."""

    exit_code = 2
