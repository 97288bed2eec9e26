"""Addresses as they may be shown and kept."""


def without_login(address: str) -> str:
    """The address without name and password, which are for the server alone; a path as it is."""
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"


def has_password(address: str) -> bool:
    """Whether an address holds a password in plain sight."""
    login, at, _ = address.partition("://")[2].partition("/")[0].rpartition("@")
    return bool(at) and ":" in login
